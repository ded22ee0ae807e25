"""What was sent becomes a raw delivery, and at once a message: whoever sent it is told the number of their matter."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.utils import timezone

from channels_ingest import handoffs, intake, keeping
from channels_ingest.handoff_tokens import token_in
from channels_ingest.models import Handoff
from channels_ingest.webform import calling, orders
from channels_ingest.webform.questions import Questions
from channels_ingest.webform.uploads import Uploads
from conversations.models import Channel, Message
from customers.masking import email as masked_email
from omnidesk.redaction import redact

SALT = "channels_ingest.webform.sent"


@dataclass(frozen=True)
class Known:
    """Who the app says is here, before their hand-off is taken up; looked at, not used."""

    token: str = ""
    name: str = ""
    email: str = ""
    # (number, what it is called) of what they have bought.
    orders: tuple[tuple[str, str], ...] = ()

    @property
    def is_somebody(self) -> bool:
        """Somebody who need not say where to answer."""
        return bool(self.email)

    @property
    def shown_email(self) -> str:
        return masked_email(self.email)


def known(offered: str) -> Known:
    """A token that is not believed goes along all the same: the desk shows it as unproven."""
    token = token_in(offered[:400])
    handoff: Handoff | None = handoffs.find(token) if token else None
    if handoff is None or handoffs.reason_against(handoff) or handoffs.account_of(handoff) is None:
        return Known(token)
    name, email = (str(handoff.who.get(key, "")) for key in ("name", "email"))
    return Known(token, name, email, tuple(orders.of(handoff)))


def send(channel: Channel, language: str, form: Questions, who: Known, uploads: Uploads) -> Message | None:
    """None = kept, and still to be taken in."""
    body = told(form, language, who, uploads)
    name, meta = named(channel, body, uploads), {"handoff": who.token} if who.token else {}
    if channel.paused_at:
        # It is being tried: a worker looks whether this is the word.
        keeping.keep_raw(channel, name, body, meta)
        return None
    raw, is_new = keeping.kept(channel, name, body, meta, timezone.now())
    if is_new:
        intake.work_on(raw)
    raw.refresh_from_db(fields=["message"])
    return raw.message


def told(form: Questions, language: str, who: Known, uploads: Uploads) -> dict[str, Any]:
    said = {name: redact(value) for name, value in form.cleaned_data.items() if isinstance(value, str)}
    lines = [{"label": line.label, "value": said.get(line.name, ""), "key": line.key} for line in form.lines]
    return {
        "language": language,
        "message": said["message"],
        "topic": said.get("topic", ""),
        "name": said.get("name", "") or who.name,
        "email": said.get("email", "") or who.email,
        "phone": said.get("phone", ""),
        "call": said.get(calling.CALL, ""),
        "lines": lines,
        "scope": uploads.scope,
        "files": [str(file.public_id) for file in uploads.kept],
    }


def named(channel: Channel, body: dict[str, Any], uploads: Uploads) -> str:
    """The same words and files on the same day are the same submission, whoever presses how often."""
    same = {name: value for name, value in body.items() if name not in ("scope", "files")}
    content = json.dumps([same, sorted(file.sha256 for file in uploads.kept)], ensure_ascii=False, sort_keys=True)
    return f"{timezone.now():%Y%m%d}:{hashlib.sha256(content.encode()).hexdigest()}"


def receipt(message: Message | None) -> str:
    """For the page that says thank you: a number, and nobody can make one up."""
    return signing.dumps(message.conversation.number if message else "", salt=SALT)


def number_in(given: str) -> str | None:
    try:
        return str(signing.loads(given, salt=SALT, max_age=86400))
    except signing.BadSignature:
        return None
