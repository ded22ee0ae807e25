"""What one does with a letter: take it back before it leaves, hand it on to somebody else."""

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from conversations import forwarding, withdrawing
from conversations.capabilities import capabilities_of
from conversations.letter_form import as_written
from conversations.models import Message
from conversations.routes import Route, routes
from conversations.thread_page import as_kept
from conversations.views.answers import done, refused
from conversations.views.nouns import Noun


class OfMessage(Noun):
    message: Message

    def load(self, *, pk: int) -> None:
        messages = Message.objects.visible_to(self.agent).select_related(
            "conversation__customer", "channel", "identity", "envelope"
        )
        self.message = get_object_or_404(messages, pk=pk)
        self.matter = self.message.conversation


def as_sent(message: Message) -> dict[str, Any]:
    """What the composer had held."""
    files = [{"id": str(file.public_id), "name": file.name, "size": file.size} for file in message.attachments.all()]
    route = f"{message.channel_id}-{message.identity_id}"
    return {"mode": "reply", "route": route, "text": message.text, "files": files, "letter": as_written(message)}


class Withdrawal(OfMessage):
    """The writer's own, for the seconds in which it has not left; it is a draft again."""

    def post(self, request: HttpRequest) -> HttpResponseBase:
        if self.message.author_id != self.agent.pk:
            words = _("Only the person who wrote it can take it back.")
            return refused(request, "not_yours", words, to=self.page)
        back = as_sent(self.message)
        if not withdrawing.withdraw(self.message, self.agent):
            words = _("It has already left and can no longer be taken back.")
            return refused(request, "left", words, to=self.page)
        return done(request, _("Taken back. It is in your draft again."), to=self.page, back=back)


class Forward(OfMessage):
    """POST makes a draft to somebody else: the words below, the files along, the address still empty."""

    def load(self, *, pk: int) -> None:
        super().load(pk=pk)
        get_object_or_404(Message.objects.filter(envelope__isnull=False, unsent_at=None), pk=pk)

    def post(self, request: HttpRequest) -> HttpResponseBase:
        route = self.route()
        if route is None:
            words = _("There is no mailbox from which this could be forwarded.")
            return refused(request, "route", words, to=self.page)
        draft = forwarding.draft_of(self.message, self.agent, route.channel)
        return done(request, "", to=self.page, route=route.key, channel=str(route.channel.pk), draft=as_kept(draft))

    def route(self) -> Route | None:
        """The mailbox it came through where it still sends, else any other one."""
        able = [it for it in routes(self.matter, self.agent) if it.usable and capabilities_of(it.channel).letters]
        own = (it for it in able if it.channel == self.message.channel)
        return next(own, able[0] if able else None)
