"""What is no matter, and who may not write into the queue any more."""

from typing import ClassVar

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from conversations import spam
from conversations.views.answers import done
from conversations.views.nouns import Noun, seen_by
from customers.models import Customer
from customers.names import addressed


class Spam(Noun):
    action: ClassVar[str] = "spam"

    def post(self, request: HttpRequest) -> HttpResponseBase:
        return done(request, _("Marked as spam"), spam.mark(self.matter, self.agent), to=self.page)

    def delete(self, request: HttpRequest) -> HttpResponseBase:
        return done(request, _("Back in the queue"), spam.unmark(self.matter, self.agent), to=self.page)


class Block(Noun):
    """Of a customer; written into the history of their newest matter that this agent sees."""

    action: ClassVar[str] = "block"

    def load(self, *, pk: int) -> None:
        customer = get_object_or_404(Customer.objects.visible_to(self.agent), pk=pk)
        matters = seen_by(self.agent).filter(customer=customer).order_by("-last_activity_at", "-pk")
        self.matter = get_object_or_404(matters[:1])

    def post(self, request: HttpRequest) -> HttpResponseBase:
        words = _("%(name)s is blocked: what they write goes to spam") % {"name": addressed(self.matter.customer)}
        return done(request, words, spam.block(self.matter, self.agent), to=self.page)

    def delete(self, request: HttpRequest) -> HttpResponseBase:
        words = _("%(name)s may write again") % {"name": addressed(self.matter.customer)}
        return done(request, words, spam.unblock(self.matter, self.agent), to=self.page)
