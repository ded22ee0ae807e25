"""The deeds on one callback. Each is one noun, and each answers with its way back."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from callbacks import deeds, dialling, listing, slots
from callbacks.forms import OutcomeForm, PlaceForm
from callbacks.models import Callback, State, Wish
from callbacks.slots import Full
from conversations.calls import CannotDial
from conversations.models import Conversation, Entry
from conversations.views.answers import by_script, done, refused
from conversations.views.nouns import Noun, seen_by
from customers import looking
from omnidesk.limits import address_of


class Deed(Noun):
    callback: Callback

    def load(self, *, pk: int) -> None:
        found = listing.dressed(Callback.objects.visible_to(self.agent))
        self.callback = get_object_or_404(found, pk=pk)
        self.matter = get_object_or_404(seen_by(self.agent), pk=self.callback.conversation_id)

    @property
    def page(self) -> str:
        return reverse("callbacks")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return super().dispatch(request, *args, **kwargs)
        except deeds.Passed:
            words = _("A colleague was faster, or it is settled by now. The list shows how it stands.")
            return refused(request, "passed", words, to=reverse("callbacks"))
        except Full:
            words = _("This time is taken by now. Choose another one.")
            return refused(request, "full", words, to=reverse("callbacks"))

    def told(self, request: HttpRequest, words: str, entry: Entry, **more: Any) -> HttpResponseBase:
        return done(request, words, to=self.page, **(way_back(entry) | more))


def way_back(entry: Entry) -> dict[str, str]:
    return {"undo": reverse("callback-undo", args=[entry.pk])} if "before" in entry.data else {}


class Taking(Deed):
    def post(self, request: HttpRequest) -> HttpResponseBase:
        return self.told(request, _("Taken"), deeds.take(self.callback, self.agent))

    def delete(self, request: HttpRequest) -> HttpResponseBase:
        return self.told(request, _("Back in the queue"), deeds.release(self.callback, self.agent))


class Attempts(Deed):
    """POST {key}: call now, through the team's telephone channel or by the telephone on the desk."""

    def post(self, request: HttpRequest) -> HttpResponseBase:
        # Whoever dials reads the number: written down like every look at one.
        looking.look(self.matter.customer, f"identity-{self.callback.identity_id}", self.agent, address_of(request))
        try:
            attempt = dialling.call(self.callback, self.agent)
        except CannotDial as refusal:
            return refused(request, "cannot_dial", refusal.reason, to=self.page)
        by_hand = _("Dial the number on your telephone.")
        words = _("Calling. Your telephone rings first.") if attempt.rings else by_hand
        return done(request, words, to=self.page, status=201)


class HangingUp(Deed):
    """POST: dialled by hand, the call is over; its writer's time begins."""

    def post(self, request: HttpRequest) -> HttpResponseBase:
        deeds.hang_up(self.callback, self.agent)
        return done(request, "", to=self.page)


class OutcomeOf(Deed):
    """POST {outcome, note}: the call and the writing after it are over."""

    def post(self, request: HttpRequest) -> HttpResponseBase:
        form = OutcomeForm(request.POST)
        if not form.is_valid():
            return refused(request, "outcome", _("Choose what came of it."), to=self.page, status=400)
        entry = dialling.settle(self.callback, self.agent, form.cleaned_data["outcome"], form.cleaned_data["note"])
        after = entry.data["after"]["state"]
        words = {
            State.DONE: _("Called back"),
            State.GIVEN_UP: _("Given up. You can write to the customer."),
        }.get(after, _("Will be tried again"))
        return self.told(request, words, entry, state=after)


class Place(Deed):
    """GET: the times that are free. POST {wish, at}: another time, or the same page with what is wrong."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.form(request, self.callback.wish)

    def form(self, request: HttpRequest, chosen: str, wrong: str = "") -> HttpResponse:
        free = slots.free(self.callback.callers)[:200] if self.callback.callers else []
        context = {"callback": self.callback, "free": free, "wishes": Wish.choices, "chosen": chosen, "wrong": wrong}
        page = "callbacks/place.html" if by_script(request) else "callbacks/place_page.html"
        return render(request, page, context, status=422 if wrong else 200)

    def post(self, request: HttpRequest) -> HttpResponseBase:
        form = PlaceForm(request.POST)
        if not form.is_valid():
            words = str(next(iter(form.errors.values()))[0])
            if by_script(request):
                return refused(request, "invalid", words, to=self.page, status=400)
            return self.form(request, request.POST.get("wish", ""), words)
        entry = deeds.move(self.callback, form.cleaned_data["wish"], form.cleaned_data["at"], self.agent)
        return self.told(request, _("Callback moved"), entry) if entry else done(request, "", to=self.page)


class Cancellation(Deed):
    def post(self, request: HttpRequest) -> HttpResponseBase:
        return self.told(request, _("Callback cancelled"), deeds.cancel(self.callback, self.agent))


class Letter(Deed):
    """POST: what is written when nobody could be reached, as a draft in the composer; its writer reads it and sends."""

    def post(self, request: HttpRequest) -> HttpResponseBase:
        address = reverse("conversation", args=[self.matter.pk])
        dialling.draft_farewell(self.callback, self.matter, self.agent)
        if by_script(request):
            return HttpResponse(status=204, headers={"HX-Redirect": address})
        return redirect(address)


class StepUndo(Noun):
    entry: Entry

    def load(self, *, pk: int) -> None:
        matters = Conversation.objects.visible_to(self.agent)
        self.entry = get_object_or_404(Entry, pk=pk, kind__startswith="callback_", conversation__in=matters)
        # It may lie in another matter by now.
        get_object_or_404(Callback.objects.visible_to(self.agent), pk=self.entry.data["callback"])

    def post(self, request: HttpRequest) -> HttpResponseBase:
        try:
            deeds.undo(self.entry, self.agent)
        except deeds.Passed:
            words = _("Something was done since, so this cannot be taken back.")
            return refused(request, "too_late", words, to=reverse("callbacks"))
        return done(request, _("Taken back"), to=reverse("callbacks"))
