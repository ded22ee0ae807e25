"""What a hand-off or a form says of the person, told to their record with its source.

Whatever disagrees with what we know stands beside it until a person decides (customers.provenance). Of somebody whom we
know a mere claim changes nothing: it may well speak of somebody else.
"""

from django.conf import settings

from channels_ingest.mail.people import parts
from customers import search
from customers.models import Assurance, Customer
from customers.provenance import Source, is_vouched_for, tell

# Keys of facts that the record has a field for.
FIELDS = {"address": "address", "company": "company_name", "call_name": "call_name"}


def told(customer: Customer, said: dict[str, str], source: Source) -> bool:
    """True = the record says something else now. `said` by the keys of facts; the customer is locked."""
    moves = source.assurance > Assurance.CLAIMED or not is_vouched_for(customer)
    changed = tell(customer, values(customer, said), source, moves=moves)
    if changed:
        search.index(customer)
    return bool(changed)


def values(customer: Customer, said: dict[str, str]) -> dict[str, str]:
    """{field of the record: value}."""
    found = {field: said[key] for key, field in FIELDS.items() if said.get(key)}
    found |= {name: said[name] for name in ("postal_code",) if said.get(name)}
    language = language_in(said.get("language", ""))
    name = parts(said.get("name", ""))
    is_same = name == (customer.family_name, customer.given_name)
    if any(name) and (is_same or not is_their_name(customer, "".join(name))):
        found["family_name"], found["given_name"] = name
    return found | ({"language": language} if language else {})


def language_in(said: str) -> str:
    """One that we speak, as «en» or «en-GB» names it; else ''."""
    language = said[:2].lower()
    return language if language in dict(settings.LANGUAGES) else ""


def is_their_name(customer: Customer, name: str) -> bool:
    """However it is put together or written: nothing to decide between."""
    first, _space, last = customer.roman.partition(" ")
    pairs = (customer.family_name, customer.given_name), (customer.family_kana, customer.given_kana), (first, last)
    known = {form for one, other in pairs for form in (bare(one + other), bare(other + one))}
    return bare(name) in known | {bare(customer.company_name)}


def bare(name: str) -> str:
    return "".join(search.fold(name).split())
