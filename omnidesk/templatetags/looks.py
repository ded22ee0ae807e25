"""Small things that every page draws: channel glyphs, avatars, shields, dials and times."""

from datetime import date, datetime
from typing import Any

from django.template import Context, Library
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from omnidesk import request_id
from omnidesk.templatetags.icons import drawing, icon

register = Library()

# kind of channel or identity: (icon, colour token --ch-…)
CHANNEL_LOOKS: dict[str, tuple[str, str]] = {
    "chat": ("messages-square", "chat"),
    "visitor": ("messages-square", "chat"),
    "email": ("mail", "mail"),
    "mail": ("mail", "mail"),
    "line": ("line", "line"),
    "phone": ("phone", "phone"),
    "sms": ("smartphone", "sms"),
    "form": ("clipboard-list", "form"),
    "app": ("tablet-smartphone", "app"),
    "account": ("tablet-smartphone", "app"),
    "whatsapp": ("message-circle", "app"),
    "social": ("at-sign", "social"),
    "web": ("globe", "web"),
    "bot": ("bot", "chat"),
}
LEVELS = ("claimed", "attested", "proven", "authenticated")
LEVEL_WORDS = {
    "claimed": _("Claimed"),
    "attested": _("Attested"),
    "proven": _("Proven"),
    "authenticated": _("Signed in"),
}


def channel_look(kind: str) -> tuple[str, str]:
    return CHANNEL_LOOKS.get(kind, ("message-circle", "web"))


@register.filter
def channel_ink(kind: str) -> str:
    """The value of data-ch: <li class="leg" data-ch="{{ channel.kind|channel_ink }}">."""
    return channel_look(str(kind))[1]


@register.simple_tag
def channel_icon(kind: str, size: str = "") -> SafeString:
    return icon(channel_look(str(kind))[0], size)


@register.simple_tag
def channel_shapes(kind: str) -> SafeString:
    """The bare shapes, for a drawing that is an SVG itself: a nested <svg> takes no size from CSS."""
    return format_html('<g class="icon">{}</g>', drawing(channel_look(kind)[0])[1])


@register.simple_tag
def glyph(kind: str, size: str = "", live: object = False) -> SafeString:
    """{% glyph channel.kind %} · sizes s 20, "" 28, l 36 · live=True puts the green dot of an open chat on it."""
    name, ink = channel_look(str(kind))
    dot = SafeString('<i class="live"></i>') if live else ""
    classes = f"glyph {size}".strip()
    return format_html('<span class="{}" data-ch="{}">{}{}</span>', classes, ink, icon(name), dot)


@register.filter
def tone(person: Any) -> str:
    """One of six tones; a person keeps theirs. Takes an object with pk, or a number."""
    key = getattr(person, "pk", person)
    return f"t{(int(key) if str(key).isdigit() else 0) % 6 + 1}"


@register.filter
def level_name(assurance: Any) -> str:
    """0…3 or the word itself → claimed, attested, proven, authenticated."""
    return LEVELS[int(assurance)] if str(assurance).isdigit() else str(assurance)


@register.simple_tag
def shield(assurance: Any, size: str = "s") -> SafeString:
    """The bare shield. The word must stand beside it or in the accessible name: see components/assurance.html."""
    name = level_name(assurance)
    return icon(f"assurance-{name}", size, **{"class": "shield"})


@register.filter
def level_word(assurance: Any) -> str:
    return str(LEVEL_WORDS[level_name(assurance)])


@register.simple_tag
def dial(left: float) -> SafeString:
    """A deadline that empties: {% dial 31 %} draws 31 % left. Words stand beside it."""
    share = max(0, min(100, round(left)))
    return format_html(
        '<svg class="dial" viewBox="0 0 16 16" aria-hidden="true"><circle class="bed" cx="8" cy="8" r="5"/>'
        '<circle class="left" cx="8" cy="8" r="5" pathLength="100" stroke-dasharray="{} 100"/></svg>',
        share,
    )


@register.simple_tag
def when(moment: datetime | date | None, form: str = "auto", **attributes: str) -> SafeString:
    """<time> that the browser writes in its reader's language and zone: {% when message.shown_at "clock" %}.

    Forms: clock 14:02 · date 6月18日(木) · dated (with the year) · day (with 今日/昨日) · full ·
    brief (14:02, then 6/18) · ago 3分 · wait (ago, growing) · running 4:05 (each second) · auto.
    """
    if moment is None:
        return SafeString("")
    if not isinstance(moment, datetime):
        form, iso = "date" if form == "auto" else form, moment.isoformat()
        return format_html('<time datetime="{}" data-format="{}">{}</time>', iso, form, date_format(moment))
    shown = date_format(timezone.localtime(moment), "TIME_FORMAT" if form == "clock" else "SHORT_DATETIME_FORMAT")
    return format_html(
        '<time datetime="{}" data-format="{}" class="{}">{}</time>',
        moment.isoformat(),
        form,
        attributes.get("class", ""),
        shown,
    )


@register.simple_tag(takes_context=True)
def here(context: Context, *prefixes: str) -> SafeString:
    """aria-current="page" when the page lies under one of the paths."""
    request = context.get("request")
    at = request is not None and request.path.startswith(prefixes)
    return SafeString('aria-current="page"' if at else "")


@register.simple_tag(name="request_id")
def number_to_quote() -> str:
    """To whoever reads the log."""
    return request_id.current()
