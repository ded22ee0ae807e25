"""Settings: trying a provider's channel out. Its credentials and webhook, and a message from a real phone."""

import structlog
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from agents.access import needs, signed_in
from agents.audit import audit, client_ip
from channels_ingest import channel_echo, channel_setup, channel_tried
from channels_ingest.adapters import ADAPTERS
from channels_ingest.adapters.webhook import Check
from channels_ingest.channel_pages import found
from channels_ingest.channel_steps import page
from conversations.models import Channel
from omnidesk.limits import OverLimit, spend

log = structlog.get_logger(__name__)


@require_POST
@needs("channels")
@never_cache
def channel_check(request: HttpRequest, pk: int) -> HttpResponse:
    """On a press only: it asks the provider."""
    row = found(pk)
    try:
        spend("check.channel", str(row.pk))
        checks = tried(row)
        channel_tried.checked(row, checks)
        audit(signed_in(request), "channel.tested", row, client_ip(request), name=row.name)
    except OverLimit as over:
        words = _("Tested too often. Wait %(seconds)s seconds.") % {"seconds": over.seconds}
        checks = [Check(_("Connection test"), "warned", words)]
    context = {"channel": row, "checks": checks}
    if request.headers.get("HX-Request"):
        return render(request, "channels_ingest/channels/checks.html", context)
    return page(request, row, "test", **context)


def tried(row: Channel) -> list[Check]:
    """Whatever a provider answers, an admin reads a sentence."""
    adapter = channel_setup.adapter_of(row)
    lacking = channel_setup.missing(row)
    if adapter is None or lacking:
        words = _("Enter first: %(names)s") % {"names": ", ".join(str(name) for name in lacking)}
        return [Check(_("Credentials"), "failed", words)]
    try:
        return adapter.check(row)
    except Exception:  # an adapter's mistake is ours to find in the log
        log.exception("a connection test broke", channel=row.pk)
        words = _("The test broke off. Try again in a moment; if it stays so, whoever reads the log finds why.")
        return [Check(_("Connection test"), "failed", words)]


@require_http_methods(["GET", "HEAD", "POST"])
@needs("channels")
@never_cache
def channel_echo_test(request: HttpRequest, pk: int) -> HttpResponse:
    """POST shows a new word; GET says how far it came, asked every two seconds."""
    row = found(pk)
    if request.method == "POST":
        channel_echo.start(row, signed_in(request), client_ip(request))
        if not request.headers.get("HX-Request"):
            return redirect("channel-step", pk=pk, step="test")
        row.refresh_from_db()
    echo = channel_echo.follow(row)
    if echo and echo.step == request.GET.get("step") and not echo.is_over:
        return HttpResponse(status=204)
    return render(
        request, "channels_ingest/channels/echo.html", {"channel": row, "echo": echo, "adapter": ADAPTERS[row.kind]}
    )
