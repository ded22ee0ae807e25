"""What of a mail is new and what repeats earlier ones. Nothing is thrown away: `said` and `quoted` hold every line.

Own rules first (they need no language: a line ending in a colon above `> ` lines introduces them); where they find
nothing, mail-parser-reply is asked for the header blocks of more languages, on a text it cannot choke on.
"""

import re
from dataclasses import dataclass

from mailparser_reply import EmailReplyParser

from channels_ingest.mail import quote_words as known
from channels_ingest.mail.limits import QUOTE_CHARS, QUOTE_LINE

LANGUAGES = ["en", "ja", "de", "fr", "es", "it", "nl", "pl", "cs", "da", "sv", "ko", "zh", "pt"]
# A card longer than this is part of the letter.
CARD_LINES = 15


@dataclass(frozen=True)
class Split:
    said: str
    quoted: str


def split(text: str, subject: str = "") -> Split:
    lines = text.split("\n")
    searched = capped(lines)
    cut = first_cut(searched, bool(known.FORWARDED.match(subject)))
    if cut is None:
        cut = by_library(searched, subject)
    said, quoted = (lines[:cut], lines[cut:]) if cut is not None else (lines, [])
    lead, said = leading_quote(said)
    said, card = without_card(said)
    parts = ["\n".join(one).strip("\n") for one in (lead, card, quoted) if any(line.strip() for line in one)]
    if not any(line.strip() for line in said):
        return Split(text.strip(), "")
    return Split("\n".join(said).strip("\n").rstrip(), "\n\n".join(parts))


def capped(lines: list[str]) -> list[str]:
    """As many lines as may be searched, none of them long."""
    total, kept = 0, []
    for line in lines:
        total += min(len(line), QUOTE_LINE) + 1
        if total > QUOTE_CHARS * 2:
            break
        kept.append(line[:QUOTE_LINE].strip())
    return kept


def first_cut(lines: list[str], is_forwarded: bool) -> int | None:
    """Where the earlier mails begin, if everything from there on is theirs."""
    settled = settled_from(lines)
    for at in (at for at, line in enumerate(lines) if line):
        if not is_forwarded and begins_earlier_mail(lines, at):
            return at - 1 if at and known.DRAWN.match(lines[at - 1]) else at
        introduced = attribution(lines, at)
        if introduced and (introduced >= settled or not quotes_soon(lines, introduced)):
            return at
        if is_quoted(lines[at]) and at >= settled:
            return at
    return None


def begins_earlier_mail(lines: list[str], at: int) -> bool:
    line = lines[at].lstrip("> ")
    if known.SEPARATOR.fullmatch(line):
        return True
    if not known.FROM_LINE.match(line):
        return False
    below = [one for one in lines[at + 1 : at + 9] if one]
    return sum(bool(known.OTHER_LINE.match(one.lstrip("> "))) for one in below[:5]) >= 2


def attribution(lines: list[str], at: int) -> int:
    """The line after an introduction that begins here and may run over three lines; 0 = there is none."""
    if is_quoted(lines[at]):
        return 0
    joined = ""
    for length, line in enumerate(lines[at : at + 3], 1):
        if not line or is_quoted(line):
            return 0
        joined = f"{joined} {line}".strip()
        if not line.endswith((":", "：")):
            continue
        below = next((one for one in lines[at + length : at + length + 3] if one), "")
        introduces = known.WROTE.search(joined) and known.DATE_OR_ADDRESS.search(joined)
        if introduces or known.JAPANESE.match(joined):
            return at + length
        if is_quoted(below) and known.DATE_OR_ADDRESS.search(joined) and length == 1:
            return at + length
    return 0


def is_quoted(line: str) -> bool:
    return line.startswith((">", "＞", "|>", "&gt;"))


def settled_from(lines: list[str]) -> int:
    """From here on nobody answers: quotes, their introductions, and at the end perhaps a card. An answer between the
    quotes keeps all of them in sight."""
    quoted = [at for at, line in enumerate(lines) if is_quoted(line)]
    last = quoted[-1] if quoted else -1
    tail = next((line for line in lines[last + 1 :] if line), "")
    if tail and not (known.SIGNATURE.match(tail) or known.FROM_PHONE.fullmatch(tail)):
        return len(lines)
    for at in range(last, -1, -1):
        if lines[at] and not is_quoted(lines[at]) and not is_introduction(lines[at]):
            return at + 1
    return 0


def quotes_soon(lines: list[str], at: int) -> bool:
    below = (line for line in lines[at : at + 6] if line)
    return any(is_quoted(line) for line in list(below)[:3])


def is_introduction(line: str) -> bool:
    return line.endswith((":", "：")) and bool(known.DATE_OR_ADDRESS.search(line))


def leading_quote(lines: list[str]) -> tuple[list[str], list[str]]:
    """Answered below: one introduction and one quote at the very top, then only new words."""
    first = next((at for at, line in enumerate(lines) if line.strip()), len(lines))
    stripped = [line.strip()[:QUOTE_LINE] for line in lines[:2000]]
    at = attribution(stripped, first) if first < len(stripped) else 0
    at = at or (first if first < len(stripped) and is_quoted(stripped[first]) else 0)
    begun = next((one for one in range(at, min(at + 3, len(stripped))) if is_quoted(stripped[one])), None)
    if begun is None or (not at and not is_quoted(stripped[first])):
        return [], lines
    end = begun
    while end < len(stripped) and (is_quoted(stripped[end]) or not stripped[end]):
        end += 1
    if end >= len(lines) or any(is_quoted(line) for line in stripped[end:]):
        return [], lines
    return lines[:end], lines[end:]


def without_card(lines: list[str]) -> tuple[list[str], list[str]]:
    """The sender's own card at the end."""
    last = max((at for at, line in enumerate(lines) if line.strip()), default=-1)
    for at in range(last, max(0, last - CARD_LINES), -1):
        line = lines[at].strip()[:QUOTE_LINE]
        if known.SIGNATURE.match(line) or (at == last and known.FROM_PHONE.fullmatch(line)):
            return lines[:at], lines[at:]
    return drawn_card(lines, last)


def drawn_card(lines: list[str], last: int) -> tuple[list[str], list[str]]:
    first = max(1, last - CARD_LINES)
    begins = next((at for at in range(first, last) if is_drawn(lines[at])), None)
    if begins is None or not any(known.CONTACT.search(line[:QUOTE_LINE]) for line in lines[begins:]):
        return lines, []
    ends_drawn = is_drawn(lines[last])
    return (lines[:begins], lines[begins:]) if ends_drawn else (lines, [])


def is_drawn(line: str) -> bool:
    line = line.strip()[:QUOTE_LINE]
    return len(line) >= 6 and bool(known.DRAWN.match(line))


def by_library(lines: list[str], subject: str) -> int | None:
    """Only lines it cannot choke on: short, no runs of empty ones, not many."""
    if known.FORWARDED.match(subject):
        return None
    text = re.sub(r"\n{3,}", "\n\n", "\n".join(lines))[:QUOTE_CHARS]
    if not re.search(r"^[^\n]{0,300}[:：][ \t]*$|^[*_ ]{0,4}[^\W\d][^\n:：]{0,20}[:：]", text, re.MULTILINE):
        return None
    replies = EmailReplyParser(languages=list(LANGUAGES)).read(text).replies
    header = next((one.headers.split("\n")[0].strip() for one in replies[1:2] if one.headers), "")
    at = lines.index(header) if header and header in lines else None
    return at if at and any(lines[:at]) else None
