"""Web form: one way in. What is answered goes by mail to the address that was given."""

from typing import Any, ClassVar

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from channels_ingest import record_claims
from channels_ingest.adapters.base import Adapter, Event, NotVerified, SendError, Sent
from channels_ingest.mail.people import parts
from channels_ingest.models import RawDelivery
from channels_ingest.webform import acknowledging, calling, uploads
from channels_ingest.webform.fields import KIND
from channels_ingest.webform.questions import LONGEST
from conversations.capabilities import Capabilities
from conversations.file_types import MEGABYTES
from conversations.inbound import Inbound
from conversations.models import Channel, Message
from customers import fact_words
from customers.identifying import Claim, Sender
from customers.identities import normalise
from customers.models import Assurance, Fact, IdentityKind
from customers.models.fact import FactSource
from customers.noting import expiry, note
from customers.provenance import Source
from omnidesk.cleaning import Unreadable, read_json, word
from omnidesk.live import PanelHint
from omnidesk.telling import publish
from sentences.telling import normal

MOST_LINES = 40
LONGEST_HEADING = 60


class Form(Adapter):
    kind: ClassVar[str] = KIND
    label = _("Web form")
    settings_page: ClassVar[str] = "forms"
    placed: ClassVar[bool] = True
    whole = _("It goes live for everybody who opens its page. To begin with some of them, put it on few pages first.")
    steps = (
        _("Say on which of your sites it stands, and what it asks."),
        _("Put the frame on your page, or link to the form. A form of your own may send there too."),
        _("Try it: what you send with the word shown becomes no customer's matter."),
        _("Choose the team that answers. Answers go by mail, so the team needs a mailbox."),
    )
    # Scoped, and no address ever has a form's scope: nothing can be sent this way.
    capabilities: ClassVar[Capabilities] = Capabilities(
        reaches=IdentityKind.EMAIL,
        scoped=True,
        max_length=LONGEST,
        media=frozenset(MEGABYTES),
        max_files=uploads.MOST,
        sends=False,
    )

    def verify(self, request: HttpRequest, channel: Channel) -> None:
        """Its own page is its only door (webform.page), which keeps what it has judged."""
        raise NotVerified

    def parse(self, raw: RawDelivery) -> list[Event]:
        said = read_json(raw.body)
        told = lines_of(said)
        message = word(said, "message", LONGEST)
        if not message:
            raise Unreadable("message")
        listed = "\n".join(f"{label}: {value}" for label, value, _key in told if value)
        return [
            Inbound(
                channel=raw.channel,
                external_id=raw.external_id,
                sender=sender(said, raw),
                text=f"{message}\n\n{listed}".strip(),
                received_at=raw.received_at,
                subject=heading(message, word(said, "topic", 120)),
                attachment_ids=uploads.found(word(said, "scope", 64), files_of(said)),
            )
        ]

    def send(self, message: Message) -> Sent:
        raise SendError(gettext_noop("A web form takes messages only. Answer by mail."), permanent=True)

    def comes(self, raw: RawDelivery) -> None:
        """The number that is to be called is locked before the customer, as at every other door."""
        said = read_json(raw.body)
        if word(said, "call", 40):
            calling.wait_for(word(said, "phone", 120))

    def took_in(self, message: Message) -> None:
        """What stood in a field is known without reading: it takes the place of what was read there."""
        raw = RawDelivery.objects.get(channel=message.channel_id, external_id=message.external_id)
        said = read_json(raw.body)
        named = [(key, word(said, key, 300)) for key in ("name", "email", "phone")]
        typed = [*named, *((key, value) for _label, value, key in lines_of(said))]
        # A field of the company's own that was left empty takes nothing away from the one of ours.
        filled = {key: value for key, value in typed if key and value}
        facts = [fact(message, key, value) for key, value in filled.items()]
        if facts:
            Fact.objects.filter(message=message.pk, key__in=[one.key for one in facts]).delete()
            note(facts)
            source = Source(KIND, Assurance.CLAIMED, KIND, message.identity, at=message.shown_at)
            # The page they chose to read us in, too: of somebody known otherwise it stands beside what we have.
            claimed = filled | {"language": word(said, "language", 8)}
            record_claims.told(message.customer, claimed, source)
            publish(PanelHint(message.customer_id))
        if message.conversation.is_simulated:
            return
        call, phone = word(said, "call", 40), word(said, "phone", 120)
        if call and phone:
            calling.ask(message, phone, call)
        acknowledging.acknowledge(message, word(said, "language", 8))


def heading(message: str, topic: str) -> str:
    """What the matter is called, and what our answer is about; without a topic the words speak for themselves."""
    return f"{topic}: {message.splitlines()[0].strip()}"[:LONGEST_HEADING] if topic else ""


def sender(said: dict[str, Any], raw: RawDelivery) -> Sender:
    """Typed is not proven: an address here is a claim, and so is the name."""
    email, phone, name = word(said, "email", 254), word(said, "phone", 120), word(said, "name", 120)
    # Without an address the app has said who they are: until then they are known by this one submission.
    kind, (family, given) = IdentityKind.EMAIL if email else IdentityKind.VISITOR, parts(name)
    value = normalise(IdentityKind.EMAIL, email) if email else raw.external_id
    return Sender(
        kind=kind,
        value=value,
        scope="" if email else raw.channel.public_id,
        display=value if email else "",
        assurance=Assurance.CLAIMED,
        assured_by=KIND,
        family_name=family,
        given_name=given,
        source=KIND,
        language=word(said, "language", 8) or raw.channel.language,
        claims=(Claim(IdentityKind.PHONE, phone),) if phone else (),
    )


def lines_of(said: dict[str, Any]) -> list[tuple[str, str, str]]:
    """(label, value, key) of each field beside the message."""
    rows = said.get("lines", [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise Unreadable("lines")
    found = [(word(row, "label", 120), word(row, "value", 300), word(row, "key", 40)) for row in rows[:MOST_LINES]]
    return [(label, value, key if key in fact_words.BY_KEY else "") for label, value, key in found]


def files_of(said: dict[str, Any]) -> list[str]:
    names = said.get("files", [])
    return [name for name in names if isinstance(name, str)] if isinstance(names, list) else []


def fact(message: Message, key: str, value: str) -> Fact:
    of_person = fact_words.BY_KEY[key].of_person
    start = message.text.rfind(value)
    assert message.identity is not None, "whoever fills in a form is somebody"  # noqa: S101
    return Fact(
        customer=message.customer,
        home=message.identity.home,
        identity=message.identity,
        matter=None if of_person else message.conversation_id,
        message=message.pk,
        start=start if start >= 0 else None,
        end=start + len(value) if start >= 0 else None,
        key=key,
        value=value,
        norm=normal(key, value, at=message.shown_at) or value,
        source=FactSource.FORM,
        channel_kind=KIND,
        said_at=message.shown_at,
        expires_at=expiry(key, message.shown_at),
        rule=KIND,
    )
