"""Who waits for a call in the demo: one in turn, one late, one at a booked time, one to be tried again, two settled."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from agents.models import Agent, Team
from callbacks import slots
from callbacks.models import Attempt, Callback, CallbackSettings, Outcome, Slot, State, Through, Wish
from callbacks.telling import snapshot
from conversations.history import current_transaction
from conversations.models import OPEN, Conversation, Entry
from customers.models import Identity, IdentityKind


@dataclass(frozen=True)
class Planned:
    """`ago`, `due`: minutes before and after now."""

    ago: int
    due: int
    wish: str = Wish.NOW
    through: str = Through.WIDGET
    note: str = ""
    outcome: str = ""
    state: str = State.WAITING


PLANNED = (
    Planned(6, 9, note="交換品の届く日を電話で確認したい"),
    Planned(48, -12, wish=Wish.KEEP_PLACE, note="型番を口頭で伝えたい"),
    Planned(95, 0, wish=Wish.BOOKED, through=Through.FORM, note="保証の手続き"),
    Planned(130, 25, through=Through.AGENT, note="設置の日程", outcome=Outcome.NO_ANSWER),
    Planned(240, -200, outcome=Outcome.REACHED, state=State.DONE),
    Planned(300, -270, through=Through.API, outcome=Outcome.WRONG_NUMBER, state=State.GIVEN_UP),
)


def call_back(now: datetime) -> int:
    """The newest open matters of people whose number is known. Returns how many."""
    for team in Team.objects.order_by("pk"):
        CallbackSettings.objects.create(team=team, is_offered=True)
    phones = phones_of_open_matters()
    made = [one(plan, matter, phone, now) for plan, (matter, phone) in zip(PLANNED, phones, strict=False)]
    xid = current_transaction()
    Entry.objects.bulk_create(asked(callback, xid) for callback in made)
    return len(made)


def phones_of_open_matters() -> list[tuple[Conversation, Identity]]:
    """One for each person, newest first."""
    matters = Conversation.objects.filter(status__in=OPEN, customer__identities__kind=IdentityKind.PHONE)
    matters = matters.select_related("customer", "team__calendar").order_by("-last_activity_at", "pk").distinct()
    newest = {matter.customer_id: matter for matter in reversed(matters[: 4 * len(PLANNED)])}
    found = Identity.objects.filter(kind=IdentityKind.PHONE, customer__in=newest).order_by("-pk")
    phones = {identity.customer_id: identity for identity in found}
    ordered = sorted(newest.values(), key=lambda matter: (-matter.last_activity_at.timestamp(), matter.pk))
    return [(matter, phones[matter.customer_id]) for matter in ordered][: len(PLANNED)]


def one(plan: Planned, matter: Conversation, phone: Identity, now: datetime) -> Callback:
    asked_at, slot = now - timedelta(minutes=plan.ago), None
    due = now + timedelta(minutes=plan.due)
    if plan.wish == Wish.BOOKED and matter.team:
        at = slots.free(matter.team, now)[0]
        slot, due = Slot.objects.create(team=matter.team, starts_at=at, taken=1), at + timedelta(minutes=15)
    # Somebody who was not there waits for the next try; everybody else for the time booked, or since they asked.
    turn = slot.starts_at if slot else due - timedelta(minutes=15) if plan.outcome else asked_at
    agent = Agent.objects.filter(teams=matter.team, is_active=True).order_by("pk").first()
    settled = plan.state != State.WAITING
    callback = Callback.objects.create(
        conversation=matter, identity=phone, team=matter.team, wish=plan.wish, asked_through=plan.through,
        asked_at=asked_at, call_at=turn, due_at=due, slot=slot, state=plan.state,
        owner=agent if settled else None, tries=1 if plan.outcome else 0, note=plan.note,
        settled_at=due if settled else None,
    )  # fmt: skip
    if plan.outcome and agent:
        began = asked_at + timedelta(minutes=20)
        Attempt.objects.create(
            callback=callback, agent=agent, began_at=began, settled_at=began + timedelta(minutes=4),
            outcome=plan.outcome,
        )  # fmt: skip
    return callback


def asked(callback: Callback, xid: int) -> Entry:
    matter = callback.conversation
    until = {"until": callback.call_at.isoformat()} if callback.wish == Wish.BOOKED else {}
    said = {"wish": callback.wish, "through": callback.asked_through, "after": snapshot(callback), **until}
    return Entry(
        conversation=matter, customer=matter.customer, kind="callback_asked", at=callback.asked_at, xid=xid,
        data={"callback": callback.pk, **said}, revision=matter.customer.revision,
    )  # fmt: skip
