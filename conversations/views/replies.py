"""What an agent writes: a reply on a channel, a note for colleagues, a failed message once more."""

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from conversations import outbox, statuses
from conversations.capabilities import capabilities_of
from conversations.models import Entry, Message, Status
from conversations.routes import Route, routes
from conversations.thread_window import rows
from conversations.views.answers import done, refused
from conversations.views.nouns import Noun, seen_by
from conversations.writing import WritingForm, files_gone
from customers.names import addressed


class Replies(Noun):
    def post(self, request: HttpRequest) -> HttpResponseBase:
        form = WritingForm(request.POST, agent=self.agent)
        if not form.is_valid():
            return refused(request, "invalid", form.sentence(), to=self.page, status=400)
        # A press that arrives again is answered by its message, whatever became of the way since.
        message = outbox.by_key(self.matter, form.cleaned_data["client_key"])
        if message is None:
            route = self.route(form.cleaned_data["route"])
            if route is None or len(form.cleaned_data["text"]) > capabilities_of(route.channel).max_length:
                return self.no_way(request, route)
            try:
                message = self.say(form, route)
            except outbox.Stale as stale:
                return self.stale(request, stale)
            except outbox.FilesGone:
                return refused(request, "file_gone", files_gone(), to=self.page)
        return self.sent(request, message, form)

    def sent(self, request: HttpRequest, message: Message, form: WritingForm) -> HttpResponseBase:
        entry = self.resolved(form.cleaned_data["then"])
        words = _("Sent, and resolved: %(name)s") % {"name": addressed(self.matter.customer)} if entry else ""
        return said(self, request, message, words, entry)

    def no_way(self, request: HttpRequest, route: Route | None) -> HttpResponseBase:
        if route is None:
            words = _("This address can no longer be used. Choose another channel.")
            return refused(request, "route", words, to=self.page)
        words = _("%(channel)s takes at most %(most)s characters in one message.")
        most = capabilities_of(route.channel).max_length
        return refused(
            request, "too_long", words % {"channel": route.channel.name, "most": most}, to=self.page, status=400
        )

    def route(self, key: str) -> Route | None:
        return next((route for route in routes(self.matter, self.agent) if route.key == key and route.usable), None)

    def say(self, form: WritingForm, route: Route) -> Message:
        return outbox.reply(
            self.matter,
            self.agent,
            text=form.cleaned_data["text"],
            channel=route.channel,
            identity=route.identity,
            client_key=form.cleaned_data["client_key"],
            seen_revision=form.cleaned_data["seen"],
            attachment_ids=form.attachment_ids,
        )

    def resolved(self, then: str) -> Entry | None:
        """A press that arrives again, maybe much later, closes nothing over what the customer has said since."""
        self.matter.refresh_from_db(fields=["waiting_since"])
        if self.matter.waiting_since is not None:
            return None
        return statuses.set_status(self.matter, Status.RESOLVED, self.agent) if then == "resolve" else None

    def stale(self, request: HttpRequest, stale: outbox.Stale) -> HttpResponseBase:
        """Nothing was sent. What came in goes along, as far as this agent may see it."""
        visible = set(seen_by(self.agent).filter(customer=self.matter.customer).values_list("pk", flat=True))
        newer = [message for message in stale.newer if message.conversation_id in visible]
        count = len(stale.newer)
        words = ngettext(
            "Not sent: %(count)s new message has arrived. Read it, then send again.",
            "Not sent: %(count)s new messages have arrived. Read them, then send again.",
            count,
        ) % {"count": count}
        more: dict[str, Any] = {
            "items": [row.frame() for row in rows("message", newer)],
            "revision": max(message.arrived_revision for message in stale.newer),
        }
        return refused(request, "stale", words, to=self.page, **more)


class Notes(Noun):
    def post(self, request: HttpRequest) -> HttpResponseBase:
        form = WritingForm(request.POST, agent=self.agent)
        if not form.is_valid():
            return refused(request, "invalid", form.sentence(), to=self.page, status=400)
        try:
            return said(self, request, self.say(form))
        except outbox.FilesGone:
            return refused(request, "file_gone", files_gone(), to=self.page)

    def say(self, form: WritingForm) -> Message:
        return outbox.note(
            self.matter,
            self.agent,
            text=form.cleaned_data["text"],
            client_key=form.cleaned_data["client_key"],
            attachment_ids=form.attachment_ids,
        )


class Retry(Noun):
    """A failed message, or one that may have been sent: again, as the same message, because a person says so."""

    message: Message

    def load(self, *, pk: int) -> None:
        messages = Message.objects.visible_to(self.agent).select_related("conversation__customer")
        self.message = get_object_or_404(messages, pk=pk)
        self.matter = self.message.conversation

    def post(self, request: HttpRequest) -> HttpResponseBase:
        if not outbox.retry(self.message, self.agent):
            words = _("This message did not fail, or is being sent again already.")
            return refused(request, "not_failed", words, to=self.page)
        return done(request, _("Sending again"), to=self.page)


def said(
    noun: Noun, request: HttpRequest, message: Message, words: str = "", entry: Entry | None = None
) -> HttpResponseBase:
    items = [row.frame() for row in rows("message", [outbox.loaded(message.pk)])]
    return done(request, words, entry, to=noun.page, status=201, items=items, revision=message.arrived_revision)
