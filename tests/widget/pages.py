"""The emulator's pages: the product's own frame page and loader, and a shop with a strict policy of its own."""

import json
import mimetypes
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import override

if TYPE_CHECKING:
    from tests.widget.emulator import Emulator

type Page = tuple[int, bytes, list[tuple[bytes, bytes]]]

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000008000000050802000000f7f33a02000000154944415478da633cb1a58b011b6062c001"
    "a8280100fc0e0210f5ec5b1c0000000049454e44ae426082"
)
FRAME_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self' {socket};"
    " base-uri 'none'; form-action 'self'; frame-ancestors {shop}"
)
SHOP_POLICY = "default-src 'none'; script-src {desk}; frame-src {desk}; style-src 'self'; base-uri 'none'"


def public(emulator: "Emulator", path: str, host: str) -> Page | None:
    if host in emulator.shop:
        return shop(emulator, path)
    if path == "/widget.js":
        return script(loader())
    if path.startswith("/static/"):
        return static(path)
    if path.endswith("/look.js"):
        return script(look(emulator))
    return frame(emulator) if path == "/chat/shop-1/" else None


def loader() -> str:
    from channels_ingest.embed import loader

    return loader()


def look(emulator: "Emulator") -> str:
    from channels_ingest.embed import announcing
    from channels_ingest.embed import look as looks
    from conversations.models import Channel

    channel = Channel(kind="chat", public_id="shop-1", name="みなと家電サポート")
    channel.settings = {name: emulator.config.get(name) for name in ("color", "share")}
    return announcing(looks(channel) | {"paused": bool(emulator.config.get("paused"))})


def frame(emulator: "Emulator") -> Page:
    config: dict[str, Any] = {
        "site": "shop-1",
        "name": "みなと家電サポート",
        "color": None,
        "language": "ja",
        "origins": [emulator.shop],
        "greeting": {"ja": "配送・故障・返品のご相談を承ります。", "en": "Ask us about delivery, repairs and returns."},
        "hours": {"open": True, "next_open": None},
        "wait": {"minutes": 3},
        "people": True,
    }
    with override("ja"):
        html = render_to_string("chat/frame.html", {"config": config | emulator.config})
    policy = FRAME_POLICY.format(shop=emulator.shop, socket=emulator.desk.replace("http", "ws"))
    return (
        200,
        html.encode(),
        [(b"content-type", b"text/html; charset=utf-8"), (b"content-security-policy", policy.encode())],
    )


def shop(emulator: "Emulator", path: str) -> Page:
    if path == "/shop.css":
        return (
            200,
            b"body { font: 16px sans-serif; margin: 40px; } button { background: red !important; }",
            [(b"content-type", b"text/css")],
        )
    twice = 2 if "twice" in path else 1
    attributes = 'data-lang="en" data-theme="dark"' if "english" in path else ""
    line = f'<script src="{emulator.desk}/widget.js" data-site="shop-1" {attributes} async></script>\n'
    html = (
        '<!doctype html><html lang="ja"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>みなと家電</title><link rel="stylesheet" href="/shop.css"></head><body><main><h1>みなと家電</h1>'
        f'<button id="buy">カートに入れる</button></main>{line * twice}</body></html>'
    )
    policy = SHOP_POLICY.format(desk=emulator.desk)
    return (
        200,
        html.encode(),
        [(b"content-type", b"text/html; charset=utf-8"), (b"content-security-policy", policy.encode())],
    )


def static(path: str) -> Page:
    found = (settings.BASE_DIR / unquote(path).lstrip("/")).resolve()
    if not found.is_relative_to(settings.BASE_DIR / "static") or not found.is_file():
        return 404, b"", []
    kind = mimetypes.guess_type(found.name)[0] or "application/octet-stream"
    return 200, found.read_bytes(), [(b"content-type", kind.encode())]


def script(body: str) -> Page:
    return 200, body.encode(), [(b"content-type", b"text/javascript; charset=utf-8")]


def as_json(status: int, said: dict[str, Any]) -> Page:
    return status, json.dumps(said).encode(), [(b"content-type", b"application/json")]
