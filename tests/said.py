"""What a page says to who reads or hears it, and what of it is in the wrong language."""

import re
from html.parser import HTMLParser

from agents.models import Agent, Calendar, CalendarException, Company, Team
from channels_ingest.models import ConnectedApp
from conversations.models import Attachment, Channel, Conversation, Label, Message, Promise
from customers.models import Customer, Fact, Product
from kpis.models import Alert, BoardLink, DayNote, Decision, Goal, Retrospective, Survey

SPOKEN = {"aria-label", "title", "placeholder", "alt", "aria-description"}
# Keys and what is copied stay as they are in every language.
WORDLESS = {"script", "style", "code", "kbd", "svg", "pre"}
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}

JAPANESE = re.compile(r"[\u3041-\u3096\u30a1-\u30fa\u30fc\u3005\u4e00-\u9fff]")
ENGLISH = re.compile(r"[A-Za-z]{2,}")
SENTENCE = re.compile(r"[A-Za-z][A-Za-z'’]*(?:[ ,;:]+[A-Za-z][A-Za-z'’]*){2,}")
# Names, claims of a token, units, addresses: the same in every language.
PROPER = re.compile(
    r"Omnidesk(\.identify\(token\))?|English|日本語|LINE|SMS|SNS|UTC|CSV|XLSX|PDF|CSP|PEM"
    r"|HS256|RS256|ES256|Alt|Ctrl|Enter|Caps Lock"
    r"|Webhook( URL)?"
    r"|SSL/TLS|STARTTLS|Gmail / Google Workspace|Yahoo! JAPAN|iCloud|KAGOYA|OCN|Fastmail|Zoho Mail|Amazon WorkMail"
    r"|\b(aud|iss|sub|iat, exp|jti|name|body|script-src|frame-src|testserver|MB|kB|KB|bytes)\b"
    r"|https?://[\w.:/-]+|shop\.example\.com|[\w.+-]+@[\w.-]+|#[0-9a-f]{6}\b|K7C-4HX|様|先生|御中|さん"
)


class Page(HTMLParser):
    """Its texts, and the attributes that are read out; not what `lang` marks as another language."""

    def __init__(self, html: str, language: str) -> None:
        super().__init__()
        self.language = language
        self.texts: list[str] = []
        self.open: list[tuple[str, bool]] = []
        self.feed(html)

    @property
    def is_silent(self) -> bool:
        return any(silent for _, silent in self.open)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        silent = tag in WORDLESS or (dict(attrs).get("lang") or self.language) != self.language
        if not (silent or self.is_silent):
            self.texts += [value for name, value in attrs if name in SPOKEN and value]
        if tag not in VOID:
            self.open.append((tag, silent))

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if data.strip() and not self.is_silent:
            self.texts.append(" ".join(data.split()))


def names() -> list[str]:
    """What people named or wrote, longest first: data keeps its language."""
    found: set[str] = set()
    for model, fields in {
        Agent: ("family_name", "given_name", "kana"), Company: ("name",), Team: ("name",), Channel: ("name",),
        Customer: ("family_name", "given_name"), Message: ("text",), Conversation: ("title",), Label: ("name",),
        Attachment: ("name",), Calendar: ("name",), CalendarException: ("name",), Product: ("code", "name"),
        Fact: ("value",), Promise: ("text",), ConnectedApp: ("name",), DayNote: ("text",), Goal: ("note", "outcome"),
        Retrospective: ("findings",), Decision: ("text",), Alert: ("why",), BoardLink: ("name",), Survey: ("name",),
    }.items():  # fmt: skip
        found.update(value for row in model.objects.values_list(*fields) for value in row if value)
    return sorted(found, key=len, reverse=True)


def foreign(html: str, language: str, data: list[str]) -> list[str]:
    """What this page says in another language than its own. Initials are one letter and no word."""
    kept = re.compile("|".join(map(re.escape, data)) or "$^")
    texts = [PROPER.sub("", kept.sub("", text)) for text in Page(html, language).texts if len(text) > 1]
    if language == "ja":
        return [text for text in texts if SENTENCE.search(text) or (ENGLISH.search(text) and not JAPANESE.search(text))]
    return [text for text in texts if JAPANESE.search(text)]
