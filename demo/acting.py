"""The part a simulated customer plays. Everything follows from a seed that travels in the ids of their messages, so
that the next step of the talk is found without keeping any state."""

import secrets
from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from agents.models import Agent
from channels_ingest import intake, keeping
from channels_ingest.chat import sessions
from channels_ingest.chat.pages import Page
from channels_ingest.models import RawDelivery, VisitorSession
from conversations.models import OPEN, Channel, Conversation, Direction
from customers.models import Customer, Identity
from demo import sites
from demo.dice import Dice
from demo.growth.beats import Beat, course, length
from demo.growth.history import APART
from demo.growth.slots import Slots
from demo.growth.speech import Speech
from demo.growth.talk import Storyline, Talk, talk
from demo.loading.customers import NO_TOKEN
from demo.planned import PlannedCustomer, Said
from demo.story import World, files, read
from demo.story.cast import Person

KNOWN = 0.6
BROWSER = "Mozilla/5.0 (simulated visitor of the demo)"


@dataclass
class Role(ABC):
    """One matter's talk: the beats of a storyline, said by this customer."""

    seed: int
    speech: Speech
    beats: list[Beat]
    now: datetime

    @abstractmethod
    def deliver(self, said: Said, matter: Conversation | None) -> RawDelivery:
        """Through the door: a raw delivery first, then whatever the desk makes of it."""

    def says(self, number: int, partner: Person | None = None) -> Said:
        """The customer's word of that number, to whoever of us spoke last; thanks when the course is over."""
        own = [beat for beat in self.beats if beat.by_customer]
        beat = own[number] if number < len(own) else Beat(True, (self.speech.talk.phrases["thanks"],), "customer")
        self.speech.opened = number > 0
        return self.speech.said(beat, self.now, partner or someone())

    def replies(self, number: int, agent: Agent) -> str:
        """Ours of that number; nothing when there is nothing left to say."""
        own = [beat for beat in self.beats if not beat.by_customer]
        person = played_by(agent)
        if number >= len(own) or person is None or person.id not in self.speech.talk.phrases.greet:
            return ""
        self.speech.opened, self.speech.answered = True, number > 0
        return self.speech.said(own[number], self.now, person).text


@dataclass
class Visitor(Role):
    """On this session of a chat site."""

    session: VisitorSession

    def deliver(self, said: Said, matter: Conversation | None) -> RawDelivery:
        body = {"session": str(self.session.pk), "text": said.text, "files": []}
        name = f"{self.session.pk}:sim-{self.seed}-{secrets.token_hex(4)}"
        raw = keeping.keep_raw(self.session.channel, name, body)
        intake.ingest(raw.pk)
        return raw


def played_by(agent: Agent | None) -> Person | None:
    return next((one for one in read().people if agent and one.email == agent.email), None)


def partner_in(matter: Conversation) -> Person | None:
    ours = matter.messages.filter(direction=Direction.OUT, is_automatic=False).select_related("author")
    last = ours.order_by("-pk").first()
    return played_by(last.author) if last else None


def someone() -> Person:
    return read().people[0]


def begin_visit(seed: int, language: str, dice: Dice) -> Visitor:
    """A new matter: a storyline, and somebody on the site of its team."""
    line, _case = storyline(talk(language), Dice(f"line-{seed}"))
    channel = Channel.objects.select_related("team").get(public_id=sites.BY_TEAM[line.team])
    session = (known(channel, language, dice) if dice.chance(KNOWN) else None) or stranger(channel, language, dice)
    return role(seed, language, session, planned(session.identity.customer if session.identity else None, session))


def visit_of(matter: Conversation, seed: int, language: str, identity: Identity) -> Visitor | None:
    """The part that is being played in this matter, or a plain one for a matter of the story."""
    session = VisitorSession.objects.select_related("channel").filter(identity=identity).first()
    if session is None:
        return None
    customer = planned(matter.customer, session)
    return role(seed, language, session, customer) if seed else polite(matter, session, customer)


def customer_language(matter: Conversation) -> str:
    return matter.team.language if matter.team else matter.customer.language


