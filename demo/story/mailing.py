"""Which turns of a script are mails, and the address at their other end."""

import re
from dataclasses import dataclass, field

from demo.planned import PlannedCustomer, PlannedMail
from demo.story.clients import Client
from demo.story.scripts import Script, Turn

ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.(?:example|com|jp)\b", re.ASCII)
RETURNED = ("不達", "Not delivered")


@dataclass
class Mailing:
    """One script's mails. After one came back the next goes to the address that was given meanwhile."""

    script: Script
    customer: PlannedCustomer
    clients: dict[str, Client]
    failed: list[str] = field(default_factory=list)

    def mail(self, number: int, turn: Turn) -> PlannedMail | None:
        """None where the turn is none, or nobody's address is known."""
        if turn.channel != "mail" or turn.author in ("note", "bot"):
            return None
        if turn.author == "system" and turn.text.startswith(RETURNED):
            return self.returned()
        name, address = self.other_side(number, turn)
        if not address:
            return None
        doubted = "unverified_sender" in turn.flags
        nature = "auto_reply" if turn.kind == "auto_reply" else "person"
        if "failed" in turn.delivery:
            self.failed.append(address)
        return PlannedMail(address, name=name, subject=turn.subject, nature=nature, doubted=doubted)

    def returned(self) -> PlannedMail | None:
        """A mail server gives one back."""
        if not self.failed:
            return None
        return PlannedMail(self.failed[-1], subject="Undelivered Mail Returned to Sender", nature="bounce")

    def other_side(self, number: int, turn: Turn) -> tuple[str, str]:
        if turn.party and turn.party in self.clients:
            client = self.clients[turn.party]
            return self.name(client.family_name, client.given_name), (client.emails or ("",))[0]
        one = self.customer
        name = self.name(one.family_name, one.given_name) or one.company
        if "unverified_sender" in turn.flags:
            # As the registered one looks, with another provider.
            return name, f"{(one.emails or ('nobody@',))[0].partition('@')[0]}@example.net"
        return name, self.address(number, turn)

    def address(self, number: int, turn: Turn) -> str:
        after = self.script.turns[number + 1 : number + 3]
        if "failed" in turn.delivery and (found := [str(a) for one in after for a in ADDRESS.findall(one.text)]):
            return found[0]
        told: list[str] = [
            a for one in self.script.turns[:number] if one.author == "customer" for a in ADDRESS.findall(one.text)
        ]
        known: list[str] = [*(reversed(told) if self.failed else ()), *self.own(turn)]
        return next((one for one in known if one not in self.failed), "")

    def own(self, turn: Turn) -> tuple[str, ...]:
        """Of several the one that bears the writer's name."""
        family = self.customer.roman.lower().rpartition(" ")[2]
        return tuple(sorted(self.customer.emails, key=lambda one: not family or family not in one))

    def name(self, family: str, given: str) -> str:
        parts = (given, family) if self.script.language == "en" else (family, given)
        return " ".join(part for part in parts if part)
