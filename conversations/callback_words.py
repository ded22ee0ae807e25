"""What was done about a callback, in words: the room that does it lies above, the history is written here."""

from collections.abc import Callable
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

OUTCOMES: dict[str, str | Promise] = {
    "reached": pgettext_lazy("callback", "Talked, settled"),
    "goes_on": pgettext_lazy("callback", "Talked, goes on"),
    "call_again": pgettext_lazy("callback", "Talked, to be called again"),
    "no_answer": pgettext_lazy("callback", "No answer"),
    "busy": pgettext_lazy("callback", "Busy"),
    "voicemail": pgettext_lazy("callback", "Voicemail"),
    "other_person": pgettext_lazy("callback", "Somebody else answered"),
    "failed": pgettext_lazy("callback", "No connection"),
    "wrong_number": pgettext_lazy("callback", "Wrong number"),
    "refused": pgettext_lazy("callback", "Wants no call"),
}
WISHES: dict[str, str | Promise] = {
    "now": pgettext_lazy("callback", "As soon as possible"),
    "keep_place": pgettext_lazy("callback", "Keeps the place in the queue"),
    "booked": pgettext_lazy("callback", "At a booked time"),
}
ICONS = {
    "callback_asked": "phone-incoming",
    "callback_known": "phone-incoming",
    "callback_moved": "calendar-clock",
    "callback_taken": "hand",
    "callback_released": "undo-2",
    "callback_tried": "phone-missed",
    "callback_done": "phone-call",
    "callback_given_up": "phone-off",
    "callback_cancelled": "x",
    "callback_undone": "rotate-ccw",
}
# In their lines stands a time, which the browser writes in its reader's zone.
TIMED = frozenset({"callback_asked", "callback_known", "callback_moved", "callback_tried"})


def outcome(data: dict[str, Any]) -> str:
    return str(OUTCOMES.get(str(data.get("outcome")), data.get("outcome") or "–"))


def wish(data: dict[str, Any]) -> str:
    return str(WISHES.get(str(data.get("wish")), data.get("wish") or "–"))


def known(data: dict[str, Any]) -> str:
    said = {"wish": wish(data), "note": data.get("note", "")}
    if said["note"]:
        words = _("Call already requested on another record (“%(note)s”). Asked for here: %(wish)s")
        return words % said
    return _("Call already requested on another record. Asked for here: %(wish)s") % said


WORDS: dict[str, Callable[[dict[str, Any]], str | Promise]] = {
    "callback_asked": lambda data: _("Callback asked for: %(wish)s") % {"wish": wish(data)},
    "callback_known": lambda data: known(data),
    "callback_moved": lambda data: _("Callback changed: %(wish)s") % {"wish": wish(data)},
    "callback_taken": lambda data: gettext_lazy("Callback taken"),
    "callback_released": lambda data: gettext_lazy("Callback put back into the queue"),
    "callback_tried": lambda data: _("Called back: %(outcome)s. Next try") % {"outcome": outcome(data)},
    "callback_done": lambda data: _("Called back: %(outcome)s") % {"outcome": outcome(data)},
    "callback_given_up": lambda data: _("Callback given up: %(outcome)s") % {"outcome": outcome(data)},
    "callback_cancelled": lambda data: gettext_lazy("Callback cancelled"),
    "callback_undone": lambda data: gettext_lazy("Callback: the last step was taken back"),
}
