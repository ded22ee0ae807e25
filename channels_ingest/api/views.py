"""The API's nouns: hand-offs, touchpoints, and the events that a page's own script reports."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.timezone import localtime
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from channels_ingest import handoff_body, handoff_tokens, handoffs, touchpoint_body
from channels_ingest.api import answers
from channels_ingest.api.door import Door
from channels_ingest.api_channel import body as channel_body
from channels_ingest.mail.settings import KIND as MAIL
from channels_ingest.mail.settings import MailboxSettings
from channels_ingest.models import ConnectedApp, Handoff, Scope
from conversations.models import Channel
from customers import touchpoints
from omnidesk.api.forms import TAKEN, problems, taken
from omnidesk.api.problems import Problem


class Handoffs(Door):
    scope = Scope.HANDOFFS
    limit = "api.handoffs"
    largest = handoff_body.MOST_BYTES

    @extend_schema(
        operation_id="make_handoff",
        summary="Hand over who a customer is and where they are",
        request={"application/json": answers.HANDOFF},
        responses={201: answers.HANDED, 200: answers.HANDED} | problems(400, 401, 403, 409, 413, 415, 422, 429),
        examples=[OpenApiExample("A failed step", answers.HANDOFF_EXAMPLE, request_only=True)],
    )
    def post(self, request: Request) -> Response:
        """The answer opens the next contact on any channel, once and within minutes. A repeat finds the first."""
        body = handoff_body.Body.model_validate(self.said(request))
        try:
            handoff, is_new = handoffs.make(self.app(request), body)
        except handoffs.OtherBody:
            raise Problem("id_reused") from None
        return Response(handed(handoff, self.app(request)), status=201 if is_new else 200)


def handed(handoff: Handoff, app: ConnectedApp) -> dict[str, Any]:
    token = handoff_tokens.token_of(handoff.pk)
    return {
        "id": str(handoff.pk),
        "token": token,
        "code": handoff_tokens.spoken(handoff_tokens.code_of(handoff.pk)),
        "link": link_of(app, token),
        "mail_to": mail_to(app, token),
        "expires_at": localtime(handoff.expires_at).isoformat(timespec="seconds"),
        "taken": handoff.taken_at is not None,
    }


def link_of(app: ConnectedApp, token: str) -> str:
    """The chat on a page of its own. Behind the # it reaches no server and no log."""
    sites = Channel.objects.filter(kind="chat", paused_at=None, is_practice=False)
    site = app.members_of or sites.order_by("pk").first()
    return f"{settings.PUBLIC_URL}{reverse('chat-frame', args=[site.public_id])}#handoff={token}" if site else ""


def mail_to(app: ConnectedApp, token: str) -> str:
    """An address that carries the token; '' where no mailbox takes such addresses."""
    boxes = Channel.objects.filter(kind=MAIL, paused_at=None, settings__plus_address=True)
    own = boxes.filter(team=app.members_of.team) if app.members_of else boxes.none()
    box = own.order_by("pk").first() or boxes.order_by("pk").first()
    local, _at, domain = MailboxSettings.of(box).address.rpartition("@") if box else ("", "", "")
    return f"{local}+{token}@{domain}" if local else ""


class Touchpoints(Door):
    scope = Scope.TOUCHPOINTS
    limit = "api.touchpoints"
    largest = touchpoint_body.MOST_BYTES

    @extend_schema(
        operation_id="report_touchpoints",
        summary="Report what customers did, up to 1,000 events a call",
        request={"application/json": answers.EVENTS},
        responses={201: TAKEN, 207: TAKEN} | problems(400, 401, 403, 413, 415, 422, 429),
    )
    def post(self, request: Request) -> Response:
        """Each id counts once for each app. What is wrong with one event is told by its index; the others are kept."""
        rows = rows_of(self.said(request))
        good, bad = touchpoint_body.read_all(rows)
        app = self.app(request)
        new = touchpoints.write(app.source, app.scope, good)
        return Response(taken(len(new), len(good) - len(new), bad), status=207 if bad else 201)


def rows_of(said: dict[str, Any], most: int = touchpoint_body.MOST_EVENTS) -> list[Any]:
    rows = said.get("events")
    if not isinstance(rows, list) or not 0 < len(rows) <= most:
        raise Problem("too_many_events")
    return rows


def handoff_schema(request: HttpRequest) -> HttpResponse:
    """The form of a hand-off, for whoever builds one: it tells nothing of anybody."""
    return published(handoff_body.schema())


def channel_schema(request: HttpRequest) -> HttpResponse:
    """The form of what passes between a connected system and an API channel."""
    return published(channel_body.schema())


def published(schema: dict[str, Any]) -> HttpResponse:
    answer = JsonResponse(schema, json_dumps_params={"ensure_ascii": False, "indent": 2})
    answer.headers["Content-Type"] = "application/schema+json"
    answer.headers["Cache-Control"] = "public, max-age=3600"
    return answer
