"""The history in words: one quiet line per deed, the same for everybody who reads it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from agents.models import Agent, Team
from conversations import callback_words
from conversations.models import Entry, Status

ICONS = {
    "assigned": "user-round-check",
    "team": "users-round",
    "status": "circle-dot",
    "reopened": "rotate-ccw",
    "snoozed": "alarm-clock",
    "woken": "alarm-clock-off",
    "labelled": "tag",
    "unlabelled": "tag",
    "titled": "pencil",
    "copy_returned": "mail-x",
    "promised": "handshake",
    "promise_kept": "check-check",
    "promise_dropped": "x",
    "promise_reopened": "rotate-ccw",
    "split": "split",
    "split_off": "split",
    "joined": "merge",
    "blocked": "ban",
    "unblocked": "ban",
    "spam": "octagon-alert",
    "not_spam": "octagon-alert",
    "merged": "merge",
    "unmerged": "split",
    "app_proved": "shield-check",
    "app_offered": "shield-question-mark",
    "code_proved": "shield-check",
    "code_wrong": "shield-alert",
    "code_held": "shield-alert",
    "survey_number": "star",
    "survey_stray": "star",
    "survey_comment": "message-square-text",
    **callback_words.ICONS,
}


TIMED = frozenset({"snoozed"}) | callback_words.TIMED


def icon_of(entry: Entry) -> str:
    return ICONS.get(entry.kind, "history")


def until_of(entry: Entry) -> datetime | None:
    """The time that stands in the line; the browser writes it in its reader's zone."""
    return parse_datetime(str(entry.data.get("until"))) if entry.kind in TIMED else None


def words(entry: Entry) -> str:
    """One sentence; an unknown kind (of a later version) is shown by its name rather than hidden."""
    if entry.kind in callback_words.WORDS:
        return str(callback_words.WORDS[entry.kind](entry.data))
    tell = WORDS.get(entry.kind)
    return tell(entry) if tell else entry.kind


def told_by(entry: Entry) -> str:
    """Who did it, unless the words say so already."""
    takes = entry.kind == "assigned" and entry.data.get("after") == entry.actor_id
    return entry.actor.short_name if entry.actor and not takes else ""


def person(entry: Entry, pk: int | None) -> str:
    known: dict[int, Agent] = getattr(entry, "people", {})
    agent = known.get(pk or 0) or Agent.objects.filter(pk=pk or 0).first()
    return pgettext("a colleague", "%(name)s") % {"name": agent.short_name} if agent else _("nobody")


def group(entry: Entry, pk: int | None) -> str:
    known: dict[int, Team] = getattr(entry, "teams", {})
    team = known.get(pk or 0) or Team.objects.filter(pk=pk or 0).first()
    return team.name if team else _("no team")


def assigned(entry: Entry) -> str:
    after = entry.data.get("after")
    if after is None:
        return _("Now unassigned")
    if entry.actor_id == after and "card" not in entry.data:
        return _("%(name)s took this matter") % {"name": person(entry, after)}
    if "card" in entry.data:
        return handed_over(entry, person)
    return _("Assigned to %(name)s") % {"name": person(entry, after)}


def moved(entry: Entry) -> str:
    if "card" in entry.data:
        return handed_over(entry, group)
    return _("Moved from %(before)s to %(after)s") % {
        "before": group(entry, entry.data.get("before")),
        "after": group(entry, entry.data.get("after")),
    }


def handed_over(entry: Entry, named: Callable[[Entry, int | None], str]) -> str:
    """From whom to whom, and how much went along; or why nothing did."""
    ends = {"before": named(entry, entry.data.get("before")), "after": named(entry, entry.data.get("after"))}
    if entry.data.get("without"):
        reason = {"reason": entry.data["without"]}
        return _("Handed over from %(before)s to %(after)s without a card: %(reason)s") % {**ends, **reason}
    lines = int(entry.data.get("lines") or 0)
    words = ngettext(
        "Handed over from %(before)s to %(after)s · %(lines)s point passed on",
        "Handed over from %(before)s to %(after)s · %(lines)s points passed on",
        lines,
    )
    return words % {**ends, "lines": lines}


