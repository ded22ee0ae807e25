"""All that was said with one customer, newest first, for the customer's page: a line a message, under its matter."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.core.exceptions import BadRequest
from django.db.models import Q
from django.utils import timezone

from agents.models import Agent
from conversations.models import Conversation, Message
from customers.models import Customer

PIECE = 40


@dataclass(frozen=True)
class Line:
    """kind: day (of a moment), case (head of a matter), touch (a message), shut (what this viewer may not see)."""

    kind: str
    moment: datetime
    message: Message | None = None
    matter: Conversation | None = None
    # Nothing of the same matter and day follows: the drawn line ends.
    is_last: bool = False


def piece(agent: Agent, customer: Customer, before: str = "") -> tuple[list[Line], str]:
    """The lines, and the cursor of what is older."""
    said = Message.objects.filter(customer=customer).filter(older(before)).order_by("-shown_at", "-id")
    found = list(said.select_related("conversation__assignee", "channel", "author")[: PIECE + 1])
    shown, rest = found[:PIECE], len(found) > PIECE
    ids = {message.conversation_id for message in shown}
    visible = set(Conversation.objects.visible_to(agent).filter(pk__in=ids).values_list("pk", flat=True))
    last = shown[-1] if shown else None
    return arranged(
        shown, visible, ZoneInfo(agent.time_zone)
    ), f"{last.shown_at.isoformat()}~{last.pk}" if last and rest else ""


def older(before: str) -> Q:
    if not before:
        return Q()
    at, _, pk = before.partition("~")
    try:
        moment, number = datetime.fromisoformat(at), int(pk)
        timezone.localtime(moment)
    except (ValueError, OverflowError) as error:
        raise BadRequest("before") from error
    return Q(shown_at__lte=moment) & (Q(shown_at__lt=moment) | Q(pk__lt=number))


def arranged(messages: list[Message], visible: set[int], zone: ZoneInfo) -> list[Line]:
    lines: list[Line] = []
    day, matter = None, 0
    for number, message in enumerate(messages):
        today = message.shown_at.astimezone(zone).date()
        shut = message.conversation_id not in visible
        # Whatever lies shut between two things one may read is one line, under its newest day.
        if shut and lines and lines[-1].kind == "shut":
            continue
        if today != day:
            lines.append(Line("day", message.shown_at))
        if shut:
            lines.append(Line("shut", message.shown_at))
        if not shut and message.conversation_id != matter:
            lines.append(Line("case", message.shown_at, matter=message.conversation))
        if not shut:
            lines.append(Line("touch", message.shown_at, message, is_last=ends(messages, number, zone)))
        day, matter = today, 0 if shut else message.conversation_id
    return lines


def ends(messages: list[Message], number: int, zone: ZoneInfo) -> bool:
    if number + 1 == len(messages):
        return True
    this, following = messages[number], messages[number + 1]
    same_day = this.shown_at.astimezone(zone).date() == following.shown_at.astimezone(zone).date()
    return not same_day or this.conversation_id != following.conversation_id
