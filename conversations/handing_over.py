"""A matter changes hands, team or channel, and its card goes along: as it is built, or as its sender wrote it."""

from dataclasses import dataclass, replace
from datetime import timedelta

from django.utils import timezone

from agents.models import Agent, Team
from conversations.card_lines import MOST, Line, build, of_frame
from conversations.models import Channel, Conversation, Entry, Handover, HandoverKind
from customers import masking
from omnidesk.inserting import flush
from omnidesk.live import PanelHint
from omnidesk.redaction import redact
from omnidesk.telling import publish

LONGEST_LINE = 200
# Who goes to and fro between two channels has the same card; it is not written again each time.
FRESH = timedelta(minutes=10)


class NeedsReason(Exception):
    """Without its card a matter is passed on only with a reason."""


@dataclass(frozen=True)
class Passing:
    """What goes along: the lines as somebody wrote them (None = as they are built), or nothing, for a reason."""

    lines: tuple[Line, ...] | None = None
    without: bool = False
    reason: str = ""

    def __post_init__(self) -> None:
        if self.without and not self.reason.strip():
            raise NeedsReason


AS_BUILT = Passing()


def to_agent(
    matter: Conversation, entry: Entry, before: int | None, to: Agent | None, by: Agent | None, passing: Passing
) -> Handover | None:
    """From one person to another; the first to take a matter takes it over from nobody."""
    if before is None or to is None:
        return None
    ends = {"from_agent_id": before, "to_agent": to, "from_team": matter.team, "to_team": matter.team}
    return keep(matter, HandoverKind.AGENT, passing, by, entry=entry, **ends)


def to_team(
    matter: Conversation, entry: Entry, before: int | None, to: Team | None, by: Agent | None, passing: Passing
) -> Handover | None:
    if before is None or to is None:
        return None
    return keep(matter, HandoverKind.TEAM, passing, by, entry=entry, from_team_id=before, to_team=to, from_agent=by)


def to_channel(matter: Conversation, before: int | None, to: Channel | None) -> Handover | None:
    """The customer goes on by another channel, or we do."""
    if before is None or to is None or before == to.pk:
        return None
    recent = Handover.objects.filter(conversation=matter, kind=HandoverKind.CHANNEL, at__gt=timezone.now() - FRESH)
    if recent.exists():
        return None
    # What the message told goes on the card.
    flush()
    return keep(matter, HandoverKind.CHANNEL, AS_BUILT, None, from_channel_id=before, to_channel=to)


def keep(matter: Conversation, kind: str, passing: Passing, by: Agent | None, **ends: object) -> Handover:
    lines = [] if passing.without else list(build(matter) if passing.lines is None else passing.lines)
    made = Handover.objects.create(
        conversation=matter,
        kind=kind,
        lines=[line.frame() for line in lines],
        edited_by=by if passing.lines is not None and lines else None,
        reason_without=redact(passing.reason.strip()[:300]) if passing.without else "",
        by=by,
        at=timezone.now(),
        **ends,
    )
    if made.entry is not None:
        # The line of the history says what went along; it is shown after the commit.
        made.entry.data |= {"card": made.pk, "lines": len(lines), "without": made.reason_without}
        made.entry.save(update_fields=["data"])
    publish(PanelHint(matter.customer_id))
    return made


def written(matter: Conversation, keys: list[str], texts: list[str]) -> tuple[Line, ...] | None:
    """The card as it came from the form; None where nothing was changed. An emptied line is taken out."""
    built = build(matter)
    as_built = {(line.key, line.text): line for line in built}
    pairs = [(key[:40], redact(text.strip()[:LONGEST_LINE])) for key, text in zip(keys, texts, strict=False)]
    lines = [as_built.get(pair) or Line(*pair) for pair in pairs if pair[1] or pair in as_built]
    if [line for line in lines if line.key != "next"] == built and len(lines) == len(built):
        return None
    return tuple(lines[: MOST - 1] + lines[-1:] if len(lines) > MOST else lines)


def latest(matter: Conversation) -> Handover | None:
    related = ("from_agent", "to_agent", "from_team", "to_team", "from_channel", "to_channel", "edited_by", "by")
    return Handover.objects.filter(conversation=matter).select_related(*related).order_by("-at", "-pk").first()


def lines_of(handover: Handover) -> list[Line]:
    """Masked again as they are read: cards of earlier days were kept as everything was told."""
    return [masked(of_frame(frame)) for frame in handover.lines]


def masked(line: Line) -> Line:
    return line if "*" in line.text else replace(line, text=masking.of_fact(line.key, line.text))
