"""One grown matter: a customer, a storyline, the people of its team, and the times at which they write."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from demo.dice import Dice
from demo.growth import beats as chats
from demo.growth import letters
from demo.growth.beats import Beat
from demo.growth.letters import Letters
from demo.growth.pace import LIVE, MAIL, SLOW, pause, reply_at
from demo.growth.slots import Slots
from demo.growth.speech import Speech
from demo.growth.talk import Storyline, Talk
from demo.hours import TOKYO, first_free, is_open, next_opening, works
from demo.planned import DESK, Deed, PlannedCustomer, PlannedMatter, Said
from demo.story import World
from demo.story.cast import Group, Person

CHANNELS = {"support": "minato-store", "orders": "minato-mypage", "english": "minato-english"}
TRANSFERRED = 0.14


@dataclass
class Line:
    """A beat with its time and, when it is ours, who says it."""

    beat: Beat
    at: datetime
    agent: Person | None = None


@dataclass
class Scene:
    world: World
    talk: Talk
    storyline: Storyline
    customer: PlannedCustomer
    start: datetime
    dice: Dice
    live: bool = True
    # The one who looks after it, where that is settled beforehand.
    owner: Person | None = None
    by_mail: bool = False
    lines: list[Line] = field(default_factory=list)
    deeds: list[Deed] = field(default_factory=list)
    notes: list[Said] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.line = self.storyline.of(self.dice.choice(self.storyline.cases))
        self.slots = Slots(self.world, self.talk, self.storyline, self.customer, self.start, self.dice)
        self.speech = self.voice()
        self.group: Group = next(group for group in self.world.groups if group.id == self.storyline.team)
        self.people = [p for p in self.world.people if p.team == self.group.id and p.role == "agent"]

    def voice(self) -> Speech:
        told = (self.talk, self.customer, self.slots, self.line.note)
        if self.by_mail:
            return Letters(*told, self.line.title, self.storyline.team, self.dice)
        return Speech(*told, self.dice)

    @property
    def tempo(self) -> dict[str, tuple[int, int]]:
        return MAIL if self.by_mail else LIVE if self.live else SLOW

    def course(self, least: int = 2) -> list[Beat]:
        """What is said, in the length that the way of writing has."""
        if self.by_mail:
            return letters.course(self.talk, self.line, max(least, letters.length(self.dice)), self.dice)
        return chats.course(self.talk, self.line, max(least, chats.length(self.dice)), self.dice)

    def play(self, beats: list[Beat]) -> None:
        """Give every beat its time; agents answer in their hours, and some hand the matter on."""
        at = self.deeds[-1].at if self.deeds else self.start
        hand_over = self.dice.randint(2, 6) if self.dice.chance(TRANSFERRED) else 0
        for beat in beats:
            if beat.pause == "day":
                at = self.on_the_day(at)
            elif beat.pause != "start":
                at += pause(beat.pause, self.tempo, self.dice)
            if not beat.by_customer:
                at = self.taken(at)
                hand_over -= 1
                if hand_over == 0:
                    at = self.handed_on(at)
            self.lines.append(Line(beat, at, None if beat.by_customer else self.owner))

    def play_now(self, beats: list[Beat]) -> None:
        """The same without shifts: what stands on the desk now is placed by the age of its last word."""
        at = self.start
        for beat in beats:
            kind = "customer" if beat.pause in ("day", "evening", "long") else beat.pause
            at += timedelta() if kind == "start" else pause(kind, self.tempo, self.dice)
            self.lines.append(Line(beat, at, None if beat.by_customer else self.owner))

    def taken(self, at: datetime) -> datetime:
        """The moment at which the owner answers; the first free one becomes the owner."""
        if self.owner is None:
            self.owner, _ = first_free(self.people, at, self.dice)
        return reply_at(self.owner, at, self.dice)

    def on_the_day(self, at: datetime) -> datetime:
        """The morning of the day that was agreed on."""
        morning = datetime.combine(self.slots.agreed, time(9, self.dice.randint(5, 55)), TOKYO)
        return max(morning, at + timedelta(hours=1))

    def handed_on(self, at: datetime) -> datetime:
        others = [person for person in self.people if person is not self.owner and works(person, at)]
        if not others or self.owner is None:
            return at
        colleague = self.dice.choice(others)
        self.notes.append(self.speech.note(self.owner, at, to=colleague))
        self.deeds.append(Deed(at + timedelta(seconds=20), "assigned", self.owner.id, {"to": colleague.id}))
        self.owner = colleague
        return at + timedelta(seconds=self.dice.randint(60, 600))

    def told(self, by: timedelta = timedelta()) -> list[Said]:
        """What was said, once the times are settled (`by` moves them all), with notes where they belong."""
        things: list[Line | Deed | Said] = [*self.lines, *self.deeds, *self.notes]
        for thing in things:
            thing.at += by
        said = list(self.spoken())
        first = self.lines[0].at
        if not self.by_mail and not is_open(self.group, first) and by == timedelta():
            said.append(self.away(first + timedelta(seconds=4)))
        return sorted([*said, *self.notes], key=lambda one: one.at)

    def spoken(self) -> Iterator[Said]:
        """Customers speak to whoever spoke to them last."""
        partner = self.owner or self.people[0]
        for line in self.lines:
            partner = line.agent or partner
            yield self.speech.said(line.beat, line.at, partner)

    def away(self, at: datetime) -> Said:
        opens = next_opening(self.group, at)
        tomorrow = opens.date() > at.astimezone(opens.tzinfo).date()
        day = {"ja": "明日 " if tomorrow else "本日 ", "en": "tomorrow " if tomorrow else ""}[self.talk.language]
        hour = {"ja": f"{opens.hour}:00 ", "en": f"{opens.hour}:00"}[self.talk.language]
        text = self.dice.deal(self.talk.phrases["away"]).replace("<open>", day + hour)
        return Said(at, DESK, text, delivery="delivered")

    def begun(self) -> None:
        """What an agent does on taking a matter: take it, name it, label it, sometimes note something."""
        first = next((line for line in self.lines if line.agent), None)
        if first is None or first.agent is None:
            return
        agent, at = first.agent, first.at
        self.deeds.append(Deed(at - timedelta(seconds=3), "assigned", agent.id, {"to": agent.id}))
        if self.line.title and self.dice.chance(0.6):
            title = self.slots.fill(self.dice.deal(self.line.title), at)
            self.deeds.append(Deed(at + timedelta(seconds=8), "titled", agent.id, {"title": title}))
        for step, label in enumerate(self.labels()):
            self.deeds.append(Deed(at + timedelta(seconds=12 + step), "labelled", agent.id, {"label": label}))
        if self.line.note and self.dice.chance(0.35 if len(self.lines) < 8 else 0.65):
            line = self.dice.choice([line for line in self.lines if line.agent])
            when = line.at + timedelta(seconds=self.dice.randint(15, 50))
            self.notes.append(self.speech.note(line.agent or agent, when))

    def labels(self) -> list[str]:
        labels = [label for label in self.storyline.labels if self.dice.chance(0.85)]
        model = self.slots.values["model"]
        return [*labels, *([model] if model not in labels and self.dice.chance(0.3) else [])]

    def matter(self, said: list[Said]) -> PlannedMatter:
        model = self.slots.values["model"]
        return PlannedMatter(
            customer=self.customer,
            title="",
            team=self.group.id,
            channel=CHANNELS[self.group.id],
            said=said,
            deeds=sorted(self.deeds, key=lambda deed: deed.at),
            page=(f"/{self.talk.language}/{model}/", model),
        )

    def last_agent(self) -> Person:
        return next((line.agent for line in reversed(self.lines) if line.agent), None) or self.people[0]
