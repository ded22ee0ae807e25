"""Are these two one person? Find the other record, compare, merge; and take a merge back."""

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from agents.access import needs, signed_in
from agents.models import Agent
from conversations import merging
from conversations.merge_preview import Preview, possible_twins
from conversations.models import Conversation
from conversations.views.answers import done, refused
from customers import search
from customers.merging import can_be_undone
from customers.models import Customer, Merge
from customers.names import addressed

FOUND_MOST = 20


def visible_customer(agent: Agent, pk: int) -> Customer:
    found: Customer = get_object_or_404(Customer.objects.visible_to(agent), pk=pk)
    return found


@require_safe
@needs("merge")
def merge_search(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The other record: who looks alike, or whoever is searched for."""
    agent, text = signed_in(request), request.GET.get("q", "").strip()[:100]
    customer = visible_customer(agent, pk)
    others = Customer.objects.visible_to(agent).exclude(pk=pk)
    found = (
        list(search.find(others, text, Conversation.objects.visible_to(agent))[:FOUND_MOST])
        if text
        else possible_twins(customer, others, FOUND_MOST)
    )
    return render(request, "conversations/merging/search.html", {"customer": customer, "found": found, "q": text})


@require_http_methods(["GET", "HEAD", "POST"])
@needs("merge")
def merge(request: HttpRequest, pk: int, other: int) -> HttpResponseBase:
    """`pk` (A) stays; `other` (B) becomes one with it."""
    agent = signed_in(request)
    # Merged ones too: whoever presses twice, or second of two, reads what happened.
    target, source = get_object_or_404(Customer, pk=pk), get_object_or_404(Customer, pk=other)
    if target == source:
        raise Http404
    if request.method != "POST":
        if target.merged_into_id or source.merged_into_id:
            return redirect("customers:detail", pk=target.pk)
        preview = Preview(source, target, agent)
        return render(request, "conversations/merging/compare.html", {"preview": preview})
    choices = {name: value for name, value in request.POST.items() if value in ("source", "target")}
    back = reverse("customers:detail", args=[target.pk])
    try:
        made = merging.merge(source, target, agent, choices)
    except merging.CannotMerge as error:
        return refused(request, "cannot_merge", why_not(error), to=back)
    words = _("Merged into %(name)s") % {"name": addressed(target)}
    return done(request, words, to=back, undo=reverse("customer-unmerge", args=[made.pk]))


def why_not(error: merging.CannotMerge) -> str:
    if not isinstance(error, merging.MergedMeanwhile):
        return _("Both are known by claims only: ask one of them to prove it.")
    if error.is_one:
        return _("These two records are one already.")
    return _("One of the two records was merged with another one meanwhile. Look at it again before you merge.")


@require_http_methods(["GET", "HEAD", "POST"])
@needs("merge")
def unmerge(request: HttpRequest, pk: int) -> HttpResponseBase:
    """What would go back, and the way back."""
    agent = signed_in(request)
    made = get_object_or_404(Merge.objects.select_related("source", "target", "merged_by"), pk=pk)
    if request.method != "POST":
        open_yet = can_be_undone(made)
        context = {"merge": made, "open": open_yet, "returns": merging.returns(made) if open_yet else None}
        return render(request, "conversations/merging/undo.html", context)
    back = reverse("customers:detail", args=[made.target_id])
    try:
        merging.undo(made, agent)
    except merging.TooLate:
        return refused(request, "too_late", _("This merge was undone already, or is older than 90 days."), to=back)
    return done(request, _("The merge was undone: both records are back"), to=back)
