"""The card of the hand-over as the panel shows it: what was passed on last, or what would be passed on now."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from conversations import handing_over, promising
from conversations.card_lines import LABELS, MOODS, Line, build
from conversations.models import Conversation, Handover, HandoverKind
from customers.models import Assurance, Identity, IdentityKind

# Shown by other parts of the panel: the head and the promises.
ELSEWHERE = {"who", "promised"}


def card_context(matter: Conversation, identities: Sequence[Identity]) -> dict[str, Any]:
    """The lines that stand in no other card of the panel, and what is promised."""
    handover = handing_over.latest(matter)
    kept = handover is not None and not handover.reason_without
    promises = promising.standing(matter)
    lines = handing_over.lines_of(handover) if kept and handover is not None else build(matter, identities, promises)
    return {
        "handover": handover,
        "handover_ends": ends(handover) if handover else None,
        "card_lines": [line for line in lines if line.key in LABELS and line.key not in ELSEWHERE],
        "promises": promises,
    }


def ends(handover: Handover) -> tuple[str, str]:
    """From whom to whom, by which way it went."""
    if handover.kind == HandoverKind.CHANNEL:
        pair = (handover.from_channel, handover.to_channel)
        return tuple(channel.name if channel else "–" for channel in pair)  # type: ignore[return-value]  # two of them
    if handover.kind == HandoverKind.TEAM:
        pair_of_teams = (handover.from_team, handover.to_team)
        return tuple(team.name if team else "–" for team in pair_of_teams)  # type: ignore[return-value]  # two of them
    people = (handover.from_agent, handover.to_agent)
    return tuple(person.short_name if person else "–" for person in people)  # type: ignore[return-value]  # two of them


def words(line: Line) -> str:
    """What stands in the line, in the language of its reader."""
    if line.key == "mood" and line.data:
        return mood_words(line)
    if line.key == "who" and "kind" in line.data:
        level, kind = Assurance(line.data["assurance"]).label, IdentityKind(line.data["kind"]).label
        return _("%(name)s · %(level)s: %(kind)s") % {"name": line.text, "level": level, "kind": kind}
    return line.text


def mood_words(line: Line) -> str:
    mood, days = str(MOODS.get(line.data.get("mood", ""), MOODS[""])), int(line.data.get("days") or 1)
    if days < 2:
        return mood
    times = ngettext("%(mood)s, wrote on %(days)s day", "%(mood)s, wrote on %(days)s days", days)
    return times % {"mood": mood, "days": days}
