"""The words of a mail, once as text and once as HTML, from one source."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby

# Behind an address in Japanese text there is often no space.
_LINK = re.compile(r"""https?://[^\s<>"'`\u3000-\u303f\uff01-\uff5e\u3040-\u30ff\u3400-\u9fff]+""")
_ENDINGS = ".,;:!?)]}"
_INVISIBLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
DEEPEST_QUOTE = 8
PAGE = """<!DOCTYPE html>
<html lang="{language}">
<head><meta charset="utf-8"></head>
<body>
{body}
</body>
</html>
"""
QUOTE_STYLE = "margin:0 0 0 0.8em;padding-left:0.8em;border-left:2px solid #ccc;color:#555"


@dataclass(frozen=True)
class Source:
    """What was said now; below it who we are; below that what is answered."""

    said: str
    signature: str = ""
    quoted: str = ""

    @property
    def text(self) -> str:
        signed = f"-- \n{plain(self.signature)}" if self.signature.strip() else ""
        return "\n\n".join(part for part in (plain(self.said), signed, plain(self.quoted)) if part) + "\n"

    def html(self, language: str, pictures: Sequence[tuple[str, str]] = ()) -> str:
        """`pictures`: content ids and names of those that were pasted."""
        shown = "\n".join(f'<p><img src="cid:{key}" alt="{escape(name)}"></p>' for key, name in pictures)
        signed = f"<div>-- <br>\n{lines(plain(self.signature).split('\n'))}</div>" if self.signature.strip() else ""
        parts = (blocks(plain(self.said)), shown, signed, blocks(plain(self.quoted)))
        return PAGE.format(language=escape(language), body="\n".join(part for part in parts if part))


def plain(text: str) -> str:
    """With one kind of line end, and nothing that cannot be seen or sent."""
    return _INVISIBLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip("\n").rstrip()


def blocks(text: str, depth: int = 0) -> str:
    """Paragraphs, and what is marked with > as a quotation."""
    found = []
    for quoted, group in groupby(text.split("\n"), key=lambda one: one.startswith(">") and depth < DEEPEST_QUOTE):
        part = list(group)
        if quoted:
            inner = "\n".join(one[1:].removeprefix(" ") for one in part)
            found.append(f'<blockquote style="{QUOTE_STYLE}">\n{blocks(inner, depth + 1)}\n</blockquote>')
        else:
            found += [
                f"<p>{lines(one.split('\n'))}</p>" for one in re.split(r"\n\s*\n", "\n".join(part)) if one.strip()
            ]
    return "\n".join(found)


def lines(part: Sequence[str]) -> str:
    return "<br>\n".join(linked(one) for one in part)


def linked(text: str) -> str:
    """Escaped, with what is plainly a link as one."""
    found, at = [], 0
    for match in _LINK.finditer(text):
        address = match[0].rstrip(_ENDINGS)
        found += [spaced(text[at : match.start()]), f'<a href="{escape(address)}">{escape(address)}</a>']
        at = match.start() + len(address)
    return "".join([*found, spaced(text[at:])])


def spaced(text: str) -> str:
    return re.sub(r"(?<= ) |^ ", "&nbsp;", escape(text))
