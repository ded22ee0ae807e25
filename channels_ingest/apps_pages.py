"""Settings: the company's own systems that speak to the desk. For admins; nobody else finds these pages."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agents.access import needs, signed_in
from agents.audit import client_ip
from channels_ingest import connected_apps as deeds
from channels_ingest.apps_forms import ConnectedAppForm
from channels_ingest.apps_panel import REASONS
from channels_ingest.models import ConnectedApp


@require_safe
@needs("channels")
def apps(request: HttpRequest) -> HttpResponse:
    strangers = [(row, str(REASONS.get(row.reason, row.reason))) for row in deeds.refusals()[:10]]
    context = {"rows": list(deeds.listed()), "strangers": strangers}
    return render(request, "channels_ingest/apps.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@needs("channels")
@never_cache
def app_new(request: HttpRequest) -> HttpResponse:
    app = ConnectedApp()
    form = ConnectedAppForm(request.POST or None, instance=app)
    if request.method == "POST" and form.is_valid():
        key = deeds.add(form.save(), signed_in(request), client_ip(request))
        # Not a redirect: the key is on this answer and nowhere else.
        return page(request, found(app.pk), key=key)
    return page(request, app, form=form)


@require_http_methods(["GET", "HEAD", "POST"])
@needs("channels")
def app(request: HttpRequest, pk: int) -> HttpResponse:
    row = found(pk)
    form = ConnectedAppForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        deeds.change(form.save(), form.changed_data, signed_in(request), client_ip(request))
        messages.success(request, _("Saved: %(name)s") % {"name": row.name})
        return redirect("app", pk=pk)
    return page(request, row, form=form)


def page(request: HttpRequest, row: ConnectedApp, form: ConnectedAppForm | None = None, key: str = "") -> HttpResponse:
    context = {
        "app": found(row.pk) if row.pk else None,
        "form": form or ConnectedAppForm(instance=row),
        "key": key,
        "module": f"{settings.PUBLIC_URL}{reverse('sdk-script')}",
        "refused": [(one, str(REASONS.get(one.reason, one.reason))) for one in deeds.refusals(row)] if row.pk else [],
    }
    return render(request, "channels_ingest/app.html", context)


def found(pk: int) -> ConnectedApp:
    return get_object_or_404(deeds.listed(), pk=pk)


@require_POST
@needs("channels")
@never_cache
def app_key(request: HttpRequest, pk: int) -> HttpResponse:
    """Shown on this answer and never again."""
    row = found(pk)
    return page(request, row, key=deeds.rotate(row, signed_in(request), client_ip(request)))


@require_POST
@needs("channels")
def app_previous_key(request: HttpRequest, pk: int) -> HttpResponse:
    deeds.end_previous(found(pk), signed_in(request), client_ip(request))
    return redirect("app", pk=pk)


@require_POST
@needs("channels")
def app_pause(request: HttpRequest, pk: int) -> HttpResponse:
    deeds.pause(found(pk), signed_in(request), client_ip(request))
    return redirect("app", pk=pk)


@require_POST
@needs("channels")
def app_resumption(request: HttpRequest, pk: int) -> HttpResponse:
    deeds.resume(found(pk), signed_in(request), client_ip(request))
    return redirect("app", pk=pk)
