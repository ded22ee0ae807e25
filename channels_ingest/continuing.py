"""A visitor who left the chat with an address gets by mail what we said after they had gone: together, and once."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import timedelta
from uuid import UUID

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import F, Max, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from channels_ingest.mail import automatic
from channels_ingest.mail.own import is_a_mailbox_of_ours
from channels_ingest.mail.settings import KIND
from channels_ingest.models import VisitorSession
from conversations import files, outbox
from conversations.models import Attachment, Channel, Conversation, Delivery, Direction, Message
from customers import consents
from customers.models import Assurance, Customer, Identity, IdentityKind

# Long enough that a change of page is no goodbye, short enough that the answer still helps.
AWAY = timedelta(minutes=2)
# What was written in one go travels in one mail.
SETTLED = timedelta(seconds=45)
LOOKED_BACK = timedelta(days=3)
SOME = 50
MOST_FILE_BYTES = 10 * 1024 * 1024


def due() -> Iterator[UUID]:
    """Sessions of visitors who are away and have missed something that can be mailed; `sweep` goes through them."""
    # In no order: who cannot be written to just now, or was written to often enough, never holds up the rest.
    yield from missed().filter(channel__in=sites()).order_by("?").values_list("pk", flat=True)[:SOME]


def sites() -> list[Channel]:
    """Those that go on by mail."""
    return [site for site in Channel.objects.exclude(kind=KIND).defer("credentials") if mailbox_for(site)]


def missed() -> QuerySet[VisitorSession]:
    now = timezone.now()
    left = VisitorSession.objects.filter(
        ~Q(email=""), connections=0, identity__isnull=False, last_seen_at__range=(now - LOOKED_BACK, now - AWAY)
    )
    newest = Max("identity__messages__id", filter=unread("identity__messages__"))
    return left.annotate(newest=newest).filter(newest__gt=F("mailed_up_to"))


def unread(path: str = "") -> Q:
    """What went to the window and was not seen there."""
    told = {"direction": Direction.OUT, "delivery__in": [Delivery.SENT, Delivery.DELIVERED], "unsent_at": None}
    return Q(**{f"{path}{name}": value for name, value in told.items()})


@transaction.atomic
def continue_by_mail(session_id: UUID) -> Message | None:
    found = VisitorSession.objects.select_for_update(of=("self",), skip_locked=True).filter(pk=session_id)
    session = found.select_related("channel", "identity__customer").first()
    if session is None or session.identity is None:
        return None
    messages = list(words_for(session))
    mailbox, address = mailbox_for(session.channel), address_of(session)
    settled = bool(messages) and messages[-1].shown_at < timezone.now() - SETTLED
    if not settled or mailbox is None or address is None:
        return None
    with writing(session, address) as allowed, override(session.language):
        if not allowed:
            return None
        VisitorSession.objects.filter(pk=session.pk).update(mailed_up_to=messages[-1].pk)
        return write(messages, session.identity.customer, mailbox, address)


def words_for(session: VisitorSession) -> QuerySet[Message]:
    said = Message.objects.filter(unread(), identity=session.identity, channel=session.channel)
    ordered = said.filter(pk__gt=session.mailed_up_to).order_by("shown_at", "id")
    return ordered.select_related("author", "conversation").prefetch_related("attachments")


def mailbox_for(site: Channel) -> Channel | None:
    """The one chosen for the site; else one of its team; 0 = this site does not go on by mail."""
    chosen = site.settings.get("continues_by")
    mailboxes = Channel.objects.filter(kind=KIND, paused_at=None)
    if chosen is not None:
        return mailboxes.filter(pk=chosen).first()
    return mailboxes.filter(team=site.team_id).order_by("pk").first()


def address_of(session: VisitorSession) -> Identity | None:
    assert session.identity is not None, "only sessions with an identity are looked at"  # noqa: S101
    if is_a_mailbox_of_ours(session.email):
        return None
    own = Identity.objects.filter(customer=session.identity.customer_id, kind=IdentityKind.EMAIL)
    found = own.filter(value__iexact=session.email, undeliverable_at=None).order_by("-assurance", "id").first()
    return None if found is None or is_stopped(found) else found


def is_stopped(address: Identity) -> bool:
    """Whoever asked not to be written to there has asked it for every record that names the address."""
    same = Identity.objects.filter(kind=address.kind, scope=address.scope, value=address.value)
    return (address.kind, address.value) in consents.stopped(same)


def writing(session: VisitorSession, address: Identity) -> AbstractContextManager[bool]:
    """Whoever opens twenty windows with one victim's address has them written to once, until they answer."""
    customer = address.customer_id
    if address.assurance >= Assurance.ATTESTED or is_known(session, customer):
        return automatic.writing(address.value, customer)
    return automatic.writing_first(address.value, customer)


def is_known(session: VisitorSession, customer: int) -> bool:
    """They were written to there before: that mail went out within the limit, and this one goes on with it."""
    theirs = VisitorSession.objects.filter(identity__customer=customer, email__iexact=session.email)
    return theirs.filter(mailed_up_to__gt=0).exists()


def write(messages: list[Message], customer: Customer, mailbox: Channel, address: Identity) -> Message:
    matter: Conversation = messages[-1].conversation
    matter.customer = customer
    message = outbox.automatic(matter, text=letter(messages), channel=mailbox, identity=address)
    for attachment in (one for said in messages for one in said.attachments.all() if one.size < MOST_FILE_BYTES):
        with attachment.file.open() as stored:
            copy = files.keep_any(ContentFile(stored.read(), name=attachment.name), name=attachment.name)
        Attachment.objects.filter(pk=copy.pk).update(message=message)
    return message


def letter(messages: list[Message]) -> str:
    """What was missed, each with its writer and time, between two sentences of ours."""
    said = "\n\n".join(f"{named(message)}\n{message.text}".strip() for message in messages)
    before = _("We answered you in the chat after you had left, so here is what we wrote:")
    after = _("Simply reply to this mail to go on: we keep everything you have told us in the chat.")
    return f"{before}\n\n{said}\n\n{after}"


def named(message: Message) -> str:
    at = f"{timezone.localtime(message.shown_at):%H:%M}"
    who = message.author.short_name if message.author else _("Automatic message")
    return _("— %(name)s, %(time)s") % {"name": who, "time": at}
