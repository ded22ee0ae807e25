"""Deeds on a matter: who looks after it, whose turn it is, when it comes back."""

from typing import ClassVar

from django import forms
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from agents.models import Agent, Team
from conversations import assigning, card_lines, handing_over, labelling, snoozing, snoozing_times, statuses
from conversations.models import CLOSED, Conversation, Status
from conversations.thread_page import CHOSEN
from conversations.views.answers import done, refused
from conversations.views.nouns import Noun
from customers.names import addressed


class Assignment(Noun):
    """POST {agent}: that person, none = nobody. DELETE: nobody."""

    action: ClassVar[str] = "assign"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        people = Agent.objects.filter(is_active=True).prefetch_related("memberships")
        able = [person for person in people if assigning.may_take(self.matter, person)]
        teams = Team.objects.all()
        shown = {"people": able, "teams": teams, "me": self.agent, "card": card_lines.build(self.matter)}
        return self.choices(request, "conversations/thread/assigning.html", **shown)

    def post(self, request: HttpRequest) -> HttpResponseBase:
        chosen = request.POST.get("agent", "")
        person = get_object_or_404(Agent, pk=number(chosen), is_active=True) if chosen else None
        return self.give(request, person)

    def delete(self, request: HttpRequest) -> HttpResponseBase:
        return self.give(request, None)

    def give(self, request: HttpRequest, person: Agent | None) -> HttpResponseBase:
        try:
            entry = assigning.assign(self.matter, person, self.agent, passing(request, self.matter))
        except handing_over.NeedsReason:
            return without_reason(self, request)
        except assigning.CannotTake:
            words = _("%(name)s is not in the team of this matter. Move the matter to their team first.")
            return refused(request, "cannot_take", words % {"name": person.full_name if person else ""}, to=self.page)
        return done(request, given(person, self.agent), entry, to=self.page)


def given(person: Agent | None, agent: Agent) -> str:
    if person is None:
        return _("Now unassigned")
    if person.pk == agent.pk:
        return _("Assigned to you")
    return _("Handed to %(name)s") % {"name": person.full_name}


def passing(request: HttpRequest, matter: Conversation) -> handing_over.Passing:
    """The card as the form brings it; a form without one passes it on as it is built. Raises NeedsReason."""
    given = request.POST
    if given.get("without"):
        return handing_over.Passing(without=True, reason=given.get("reason", ""))
    if "line_key" not in given:
        return handing_over.AS_BUILT
    return handing_over.Passing(handing_over.written(matter, given.getlist("line_key"), given.getlist("line_text")))


def without_reason(noun: Noun, request: HttpRequest) -> HttpResponseBase:
    words = _("Nothing was handed over: say why it goes without its card, or leave the card with it.")
    return refused(request, "needs_reason", words, to=noun.page, status=400)


class TeamOf(Noun):
    action: ClassVar[str] = "assign"

    def post(self, request: HttpRequest) -> HttpResponseBase:
        chosen = request.POST.get("team", "")
        return self.move(request, get_object_or_404(Team, pk=number(chosen)) if chosen else None)

    def delete(self, request: HttpRequest) -> HttpResponseBase:
        return self.move(request, None)

    def move(self, request: HttpRequest, team: Team | None) -> HttpResponseBase:
        try:
            entry = assigning.move_to_team(self.matter, team, self.agent, passing(request, self.matter))
        except handing_over.NeedsReason:
            return without_reason(self, request)
        words = _("Moved to %(team)s") % {"team": team.name if team else _("no team")}
        return done(request, words, entry, to=self.page)


class StatusOf(Noun):
    def post(self, request: HttpRequest) -> HttpResponseBase:
        wanted = request.POST.get("status", "")
        if wanted not in CHOSEN:
            return refused(request, "status", _("This status does not exist."), to=self.page, status=400)
        entry = statuses.set_status(self.matter, wanted, self.agent)
        return done(request, status_words(wanted, addressed(self.matter.customer)), entry, to=self.page)


def status_words(status: str, name: str) -> str:
    if status == Status.RESOLVED:
        return _("Resolved: %(name)s") % {"name": name}
    if status in CLOSED:
        return _("No reply needed: %(name)s") % {"name": name}
    return _("Status: %(status)s") % {"status": Status(status).label}


class Snooze(Noun):
    """POST {preset} or {until}, in the zone of whoever snoozes. DELETE wakes."""

    action: ClassVar[str] = "snooze"

    def post(self, request: HttpRequest) -> HttpResponseBase:
        until = snoozing_times.chosen(self.agent, request.POST.get("preset", ""), request.POST.get("until", ""))
        if until is None:
            return refused(request, "time", _("Choose a time, for example tomorrow at 9:00."), to=self.page, status=400)
        try:
            entry = snoozing.snooze(self.matter, until, self.agent)
        except snoozing.NotLater:
            words = _("Choose a time in the future. A closed matter cannot be snoozed.")
            return refused(request, "not_later", words, to=self.page, status=400)
        here = timezone.localtime(until, snoozing_times.zone_of(self.agent))
        words = _("Snoozed until %(time)s") % {"time": date_format(here, "SHORT_DATETIME_FORMAT")}
        return done(request, words, entry, to=self.page)

    def delete(self, request: HttpRequest) -> HttpResponseBase:
        return done(request, _("Snooze ended"), snoozing.wake(self.matter, self.agent), to=self.page)


class TitleOf(Noun):
    def post(self, request: HttpRequest) -> HttpResponseBase:
        title = request.POST.get("title", "").replace("\x00", "").strip()
        if not title:
            return refused(request, "title", _("A title needs at least one letter."), to=self.page, status=400)
        return done(request, _("Title saved"), labelling.retitle(self.matter, title, self.agent), to=self.page)


def number(text: str) -> int:
    """An id from a form; what is none matches nothing."""
    try:
        return int(forms.IntegerField(min_value=0, max_value=2**62).clean(text))
    except forms.ValidationError:
        return 0
