"""New outgoing message: find the customer, choose the way, write. A dialog in the console, a page without scripts."""

import uuid
from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from agents.access import needs, signed_in
from agents.models import Agent
from conversations import beginning, outbox
from conversations.models import Conversation
from conversations.models.draft import NewDraft
from conversations.new_message import NewMessageForm, ways
from conversations.views.answers import refused
from customers import search
from customers.models import Customer

AT_MOST = 8


@require_http_methods(["GET", "HEAD", "POST"])
@needs("reply")
def new_message(request: HttpRequest) -> HttpResponseBase:
    agent = signed_in(request)
    chosen = request.POST.get("customer") or request.GET.get("customer")
    if not chosen:
        return shown(request, finding(agent, request.GET.get("q", "")))
    if not is_number(chosen):
        return shown(request, finding(agent, ""))
    return sent_or_asked(request, agent, found_customer(agent, chosen))


@require_POST
@needs("reply")
def new_message_draft(request: HttpRequest) -> HttpResponseBase:
    """POST as the form stands: kept for whoever writes it, until it is sent or emptied."""
    agent, chosen = signed_in(request), request.POST.get("customer", "")
    if not is_number(chosen):
        raise Http404
    try:
        beginning.keep(agent, found_customer(agent, chosen), request.POST)
    except beginning.Sent:
        return refused(request, "sent", _("This message was sent already."), to=reverse("new-message"), status=410)
    return HttpResponse(status=204)


def is_number(chosen: str) -> bool:
    return chosen.isascii() and chosen.isdecimal() and len(chosen) < 19


def found_customer(agent: Agent, chosen: str) -> Customer:
    return get_object_or_404(Customer.objects.visible_to(agent), pk=chosen)


def sent_or_asked(request: HttpRequest, agent: Agent, customer: Customer) -> HttpResponseBase:
    found, draft = ways(customer), beginning.of(agent, customer)
    initial = as_left(draft, found) if draft else first_choice(found)
    form = NewMessageForm(request.POST or None, agent=agent, found=found, initial=initial)
    if request.method == "POST" and form.is_valid():
        return leads_to(request, send(customer, agent, form))
    theirs = Conversation.objects.visible_to(agent).open().filter(customer=customer)
    running = theirs.order_by("-last_activity_at").first()
    context = {"customer": customer, "ways": found, "form": form, "usable": bool(form.routes), "open_matter": running}
    context["draft"] = None if form.is_bound else draft
    return shown(request, context, status=422 if form.is_bound else 200)


@transaction.atomic
def send(customer: Customer, agent: Agent, form: NewMessageForm) -> Conversation:
    said, route = form.cleaned_data, form.routes[form.cleaned_data["route"]]
    key = str(said["client_key"])
    message = outbox.write_to(
        customer,
        agent,
        text=said["text"],
        channel=route.channel,
        identity=route.identity,
        team=said["team"],
        client_key=key,
        letter=form.letter(),
    )
    beginning.forget(agent, customer)
    return message.conversation


def first_choice(found: list[Any]) -> dict[str, Any]:
    route = found[0].route if found and found[0].route.usable else None
    return {
        "client_key": uuid.uuid4(),
        "route": route.key if route else "",
        "team": route.channel.team if route else None,
    }


def as_left(draft: NewDraft, found: list[Any]) -> dict[str, Any]:
    """The way that was chosen then may reach nobody any more; the words stay."""
    chosen = next((way.route for way in found if way.route.usable and way.route.key == draft.route), None)
    kept = {"client_key": draft.client_key, "text": draft.text, "subject": draft.subject}
    way = {"route": draft.route} if chosen else {}
    return first_choice(found) | kept | way | ({"team": draft.team_id} if draft.team_id else {})


def finding(agent: Agent, text: str) -> dict[str, Any]:
    matters = Conversation.objects.visible_to(agent)
    found = search.find(Customer.objects.visible_to(agent), text, matters).order_by("-last_contact_at", "-pk")
    drafts = [] if text.strip() else list(beginning.begun(agent))
    return {"typed": text, "found": list(found[:AT_MOST]) if text.strip() else [], "drafts": drafts}


def leads_to(request: HttpRequest, matter: Conversation) -> HttpResponse:
    address = reverse("conversation", args=[matter.pk])
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return redirect(address)


def shown(request: HttpRequest, context: dict[str, Any], status: int = 200) -> HttpResponse:
    inside = request.headers.get("HX-Request") or request.headers.get("X-Requested-With") == "fetch"
    part = "conversations/new_message/dialog.html" if inside else "conversations/new_message/page.html"
    return render(request, part, {**context, "inside": inside}, status=status)
