"""Vonage's SMS API (developer.vonage.com/en/messaging/sms)."""

import base64
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, ClassVar

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import override

from channels_ingest import credentials, fields
from channels_ingest.adapters.base import Event, Noticed, SendError, Sent, Unreadable
from channels_ingest.adapters.webhook import Check, Parcel, webhook_address
from channels_ingest.models import RawDelivery
from channels_ingest.sms import numbers, optout, segments, vonage_check, vonage_codes, vonage_door, vonage_parts
from channels_ingest.sms.provider import AWAY, BUSY, NO_SIGN_IN, REFERENCE, REFUSED, Provider, told
from conversations.inbound import Inbound
from conversations.models import Channel, Message, Trouble
from omnidesk.calling import Answer, Broke, NotReached, as_form, call
from omnidesk.redaction import redact

FAILED = ("failed", "rejected", "expired")


class Vonage(Provider):
    name: ClassVar[str] = "vonage"
    api: ClassVar[str] = "https://rest.nexmo.com"
    # Requests of an account, however many parts one has (api.support.vonage.com, article 115001344948); some numbers
    # (long virtual ones of the USA) are allowed one, which an admin then enters.
    per_second: ClassVar[float] = 30.0

    def verify(self, request: HttpRequest, channel: Channel) -> None:
        vonage_door.verify(request, channel)

    def unpack(self, body: bytes, request: HttpRequest, channel: Channel) -> list[Parcel]:
        return vonage_door.unpack(body)

    def parse(self, raw: RawDelivery, base: str) -> Iterator[Event]:
        said = fields.of(raw)
        return receipt(said, raw) if vonage_door.is_receipt(said) else message(said, raw)

    def took_in(self, message: Message) -> None:
        vonage_parts.took_in(message)

    def send(self, message: Message, text: str, channel: Channel, to: str, base: str) -> Sent:
        headers, body = as_form(written(message, text, channel, to))
        try:
            answer = call("POST", f"{base}/sms/json", headers=headers, body=body)
        except NotReached:
            raise SendError(AWAY, permanent=False, trouble=Trouble.AWAY) from None
        return judged(answer)

    def check(self, channel: Channel, base: str) -> list[Check]:
        pair = f"{channel.settings.get('api_key', '')}:{credentials.secret(channel, 'api_secret')}"
        headers = {"Authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"}
        return vonage_check.lines(channel, base, headers)


def message(said: dict[str, str], raw: RawDelivery) -> Iterator[Event]:
    if not said.get("msisdn") or not said.get("messageId"):
        yield Unreadable("neither an SMS nor word of one")
        return
    name, text = raw.external_id, fields.words(said.get("text", ""))
    if vonage_parts.is_one(raw):
        found = vonage_parts.joined(raw)
        if found is None:
            yield Noticed()
            return
        name, text = found
    who = numbers.sender(said["msisdn"], raw.channel)
    raw.meta["unkept"] = redact(text) != text
    yield Inbound(
        channel=raw.channel,
        external_id=name,
        sender=who,
        text=text or wordless(raw.channel.language),
        received_at=raw.received_at,
        shown_at=at(said),
    )
    yield from optout.heard(text, who, raw.channel, raw.received_at)


def wordless(language: str) -> str:
    """Binary ones are settings for old phones."""
    with override(language):
        return _("[An SMS without words]")


def at(said: dict[str, str]) -> datetime | None:
    """When Vonage first called us with it."""
    stamp = said.get("timestamp", "")
    return datetime.fromtimestamp(int(stamp), UTC) if stamp.isascii() and stamp.isdigit() and len(stamp) < 12 else None


def receipt(said: dict[str, str], raw: RawDelivery) -> Iterator[Event]:
    """Accepted and buffered: that it is under way is known already."""
    status, code = said["status"], said.get("err-code", "")
    kind = "failed" if status in FAILED else "delivered" if status == "delivered" else None
    if kind is None:
        yield Noticed()
        return
    why = vonage_codes.receipt(code) if kind == "failed" else ""
    # Another system may send by the same account, and with references of its own.
    prefix, about = f"{REFERENCE}-", said.get("client-ref", "")
    about = about.removeprefix(prefix) if about.startswith(prefix) else ""
    yield told(raw, said.get("messageId", ""), kind, at(said) or raw.received_at, why, about)
    # They stopped our number: the door lets none in that is about another of the account's.
    if kind == "failed" and code == vonage_codes.OPTED_OUT and said.get("msisdn"):
        who = numbers.sender(said["msisdn"], raw.channel)
        yield from optout.told_by_provider(who, raw.channel, raw.received_at, f"Vonage {code}")


def written(message: Message, text: str, channel: Channel, to: str) -> list[tuple[str, str]]:
    form = [
        ("api_key", str(channel.settings.get("api_key") or "")),
        ("api_secret", credentials.secret(channel, "api_secret")),
        ("from", numbers.own(channel).removeprefix("+")),
        ("to", to.removeprefix("+")),
        ("text", text),
        ("type", "text" if segments.is_gsm(text) else "unicode"),
        ("client-ref", f"{REFERENCE}-{message.pk}"),
    ]
    if channel.is_practice or settings.PUBLIC_URL.startswith("https://"):
        form.append(("callback", webhook_address(channel)))
    return form


def judged(answer: Answer) -> Sent:
    """Vonage answers 200 also where it refuses, and each part of a long message has an answer of its own."""
    if answer.status >= 500:
        raise Broke(f"status {answer.status}")
    if answer.status in (401, 403):
        raise SendError(NO_SIGN_IN, permanent=False, trouble=Trouble.SIGN_IN)
    if answer.status in (420, 429):
        raise SendError(BUSY, permanent=False, after=answer.after, trouble=Trouble.AWAY)
    listed = answer.json.get("messages")
    rows = [row for row in listed if isinstance(row, dict)] if isinstance(listed, list) else []
    if answer.status == 200 and rows and all(str(row.get("status")) == "0" for row in rows):
        return Sent(fields.name(str(rows[0].get("message-id") or "")) or None)
    if any(str(row.get("status")) == "0" for row in rows) or (answer.status == 200 and not rows):
        raise Broke("only some parts were accepted, or nothing was said")
    raise refusal(rows[0] if rows else {}, answer.after)


def refusal(row: dict[str, Any], after: float) -> Exception:
    status, said = str(row.get("status") or ""), str(row.get("error-text") or "")[:150]
    if status == vonage_codes.UNKNOWN:
        return Broke("an error of theirs")
    if status in vonage_codes.TROUBLES:
        why, trouble = vonage_codes.TROUBLES[status]
        return SendError(why, permanent=False, after=after, trouble=trouble)
    return SendError(vonage_codes.answered(status, said) if status else REFUSED, permanent=True)
