"""What one does with a callback: take it, call, say what came of it, move it, cancel it, and take a step back."""

from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from agents.models import Agent
from callbacks import asking, slots
from callbacks.models import AGAIN, TALKED, Attempt, Callback, Outcome, Slot, State
from callbacks.telling import STEP, snapshot, tell
from conversations import statuses, threads
from conversations.changing import change
from conversations.models import Conversation, Entry, Message, Status
from omnidesk.live import CallbackHint, PanelHint
from omnidesk.redaction import redact
from omnidesk.telling import publish

LONGEST_NOTE = 4000


class Passed(Exception):
    """It is settled, or somebody else's, by now."""


@transaction.atomic
def take(callback: Callback, agent: Agent) -> Entry:
    return taken(*lock(callback, State.WAITING), agent)


def taken(matter: Conversation, held: Callback, agent: Agent) -> Entry:
    before = snapshot(held)
    held.state, held.owner = State.TAKEN, agent
    return saved(matter, held, "callback_taken", agent, before=before)


@transaction.atomic
def release(callback: Callback, agent: Agent | None) -> Entry:
    """Back to its place in the queue; by nobody: whoever began it never said how it went."""
    matter, held = lock(callback, State.TAKEN if agent else State.TALKING)
    before = snapshot(held)
    held.attempts.filter(outcome="").delete()
    held.state, held.owner, held.alarmed_at = State.WAITING, None, held.alarmed_at if agent else None
    return saved(matter, held, "callback_released", agent, before=before)


@transaction.atomic
def begin(callback: Callback, agent: Agent, message: Message | None = None) -> Attempt:
    """The telephone is in hand. Whoever has not taken it takes it by this; a second press is the same try."""
    matter, held = lock(callback, State.WAITING, State.TAKEN, State.TALKING)
    if held.state != State.WAITING and held.owner_id != agent.pk:
        raise Passed
    running = held.attempts.filter(outcome="").first()
    if running is not None:
        return running
    if held.state == State.WAITING:
        taken(matter, held, agent)
    held.state, held.owner = State.TALKING, agent
    held.save(update_fields=["state", "owner"])
    tell_hint(matter, held)
    return Attempt.objects.create(callback=held, agent=agent, message=message, began_at=timezone.now())


def tell_hint(matter: Conversation, held: Callback) -> None:
    """The call itself stands in the thread, so that no line of the history is needed."""
    publish(PanelHint(matter.customer_id))
    publish(CallbackHint(held.pk, matter.team_id, held.owner_id))


@transaction.atomic
def hang_up(callback: Callback, agent: Agent) -> Attempt:
    """The telephone is down, and the note is still to be written. Pressed twice, the first counts. Not where the
    provider runs the call: it says itself when that ended."""
    matter, held = lock(callback, State.TALKING)
    running = held.attempts.filter(outcome="").select_related("message__call").first()
    if running is None or running.rings or held.owner_id != agent.pk:
        raise Passed
    if running.hung_up_at is None:
        running.hung_up_at = timezone.now()
        running.save(update_fields=["hung_up_at"])
        tell_hint(matter, held)
    return running


@transaction.atomic
def lay_down(attempt: Attempt) -> None:
    """It never rang there, so it was no try: whoever has taken it may call again. The call stands in the thread."""
    matter, held = lock(attempt.callback, State.TALKING)
    attempt.delete()
    held.state = State.TAKEN
    held.save(update_fields=["state"])
    tell_hint(matter, held)


@transaction.atomic
def settle(callback: Callback, agent: Agent, outcome: str, note: str = "", **more: object) -> Entry:
    """After-call work is over: done, to be tried again when somebody is there, or given up. more: for its line."""
    matter, held = lock(callback, State.TAKEN, State.TALKING)
    if held.owner_id != agent.pk:
        raise Passed
    now, before = timezone.now(), snapshot(held)
    attempt = held.attempts.filter(outcome="").first() or Attempt(callback=held, agent=agent, began_at=now)
    attempt.outcome, attempt.settled_at, attempt.note = outcome, now, redact(note)[:LONGEST_NOTE]
    attempt.save()
    held.tries += 1
    kind, data = follow(matter, held, outcome, now)
    return saved(matter, held, kind, agent, before=before, outcome=outcome, attempt=attempt.pk, **data, **more)


@transaction.atomic
def reached_after_all(attempt: Attempt) -> Entry:
    """They talked, although it was told before that nobody did. Raises Passed where another try was made since."""
    matter, held = lock(attempt.callback, State.WAITING, State.TAKEN, State.GIVEN_UP)
    if held.attempts.last() != attempt:
        raise Passed
    before = snapshot(held)
    Attempt.objects.filter(pk=attempt.pk).update(outcome=Outcome.REACHED)
    held.owner = held.owner or attempt.agent
    kind, data = follow(matter, held, Outcome.REACHED, timezone.now())
    # Not by its try: an undo of this would let that one run again.
    return saved(matter, held, kind, attempt.agent, before=before, outcome=Outcome.REACHED, **data)


