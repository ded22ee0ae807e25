"""The reasons of customers.alike in words, for those who decide."""

from django.template import Library
from django.utils.translation import gettext_lazy, pgettext

from customers.models import MergeCandidate
from customers.names import addressed, called

register = Library()

WORDS = {
    "together": gettext_lazy("One hand-off of the app names both"),
    "account": gettext_lazy("The same account"),
    "phone": gettext_lazy("The same phone number"),
    "email": gettext_lazy("The same e-mail address"),
    "device": gettext_lazy("The same browser or device"),
    "address": gettext_lazy("The same postal address"),
    "name": gettext_lazy("The same name"),
    "variant": gettext_lazy("The same name in variant characters"),
    "kana": gettext_lazy("The same reading"),
    "near_kana": gettext_lazy("Nearly the same reading"),
    "roman": gettext_lazy("The same name in Latin letters"),
    "company": gettext_lazy("The same company"),
    "given_differs": gettext_lazy("Another given name"),
    "written_differs": gettext_lazy("Written with other characters"),
    "family_differs": gettext_lazy("Another family name"),
    "phone_differs": gettext_lazy("Other phone numbers"),
    "email_differs": gettext_lazy("Other e-mail addresses"),
}
WIDTH, MOST = 92, 50


@register.filter
def reason_word(reason: str) -> str:
    return str(WORDS.get(reason, reason))


@register.filter
def in_short(pair: MergeCandidate) -> str:
    """The two that weigh most."""
    most = [line["reason"] for line in pair.reasons if line["points"] > 0][:2]
    return pgettext("list", ", ").join(reason_word(reason) for reason in most)


@register.filter
def both_names(pair: MergeCandidate) -> str:
    same = called(pair.one) == called(pair.other)
    return addressed(pair.one) if same else f"{called(pair.one)} / {addressed(pair.other)}"


@register.simple_tag
def bar(points: int) -> str:
    return str(round(min(abs(points), MOST) / MOST * WIDTH))


@register.filter
def signed(points: int) -> str:
    return f"+{points}" if points > 0 else f"−{-points}"
