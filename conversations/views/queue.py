"""The console's frame and its list."""

from typing import Any

from django import forms
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from agents.access import signed_in
from agents.models import Agent
from conversations import going_live, queue, rows, tallies
from conversations.models import Conversation, Label
from conversations.queue import Wanted


class WantedForm(forms.Form):
    view = forms.ChoiceField(choices=[(name, name) for name in queue.VIEWS], required=False)
    sort = forms.ChoiceField(choices=[(name, name) for name in queue.SORTS], required=False)
    channel = forms.IntegerField(required=False, min_value=1, max_value=2**62)
    label = forms.IntegerField(required=False, min_value=1, max_value=2**62)


@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """The console without a matter; asked by htmx, only its list."""
    part = "conversations/queue/pane.html" if request.headers.get("HX-Request") else "conversations/console.html"
    response = render(request, part, frame(request))
    patch_vary_headers(response, ["HX-Request"])
    return response


@require_safe
def inbox_rows(request: HttpRequest) -> HttpResponse:
    """More rows after a cursor, or those of ?ids= that the view lists now."""
    agent, asked = signed_in(request), wanted(request.GET)
    if "ids" in request.GET:
        found = rows.dressed(agent, queue.among(agent, asked, ids(request.GET["ids"])))
        return render(request, "conversations/queue/piece.html", {"rows": found, "address": address(request.GET)})
    page = queue.page(agent, asked, request.GET.get("after", ""))
    found = rows.dressed(agent, page.places)
    context = {"rows": found, "page": page, "address": address(request.GET), "more": more(request.GET, page)}
    return render(request, "conversations/queue/piece.html", context)


@require_safe
def inbox_counts(request: HttpRequest) -> JsonResponse:
    agent = signed_in(request)
    return JsonResponse({**tallies.counts(agent), "unread": rows.unread_count(agent)})


def frame(request: HttpRequest, selected: Conversation | None = None) -> dict[str, Any]:
    """What console.html needs for its list; the page of a matter adds its thread."""
    agent, asked = signed_in(request), wanted(request.GET)
    page = queue.page(agent, asked, request.GET.get("after", ""))
    found, counts = rows.dressed(agent, page.places), tallies.counts(agent)
    return {
        "wanted": asked,
        "address": address(request.GET),
        "counts": counts,
        "rows": found,
        "page": page,
        "more": more(request.GET, page),
        "selected": selected,
        "unread": rows.unread_count(agent) or "",
        "channels": list(going_live.to_choose_from()),
        "labels": list(Label.objects.all()),
        "next_waiting": next_waiting(agent) if not found and asked == Wanted() and counts["unassigned"] else None,
    }


def next_waiting(agent: Agent) -> Conversation | None:
    """Who has waited longest and is nobody's yet: the next job of an empty list."""
    places = queue.page(agent, Wanted(view="unassigned")).places
    return Conversation.objects.visible_to(agent).filter(pk=places[0].pk).first() if places else None


def wanted(query: QueryDict) -> Wanted:
    form = WantedForm(query)
    if not form.is_valid():
        raise BadRequest(", ".join(form.errors))
    return Wanted(**{name: value for name, value in form.cleaned_data.items() if value})


def address(query: QueryDict, **changed: str) -> str:
    """The list's own part of an address, carried along by every link of the console."""
    kept = QueryDict(mutable=True)
    kept.update({name: str(query[name]) for name in WantedForm.base_fields if query.get(name)})
    kept.update(changed)
    return kept.urlencode()


def more(query: QueryDict, page: queue.Page) -> str:
    return address(query, after=page.after) if page.after else ""


def ids(text: str) -> list[int]:
    parts = text.split(",")[: queue.MOST_IDS]
    if not all(part.isascii() and part.isdecimal() and len(part) < 19 for part in parts):
        raise BadRequest("ids")
    return [int(part) for part in parts]
