"""What the shop's pages ask of their own server: hand me over to the chat, take my order."""

import json
from collections.abc import Callable
from typing import Any

from django.db import close_old_connections, connection
from django.http import HttpResponse, JsonResponse

from demo.shop import system
from demo.shop.member import Member
from demo.sites import shop_origins

MOST_BYTES = 12_000


def handoff(environ: dict[str, Any], member: Member | None) -> HttpResponse:
    return answered(environ, lambda told: {"token": system.hand_over(member, told, agent_of(environ))})


def order(environ: dict[str, Any], member: Member | None) -> HttpResponse:
    def bought(told: dict[str, Any]) -> dict[str, str]:
        items, device = told.get("items"), told.get("device")
        return {"number": system.order(member, items if isinstance(items, list) else [], str(device or "")[:64])}

    return answered(environ, bought)


DOORS = {"handoff/": handoff, "order/": order}


def agent_of(environ: dict[str, Any]) -> str:
    return str(environ.get("HTTP_USER_AGENT", ""))


def answered(environ: dict[str, Any], deed: Callable[[dict[str, Any]], dict[str, str]]) -> HttpResponse:
    """Only the shop's own pages may ask."""
    if environ.get("HTTP_ORIGIN") not in shop_origins():
        return HttpResponse(status=403)
    if environ["REQUEST_METHOD"] != "POST":
        return HttpResponse(status=405, headers={"Allow": "POST"})
    try:
        told = json.loads(environ["wsgi.input"].read(min(int(environ.get("CONTENT_LENGTH") or 0), MOST_BYTES)))
        connected()
        return JsonResponse(deed(told if isinstance(told, dict) else {}))
    except ValueError:
        return HttpResponse(status=400)
    except system.DeskAway:
        return HttpResponse(status=503)


def connected() -> None:
    close_old_connections()
    try:
        system.connect()
    finally:
        connection.close()
