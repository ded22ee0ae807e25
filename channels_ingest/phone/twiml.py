"""What a caller and a called agent hear, as TwiML: greeting, who is rung, voicemail.

Every address in it is ours, and signed by Twilio when it calls there, so that its query says which step it is about.
"""

from urllib.parse import urlencode
from xml.etree.ElementTree import Element, SubElement, tostring

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import override

from channels_ingest import echo_running
from channels_ingest.adapters.webhook import webhook_address
from channels_ingest.phone import numbers
from conversations.models import Channel

STEP, REFERENCE = "omnidesk-step", "omnidesk-message"
VOICES = {"ja": "ja-JP", "en": "en-US"}
# How long the team's telephones ring, and a customer's; then nobody is there.
RINGS = 25
LONGEST_VOICEMAIL = 120
EVENTS = "initiated ringing answered completed"


def answer(root: Element) -> HttpResponse:
    return HttpResponse(tostring(root, encoding="UTF-8", xml_declaration=True), content_type="text/xml")


def address(channel: Channel, step: str, reference: str = "") -> str:
    told = {STEP: step} | ({REFERENCE: reference} if reference else {})
    return f"{webhook_address(channel)}?{urlencode(told)}"


def say(parent: Element, words: str, language: str) -> None:
    SubElement(parent, "Say", {"language": VOICES.get(language, "en-US")}).text = words


def greeting(said: str, channel: Channel) -> Element:
    """To somebody who calls us."""
    root, language = Element("Response"), numbers.language_for(said, channel)
    with override(language):
        if echo_running.running(channel):
            say(root, _("The test call has arrived. Thank you, you can hang up now."), language)
            SubElement(root, "Hangup")
            return root
        telephones = numbers.rung(channel) if numbers.is_staffed(channel) and not channel.paused_at else []
        if not telephones:
            return voicemail(root, channel, language)
        words = [_("Thank you for calling. We are connecting you.")]
        words += [_("This call is recorded.")] if is_recorded(channel) else []
        say(root, " ".join(words), language)
    dial = SubElement(root, "Dial", dialled(channel, "after"))
    for telephone in telephones:
        SubElement(dial, "Number", progress(channel, "agent")).text = telephone
    return root


def dialled(channel: Channel, step: str, reference: str = "") -> dict[str, str]:
    told = {"timeout": str(RINGS), "action": address(channel, step, reference), "method": "POST"}
    told |= {"callerId": numbers.own(channel)} if reference else {"answerOnBridge": "true"}
    if is_recorded(channel):
        told |= {
            "record": "record-from-answer-dual",
            "recordingStatusCallback": address(channel, "recorded", reference),
            "recordingStatusCallbackMethod": "POST",
        }
    return told


def progress(channel: Channel, step: str, reference: str = "") -> dict[str, str]:
    where = address(channel, step, reference)
    return {"statusCallback": where, "statusCallbackEvent": EVENTS, "statusCallbackMethod": "POST"}


def is_recorded(channel: Channel) -> bool:
    return str(channel.settings.get("record") or "") == "yes"


def voicemail(root: Element, channel: Channel, language: str) -> Element:
    with override(language):
        words = _("Nobody can take your call just now. Please leave your name and what it is about after the tone.")
        say(root, words, language)
    where = {"action": address(channel, "voicemail"), "recordingStatusCallback": address(channel, "recorded")}
    SubElement(root, "Record", where | {"maxLength": str(LONGEST_VOICEMAIL), "playBeep": "true", "method": "POST"})
    return root


def after(told: dict[str, str], channel: Channel) -> Element:
    """The team's telephones have rung: whom nobody took may leave a word."""
    root = Element("Response")
    if told.get("DialCallStatus") in ("completed", "answered"):
        SubElement(root, "Hangup")
        return root
    return voicemail(root, channel, numbers.language_for(told.get("From", ""), channel))


def connect(told: dict[str, str], channel: Channel, reference: str, to: str, language: str) -> Element:
    """To the agent who calls: a key first, or their own voicemail would be put through to the customer."""
    root = Element("Response")
    if told.get("Digits"):
        dial = SubElement(root, "Dial", dialled(channel, "over", reference))
        SubElement(dial, "Number", progress(channel, "customer", reference)).text = to
        return root
    where = {"numDigits": "1", "timeout": "8", "action": address(channel, "connect", reference), "method": "POST"}
    with override(language):
        say(SubElement(root, "Gather", where), _("Press any key to call the customer."), language)
    SubElement(root, "Hangup")
    return root


def nothing() -> Element:
    return Element("Response")


def hang_up() -> Element:
    root = Element("Response")
    SubElement(root, "Hangup")
    return root
