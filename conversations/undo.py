"""Take a deed back, as long as nothing has been built on it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.utils import timezone

from agents.models import Agent, Team
from conversations import (
    assigning,
    fact_deeds,
    fact_moving,
    labelling,
    promise_moving,
    promising,
    snoozing,
    spam,
    splitting,
    statuses,
    threads,
)
from conversations.changing import change
from conversations.history import record
from conversations.models import Conversation, Entry, Message, Promise


class TooLate(Exception):
    """Somebody has changed the same thing since: taking the deed back would undo theirs."""


class AlreadyUndone(TooLate):
    """The same deed was taken back before: a second press, or a colleague's."""


LEFT = (assigning.CannotTake, splitting.CannotJoin, snoozing.NotLater, promising.Settled)


def undo(entry: Entry, agent: Agent) -> Entry:
    """Put back what this entry changed, once; writes an entry that names it. Raises TooLate, AlreadyUndone, KeyError
    for what has no undo."""
    take_back = UNDOABLE[entry.kind]
    try:
        with transaction.atomic():
            matter = threads.lock(entry.conversation)
            if matter.entries.filter(data__undoes=entry.pk).exists():
                raise AlreadyUndone
            written = take_back(matter, entry.data, agent)
            if written is None:
                raise TooLate
            written.data["undoes"] = entry.pk
            written.save(update_fields=["data"])
            return written
    except (*LEFT, ObjectDoesNotExist) as error:
        # Whoever had it has left, or what was split off went on elsewhere.
        raise TooLate from error


def _assigned(matter: Conversation, data: dict[str, Any], agent: Agent) -> Entry | None:
    if matter.assignee_id != data["after"]:
        raise TooLate
    return assigning.assign(matter, Agent.objects.filter(pk=data["before"]).first(), agent, None)


def _team(matter: Conversation, data: dict[str, Any], agent: Agent) -> Entry | None:
    if matter.team_id != data["after"]:
        raise TooLate
    entry = assigning.move_to_team(matter, Team.objects.filter(pk=data["before"]).first(), agent, None)
    if data.get("let_go"):
        assigning.assign(matter, Agent.objects.get(pk=data["let_go"]), agent, None)
    return entry


def _status(matter: Conversation, data: dict[str, Any], agent: Agent) -> Entry | None:
    if matter.status != data["after"]:
        raise TooLate
    before = statuses.state(matter)
    change(matter, **statuses.undone(data["before"], data["after"]))
    return record(matter, "status", actor=agent, before=before, after=matter.status)


def _snoozed(matter: Conversation, data: dict[str, Any], agent: Agent) -> Entry | None:
    """An earlier snooze that this one replaced goes on, unless its time has come meanwhile."""
    if matter.snoozed_until != datetime.fromisoformat(data["until"]):
        raise TooLate
    if data.get("took") and matter.assignee_id == agent.pk:
        assigning.assign(matter, None, agent, None)
    before = datetime.fromisoformat(data["before"]) if data["before"] else None
    if before is None or before <= timezone.now():
        return snoozing.wake(matter, agent)
    return snoozing.snooze(matter, before, agent, by=data.get("before_by"))


def _labelled(matter: Conversation, data: dict[str, Any], agent: Agent) -> Entry | None:
    return labelling.remove(matter, data["label"], agent)


def _unlabelled(matter: Conversation, data: dict[str, Any], agent: Agent) -> Entry | None:
    return labelling.add(matter, data["label"], agent)


def _titled(matter: Conversation, data: dict[str, Any], agent: Agent) -> Entry | None:
    if matter.title != data["after"]:
        raise TooLate
    change(matter, title=data["before"])
    return record(matter, "titled", actor=agent, before=data["after"], after=data["before"])


def _split(matter: Conversation, data: dict[str, Any], agent: Agent) -> Entry | None:
    """Only what is still in sight: another team's matter would come into this one otherwise."""
    return splitting.join(Conversation.objects.visible_to(agent).get(pk=data["into"]), matter, agent)


def _joined(matter: Conversation, data: dict[str, Any], agent: Agent) -> Entry | None:
    """The messages go back; what came in since stays where it came in."""
    source, matter = splitting.lock_two(Conversation.objects.get(pk=data["source"]), matter)
    if source.joined_into_id != matter.pk:
        raise TooLate
    theirs = Message.objects.filter(pk__in=data["messages"], conversation=matter)
    fact_moving.back_into(source, data.get("facts", []))
    promise_moving.back_into(source, data.get("promises", []))
    splitting.move(list(theirs.order_by("shown_at", "id")), source)
    change(source, joined_into=None, **statuses.as_it_was(data["before"]))
    if data.get("reopened") and matter.status == data["before"]["status"]:
        change(matter, **statuses.as_it_was(data["reopened"]))
    splitting.summarise(matter)
    return record(matter, "split", actor=agent, into=source.pk, messages=data["messages"])


def _blocked(matter: Conversation, data: dict[str, Any], agent: Agent) -> Entry | None:
    return spam.unblock(matter, agent)


def _promised(matter: Conversation, data: dict[str, Any], agent: Agent) -> Entry | None:
    return promising.unconfirm(Promise.objects.get(pk=data["promise"]), agent)


def _promise_settled(matter: Conversation, data: dict[str, Any], agent: Agent) -> Entry | None:
    return promising.reopen(Promise.objects.get(pk=data["promise"]), agent)


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
    "promised": _promised,
    "promise_kept": _promise_settled,
    "promise_dropped": _promise_settled,
    "fact": fact_deeds.undo,
}
