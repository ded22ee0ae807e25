"""A time of day as every desk reads it: 09:00 to 23:59, whatever clock the browser's own language would show.

A control of type "time" follows the browser's locale, so that the same opening hours read 09:00 on one desk and
09:00 AM on the next. This is a text field: what was typed is read here, in full width too.
"""

import re
import unicodedata
from datetime import time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

# 9:00, 09:00, 0900, 9時, 9時30分
_WRITTEN = re.compile(r"(\d{1,2})(?:[:.時](\d{1,2})?分?)?|(\d{2})(\d{2})", re.ASCII)
# What the browser may let through before it asks for another try: the same ways, and the same in full width.
_PATTERN = "[0-9０-９]{1,2}[:：.．時]?([0-9０-９]{1,2})?分?"
_HINT = _("A time on the 24-hour clock, such as 09:00")


class ClockField(forms.TimeField):
    default_error_messages = {"invalid": _("Enter a time on the 24-hour clock, such as 09:00.")}

    def __init__(self, **kwargs: Any) -> None:
        signs = {"maxlength": 6, "inputmode": "numeric", "autocomplete": "off", "pattern": _PATTERN, "title": _HINT}
        super().__init__(required=False, widget=forms.TimeInput(attrs=signs, format="%H:%M"), **kwargs)

    def to_python(self, value: Any) -> time | None:
        if value in self.empty_values or isinstance(value, time):
            return value or None
        clock = clock_in(str(value))
        if clock is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return clock


def clock_in(typed: str) -> time | None:
    found = _WRITTEN.fullmatch("".join(unicodedata.normalize("NFKC", typed).split()))
    hour, minute = (found[1] or found[3], found[2] or found[4] or "0") if found else ("", "")
    try:
        return time(int(hour), int(minute))
    except ValueError:
        return None
