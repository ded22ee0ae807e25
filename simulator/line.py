"""LINE's part: its Messaging API as its reference describes it, and its webhooks.

Written from https://developers.line.biz/en/reference/messaging-api/ and not from our adapter, so that each of the two
proves the other.
"""

import re
import secrets
import uuid
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, ClassVar

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from channels_ingest import credentials
from channels_ingest.adapters.webhook import webhook_address
from conversations.models import Channel
from simulator import faults, line_events, line_messages, pictures
from simulator.models import SimulatorCall, SimulatorOnce
from simulator.people import PEOPLE, Person
from simulator.posting import post
from simulator.providers import Answered, Asked, Call, Deed, Happening, Provider, drawn

QUOTA = 1000
TOKEN_LASTS = timedelta(minutes=1)
USER = re.compile(r"U[0-9a-f]{32}")
NO_SUCH_TOKEN = "Invalid reply token"  # noqa: S105  a sentence


class Line(Provider):
    kind: ClassVar[str] = "line"
    name: ClassVar[str] = ""
    word = "LINE"
    about = _("Signature, no read receipts, reply tokens")
    acts = ("photo", "sticker", "location", "unsend", "follow", "unfollow", "link")
    faults = faults.KINDS - {faults.SILENT, faults.UNDELIVERED}

    def account(self, seed: str) -> tuple[dict[str, Any], dict[str, str]]:
        number = f"{10**9 + drawn(seed) % (9 * 10**9)}"
        settings = {"channel_id": number, "bot_user_id": f"U{drawn(seed):032x}", "basic_id": f"@{number[:3]}sim"}
        return settings, {"secret": secrets.token_hex(16), "token": secrets.token_urlsafe(96)}

    def id_of(self, person: Person) -> str:
        return person.line_id

    def refused(self, asked: Asked) -> Answered | None:
        scheme, _space, token = asked.headers.get("authorization", "").partition(" ")
        right = credentials.secret(asked.channel, "token")
        if scheme == "Bearer" and right and secrets.compare_digest(token.encode(), right.encode()):
            return None
        why = "invalid token" if token else "missing or invalid authorization header"
        hint = "Confirm that the access token in the authorization header is valid."
        answered = said(401, f"Authentication failed due to the following reason: {why}. {hint}")
        answered.headers["WWW-Authenticate"] = 'Bearer error="invalid_token"'
        return answered

    def is_sending(self, asked: Asked) -> bool:
        return asked.method == "POST" and asked.path in ("v2/bot/message/push", "v2/bot/message/reply")

    def answer(self, asked: Asked) -> Answered:
        deed = DEEDS.get((asked.method, asked.path))
        if deed is not None:
            return deed(asked)
        for pattern, found in NAMED:
            match = pattern.fullmatch(asked.path)
            if match and asked.method == "GET":
                return found(asked.channel, match[1])
        wanted = LINK.fullmatch(asked.path)
        return link_token(asked.channel, wanted[1]) if wanted and asked.method == "POST" else said(404, "Not found")

    def broken(self) -> Answered:
        return said(500, "Internal server error")

    def throttled(self) -> Answered:
        answered = said(429, "The API rate limit has been exceeded. Try again later.")
        answered.headers["Retry-After"] = "30"
        return answered

    def happening(self, channel: Channel, person: Person, act: str, text: str) -> Happening:
        return line_events.happening(channel, person, act, text)

    def tap(self, channel: Channel, person: Person, button: Mapping[str, str]) -> Happening | None:
        return line_events.tap(channel, person, button)

    def calls(self, channel: Channel, happenings: list[Happening], *, again: bool = False) -> list[Call]:
        return [line_events.call(channel, happenings, again=again)]

    def spoil(self, call: Call) -> Call:
        return line_events.spoil(call)


def said(status: int, message: str, **more: Any) -> Answered:
    return Answered(status, {"message": message, **more}, {"x-line-request-id": str(uuid.uuid4())})


def fine(body: dict[str, Any]) -> Answered:
    return Answered(200, body, {"x-line-request-id": str(uuid.uuid4())})


def wrong(errors: list[dict[str, str]]) -> Answered:
    return said(400, f"The request body has {len(errors)} error(s)", details=errors)


def read(asked: Asked) -> dict[str, Any] | Answered:
    try:
        body = asked.json
    except (ValueError, RecursionError):
        body = None
    return body if isinstance(body, dict) else said(400, "The request body could not be parsed as JSON")


def push(asked: Asked) -> Answered:
    body = read(asked)
    if isinstance(body, Answered):
        return body
    to = body.get("to")
    if not isinstance(to, str) or not USER.fullmatch(to):
        return said(400, "The property, 'to', in the request body is invalid (line: -, column: -)")
    errors = line_messages.errors(body.get("messages"))
    if errors:
        return wrong(errors)
    if used(asked.channel) >= QUOTA:
        return said(429, "You have reached your monthly limit.")
    return pushed(asked, to, body["messages"])


