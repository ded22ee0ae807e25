"""What Twilio tells of a call, step by step, as news for it. The news may come in any order and twice."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from django.utils.translation import gettext as _
from django.utils.translation import override

from channels_ingest import fields
from channels_ingest.adapters.base import CallTold, Event, Noticed, Unreadable
from channels_ingest.models import RawDelivery
from channels_ingest.phone import numbers
from channels_ingest.phone.twiml import REFERENCE, STEP
from conversations.calls import News
from conversations.inbound import Inbound
from conversations.models import CallOutcome, CallState
from omnidesk.cleaning import clean_words
from omnidesk.redaction import redact

UNDER_WAY = {"queued", "initiated"}
ENDS = {
    "completed": CallOutcome.ANSWERED,
    "answered": CallOutcome.ANSWERED,
    "busy": CallOutcome.BUSY,
    "no-answer": CallOutcome.NO_ANSWER,
    "failed": CallOutcome.FAILED,
    "canceled": CallOutcome.CANCELLED,
}
LONGEST_NAME = 60
LONGEST_RECORDING = 4 * 3600


def read(said: dict[str, str], raw: RawDelivery) -> Iterator[Event]:
    step, sid = said.get(STEP, ""), fields.name(said.get("CallSid", ""))
    if not sid:
        yield Unreadable("no call")
    elif step in ("recorded", "voicemail"):
        yield from recording(said, raw, step)
    elif said.get(REFERENCE):
        yield outgoing(said, raw, step)
    elif step:
        yield incoming_step(said, raw, step)
    elif said.get("Direction") == "inbound" and said.get("CallStatus") in ("ringing", "in-progress", "queued"):
        yield arrived(said, raw, sid)
    elif said.get("Direction") == "inbound" and said.get("CallStatus") in ENDS:
        # The caller's own line: whether anybody took it is told by those who were rung.
        yield told(raw, sid, News(CallState.ENDED, CallOutcome.MISSED, moment(said, raw)))
    else:
        yield Unreadable("neither a call nor word of one")


def arrived(said: dict[str, str], raw: RawDelivery, sid: str) -> Event:
    # A network may show any name beside the number; it is taken over of a practice's callers only, who have no other.
    name = said.get("CallerName", "")
    raw.meta["unkept"] = redact(name) != name
    with override(raw.channel.language):
        words = _("Incoming call")
    who = numbers.caller(said.get("From", ""), sid, raw.channel)
    who = replace(who, family_name=clean_words(name, LONGEST_NAME)) if raw.channel.is_practice else who
    return Inbound(channel=raw.channel, external_id=sid, sender=who, text=words, received_at=raw.received_at)


def outgoing(said: dict[str, str], raw: RawDelivery, step: str) -> Event:
    """agent: the leg to our own telephone; customer: theirs; over: both are done."""
    about, status, at = fields.pk_of(said[REFERENCE]), said.get("CallStatus", ""), moment(said, raw)
    if about is None:
        return Unreadable("a call under no number of ours")
    own_leg = fields.name(said.get("CallSid", "")) if step in ("agent", "over") else ""
    if step == "over":
        outcome = ENDS.get(said.get("DialCallStatus", ""), CallOutcome.CANCELLED)
        news = News(CallState.ENDED, outcome, at, seconds(said.get("DialCallDuration", "")), external_id=own_leg)
    elif step == "customer" and status in ENDS:
        news = News(CallState.ENDED, ENDS[status], at, seconds(said.get("CallDuration", "")))
    elif step == "customer":
        news = News({"ringing": CallState.RINGING, "in-progress": CallState.TALKING}.get(status, ""), at=at)
    elif step == "agent" and status in ENDS:
        # Without the customer nobody has talked; what their leg tells counts more, whenever it comes.
        news = News(CallState.ENDED, CallOutcome.CANCELLED, at, external_id=own_leg)
    elif step == "agent":
        news = News(CallState.DIALLING, at=at, external_id=own_leg)
    else:
        return Noticed()
    return CallTold(raw.channel, news, message=about)


def incoming_step(said: dict[str, str], raw: RawDelivery, step: str) -> Event:
    """agent: one of the telephones that are rung; after: they have stopped ringing."""
    at, sid = moment(said, raw), fields.name(said.get("CallSid", ""))
    if step == "agent":
        parent, status = fields.name(said.get("ParentCallSid", "")), said.get("CallStatus", "")
        who = numbers.agent_at(said.get("To", ""))
        if status == "in-progress":
            return told(raw, parent, News(CallState.TALKING, at=at, agent=who))
        # Of several telephones all but one ring out, so an end alone says nothing of the call.
        return Noticed()
    if step == "after":
        taken = said.get("DialCallStatus") in ("completed", "answered")
        if not taken:
            # They may leave a word yet; the end of the caller's line is told of its own.
            return told(raw, sid, News(CallState.RINGING, at=at))
        length = seconds(said.get("DialCallDuration", ""))
        return told(raw, sid, News(CallState.ENDED, CallOutcome.ANSWERED, at, length))
    return Noticed()


def recording(said: dict[str, str], raw: RawDelivery, step: str) -> Iterator[Event]:
    sid, name = fields.name(said.get("CallSid", "")), fields.name(said.get("RecordingSid", ""))
    length, about = seconds(said.get("RecordingDuration", "")), fields.pk_of(said.get(REFERENCE, ""))
    if step == "voicemail":
        left = bool(length)
        outcome = CallOutcome.VOICEMAIL if left else CallOutcome.MISSED
        yield CallTold(raw.channel, News(CallState.ENDED, outcome, moment(said, raw)), about, sid)
    if name and length and said.get("RecordingStatus", "completed") == "completed":
        yield CallTold(raw.channel, None, about, sid, recording=name, seconds=length)


def told(raw: RawDelivery, sid: str, news: News) -> CallTold:
    return CallTold(raw.channel, news, external_id=sid)


def seconds(said: str) -> int:
    return min(int(said), LONGEST_RECORDING) if said.isascii() and said.isdigit() and len(said) < 7 else 0


def moment(said: dict[str, str], raw: RawDelivery) -> datetime:
    """Their time, where they tell it; never later than ours."""
    try:
        at = parsedate_to_datetime(said.get("Timestamp", ""))
    except (ValueError, TypeError):
        return raw.received_at
    return min(at if at.tzinfo else at.replace(tzinfo=UTC), raw.received_at)
