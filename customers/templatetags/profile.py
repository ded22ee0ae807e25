"""Where a value of the record comes from, as the customer's page draws it."""

from datetime import date, timedelta

from django.template import Library
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from agents.models import AuditEntry
from customers import masking, profile
from customers.models import Identity, RecordValue, Standing
from omnidesk.templatetags.icons import icon
from omnidesk.templatetags.looks import channel_icon

register = Library()

SOURCE_WORDS = {
    "agent": gettext_lazy("Colleague"),
    "app": gettext_lazy("App"),
    "form": gettext_lazy("Web form"),
    "message": gettext_lazy("Message"),
    "order": gettext_lazy("Orders"),
    "import": gettext_lazy("Import"),
    "merge": gettext_lazy("Merge"),
}
# Sources that are no channel.
SOURCE_ICONS = {"agent": "user-round-pen", "order": "database", "import": "database", "merge": "merge"}
HOW = {
    "chat": gettext_lazy("known by the chat"),
    "email": gettext_lazy("answered from there"),
    "code": gettext_lazy("answered a code"),
    "app": gettext_lazy("signed in"),
    "handoff": gettext_lazy("confirmed by the app"),
}


@register.filter
def source_kind(value: RecordValue | None) -> str:
    """The channel whose colour the source takes."""
    if value is None:
        return ""
    return value.channel_kind or value.source


@register.filter
def source_word(value: RecordValue) -> str:
    return str(SOURCE_WORDS.get(value.source, _("Registered")))


@register.simple_tag
def source_icon(value: RecordValue) -> SafeString:
    name = SOURCE_ICONS.get(value.source)
    return icon(name, "xs") if name else channel_icon(source_kind(value), "xs")


@register.simple_tag
def how(identity: Identity) -> str:
    """By what the address was shown to be theirs; where nothing did, what it is."""
    return str(HOW.get(identity.assured_by, "")) or str(identity.get_kind_display())


@register.simple_tag
def left(rest: timedelta) -> SafeString:
    """The greatest unit is enough."""
    minutes = int(rest.total_seconds() // 60)
    if minutes >= 48 * 60:
        return format_html(
            "{}", ngettext("%(n)s day left", "%(n)s days left", minutes // 1440) % {"n": minutes // 1440}
        )
    if minutes >= 60:
        return format_html("{}", ngettext("%(n)s hour left", "%(n)s hours left", minutes // 60) % {"n": minutes // 60})
    return format_html("{}", ngettext("%(n)s minute left", "%(n)s minutes left", minutes) % {"n": minutes})


@register.simple_tag
def identity_key(identity: Identity) -> str:
    return f"identity-{identity.pk}"


@register.simple_tag
def value_key(value: RecordValue) -> str:
    return f"value-{value.pk}"


@register.filter
def is_veiled(value: RecordValue) -> bool:
    return value.field in masking.MASKED_FIELDS


@register.filter
def fields_in_words(names: list[str]) -> str:
    return pgettext("list", ", ").join(str(profile.FIELD_WORDS.get(name, name)) for name in names)


@register.filter
def veiled(identity: Identity) -> str:
    """090-****-5678, h***@mail.example."""
    return masking.of_identity(identity)


@register.filter
def has_veil(identity: Identity) -> bool:
    return masking.is_masked(identity)


DEEDS = {
    "customer.created": gettext_lazy("Added"),
    "customer.edited": gettext_lazy("Changed"),
    "customer.identity_added": gettext_lazy("Address added"),
    "customer.identity_removed": gettext_lazy("Address removed"),
    "customer.value_chosen": gettext_lazy("Took another value"),
    "customer.value_kept": gettext_lazy("Set another value aside"),
    "customer.value_pinned": gettext_lazy("Held as it is"),
    "customer.value_unpinned": gettext_lazy("May change again"),
    "customer.looked": gettext_lazy("Looked at a masked value"),
    "customer.consent": gettext_lazy("Consent written down"),
    "customer.told_apart": gettext_lazy("Recorded as somebody else"),
    "customer.told_apart_undone": gettext_lazy("No longer recorded as somebody else"),
}


@register.simple_tag
def deed(line: AuditEntry | RecordValue) -> str:
    """What was done, to which fields."""
    if isinstance(line, RecordValue):
        words = _("Another value") if line.standing == Standing.RIVAL else _("Changed")
        return _("%(deed)s: %(fields)s") % {"deed": words, "fields": fields_in_words([line.field])}
    words, names = str(DEEDS.get(line.action, line.action)), line.data.get("fields") or []
    return _("%(deed)s: %(fields)s") % {"deed": words, "fields": fields_in_words(names)} if names else words


@register.filter
def in_field(value: object, name: str) -> object:
    """As a page shows a value of this field: ranks in words, addresses masked, days as in the record."""
    if isinstance(value, date):
        return f"{value:%Y/%m/%d}"
    return profile.shown(name, value) if isinstance(value, str) else value


@register.simple_tag
def deed_by(line: AuditEntry | RecordValue) -> str:
    if isinstance(line, RecordValue):
        return source_word(line)
    return line.actor.short_name if line.actor else _("automatic")
