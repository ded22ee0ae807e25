"""What was said, for those who may see the matter: fetched from the provider as they listen.

Audited once in ten minutes for each agent and recording, and fetched once (heard.py), for a player asks several times.
The address is made of our own parts only: no address that a provider named is ever asked.
"""

from typing import IO

import filetype
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.csp import CSP
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agents.access import signed_in
from agents.audit import audit, client_ip
from agents.models import Agent, AuditEntry
from channels_ingest import fields
from channels_ingest.adapters import ADAPTERS
from channels_ingest.adapters.webhook import WebhookAdapter
from channels_ingest.phone import heard
from channels_ingest.twilio import account
from conversations.downloads import sealed
from conversations.models import Channel, Message
from omnidesk.calling import Broke, NotReached, fetch

# Four hours at the provider's 32 kbit/s are less.
MOST_BYTES = 60 * 1024 * 1024
# By these it is told what it is.
FIRST_BYTES = 300
# The browser makes a page around the sound, which fetches it from here once more; else it is silent. No script runs.
PLAYED = "sandbox allow-same-origin; default-src 'none'; media-src 'self'; frame-ancestors 'none'"


@require_safe
def recording(request: HttpRequest, pk: int) -> HttpResponseBase:
    agent = signed_in(request)
    visible = Message.objects.visible_to(agent).exclude(call__recording="").filter(call__isnull=False)
    message = get_object_or_404(visible.select_related("call", "channel"), pk=pk)
    if not is_listening(agent, message):
        audit(agent, "call.recording", message, client_ip(request))
    file = recorded(message)
    if file is None:
        words = _("The recording cannot be had just now. Try again in a moment.")
        return sealed(HttpResponse(words, status=502, content_type="text/plain; charset=utf-8"))
    with file:
        kind = filetype.guess_mime(file.read(FIRST_BYTES)) or ""
        if not kind.startswith("audio/"):
            raise Http404
        answer = sealed(heard.answer(file, request.headers.get("Range", ""), kind))
    answer.headers[str(CSP.HEADER_ENFORCE)] = PLAYED
    return answer


def recorded(message: Message) -> IO[bytes] | None:
    channel, name = message.channel, message.call.recording
    return heard.held(f"{channel.public_id}/{name}", lambda: fetched(channel, name)) if channel else None


def is_listening(agent: Agent, message: Message) -> bool:
    """The player fetches what its page has fetched already: that is one listening, and one line."""
    since = {"actor": agent, "action": "call.recording", "at__gt": timezone.now() - heard.LISTENING}
    return AuditEntry.objects.filter(**since, thing="message", thing_id=str(message.pk)).exists()


def fetched(channel: Channel, name: str) -> bytes:
    """b"" = not to be had."""
    adapter = ADAPTERS.get(channel.kind)
    if not isinstance(adapter, WebhookAdapter) or fields.name(name) != name:
        return b""
    url = f"{account.url_of(channel, adapter.base(channel))}/Recordings/{name}.mp3"
    try:
        answer = fetch(url, account.signed_in(channel), most=MOST_BYTES)
    except (NotReached, Broke):
        return b""
    return answer.body if answer.status == 200 else b""
