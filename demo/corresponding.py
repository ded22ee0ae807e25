"""The part of a simulated customer who writes mails: made as mail programs make them, brought in by the pipe's door."""

import secrets
from dataclasses import dataclass

from django.utils import timezone

from channels_ingest.mail.composing import compose
from channels_ingest.mail.settings import KIND
from channels_ingest.models import RawDelivery
from conversations.models import OPEN, Channel, Conversation, Direction
from customers.models import Assurance, Customer, Identity, IdentityKind
from demo.acting import Role, plan, polite_beats, storyline
from demo.dice import Dice
from demo.growth.beats import Beat
from demo.growth.history import APART
from demo.growth.letters import Letters, course, length
from demo.growth.mail_words import pools
from demo.growth.people import local
from demo.growth.slots import Slots
from demo.growth.talk import Storyline, talk
from demo.planned import PlannedCustomer, Said
from demo.sites import FROM_NAMES
from demo.story import files, read
from demo.writing import answering, hand_in, written

KNOWN = 0.75
STRANGERS = "example.net"


@dataclass
class Correspondent(Role):
    mailbox: Channel
    customer: PlannedCustomer

    def deliver(self, said: Said, matter: Conversation | None) -> RawDelivery:
        """A new mail, or an answer to our last one in the matter."""
        ours = matter.messages.filter(direction=Direction.OUT, channel__kind=KIND) if matter else None
        last = ours.select_related("channel", "customer", "envelope").order_by("-pk").first() if ours else None
        if last is not None:
            mail = answering(compose(last), said.text)
        else:
            subject = said.mail.subject if said.mail else ""
            sender = (self.speech.full() if isinstance(self.speech, Letters) else "", self.customer.emails[0])
            mail = written(sender, self.mailbox.address, subject, said.text)
        return hand_in(mail, f"mail:sim-{self.seed}-{secrets.token_hex(4)}")


def begin(seed: int, language: str, dice: Dice) -> Correspondent:
    """Somebody known who has nothing in hand, or somebody nobody knows."""
    line, _case = storyline(talk(language), Dice(f"line-{seed}"))
    customer = (known(language, dice) if dice.chance(KNOWN) else None) or stranger(language, dice)
    address = {team: f"{team}@" for team in FROM_NAMES}[line.team]
    mailbox = Channel.objects.get(kind=KIND, settings__demo=True, settings__address__startswith=address)
    return role(seed, language, mailbox, customer)


def role(seed: int, language: str, mailbox: Channel, customer: PlannedCustomer) -> Correspondent:
    """The same seed tells the same story, whenever it is asked."""
    words, dice = talk(language), Dice(f"line-{seed}")
    line, case = storyline(words, dice)
    beats = course(words, line.of(case), max(4, length(dice)), dice)
    voice = letters(language, line.of(case), mailbox, customer, dice)
    return Correspondent(seed, voice, beats, timezone.now(), mailbox, customer)


def letters(language: str, line: Storyline | None, mailbox: Channel, customer: PlannedCustomer, dice: Dice) -> Letters:
    slots = Slots(read(), talk(language), line, customer, timezone.now(), dice)
    title, note = (line.title, line.note) if line else ((), ())
    return Letters(talk(language), customer, slots, note, title, mailbox.address.partition("@")[0], dice)


def role_of(matter: Conversation, seed: int, language: str, mailbox: Channel, identity: Identity) -> Correspondent:
    """`seed` 0: a matter of the story, of which nobody knows the rest."""
    customer = plan(matter.customer, language, casual=False)
    customer.emails = (identity.value,)
    if seed:
        return role(seed, language, mailbox, customer)
    dice = Dice(f"matter-{matter.pk}-{matter.next_seq}")
    check = Beat(False, (pools(language)["our_check"],), "agent")
    beats = [check if beat.pools == ((),) else beat for beat in polite_beats(matter, talk(language), dice)]
    if not matter.messages.filter(direction=Direction.OUT).exists():
        beats.append(check)
    return Correspondent(0, letters(language, None, mailbox, customer, dice), beats, timezone.now(), mailbox, customer)


def known(language: str, dice: Dice) -> PlannedCustomer | None:
    """A customer of the demo whose address has proved itself, and who did not write this week."""
    people = Customer.objects.filter(is_demo=True, blocked_at=None, merged_into=None, language=language)
    people = people.exclude(conversations__status__in=OPEN)
    people = people.exclude(conversations__last_activity_at__gt=timezone.now() - APART)
    sure = Identity.objects.filter(kind=IdentityKind.EMAIL, assurance__gte=Assurance.ATTESTED, undeliverable_at=None)
    found = list(sure.filter(customer__in=people).select_related("customer").order_by("pk")[:60])
    if not found:
        return None
    identity = dice.choice(found)
    customer = plan(identity.customer, language, casual=identity.pk % 3 == 0)
    customer.emails = (identity.value,)
    return customer


def stranger(language: str, dice: Dice) -> PlannedCustomer:
    names = files.load("names.yaml")
    if language == "en":
        *roman, _given, _family = dice.choice(names["english"]).split(" ")
        family, given = roman[-1], roman[0]
    else:
        family, _kana, roman_family = dice.choice(names["family"]).split(" ")
        given, _kana, roman_given = dice.choice(names["given"]).split(" ")
        roman = [roman_given, roman_family]
    address = f"{local(' '.join(roman))}.{dice.randint(1000, 9999)}@{STRANGERS}"
    return PlannedCustomer(id="", family_name=family, given_name=given, language=language, emails=(address,))