def status(entry: Entry) -> str:
    return _("Status: %(before)s → %(after)s") % {
        "before": status_name((entry.data.get("before") or {}).get("status")),
        "after": status_name(entry.data.get("after")),
    }


def status_name(value: Any) -> str:
    return str(Status(value).label) if value in Status.values else "–"


def labelled(entry: Entry) -> str:
    return _("Label “%(label)s” added") % {"label": entry.data.get("label", "")}


def unlabelled(entry: Entry) -> str:
    return _("Label “%(label)s” removed") % {"label": entry.data.get("label", "")}


def titled(entry: Entry) -> str:
    return _("Title: %(after)s") % {"after": entry.data.get("after", "")}


def split(entry: Entry) -> str:
    return _("Split: later messages are now C-%(number)s") % {"number": entry.data.get("into")}


def split_off(entry: Entry) -> str:
    return _("Split off C-%(number)s") % {"number": entry.data.get("out_of")}


def joined(entry: Entry) -> str:
    return _("C-%(number)s joined into this matter") % {"number": entry.data.get("source")}


def copy_returned(entry: Entry) -> str:
    return _("The copy to %(address)s came back") % {"address": entry.data.get("address", "")}


def code_wrong(left: int) -> str:
    if not left:
        return _("The code is wrong, and it was the last try: send a new one")
    return ngettext("The code is wrong: one try left", "The code is wrong: %(left)s tries left", left) % {"left": left}


def code_held(entry: Entry) -> str:
    said = {"address": entry.data.get("address", "")}
    return _("The code is right, but %(address)s belongs to another record: compare the two before merging") % said


WORDS: dict[str, Callable[[Entry], str]] = {
    "assigned": assigned,
    "team": moved,
    "status": status,
    "reopened": lambda entry: _("Reopened: the customer wrote again"),
    "snoozed": lambda entry: _("Snoozed until"),
    "woken": lambda entry: _("Back from snooze"),
    "labelled": labelled,
    "unlabelled": unlabelled,
    "titled": titled,
    "copy_returned": copy_returned,
    "promised": lambda entry: _("Promised: %(text)s") % {"text": entry.data.get("text", "")},
    "promise_kept": lambda entry: _("Promise kept: %(text)s") % {"text": entry.data.get("text", "")},
    "promise_dropped": lambda entry: _("Not a promise: %(text)s") % {"text": entry.data.get("text", "")},
    "promise_reopened": lambda entry: _("Promise open again: %(text)s") % {"text": entry.data.get("text", "")},
    "split": split,
    "split_off": split_off,
    "joined": joined,
    "spam": lambda entry: _("Marked as spam"),
    "not_spam": lambda entry: _("No longer marked as spam"),
    "blocked": lambda entry: _("Sender blocked"),
    "unblocked": lambda entry: _("Sender unblocked"),
    "merged": lambda entry: _("Another record of this person was merged into this one"),
    "unmerged": lambda entry: _("A merge was undone"),
    "app_proved": lambda entry: _("Signed in to the app: we know who this is"),
    "app_offered": lambda entry: _("The app told of this number before. Unproven: a number can be forged"),
    "code_proved": lambda entry: _("Confirmed: %(address)s is theirs") % {"address": entry.data.get("address", "")},
    "code_wrong": lambda entry: code_wrong(int(entry.data.get("left", 0))),
    "code_held": code_held,
    "survey_number": lambda entry: _("Answer to the survey: %(number)s") % {"number": entry.data.get("number")},
    "survey_stray": lambda entry: _("Not on the survey's scale: %(number)s") % {"number": entry.data.get("number")},
    "survey_comment": lambda entry: _("Comment on the survey"),
}
