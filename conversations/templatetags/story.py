"""What happened elsewhere and the road so far, in words and drawings."""

from django.template import Library
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from conversations.channel_words import place_word
from conversations.journey import Step, Strip
from conversations.journey_steps import deed_word, stage_word
from customers.models import Fact, Touchpoint
from omnidesk.templatetags.icons import icon
from omnidesk.templatetags.looks import channel_icon, channel_ink

register = Library()

# What happened says more than where.
KIND_ICONS = {
    "order": "package",
    "delivery": "truck",
    "call": "phone",
    "login": "shield-check",
    "basket": "shopping-basket",
    "search": "search",
    "faq": "book-open",
    "campaign": "megaphone",
    "visit": "store",
}
PLACE_ICONS = {
    "web": "globe",
    "app": "tablet-smartphone",
    "shop": "shopping-bag",
    "store": "store",
    "call": "phone",
    "campaign": "megaphone",
    "self_service": "list-checks",
    "orders": "package",
    "note": "lock",
}
PLACE_INKS = {"call": "phone", "app": "app", "self_service": "app"}


@register.filter
def place_kind(touch: Touchpoint) -> str:
    return PLACE_INKS.get(touch.place, "web")


@register.simple_tag
def place_glyph(touch: Touchpoint) -> SafeString:
    name = KIND_ICONS.get(touch.kind) or PLACE_ICONS.get(touch.place, "globe")
    return format_html('<span class="glyph s" data-ch="{}">{}</span>', channel_ink(place_kind(touch)), icon(name))


@register.simple_tag
def toggle_icon(kind: str) -> SafeString:
    """Of a channel's kind, or of place-web, orders, note."""
    name = PLACE_ICONS.get(kind.removeprefix("place-")) if kind.startswith("place-") or kind in PLACE_ICONS else None
    return icon(name, "s") if name and kind not in ("app",) else channel_icon(kind, "s")


@register.filter
def happening(touch: Touchpoint) -> str:
    """The word before the line."""
    return deed_word(touch) if touch.kind in KIND_ICONS and not touch.failed else place_word(touch.place)


@register.filter
def what_happened(touch: Touchpoint) -> str:
    """The title as it was sent, or the flow with its step."""
    if touch.flow:
        step = _("step %(step)s") % {"step": touch.step} if touch.step else ""
        return " ".join(filter(None, (touch.title or touch.flow, step)))
    return touch.title or touch.url or touch.kind


@register.filter
def stage(step: Step) -> str:
    return stage_word(step)


@register.filter
def plain(number: float) -> str:
    """For a drawing: no reader's own decimal sign."""
    return str(number)


@register.simple_tag
def road_in_words(strip: Strip) -> str:
    hardest = strip.hardest
    if hardest is None:
        return ""
    words = _("Effort of %(n)s steps. The hardest was %(word)s, at %(level)s.")
    return words % {"n": len(strip.steps), "word": hardest.word, "level": f"{hardest.level:.1f}"}


@register.simple_tag
def fact_place(fact: Fact) -> str:
    """Where its value stands in the card beside the thread."""
    return f"#fact-{fact.pk} .v"


@register.simple_tag
def fact_key(fact: Fact) -> str:
    return f"fact-{fact.pk}"
