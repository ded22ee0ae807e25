"""Names of customers in templates: {{ customer|addressed }}, {{ customer.kana|marked:found }}."""

from django.template import Library
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString

from customers import marking, names, tiers

register = Library()

register.filter("called", names.called)
register.filter("honorific", names.honorific)
register.filter("addressed", names.addressed)
register.filter("initial", names.initial)
register.filter("tier_word", tiers.word)
register.filter("tier_stands_out", tiers.stands_out)


@register.filter
def marked(shown: str, text: str) -> SafeString:
    """The found part in <mark>."""
    before, found, after = marking.parts(shown, text)
    return format_html("{}<mark>{}</mark>{}", before, found, after) if found else SafeString(escape(shown))
