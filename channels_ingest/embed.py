"""What a company's page loads from us: the one script line, and the public looks of its chat site."""

import hashlib
import json
import re
from functools import cache
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from django.views.decorators.http import require_safe

from channels_ingest import colour
from channels_ingest.echo_running import is_shut
from channels_ingest.sharing import share
from conversations.models import Channel

SDK = settings.BASE_DIR / "static" / "sdk" / "omnidesk.js"
LOADER = settings.BASE_DIR / "static" / "widget" / "loader"
# Short enough that a mended loader reaches every shop the same hour; the ETag makes asking again cheap.
ASIDE = re.compile(r"^[ \t]*(?:/\*.*?\*/|//[^\n]*)[ \t]*\n", re.MULTILINE | re.DOTALL)
INDENT = re.compile(r"^[ \t]+", re.MULTILINE)
SCRIPT_SECONDS, LOOK_SECONDS = 3600, 300
JAVASCRIPT = "text/javascript; charset=utf-8"

WORDS = {
    "open": _("Open the chat"),
    "unread": _("Open the chat, {n} unread"),
    "close": _("Close the chat"),
    "title": _("{name}: chat"),
    "failed": _("The chat could not be loaded."),
    "again": _("Try again"),
}


@login_not_required
@require_safe
def widget_script(request: HttpRequest) -> HttpResponse:
    return cacheable(request, loader() if not settings.DEBUG else loader.__wrapped__(), SCRIPT_SECONDS)


@login_not_required
@require_safe
def sdk_script(request: HttpRequest) -> HttpResponse:
    """A module, which browsers fetch from another origin only where that is allowed; it is the same for everybody."""
    answer = cacheable(request, SDK.read_text("utf-8"), SCRIPT_SECONDS)
    answer["Access-Control-Allow-Origin"] = "*"
    return answer


@login_not_required
@require_safe
def widget_look(request: HttpRequest, site: str) -> HttpResponse:
    channel = get_object_or_404(Channel, kind="chat", public_id=site)
    return cacheable(request, announcing(look(channel)), LOOK_SECONDS)


@cache
def loader() -> str:
    sheet = spoken((LOADER / "widget.css").read_text("utf-8"))
    return spoken((LOADER / "widget.js").read_text("utf-8")).replace('"widget.css"', json.dumps(sheet), 1)


def spoken(source: str) -> str:
    """What the browser needs of it: comments on lines of their own, and the space before a line, are for us."""
    return INDENT.sub("", ASIDE.sub("", source))


def look(channel: Channel) -> dict[str, Any]:
    palette = colour.palette(channel.settings.get("color") or colour.DEFAULT)
    return {
        "site": channel.public_id,
        "name": channel.name,
        "language": channel.language,
        "paused": is_shut(channel),
        "share": share(channel),
        "brand": palette["brand"],
        "ink": palette["ink"],
        "words": {code: in_language(code) for code, _name in settings.LANGUAGES},
    }


def in_language(code: str) -> dict[str, str]:
    with override(code):
        return {key: str(text) for key, text in WORDS.items()}


def announcing(detail: dict[str, Any]) -> str:
    """A script and not a fetch: a company's CSP lets our scripts in, its connect-src need not name us."""
    return f'dispatchEvent(new CustomEvent("omnidesk:look", {{ detail: {json.dumps(detail)} }}));\n'


def cacheable(request: HttpRequest, body: str, seconds: int) -> HttpResponse:
    etag = f'"{hashlib.sha256(body.encode()).hexdigest()[:32]}"'
    fresh = etag in request.headers.get("If-None-Match", "")
    answer = HttpResponseNotModified() if fresh else HttpResponse(body, content_type=JAVASCRIPT)
    answer["Cache-Control"] = f"public, max-age={seconds}"
    answer["ETag"] = etag
    # The page that loads it is another origin.
    answer["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer
