"""One matter, told again event by event: what the desk's verbs would have written, without asking the database.

tests/demo/test_load.py holds these rows to the rules that the verbs keep.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from conversations.models import CLOSED, Channel, Conversation, Direction, Entry, Message, Status
from conversations.preview import preview_of
from conversations.thanks import is_bare_thanks
from customers.models import Customer, Identity
from demo.loading import calls
from demo.loading.books import Books, Event
from demo.loading.customers import Clients
from demo.loading.desk import Desk
from demo.loading.mails import Correspondence
from demo.planned import CUSTOMER, DESK, Deed, PlannedMatter, Said

RECEIPTS = {
    "failed": ("failed",),
    "sent": ("sent",),
    "delivered": ("sent", "delivered"),
    "read": ("sent", "delivered", "read"),
    "bounced": ("sent", "bounced"),
}


@dataclass(frozen=True)
class Way:
    """On which channel something was said, and by or to whom there."""

    channel: Channel
    identity: Identity
    # Before the id of a message that came on it.
    prefix: str


@dataclass
class Ledger(calls.CallDeeds):
    planned: PlannedMatter
    books: Books
    desk: Desk
    customer: Customer
    clients: Clients
    matter: Conversation
    mails: Correspondence
    labels: list[str] = field(default_factory=list)
    opened: bool = False
    seq: int = 1

    def told(self, event: Event, at: datetime) -> None:
        """One event; everything it changes shares the customer's next revision."""
        self.customer.revision += 1
        if isinstance(event, Said):
            self.said(event)
        elif isinstance(event, Deed):
            getattr(self, f"deed_{event.kind}")(event)
        else:
            self.receipt(event.message, event.status, at)

    def said(self, said: Said) -> None:
        if not self.opened:
            self.open(said)
        if said.mail and said.mail.nature != "person":
            self.came_by_itself(said)
        elif said.by == CUSTOMER:
            self.received(said)
        elif said.note:
            self.noted(said)
        else:
            self.answered(said)

    def open(self, said: Said) -> None:
        self.opened = True
        outgoing = said.by != CUSTOMER
        self.change(
            status=Status.IN_PROGRESS if outgoing else Status.WAITING,
            opened_at=said.at,
            last_activity_at=said.at,
            title=preview_of(self.first_words(said))[:60],
            assignee_id=self.agent(said.by) if outgoing else None,
        )
        more: dict[str, Any] = {"outgoing": True} if outgoing else {}
        actor = said.by if outgoing else DESK
        self.record("opened", said.at, actor, channel=self.way(said).channel.pk, team=self.matter.team_id, **more)

    def first_words(self, said: Said) -> str:
        """Of what began with a call, the words that came after it."""
        words = next((one for one in self.planned.said if not one.call), said)
        return (words.mail and words.mail.subject) or words.text

    def way(self, said: Said) -> Way:
        if said.mail:
            return Way(self.mails.mailbox, self.clients.address(self.planned.customer.id, said.mail), "mail")
        if said.call:
            return Way(self.desk.phone, self.clients.phone(self.planned.customer.id), "call")
        if said.form:
            return Way(self.desk.form, self.clients.typed(self.planned.customer.id), "form")
        key = self.planned.customer.id, self.planned.channel
        if key not in self.clients.visitors:
            # A note alone: the mailbox of the team is where the matter lies.
            return Way(self.mails.mailbox, self.clients.identities[0], "")
        return Way(self.desk.channels[key[1]], self.clients.visitors[key], str(self.clients.sessions[key].pk))

    # What is said

    def received(self, said: Said) -> None:
        if self.matter.status in CLOSED and not is_bare_thanks(said.text):
            self.change(status=Status.WAITING, resolved_at=None)
            self.record("reopened", said.at)
        way = self.way(said)
        if said.mail and not said.mail.doubted:
            self.clients.heard(way.identity, said.at)
        message = self.message(said, Direction.IN, external_id=f"{way.prefix}:demo-{self.matter.pk}-{self.seq}")
        self.summary(message)
        if self.matter.status not in CLOSED:
            turn = self.matter.status in (Status.AWAITING_CUSTOMER, Status.ON_HOLD)
            status = Status.WAITING if turn else self.matter.status
            since = self.matter.waiting_since or said.at
            self.change(waiting_since=since, snoozed_until=None, snoozed_by_id=None, status=status)
        self.customer.last_contact_at = max(self.customer.last_contact_at or said.at, said.at)
        self.record("received", said.at, message=message, channel=message.channel_id)

    def came_by_itself(self, said: Said) -> None:
        """A machine wrote: kept, and nobody waits for an answer."""
        external_id = f"mail:demo-{self.matter.pk}-{self.seq}"
        message = self.message(said, Direction.IN, external_id=external_id, is_automatic=True)
        self.summary(message)
        self.record("received_automatically", said.at, message=message, channel=message.channel_id)

    def noted(self, said: Said) -> None:
        message = self.message(said, Direction.NOTE, author_id=self.agent(said.by))
        if self.matter.last_message_id is None:
            # A matter of calls alone: the list shows the last of them.
            self.change(preview=preview_of(said.text), preview_is_ours=True, last_activity_at=said.at)
        self.record("noted", said.at, said.by, message=message)

    def answered(self, said: Said) -> None:
        agent = self.agent(said.by)
        message = self.message(said, Direction.OUT, author_id=agent, is_automatic=agent is None, delivery="queued")
        if agent is None:
            self.record("sent_automatically", said.at, message=message)
        else:
            self.we_spoke(said, message)
        self.books.receipts(message, said, RECEIPTS[said.delivery], self.answer_to(said))

    def answer_to(self, said: Said) -> datetime | None:
        return next((one.at for one in self.planned.said if one.by == CUSTOMER and one.at > said.at), None)

    def we_spoke(self, said: Said, message: Message) -> None:
        before, waited = self.matter.status, self.matter.waiting_since
        self.summary(message)
        self.change(
            waiting_since=None,
            status=Status.AWAITING_CUSTOMER,
            resolved_at=None,
            snoozed_until=None,
            snoozed_by_id=None,
            assignee_id=self.matter.assignee_id or self.agent(said.by),
            first_replied_at=self.matter.first_replied_at or said.at,
        )
        self.record(
            "replied",
            said.at,
            said.by,
            message=message,
            channel=message.channel_id,
            before=before,
            waited_since=waited.isoformat() if waited else None,
        )
        self.books.focus(self.desk.agents[said.by].pk, self.matter.pk, said.at, len(said.text))

    def message(self, said: Said, direction: str, **fields: Any) -> Message:
        if direction == Direction.NOTE:
            fields |= {"client_key": f"demo-{self.matter.pk}-{self.seq}"}
        else:
            way = self.way(said)
            fields |= {"channel_id": way.channel.pk, "identity_id": way.identity.pk}
            fields["unverified_sender"] = said.form or bool(said.mail and said.mail.doubted)
            fields.setdefault("client_key", None if "external_id" in fields else f"demo-{self.matter.pk}-{self.seq}")
        message = Message(
            conversation_id=self.matter.pk,
            customer_id=self.customer.pk,
            direction=direction,
            text=calls.words(said) if said.call else said.text.replace("<number>", self.matter.number),
            seq=self.seq,
            revision=self.customer.revision,
            arrived_revision=self.customer.revision,
            shown_at=said.at,
            received_at=said.at,
            unsent_at=said.at + timedelta(minutes=1) if said.unsent else None,
            **fields,
        )
        self.seq += 1
        self.change(next_seq=self.seq)
        self.books.keep(message, said)
        if said.call:
            self.books.took_call(message, calls.call(message, said, self.agent(said.call.agent), way.identity.value))
        if said.mail and direction != Direction.NOTE:
            said.mail.subject = said.mail.subject.replace("<number>", self.matter.number)
            self.books.envelopes.append(self.mails.send(message, said.mail))
        return message

    def summary(self, message: Message) -> None:
        self.change(
            preview=preview_of(message.text, self.books.files_of(message)),
            preview_is_ours=message.direction != Direction.IN,
            last_channel_id=message.channel_id,
            last_message_id=message.pk,
            last_activity_at=max(self.matter.last_activity_at, message.shown_at),
        )

    def receipt(self, message: Message, status: str, at: datetime) -> None:
        message.delivery, message.revision = status, self.customer.revision
        if status == "failed":
            message.failure, message.failure_is_permanent = message.failure or self.books.FAILURE, True
        elif status == "bounced":
            message.failure_is_permanent = True
            self.clients.came_back(message, at)
        else:
            setattr(message, f"{status}_at", at)
        self.record(status, at, message=message, reason=message.failure)

    # What is done

    def deed_assigned(self, deed: Deed) -> None:
        to, before = self.agent(deed.data["to"]), self.matter.assignee_id
        if before == to:
            return
        begins = deed.by == deed.data["to"] and self.matter.status == Status.WAITING
        self.change(assignee_id=to, **({"status": Status.IN_PROGRESS} if begins else {}))
        self.record("assigned", deed.at, deed.by, before=before, after=to)

    def deed_titled(self, deed: Deed) -> None:
        before, after = self.matter.title, deed.data["title"]
        if before != after:
            self.change(title=after)
            self.record("titled", deed.at, deed.by, before=before, after=after)

    def deed_labelled(self, deed: Deed) -> None:
        if deed.data["label"] not in self.labels:
            self.labels.append(deed.data["label"])
            self.change()
            self.record("labelled", deed.at, deed.by, label=deed.data["label"])

    def deed_status(self, deed: Deed) -> None:
        status = deed.data["status"]
        if status == self.matter.status:
            return
        before = self.state()
        closes = {"resolved_at": deed.at, "waiting_since": None, "snoozed_until": None, "snoozed_by_id": None}
        self.change(status=status, **(closes if status in CLOSED else {"resolved_at": None}))
        self.record("status", deed.at, deed.by, before=before, after=status)

    def deed_snoozed(self, deed: Deed) -> None:
        self.change(snoozed_until=deed.data["until"], snoozed_by_id=self.agent(deed.by))
        self.record("snoozed", deed.at, deed.by, until=deed.data["until"].isoformat(), before=None, took=False)

    def state(self) -> dict[str, str | None]:
        """As conversations.statuses keeps it for an undo."""
        times = {name: getattr(self.matter, name) for name in ("waiting_since", "resolved_at", "snoozed_until")}
        return {"status": self.matter.status} | {name: at.isoformat() if at else None for name, at in times.items()}

    # How it is written down

    def agent(self, by: str) -> int | None:
        """Nobody for what the desk does by itself."""
        return self.desk.agents[by].pk if by else None

    def change(self, **fields: Any) -> None:
        for name, value in fields.items():
            setattr(self.matter, name, value)
        self.matter.revision = self.customer.revision

    def record(self, kind: str, at: datetime, by: str = DESK, message: Message | None = None, **data: Any) -> None:
        self.books.entries.append(
            Entry(
                conversation_id=self.matter.pk,
                customer_id=self.customer.pk,
                kind=kind,
                at=at,
                actor_id=self.agent(by),
                message_id=message.pk if message else None,
                data=data,
                revision=self.customer.revision,
            )
        )