def pushed(asked: Asked, to: str, messages: list[dict[str, Any]]) -> Answered:
    key = asked.headers.get("x-line-retry-key", "")
    answered = taken(to, messages)
    if not key:
        return answered
    try:
        uuid.UUID(key)
    except ValueError:
        return said(400, "Invalid retry key")
    told = {"request": answered.headers["x-line-request-id"], "sent": answered.body["sentMessages"]}
    try:
        with transaction.atomic():
            SimulatorOnce.objects.create(
                channel=asked.channel, kind="retry", value=key.lower(), at=timezone.now(), told=told
            )
    except IntegrityError:
        return accepted_before(asked.channel, key.lower())
    return answered


def accepted_before(channel: Channel, key: str) -> Answered:
    first = SimulatorOnce.objects.get(channel=channel, kind="retry", value=key)
    answered = said(409, "The retry key is already accepted", sentMessages=first.told["sent"])
    answered.headers["x-line-accepted-request-id"] = first.told["request"]
    return answered


def reply(asked: Asked) -> Answered:
    body = read(asked)
    if isinstance(body, Answered):
        return body
    if "x-line-retry-key" in asked.headers:
        return said(400, "The API doesn't support the retry key")
    errors = line_messages.errors(body.get("messages"))
    if errors:
        return wrong(errors)
    given, now = str(body.get("replyToken") or "")[:80], timezone.now()
    tokens = SimulatorOnce.objects.filter(channel=asked.channel, kind="reply", value=given)
    if not tokens.filter(used_at=None, at__gt=now - TOKEN_LASTS).update(used_at=now):
        return said(400, NO_SUCH_TOKEN)
    return taken(tokens.get().told["who"], body["messages"])


def taken(to: str, messages: list[dict[str, Any]]) -> Answered:
    sent = [{"id": line_events.number(), "quoteToken": secrets.token_urlsafe(32)} for _message in messages]
    answered = fine({"sentMessages": sent})
    answered.who, answered.name = to, sent[0]["id"]
    answered.said = [line_messages.bubble(message) for message in messages]
    return answered


def used(channel: Channel) -> int:
    """Pushes of this month; replies cost nothing."""
    begun = timezone.now().replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return SimulatorOnce.objects.filter(channel=channel, kind="retry", at__gte=begun).count()


def bot(asked: Asked) -> Answered:
    own = asked.channel.settings
    names = {"basicId": str(own.get("basic_id") or "@000sim"), "displayName": asked.channel.name}
    return fine({"userId": line_events.bot_of(asked.channel), **names, "chatMode": "bot", "markAsReadMode": "auto"})


def endpoint(asked: Asked) -> Answered:
    return fine({"endpoint": webhook_address(asked.channel), "active": True})


def tested(asked: Asked) -> Answered:
    """LINE calls the webhook with no events at all, and tells how that went."""
    status = post(asked.channel, line_events.call(asked.channel, []), []).status
    ok, now = status == 200, timezone.now().isoformat(timespec="milliseconds")
    reason = "OK" if ok else "ERROR_STATUS_CODE" if status else "COULD_NOT_CONNECT"
    told = {"success": ok, "timestamp": now, "statusCode": status, "reason": reason, "detail": str(status)}
    return fine(told)


def profile(channel: Channel, user: str) -> Answered:
    found = next((one for one in PEOPLE if one.line_id == user), None)
    if found is None:
        return said(404, "Not found")
    return fine({"userId": user, "displayName": str(found.name), "language": "ja", "statusMessage": ""})


def link_token(channel: Channel, user: str) -> Answered:
    """It would live ten minutes at LINE; nobody redeems it here, because the customer's link is played by a press."""
    if not USER.fullmatch(user):
        return said(400, "The value for the 'userId' parameter is invalid")
    made = secrets.token_urlsafe(24)
    SimulatorOnce.objects.create(channel=channel, kind="link", value=made, at=timezone.now(), told={"who": user})
    return fine({"linkToken": made})


def content(channel: Channel, message: str) -> Answered:
    rows = SimulatorCall.objects.filter(channel=channel, name=message, direction=SimulatorCall.Direction.IN)
    found = rows.filter(said__contains=[{"kind": "photo"}]).first()
    if found is None:
        return said(404, "Not found")
    return Answered(200, pictures.sample(), {"Content-Type": "image/jpeg"})


DEEDS: dict[tuple[str, str], Deed] = {
    ("POST", "v2/bot/message/push"): push,
    ("POST", "v2/bot/message/reply"): reply,
    ("GET", "v2/bot/info"): bot,
    ("GET", "v2/bot/message/quota"): lambda asked: fine({"type": "limited", "value": QUOTA}),
    ("GET", "v2/bot/message/quota/consumption"): lambda asked: fine({"totalUsage": used(asked.channel)}),
    ("GET", "v2/bot/channel/webhook/endpoint"): endpoint,
    ("PUT", "v2/bot/channel/webhook/endpoint"): lambda asked: fine({}),
    ("POST", "v2/bot/channel/webhook/test"): tested,
    ("POST", "v2/bot/chat/loading/start"): lambda asked: Answered(202, {}),
}
LINK = re.compile(r"v2/bot/user/(\w{1,64})/linkToken")
NAMED = (
    (re.compile(r"v2/bot/profile/(\w{1,64})"), profile),
    (re.compile(r"v2/bot/message/(\w{1,64})/content(?:/preview)?"), content),
    (re.compile(r"v2/bot/message/(\w{1,64})/content/transcoding"), lambda channel, name: fine({"status": "succeeded"})),
)
