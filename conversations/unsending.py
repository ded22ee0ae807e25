"""The customer takes a message back: its words, files and facts go, and the thread says that there was one."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from conversations import files, threads
from conversations.changing import change
from conversations.history import record
from conversations.models import Channel, Conversation, Direction, Message
from conversations.outbox import loaded
from conversations.queue_row import title_of
from conversations.splitting import summarise
from customers.models import Fact
from omnidesk.live import MessageShown, PanelHint
from omnidesk.telling import publish


@transaction.atomic
def unsend(channel: Channel, external_id: str, at: datetime | None = None) -> bool:
    """False = no such message, or it is gone already. A message that comes after this has never been here."""
    known = Message.objects.filter(channel=channel, external_id=external_id, direction=Direction.IN)
    found = known.filter(unsent_at=None).values_list("pk", flat=True).first()
    if found is None:
        return False
    matter, message = threads.lock_message(found)
    gone = {"text": "", "subject": "", "unsent_at": at or timezone.now(), "revision": matter.customer.revision}
    Message.objects.filter(pk=found).update(**gone)
    Fact.objects.filter(message=found).delete()
    for attachment in message.attachments.all():
        files.throw_away(attachment)
    record(matter, "unsent", message=message)
    summarise(matter)
    call_otherwise(matter, message)
    publish(MessageShown(loaded(found)))
    publish(PanelHint(message.customer_id))
    return True


def call_otherwise(matter: Conversation, message: Message) -> None:
    """A matter is called by its first words until an agent gives it a better name: these are gone too."""
    if matter.title != title_of(message.subject or message.text):
        return
    left = matter.messages.filter(direction=Direction.IN, unsent_at=None).order_by("shown_at", "id").first()
    change(matter, title=title_of(left.subject or left.text) if left else "")
