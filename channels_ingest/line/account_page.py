"""The address that we send a customer who wants to link their account: with a fresh link token of LINE's it leads to
the company's own page. LINE lets only that very user use the token."""

from urllib.parse import parse_qsl, urlencode, urlsplit

from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from channels_ingest.adapters import ADAPTERS
from channels_ingest.adapters.webhook import WebhookAdapter
from channels_ingest.line import api, words
from channels_ingest.line.api import KIND
from channels_ingest.line.linking import LASTS, PAGE, SALT
from conversations.models import Channel
from customers.models import Identity, IdentityKind
from omnidesk.calling import Broke, NotReached
from omnidesk.limits import OverLimit, spend

SECONDS = 5.0


@login_not_required
@never_cache
@require_GET
def account(request: HttpRequest, token: str) -> HttpResponse:
    """Opened by the customer: with a fresh link token to the page where they sign in."""
    channel, identity = meant(token)
    try:
        spend("line.link", str(identity.pk))
        made = link_token(channel, identity)
    except OverLimit:
        return render(request, "429.html", status=429)
    if not made:
        return render(request, "channels_ingest/link_away.html", status=503)
    return HttpResponseRedirect(with_token(str(channel.settings[PAGE.name]), made))


def meant(token: str) -> tuple[Channel, Identity]:
    try:
        key = int(signing.loads(token, salt=SALT, max_age=LASTS))
    except (signing.BadSignature, ValueError, TypeError):
        raise Http404 from None
    identity = get_object_or_404(Identity, pk=key, kind=IdentityKind.LINE)
    channel = get_object_or_404(Channel, kind=KIND, public_id=identity.scope, paused_at=None)
    if not channel.settings.get(PAGE.name):
        raise Http404
    return channel, identity


def link_token(channel: Channel, identity: Identity) -> str:
    """ "" = LINE does not give one now."""
    try:
        said = api.post(channel, base_of(channel), f"/v2/bot/user/{identity.value}/linkToken", {}, SECONDS)
    except (NotReached, Broke):
        return ""
    return words.text_of(said.json, "linkToken")[:200] if said.status == 200 else ""


def base_of(channel: Channel) -> str:
    adapter = ADAPTERS[channel.kind]
    assert isinstance(adapter, WebhookAdapter), "LINE calls us"  # noqa: S101
    return adapter.base(channel)


def with_token(page: str, token: str) -> str:
    parts = urlsplit(page)
    return parts._replace(query=urlencode([*parse_qsl(parts.query), ("linkToken", token)])).geturl()
