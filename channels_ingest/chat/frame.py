"""The page of the chat window. Only the company's own pages may hold it."""

from typing import Any, cast

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.csp import CSP, build_policy
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from callbacks.asking import offering
from channels_ingest.adapters.chat import LONGEST_TEXT
from channels_ingest.chat.door import KIND
from channels_ingest.chat.hours import there
from channels_ingest.echo_running import is_shut
from conversations.file_types import LARGEST
from conversations.files import FILES_PER_MESSAGE
from conversations.models import Channel


@login_not_required
@require_safe
@xframe_options_exempt
def frame(request: HttpRequest, site: str) -> HttpResponse:
    channel = get_object_or_404(Channel.objects.select_related("team__calendar"), kind=KIND, public_id=site)
    response = render(request, "chat/frame.html", {"channel": channel, "config": config(channel)})
    policy = cast("dict[str, list[str]]", settings.SECURE_CSP) | {"frame-ancestors": [CSP.SELF, *origins(channel)]}
    response.headers[str(CSP.HEADER_ENFORCE)] = build_policy(policy)
    response.headers["Cache-Control"] = "no-store"
    return response


def origins(channel: Channel) -> list[str]:
    """The pages that may hold the window; anything that could end the directive is no origin."""
    listed = channel.settings.get("origins", [])
    return [origin for origin in listed if isinstance(origin, str) and not set(origin) & set(" ;,'\"\r\n")]


def config(channel: Channel) -> dict[str, Any]:
    return {
        "site": channel.public_id,
        "name": channel.name,
        "color": channel.settings.get("color"),
        "greeting": channel.settings.get("greeting") or {},
        "language": channel.language,
        "origins": [*origins(channel), settings.PUBLIC_URL],
        "paused": is_shut(channel),
        "callback": offering(channel.team),
        "text": {"max": LONGEST_TEXT},
        "file": {"max_files": FILES_PER_MESSAGE, "max_bytes": LARGEST},
        **there(channel),
    }
