"""What the newest mails of a mailbox tell of its server: who verifies senders there, and who signs what we send."""

import re
from collections.abc import Iterator
from email import policy
from email.message import Message
from email.parser import BytesHeaderParser

from channels_ingest.mail import echo
from channels_ingest.models import RawDelivery
from conversations.models import Channel

# Large ones lie in the file storage and are left there: a header is the same in small mails.
NEWEST = 8
HEADERS_END = 64 * 1024
AUTHSERV = re.compile(r"^\s*([^\s;()\"=]{1,253})\s*(?:\d+\s*)?;")
TAG = re.compile(r"(?:^|;)\s*([a-z])\s*=\s*([^;]*)")


def headers(channel: Channel) -> Iterator[tuple[bytes, Message]]:
    rows = RawDelivery.objects.filter(channel=channel, file="").exclude(body="").order_by("-pk")[:NEWEST]
    for row in rows:
        content = row.content[:HEADERS_END]
        yield content, BytesHeaderParser(policy=policy.compat32).parsebytes(content)


def authserv_ids(channel: Channel) -> list[str]:
    """The top-most header alone: those below may have come with the mail."""
    tops = (str(mail.get("Authentication-Results", "")) for _content, mail in headers(channel))
    found = (match[1] for top in tops if (match := AUTHSERV.match(top)))
    return list(dict.fromkeys(found))


def selectors(channel: Channel, domain: str) -> list[str]:
    """Of the DKIM signatures on echoes, which we sent ourselves: no stranger's mail may name a key of ours."""
    found: list[str] = []
    for content, mail in headers(channel):
        if echo.is_echo(content):
            signed = [dict(TAG.findall(str(one))) for one in mail.get_all("DKIM-Signature", [])]
            found += [one["s"].strip() for one in signed if one.get("d", "").strip().lower() == domain and "s" in one]
    return [name for name in dict.fromkeys(found) if is_selector(name)]


def is_selector(name: str) -> bool:
    return bool(re.fullmatch(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?", name))
