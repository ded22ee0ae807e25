"""Callbacks through the API: which times are free, and one asked for."""

from dataclasses import replace
from typing import Any

from django.utils import timezone
from django.utils.timezone import localtime
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from agents.models import Team
from callbacks import asked, newcomers, slots
from callbacks.models import Callback
from channels_ingest import callback_body
from channels_ingest.api import answers
from channels_ingest.api.door import Door
from channels_ingest.models import ConnectedApp, Scope
from customers.identities import NotAnAddress
from omnidesk.api.forms import problems
from omnidesk.api.problems import Problem
from omnidesk.limits import spend

EXAMPLE = {"number": "090-1234-5678", "wish": "booked", "at": "2026-11-24T14:00:00+09:00", "name": "佐藤 花子"}


class Slots(Door):
    scope = Scope.CALLBACKS
    limit = "api.callbacks"

    @extend_schema(
        operation_id="list_callback_slots",
        summary="The times at which a callback can be booked now",
        responses={200: answers.SLOTS} | problems(401, 403, 409, 429),
    )
    def get(self, request: Request) -> Response:
        team = team_of(self.app(request))
        own = slots.settings_of(team)
        free = [localtime(at).isoformat() for at in slots.free(team, own=own)]
        return Response({"minutes": own.slot_minutes, "slots": free})


class Callbacks(Door):
    scope = Scope.CALLBACKS
    limit = "api.callbacks"
    largest = callback_body.MOST_BYTES

    @extend_schema(
        operation_id="ask_for_callback",
        summary="Have a customer called: now, in their turn, or at a booked time",
        request={"application/json": answers.CALLBACK_BODY},
        responses={201: answers.CALLBACK, 200: answers.CALLBACK} | problems(400, 401, 403, 409, 413, 415, 422, 429),
        examples=[OpenApiExample("At a booked time", EXAMPLE, request_only=True)],
    )
    def post(self, request: Request) -> Response:
        """One open callback a number: asked twice, it moves. The number counts as claimed."""
        app, body = self.app(request), callback_body.Body.model_validate(self.said(request))
        number, team = number_of(body), team_of(app)
        spend("callback.number", number)
        wanted = replace(callback_body.asked_of(app, body, number), team=team)
        try:
            callback, is_new = newcomers.ask(callback_body.sender_of(app, body, number), wanted)
        except slots.Full:
            raise Problem("slot_full") from None
        return Response(told(callback, body.external_id), status=201 if is_new else 200)


def team_of(app: ConnectedApp) -> Team:
    team = newcomers.offering_team(app.members_of.team if app.members_of else None)
    if team is None:
        raise Problem("not_offered")
    return team


def number_of(body: callback_body.Body) -> str:
    try:
        return asked.number_of(body.number)
    except NotAnAddress as error:
        raise Problem("invalid", [{"pointer": "/number", "code": "number", "detail": error.sentence}]) from None


def told(callback: Callback, external_id: str) -> dict[str, Any]:
    return {
        "wish": callback.wish,
        "state": callback.state,
        "call_at": localtime(max(callback.call_at, callback.asked_at)).isoformat(timespec="seconds"),
        "call_by": localtime(callback.due_at).isoformat(timespec="seconds"),
        "external_id": external_id,
        "asked_at": localtime(callback.asked_at or timezone.now()).isoformat(timespec="seconds"),
    }
