"""Web chat: the visitor's browser talks to us directly, so there is no provider between."""

from typing import ClassVar
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from channels_ingest.adapters.base import Adapter, Event, NotVerified, SendError, Sent
from channels_ingest.chat import details, sessions
from channels_ingest.mail.people import parts
from channels_ingest.models import RawDelivery, VisitorSession
from conversations import choosing
from conversations.capabilities import Capabilities, ShownChoices
from conversations.file_types import MEGABYTES
from conversations.files import FILES_PER_MESSAGE
from conversations.inbound import Inbound
from conversations.models import Attachment, Channel, Message
from customers.identifying import Claim, Sender
from customers.models import Assurance, IdentityKind
from omnidesk.cleaning import Unreadable, read_json, word
from omnidesk.live import VisitorHint
from omnidesk.telling import publish

LONGEST_TEXT = 4000


class Chat(Adapter):
    kind: ClassVar[str] = "chat"
    label = _("Web chat")
    settings_page: ClassVar[str] = "chat-sites"
    placed: ClassVar[bool] = True
    shares: ClassVar[bool] = True
    steps = (
        _("Say on which of your sites it stands, and how it looks."),
        _("Have one line of HTML put at the end of each page that is to show the chat."),
        _("Try it: what you write with the word shown becomes no customer's matter."),
        _("Choose the team that answers, and see when it is there."),
    )
    capabilities: ClassVar[Capabilities] = Capabilities(
        reaches=IdentityKind.VISITOR,
        max_length=LONGEST_TEXT,
        media=frozenset(MEGABYTES),
        max_files=FILES_PER_MESSAGE,
        receipts=frozenset({"delivered", "read"}),
        typing=True,
        present=sessions.present,
        comes_back=sessions.comes_back,
        repeats=True,
        choices=ShownChoices(most=choosing.MOST, longest=choosing.LONGEST_LABEL),
    )

    def verify(self, request: HttpRequest, channel: Channel) -> None:
        if sessions.of(channel, sessions.bearer(request)) is None:
            raise NotVerified

    def parse(self, raw: RawDelivery) -> list[Event]:
        said = read_json(raw.body)
        session = session_of(raw.channel, word(said, "session", 36))
        return [
            Inbound(
                channel=raw.channel,
                external_id=raw.external_id,
                sender=sender(session),
                text=word(said, "text", LONGEST_TEXT),
                received_at=raw.received_at,
                attachment_ids=tuple(uploads(session, said.get("files", [])).values_list("pk", flat=True)),
                tapped=said.get("tapped"),
            )
        ]

    def send(self, message: Message) -> Sent:
        """The row itself is what the visitor reads; it goes out by becoming SENT."""
        known = VisitorSession.objects.filter(identity=message.identity)
        if known and not any(sessions.lives(session) for session in known):
            raise SendError(gettext_noop("The visitor has ended the chat and cannot read this."), permanent=True)
        return Sent(at=timezone.now())

    def took_in(self, message: Message) -> None:
        session = message.external_id.partition(":")[0] if message.external_id else ""
        # Whoever only tried the chat out is somebody else, once they write in earnest.
        is_new = Q(identity=None) | Q(identity__customer__is_simulated=True)
        if VisitorSession.objects.filter(is_new, pk=session).update(identity=message.identity):
            details.met(session, message.customer)
        publish(VisitorHint(session))

    def told(self, message: Message) -> None:
        for session in VisitorSession.objects.filter(identity=message.identity).values_list("pk", flat=True):
            publish(VisitorHint(str(session)))


def session_of(channel: Channel, name: str) -> VisitorSession:
    try:
        session = VisitorSession.objects.get(pk=UUID(name), channel=channel)
    except (ValueError, VisitorSession.DoesNotExist):
        raise Unreadable("session") from None
    session.channel = channel
    return session


def sender(session: VisitorSession) -> Sender:
    """The channel vouches for the browser and nothing else; a name and an address were only typed."""
    family, given = parts(session.name)
    return Sender(
        kind=IdentityKind.VISITOR,
        value=str(session.pk),
        scope=session.channel.public_id,
        display=f"#{session.pk.hex[:6]}",
        assurance=Assurance.ATTESTED,
        assured_by=Chat.kind,
        family_name=family,
        given_name=given,
        language=session.language,
        claims=(Claim(IdentityKind.EMAIL, session.email),) if session.email else (),
        account=account_of(session),
    )


def account_of(session: VisitorSession) -> Claim | None:
    scope = session.account_scope or session.channel.public_id
    return Claim(IdentityKind.ACCOUNT, session.account, scope) if session.account else None


def uploads(session: VisitorSession, names: object) -> QuerySet[Attachment]:
    """The visitor's own files that belong to no message yet; anything else is left out."""
    wanted = [name for name in names if isinstance(name, str) and is_uuid(name)] if isinstance(names, list) else []
    own = Attachment.objects.filter(upload_scope=str(session.pk), message=None)
    return own.filter(public_id__in=wanted[:FILES_PER_MESSAGE])


def is_uuid(name: str) -> bool:
    try:
        UUID(name)
    except ValueError:
        return False
    return True
