"""The thread of a customer: the page with one matter chosen, earlier pieces, and what changed since."""

from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from agents.access import signed_in
from conversations import thread_page
from conversations.models import Conversation
from conversations.suggesting import suggestion_for
from conversations.thread_window import Place, changes, window
from conversations.views.nouns import seen_by
from conversations.views.queue import frame
from customers.models import Customer

LARGEST = 2**63 - 1


@require_safe
def conversation(request: HttpRequest, pk: int) -> HttpResponse:
    """The two panes alone where a page asks for them, else the whole console."""
    agent = signed_in(request)
    matter = get_object_or_404(seen_by(agent), pk=pk)
    shown = thread_page.thread_context(matter, agent, place(request.GET.get("before", "")))
    if request.headers.get("HX-Request"):
        response = render(request, "conversations/thread/pane.html", shown)
    else:
        response = render(request, "conversations/console.html", frame(request, matter) | shown)
    patch_vary_headers(response, ["HX-Request"])
    return response


@require_safe
def bar(request: HttpRequest, pk: int) -> HttpResponse:
    agent = signed_in(request)
    matter = get_object_or_404(seen_by(agent), pk=pk)
    return render(request, "conversations/thread/bar.html", thread_page.bar_context(matter, agent))


@require_safe
def panel(request: HttpRequest, pk: int) -> HttpResponse:
    agent = signed_in(request)
    matter = get_object_or_404(seen_by(agent), pk=pk)
    return render(request, "conversations/context/panel.html", thread_page.panel_context(matter, agent))


@require_safe
def suggestion(request: HttpRequest, pk: int) -> HttpResponse:
    agent = signed_in(request)
    matter = get_object_or_404(seen_by(agent), pk=pk)
    found = {"matter": matter, "customer": matter.customer, "suggestion": suggestion_for(matter.customer, agent)}
    return render(request, "conversations/thread/suggestion.html", found)


@require_safe
def older(request: HttpRequest, pk: int) -> JsonResponse:
    """The piece before a place; without one, the newest."""
    agent = signed_in(request)
    customer = get_object_or_404(Customer.objects.visible_to(agent), pk=pk)
    piece = window(customer, Conversation.objects.visible_to(agent), place(request.GET.get("before", "")))
    return JsonResponse({"items": [row.frame() for row in piece.rows], "before": str(piece.older or "")})


@require_safe
def thread_changes(request: HttpRequest, pk: int) -> JsonResponse:
    """Every row of the visible matters above a revision. A merged customer has moved: the page loads anew."""
    agent = signed_in(request)
    customer = get_object_or_404(Customer, pk=pk)
    if customer.merged_into_id is not None:
        return JsonResponse({"moved": True})
    return JsonResponse(as_json(changes(customer, Conversation.objects.visible_to(agent), revision(request))))


def as_json(found: Any) -> dict[str, Any]:
    return {
        "revision": found.revision,
        "stale": False,
        "too_many": found.too_many,
        "visible": found.visible,
        "items": [row.frame() for row in found.rows],
        "shut": [row.frame() for row in found.shut],
    }


def revision(request: HttpRequest) -> int:
    text = request.GET.get("after", "0")
    if not (text.isascii() and text.isdecimal() and int(text[:20]) <= LARGEST):
        raise BadRequest("after")
    return int(text)


def place(text: str) -> Place | None:
    if not text:
        return None
    try:
        return Place.parse(text)
    except (ValueError, OverflowError) as error:
        raise BadRequest("before") from error
