"""The field for a code that the customer reads aloud, beside the thread."""

from django.http import HttpRequest, HttpResponseBase
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agents.audit import audit, client_ip
from channels_ingest import handoff_spoken
from channels_ingest.handoff_effects import proves
from channels_ingest.handoff_tokens import code_in
from channels_ingest.handoffs import NotTaken, account_of
from channels_ingest.models import Handoff
from conversations.views.answers import done, refused
from conversations.views.nouns import Noun
from omnidesk.limits import OverLimit

REFUSED: dict[str, str | Promise] = {
    "unknown": gettext_lazy("No hand-off has this code. Have it read out once more, sign by sign."),
    "expired": gettext_lazy("This code has expired. The customer opens the help in the app again for a new one."),
    "used": gettext_lazy("This code was used before. The customer opens the help in the app again for a new one."),
    "paused": gettext_lazy("The app that made this code is paused."),
    "foreign": gettext_lazy("This code was made for somebody else."),
}


class SpokenCode(Noun):
    """POST {code}, however it was heard: K7C-4HX, k7c 4hx."""

    def post(self, request: HttpRequest) -> HttpResponseBase:
        code = code_in(request.POST.get("code", "").strip())
        if not code:
            words = _("A code has six signs, letters and digits, like K7C-4HX.")
            return refused(request, "invalid", words, to=self.page, status=400)
        try:
            handoff = handoff_spoken.take(self.matter, code, self.agent)
        except NotTaken as reason:
            self.note(request, reason.reason)
            return refused(request, reason.reason, str(REFUSED[reason.reason]), to=self.page)
        except OverLimit:
            self.note(request, "too_many")
            words = _("Too many codes were tried. Wait ten minutes, or confirm the customer another way.")
            return refused(request, "too_many", words, to=self.page, status=429)
        self.note(request, "taken")
        return done(request, self.became(handoff), to=self.page, status=201)

    def note(self, request: HttpRequest, outcome: str) -> None:
        audit(self.agent, "customer.handoff_code", self.matter, client_ip(request), outcome=outcome)

    def became(self, handoff: Handoff) -> str:
        if proves(handoff, self.matter.customer_id):
            return _("Confirmed: they are signed in to the app")
        if account_of(handoff) is None:
            return _("Taken over. They were not signed in, so it proves nothing.")
        return _("Taken over. The account is another record's: compare the two under Same person?")
