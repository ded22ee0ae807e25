"""What a provider tells of a call, to the call it is about."""

from channels_ingest.adapters.base import CallTold, Later
from conversations import calls
from conversations.models import Message


def note(event: CallTold) -> None:
    """It may come before the call itself is kept: then it waits, and not for ever."""
    meant = {"pk": event.message} if event.message else {"external_id": event.external_id}
    found = Message.objects.filter(channel=event.channel, call__isnull=False, **meant).values_list("pk", flat=True)
    key = found.first()
    if key is None:
        raise Later("word of a call that we do not know")
    if event.recording:
        calls.recorded(key, event.recording, event.seconds)
    if event.news is not None:
        calls.heard(key, event.news)
