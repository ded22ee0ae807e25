"""What Twilio answers where it takes nothing, as what our side has to do.

By its dictionary of errors (twilio.com/docs/api/errors, and twilio-error-codes.json there): what is wrong with the
message or the number stays wrong; what is the account's, or only too much at once, passes. A 429 was not processed and
is safe to repeat (20429).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from channels_ingest.adapters.base import SendError
from conversations.models import Trouble
from omnidesk.calling import Answer, Broke


@dataclass(frozen=True)
class Words:
    """Reasons by code, in English and translated where they are shown; and which faults are the account's."""

    reasons: Mapping[str, str]
    troubles: Mapping[str, tuple[str, str]]
    no_sign_in: str
    busy: str
    refused: str
    # Whether it is tried again by itself once the account or the provider is well again.
    repeats: bool

    def reason(self, code: str, said: str = "") -> str:
        """Their own words only where we have none, because they are in English only."""
        known = self.reasons.get(code, "")
        if known or not code:
            return known or self.refused
        return f"Twilio {code}: {said}" if said else f"Twilio {code}"


def code_of(answer: Answer) -> str:
    return str(answer.json.get("code") or "")


def refusal(answer: Answer, words: Words) -> Exception:
    """After an error of their own nobody knows whether it went: there is no key by which to try again."""
    code, said = code_of(answer), str(answer.json.get("message") or "")[:150]
    permanent = not words.repeats
    if answer.status >= 500:
        return Broke(f"status {answer.status}")
    if code in words.troubles:
        why, trouble = words.troubles[code]
        return SendError(why, permanent=permanent, after=answer.after, trouble=trouble)
    if code in words.reasons:
        return SendError(words.reasons[code], permanent=True)
    if answer.status in (401, 403, 404):
        return SendError(words.no_sign_in, permanent=permanent, trouble=Trouble.SIGN_IN)
    if answer.status == 429:
        return SendError(words.busy, permanent=permanent, after=answer.after, trouble=Trouble.AWAY)
    return SendError(words.reason(code, said), permanent=True)
