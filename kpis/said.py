"""How figures are said, in the reader's language: pages, the wall and the files to take home say them alike."""

from django.utils.translation import npgettext, pgettext

from kpis import dates

NONE = "—"
MINUS = "\N{MINUS SIGN}"
HOUR, DAY = 3600, 86400


def duration(seconds: float | None, days: bool = True) -> str:
    """0:42 · 4:31 · 1:02:03 · 3 days / 3日 · 3 days 4 h / 3日4時間.

    days=False for business time: 24 hours of it are three days at the desk, and must not be called one.
    """
    if seconds is None:
        return NONE
    whole = max(0, round_half_up(seconds))
    return in_days(whole) if days and whole >= DAY else clock(whole)


def clock(whole: int) -> str:
    minutes, rest = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


def in_days(whole: int) -> str:
    """Whole hours, cut and not rounded, as a clock would show it."""
    days, rest = divmod(whole, DAY)
    words = npgettext("measure", "%(n)s day", "%(n)s days", days) % {"n": count(days)}
    hours = rest // HOUR
    return pgettext("measure", "%(days)s %(hours)s h") % {"days": words, "hours": hours} if hours else words


def in_words(seconds: float, days: bool = True) -> str:
    """42 s · 20 min · 2 h · 2 h 5 min / 42秒 · 20分 · 2時間 · 2時間5分, cut to what is said: for a sentence that names
    an opening too, where 20:00 would be an hour of the day. days as in duration."""
    whole = max(0, round_half_up(seconds))
    if days and whole >= DAY:
        return in_days(whole)
    hours, minutes = divmod(whole // 60, 60)
    if hours and minutes:
        return pgettext("measure", "%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": minutes}
    if hours:
        return pgettext("measure", "%(n)s h") % {"n": hours}
    if minutes:
        return pgettext("measure", "%(n)s min") % {"n": minutes}
    return pgettext("measure", "%(n)s s") % {"n": whole}


def count(n: int | None) -> str:
    """4,218."""
    return NONE if n is None else f"{n:,}"


def percent(fraction: float | None) -> str:
    """69.2% of a fraction from 0 to 1. A share that is not whole is never said as 0.0% or 100.0%."""
    if fraction is None:
        return NONE
    if 0 < fraction < 0.0005:
        return "<0.1%"
    if 0.9995 <= fraction < 1:
        return ">99.9%"
    return f"{decimal(100 * fraction)}%"


def score(value: float | None, places: int = 0) -> str:
    """+31, 0, −4: for what may be below nothing."""
    return NONE if value is None else signed(value, decimal(abs(value), places)).removeprefix("±")


def mark(value: float | None) -> str:
    """5.6, on a scale."""
    return NONE if value is None else decimal(value)


def yen(amount: float | None) -> str:
    """¥1,234, −¥500."""
    if amount is None:
        return NONE
    whole = round_half_up(abs(amount))
    return f"{MINUS if amount < 0 and whole else ''}¥{count(whole)}"


def figure(value: float | None, unit: str, days: bool = True) -> str:
    """A figure in the unit of its definition."""
    return {
        "seconds": lambda: duration(value, days),
        "share": lambda: percent(value),
        "count": lambda: count(None if value is None else round_half_up(value)),
        "score": lambda: score(value),
        "yen": lambda: yen(value),
    }[unit]()


def interval(low: float | None, high: float | None, unit: str, days: bool = True) -> str:
    """59.9–77.1 · 0:40–0:45 · −3〜+43. A side that has no bound is said by the other alone: ≥0:40."""
    if low is None and high is None:
        return NONE
    first, last = (figure(side, unit, days).removesuffix("%") for side in (low, high))
    if high is None:
        return f"≥{first}"
    if low is None:
        return f"≤{last}"
    return between(first, last) if unit == "score" else f"{first}–{last}"


def between(low: str, high: str) -> str:
    """−3〜+43, −3 – +43: of two that have signs, which a bare stroke would look like a third of."""
    return f"{low}〜{high}" if dates.is_japanese() else f"{low}\N{NO-BREAK SPACE}–\N{NO-BREAK SPACE}{high}"


def points(difference: float | None) -> str:
    """+1.3pt, −0.4pt, ±0.0pt: between two shares."""
    return NONE if difference is None else signed(difference, f"{decimal(100 * abs(difference))}pt")


def more_time(difference: float | None, days: bool = True) -> str:
    """+0:21, −0:06, ±0:00."""
    return NONE if difference is None else signed(difference, duration(abs(difference), days))


def more_yen(difference: float | None) -> str:
    """+¥120, −¥500, ±¥0."""
    return NONE if difference is None else signed(difference, yen(abs(difference)))


def more(difference: float | None, places: int = 0) -> str:
    """+12, −3, ±0: between two counts or scores."""
    return NONE if difference is None else signed(difference, decimal(abs(difference), places))


def signed(value: float, words: str) -> str:
    """The sign before what is said; none of it when what is said is nothing, however little was there."""
    if not any(digit in words for digit in "123456789"):
        return f"±{words}"
    return f"{MINUS if value < 0 else '+'}{words}"


def decimal(value: float, places: int = 1) -> str:
    """Both languages write 1,234.5."""
    return f"{round_half_up(value * 10**places) / 10**places:,.{places}f}"


def round_half_up(value: float) -> int:
    """As people round, not to even. The hair makes up for what floats lose on the way."""
    return int(value + 0.5 + 1e-9) if value >= 0 else -int(-value + 0.5 + 1e-9)
