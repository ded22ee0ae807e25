"""Which address did not get which mail of ours, and whether it ever will: by the standard's report, or by its words."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from channels_ingest.mail import ids, words
from channels_ingest.mail.addresses import address_in
from channels_ingest.mail.heads import Head, parsed
from channels_ingest.mail.structure import MESSAGES, Node

_STATUS = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
_CODE = re.compile(r"(?<![\d.])([45])[0-5]\d(?![\d.])")
# A full mailbox, a sleeping server: tomorrow it may work, whatever code was sent.
_TEMPORARY = re.compile(
    r"mailbox (?:is )?full|over ?quota|quota exceeded|temporar|try again|will retry|greylist|timed out|delayed"
    r"|容量|一時的|しばらく|vorübergehend|temporaire",
    re.IGNORECASE,
)
_FAILED = re.compile(
    r"user unknown|unknown user|no such (?:user|recipient|mailbox|person)|does not exist|not found|mailbox unavailable"
    r"|invalid recipient|no mailbox|recipient rejected|address rejected|account (?:is )?disabled"
    r"|undeliver|not delivered"
    r"|n[o']t be delivered|permanent|fail|refused|rejected|full|quota"
    r"|宛先|届け|送信できません|配信できません|存在しません"
    r"|\b[45]\d\d[ -]",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"[A-Za-z0-9._%+'/=-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}")
# Below these lies the mail that came back, with addresses of its own.
_COPY = re.compile(
    r"^-{2,} ?(?:below this line|original message|this is a copy|enclosed is a copy)"
    r"|^[> ]{0,4}(?:received|message-id|return-path|dkim-signature):",
    re.IGNORECASE | re.MULTILINE,
)
_ID_LINE = re.compile(r"^[> ]{0,4}Message-ID:\s{0,10}(<[^<>\s]{1,400}>)", re.IGNORECASE | re.MULTILINE)
_DAEMONS = ("mailer-daemon", "mailerdaemon", "postmaster", "mail-daemon")
# Enough of a report to see who is meant.
TEXT_CHARS = 20_000
RECIPIENTS = 100


@dataclass(frozen=True)
class Bounced:
    recipient: str
    status: str
    permanent: bool
    original_message_id: str
    reason: str


def bounced_in(root: Node, reports: list[Node], text: str) -> tuple[Bounced, ...]:
    original = original_id(root, reports, text)
    found = list(by_report(reports, original))
    if not found and not any(report.kind == "message/delivery-status" and b"@" in report.content for report in reports):
        found = list(by_words(root, text, original))
    return tuple({one.recipient.casefold(): one for one in reversed(found[:RECIPIENTS])}.values())[::-1]


def by_report(reports: list[Node], original: str) -> Iterator[Bounced]:
    """RFC 3464: a block for the mail, then one for each recipient."""
    for report in reports:
        if report.kind != "message/delivery-status":
            continue
        for block in re.split(rb"\r?\n[ \t]*\r?\n", report.content.strip()):
            fields = parsed(block)
            recipient = fields.value("Final-Recipient") or fields.value("Original-Recipient")
            action = fields.value("Action").strip().lower()
            if recipient and action in ("failed", "delayed", ""):
                yield of_block(recipient, action, fields.value("Status"), fields, original)


def of_block(recipient: str, action: str, status: str, fields: Head, original: str) -> Bounced:
    reason = words.decoded(fields.value("Diagnostic-Code")).partition(";")[2].strip()
    return made(recipient.rpartition(";")[2], status, reason, original, is_delay=action == "delayed")


def made(recipient: str, status: str, reason: str, original: str, is_delay: bool = False) -> Bounced:
    found = _STATUS.search(status) or _STATUS.search(reason)
    code = _CODE.search(reason)
    known = found[1] if found else f"{code[1]}.0.0" if code else "4.0.0" if is_delay else "5.0.0"
    waits = is_delay or known.startswith("4") or known.endswith(".2.2") or bool(_TEMPORARY.search(reason))
    address = address_in(recipient) or recipient.strip().strip("<>")
    return Bounced(address[:254], known, not waits, original, " ".join(reason.split())[:500])


def by_words(root: Node, text: str, original: str) -> Iterator[Bounced]:
    """qmail, Exim, Gmail's header, and Japanese carriers (docomo, au, SoftBank): an address near a reason."""
    text = text[:TEXT_CHARS]
    failed = [one[0] for one in _ADDRESS.finditer(root.value("X-Failed-Recipients"))]
    copy = _COPY.search(text)
    told = text[: copy.start()] if copy else text
    ours = {one[0].casefold() for name in ("To", "From", "Delivered-To") for one in _ADDRESS.finditer(root.value(name))}
    for address in failed or near_reason(told):
        local = address.partition("@")[0].casefold()
        if local not in _DAEMONS and (failed or address.casefold() not in ours):
            at = max(0, told.find(address))
            yield made(address, "", told[at : at + 400] if at or failed else told[:400], original)


def near_reason(told: str) -> list[str]:
    """The addresses in whose neighbourhood it says that something failed."""
    found = list(_ADDRESS.finditer(told))[:RECIPIENTS]
    near = [one[0] for one in found if _FAILED.search(told[max(0, one.start() - 300) : one.end() + 400])]
    return list(dict.fromkeys(near))


def original_id(root: Node, reports: list[Node], text: str) -> str:
    """Of the mail that came back: out of its copy, its headers, the report, or the text."""
    for report in reports:
        head = report.children[0].head if report.kind in MESSAGES and report.children else None
        if report.kind == "text/rfc822-headers":
            head = parsed(report.content)
        found = ids.message_id(head.value("Message-ID")) if head else ""
        if found:
            return found
    for report in reports:
        named = re.search(rb"^(?:X-)?Original-Message-ID:\s*(<[^<>\s]+>)", report.content, re.I | re.M)
        if named:
            return named[1].decode("ascii", "replace")
    line = _ID_LINE.search(text[: TEXT_CHARS * 5])
    answered = ids.references(root.value("In-Reply-To"), root.value("References"))
    return line[1] if line else answered[0] if answered else ""
