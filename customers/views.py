"""The customers' pages: find, read, write down. Which matters one sees there is asked of the room above, by URL."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agents.access import can, needs, signed_in
from agents.audit import client_ip
from customers import consents, doubles, listing, matters, profile, records
from customers.forms import CustomerForm, IdentityForm, ListForm, NewCustomerForm, known_holders
from customers.identities import NotAnAddress, normalise
from customers.listing import Asked
from customers.merging import in_force
from customers.models import Answer, Assurance, Customer, IdentityKind, Purpose


@require_safe
def customer_list(request: HttpRequest) -> HttpResponse:
    agent, asked = signed_in(request), wanted(request.GET)
    lines, after = listing.page(agent, asked, request.GET.get("after", ""))
    context = {
        "lines": lines,
        "asked": asked,
        "address": address(request.GET),
        "more": address(request.GET, after=after) if after else "",
        "counted": listing.counted(agent, asked) if asked.is_narrowed else None,
        "most": listing.COUNTED,
        "tiers": listing.tiers(),
        "levels": Assurance.choices,
        "kinds": IdentityKind.choices,
        "candidates": doubles.waiting().count(),
    }
    return render(request, "customers/list.html", context)


def wanted(query: QueryDict) -> Asked:
    form = ListForm(query)
    if not form.is_valid():
        raise BadRequest(", ".join(form.errors))
    return Asked(**form.cleaned_data)


def address(query: QueryDict, **changed: str) -> str:
    kept = QueryDict(mutable=True)
    kept.update({name: str(query[name]) for name in ListForm.base_fields if query.get(name)})
    kept.update(changed)
    return kept.urlencode()


@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    customer = followed(pk)
    if customer.pk != pk:
        return redirect("customers:detail", pk=customer.pk)
    return render(request, "customers/detail.html", record(request, customer))


def followed(pk: int) -> Customer:
    """Merged customers lead to who they are now."""
    customer = get_object_or_404(Customer, pk=pk)
    while customer.merged_into is not None:
        customer = customer.merged_into
    return customer


def record(request: HttpRequest, customer: Customer, identity_form: IdentityForm | None = None) -> dict[str, Any]:
    agent = signed_in(request)
    if not agent.is_active:
        raise Http404
    ways = profile.ways(customer)
    return {
        "customer": customer,
        "merges": in_force(customer),
        "ways": ways,
        "surest": next((way.identity for way in ways if way.identity.assurance), None),
        "rows": profile.rows(customer),
        "identity_form": identity_form or IdentityForm(),
        "latest": matters.visible(agent).filter(customer=customer).order_by("-last_activity_at").first(),
        "history": profile.history(customer, with_looks=can(agent, "looks")),
        "may_edit": can(agent, "customers.edit"),
        "may_look": can(agent, "unmask"),
        "matters": matters.counted(agent, customer),
        "candidates": doubles.waiting(customer).count(),
        "consents": consents.lines(customer),
        "evidence": consents.evidence(customer),
        "purposes": Purpose,
        "answers": Answer,
    }


@require_http_methods(["GET", "HEAD", "POST"])
@needs("customers.edit")
def create(request: HttpRequest) -> HttpResponseBase:
    form = NewCustomerForm(request.POST or None, initial=guessed(request.GET.get("q", "")))
    then = request.POST.get("then") or request.GET.get("then", "")
    known: list[Customer] = []
    if request.method == "POST" and form.is_valid():
        known = [] if form.cleaned_data["somebody_else"] else known_holders(form.addresses())
        if not known:
            customer = records.create(form, signed_in(request), client_ip(request))
            messages.success(request, _("The customer was added"))
            return redirect(afterwards(customer, then))
    context = {"form": form, "known": known, "then": then}
    return render(request, "customers/create.html", context, status=422 if form.is_bound else 200)


def afterwards(customer: Customer, then: str) -> str:
    if then == "write":
        return f"{reverse('new-message')}?customer={customer.pk}"
    return reverse("customers:detail", args=[customer.pk])


def guessed(typed: str) -> dict[str, str]:
    """What was searched for in vain goes into the field where it belongs."""
    for kind, name in ((IdentityKind.EMAIL, "email"), (IdentityKind.PHONE, "phone")):
        try:
            normalise(kind, typed)
            return {name: typed}
        except NotAnAddress:
            continue
    family, _gap, given = typed.strip().replace("　", " ").partition(" ")
    return {"family_name": family[:80], "given_name": given[:80]}


@require_http_methods(["GET", "HEAD", "POST"])
@needs("customers.edit")
def edit(request: HttpRequest, pk: int) -> HttpResponseBase:
    customer = get_object_or_404(Customer.objects.visible_to(signed_in(request)), pk=pk)
    form = CustomerForm(request.POST or None, instance=customer)
    if request.method == "POST" and form.is_valid():
        try:
            records.edit(form, signed_in(request), client_ip(request))
        except records.ChangedMeanwhile:
            form.add_error(None, _("Someone saved this first. Open the record again to see what changed."))
        else:
            messages.success(request, _("Saved"))
            return redirect("customers:detail", pk=pk)
    return render(
        request, "customers/edit.html", {"form": form, "customer": customer}, status=422 if form.is_bound else 200
    )


@require_POST
@needs("customers.edit")
def identities(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Write down an address, as claimed."""
    customer = get_object_or_404(Customer.objects.visible_to(signed_in(request)), pk=pk)
    form = IdentityForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        records.claim(customer, said["kind"], said["value"], signed_in(request), client_ip(request))
        return redirect("customers:detail", pk=pk)
    return render(request, "customers/detail.html", record(request, customer, form), status=422)


@require_http_methods(["POST", "DELETE"])
@needs("customers.edit")
def identity(request: HttpRequest, pk: int, identity_pk: int) -> HttpResponseBase:
    """Take a claim off the record (DELETE; forms post _method=DELETE)."""
    if request.method == "POST" and request.POST.get("_method") != "DELETE":
        raise BadRequest("_method")
    customer = get_object_or_404(Customer.objects.visible_to(signed_in(request)), pk=pk)
    held = get_object_or_404(customer.identities, pk=identity_pk)
    try:
        records.withdraw(held, signed_in(request), client_ip(request))
    except records.StillNeeded:
        messages.error(
            request, _("This identity cannot be removed: it is confirmed, or messages were sent through it.")
        )
    return redirect("customers:detail", pk=pk)
