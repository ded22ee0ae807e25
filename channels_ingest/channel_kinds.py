"""Which channels there can be, each with one line of what it is."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from channels_ingest.adapters import ADAPTERS
from channels_ingest.adapters.base import Adapter
from channels_ingest.adapters.webhook import WebhookAdapter

LINES: dict[str, str | Promise] = {
    "chat": _("A chat button on your own pages. It takes one line of HTML."),
    "email": _("A mailbox of yours: mail becomes matters, and answers leave from its address."),
    "form": _("An inquiry form on your site. Answers go by mail."),
    "line": _("Friends of your LINE official account write here, and read your answers in LINE."),
    "api": _("A system of your own, by signed calls in both directions."),
    "phone": _("A telephone number: calls in and out stand in the thread, with outcome, note and recording."),
    "sms": _("A phone number that takes and sends short messages. Each one costs."),
}
# It takes a programmer, so few look for it first.
LAST = "api"
# Where a new one of a kind begins that has no steps.
NEW = {"mailboxes": "mailbox-new"}


@dataclass(frozen=True)
class Kind:
    key: str
    label: str | Promise
    line: str | Promise
    # The page where it begins; "" = it begins here.
    href: str


def kinds() -> list[Kind]:
    found = [
        Kind(key, adapter.label, LINES.get(key, ""), page_of(adapter.settings_page))
        for key, adapter in ADAPTERS.items()
    ]
    return sorted(found, key=lambda kind: kind.key == LAST)


def page_of(settings_page: str) -> str:
    return reverse(NEW[settings_page]) if settings_page in NEW else ""


def with_steps(key: str) -> Adapter | None:
    """A provider's, or what an admin puts on a page; None = it is set up otherwise."""
    adapter = ADAPTERS.get(key)
    return adapter if adapter is not None and (adapter.placed or isinstance(adapter, WebhookAdapter)) else None