def role(seed: int, language: str, session: VisitorSession, customer: PlannedCustomer) -> Visitor:
    """The same seed tells the same story, whenever it is asked."""
    world: World = read()
    words = talk(language)
    dice = Dice(f"line-{seed}")
    line, case = storyline(words, dice)
    beats = course(words, line.of(case), min(9, length(dice)), dice)
    slots = Slots(world, words, line, customer, session.created_at, dice)
    if not session.page_url:
        model = slots.values["model"]
        session.page_url, session.page_title = f"{sites.shop_origins()[0]}/{language}/{model}/", model
        session.save(update_fields=["page_url", "page_title"])
    return Visitor(seed, Speech(words, customer, slots, line.note, dice), beats, timezone.now(), session)


def polite(matter: Conversation, session: VisitorSession, customer: PlannedCustomer) -> Visitor:
    """In a matter of the story nobody knows the rest of the script: they confirm, and thank."""
    words = talk(customer_language(matter))
    dice = Dice(f"matter-{matter.pk}-{matter.next_seq}")
    slots = Slots(read(), words, None, customer, timezone.now(), dice)
    speech = Speech(words, customer, slots, (), dice)
    return Visitor(0, speech, polite_beats(matter, words, dice), timezone.now(), session)


def polite_beats(matter: Conversation, words: Talk, dice: Dice) -> list[Beat]:
    spoken = matter.messages.filter(direction=Direction.IN).count()
    thanks = [Beat(True, (words.phrases["waiting" if dice.chance(0.4) else "thanks"],), "customer")] * (spoken + 1)
    ours = [Beat(False, (words.phrases["hold"],), "agent")] * matter.messages.filter(direction=Direction.OUT).count()
    good_bye = [Beat(False, ((),), "agent")] if dice.chance(0.5) else []
    return [*thanks, *ours, *good_bye]


def storyline(words: Talk, dice: Dice) -> tuple[Storyline, str]:
    line = dice.weighted(words.storylines, words.weights)
    while line.business:
        line = dice.weighted(words.storylines, words.weights)
    return line, dice.choice(line.cases)


def known(channel: Channel, language: str, dice: Dice) -> VisitorSession | None:
    """A customer of the demo who has nothing in hand and did not write this week."""
    browsers = VisitorSession.objects.filter(channel=channel, language=language, ended_at=None)
    browsers = browsers.filter(identity__customer__is_demo=True, token_hash__startswith=NO_TOKEN)
    busy = Conversation.objects.filter(status__in=OPEN).values("customer")
    lately = Conversation.objects.filter(last_activity_at__gt=timezone.now() - APART).values("customer")
    free = browsers.exclude(identity__customer__in=busy).exclude(identity__customer__in=lately)
    free = free.filter(identity__customer__blocked_at=None, identity__customer__merged_into=None)
    found = list(free.select_related("channel", "identity__customer").order_by("pk")[:60])
    return dice.choice(found) if found else None


def stranger(channel: Channel, language: str, dice: Dice) -> VisitorSession:
    """Somebody nobody knows: a new browser, a typed name. The token is thrown away."""
    names = files.load("names.yaml")
    if language == "en":
        name = dice.choice(names["english"]).split(" ")[0]
    else:
        name = dice.choice(names["family"]).split(" ")[0]
    page = Page("", "")
    session, _token = sessions.begin(channel, language=language, page=page, user_agent=BROWSER, name=name)
    return session


def planned(customer: Customer | None, session: VisitorSession) -> PlannedCustomer:
    casual = session.pk.int % 3 == 0
    if customer is None:
        return PlannedCustomer(id="", family_name=session.name, language=session.language, casual=casual)
    return plan(customer, session.language, casual=casual)


def plan(customer: Customer, language: str, *, casual: bool) -> PlannedCustomer:
    return PlannedCustomer(
        id=str(customer.pk),
        family_name=customer.family_name,
        given_name=customer.given_name,
        company=customer.company_name,
        honorific=customer.honorific or "様",
        language=language,
        tier=customer.tier,
        casual=casual,
    )
