"""Take a deed back, as long as nothing has been built on it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction

from agents.models import Agent, Team
from conversations import assigning, labelling, snoozing, spam, splitting, threads
from conversations.changing import change
from conversations.history import record
from conversations.models import Conversation, Entry, Message


class TooLate(Exception):
    """Somebody has changed the same thing since: taking the deed back would undo theirs."""


def undo(entry: Entry, agent: Agent) -> Entry | None:
    """Put back what this entry changed; writes an entry of its own. Raises TooLate, KeyError for what has no undo."""
    take_back = UNDOABLE[entry.kind]
    try:
        with transaction.atomic():
            return take_back(threads.lock(entry.conversation), entry.data, agent)
    except (assigning.CannotTake, splitting.CannotJoin, ObjectDoesNotExist) as error:
        # Whoever had it has left, or what was split off went on elsewhere.
        raise TooLate from error


def _assigned(matter: Conversation, data: dict[str, Any], agent: Agent) -> Entry | None:
    if matter.assignee_id != data["after"]:
        raise TooLate
    return assigning.assign(matter, Agent.objects.filter(pk=data["before"]).first(), agent)


def _team(matter: Conversation, data: dict[str, Any], agent: Agent) -> Entry | None:
    if matter.team_id != data["after"]:
        raise TooLate
    entry = assigning.move_to_team(matter, Team.objects.filter(pk=data["before"]).first(), agent)
    if data.get("let_go"):
        assigning.assign(matter, Agent.objects.get(pk=data["let_go"]), agent)
    return entry


def _status(matter: Conversation, data: dict[str, Any], agent: Agent) -> Entry | None:
    if matter.status != data["after"]:
        raise TooLate
    before = data["before"]
    change(matter, status=before["status"], **{name: _time(before[name]) for name in _TIMES})
    return record(
        matter, "status", actor=agent, before={"status": data["after"], **dict.fromkeys(_TIMES)}, after=before["status"]
    )


_TIMES = ("waiting_since", "resolved_at", "snoozed_until")


def _time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _snoozed(matter: Conversation, data: dict[str, Any], agent: Agent) -> Entry | None:
    if matter.snoozed_until != _time(data["until"]):
        raise TooLate
    if data.get("took") and matter.assignee_id == agent.pk:
        assigning.assign(matter, None, agent)
    return snoozing.wake(matter, agent)


def _labelled(matter: Conversation, data: dict[str, Any], agent: Agent) -> Entry | None:
    return labelling.remove(matter, data["label"], agent)


def _unlabelled(matter: Conversation, data: dict[str, Any], agent: Agent) -> Entry | None:
    return labelling.add(matter, data["label"], agent)


def _titled(matter: Conversation, data: dict[str, Any], agent: Agent) -> Entry | None:
    if matter.title != data["after"]:
        raise TooLate
    return labelling.retitle(matter, data["before"], agent)


def _split(matter: Conversation, data: dict[str, Any], agent: Agent) -> Entry | None:
    """Only what is still in sight: another team's matter would come into this one otherwise."""
    return splitting.join(Conversation.objects.visible_to(agent).get(pk=data["into"]), matter, agent)


def _joined(matter: Conversation, data: dict[str, Any], agent: Agent) -> Entry | None:
    """The messages go back; what came in since stays where it came in."""
    source, matter = splitting.lock_two(Conversation.objects.get(pk=data["source"]), matter)
    if source.joined_into_id != matter.pk:
        raise TooLate
    change(source, joined_into=None, status=data["before"])
    splitting.move(
        list(Message.objects.filter(pk__in=data["messages"], conversation=matter).order_by("shown_at", "id")), source
    )
    splitting.summarise(matter)
    return record(matter, "split", actor=agent, into=source.pk, messages=data["messages"])


def _blocked(matter: Conversation, data: dict[str, Any], agent: Agent) -> Entry | None:
    return spam.unblock(matter, agent)


UNDOABLE: dict[str, Callable[[Conversation, dict[str, Any], Agent], Entry | None]] = {
    "assigned": _assigned,
    "team": _team,
    "status": _status,
    "snoozed": _snoozed,
    "labelled": _labelled,
    "unlabelled": _unlabelled,
    "titled": _titled,
    "split": _split,
    "joined": _joined,
    "blocked": _blocked,
}
