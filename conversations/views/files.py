"""Files, for those who may see the matter they belong to."""

from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from agents.access import signed_in
from agents.models import Agent
from conversations.downloads import as_download, as_preview
from conversations.models import Attachment

SALT = "conversations.file"
LINK_SECONDS = 300


@require_safe
def file(request: HttpRequest, public_id: UUID) -> HttpResponseBase:
    """From a host of its own where there is one (FILES_URL), by a link that is this agent's for minutes."""
    attachment = seen(signed_in(request), public_id)
    if not settings.FILES_URL:
        return as_download(attachment)
    agent = signed_in(request)
    token = signing.dumps([agent.pk, agent.rights_version, public_id.hex], salt=SALT)
    return redirect(f"{settings.FILES_URL}{reverse('file-held', args=[token])}")


@require_safe
def preview(request: HttpRequest, public_id: UUID) -> HttpResponseBase:
    return as_preview(seen(signed_in(request), public_id))


@login_not_required
@require_safe
def held(request: HttpRequest, token: str) -> HttpResponseBase:
    """On the files' own host no cookie says who asks: the link does, until they sign out or their rights change."""
    try:
        pk, version, public_id = signing.loads(token, salt=SALT, max_age=LINK_SECONDS)
    except (signing.BadSignature, ValueError):
        raise Http404 from None
    agent = get_object_or_404(Agent, pk=pk, rights_version=version, is_active=True)
    return as_download(seen(agent, UUID(public_id)))


def seen(agent: Agent, public_id: UUID) -> Attachment:
    return get_object_or_404(Attachment.objects.visible_to(agent), public_id=public_id)
