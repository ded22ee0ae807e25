"""Settings: trying a mailbox out. Both connections, a mail to itself, and what the DNS says of its domain."""

from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agents.access import needs, signed_in
from agents.audit import audit, client_ip
from channels_ingest import mailbox_echo
from channels_ingest.adapters.base import SendError
from channels_ingest.mail import arrived, imap, smtp
from channels_ingest.mail import domain_check as domains
from channels_ingest.mail.presets import BY_KEY, of_host
from channels_ingest.mail.settings import KIND, MailboxSettings
from channels_ingest.mailbox_forms import ServersForm
from channels_ingest.mailbox_pages import found
from conversations.models import Channel


@require_safe
@needs("channels")
def mailbox_test(request: HttpRequest, pk: int) -> HttpResponse:
    return tests(request, found(pk), {})


def tests(request: HttpRequest, box: Channel, more: dict[str, Any]) -> HttpResponse:
    """The whole page, with what one of the tests has found where it was asked without htmx."""
    settings = MailboxSettings.of(box)
    domain = domains.domain_of(settings.address)
    named = arrived.selectors(box, domain)
    context = {"box": box, "mailbox": settings, "domain": domain, "selectors": " ".join(named)}
    return render(request, "channels_ingest/mailbox_test.html", context | more)


def is_part(request: HttpRequest) -> bool:
    return bool(request.headers.get("HX-Request"))


@require_POST
@needs("channels")
@never_cache
def mailbox_connection(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """With what is in the form now, saved or not; without a form (the test page) with what is saved."""
    box = found(pk) if pk else Channel(kind=KIND)
    settings = MailboxSettings.of(box)
    form = None
    if "imap_host" in request.POST:
        form = ServersForm(request.POST, kept=settings)
        settings = form.settings(request.POST.get("address", "")) if form.is_valid() else settings
    results = [] if form and form.errors else both(settings)
    if box.pk and results:
        audit(signed_in(request), "channel.tested", box, client_ip(request), name=box.name)
    context = {"results": results, "form": form}
    if is_part(request) or not box.pk:
        return render(request, "channels_ingest/mailbox_connection.html", context)
    return tests(request, box, context)


def both(settings: MailboxSettings) -> list[tuple[str, Any]]:
    """At the same time, each within its own time-out, and in the reader's language."""
    with ThreadPoolExecutor(max_workers=2) as pool:
        ends = [("imap", settings.imap.host, imap.test_imap), ("smtp", settings.smtp.host, smtp.test_smtp)]
        tried = [(end, pool.submit(copy_context().run, test, settings)) for end, host, test in ends if host]
        return [(end, one.result()) for end, one in tried]


@require_http_methods(["GET", "HEAD", "POST"])
@needs("channels")
@never_cache
def mailbox_echo_test(request: HttpRequest, pk: int) -> HttpResponse:
    """POST sends it; GET says how far it came, asked every two seconds."""
    box = found(pk)
    context: dict[str, Any] = {"box": box, "token": request.GET.get("token", "")}
    if request.method == "POST":
        try:
            context["token"] = mailbox_echo.start(box, signed_in(request), client_ip(request))
        except SendError as error:
            context["refused"] = gettext(error.reason) if error.reason else ""
    context["echo"] = mailbox_echo.follow(box, context["token"]) if context["token"] else None
    if context["echo"] and str(context["echo"].step) == request.GET.get("step") and not context["echo"].is_over:
        return HttpResponse(status=204)
    if is_part(request):
        return render(request, "channels_ingest/mailbox_echo.html", context)
    return tests(request, box, context)


@require_safe
@needs("channels")
def mailbox_domain(request: HttpRequest, pk: int) -> HttpResponse:
    """A look into the DNS changes nothing, so it is a GET; it is only taken when somebody asks."""
    box = found(pk)
    settings = MailboxSettings.of(box)
    typed = [name for name in request.GET.get("selectors", "").replace(",", " ").split() if arrived.is_selector(name)]
    preset = BY_KEY.get(str(box.settings.get("provider", ""))) or of_host(settings.smtp.host)
    domain = domains.domain_of(settings.address)
    names = dict.fromkeys([*typed, *arrived.selectors(box, domain), *(() if typed or not preset else preset.selectors)])
    sending = domains.Sending(domain, settings.smtp.host, preset, tuple(names))
    context = {"findings": domains.check(sending) if domain else [], "domain": domain, "box": box}
    if is_part(request):
        return render(request, "channels_ingest/mailbox_domain.html", context)
    return tests(request, box, context | {"selectors": " ".join(typed)})
