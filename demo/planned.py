"""What the demo will hold, before any row is written: plain values, with times and names instead of ids."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

CUSTOMER = "customer"
DESK = ""


@dataclass(frozen=True)
class PlannedIdentity:
    """`channel` names the chat site whose identity it is; '' = of the world."""

    kind: str
    value: str
    assurance: int
    assured_by: str = ""
    channel: str = ""


@dataclass
class PlannedCustomer:
    id: str
    family_name: str = ""
    given_name: str = ""
    kana: str = ""
    roman: str = ""
    company: str = ""
    department: str = ""
    honorific: str = "様"
    language: str = "ja"
    tier: str = "regular"
    since: int | None = None
    note: str = ""
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    # How they write: without greetings and in short sentences.
    casual: bool = False
    # How often they turn to the desk, against others.
    eagerness: float = 1.0
    identities: list[PlannedIdentity] = field(default_factory=list)

    @property
    def is_business(self) -> bool:
        return self.tier == "business"

    @property
    def address(self) -> str:
        """How the desk calls them."""
        if self.language == "en":
            return self.given_name or self.family_name or self.company
        name = self.family_name or self.given_name
        return f"{name}{self.honorific}" if name else f"{self.company} ご担当者様"


@dataclass
class PlannedMail:
    """What a message has beside its words when it is a mail. `address` and `name` are those of the other side."""

    address: str
    name: str = ""
    # Without one it answers under the subject of the mail before.
    subject: str = ""
    # What stands below the new words; `quotes` = the mail before it.
    quoted: str = ""
    quotes: bool = False
    html: str = ""
    nature: str = "person"
    # Not the address of the customer, whoever says so.
    doubted: bool = False


@dataclass
class PlannedCall:
    """Nobody answered where `answered_at` is empty; then nobody wrote it up either, and `agent` is ''."""

    agent: str
    answered_at: datetime | None
    ended_at: datetime
    written_up_at: datetime | None = None


@dataclass
class Said:
    """One message. `by` is CUSTOMER, an agent's id, or DESK for what the desk sends by itself."""

    at: datetime
    by: str
    text: str
    note: bool = False
    delivery: str = "read"
    failure: str = ""
    attachments: tuple[str, ...] = ()
    unsent: bool = False
    # Filled into the shop's form.
    form: bool = False
    # Nothing = it was said in the chat.
    mail: PlannedMail | None = None
    # They rang us; there are no words.
    call: PlannedCall | None = None


@dataclass
class Deed:
    """What was done to the matter; `kind` as in conversations.history."""

    at: datetime
    kind: str
    by: str
    data: dict[str, Any] = field(default_factory=dict)


@dataclass
class PlannedMatter:
    customer: PlannedCustomer
    title: str
    team: str
    channel: str
    said: list[Said]
    deeds: list[Deed] = field(default_factory=list)
    page: tuple[str, str] = ("", "")
    # The name of the story's script, or nothing for a grown matter.
    script: str = ""

    @property
    def opened_at(self) -> datetime:
        return self.said[0].at

    @property
    def chats(self) -> bool:
        return any(not (one.mail or one.call or one.note or one.form) for one in self.said)

    @property
    def ended_at(self) -> datetime:
        return max([said.at for said in self.said] + [deed.at for deed in self.deeds])

    def shift(self, by: timedelta) -> None:
        events: list[Said | Deed] = [*self.said, *self.deeds]
        for event in events:
            event.at += by
