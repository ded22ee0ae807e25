"""Calls in the thread: dial, say how it goes, write it up; and who it is that rings."""

import uuid

from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from conversations import calls, routes
from conversations.calls import CannotDial, News
from conversations.models import CallOutcome, CallState, Message, WrapUp
from conversations.views.answers import done, refused
from conversations.views.nouns import Noun, seen_by
from customers import looking
from customers.masking import masked
from customers.models import Assurance
from customers.names import addressed
from omnidesk.limits import address_of

BY_HAND = (CallOutcome.ANSWERED, CallOutcome.NO_ANSWER, CallOutcome.BUSY, CallOutcome.CANCELLED, CallOutcome.VOICEMAIL)


class Calls(Noun):
    """POST {line}: the key of a route that can be called."""

    def post(self, request: HttpRequest) -> HttpResponseBase:
        named = request.POST.get("line", "")
        lines = routes.dialled(routes.ways_to(self.matter.customer))
        line = next((line for line in lines if line.key == named), None)
        if line is None:
            words = _("This number cannot be called on this channel.")
            return refused(request, "no_line", words, to=self.page)
        key = request.POST.get("client_key", "")[:64].replace("\x00", "") or uuid.uuid4().hex
        try:
            calls.dial(self.agent, self.matter, line.identity, line.channel, key=key)
        except CannotDial as error:
            return refused(request, "cannot_dial", error.reason, to=self.page)
        shown = masked(line.identity.kind, line.identity.address)
        return done(request, _("Calling %(address)s") % {"address": shown}, to=self.page, status=201)


class OfACall(Noun):
    message: Message

    def load(self, *, pk: int) -> None:
        visible = Message.objects.visible_to(self.agent).filter(call__isnull=False)
        found = visible.select_related("call", "channel", "identity").filter(pk=pk).first()
        if found is None:
            raise Http404
        self.message = found
        self.matter = seen_by(self.agent).get(pk=found.conversation_id)


class OneCall(OfACall):
    def get(self, request: HttpRequest) -> HttpResponseBase:
        """For the notice that somebody rings: who it is, as far as a caller's number can say."""
        if self.message.call.is_over:
            return JsonResponse({})
        identity = self.message.identity
        is_known = identity is not None and identity.assurance >= Assurance.ATTESTED
        who = {
            "name": addressed(self.matter.customer),
            "number": masked(identity.kind, identity.address) if identity else "",
        }
        known, unknown = _("A call from the number of %(name)s (%(number)s)"), _("A call from %(number)s: %(name)s")
        words = (known if is_known else unknown) % who
        # It was open before they rang.
        words += f" · {self.matter.title}" if self.message.seq > 1 and self.matter.title else ""
        return JsonResponse({"words": words, "href": reverse("conversation", args=[self.matter.pk])})

    def post(self, request: HttpRequest) -> HttpResponseBase:
        """{told}: "talking", or how it ended."""
        told = request.POST.get("told", "")
        if told == CallState.TALKING:
            is_new = calls.tell_by_hand(self.agent, self.message, News(CallState.TALKING))
        elif told in BY_HAND:
            is_new = calls.end_by_hand(self.agent, self.message, told)
        else:
            return refused(request, "invalid", _("Choose how the call went."), to=self.page, status=400)
        return done(request, "" if is_new else _("The call is over already."), to=self.page)


class ToTheTelephone(HttpResponseRedirect):
    allowed_schemes = ["tel"]


class NumberOf(OfACall):
    """GET: to the telephone on the desk. The bubble is the same for everybody and names no number."""

    action = "unmask"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        identity, call = self.message.identity, self.message.call
        if identity is None or not call.by_hand or call.is_over:
            raise Http404
        # Whoever dials reads the number: written down like every look at one.
        looking.look(identity.customer, f"identity-{identity.pk}", self.agent, address_of(request))
        return ToTheTelephone(f"tel:{call.number}")


class WrappedUp(OfACall):
    def post(self, request: HttpRequest) -> HttpResponseBase:
        """The fields are named after the message, because several calls may stand in one form."""
        outcome = request.POST.get(f"wrap-up-{self.message.pk}", "")
        note = request.POST.get(f"note-{self.message.pk}", "").replace("\x00", "")
        if outcome not in WrapUp.values or not calls.wrap_up(self.agent, self.message, outcome, note):
            words = _("After-call work begins when the call is over.")
            return refused(request, "invalid", words, to=self.page, status=409)
        return done(request, _("After-call work is finished."), to=self.page)
