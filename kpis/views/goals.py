"""Goals: where each stands, and the page on which one is set, changed and closed."""

from collections.abc import Collection

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agents.access import needs, signed_in
from agents.audit import client_ip
from kpis import aims, live_aims
from kpis.goals import editing
from kpis.goals import page as goals
from kpis.goals.forms import ClosingForm, GoalForm
from kpis.models import Goal
from kpis.offered import MEASURE
from kpis.reports import catalogue
from kpis.reports.asking import whole


@require_safe
@needs("figures")
def listed(request: HttpRequest) -> HttpResponse:
    asked = request.GET.get("measure", "")
    measure = asked if asked in (*aims.MEASURES, MEASURE) else ""
    after = request.GET.get("after", "")
    shown = goals.page(signed_in(request), measure, after, closed="closed" in request.GET)
    return render(request, "kpis/goals/list.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
@needs("figures.goals")
def made(request: HttpRequest) -> HttpResponse:
    """First of which measure, unless the address says it; then the goal."""
    measure = request.GET.get("measure", "")
    if measure not in aims.MEASURES:
        return render(request, "kpis/goals/measure.html", {"groups": groups(aims.MEASURES), "door": "goal-new"})
    team, channel = (whole(request.GET.get(name)) for name in ("team", "channel"))
    clock = request.GET.get("clock", "") if aims.has_clock(measure) else ""
    live = live_aims.of_address(measure, request.GET)
    goal = Goal(measure=measure, team_id=team, channel_id=channel, clock=clock or "calendar", **live)
    return edited(request, goal)


@require_http_methods(["GET", "HEAD", "POST"])
@needs("figures.goals")
def kept(request: HttpRequest, pk: int) -> HttpResponse:
    goal = get_object_or_404(goals.seen_by(signed_in(request)).filter(closed_at=None), pk=pk)
    return edited(request, goal)


def edited(request: HttpRequest, goal: Goal) -> HttpResponse:
    agent = signed_in(request)
    form = GoalForm(agent, request.POST or None, instance=goal)
    if request.method == "POST" and form.is_valid():
        editing.save(form.save(commit=False), agent, client_ip(request), form.changed_data)
        messages.success(request, _("Saved."))
        return redirect("goals")
    return shown(request, goal, form, ClosingForm())


def shown(request: HttpRequest, goal: Goal, form: GoalForm, closing: ClosingForm) -> HttpResponse:
    found = {"form": form, "goal": goal, "name": catalogue.name(goal.measure), "closing": closing}
    return render(request, "kpis/goals/edit.html", found)


@require_POST
@needs("figures.goals")
def closing(request: HttpRequest, pk: int) -> HttpResponse:
    agent = signed_in(request)
    goal = get_object_or_404(goals.seen_by(agent), pk=pk)
    form = ClosingForm(request.POST)
    if goal.closed_at is None and not form.is_valid():
        return shown(request, goal, GoalForm(agent, instance=goal), form)
    if form.is_valid() and editing.close(goal, form.cleaned_data["outcome"], agent, client_ip(request)):
        messages.success(request, _("The goal is closed."))
    else:
        messages.error(request, _("Somebody closed this goal already."))
    return redirect("goals")


def groups(known: Collection[str]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Of these measures, as the overview groups their reports."""
    found = [
        (
            str(group.name),
            [(one, catalogue.name(one)) for report in group.measures for one in live_aims.of_report(report)
             if one in known],
        )
        for group in catalogue.GROUPS
    ]  # fmt: skip
    return [(name, measures) for name, measures in found if measures]
