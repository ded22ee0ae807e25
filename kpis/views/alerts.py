"""Alerts: what was raised and why; and the limits that raise them."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agents.access import can, needs, signed_in
from agents.audit import client_ip
from kpis import aims, live_aims
from kpis.alerts import editing
from kpis.alerts import page as alerts
from kpis.alerts.forms import RuleForm, WhyForm
from kpis.models import AlertRule, Way
from kpis.reports import catalogue
from kpis.reports.asking import whole
from kpis.views.goals import groups


@require_safe
@needs("figures")
def listed(request: HttpRequest) -> HttpResponse:
    shown = alerts.page(signed_in(request), request.GET.get("after", ""), explained="explained" in request.GET)
    return render(request, "kpis/alerts/list.html", shown)


@require_POST
@needs("figures.alerts")
def explanation(request: HttpRequest, pk: int) -> HttpResponse:
    agent = signed_in(request)
    alert = get_object_or_404(alerts.seen_by(agent), pk=pk)
    form = WhyForm(request.POST)
    if alert.seen_at is None and not form.is_valid():
        shown = alerts.page(agent, request.GET.get("after", ""), explained=False, rejected=(alert, form))
        return render(request, "kpis/alerts/list.html", shown)
    if form.is_valid() and editing.explain(alert, form.cleaned_data["why"], agent, client_ip(request)):
        messages.success(request, _("Kept."))
    else:
        messages.error(request, _("Somebody explained this already."))
    return redirect("alerts")


@require_safe
@needs("figures")
def rules(request: HttpRequest) -> HttpResponse:
    agent = signed_in(request)
    found, more = alerts.rules(agent, request.GET.get("after", ""))
    rows = [(rule, aims.name(rule), aims.say(rule, rule.limit)) for rule in found]
    shown = {"rows": rows, "more": more, "may_edit": can(agent, "figures.alerts")}
    return render(request, "kpis/alerts/rules.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
@needs("figures.alerts")
def made(request: HttpRequest) -> HttpResponse:
    """First of which measure, unless the address says it; then the limit."""
    measure = request.GET.get("measure", "")
    if measure not in aims.LIMITED:
        return render(request, "kpis/alerts/measure.html", {"groups": groups(aims.LIMITED)})
    way = Way.DOWN if aims.more_is_better(measure) else Way.UP
    team, channel = (whole(request.GET.get(name)) for name in ("team", "channel"))
    live = live_aims.of_address(measure, request.GET)
    return edited(request, AlertRule(measure=measure, way=way, team_id=team, channel_id=channel, **live))


@require_http_methods(["GET", "HEAD", "POST"])
@needs("figures.alerts")
def kept(request: HttpRequest, pk: int) -> HttpResponse:
    return edited(request, get_object_or_404(running(request), pk=pk))


def edited(request: HttpRequest, rule: AlertRule) -> HttpResponse:
    agent = signed_in(request)
    form = RuleForm(agent, request.POST or None, instance=rule)
    if request.method == "POST" and form.is_valid():
        if editing.save(form.save(commit=False), agent, client_ip(request), form.changed_data):
            messages.success(request, _("Saved."))
            return redirect("alert-rules")
        form.add_error(None, _("This very limit is there already: two of them would tell the same twice."))
    found = {"form": form, "rule": rule, "name": catalogue.name(rule.measure)}
    return render(request, "kpis/alerts/edit.html", found)


@require_POST
@needs("figures.alerts")
def ending(request: HttpRequest, pk: int) -> HttpResponse:
    rule = get_object_or_404(running(request), pk=pk)
    editing.end(rule, signed_in(request), client_ip(request))
    messages.success(request, _("This limit raises no more alerts."))
    return redirect("alert-rules")


def running(request: HttpRequest) -> QuerySet[AlertRule]:
    rows: QuerySet[AlertRule] = AlertRule.objects.visible_to(signed_in(request))
    return rows.filter(ended_at=None)
