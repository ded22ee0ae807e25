"""The page of callbacks, what the rail counts, and the card of one matter."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agents.access import signed_in
from callbacks import asking, listing, slots
from callbacks.asked import Asked
from callbacks.forms import WishForm
from callbacks.models import Outcome, Through, Wish
from callbacks.slots import Full
from conversations.models import Conversation
from conversations.views.answers import done, refused
from conversations.views.nouns import Noun
from customers.models import Identity, IdentityKind


@require_safe
def callbacks(request: HttpRequest) -> HttpResponse:
    agent, settled = signed_in(request), request.GET.get("show") == "settled"
    page = listing.page(agent, settled=settled, after=request.GET.get("after", ""))
    part = "callbacks/list.html" if request.headers.get("HX-Request") else "callbacks/page.html"
    counts = listing.counts(agent)
    context = {"page": page, "settled": settled, "outcomes": Outcome.choices, "counts": counts}
    # The rail says it at once, as far as it has room; its script goes on from there.
    context["callbacks_open"] = min(counts["open"], 99)
    response = render(request, part, context)
    patch_vary_headers(response, ["HX-Request"])
    return response


@require_safe
def counts(request: HttpRequest) -> JsonResponse:
    return JsonResponse(listing.counts(signed_in(request)))


class CallbacksOf(Noun):
    """GET: the card of this matter. POST {number, wish, at, note}: the customer asked one of us."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.choices(request, "callbacks/card.html", **card(self.matter))

    def post(self, request: HttpRequest) -> HttpResponseBase:
        form = WishForm({**request.POST.dict(), "number": request.POST.get("number") or known_number(self.matter)})
        if not form.is_valid():
            words = next(iter(form.errors.values()))[0]
            return refused(request, "invalid", str(words), to=self.page, status=400)
        said = form.cleaned_data
        wanted = Asked(said["number"], said["wish"], Through.AGENT, said["at"], said["note"])
        try:
            noted = asking.ask(self.matter, wanted, self.agent)
        except Full:
            return refused(request, "full", _("This time is taken by now. Choose another one."), to=self.page)
        elsewhere = _("A call to this number has already been requested on another record.")
        return done(request, _("Callback noted") if noted.pk else elsewhere, to=self.page, status=201)


def known_number(matter: Conversation) -> str:
    phone = phone_of(matter)
    return phone.value if phone else ""


def phone_of(matter: Conversation) -> Identity | None:
    return matter.customer.identities.filter(kind=IdentityKind.PHONE).order_by("-assurance", "-pk").first()


def card(matter: Conversation) -> dict[str, Any]:
    free = slots.free(matter.team) if matter.team else []
    return {
        "callbacks": listing.of_matter(matter),
        "outcomes": Outcome.choices,
        "phone": phone_of(matter),
        "wishes": Wish.choices,
        "free": free[:60],
        "address": reverse("callbacks-of", args=[matter.pk]),
    }
