"""The reader of mails: bytes in, what they say out. No database, no network, no clock.

It raises TooMuch and nothing else: whatever is broken becomes the best reading there is, and a line in `defects`.
"""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from channels_ingest.mail import addresses as boxes
from channels_ingest.mail import html, ids, invitations, limits, nature, quotes, words
from channels_ingest.mail.body import Bag, collect
from channels_ingest.mail.bounces import Bounced, bounced_in
from channels_ingest.mail.charsets import hinted
from channels_ingest.mail.limits import TooMuch
from channels_ingest.mail.parts import Part, told_apart
from channels_ingest.mail.structure import Node, Tally, tree
from conversations.envelopes import Address
from conversations.models.envelope import Nature

__all__ = ["Address", "Bounced", "Mail", "Part", "TooMuch", "read"]

_KANA = re.compile("[\u3041-\u3096\u30a1-\u30fa]")
_ENGLISH = re.compile(r"\b(?:the|and|you|your|is|are|have|please|thank|thanks|hello|hi|dear|for|with|this|my)\b", re.I)
_DATE = re.compile(r"\d{1,2}\s+[A-Za-z]{3}[a-z]*\s+\d{2,4}\s+\d{1,2}:\d{2}(?::\d{2})?(?:\s*[+-]\d{4}|\s+[A-Z]{2,4}\b)?")
_DELIVERED = ("Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "X-Delivered-To", "X-Forwarded-To",
              "Apparently-To", "X-Orig-To", "X-RCPT-TO")  # fmt: skip


@dataclass(frozen=True)
class Mail:
    message_id: str
    content_hash: str
    references: tuple[str, ...]
    sender: Address | None
    reply_to: tuple[Address, ...]
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    delivered_to: tuple[str, ...]
    subject: str
    text: str
    said: str
    quoted: str
    html: str
    parts: tuple[Part, ...]
    nature: Nature
    bounced: tuple[Bounced, ...]
    is_spam: bool
    charset: str
    date: datetime | None
    language: str
    defects: tuple[str, ...]
    # Name and value as they were written, top to bottom; only for authentication and marks.
    headers: tuple[tuple[str, str], ...] = ()
    calendars: tuple[bytes, ...] = ()

    @property
    def marks(self) -> frozenset[str]:
        """Which headers there are, in small letters."""
        return frozenset(name.lower() for name, _value in self.headers)

    def invitation(self, language: str) -> str:
        """The calendar invitations in it, readable; empty when there are none."""
        return invitations.as_text(self.calendars, language)


def read(raw: bytes) -> Mail:
    if len(raw) > limits.BYTES:
        raise TooMuch("bytes")
    tally = Tally(hinted(raw))
    root = tree(raw, tally)
    bag = collect(root, tally.hints)
    return of_parts(root, bag, tally)


def of_parts(root: Node, bag: Bag, tally: Tally) -> Mail:
    subject = words.decoded(root.value("Subject"), tally.hints)
    text, language = letter(bag, subject)
    split = quotes.split(text, subject)
    kind, bounced = judged(root, bag, text)
    return Mail(
        message_id=ids.message_id(root.value("Message-ID")) or f"<{hash_of(root, bag)[:40]}@generated.invalid>",
        content_hash=hash_of(root, bag),
        references=answered(root, bounced, bag),
        sender=sender(root, tally),
        reply_to=listed(root, tally, "Reply-To"),
        to=listed(root, tally, "To"),
        cc=listed(root, tally, "Cc"),
        delivered_to=delivered_to(root),
        subject=subject,
        text=text.strip("\n"),
        said=split.said,
        quoted="\n\n".join(part for part in (split.quoted, *bag.letters) if part),
        html=html.clean(bag.html),
        parts=told_apart(bag.parts, bag.html),
        nature=kind,
        bounced=bounced,
        is_spam=nature.is_spam(root),
        charset=bag.charset,
        date=date_of(root, tally),
        language=language,
        defects=tuple(dict.fromkeys(tally.defects)),
        headers=tuple((name, value[: limits.VALUE_BYTES]) for name, value in root.head.items),
        calendars=tuple(bag.calendars),
    )


