from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from agents import calendars as deeds
from agents import hours
from agents.access import needs, signed_in
from agents.audit import client_ip
from agents.forms.calendars import CalendarForm, ExceptionForm
from agents.models import Calendar, CalendarException

PREVIEW_DAYS = 14


@require_GET
@needs("calendars")
def calendars(request: HttpRequest) -> HttpResponse:
    return render(request, "agents/calendars/list.html", {"calendars": deeds.listed(timezone.now())})


@require_http_methods(["GET", "POST"])
@needs("calendars")
def calendar(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """One calendar; without a number a new one."""
    rows = Calendar.objects.prefetch_related("hours", "exceptions")
    row = get_object_or_404(rows, pk=pk) if pk else Calendar()
    preview = look_ahead(row) if pk else []
    form = CalendarForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        deeds.save(row, form.week(), signed_in(request), client_ip(request), fields=sorted(form.changed_data))
        messages.success(request, _("Saved: %(name)s") % {"name": row.name})
        return redirect("calendar", pk=row.pk)
    context = {"form": form, "calendar": row, "preview": preview, "exception_form": ExceptionForm()}
    return render(request, "agents/calendars/calendar.html", context)


def look_ahead(calendar: Calendar) -> list[hours.Day]:
    schedule = hours.schedule_of(calendar)
    return hours.days(schedule, timezone.now().astimezone(schedule.zone).date(), PREVIEW_DAYS)


@require_POST
@needs("calendars")
def exceptions(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Calendar.objects.prefetch_related("hours", "exceptions"), pk=pk)
    form = ExceptionForm(request.POST)
    if form.is_valid():
        found = form.cleaned_data
        deeds.set_exception(row, found["date"], found["name"], form.hours(), signed_in(request), client_ip(request))
        return redirect("calendar", pk=pk)
    context = {"form": CalendarForm(instance=row), "calendar": row, "preview": look_ahead(row), "exception_form": form}
    return render(request, "agents/calendars/calendar.html", context)


@require_POST
@needs("calendars")
def exception_removal(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(CalendarException.objects.select_related("calendar"), pk=pk)
    deeds.remove_exception(row, signed_in(request), client_ip(request))
    return redirect("calendar", pk=row.calendar_id)


@require_POST
@needs("calendars")
def removal(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Calendar, pk=pk)
    try:
        deeds.remove(row, signed_in(request), client_ip(request))
    except deeds.InUse:
        messages.error(request, _("Teams still use this calendar. Give them another one first."))
        return redirect("calendar", pk=pk)
    return redirect("calendars")
