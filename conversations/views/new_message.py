"""New outgoing message: find the customer, choose the way, write. A dialog in the console, a page without scripts."""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from agents.access import needs, signed_in
from agents.models import Agent
from conversations import outbox
from conversations.models import Conversation
from conversations.new_message import NewMessageForm, ways
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
    if not (chosen.isascii() and chosen.isdecimal() and len(chosen) < 19):
        return shown(request, finding(agent, ""))
    customer = get_object_or_404(Customer.objects.visible_to(agent), pk=chosen)
    return sent_or_asked(request, agent, customer)


def sent_or_asked(request: HttpRequest, agent: Agent, customer: Customer) -> HttpResponseBase:
    found = ways(customer)
    form = NewMessageForm(request.POST or None, agent=agent, found=found, initial=first_choice(found))
    if request.method == "POST" and form.is_valid():
        return leads_to(request, send(customer, agent, form))
    theirs = Conversation.objects.visible_to(agent).open().filter(customer=customer)
    running = theirs.order_by("-last_activity_at").first()
    context = {"customer": customer, "ways": found, "form": form, "usable": bool(form.routes), "open_matter": running}
    return shown(request, context, status=422 if form.is_bound else 200)


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
    return message.conversation


def first_choice(found: list[Any]) -> dict[str, Any]:
    route = found[0].route if found and found[0].route.usable else None
    return {
        "client_key": uuid.uuid4(),
        "route": route.key if route else "",
        "team": route.channel.team if route else None,
    }


def finding(agent: Agent, text: str) -> dict[str, Any]:
    matters = Conversation.objects.visible_to(agent)
    found = search.find(Customer.objects.visible_to(agent), text, matters).order_by("-last_contact_at", "-pk")
    return {"typed": text, "found": list(found[:AT_MOST]) if text.strip() else []}


def leads_to(request: HttpRequest, matter: Conversation) -> HttpResponse:
    address = reverse("conversation", args=[matter.pk])
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return redirect(address)


def shown(request: HttpRequest, context: dict[str, Any], status: int = 200) -> HttpResponse:
    inside = request.headers.get("HX-Request") or request.headers.get("X-Requested-With") == "fetch"
    part = "conversations/new_message/dialog.html" if inside else "conversations/new_message/page.html"
    return render(request, part, {**context, "inside": inside}, status=status)
