"""The page behind the link in a survey's message: for whoever has the link, without a session, with scripts or without.

Looking at it writes nothing. The mark of the link counts when the page itself sends it, by its script once it is seen
or by its button; it names no person and no matter, because links are passed on.
"""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from agents.access import current
from agents.models import Company
from kpis.models import SurveyInvitation
from kpis.surveys import answering, links
from kpis.surveys.answering import Over, Overtaken
from kpis.surveys.page import Form, Sheet, language_of
from omnidesk.limits import OverLimit, address_of, spend


@csrf_exempt
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def survey(request: HttpRequest, token: str) -> HttpResponse:
    """No cookie counts here; the stamp of the page does."""
    is_post = request.method == "POST"
    try:
        spend(bound(request), address_of(request))
        row = (answering.sent_to if "stop" in request.GET else answering.found)(token)
    except OverLimit:
        row = None
        with override(language_of(request, row)):
            return guarded(message(request, _("That was a lot at once. Please wait a few minutes."), 429))
    with override(language_of(request, row)):
        return guarded(closed(request) if row is None else (posted if is_post else looked_at)(request, row, token))


def bound(request: HttpRequest) -> str:
    if is_one_click(request):
        return "survey.leave"
    return "survey.answer" if request.method == "POST" else "survey.page"


def is_one_click(request: HttpRequest) -> bool:
    """A mail program asks for its reader (RFC 8058): no page was shown, so there is no stamp; only the link counts."""
    asks = request.method == "POST" and "stop" in request.GET
    return asks and request.POST.get("List-Unsubscribe") == "One-Click"


def guarded(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def message(request: HttpRequest, words: str, status: int) -> HttpResponse:
    return render(request, "kpis/surveys/closed.html", {"company": Company.current(), "words": words}, status=status)


def closed(request: HttpRequest) -> HttpResponse:
    """Wrong, used up and out of time look alike."""
    return message(request, _("Its time may be over, or the link was cut in two on its way."), 404)


def looked_at(request: HttpRequest, row: SurveyInvitation, token: str) -> HttpResponse:
    if "stop" in request.GET:
        return stopping(request, row, token)
    return shown(request, Sheet(row, token, marked=request.GET.get("score", "")))


def posted(request: HttpRequest, row: SurveyInvitation, token: str) -> HttpResponse:
    if is_one_click(request):
        answering.stop(row)
        return HttpResponse(_("We send you no more surveys"), content_type="text/plain; charset=utf-8")
    if is_ours(request):
        return shown(request, Sheet(row, token, trouble=_("You are signed in as staff: only customers answer.")), 403)
    turn = links.turn_of(request.POST.get("stamp", ""), row)
    if turn is None:
        old = _("This page was open for long. Please look it over and send it once more.")
        return shown(request, Sheet(row, token, form=Form(row, request.POST), trouble=old), 403)
    if "stop" in request.POST:
        answering.stop(row)
        return stopping(request, row, token)
    answering.seen(row)
    if request.POST.get("how") == "opened":
        return JsonResponse({})
    return answered(request, row, token, turn)


def answered(request: HttpRequest, row: SurveyInvitation, token: str, turn: int) -> HttpResponse:
    form = Form(row, request.POST)
    if not form.is_valid():
        return shown(request, Sheet(row, token, form=form), 400)
    try:
        answering.take(row, form.given, turn)
    except Over:
        return closed(request)
    except Overtaken:
        fresh = answering.found(token)
        words = _("Another answer came in meanwhile. Please look it over and send it once more.")
        return shown(request, Sheet(fresh or row, token, form=form, trouble=words), 409)
    if request.POST.get("how") == "seen":
        return JsonResponse(Sheet(answering.found(token) or row, token).told)
    if answering.found(token) is None:
        # Nothing can be changed: the page that a redirect leads to would be closed already.
        return render(request, "kpis/surveys/thanked.html", {"company": Company.current()})
    language = language_of(request, row)
    return HttpResponseRedirect(f"{reverse('survey', args=[token])}?lang={language}", status=303)


def shown(request: HttpRequest, sheet: Sheet, status: int = 200) -> HttpResponse:
    # The other language keeps what the link marked.
    others = f"&score={sheet.chosen}" if sheet.state == "marked" else ""
    context = {"sheet": sheet, "company": Company.current(), "is_ours": is_ours(request), "others": others}
    return render(request, "kpis/surveys/page.html", context, status=status)


def stopping(request: HttpRequest, row: SurveyInvitation, token: str) -> HttpResponse:
    is_stopped = answering.drawn_back(row)
    context = {"company": Company.current(), "sheet": Sheet(row, token), "is_stopped": is_stopped}
    return render(request, "kpis/surveys/stop.html", context)


def is_ours(request: HttpRequest) -> bool:
    """Our own people see it and answer nothing, but in the demo, where they play the customers too."""
    company = Company.current()
    return current(request) is not None and not (company and company.is_demo)
