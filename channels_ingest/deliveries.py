"""Raw deliveries: what an admin sees of them, above all of those set aside, and what can be done with one."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Count, F, QuerySet
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from agents.audit import audit
from agents.models import Agent
from channels_ingest import intake, reading_again
from channels_ingest.mail.limits import NOT_HANDED_OVER, SENTENCES
from channels_ingest.models import RawDelivery
from channels_ingest.reading_again import Outcome
from conversations.models import Channel

PAGE = 50
# So many of a channel's run at one press; the next press takes the next.
MOST_AT_ONCE = 500
# More of the raw than this no person reads on a page.
MOST_SHOWN = 20_000

State = RawDelivery.State
STATES: dict[str, str | Promise] = {
    State.QUARANTINED: _("Set aside"),
    State.PENDING: _("Being processed"),
    State.SOLVED: _("Solved"),
    State.PARSED: _("Taken in"),
}
UNREADABLE = _("Its content is damaged, or in a form that is not known here.")
REASONS: tuple[tuple[re.Pattern[str], str | Promise], ...] = (
    (re.compile("^gave up after"), _("It was tried many times and never came to an end.")),
    (re.compile("^a receipt for nothing"), _("It reports on a message that does not exist here.")),
    (re.compile("^word of a call|^a call under no number"), _("It reports on a call that does not exist here.")),
    (re.compile("^a message of nobody"), _("It does not say whom it is from.")),
    (re.compile("^Unreadable"), UNREADABLE),
    (re.compile(r"^[A-Z]\w+( in \S+)?$"), _("An error of this program stopped it. Run it again after an update.")),
)
# What a row of the list needs; bodies are large and encrypted, and stay where they are.
FIELDS = (
    "state", "error", "attempts", "received_at", "message", "channel__name", "channel__kind", "channel__paused_at",
)  # fmt: skip


@dataclass(frozen=True)
class Line:
    raw: RawDelivery
    reasons: list[str]
    # A mail whose content is still here, and which became a message.
    readable: bool = False


def page(asked: QueryDict) -> dict[str, Any]:
    state, channel, before = asked.get("state", ""), asked.get("channel", ""), asked.get("before", "")
    state = state if state in STATES else State.QUARANTINED
    rows = list(found(state, channel, before)[: PAGE + 1])
    known, mails = counts(), readable(rows[:PAGE]) if state == State.PARSED else set()
    return {
        "lines": [Line(raw, reasons(raw.error), raw.pk in mails) for raw in rows[:PAGE]],
        "next": rows[PAGE - 1].pk if len(rows) > PAGE else None,
        "asked": {"state": state, "channel": channel},
        "states": list(STATES.items()),
        "channels": Channel.objects.only("name").order_by("name", "pk"),
        "of_channel": known.get(int(channel), 0) if is_key(channel) else 0,
        "total": sum(known.values()),
    }


def found(state: str, channel: str = "", before: str = "") -> QuerySet[RawDelivery]:
    """Newest first."""
    rows = RawDelivery.objects.select_related("channel").only(*FIELDS).order_by("-pk")
    rows = rows.filter(state=state)
    rows = rows.filter(channel=int(channel)) if is_key(channel) else rows
    return rows.filter(pk__lt=int(before)) if is_key(before) else rows


def readable(rows: list[RawDelivery]) -> set[int]:
    return set(reading_again.readable().filter(pk__in=[raw.pk for raw in rows]).values_list("pk", flat=True))


def is_key(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 18


def counts() -> dict[int, int]:
    """How many of each channel are set aside now; channels without any are left out."""
    rows = RawDelivery.objects.filter(state=State.QUARANTINED).values("channel").annotate(number=Count("pk"))
    return dict(rows.values_list("channel", "number"))


def kept_meanwhile() -> dict[int, int]:
    """How many wait at each paused channel until it is resumed; channels without any are left out."""
    waiting = RawDelivery.objects.filter(state=State.PENDING, received_at__gte=F("channel__paused_at"))
    return dict(waiting.values("channel").annotate(number=Count("pk")).values_list("channel", "number"))


def reasons(error: str) -> list[str]:
    """In words for an admin, each once: a batch may have failed in several of its events."""
    problems = [problem for problem in error.split("; ") if problem]
    return list(dict.fromkeys(str(in_words(problem)) for problem in problems))


def in_words(problem: str) -> str | Promise:
    if problem in (*SENTENCES.values(), NOT_HANDED_OVER):
        return _(problem)
    return next((words for pattern, words in REASONS if pattern.match(problem)), UNREADABLE)


@transaction.atomic
def run_again(rows: QuerySet[RawDelivery], channel: Channel, by: Agent, ip: str | None) -> int:
    """How many go to the worker now; those that are no longer set aside are left alone."""
    waiting = list(rows.filter(channel=channel, state=State.QUARANTINED).order_by("pk")[:MOST_AT_ONCE])
    for raw in waiting:
        intake.run_again(raw)
    if waiting:
        audit(by, "channel.raw_run_again", channel, ip, name=channel.name, count=len(waiting), first=waiting[0].pk)
    return len(waiting)


@transaction.atomic
def read_again(raw: RawDelivery, by: Agent, ip: str | None) -> Outcome:
    """A mail that became a message is read once more; who asked for it is written down whatever comes of it."""
    outcome = reading_again.read_again(raw)
    audit(by, "channel.raw_read_again", raw, ip, name=raw.channel.name, outcome=outcome)
    return outcome


@transaction.atomic
def opened(raw: RawDelivery, by: Agent, ip: str | None) -> str:
    """What came; who looked is written down first."""
    audit(by, "channel.raw_opened", raw, ip, name=raw.channel.name)
    return raw.content.decode("utf-8", "replace")


def visible(text: str) -> str:
    """As text of bounded length: signs that would hide or turn what stands beside them are written out."""
    return "".join(sign if is_plain(sign) else f"\\u{ord(sign):04x}" for sign in text[:MOST_SHOWN])


def is_plain(sign: str) -> bool:
    return sign in "\n\t" or unicodedata.category(sign)[0] != "C"


@transaction.atomic
def solve(raw: RawDelivery, by: Agent, ip: str | None) -> bool:
    """Dealt with in another way: the content goes, the row stays so that a late repeat is still known."""
    mine = RawDelivery.objects.filter(pk=raw.pk, state=State.QUARANTINED)
    if not mine.update(state=State.SOLVED):
        return False
    raw.let_go()
    audit(by, "channel.raw_solved", raw, ip, name=raw.channel.name)
    return True
