"""The part a simulated customer plays. Everything follows from a seed that travels in the ids of their messages, so
that the next step of the talk is found without keeping any state."""

import re
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from agents.models import Agent
from channels_ingest.chat import sessions
from channels_ingest.chat.pages import Page
from channels_ingest.models import VisitorSession
from conversations.models import OPEN, Channel, Conversation, Direction
from customers.models import Customer
from demo import sites
from demo.dice import Dice
from demo.growth.beats import Beat, course, length
from demo.growth.history import APART
from demo.growth.slots import Slots
from demo.growth.speech import Speech
from demo.growth.talk import Storyline, Talk, talk
from demo.loading.customers import NO_TOKEN
from demo.planned import PlannedCustomer
from demo.story import World, files, read
from demo.story.cast import Person

SEED = re.compile(r":sim-(\d+)-")
KNOWN = 0.6
ENGLISH = 0.2
BROWSER = "Mozilla/5.0 (simulated visitor of the demo)"


@dataclass
class Role:
    """One matter's talk: the beats of a storyline, said by this customer on this session."""

    seed: int
    session: VisitorSession
    speech: Speech
    beats: list[Beat]
    now: datetime

    def says(self, number: int) -> str:
        """The customer's word of that number; thanks when the course is over."""
        own = [beat for beat in self.beats if beat.by_customer]
        beat = own[number] if number < len(own) else Beat(True, (self.speech.talk.phrases["thanks"],), "customer")
        self.speech.opened = number > 0
        return self.speech.said(beat, self.now, someone()).text

    def replies(self, number: int, agent: Agent) -> str:
        """Ours of that number; nothing when there is nothing left to say."""
        own = [beat for beat in self.beats if not beat.by_customer]
        person = next((one for one in read().people if one.email == agent.email), None)
        if number >= len(own) or person is None or person.id not in self.speech.talk.phrases.greet:
            return ""
        return self.speech.said(own[number], self.now, person).text


def someone() -> Person:
    return read().people[0]


def begin_role(dice: Dice) -> Role:
    """A new matter: a storyline, and somebody on the site of its team."""
    seed = dice.randrange(1, 10**9)
    language = "en" if dice.chance(ENGLISH) else "ja"
    line, _case = storyline(talk(language), Dice(f"line-{seed}"))
    channel = Channel.objects.select_related("team").get(public_id=sites.BY_TEAM[line.team])
    session = (known(channel, language, dice) if dice.chance(KNOWN) else None) or stranger(channel, language, dice)
    return role(seed, language, session, planned(session.identity.customer if session.identity else None, session))


def role_of(matter: Conversation) -> Role | None:
    """The part that is being played in this matter, or a plain one for a matter of the story."""
    first = matter.messages.filter(direction=Direction.IN).exclude(identity=None).order_by("pk").first()
    last = matter.messages.filter(direction=Direction.IN).exclude(identity=None).order_by("-pk").first()
    session = last and VisitorSession.objects.select_related("channel").filter(identity=last.identity_id).first()
    if first is None or not session:
        return None
    match = SEED.search(first.external_id or "")
    customer = matter.customer
    if match:
        return role(int(match[1]), customer_language(matter), session, planned(customer, session))
    return polite(matter, session, planned(customer, session))


def customer_language(matter: Conversation) -> str:
    return matter.team.language if matter.team else matter.customer.language


def role(seed: int, language: str, session: VisitorSession, customer: PlannedCustomer) -> Role:
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
    return Role(seed, session, Speech(words, customer, slots, line.note, dice), beats, timezone.now())


def polite(matter: Conversation, session: VisitorSession, customer: PlannedCustomer) -> Role:
    """In a matter of the story nobody knows the rest of the script: they confirm, and thank."""
    words = talk(customer_language(matter))
    dice = Dice(f"matter-{matter.pk}-{matter.next_seq}")
    slots = Slots(read(), words, None, customer, timezone.now(), dice)
    spoken = matter.messages.filter(direction=Direction.IN).count()
    thanks = [Beat(True, (words.phrases["waiting" if dice.chance(0.4) else "thanks"],), "customer")] * (spoken + 1)
    ours = [Beat(False, (words.phrases["hold"],), "agent")] * matter.messages.filter(direction=Direction.OUT).count()
    good_bye = [Beat(False, ((),), "agent")] if dice.chance(0.5) else []
    return Role(0, session, Speech(words, customer, slots, (), dice), [*thanks, *ours, *good_bye], timezone.now())


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
    return PlannedCustomer(
        id=str(customer.pk),
        family_name=customer.family_name,
        given_name=customer.given_name,
        company=customer.company_name,
        honorific=customer.honorific or "様",
        language=session.language,
        tier=customer.tier,
        casual=casual,
    )
