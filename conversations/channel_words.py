"""What kinds of channels and places are called, where no channel of that kind is at hand to say its own name."""

from django.utils.translation import gettext_lazy as _

from customers.models import Place

KINDS = {
    "chat": _("Chat"),
    "email": _("E-mail"),
    "form": _("Form"),
    "phone": _("Phone"),
    "line": "LINE",
    "sms": "SMS",
    "app": _("App"),
    "social": _("Social media"),
    "api": "API",
}


def channel_word(kind: str) -> str:
    return str(KINDS.get(kind, kind))


def place_word(place: str) -> str:
    return str(dict(Place.choices).get(place, place))
