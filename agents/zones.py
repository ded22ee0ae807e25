"""The time zones that one can choose, by the names of their cities."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

CITIES = {
    "Asia/Tokyo": _("Tokyo"),
    "Asia/Seoul": _("Seoul"),
    "Asia/Shanghai": _("Shanghai"),
    "Asia/Taipei": _("Taipei"),
    "Asia/Manila": _("Manila"),
    "Asia/Singapore": _("Singapore"),
    "Asia/Bangkok": _("Bangkok"),
    "Asia/Ho_Chi_Minh": _("Ho Chi Minh City"),
    "Asia/Jakarta": _("Jakarta"),
    "Asia/Kolkata": _("Kolkata"),
    "Asia/Dubai": _("Dubai"),
    "Australia/Sydney": _("Sydney"),
    "Pacific/Auckland": _("Auckland"),
    "Pacific/Honolulu": _("Honolulu"),
    "America/Los_Angeles": _("Los Angeles"),
    "America/Chicago": _("Chicago"),
    "America/New_York": _("New York"),
    "America/Sao_Paulo": _("São Paulo"),
    "Europe/London": _("London"),
    "Europe/Paris": _("Paris"),
    "Europe/Berlin": _("Berlin"),
    "UTC": _("UTC"),
}


def choices(keep: str = "") -> list[tuple[str, str]]:
    """`keep`: a zone that is set already stays to be chosen, listed or not."""
    names = [*CITIES, *([keep] if keep and keep not in CITIES else [])]
    return [(name, said(name)) for name in names]


def said(name: str) -> str:
    return f"{CITIES.get(name, name)} ({offset(name)})"


def offset(name: str) -> str:
    away = datetime.now(ZoneInfo(name)).utcoffset() or timedelta()
    minutes = int(away.total_seconds() // 60)
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'-' if minutes < 0 else '+'}{hours}" + (f":{rest:02}" if rest else "")
