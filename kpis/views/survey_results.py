"""What customers answered, for those who lead; and whom we owe a word, for those and whose it is."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from agents.access import needs, signed_in
from kpis.models import CloseTheLoop
from kpis.surveys import loop, results
from kpis.surveys.forms import SettleForm
from kpis.surveys.results import THEMES
from kpis.surveys.scales import SCALES


@require_safe
@needs("surveys.results")
def shown(request: HttpRequest) -> HttpResponse:
    return render(request, "kpis/surveys/results.html", results.page(signed_in(request), request.GET))


@require_safe
def follow_ups(request: HttpRequest) -> HttpResponse:
    done = "done" in request.GET
    rows = [dressed(row) for row in loop.listed(signed_in(request), done=done)]
    late = sum(row.is_late for row in rows)
    return render(request, "kpis/surveys/follow_ups.html", {"rows": rows, "done": done, "late": late})


def dressed(row: CloseTheLoop) -> CloseTheLoop:
    """With what the template says of its answer."""
    answer = row.answer
    row.scale = SCALES[answer.version.survey.kind].highest  # type: ignore[attr-defined]  # for the template
    row.theme_words = [THEMES.get(name, name) for name in answer.themes]  # type: ignore[attr-defined]  # ditto
    return row


@require_POST
def settling(request: HttpRequest, pk: int) -> HttpResponse:
    """Whoever may see the matter may say what was done: the word is what counts."""
    agent = signed_in(request)
    row = get_object_or_404(CloseTheLoop.objects.visible_to(agent), pk=pk)
    form = SettleForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say in a few words what was done."))
    elif loop.settle(row, agent, form.cleaned_data["note"]):
        messages.success(request, _("Settled."))
    else:
        messages.error(request, _("Somebody settled this already."))
    return redirect("follow-ups")


@require_POST
def taking(request: HttpRequest, pk: int) -> HttpResponse:
    agent = signed_in(request)
    row = get_object_or_404(CloseTheLoop.objects.visible_to(agent), pk=pk)
    if loop.take_over(row, agent):
        messages.success(request, _("It is yours now."))
    return redirect("follow-ups")
