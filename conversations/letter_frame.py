"""The formatted mail as a page of its own: cleaned once more, its pictures led to addresses of ours or held back."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import quote

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from conversations.formatted import clean
from conversations.private_links import hidden

SHEET = mark_safe(
    ":root{color-scheme:light;background:#fff;color:#1c2130;overflow-wrap:anywhere;line-break:strict}"
    'body{margin:0;padding:14px 16px;font:14px/1.6 Inter,"Noto Sans JP","Hiragino Sans","Yu Gothic UI",Meiryo,'
    "system-ui,sans-serif;overflow:auto hidden}"
    "img{max-width:100%;height:auto}table{max-width:100%}a{color:#2747a3}"
    "pre{white-space:pre-wrap;font:inherit;margin:0}"
    "blockquote{margin:0 0 0 4px;padding-left:10px;border-left:2px solid #d5d8e0}"
)
# No box of a mail is larger, and none as small as a counter's.
LARGEST_BOX = 1200
COUNTER = 1
UNKNOWN_BOX = (96, 32)
_NUMBER = re.compile(r"\s*(\d{1,5})(?:\.\d+)?\s*(?:px)?\s*$", re.IGNORECASE)
_STYLED = {side: re.compile(rf"(?:^|;)\s*(?:max-)?{side}\s*:\s*([^;]+)", re.IGNORECASE) for side in ("width", "height")}
_HIDDEN = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_KEPT = ("alt", "title", "width", "height", "align", "border", "hspace", "vspace", "style")


@dataclass(frozen=True)
class Pictures:
    """Where a picture that came with the mail is found, and where one that lies elsewhere; None = it is not shown."""

    inside: Callable[[str], str | None]
    outside: Callable[[str], str | None]


def page(html: str, *, title: str, language: str, pictures: Pictures) -> SafeString:
    return format_html(
        '<!doctype html><html lang="{}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        '<meta name="referrer" content="no-referrer"><title>{}</title><style>{}</style></head><body>{}</body></html>',
        language,
        title,
        SHEET,
        shown(html, pictures),
    )


def shown(html: str, pictures: Pictures) -> SafeString:
    writer = _Writer(pictures)
    writer.feed(clean(hidden(html)))
    writer.close()
    return mark_safe("".join(writer.pieces))  # noqa: S308  # cleaned above; pictures are written by us, escaped


class _Writer(HTMLParser):
    """Hands through what the cleaner wrote, and writes each picture anew."""

    def __init__(self, pictures: Pictures) -> None:
        super().__init__(convert_charrefs=False)
        self.pictures = pictures
        self.pieces: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        self.pieces.append(picture(told, self.pictures) if tag == "img" else self.get_starttag_text() or "")

    def handle_endtag(self, tag: str) -> None:
        self.pieces.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self.pieces.append(data)

    def handle_entityref(self, name: str) -> None:
        self.pieces.append(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.pieces.append(f"&#{name};")


def picture(told: dict[str, str], pictures: Pictures) -> str:
    address, held = told.get("src", "").strip(), ""
    if address[:5].lower() == "data:":
        source: str | None = address
    elif address[:4].lower() == "cid:":
        source = pictures.inside(address[4:])
    elif not address or is_counter(told):
        return ""
    else:
        source = pictures.outside(address)
        held = "" if source else " data-held"
    kept = "".join(f' {name}="{escape(told[name])}"' for name in _KEPT if name in told)
    return f'<img src="{escape(source or empty(told))}"{kept}{held}>'


def is_counter(told: dict[str, str]) -> bool:
    """A picture nobody sees is there to report that the mail was opened."""
    sides = [side for side in size(told) if side is not None]
    return bool(sides and min(sides) <= COUNTER) or bool(_HIDDEN.search(told.get("style", "")))


def size(told: dict[str, str]) -> tuple[int | None, int | None]:
    return side_of(told, "width"), side_of(told, "height")


def side_of(told: dict[str, str], side: str) -> int | None:
    styled = _STYLED[side].search(told.get("style", ""))
    for text in (styled[1] if styled else "", told.get(side, "")):
        found = _NUMBER.match(text)
        if found:
            return int(found[1])
    return None


def empty(told: dict[str, str]) -> str:
    """A drawing of ours with the box of the picture that is not shown, and its words."""
    width, height = size(told)
    if width is None and height is None:
        width, height = UNKNOWN_BOX
    box = [min(side or UNKNOWN_BOX[at], LARGEST_BOX) for at, side in enumerate((width, height))]
    words = told.get("alt", "")[: max(box[0] // 8, 0)] if box[1] >= 16 else ""
    drawing = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{box[0]}" height="{box[1]}">'
        '<rect width="100%" height="100%" fill="#f1f2f5" stroke="#c3c7d1" stroke-dasharray="4 3"/>'
        '<text x="50%" y="50%" dy=".35em" text-anchor="middle" font-family="sans-serif" font-size="12" fill="#5a6170">'
        f"{escape(words)}</text></svg>"
    )
    return f"data:image/svg+xml,{quote(drawing)}"
