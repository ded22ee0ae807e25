"""The one list of what a customer can tell us: how it is called, where it stands in the card, and how long it holds."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

MONTH = timedelta(days=30)
# When somebody is at home was said about the days to come.
SOON = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Word:
    """of_person: true in the next matter too. many: one does not replace the other. holds: after that it is asked."""

    key: str
    label: str | Promise
    of_person: bool = False
    many: bool = False
    holds: timedelta | None = None


# In the order of the card: which thing, what is wrong, what is wanted, and who.
WORDS = (
    Word("order_number", _("Order number")),
    Word("past_order_number", _("Earlier order number")),
    Word("product", _("Product")),
    Word("color", _("Colour")),
    Word("quantity", _("Quantity")),
    Word("serial", _("Serial number")),
    Word("spec", _("Specification")),
    Word("date", pgettext_lazy("fact", "Date")),
    Word("error_code", _("Error code")),
    Word("issue", _("What is wrong")),
    Word("issue_detail", _("More about it")),
    Word("lamp", _("Lamp")),
    Word("since", pgettext_lazy("fact", "Since when")),
    Word("step", _("Where it stopped")),
    Word("site", _("Where it stands")),
    Word("tried", _("Tried"), many=True),
    Word("result", _("Outcome of it")),
    Word("history", _("What went before")),
    Word("wish", _("Wish")),
    Word("keep", _("To be kept")),
    Word("available", _("At home"), holds=SOON),
    Word("deadline", _("Wanted by"), holds=3 * MONTH),
    Word("delivery_day", _("Delivery day"), holds=3 * MONTH),
    Word("delivery_place", _("Delivered to")),
    Word("install_date", _("Installation day"), holds=3 * MONTH),
    Word("slip_no", _("Tracking number")),
    Word("return_no", _("Return number")),
    Word("box_no", _("Locker number"), holds=SOON),
    Word("amount", _("Amount")),
    Word("payment", _("Payment")),
    Word("coupon", _("Coupon")),
    Word("campaign_no", _("Prize number")),
    Word("receipt_name", _("Name on the receipt")),
    Word("name", pgettext_lazy("fact", "Name"), of_person=True),
    Word("name_form", _("How the name is written"), of_person=True),
    Word("name_on_card", _("Name on the card"), of_person=True),
    Word("call_name", _("Wants to be called"), of_person=True),
    Word("company", pgettext_lazy("fact", "Company"), of_person=True),
    Word("phone", _("Phone"), of_person=True),
    Word("contact_phone", _("Other phone"), holds=3 * MONTH),
    Word("email", _("E-mail"), of_person=True),
    Word("work_email", _("E-mail at work"), of_person=True),
    Word("address", pgettext_lazy("fact", "Address"), of_person=True),
    Word("pref", _("Prefecture"), of_person=True),
    Word("country", _("Country"), of_person=True),
    Word("need", _("Please mind"), of_person=True),
)
BY_KEY = {word.key: word for word in WORDS}
ORDER = {word.key: place for place, word in enumerate(WORDS)}
KEYS = tuple(BY_KEY)
# What a form or another system may call the same.
ALIASES = {
    "order_no": "order_number",
    "order": "order_number",
    "past_order_no": "past_order_number",
    "purchase_date": "date",
    "symptom": "issue",
    "symptom_detail": "issue_detail",
    "screen": "step",
    "mail": "email",
    "tel": "phone",
}
# As the card says it: shorter than the name of a channel, which the company chose.
CHANNELS: dict[str, str | Promise] = {
    "chat": _("Chat"),
    "email": _("Mail"),
    "mail": _("Mail"),
    "form": _("Form"),
    "app": _("App"),
    "phone": _("Phone"),
    "line": "LINE",
    "sms": "SMS",
    "web": pgettext_lazy("source", "Site"),
}


def canonical(key: str) -> str:
    return ALIASES.get(key, key)


def label(key: str) -> str:
    """What a key is called; a key that nobody declared is shown as it came."""
    word = BY_KEY.get(canonical(key))
    return str(word.label) if word else key


def order(key: str) -> int:
    return ORDER.get(canonical(key), len(WORDS))


def is_of_person(key: str) -> bool:
    word = BY_KEY.get(key)
    return word is not None and word.of_person


def holds(key: str) -> timedelta | None:
    word = BY_KEY.get(key)
    return word.holds if word else None