def follow(matter: Conversation, held: Callback, outcome: str, now: datetime) -> tuple[str, dict[str, Any]]:
    """What the outcome means for the callback: its state, and when it is tried again."""
    own = slots.settings_of(held.callers)
    if outcome in TALKED:
        held.state, held.settled_at = State.DONE, now
        return "callback_done", {"spoken": talked(matter)}
    if outcome != Outcome.CALL_AGAIN and (outcome not in AGAIN or held.tries > own.retries):
        held.state, held.settled_at = State.GIVEN_UP, now
        return "callback_given_up", {}
    held.state, held.owner, held.alarmed_at = State.WAITING, None, None
    held.call_at = slots.next_open(held.callers, now + timedelta(minutes=own.pause_minutes))
    held.due_at = held.call_at + timedelta(minutes=own.overdue_minutes)
    return "callback_tried", {"until": held.call_at.isoformat()}


def talked(matter: Conversation) -> dict[str, Any]:
    """A person spoke with them: nobody waits for an answer any more. Returns what an undo needs."""
    before = statuses.state(matter)
    quiet = {Status.WAITING: Status.IN_PROGRESS}.get(Status(matter.status), matter.status)
    if matter.waiting_since is not None or quiet != matter.status:
        change(matter, waiting_since=None, status=quiet)
    return {"before": before, "after": statuses.state(matter)}


def waits_again(matter: Conversation, told: dict[str, Any]) -> None:
    """Nobody spoke with them after all; what was written or decided since stays."""
    if told["before"] != told["after"] == statuses.state(matter):
        change(matter, **statuses.as_it_was(told["before"]))


@transaction.atomic
def cancel(callback: Callback, agent: Agent | None) -> Entry:
    matter, held = lock(callback, State.WAITING, State.TAKEN)
    before = snapshot(held)
    slots.give_back(held.slot)
    held.state, held.settled_at, held.slot = State.CANCELLED, timezone.now(), None
    return saved(matter, held, "callback_cancelled", agent, before=before)


@transaction.atomic
def move(callback: Callback, wish: str, at: datetime | None, agent: Agent) -> Entry | None:
    """None = it stands there already. Raises slots.Full."""
    matter, held = lock(callback, State.WAITING, State.TAKEN)
    return asking.replaced(matter, held, wish, at, agent)


def undo(entry: Entry, agent: Agent) -> Entry:
    """Put the callback back to where this step found it, unless something was built on it; raises Passed."""
    callback = Callback.objects.select_related("conversation", "identity").get(pk=entry.data["callback"])
    if "before" not in entry.data:
        raise Passed
    try:
        with transaction.atomic():
            asking.one_at_a_time(callback.identity.value)
            matter, held = lock(callback, *State.values)
            if snapshot(held) != entry.data["after"]:
                raise Passed
            return put_back(matter, held, entry, agent)
    except (IntegrityError, slots.Full) as error:
        # The number has another open callback by now, or the time is somebody else's.
        raise Passed from error


def put_back(matter: Conversation, held: Callback, entry: Entry, agent: Agent) -> Entry:
    before, present, was_open = entry.data["before"], held.slot, held.is_open
    if before["slot_id"] != held.slot_id:
        wanted = Slot.objects.filter(pk=before["slot_id"]).first()
        slots.in_order(present, wanted)
        slots.give_back(present)
        if wanted is not None:
            slots.take_again(wanted)
    for name in STEP:
        value = before[name]
        setattr(held, name, parse_datetime(value) if name.endswith("_at") and value else value)
    if held.is_open and not was_open and asking.numbered(held.identity).exclude(pk=held.pk).exists():
        raise Passed
    Attempt.objects.filter(pk=entry.data.get("attempt"), callback=held).update(outcome="", settled_at=None)
    if "spoken" in entry.data:
        waits_again(matter, entry.data["spoken"])
    return saved(matter, held, "callback_undone", agent, undoes=entry.pk)


def lock(callback: Callback, *states: str) -> tuple[Conversation, Callback]:
    """The callback, and the matter in which it goes on: one that was joined into another takes nothing any more."""
    matter = threads.lock(callback.conversation)
    while matter.joined_into is not None:
        matter = threads.lock(matter.joined_into)
    held = (
        Callback.objects.select_for_update(of=("self",))
        .select_related("slot__team", "conversation__team__calendar")
        .get(pk=callback.pk)
    )
    if held.state not in states:
        raise Passed
    if held.conversation.team_id == matter.team_id:
        # Who calls, with their hours: not fetched once more.
        matter.team = held.conversation.team
    held.conversation = matter
    return matter, held


def saved(matter: Conversation, held: Callback, kind: str, agent: Agent | None, **data: object) -> Entry:
    held.save(update_fields=[*STEP, "alarmed_at"])
    return tell(matter, held, kind, agent, **data)
