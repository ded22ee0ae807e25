"""The queue of records that may be one person: read the reasons, compare, merge, or record that they are two."""

from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from agents.access import needs, signed_in
from agents.audit import client_ip
from agents.models import Agent
from conversations.merge_preview import Preview
from conversations.views.answers import done
from customers import doubles
from customers.models import Customer, MergeCandidate, NotTheSame

SHOWN = 100


@require_safe
@needs("merge")
def duplicates(request: HttpRequest) -> HttpResponseBase:
    """of=: only the pairs of one record; pair=: the one to look at, else the surest."""
    agent, of = signed_in(request), request.GET.get("of", "")
    if of and not (of.isdecimal() and len(of) < 19):
        raise BadRequest("of")
    customer = get_object_or_404(Customer.objects.visible_to(agent), pk=int(of)) if of else None
    waiting = doubles.waiting(customer)
    queue = list(waiting[:SHOWN])
    chosen = next((one for one in queue if str(one.pk) == request.GET.get("pair")), queue[0] if queue else None)
    context = {
        "queue": queue,
        "counted": waiting.count(),
        "chosen": chosen,
        "of": customer,
        "later": after(queue, chosen),
    }
    return render(request, "conversations/merging/duplicates.html", context | pane(chosen, agent))


def after(queue: list[MergeCandidate], chosen: MergeCandidate | None) -> MergeCandidate | None:
    """The next pair, and the first again after the last: narrow screens have no list."""
    if chosen is None or len(queue) < 2:
        return None
    return queue[(queue.index(chosen) + 1) % len(queue)]


def pane(chosen: MergeCandidate | None, agent: Agent) -> dict[str, Any]:
    if chosen is None:
        return {}
    source, target = sides(chosen)
    return {"preview": Preview(source, target, agent), "number": chosen.pk}


def sides(chosen: MergeCandidate) -> tuple[Customer, Customer]:
    """The older record stays: links and letters know its number."""
    older, younger = sorted((chosen.one, chosen.other), key=lambda customer: (customer.created_at, customer.pk))
    return younger, older


@require_POST
@needs("merge")
def apart(request: HttpRequest, pk: int, other: int) -> HttpResponseBase:
    """Somebody looked: they are two people, and the pair is not shown again."""
    agent = signed_in(request)
    one, another = (get_object_or_404(Customer.objects.visible_to(agent), pk=key) for key in (pk, other))
    if one == another:
        raise BadRequest("other")
    kept = doubles.tell_apart(one, another, agent, client_ip(request))
    back = reverse("customer-duplicates")
    return done(request, _("Recorded as two people"), to=back, undo=reverse("customer-apart-undo", args=[kept.pk]))


@require_POST
@needs("merge")
def apart_undo(request: HttpRequest, pk: int) -> HttpResponseBase:
    kept = get_object_or_404(NotTheSame.objects.select_related("one", "other"), pk=pk)
    doubles.take_back(kept, signed_in(request), client_ip(request))
    return done(request, _("They may be one person again"), to=reverse("customer-duplicates"))