def letter(bag: Bag, subject: str) -> tuple[str, str]:
    """Its words and their language. An invitation without words is read out."""
    text = bag.text
    language = guessed_language(f"{subject}\n{text[:2000]}")
    return (text if text.strip() else invitations.as_text(bag.calendars, language)), language


def judged(root: Node, bag: Bag, text: str) -> tuple[Nature, tuple[Bounced, ...]]:
    kind = nature.nature_of(root, text, frozenset(report.kind for report in bag.reports))
    if kind != Nature.BOUNCE:
        return kind, ()
    bounced = bounced_in(root, bag.reports, text)
    return (Nature.RECEIPT if not bounced and nature.is_success(bag.reports) else kind), bounced


def sender(root: Node, tally: Tally) -> Address | None:
    """The From. Where it holds no address: whoever else the mail names, for that is who can be asked."""
    written = boxes.addresses(root.value("From"), tally.hints)
    valid = [one for one in written if "@" in one.address]
    if len(root.head.all("From")) > 1 or len(written) > 1:
        tally.defects.append("more than one sender")
    if valid and boxes.address_in(valid[0].address) == valid[0].address:
        return valid[0]
    tally.defects.append("no address in From")
    others = (one for name in ("Reply-To", "Sender", "Return-Path") for one in listed(root, tally, name))
    instead = next((one for one in others if boxes.address_in(one.address)), None)
    named = next(iter(valid or written), None)
    if instead is None:
        return named
    return Address(instead.name or (named.name if named else ""), instead.address)


def listed(root: Node, tally: Tally, name: str) -> tuple[Address, ...]:
    values = root.head.all(name)
    found = (one for value in values[:20] for one in boxes.addresses(value, tally.hints) if one.address)
    return tuple(dict.fromkeys(found))[: limits.ADDRESSES]


def delivered_to(root: Node) -> tuple[str, ...]:
    values = (value for name in _DELIVERED for value in root.head.all(name))
    found = (one.address for value in values for one in boxes.addresses(value) if one.address)
    return tuple(dict.fromkeys(found))[: limits.ADDRESSES]


def answered(root: Node, bounced: Iterable[Bounced], bag: Bag) -> tuple[str, ...]:
    """What it answers. A bounce or a receipt answers the mail it reports on, whatever its own headers say."""
    reported = [one.original_message_id for one in bounced]
    for report in bag.reports:
        found = re.search(
            rb"^Original-Message-ID:\s*(<[^<>\s]+>)", report.content[:20_000], re.IGNORECASE | re.MULTILINE
        )
        reported += [found[1].decode("ascii", "replace")] if found else []
    own = ids.references(root.value("In-Reply-To"), root.value("References"))
    return tuple(dict.fromkeys(one for one in (*reported, *own) if one))[: limits.REFERENCES]


def date_of(root: Node, tally: Tally) -> datetime | None:
    written = root.value("Date")
    found = _DATE.search(written)
    for text in (found[0] if found else "", written):
        try:
            date = parsedate_to_datetime(text)
            date = date if date.tzinfo else date.replace(tzinfo=UTC)
            date.astimezone(UTC)
        except (TypeError, ValueError, OverflowError, IndexError):
            continue
        return date
    tally.defects.append("an impossible date" if written else "no date")
    return None


def hash_of(root: Node, bag: Bag) -> str:
    """What the mail is, whichever way it came: no transport header is part of it."""
    told = [root.value(name).strip() for name in ("From", "Date", "Subject")]
    if not (root.value("Message-ID").strip() or told[1]):
        # Nothing of its own tells it from the next one with the same words: then the first hop does, which every copy
        # of one mail shares.
        told += list(root.head.all("Received"))[-1:]
    told += [piece.text or "" for piece in bag.pieces] + [piece.html or "" for piece in bag.pieces]
    whole = hashlib.sha256()
    for one in told:
        whole.update(" ".join(one.split()).encode("utf-8", "surrogatepass") + b"\x1f")
    for part in bag.parts:
        whole.update(hashlib.sha256(part.content).digest() + part.name.encode("utf-8", "surrogatepass") + b"\x1f")
    return whole.hexdigest()


def guessed_language(text: str) -> str:
    if len(_KANA.findall(text)) > 1:
        return "ja"
    return "en" if len(_ENGLISH.findall(text)) > 1 else ""
