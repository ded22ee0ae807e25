"""Single values of a record: look at what is masked, decide between two, hold one in place."""

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from agents.access import needs, signed_in
from agents.audit import client_ip
from customers import looking, provenance, rivals
from customers.models import Customer, RecordValue


@require_POST
@needs("unmask")
def look(request: HttpRequest, pk: int) -> HttpResponse:
    """The value, for this pair of eyes; never part of a page that is pushed or kept."""
    customer = get_object_or_404(Customer.objects.visible_to(signed_in(request)), pk=pk)
    try:
        value = looking.look(customer, request.POST.get("which", ""), signed_in(request), client_ip(request))
    except looking.NothingThere as error:
        raise Http404 from error
    answer = render(request, "customers/looked.html", {"value": value})
    answer["Cache-Control"] = "no-store"
    return answer


@require_POST
@needs("customers.edit")
def decide(request: HttpRequest, pk: int) -> HttpResponseBase:
    """do=choose takes the other value, do=keep sets it aside."""
    customer = get_object_or_404(Customer.objects.visible_to(signed_in(request)), pk=pk)
    number, deed = request.POST.get("value", ""), request.POST.get("do")
    if deed not in ("choose", "keep") or not number.isdecimal():
        raise BadRequest("do")
    rival = get_object_or_404(RecordValue, pk=int(number), customer=customer)
    try:
        (rivals.choose if deed == "choose" else rivals.keep)(rival, signed_in(request), client_ip(request))
    except rivals.Decided:
        messages.error(request, _("Somebody has decided this already."))
    else:
        messages.success(request, _("The record was changed") if deed == "choose" else _("The record stays as it is"))
    return redirect("customers:detail", pk=pk)


@require_POST
@needs("customers.edit")
def pin(request: HttpRequest, pk: int) -> HttpResponseBase:
    """on=1: these fields stay, whatever a system says later; without it they may change again."""
    customer = get_object_or_404(Customer.objects.visible_to(signed_in(request)), pk=pk)
    fields = [name for name in request.POST.getlist("field") if name in provenance.TRACKED]
    if not fields:
        raise BadRequest("field")
    for name in fields:
        try:
            rivals.pin(customer, name, signed_in(request), client_ip(request), on="on" in request.POST)
        except rivals.Decided:
            continue
    return redirect("customers:detail", pk=pk)
