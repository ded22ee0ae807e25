"""Ask for a proof: a one-time code to an address of the matter's customer."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from conversations import code_letters
from conversations.views.answers import done, refused
from conversations.views.nouns import Noun
from customers.models import Identity
from customers.proving import PROVABLE
from omnidesk.limits import OverLimit


class Codes(Noun):
    """POST {identity}: to that address; without it, to the one that is least sure."""

    def post(self, request: HttpRequest) -> HttpResponseBase:
        identity = self.asked(request)
        if identity is None:
            return refused(
                request, "no_address", _("There is no address or number that a code can be sent to."), to=self.page
            )
        try:
            code_letters.send(self.matter, identity, self.agent)
        except code_letters.NoWay as reason:
            words = _("The code was not sent: %(reason)s") % {"reason": reason}
            return refused(request, "no_way", words, to=self.page)
        except OverLimit:
            words = _("Enough codes were sent for now. Wait an hour, or ask for another proof.")
            return refused(request, "too_many", words, to=self.page, status=429)
        return done(request, _("Code sent to %(address)s") % {"address": identity.address}, to=self.page, status=201)

    def asked(self, request: HttpRequest) -> Identity | None:
        named = request.POST.get("identity", "")
        if not named:
            return code_letters.to_prove(self.matter)
        own = Identity.objects.filter(customer=self.matter.customer_id, kind__in=PROVABLE)
        return get_object_or_404(own, pk=int(named) if named.isascii() and named.isdigit() and len(named) < 19 else 0)
