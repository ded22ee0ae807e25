"""The page of a web form: on its own, in a frame on the company's page, or as the answer to a company's own form."""

from dataclasses import dataclass, field
from typing import Any, cast

import structlog
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.csp import CSP, build_policy
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from channels_ingest.chat.frame import origins
from channels_ingest.echo_running import is_shut
from channels_ingest.webform import fields, guards, sending, uploads, when
from channels_ingest.webform.questions import Questions
from channels_ingest.webform.sending import Known
from conversations.models import Channel
from omnidesk import request_id
from omnidesk.limits import OverLimit, address_of, spend

log = structlog.get_logger(__name__)


@dataclass
class Visit:
    request: HttpRequest
    channel: Channel
    language: str
    who: Known = field(default_factory=Known)

    def limit(self, name: str) -> None:
        spend(name, f"{self.channel.pk}/{address_of(self.request)}")

    def asked(self, name: str) -> str:
        return self.request.POST.get(name, "") or self.request.GET.get(name, "")

    @property
    def back(self) -> str:
        """Where the company's own form wants its people back, if that is a page of the company."""
        wish = self.asked("return_to")
        return wish if any(wish == site or wish.startswith(f"{site}/") for site in origins(self.channel)) else ""


@csrf_exempt
@login_not_required
@xframe_options_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, form: str) -> HttpResponse:
    """No cookie counts here, so there is nothing that a foreign page could use up."""
    channel = get_object_or_404(Channel.objects.select_related("team__calendar"), kind=fields.KIND, public_id=form)
    language = language_of(request, channel)
    with override(language):
        visit = Visit(request, channel, language)
        response = taken(visit) if request.method == "POST" else looked_at(visit)
    policy = cast("dict[str, list[str]]", settings.SECURE_CSP) | {"frame-ancestors": [CSP.SELF, *origins(channel)]}
    response.headers[str(CSP.HEADER_ENFORCE)] = build_policy(policy)
    response.headers["Cache-Control"] = "no-store"
    # The hand-off in the address is nobody else's.
    response.headers["Referrer-Policy"] = "same-origin"
    patch_vary_headers(response, ["Accept-Language"])
    return response


def language_of(request: HttpRequest, channel: Channel) -> str:
    asked = request.POST.get("lang") or request.GET.get("lang")
    wishes = [asked, (get_language() or "")[:2] if request.headers.get("Accept-Language") else None]
    return next((wish for wish in wishes if wish in dict(settings.LANGUAGES)), channel.language)


def looked_at(visit: Visit) -> HttpResponse:
    number = sending.number_in(visit.request.GET["sent"]) if "sent" in visit.request.GET else None
    if number is not None:
        return shown(visit, "form/sent.html", number=number)
    try:
        visit.limit("form.page")
        visit.who = sending.known(visit.asked("handoff"))
    except OverLimit:
        return asked(visit, Questions(visit.channel, visit.language), words=too_often(), status=429)
    return asked(visit, questions(visit))


def taken(visit: Visit) -> HttpResponse:
    """Judged in the order of what costs little; whatever is wrong, the form comes back with all that was typed."""
    if int(visit.request.META.get("CONTENT_LENGTH") or 0) > uploads.LARGEST_BODY:
        return asked(
            visit, Questions(visit.channel, visit.language), words=_("The files are too large together."), status=413
        )
    visit.who = sending.known(visit.asked("handoff"))
    form = questions(visit, visit.request.POST)
    try:
        visit.limit("form.submission")
        return judged(visit, form)
    except OverLimit:
        return asked(visit, form, words=too_often(), status=429)
    except (OperationalError, InterfaceError) as error:
        log.warning("the database is away", error=type(error).__name__)
        return asked(
            visit, form, words=_("We cannot take this just now. Please send once more in a minute."), status=503
        )


def questions(visit: Visit, data: Any = None) -> Questions:
    who = visit.who
    return Questions(visit.channel, visit.language, data, known=who.is_somebody, orders=who.orders)


def judged(visit: Visit, form: Questions) -> HttpResponse:
    if is_shut(visit.channel):
        return asked(visit, form, words=_("This form takes no messages at the moment."), status=409)
    files = files_of(visit)
    doubt = guards.doubt(visit.request, visit.channel, origins(visit.channel))
    if doubt:
        return asked(visit, form, files=files, words=doubt, status=422)
    if not form.is_valid() or files.errors:
        return asked(visit, form, files=files, status=422)
    receipt = sending.receipt(sending.send(visit.channel, visit.language, form, visit.who, files))
    here = reverse("form-page", args=[visit.channel.public_id])
    return HttpResponseRedirect(visit.back or f"{here}?sent={receipt}&lang={visit.language}", status=303)


def files_of(visit: Visit) -> uploads.Uploads:
    """Kept before anything else is judged, so that none has to be chosen twice; what a machine sends is not."""
    takes = fields.asks(visit.channel, "files") and not visit.request.POST.get(guards.TRAP)
    if takes and visit.request.FILES:
        visit.limit("form.files")
    return uploads.Uploads(visit.request, visit.channel, takes=takes)


def too_often() -> str:
    return _("Too many messages were sent from here. Please wait ten minutes and send once more.")


def asked(
    visit: Visit, form: Questions, *, files: uploads.Uploads | None = None, words: str = "", status: int = 200
) -> HttpResponse:
    return shown(
        visit,
        "form/page.html",
        status=status,
        form=form,
        files=files,
        held=files.named(visit.channel) if files else "",
        words=words,
        who=visit.who,
        stamp=guards.stamp(visit.channel),
        takes_files=fields.asks(visit.channel, "files"),
        back=visit.asked("return_to"),
        request_id=request_id.of(visit.request) if status >= 400 else "",
    )


def shown(visit: Visit, template: str, *, status: int = 200, **context: Any) -> HttpResponse:
    base = {"channel": visit.channel, "language": visit.language, "when": when.there(visit.channel, visit.language)}
    return render(visit.request, template, base | fields.words(visit.channel, visit.language) | context, status=status)
