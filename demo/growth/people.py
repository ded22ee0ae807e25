"""The customers: those of the story, and those who grow beside them."""

import re

from customers.models import Assurance, IdentityKind
from demo.dice import Dice
from demo.planned import PlannedCustomer, PlannedIdentity
from demo.story import World, files
from demo.story.clients import Client

TOTAL = 300
ENGLISH = 35
FIRMS = 8
TIERS = {"guest": 24, "regular": 50, "silver": 17, "gold": 9}
NOBODY = re.compile(r"[^a-z]")


def customers(world: World, dice: Dice) -> list[PlannedCustomer]:
    """Everybody of the story first, in its order, then the grown ones."""
    known = [from_story(client, dice) for client in world.clients]
    names = files.load("names.yaml")
    grown = [firm(row, names, dice) for row in names["firms"][:FIRMS]]
    grown += [english(row, names, dice) for row in names["english"][:ENGLISH]]
    taken = {customer.family_name + customer.given_name for customer in known}
    while len(known) + len(grown) < TOTAL:
        customer = japanese(names, dice)
        if customer.family_name + customer.given_name not in taken:
            taken.add(customer.family_name + customer.given_name)
            grown.append(customer)
    for number, customer in enumerate(grown, start=1):
        complete(customer, number, names, dice)
    for customer in [*known, *grown]:
        customer.identities = identities(customer, dice)
    return [*known, *grown]


def from_story(client: Client, dice: Dice) -> PlannedCustomer:
    return PlannedCustomer(
        id=client.id,
        family_name=client.family_name,
        given_name=client.given_name,
        kana=client.kana,
        roman=client.roman,
        company=client.company,
        department=client.department,
        honorific=honorific(client),
        language="en" if client.language == "en" else "ja",
        tier=client.tier,
        since=client.since,
        note=client.note,
        emails=client.emails,
        phones=client.phones,
        casual=dice.chance(0.3),
        # Who is shown round first has something to look back on.
        eagerness=3.0 if client.id == "c01" else 0.5,
    )


def honorific(client: Client) -> str:
    """Mr and Ms are said in English; on a Japanese desk the person is 様."""
    if client.honorific in ("様", "さん"):
        return client.honorific
    if not client.family_name and not client.given_name:
        return client.organisation_honorific
    return "様" if client.honorific in ("Mr", "Ms") else ""


def japanese(names: dict[str, list[str]], dice: Dice) -> PlannedCustomer:
    family, family_kana, family_roman = dice.choice(names["family"]).split(" ")
    given, given_kana, given_roman = dice.choice(names["given"]).split(" ")
    return PlannedCustomer(
        id="",
        family_name=family,
        given_name=given,
        kana=f"{family_kana} {given_kana}",
        roman=f"{given_roman} {family_roman}",
        casual=dice.chance(0.32),
    )


def english(row: str, names: dict[str, list[str]], dice: Dice) -> PlannedCustomer:
    *western, given_kana, family_kana = row.split(" ")
    return PlannedCustomer(
        id="",
        family_name=western[-1],
        given_name=" ".join(western[:-1]),
        kana=f"{family_kana} {given_kana}",
        roman=" ".join(western),
        language="en",
        casual=dice.chance(0.35),
    )


def firm(row: str, names: dict[str, list[str]], dice: Dice) -> PlannedCustomer:
    company, _kana, department, domain = row.split("|")
    person = japanese(names, dice)
    person.company, person.department, person.tier, person.casual = company, department, "business", False
    person.emails = (f"{local(person.roman).rsplit('.', 1)[-1]}@{domain}",)
    return person


def complete(customer: PlannedCustomer, number: int, names: dict[str, list[str]], dice: Dice) -> None:
    """What the forms of the shop would have asked. Phone numbers count up in a block that nobody owns."""
    customer.id = f"g{number:03}"
    if not customer.is_business:
        customer.tier = dice.weighted(list(TIERS), list(TIERS.values()))
        customer.emails = (f"{local(customer.roman)}.{number}@{dice.choice(names['domains'])}",)
    if dice.chance(0.8):
        customer.phones = (f"{dice.choice(['090', '080', '070'])}-0000-{2000 + number}",)
    customer.since = dice.randint(2008, 2025) if customer.tier != "guest" else 2026
    if dice.chance(0.2):
        customer.note = dice.deal(names["notes_en" if customer.language == "en" else "notes"])
    customer.eagerness = {"gold": 1.6, "silver": 1.2, "guest": 0.6, "business": 0.8}.get(customer.tier, 1.0)


def local(roman: str) -> str:
    return ".".join(NOBODY.sub("", word) for word in roman.lower().split())


def identities(customer: PlannedCustomer, dice: Dice) -> list[PlannedIdentity]:
    """What was typed into forms is claimed; an address whose owner confirmed an order mail is proven."""
    found = []
    proven = customer.tier in ("silver", "gold", "business") and not customer.id.startswith("c")
    for value in dict.fromkeys(customer.emails):
        sure = proven or (customer.id in PROVEN)
        found.append(
            PlannedIdentity(
                IdentityKind.EMAIL, value, Assurance.PROVEN if sure else Assurance.CLAIMED, "order_mail" if sure else ""
            )
        )
    found += [PlannedIdentity(IdentityKind.PHONE, value, Assurance.CLAIMED) for value in dict.fromkeys(customer.phones)]
    return found


# Story people whose own address answered a code or an order mail; shared addresses are never proven.
PROVEN = frozenset(
    {"c01", "c04", "c09", "c11", "c15", "c17", "c20", "c26", "c31", "c36", "c46", "c47", "c50", "c53", "c54"}
)
