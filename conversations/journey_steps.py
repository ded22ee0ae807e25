"""The steps of a customer's journey, from what was said and what they did elsewhere; see conversations.journey."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from agents.models import Agent
from conversations.channel_words import channel_word, place_word
from conversations.journey import Step, Strip, strip
from conversations.models import AskedAgain, Conversation, Direction, Message
from customers.models import Customer, Touchpoint

READ_BACK = 300
TALK = timedelta(hours=6)
PROFILE, PANEL = (11, 630), (7, 318)
LOOKING = frozenset({"page_view", "search", "faq", "login", "campaign", "basket"})
WANTED = frozenset({"order", "delivery", "visit"})


def of_profile(customer: Customer, agent: Agent) -> Strip:
    most, width = PROFILE
    visible = Conversation.objects.visible_to(agent)
    newest = visible.open().filter(customer=customer).order_by("-last_activity_at", "-pk").first()
    return strip(steps(customer, agent), most=most, width=width, mine=newest.pk if newest else None)


def of_panel(matter: Conversation, agent: Agent) -> Strip:
    most, width = PANEL
    return strip(steps(matter.customer, agent), most=most, width=width, mine=matter.pk)


def steps(customer: Customer, agent: Agent) -> list[Step]:
    """Oldest first. What lies behind another team's wall is no step here: it may not even be counted."""
    return sorted([*contacts(customer, agent), *deeds(customer)], key=lambda step: step.at)


def contacts(customer: Customer, agent: Agent) -> list[Step]:
    """A talk on one channel is one step: its messages of a few hours."""
    rows = Message.objects.visible_to(agent).filter(customer=customer).exclude(direction=Direction.NOTE)
    rows = rows.filter(channel__isnull=False, unsent_at=None).order_by("-shown_at", "-pk")
    read = list(rows.values("pk", "shown_at", "channel__kind", "conversation_id", "direction")[:READ_BACK])
    again = told_again([row["pk"] for row in read])
    return talks(list(reversed(read)), again)


def told_again(messages: list[int]) -> set[int]:
    return set(AskedAgain.objects.filter(message__in=messages).values_list("message_id", flat=True))


def talks(rows: Iterable[Any], again: set[int]) -> list[Step]:
    found: list[Step] = []
    latest: datetime | None = None
    for row in rows:
        inbound, at = row["direction"] == Direction.IN, row["shown_at"]
        last = found[-1] if found else None
        same = last and last.kind == row["channel__kind"] and last.matter == row["conversation_id"]
        if last and same and latest and at - latest < TALK:
            found[-1] = grown(last, said=inbound, again=row["pk"] in again)
        else:
            found.append(begun(row, said=inbound, again=row["pk"] in again))
        latest = at
    return found


def begun(row: Any, *, said: bool, again: bool) -> Step:
    kind = row["channel__kind"]
    return Step(row["shown_at"], kind, "contact", channel_word(kind), row["conversation_id"], int(said), int(again))


def grown(step: Step, *, said: bool, again: bool) -> Step:
    return Step(
        step.at, step.kind, step.what, step.word, step.matter, step.said + int(said), step.told_again + int(again)
    )


def deeds(customer: Customer) -> list[Step]:
    rows = Touchpoint.objects.filter(customer=customer).order_by("-at", "-pk")[:READ_BACK]
    found: list[Step] = []
    for row in reversed(rows):
        # Page after page is one look around.
        what = kind_of(row)
        last = found[-1] if found else None
        if last and what == last.what == "looking" and row.at - last.at < TALK:
            continue
        found.append(Step(row.at, row.place, what, deed_word(row)))
    return found


def kind_of(row: Touchpoint) -> str:
    if row.failed:
        return "failed"
    if row.kind in WANTED:
        return "wanted"
    return "looking" if row.kind in LOOKING else "step"


def deed_word(row: Touchpoint) -> str:
    words = {
        "order": pgettext("of goods", "Order"),
        "delivery": pgettext("of a parcel", "Delivery"),
        "page_view": pgettext("of a page", "Visit"),
        "call": _("Call"),
    }
    if row.failed:
        return _("Failed")
    return words.get(row.kind) or place_word(row.place)


def stage_word(step: Step) -> str:
    """Where on the way they were."""
    if step.what == "contact":
        return pgettext("stage", "Contact")
    words = {"looking": pgettext("stage", "Choosing"), "wanted": pgettext("stage", "Buying")}
    return words.get(step.what, pgettext("stage", "Helping oneself"))
