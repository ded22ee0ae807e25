"""What we promised: the page of one's own promises, and the deeds on each."""

from datetime import timedelta
from typing import ClassVar

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.functional import Promise as StrPromise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from agents.access import can, signed_in
from conversations import promising, snoozing_times
from conversations.models import Entry, Promise
from conversations.promises_page import page
from conversations.views.answers import done, refused
from conversations.views.nouns import Noun, seen_by

KEPT_RATE_OF = timedelta(days=30)


@require_safe
def promises(request: HttpRequest) -> HttpResponse:
    agent = signed_in(request)
    shown = page(agent, everybody=can(agent, "asked.again") and request.GET.get("whose") == "team")
    part = "conversations/promises/list.html" if request.headers.get("HX-Request") else "conversations/promises.html"
    rate = promising.kept_rate(shown.pop("rows"), timezone.now() - KEPT_RATE_OF)
    return render(request, part, {**shown, "rate": rate, "leads": can(agent, "asked.again")})


class PromisesOf(Noun):
    """POST {text, due}: a promise by hand."""

    def post(self, request: HttpRequest) -> HttpResponseBase:
        text = request.POST.get("text", "").replace("\x00", "").strip()
        typed = request.POST.get("due", "")
        due = snoozing_times.chosen(self.agent, "", typed) if typed else None
        if not text:
            words = _("Write what was promised, for example: call back about the exchange.")
            return refused(request, "text", words, to=self.page, status=400)
        if typed and due is None:
            return refused(request, "time", _("Choose a time, for example tomorrow at 9:00."), to=self.page, status=400)
        entry = promising.make(self.matter, self.agent, text, due)
        return done(request, _("Promise noted"), entry, to=self.page, status=201)


class Deed(Noun):
    """One thing that can be done with a promise; taken back like every deed, by its entry."""

    promise: Promise
    words: ClassVar[StrPromise]

    def load(self, *, pk: int) -> None:
        found = promising.visible_to(self.agent).select_related("conversation__customer", "owner")
        self.promise = get_object_or_404(found, pk=pk)
        self.matter = get_object_or_404(seen_by(self.agent), pk=self.promise.conversation_id)

    def post(self, request: HttpRequest) -> HttpResponseBase:
        try:
            entry = self.do(request)
        except promising.Settled:
            return refused(request, "settled", _("A colleague was faster: this promise is settled."), to=self.page)
        return done(request, str(self.words), entry, to=self.page)

    def do(self, request: HttpRequest) -> Entry:
        raise LookupError(type(self).__name__)


class Confirmation(Deed):
    """POST {due}: it is one, by this time."""

    words = gettext_lazy("Promise confirmed")

    def do(self, request: HttpRequest) -> Entry:
        typed = request.POST.get("due", "")
        due = snoozing_times.chosen(self.agent, "", typed) if typed else None
        return promising.confirm(self.promise, self.agent, due)


class Kept(Deed):
    words = gettext_lazy("Promise kept")

    def do(self, request: HttpRequest) -> Entry:
        return promising.keep(self.promise, self.agent)


class Dropped(Deed):
    words = gettext_lazy("Set aside: not a promise")

    def do(self, request: HttpRequest) -> Entry:
        return promising.drop(self.promise, self.agent)
