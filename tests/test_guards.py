"""The guards of the browser at every door: the form's own token, the cookies, a socket's origin."""

import json
import os
import subprocess
import sys
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from channels.testing import WebsocketCommunicator
from django.conf import settings
from django.db import connections
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import Resolver404, get_resolver, resolve

from omnidesk.asgi import application
from omnidesk.environment import BASE_DIR
from tests.cast import Desk
from tests.doors import Door, doors, routes

# The chat window and the company's systems have no cookie to abuse: a bearer or a key is the only authority there.
WITHOUT_TOKEN = {
    "api-handoffs", "api-touchpoints", "api-events", "api-callbacks", "api-callback-slots",
    "api-figures", "api-figure", "api-reviews",
    "chat-handoff", "chat-callback",
    # Posted to from the pages of the company as well, and nobody who is signed in to the desk gives it any weight.
    "form-page",
    # Its link is the authority, and the stamp of the page that was shown is good for one change.
    "survey",
    # Where providers knock with a signature, and our own adapters with the credentials of a practice channel.
    "webhook", "simulator-door",
    "chat-session", "chat-identify", "chat-messages", "chat-details", "chat-ticket", "chat-uploads", "chat-file",
    "chat-file-preview",
}  # fmt: skip


@pytest.fixture
def house(desk: Desk) -> list[Door]:
    desk.writes("充電できません")
    return doors(desk)


def refused(_request: HttpRequest, reason: str = "") -> HttpResponse:
    return HttpResponse(f"without its token: {reason}", status=403)


def test_no_form_is_taken_without_its_own_token(desk: Desk, house: list[Door], settings: Any) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(desk.noguchi)
    page = client.post("/inbox/")
    assert (page.status_code, b"<html" in page.content) == (403, True)
    # The page is the same at every door; that it is the token that was missing is said by this one alone.
    settings.CSRF_FAILURE_VIEW = f"{__name__}.refused"
    for door in house:
        if door.name not in WITHOUT_TOKEN and is_address(door.path):
            for verb in ("post", "put", "delete"):
                answer = getattr(client, verb)(door.path)
                assert answer.status_code == 403, (verb, door)
                assert answer.content.startswith(b"without its token"), (verb, door)


def is_address(path: str) -> bool:
    """Some routes want a key of a form that the walk does not make: their own tests go through them."""
    try:
        resolve(path)
    except Resolver404:
        return False
    return True


def test_only_doors_that_ask_for_a_bearer_go_without() -> None:
    exempt = {
        pattern.name
        for pattern in patterns(get_resolver().url_patterns)
        if getattr(pattern.callback, "csrf_exempt", False)
    }
    assert exempt == WITHOUT_TOKEN
    assert exempt <= {name for _, name in routes(get_resolver().url_patterns)}


def patterns(found: list) -> list:
    return [
        inner
        for pattern in found
        for inner in (patterns(pattern.url_patterns) if hasattr(pattern, "url_patterns") else [pattern])
    ]


def test_the_session_s_cookie_is_for_the_server_alone(desk: Desk) -> None:
    client = desk.client(desk.aya)
    client.get("/me/")
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    assert (bool(cookie["httponly"]), cookie["samesite"], cookie["domain"]) == (True, "Lax", "")


def test_in_production_cookies_are_bound_to_this_very_host() -> None:
    """Asked of the settings themselves, in a process of their own."""
    key = "Zq3-" + "abcdefghijklmnopqrstuvwxyz0123456789" * 2
    given = {
        "PRODUCTION": "1", "SECRET_KEY": key, "CREDENTIAL_KEYS": key[::-1], "PUBLIC_URL": "https://desk.example.com",
        "DATABASE_URL": "postgresql://u:p@localhost/x", "REDIS_URL": "redis://localhost/0",
        "EMAIL_URL": "smtp+tls://u:p@mail.example:587", "ENV_FILE": os.devnull,
    }  # fmt: skip
    names = ["SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE"]
    asked = f"import json; from omnidesk import settings as s; print(json.dumps([getattr(s, n) for n in {names}]))"
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    done = subprocess.run(
        [sys.executable, "-c", asked], cwd=BASE_DIR, env=kept | given, capture_output=True, text=True, check=True
    )
    assert json.loads(done.stdout) == ["__Host-session", "__Host-csrf", True, True]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", None, "http://localhost", "https://localhost:8443", "http://localhost:1"]
)
async def test_a_colleague_s_socket_opens_for_our_own_pages_only(origin: str | None) -> None:
    desk = await sync_to_async(Desk.open)()
    client = await sync_to_async(desk.client)(desk.aya)
    cookie = f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
    headers = [(b"host", b"localhost"), (b"cookie", cookie.encode())]
    headers += [(b"origin", origin.encode())] if origin else []
    socket = WebsocketCommunicator(application, "/ws/console/", headers=headers)
    assert not (await socket.connect(timeout=30))[0]
    await sync_to_async(connections.close_all)()
