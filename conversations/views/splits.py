"""One matter in two, two in one, and any deed taken back."""

from datetime import timedelta
from typing import ClassVar

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from agents.access import can
from conversations import splitting, undo
from conversations.models import Entry, Message
from conversations.views.actions import number
from conversations.views.answers import done, refused
from conversations.views.nouns import Noun, seen_by

# One's own deed may put a matter out of one's sight (another team, by mistake): the way back stays open so long.
OWN_DEED = timedelta(minutes=10)


class Split(Noun):
    """POST {message}: everything from it on becomes a matter of its own."""

    action: ClassVar[str] = "split"

    def post(self, request: HttpRequest) -> HttpResponseBase:
        messages = Message.objects.filter(conversation=self.matter)
        message = get_object_or_404(messages, pk=number(request.POST.get("message", "")))
        try:
            other = splitting.split(self.matter, message, self.agent)
        except splitting.CannotSplit:
            words = _("This is the first message of the matter, so there is nothing before it to split from.")
            return refused(request, "cannot_split", words, to=self.page)
        entry = Entry.objects.filter(conversation=self.matter, kind="split").order_by("-pk").first()
        words = _("From here on it is %(number)s") % {"number": other.number}
        return done(request, words, entry, to=reverse("conversation", args=[other.pk]))


class Join(Noun):
    """POST {into}: this matter goes on in another one of the same customer."""

    action: ClassVar[str] = "split"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        others = seen_by(self.agent).filter(customer=self.matter.customer, joined_into=None).exclude(pk=self.matter.pk)
        latest = list(others.order_by("-last_activity_at")[:30])
        return self.choices(request, "conversations/thread/joining.html", others=latest)

    def post(self, request: HttpRequest) -> HttpResponseBase:
        into = get_object_or_404(seen_by(self.agent), pk=number(request.POST.get("into", "")))
        try:
            entry = splitting.join(self.matter, into, self.agent)
        except splitting.CannotJoin:
            words = _("Only two matters of the same customer can be joined.")
            return refused(request, "cannot_join", words, to=self.page)
        page = reverse("conversation", args=[into.pk])
        return done(request, _("Joined into %(number)s") % {"number": into.number}, entry, to=page, page=page)


class Undo(Noun):
    """Takes back the deed that an entry tells of."""

    entry: Entry

    def load(self, *, pk: int) -> None:
        own = Q(actor=self.agent, at__gte=timezone.now() - OWN_DEED)
        entries = Entry.objects.filter(Q(conversation__in=seen_by(self.agent)) | own)
        self.entry = get_object_or_404(entries.select_related("conversation__customer"), pk=pk)
        self.matter = self.entry.conversation

    def post(self, request: HttpRequest) -> HttpResponseBase:
        if self.entry.kind not in undo.UNDOABLE or not can(self.agent, "assign"):
            raise Http404
        try:
            undo.undo(self.entry, self.agent)
        except undo.AlreadyUndone:
            return refused(request, "already_undone", _("This has been undone already."), to=self.page)
        except undo.TooLate:
            words = _("Somebody has changed this since. Look at the thread and change it there.")
            return refused(request, "too_late", words, to=self.page)
        return done(request, _("Undone"), to=self.page)
