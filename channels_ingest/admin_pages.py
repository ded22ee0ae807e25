"""Settings: the company's chat sites. For admins; nobody else finds these pages."""

from datetime import UTC, datetime

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agents.access import needs, signed_in
from agents.audit import client_ip
from channels_ingest import channel_setup, colour, deliveries
from channels_ingest import chat_sites as deeds
from channels_ingest.admin_forms import ChatSiteForm, IdentifyForm, Look
from conversations.models import Channel


@require_safe
@needs("channels")
def chat_sites(request: HttpRequest) -> HttpResponse:
    sites, aside = list(deeds.listed()), deliveries.counts()
    rows = [(site, aside.get(site.pk, 0)) for site in sites]
    return render(request, "channels_ingest/chat_sites.html", {"rows": rows, "set_aside": sum(aside.values())})


@require_http_methods(["GET", "HEAD", "POST"])
@needs("channels")
def chat_site(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """One site; without a number a new one."""
    kept = found(pk) if pk else None
    if kept and channel_setup.is_open(kept) and request.method != "POST":
        return redirect("channel", pk=pk)
    site = kept or Channel(kind="chat", language=request.LANGUAGE_CODE)
    form = ChatSiteForm(request.POST or None, instance=site)
    if request.method == "POST" and form.is_valid():
        deeds.save(form.save(), form.changed_data, signed_in(request), client_ip(request))
        messages.success(request, _("Saved: %(name)s") % {"name": site.name})
        return redirect("chat-site", pk=site.pk)
    return page(request, site, form=form)


def page(
    request: HttpRequest,
    site: Channel,
    form: ChatSiteForm | None = None,
    signing: IdentifyForm | None = None,
    secret: str = "",
) -> HttpResponse:
    fresh = Channel.objects.get(pk=site.pk) if site.pk else None
    context = {
        "site": fresh,
        "form": form or ChatSiteForm(instance=site),
        "signing": signing or (IdentifyForm.of(fresh) if fresh else None),
        "secret": secret,
        "line": script_line(site),
        **(deeds.state_of(fresh) if fresh else {}),
        **sample(Look({name: (form or ChatSiteForm(instance=site))[name].value() for name in Look.base_fields})),
    }
    return render(request, "channels_ingest/chat_site.html", context)


def found(pk: int) -> Channel:
    return get_object_or_404(deeds.listed(), pk=pk)


def script_line(site: Channel) -> str:
    return f'<script src="{settings.PUBLIC_URL}{reverse("widget-script")}" data-site="{site.public_id}" async></script>'


@require_safe
@needs("channels")
def chat_site_sample(request: HttpRequest) -> HttpResponse:
    """The look as it is being typed, with the colours that can be read; static/widget/admin/sample.js asks for it."""
    return render(request, "channels_ingest/sample.html", sample(Look(request.GET)))


def sample(look: Look) -> dict[str, object]:
    look.is_valid()
    said = look.cleaned_data
    palette = colour.palette(said.get("color") or colour.DEFAULT)
    adjusted = palette["brand"] != (said.get("color") or colour.DEFAULT).lower()
    return {"look": said, "palette": palette, "adjusted": adjusted}


@require_POST
@needs("channels")
@never_cache
def chat_site_identify(request: HttpRequest, pk: int) -> HttpResponse:
    site = found(pk)
    form = IdentifyForm.of(site, request.POST)
    if not form.is_valid():
        return page(request, site, signing=form)
    said, by, ip = form.cleaned_data, signed_in(request), client_ip(request)
    deeds.set_identify(site, said["algorithm"], said["keys"], by, ip)
    messages.success(request, _("Saved: %(name)s") % {"name": site.name})
    return redirect("chat-site", pk=pk)


@require_POST
@needs("channels")
@never_cache
def chat_site_secret(request: HttpRequest, pk: int) -> HttpResponse:
    """Shown on this answer and never again."""
    site = found(pk)
    return page(request, site, secret=deeds.new_secret(site, signed_in(request), client_ip(request)))


@require_POST
@needs("channels")
def chat_site_pause(request: HttpRequest, pk: int) -> HttpResponse:
    deeds.pause(found(pk), signed_in(request), client_ip(request))
    return redirect("chat-site", pk=pk)


@require_POST
@needs("channels")
def chat_site_resumption(request: HttpRequest, pk: int) -> HttpResponse:
    deeds.resume(found(pk), signed_in(request), client_ip(request))
    return redirect("chat-site", pk=pk)


@require_POST
@needs("channels")
def chat_site_removal(request: HttpRequest, pk: int) -> HttpResponse:
    site = found(pk)
    try:
        deeds.remove(site, signed_in(request), client_ip(request))
    except deeds.InUse:
        messages.error(request, _("%(name)s has received messages. Pause it instead.") % {"name": site.name})
        return redirect("chat-site", pk=pk)
    messages.success(request, _("Removed: %(name)s") % {"name": site.name})
    return redirect("chat-sites")


@require_safe
@needs("channels")
def chat_site_test(request: HttpRequest, pk: int) -> HttpResponse:
    """The chat on a page of ours, so that an admin sees it work before the company's page has the line."""
    site = found(pk)
    here = f"{request.scheme}://{request.get_host()}"
    context = {"site": site, "trial": deeds.Trial(timezone.now()), "elsewhere": here != settings.PUBLIC_URL}
    return render(request, "channels_ingest/chat_site_test.html", context | {"public_url": settings.PUBLIC_URL})


@require_safe
@needs("channels")
def chat_site_trial(request: HttpRequest, pk: int) -> HttpResponse:
    """How far the test came; asked every two seconds, with nothing to say while nothing changed."""
    site = found(pk)
    begun, step = request.GET.get("begun", ""), request.GET.get("step", "")
    moment = datetime.fromtimestamp(min(int(begun), 10**10), UTC) if begun.isdecimal() else timezone.now()
    trial = deeds.trial(site, moment)
    if str(trial.step) == step:
        return HttpResponse(status=204)
    return render(request, "channels_ingest/trial.html", {"site": site, "trial": trial})
