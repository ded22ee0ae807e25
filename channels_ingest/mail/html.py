"""A mail's HTML: what may be shown of it, and its words."""

import re
from collections.abc import Iterator
from html import unescape
from textwrap import dedent

import lxml.etree
import lxml.html
from inscriptis.css_profiles import STRICT_CSS_PROFILE
from inscriptis.html_engine import Inscriptis
from inscriptis.model.config import ParserConfig

from channels_ingest.mail.limits import HTML_BYTES, LINKS, TEXT_CHARS
from conversations import formatted

_LINK = re.compile(r"<a\s[^>]{0,2000}?href", re.IGNORECASE)
_DATA = re.compile(r"data:image/[\w.+-]{1,40};base64,[A-Za-z0-9+/=\s]+", re.IGNORECASE)
_UNREAD = re.compile(
    r"<(script|style|head|title)\b[^<]*(?:<(?!/\1)[^<]*)*+(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)", re.I | re.S
)
_BREAK = re.compile(
    r"<(?:br|/?p|/?div|/?tr|/?table|/?h[1-6]|/?li|/?ul|/?ol|/?blockquote|hr|/?pre)\b[^<>]*>", re.IGNORECASE
)
_TAG = re.compile(r"<[/!?a-zA-Z][^<>]*>")
_QUOTE = "\ue0f0"  # a private sign: begins and ends what a blockquote holds
_UNQUOTE = "\ue0f1"
# Columns are measured in time that grows with the square of the table.
CELLS = 3000
# More tags than that are no letter either, and the layout of each costs.
TAGS = 20_000
_CONFIG = ParserConfig(css=STRICT_CSS_PROFILE)
_SPACES = re.compile(r"[ \t]+$", re.MULTILINE)
_BLANKS = re.compile(r"\n{3,}")


def clean(html: str) -> str:
    """Empty where the letter is too large or has too many links to be one: its words are kept as text."""
    if len(html) > HTML_BYTES or len(_LINK.findall(html)) > LINKS or not html.strip():
        return ""
    return formatted.clean(html)


def to_text(html: str, links: bool = True) -> str:
    """Its words, with blockquotes as `> ` lines, and a link's address where the words do not say it already."""
    html = _DATA.sub("", html).replace(_QUOTE, "").replace(_UNQUOTE, "")
    if len(html) > HTML_BYTES or html.count("<") > TAGS:
        return neat(bare(html))[:TEXT_CHARS]
    # Cleaned first: what is never shown (scripts, styles, deep nesting) must not be read either.
    cleaned = formatted.clean(html)
    words = bare(cleaned)
    try:
        text = rendered(cleaned, links and len(_LINK.findall(html)) <= LINKS)
    except (lxml.etree.LxmlError, ValueError, RecursionError, IndexError, KeyError, AttributeError):
        text = words
    # Deeper than its parser goes, words are missing: then all of them, plainly.
    return neat(text if letters(text) * 10 >= letters(words) * 9 else words)[:TEXT_CHARS]


def bare(html: str) -> str:
    """The words and their lines, nothing else; in time that grows with the length."""
    return unescape(_TAG.sub("", _BREAK.sub("\n", _UNREAD.sub("", html))))


def rendered(cleaned: str, links: bool) -> str:
    root = lxml.html.document_fromstring(f"<html><body>{cleaned}</body></html>")
    if cleaned.count("<td") > CELLS:
        lxml.etree.strip_tags(root, "table", "tbody", "thead", "tfoot", "tr", "th")
        for cell in root.iter("td"):
            cell.tag = "div"
    marked(root, links)
    return quoted(Inscriptis(root, _CONFIG).get_text())


def letters(text: str) -> int:
    return len("".join(text.split()))


def marked(root: lxml.html.HtmlElement, links: bool) -> None:
    for link in root.iter("a") if links else ():
        address = str(link.get("href") or "").strip()
        if address and not says(link.text_content(), address):
            link.tail = f" <{address}>{link.tail or ''}"
    for quote in root.iter("blockquote"):
        quote.text = f"{_QUOTE}{quote.text or ''}"
        quote.tail = f"{_UNQUOTE}\n{quote.tail or ''}"


def says(words: str, address: str) -> bool:
    """The words are the address; a link on a picture has no words to follow it."""
    bare = re.sub(r"^(?:https?://|mailto:|tel:)", "", address, flags=re.IGNORECASE).rstrip("/").lower()
    words = " ".join(words.split()).lower()
    return not words or bare == re.sub(r"^https?://", "", words).rstrip("/") or bare in words


def quoted(text: str) -> str:
    return "\n".join(quoted_lines(text)) if _QUOTE in text else text


def quoted_lines(text: str) -> Iterator[str]:
    depth = 0
    for line in text.split("\n"):
        here = depth + line.count(_QUOTE)
        words = line.replace(_QUOTE, "").replace(_UNQUOTE, "")
        if words.strip() or _QUOTE not in line:
            is_outside = _UNQUOTE in line and not line[: line.index(_UNQUOTE)].strip(f" {_QUOTE}")
            level = here - line.count(_UNQUOTE) if is_outside else here
            yield f"{'>' * level} {words.strip()}".rstrip() if level > 0 else words
        depth = max(0, here - line.count(_UNQUOTE))


def neat(text: str) -> str:
    return _BLANKS.sub("\n\n", dedent(_SPACES.sub("", text.replace("\xa0", " "))).strip("\n"))
