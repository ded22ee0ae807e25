"""How a customer is called: the name as registered with its honorific, or in Latin letters for readers of English."""

import re

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from customers.models import Customer, Honorific

# Names in Latin letters keep their own order.
LATIN = re.compile(r"[ -~À-ɏ]+")


def called(customer: Customer) -> str:
    """The name without honorific, never empty."""
    if _reads_english() and customer.roman:
        return customer.roman
    if customer.given_name and customer.family_name and LATIN.fullmatch(customer.family_name + customer.given_name):
        return f"{customer.given_name} {customer.family_name}"
    return customer.name or customer.roman or _("Visitor %(number)s") % {"number": customer.pk}


def honorific(customer: Customer) -> str:
    """What follows the name. 御中 is for organisations and never meets 様; English names take none."""
    if _reads_english() or not customer.name:
        return ""
    is_person = bool(customer.family_name or customer.given_name)
    chosen = customer.honorific
    if is_person:
        return Honorific.SAMA.value if chosen == Honorific.ONCHU else chosen
    return Honorific.ONCHU.value if chosen == Honorific.SAMA else chosen


def addressed(customer: Customer) -> str:
    """佐藤 花子 様, 株式会社ミナト 御中, Hanako Sato."""
    return f"{called(customer)} {honorific(customer)}".strip()


def initial(customer: Customer) -> str:
    return called(customer)[:1].upper()


def _reads_english() -> bool:
    return (get_language() or "").startswith("en")
