"""Reports by mail: the list, scheduling a view, and what can be done with one."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agents.access import needs, signed_in
from agents.audit import client_ip
from agents.models import Agent
from kpis.mailed import page, scheduling
from kpis.mailed.forms import ScheduleForm
from kpis.models import MailedReport
from kpis.reports import asking, catalogue, filtered
from kpis.slices import zone


@require_safe
@needs("figures")
def listed(request: HttpRequest) -> HttpResponse:
    return render(request, "kpis/mailed/list.html", page.page(signed_in(request)))


@require_http_methods(["GET", "HEAD", "POST"])
@needs("figures")
def made(request: HttpRequest) -> HttpResponse:
    """The view is in the address, as on its page: ?measure=frt&period=28&team=3."""
    agent, measure = signed_in(request), request.GET.get("measure", "")
    if not catalogue.may_be_mailed(measure):
        raise Http404
    asked = asking.read(agent, measure, request.GET)
    form = ScheduleForm(agent, asked, request.POST or None)
    if request.method == "POST" and form.is_valid():
        report = scheduling.schedule(form.report(), form.cleaned_data["recipients"], agent, client_ip(request))
        messages.success(request, _("Scheduled: %(name)s") % {"name": scheduling.name(report)})
        return redirect("mailed-reports")
    about = {
        "name": catalogue.full_name(measure),
        "back": f"{catalogue.address(measure)}?{asked.query()}",
        "narrowed": filtered.words(asked),
    }
    shown = about | {"form": form, "asked": asked, "zone": str(zone()), "has_days": asked.period == "days"}
    return render(request, "kpis/mailed/new.html", shown)


@require_POST
@needs("figures")
def pausing(request: HttpRequest, pk: int) -> HttpResponse:
    pauses = request.POST.get("on") != "no"
    return do(request, pk, scheduling.pause if pauses else scheduling.resume)


@require_POST
@needs("figures")
def removing(request: HttpRequest, pk: int) -> HttpResponse:
    return do(request, pk, scheduling.remove)


@require_POST
@needs("figures")
def sending(request: HttpRequest, pk: int) -> HttpResponse:
    agent = signed_in(request)
    report = get_object_or_404(scheduling.kept_by(agent), pk=pk)
    if scheduling.send_now(report, agent, client_ip(request)) or report.recipients.exists():
        messages.success(request, _("It is being sent. Load the page again in a moment to see what became of it."))
    else:
        messages.error(request, _("Nobody is left to whom it is sent."))
    return redirect("mailed-reports")


@require_POST
@needs("figures")
def leaving(request: HttpRequest, pk: int) -> HttpResponse:
    """For whoever is sent it, though it is somebody else's."""
    agent = signed_in(request)
    report = get_object_or_404(scheduling.visible_to(agent).filter(recipients=agent), pk=pk)
    scheduling.leave(report, agent, client_ip(request))
    return redirect("mailed-reports")


def do(request: HttpRequest, pk: int, deed: Callable[[MailedReport, Agent, str | None], None]) -> HttpResponse:
    agent = signed_in(request)
    deed(get_object_or_404(scheduling.kept_by(agent), pk=pk), agent, client_ip(request))
    return redirect("mailed-reports")
