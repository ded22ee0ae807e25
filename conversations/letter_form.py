"""What the composer adds to a letter: subject, who else reads it, whether it quotes. As typed, and as understood."""

import re
import unicodedata
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from conversations.capabilities import capabilities_of
from conversations.envelopes import Address
from conversations.letters import MOST_COPIES, Letter
from conversations.models import Channel, Message
from omnidesk.redaction import redact

LONGEST_SUBJECT = 300
LONGEST_LINE = 8000
TYPED = {"subject": LONGEST_SUBJECT, "to": LONGEST_LINE, "cc": LONGEST_LINE, "bcc": LONGEST_LINE}
_LISTED = re.compile(r'(?:"[^"]*"|[^,;"]|")+')
_NAMED = re.compile(r'^\s*"?([^"<>]*?)"?\s*<([^<>]+)>\s*$')
# Between addresses people also type what their keyboard has.
_COMMAS = str.maketrans({"、": ",", "､": ",", "，": ",", "；": ";"})


class LetterForm(forms.Form):
    subject = forms.CharField(required=False, max_length=LONGEST_SUBJECT, strip=False)
    to = forms.CharField(required=False, max_length=LONGEST_LINE, strip=False)
    cc = forms.CharField(required=False, max_length=LONGEST_LINE, strip=False)
    bcc = forms.CharField(required=False, max_length=LONGEST_LINE, strip=False)
    quotes = forms.BooleanField(required=False)
    # To somebody else than the customer.
    forward = forms.BooleanField(required=False)

    def __init__(self, data: Any, *, channel: Channel) -> None:
        super().__init__(data)
        self.ours = own_addresses(channel)

    def clean_subject(self) -> str:
        return one_line(self.cleaned_data["subject"], _("The subject has to be one line."))

    def clean_to(self) -> tuple[Address, ...]:
        return self.read("to")

    def clean_cc(self) -> tuple[Address, ...]:
        return self.read("cc")

    def clean_bcc(self) -> tuple[Address, ...]:
        return self.read("bcc")

    def clean(self) -> dict[str, Any]:
        told = self.cleaned_data
        if told.get("forward") and not told.get("to") and "to" not in self.errors:
            raise forms.ValidationError(_("To whom? Enter the address that gets this mail."))
        if sum(len(told.get(line, ())) for line in ("to", "cc", "bcc")) > MOST_COPIES:
            raise forms.ValidationError(_("At most %(most)s addresses in one mail.") % {"most": MOST_COPIES})
        return told

    def read(self, line: str) -> tuple[Address, ...]:
        words = _("Addresses have to stand in one line, with commas between them.")
        found = addresses(one_line(self.cleaned_data[line], words))
        own = next((one.address for one in found if one.address.casefold() in self.ours), None)
        if own:
            raise forms.ValidationError(_("%(address)s is our own mailbox.") % {"address": own})
        return found

    def letter(self) -> Letter:
        told = self.cleaned_data
        to = told["to"] if told["forward"] else ()
        return Letter(subject=told["subject"], to=to, cc=told["cc"], bcc=told["bcc"], quotes=told["quotes"])

    def sentence(self) -> str:
        return " ".join(str(error) for errors in self.errors.values() for error in errors)


def one_line(text: str, otherwise: str) -> str:
    """A line break or any other invisible sign would write a header of its own."""
    if any(unicodedata.category(sign) in ("Cc", "Zl", "Zp", "Cs") for sign in text.strip()):
        raise forms.ValidationError(otherwise)
    return text.strip()


def addresses(text: str) -> tuple[Address, ...]:
    """What was typed, with or without names; raises ValidationError that names the wrong one."""
    typed = _LISTED.findall(unicodedata.normalize("NFKC", text.translate(_COMMAS)))
    found = [address(one) for one in typed if one.strip()]
    return tuple({one.address.casefold(): one for one in reversed(found)}.values())[::-1]


def address(typed: str) -> Address:
    # Heavy; most processes read no address.
    from email_validator import EmailNotValidError, validate_email

    named = _NAMED.match(typed)
    name, bare = (named[1].strip(), named[2]) if named else ("", typed)
    try:
        checked = validate_email(bare.strip(), check_deliverability=False, allow_display_name=False)
    except EmailNotValidError as error:
        words = _("This is not an e-mail address: %(typed)s")
        raise forms.ValidationError(words % {"typed": typed.strip()[:80]}) from error
    return Address(name, checked.normalized)


def own_addresses(channel: Channel) -> frozenset[str]:
    """All that reaches this mailbox: to write there is to write to ourselves."""
    listed = [channel.address, *(channel.settings.get("aliases") or ())]
    return frozenset(str(one).casefold() for one in listed if one)


def outside_of(data: Any, channel: Channel) -> LetterForm | None:
    """None on channels whose messages have no outside, whatever came along."""
    return LetterForm(data, channel=channel) if capabilities_of(channel).letters else None


def as_typed(data: Any) -> dict[str, Any]:
    """For the draft: nothing is judged yet, and what was left as it was is left out."""
    typed: dict[str, Any] = {
        name: redact(str(data.get(name, ""))[:most].replace("\x00", "")) for name, most in TYPED.items()
    }
    typed |= {name: data.get(name) in ("1", "on", "true") for name in ("quotes", "forward")}
    return {name: value for name, value in typed.items() if value}


def as_written(message: Message) -> dict[str, Any]:
    """A letter that came back before it left, as its writer had typed it."""
    envelope = getattr(message, "envelope", None)
    if envelope is None or message.identity is None:
        return {}
    elsewhere = [pair[1] for pair in envelope.to] != [message.identity.value]
    typed = {
        "subject": message.subject,
        "to": line_of(envelope.to) if elsewhere else "",
        "cc": line_of(envelope.cc),
        "bcc": line_of(envelope.bcc),
        "quotes": bool(envelope.quoted),
        "forward": elsewhere,
    }
    return {name: value for name, value in typed.items() if value}


def line_of(pairs: list[list[str]]) -> str:
    return ", ".join(written(name, bare) for name, bare in pairs)


def written(name: str, bare: str) -> str:
    plain = re.sub(r'[",;<>\x00-\x1f]', " ", name).strip()
    return f"{plain} <{bare}>" if plain else bare
