"""What an agent writes: a reply on a channel, a note for colleagues, a failed message once more."""

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from conversations import asking_again, drafting, guarding, outbox, statuses
from conversations.capabilities import capabilities_of
from conversations.guarding import Question
from conversations.letter_form import LetterForm, as_typed, outside_of
from conversations.models import Delivery, Entry, Message, Status
from conversations.routes import Route, routes
from conversations.thread_window import rows
from conversations.views.answers import by_script, done, refused
from conversations.views.nouns import Noun, seen_by
from conversations.writing import LONGEST, WritingForm, choices_typed, files_gone, own_uploads
from customers.names import addressed
from sentences.attaching import says_attached


class Replies(Noun):
    def post(self, request: HttpRequest) -> HttpResponseBase:
        form = WritingForm(request.POST, agent=self.agent)
        if not form.is_valid():
            return self.back(request, "invalid", form.sentence())
        # A press that arrives again is answered by its message, whatever became of the way since.
        message = outbox.by_key(self.matter, form.cleaned_data["client_key"])
        if message is None:
            route = self.route(form.cleaned_data["route"])
            if route is None:
                words = _("This address can no longer be used. Choose another channel.")
                return self.back(request, "route", words, status=409)
            outside = outside_of(request.POST, route.channel)
            trouble = too_long(form, route) or unclear(outside)
            if trouble:
                return self.back(request, *trouble, route=route)
            known = self.known(form, route, outside)
            if unexplained(form, known):
                return self.asks_again(request, known, route)
            if by_script(request) and forgot_the_file(form):
                words = _("You mention an attachment but no file is attached.")
                return self.back(request, "no_file", words, route=route, status=409)
            try:
                message = self.say(form, route, outside, known)
            except outbox.Stale as stale:
                return self.stale(request, stale)
            except outbox.FilesGone:
                return refused(request, "file_gone", files_gone(), to=self.page)
        return self.sent(request, message, form)

    def sent(self, request: HttpRequest, message: Message, form: WritingForm) -> HttpResponseBase:
        entry = self.resolved(form.cleaned_data["then"])
        words = _("Sent, and resolved: %(name)s") % {"name": addressed(self.matter.customer)} if entry else ""
        return said(self, request, message, words, entry)

    def back(
        self,
        request: HttpRequest,
        code: str,
        words: str,
        *,
        route: Route | None = None,
        status: int = 400,
        **more: Any,
    ) -> HttpResponseBase:
        """A script still has what was typed; for a plain form it is kept as the draft."""
        if route is not None and not by_script(request):
            files = own_uploads(self.agent, request.POST.getlist("files"))
            typed = request.POST.get("text", "")[:LONGEST].replace("\x00", "")
            offer = choices_typed(request.POST)
            drafting.keep(self.matter, self.agent, route.channel, typed, files, as_typed(request.POST), offer)
        return refused(request, code, words, to=self.page, status=status, **more)

    def route(self, key: str) -> Route | None:
        return next((route for route in routes(self.matter, self.agent) if route.key == key and route.usable), None)

    def known(self, form: WritingForm, route: Route, outside: LetterForm | None) -> list[Question]:
        """A letter to somebody else asks the customer nothing."""
        if outside and outside.letter().goes_past(route.identity):
            return []
        return guarding.questions(self.matter, self.agent, form.cleaned_data["text"])

    @transaction.atomic
    def say(self, form: WritingForm, route: Route, outside: LetterForm | None, known: list[Question]) -> Message:
        message = outbox.reply(
            self.matter,
            self.agent,
            text=form.cleaned_data["text"],
            channel=route.channel,
            identity=route.identity,
            client_key=form.cleaned_data["client_key"],
            seen_revision=form.cleaned_data["seen"],
            attachment_ids=form.attachment_ids,
            letter=outside.letter() if outside else None,
            choices=form.cleaned_data["choices"],
        )
        asking_again.overridden(message, known, form.cleaned_data["ask_anyway"])
        return message

    def asks_again(self, request: HttpRequest, known: list[Question], route: Route) -> HttpResponseBase:
        """Nothing was sent: the writer takes the question out, or says why it is asked all the same."""
        words = _("%(what)s: already given. Take the question out, or say why you ask again.")
        what = pgettext("list", ", ").join(dict.fromkeys(question.label for question in known))
        frames = [question.frame() for question in known]
        return self.back(request, "asks_again", words % {"what": what}, route=route, status=409, questions=frames)

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


def unexplained(form: WritingForm, known: list[Question]) -> bool:
    """A page with scripts names the questions that the reason is for; a plain form means them all."""
    if form.cleaned_data["ask_anyway"] and not form.asked:
        return False
    accepted = form.asked if form.cleaned_data["ask_anyway"] else []
    return bool(guarding.unanswered(known, accepted))


def forgot_the_file(form: WritingForm) -> bool:
    """Only a page with scripts can answer; a plain form is sent as it is."""
    return not (form.cleaned_data["without_file"] or form.attachment_ids) and says_attached(form.cleaned_data["text"])


def too_long(form: WritingForm, route: Route) -> tuple[str, str] | None:
    most = capabilities_of(route.channel).max_length
    if len(form.cleaned_data["text"]) <= most:
        return None
    words = _("%(channel)s takes at most %(most)s characters in one message.")
    return "too_long", words % {"channel": route.channel.name, "most": most}


def unclear(outside: LetterForm | None) -> tuple[str, str] | None:
    return ("letter", outside.sentence()) if outside is not None and not outside.is_valid() else None


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
    more: dict[str, Any] = {"items": items, "revision": message.arrived_revision}
    if is_held(message):
        more["withdrawal"] = reverse("message-withdrawal", args=[message.pk])
        words = words or _("The mail leaves in a few seconds")
    return done(request, words, entry, to=noun.page, status=201, **more)


def is_held(message: Message) -> bool:
    """Still here, so that it can be taken back."""
    held = message.channel is not None and bool(capabilities_of(message.channel).held)
    return held and message.delivery == Delivery.QUEUED and not message.attempts
