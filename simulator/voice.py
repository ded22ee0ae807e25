"""Twilio's part for calls: takes ours, rings, is answered or not, and calls us.

Written from https://www.twilio.com/docs/voice, not from our adapter, so that each of the two proves the other. What it
is told to do by TwiML it keeps in the log; nobody's telephone rings.
"""

import re
import secrets
from collections.abc import Mapping
from typing import Any, ClassVar
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _

from conversations.models import Channel
from simulator import faults, twilio
from simulator.models import SimulatorCall
from simulator.people import Person
from simulator.providers import Answered, Asked, Call, Happening
from simulator.sound import silence
from simulator.twilio import ACCOUNTS, API, NUMBER, nowhere, number_of, sid_of, signed, wrong

RECORDING = re.compile(r"Recordings/(RE[0-9a-f]{32})\.mp3")
# Of the address that was named for the agent's leg, these are the others.
STEP = "omnidesk-step"


class Voice(twilio.Twilio):
    kind: ClassVar[str] = "phone"
    name: ClassVar[str] = "twilio"
    choice = "phone"
    word = _("Telephone (Twilio)")
    about = _("Calls in and out, voicemail, recordings")
    acts = ("ring", "missed", "voicemail")
    takes_words = False
    faults = faults.KINDS - {faults.BATCHED}

    def is_sending(self, asked: Asked) -> bool:
        return asked.method == "POST" and asked.path.endswith("/Calls.json")

    def answer(self, asked: Asked) -> Answered:
        own = f"{ACCOUNTS}{sid_of(asked.channel)}"
        rest = asked.path.removeprefix(own).removeprefix("/")
        if not asked.path.startswith(own):
            return nowhere(asked)
        if asked.method == "POST" and rest == "Calls.json":
            return placed(asked)
        if asked.method == "GET" and RECORDING.fullmatch(rest):
            return Answered(200, silence(), {"Content-Type": "audio/mpeg"})
        return super().answer(asked) if asked.method == "GET" else nowhere(asked)

    def happening(self, channel: Channel, person: Person, act: str, text: str) -> Happening:
        """ring (or any words: they call): it rings here. missed, voicemail: how the last such call ends."""
        last = newest(channel, person.phone) if act in ("missed", "voicemail") else ""
        sid = last or f"CA{secrets.token_hex(16)}"
        told = line(channel, person.phone, sid)
        if not last:
            told["CallerName"] = str(person.name)
            return Happening(person.phone, told, sid, [{"kind": "text", "text": str(_("Calls"))}], what="ringing")
        if act == "missed":
            said = [{"kind": "text", "text": str(_("Hangs up"))}]
            told |= {"CallStatus": "completed", "CallDuration": "20"}
            return Happening(person.phone, told, sid, said, "completed")
        left = {"CallStatus": "in-progress", "RecordingSid": f"RE{secrets.token_hex(16)}", "RecordingDuration": "7"}
        said = [{"kind": "text", "text": str(_("Leaves a word"))}]
        return Happening(person.phone, told | left, sid, said, "voicemail", f"{STEP}=voicemail")

    def calls(self, channel: Channel, happenings: list[Happening], *, again: bool = False) -> list[Call]:
        return [signed(channel, one) for one in happenings]

    def report(self, sent: SimulatorCall, asked: Mapping[str, str], status: str) -> Happening:
        """sent: the agent picked up; delivered: the customer talked and hung up; undelivered: nobody answered."""
        query = urlsplit(asked.get("StatusCallback", "")).query
        told = line(sent.channel, number_of(sent.channel), sent.name) | {"To": sent.who, "Direction": "outbound-api"}
        if status == "sent":
            return Happening(sent.who, told | {"CallStatus": "in-progress"}, sent.name, what="answered", query=query)
        over = {"DialCallStatus": "completed", "DialCallDuration": "31"}
        over = over if status == "delivered" else {"DialCallStatus": "no-answer"}
        told |= {"CallStatus": "in-progress"} | over
        return Happening(sent.who, told, sent.name, what="over", query=query.replace("=agent", "=over"))


def line(channel: Channel, who: str, sid: str) -> dict[str, str]:
    return {
        "CallSid": sid, "AccountSid": sid_of(channel), "ApiVersion": API, "Direction": "inbound", "From": who,
        "Caller": who, "To": number_of(channel), "Called": number_of(channel), "CallStatus": "ringing",
        "FromCountry": "JP", "ToCountry": "JP",
    }  # fmt: skip


def newest(channel: Channel, who: str) -> str:
    """The call that still rings: one that was hung up, or left a word on, is over."""
    rows = SimulatorCall.objects.filter(channel=channel, direction="in", who=who, is_past=False)
    over = rows.filter(path__in=("completed", "voicemail")).values("name")
    ringing = rows.filter(path="ringing").exclude(name__in=over)
    return ringing.order_by("-pk").values_list("name", flat=True).first() or ""


def placed(asked: Asked) -> Answered:
    to, own = asked.form.get("To", ""), asked.form.get("From", "")
    if not NUMBER.fullmatch(to):
        return wrong(400, 21211, f"Invalid 'To' Phone Number: {to}")
    if own != number_of(asked.channel):
        return wrong(400, 21210, f"Source phone number {own} is not verified for your account")
    if not asked.form.get("Url"):
        return wrong(400, 21205, "Url is not a valid URL")
    sid = f"CA{secrets.token_hex(16)}"
    answered = Answered(201, call_of(asked.channel, sid, to, own))
    answered.who, answered.name, answered.report_to = to, sid, asked.form.get("StatusCallback", "")
    answered.said = [{"kind": "text", "text": str(_("The telephone rings"))}]
    return answered


def call_of(channel: Channel, sid: str, to: str, own: str) -> dict[str, Any]:
    account = sid_of(channel)
    return {
        "sid": sid, "account_sid": account, "api_version": API, "to": to, "from": own, "status": "queued",
        "direction": "outbound-api", "duration": None, "uri": f"/{ACCOUNTS}{account}/Calls/{sid}.json",
        "subresource_uris": {"recordings": f"/{ACCOUNTS}{account}/Calls/{sid}/Recordings.json"},
    }  # fmt: skip
