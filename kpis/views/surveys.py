"""Settings: surveys and reviews, for admins. Nobody else finds these pages."""

from typing import Any

from django.contrib import messages
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods, require_POST

from agents.access import needs, signed_in
from agents.audit import audit, client_ip
from agents.models import Company
from conversations.models import Channel, Conversation
from customers.catalogue import Unreadable as UnknownWriting
from customers.models import Customer
from kpis.models import Kind, Review, Survey, SurveyInvitation, SurveySettings, SurveyVersion
from kpis.surveys import editing, reviews
from kpis.surveys.forms import RestForm, ReviewsForm, SurveyForm, WordsForm, first_words
from kpis.surveys.page import Sheet

SHOWN = 200


@require_http_methods(["GET", "HEAD", "POST"])
@needs("surveys")
def listed(request: HttpRequest) -> HttpResponse:
    form = RestForm(request.POST or None, instance=SurveySettings.current())
    if request.method == "POST" and form.is_valid():
        editing.rest(form.cleaned_data["quarantine_days"], signed_in(request), client_ip(request))
        messages.success(request, _("Saved."))
        return redirect("survey-settings")
    rows = Survey.objects.prefetch_related("teams", "channels").annotate(number=Max("versions__number"))
    return render(request, "kpis/surveys/list.html", {"rows": rows, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@needs("surveys")
def edited(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    row = get_object_or_404(Survey, pk=pk) if pk else Survey(kind=kind_of(request))
    form, words = forms_of(request, row)
    if request.method == "POST" and form.is_valid() and words.is_valid():
        changed = [*form.changed_data, *words.changed_data]
        survey = form.save(commit=False)
        editing.save(survey, words.words, signed_in(request), client_ip(request), changed)
        form.save_m2m()
        messages.success(request, _("Saved: %(name)s") % {"name": survey.name})
        return redirect("survey-edit", survey.pk)
    kept = Survey.objects.filter(pk=pk).first() if pk else None
    shown = {"form": form, "words": words, "row": kept, "version": kept.newest if kept else None}
    return render(request, "kpis/surveys/edit.html", shown)


def kind_of(request: HttpRequest) -> str:
    """A new one begins with the words of the kind that was chosen."""
    asked = request.POST.get("kind") or request.GET.get("kind", "")
    return asked if asked in Kind.values else Kind.CSAT


def forms_of(request: HttpRequest, row: Survey) -> tuple[SurveyForm, WordsForm]:
    newest = row.newest if row.pk else None
    initial = {name: getattr(newest, name) for name in editing.WORDS} if newest else first_words(row.kind)
    data = request.POST or None
    return SurveyForm(data, instance=row), WordsForm(data, initial=initial)


@require_POST
@needs("surveys")
def preview(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """The page as customers would see it, with the words that are being typed. Nothing is saved."""
    row = get_object_or_404(Survey, pk=pk) if pk else Survey(kind=kind_of(request))
    form, words = forms_of(request, row)
    form.is_valid(), words.is_valid()
    said = first_words(row.kind) | {name: words.data.get(name, "") for name in editing.WORDS[:-1]}
    said["asks_again"] = bool(words.data.get("asks_again"))
    language = request.POST.get("preview", "ja")
    with override("en" if language == "en" else "ja"):
        sheet = Sheet(sample(row, SurveyVersion(survey=row, number=1, **said)), "")
        shown = {"sheet": sheet, "company": Company.current(), "is_sample": True}
        return render(request, "kpis/surveys/page.html", shown)


def sample(survey: Survey, version: SurveyVersion) -> SurveyInvitation:
    now = timezone.now()
    matter = Conversation(customer=Customer(), resolved_at=now)
    return SurveyInvitation(
        survey=survey, version=version, conversation=matter, channel=Channel(kind="chat"), at=now, sent_at=now
    )


@require_POST
@needs("surveys")
def switched(request: HttpRequest, pk: int) -> HttpResponse:
    row, on = get_object_or_404(Survey, pk=pk), request.POST.get("on") == "yes"
    editing.switch(row, on, signed_in(request), client_ip(request))
    words = _("%(name)s is on: matters resolved from now on are asked about.") if on else _("%(name)s is off.")
    messages.success(request, words % {"name": row.name})
    return redirect("survey-settings")


@require_http_methods(["GET", "HEAD", "POST"])
@needs("surveys")
def brought_in(request: HttpRequest) -> HttpResponse:
    form = ReviewsForm(request.POST or None, request.FILES or None)
    told = take_in(request, form) if request.method == "POST" and form.is_valid() else None
    rows = Review.objects.order_by("-written_on", "-pk")[:SHOWN]
    shown: dict[str, Any] = {"form": form, "told": told, "rows": rows, "count": Review.objects.count()}
    return render(request, "kpis/surveys/reviews.html", shown)


def take_in(request: HttpRequest, form: ReviewsForm) -> reviews.BroughtIn | None:
    try:
        told = reviews.bring_in(form.cleaned_data["source"], form.cleaned_data["file"])
    except (reviews.Unreadable, UnknownWriting):
        form.add_error(
            "file", _("No reviews found. The first line must name the columns: id, score, scale, text, date.")
        )
        return None
    audit(signed_in(request), "review.imported", None, client_ip(request), added=told.added, known=told.known)
    return told
