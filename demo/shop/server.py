"""The shop as a WSGI application: a handful of addresses, its own content policy, its own cookie."""

from collections.abc import Callable
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qs

from django.conf import settings
from django.core import signing
from django.db import DatabaseError, InterfaceError
from django.http import HttpResponse, JsonResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from whitenoise import WhiteNoise

from demo.shop import doors, pages
from demo.shop.member import MEMBER, Member, token_for
from demo.shop.post import Counter
from demo.sites import shop_origins
from omnidesk.secrets import WrongKey

COOKIE, SALT = "minato_member", "demo.shop"
HOSTS = ("localhost", "127.0.0.1")
POST_OFFICE = "post/"
# Addresses without a language.
DOORS = ("", POST_OFFICE)

type Start = Callable[[str, list[tuple[str, str]]], Any]


def policy() -> str:
    """Strict on its own account: of strangers only the desk's scripts and frame may come in, and only it is told."""
    desk = settings.PUBLIC_URL
    return (
        f"default-src 'none'; script-src 'self' {desk}; frame-src {desk}; style-src 'self'; img-src 'self'; "
        f"connect-src 'self' {desk}; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )


def application() -> WhiteNoise:
    root = settings.BASE_DIR / "static" / "demo" / "shop"
    return WhiteNoise(serve, root=str(root), prefix="static/", autorefresh=settings.DEBUG)


def serve(environ: dict[str, Any], start: Start) -> list[bytes]:
    try:
        response = answer(environ)
    except (DatabaseError, InterfaceError, WrongKey):
        response = plain(_("The desk cannot be reached. Try again in a moment."), 503, wished(environ))
    response.headers["Content-Security-Policy"] = policy()
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "strict-origin-when-cross-origin"
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Length"] = str(len(response.content))
    cookies = [("Set-Cookie", morsel.OutputString()) for morsel in response.cookies.values()]
    start(f"{response.status_code} {response.reason_phrase}", [*response.headers.items(), *cookies])
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [response.content]


def answer(environ: dict[str, Any]) -> HttpResponse:
    # A name that merely points to this machine must not make us its shop.
    if environ.get("HTTP_HOST", "").rpartition(":")[0] not in HOSTS:
        return plain(_("This shop is at http://localhost."), 400, wished(environ))
    path = environ.get("PATH_INFO", "/").encode("latin-1", "replace").decode("utf-8", "replace").lstrip("/")
    language, slash, rest = path.partition("/")
    if language not in pages.LANGUAGES or not slash:
        return moved(environ, path) if path in DOORS else missing(environ)
    if rest == "member/":
        return member_door(environ)
    if rest in doors.DOORS:
        return doors.DOORS[rest](environ, member_of(environ))
    if rest.startswith(POST_OFFICE):
        with override(language):
            return Counter(language, environ).answer(rest.removeprefix(POST_OFFICE)) or missing(environ)
    if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
        return HttpResponse(status=405, headers={"Allow": "GET, HEAD"})
    html = pages.page(rest, language, member_of(environ))
    return HttpResponse(html) if html is not None else missing(environ)


def moved(environ: dict[str, Any], path: str) -> HttpResponse:
    return HttpResponse(status=302, headers={"Location": f"/{wished(environ)}/{path}"})


def wished(environ: dict[str, Any]) -> str:
    """The language of the browser, where no page says one."""
    wishes = environ.get("HTTP_ACCEPT_LANGUAGE", "").lower()
    return "ja" if not wishes or wishes.startswith("ja") else "en"


def missing(environ: dict[str, Any]) -> HttpResponse:
    return plain(_("There is no such page in this shop."), 404, wished(environ))


def plain(words: Promise, status: int, language: str) -> HttpResponse:
    with override(language):
        return HttpResponse(str(words), status=status, content_type="text/plain; charset=utf-8")


def member_door(environ: dict[str, Any]) -> HttpResponse:
    """Sign the demo's member in and vouch for them, or out. Only the shop's own pages may ask."""
    if environ.get("HTTP_ORIGIN") not in shop_origins():
        return HttpResponse(status=403)
    if environ["REQUEST_METHOD"] == "DELETE":
        signed_out = JsonResponse({})
        signed_out.delete_cookie(COOKIE, samesite="Strict")
        return signed_out
    if environ["REQUEST_METHOD"] != "POST":
        return HttpResponse(status=405, headers={"Allow": "POST, DELETE"})
    site = parse_qs(environ.get("QUERY_STRING", "")).get("site", [""])[0]
    token = token_for(MEMBER, site)
    if token is None:
        return missing(environ)
    response = JsonResponse({"token": token, "name": MEMBER.name})
    response.set_cookie(COOKIE, signing.dumps(MEMBER.account, salt=SALT), httponly=True, samesite="Strict")
    return response


def member_of(environ: dict[str, Any]) -> Member | None:
    try:
        morsel = SimpleCookie(environ.get("HTTP_COOKIE", "")).get(COOKIE)
        account = signing.loads(morsel.value, salt=SALT, max_age=86400) if morsel else None
    except (CookieError, signing.BadSignature):
        return None
    return MEMBER if account == MEMBER.account else None
