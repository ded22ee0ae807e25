"""All channels in one list, as an admin sees them: how each is doing, and its last 24 hours as bars."""

import hashlib
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from channels_ingest import channel_health as health
from channels_ingest.adapters import ADAPTERS
from channels_ingest.channel_health import Day, Health
from conversations.channel_words import channel_word
from conversations.models import Channel

# The drawing of a day: so high, and each hour so wide with a gap.
HIGH, WIDE, GAP = 20, 3, 1


@dataclass(frozen=True)
class Bar:
    """One hour: what went well from the ground up, what failed on top of it. Whole numbers, for the drawing."""

    x: int
    y: int
    height: int
    failed: int

    @property
    def below(self) -> int:
        return self.y + self.failed


@dataclass(frozen=True)
class Row:
    health: Health
    kind: str
    address: str
    href: str
    bars: list[Bar]
    words: str


def listed() -> QuerySet[Channel]:
    return Channel.objects.select_related("team", "mailbox").order_by("kind", "name", "pk")


def page(request: HttpRequest) -> dict[str, Any]:
    """What the list and its chips show; `digest` tells whether anything of it changed."""
    found = health.of(listed())
    state = request.GET.get("state", "")
    state = state if state in {one.key for one in health.STATES} else ""
    rows = [row(one) for one in found if not state or one.state.key == state]
    sums = health.sums(found)
    each = (render_to_string("channels_ingest/channels/row.html", {"row": one}, request) for one in rows)
    text = format_html_join("", "{}", ((one,) for one in each))
    seen = f"{text}{[(one.key, number) for one, number in sums]}"
    digest = hashlib.sha256(seen.encode()).hexdigest()[:16]
    asking = [one for one in found if one.state is health.SIGN_IN]
    return {"rows": rows, "text": text, "sums": sums, "narrowed": state, "digest": digest, "asking": asking}


def row(found: Health) -> Row:
    channel, adapter = found.channel, ADAPTERS.get(found.channel.kind)
    kind = str(adapter.label) if adapter else channel_word(channel.kind)
    return Row(found, kind, address_of(channel), href(channel), bars(found.day), in_words(found.day))


def href(channel: Channel) -> str:
    """Every kind's pages are built alike: the list, and under it one page for each."""
    adapter = ADAPTERS.get(channel.kind)
    return f"{reverse(adapter.settings_page)}{channel.pk}/" if adapter else ""


def address_of(channel: Channel) -> str:
    kept = channel.settings
    named = channel.address or kept.get("basic_id") or ", ".join(kept.get("origins", []))
    return str(named).replace("https://", "")


def bars(day: Day) -> list[Bar]:
    most = max((hour.all for hour in day.hours), default=0)
    return [bar(place * (WIDE + GAP), hour.all, hour.failed, most) for place, hour in enumerate(day.hours)]


def bar(x: int, number: int, failed: int, most: int) -> Bar:
    """Whoever has had anything at all is seen; a failure is never too small to be seen."""
    height = max(2, round(HIGH * number / most)) if number else 1
    broken = min(height, max(2, round(height * failed / number))) if failed else 0
    return Bar(x, HIGH - height, height - broken, broken)


def in_words(day: Day) -> str:
    if not day.all:
        return _("Nothing in 24 hours")
    received, sent = (sum(getattr(hour, name) for hour in day.hours) for name in ("received", "sent"))
    said = _("Received %(received)d, sent %(sent)d in 24 hours") % {"received": received, "sent": sent}
    if not day.failed:
        return said
    return f"{said} · " + ngettext("%(n)d failed", "%(n)d failed", day.failed) % {"n": day.failed}
