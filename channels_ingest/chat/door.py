"""The one way every request of a chat window comes in: which site, who, how often, in which form."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property, wraps
from typing import Any

import structlog
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import BadRequest, SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponseBase
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt

from channels_ingest.chat import sessions
from channels_ingest.chat.refusals import Refused
from channels_ingest.echo_running import is_shut
from channels_ingest.models import VisitorSession
from conversations.files import FileRefused
from conversations.models import Channel
from omnidesk.cleaning import Unreadable, read_json
from omnidesk.limits import LIMITS, OverLimit, address_of, spend

log = structlog.get_logger(__name__)

KIND = "chat"
LARGEST_BODY = 64 * 1024


@dataclass
class Visit:
    """One request on one chat site. No cookie counts here: the bearer token is the only authority."""

    request: HttpRequest
    channel: Channel
    args: dict[str, Any] = field(default_factory=dict)

    @cached_property
    def session(self) -> VisitorSession:
        session = sessions.of(self.channel, sessions.bearer(self.request))
        if session is None:
            raise Refused("no_session")
        sessions.seen(session, self.language)
        return session

    @cached_property
    def said(self) -> dict[str, Any]:
        if self.request.content_type != "application/json":
            raise Refused("bad_request", status=415)
        self.bound(LARGEST_BODY)
        return read_json(self.request.body)

    def bound(self, largest: int) -> None:
        """Before a byte of the body is read."""
        if int(self.request.META.get("CONTENT_LENGTH") or 0) > largest:
            raise Refused("too_large")

    @property
    def language(self) -> str:
        wished = (get_language() or "")[:2]
        return wished if wished in dict(settings.LANGUAGES) else self.channel.language

    @property
    def address(self) -> str:
        return address_of(self.request)

    def limit(self, name: str) -> None:
        """Count this request against its limit (see omnidesk.limits)."""
        per = LIMITS[name].per
        key = self.address if per == "address" else str(self.session.pk) if per == "session" else ""
        spend(name, f"{self.channel.pk}/{key}")

    def must_be_open(self) -> None:
        if is_shut(self.channel):
            raise Refused("paused")


type Deed = Callable[[Visit], HttpResponseBase]


def door(**deeds: Deed) -> Callable[..., HttpResponseBase]:
    """A public view with one deed per method. Refusals of every kind become one form of answer."""

    @csrf_exempt
    @login_not_required
    def view(request: HttpRequest, site: str, **args: Any) -> HttpResponseBase:
        response = answered(request, site, args, deeds)
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers.setdefault("Referrer-Policy", "no-referrer")
        return response

    return wraps(next(iter(deeds.values())))(view)


def answered(request: HttpRequest, site: str, args: dict[str, Any], deeds: dict[str, Deed]) -> HttpResponseBase:
    try:
        return enter(request, site, args, deeds)
    except Refused as refused:
        return refused.answer(request)
    except Http404:
        return Refused("not_found").answer(request)
    except (Unreadable, BadRequest, SuspiciousOperation, MultiPartParserError, UnicodeError):
        return Refused("bad_request").answer(request)
    except FileRefused as refused:
        return Refused(refused.code, refused.message, 413 if refused.code == "file_too_large" else 422).answer(request)
    except OverLimit as over:
        return Refused("too_often", retry_after=over.seconds).answer(request)
    except (OperationalError, InterfaceError) as error:
        log.warning("the database is away", error=type(error).__name__)
        return Refused("unavailable", retry_after=2).answer(request)
    except Exception:  # the visitor's window speaks JSON also where we made a mistake; the log has the rest
        log.exception("a chat request broke")
        return Refused("broken").answer(request)


def enter(request: HttpRequest, site: str, args: dict[str, Any], deeds: dict[str, Deed]) -> HttpResponseBase:
    deed = deeds.get("GET" if request.method == "HEAD" else request.method or "")
    if deed is None:
        refused = Refused("method").answer(request)
        refused.headers["Allow"] = ", ".join(deeds)
        return refused
    if not is_own_origin(request.headers.get("Origin")):
        raise Refused("foreign_origin")
    channel = Channel.objects.select_related("team__calendar").filter(kind=KIND, public_id=site).first()
    if channel is None:
        raise Refused("unknown_site")
    return deed(Visit(request, channel, args))


def is_own_origin(origin: str | None) -> bool:
    """Our window is served by us, so a browser names our own origin, or none where it is not asked to."""
    return origin is None or origin == settings.PUBLIC_URL
