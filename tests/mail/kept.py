"""A mail for a mailbox, and what is kept of it."""

from channels_ingest.models import Mailbox, RawDelivery


def mail(number: int = 1, body: str = "充電できません", size: int = 0) -> bytes:
    head = f"From: 佐藤 <hanako{number}@example.net>\r\nTo: support@example.test\r\nSubject: No. {number}\r\n"
    head += f"Message-ID: <m{number}@example.net>\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
    return (head + "\r\n" + body + "\r\n" + "x" * 70 * (size // 70)).encode()


def kept(channel) -> list[RawDelivery]:
    return list(RawDelivery.objects.filter(channel=channel).order_by("pk"))


def box(channel) -> Mailbox:
    return Mailbox.objects.get(channel=channel)
