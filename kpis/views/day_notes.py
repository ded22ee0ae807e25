"""Notes on days: all of them, and the page on which one is written, changed and taken away."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agents.access import can, needs, signed_in
from agents.audit import client_ip
from agents.models import Agent
from kpis.day_notes import editing
from kpis.day_notes.forms import NoteForm
from kpis.models import DayNote
from kpis.paged import paged
from kpis.reports import gathering
from kpis.reports.asking_days import a_day

# On one page.
SHOWN = 200


@require_safe
@needs("figures")
def listed(request: HttpRequest) -> HttpResponse:
    agent = signed_in(request)
    rows = DayNote.objects.visible_to(agent).select_related("team", "channel", "made_by")
    mine = set(agent.team_keys())
    found, more = paged(rows.order_by("-first", "-pk"), request.GET.get("after", ""), SHOWN)
    shown = [(row, gathering.may_edit(agent, row, mine)) for row in found]
    about = {"rows": shown, "more": more, "may_edit": can(agent, "figures.notes")}
    return render(request, "kpis/day_notes/list.html", about)


@require_http_methods(["GET", "HEAD", "POST"])
@needs("figures.notes")
def made(request: HttpRequest) -> HttpResponse:
    day = a_day(request.GET.get("first"))
    return edited(request, DayNote(**({"first": day} if day else {})))


@require_http_methods(["GET", "HEAD", "POST"])
@needs("figures.notes")
def kept(request: HttpRequest, pk: int) -> HttpResponse:
    return edited(request, mine_or_404(signed_in(request), pk))


def edited(request: HttpRequest, note: DayNote) -> HttpResponse:
    agent = signed_in(request)
    form = NoteForm(agent, request.POST or None, instance=note)
    if request.method == "POST" and form.is_valid():
        editing.save(form.save(commit=False), agent, client_ip(request), form.changed_data)
        messages.success(request, _("Saved."))
        return redirect("day-notes")
    return render(request, "kpis/day_notes/edit.html", {"form": form, "note": note})


@require_POST
@needs("figures.notes")
def removal(request: HttpRequest, pk: int) -> HttpResponse:
    agent = signed_in(request)
    editing.remove(mine_or_404(agent, pk), agent, client_ip(request))
    messages.success(request, _("The note is gone."))
    return redirect("day-notes")


def mine_or_404(agent: Agent, pk: int) -> DayNote:
    rows: Any = DayNote.objects
    found: DayNote = get_object_or_404(rows.open_to(agent), pk=pk)
    return found
