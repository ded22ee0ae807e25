"""What was told, put right by those who read it."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from conversations import fact_deeds
from conversations.facts_card import of_matter
from conversations.models import Conversation, Entry
from conversations.views.answers import done, refused
from conversations.views.nouns import Noun
from customers import fact_words, masking
from customers.models import Fact
from customers.noting import LONGEST


def wanted(request: HttpRequest) -> tuple[str, str] | None:
    """Which thing, and its value; None where one of the two is missing."""
    key = request.POST.get("key", "")
    value = " ".join(request.POST.get("value", "").replace("\x00", "").split())
    return (key, value) if key in fact_words.BY_KEY and 0 < len(value) <= LONGEST else None


def incomplete(request: HttpRequest, to: str) -> HttpResponseBase:
    words = _("Choose what it is, and write it down in at most %(number)s characters.") % {"number": LONGEST}
    return refused(request, "fact", words, to=to, status=400)


class Facts(Noun):
    """GET: the form. POST {key, value}: written down by hand."""

    def get(self, request: HttpRequest) -> HttpResponseBase:
        return self.choices(request, "conversations/context/fact_form.html", words=fact_words.WORDS)

    def post(self, request: HttpRequest) -> HttpResponseBase:
        given = wanted(request)
        if given is None:
            return incomplete(request, self.page)
        entry = fact_deeds.add(self.matter, self.agent, *given)
        words = _("Written down: %(label)s") % {"label": fact_words.label(given[0])}
        return done(request, words, entry, to=self.page, status=201)


class OneFact(Noun):
    """GET: the form with its value. POST {deed}: confirm, strike, or correct with {key, value}."""

    fact: Fact

    def load(self, *, pk: int, fact: int = 0) -> None:
        super().load(pk=pk)
        self.fact = get_object_or_404(of_matter(self.matter), pk=fact)

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """What is masked is not told by its form either: whoever puts it right writes the new value."""
        part, fact = "conversations/context/fact_form.html", self.fact
        value = "" if fact.key in masking.MASKED_FACTS else fact.value
        return self.choices(request, part, fact=fact, value=value, words=fact_words.WORDS)

    def post(self, request: HttpRequest) -> HttpResponseBase:
        do = DEEDS.get(request.POST.get("deed", ""))
        given = wanted(request)
        if do is None:
            raise Http404
        if do is corrected and given is None:
            return incomplete(request, self.page)
        try:
            words, entry = do(self.matter, self.fact, self.agent, given)
        except fact_deeds.Gone:
            return refused(request, "gone", _("A colleague has changed this meanwhile."), to=self.page)
        return done(request, words % {"label": fact_words.label(self.fact.key)}, entry, to=self.page)


type Done = tuple[str, Entry]


def confirmed(matter: Conversation, fact: Fact, agent: Any, given: tuple[str, str] | None) -> Done:
    return _("Confirmed: %(label)s"), fact_deeds.confirm(matter, fact, agent)


def struck(matter: Conversation, fact: Fact, agent: Any, given: tuple[str, str] | None) -> Done:
    return _("Struck out: %(label)s"), fact_deeds.strike(matter, fact, agent)


def corrected(matter: Conversation, fact: Fact, agent: Any, given: tuple[str, str] | None) -> Done:
    return _("Put right: %(label)s"), fact_deeds.correct(matter, fact, agent, *(given or (fact.key, fact.value)))


DEEDS = {"confirm": confirmed, "strike": struck, "correct": corrected}
