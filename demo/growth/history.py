"""The matters of the last three months that are done."""

from collections import defaultdict
from datetime import datetime, timedelta

from demo.dice import Dice
from demo.growth.beats import again
from demo.growth.scene import Scene
from demo.growth.talk import Storyline, Talk, talk
from demo.hours import arrivals
from demo.planned import CUSTOMER, Deed, PlannedCustomer, PlannedMatter, Said
from demo.story import World
from demo.story.cast import Person

DAYS = 90
ENGLISH_SHARE = 0.14
LIVE_SHARE = 0.55
REOPENED = 0.06
THANKS_ONLY, SPAM = 0.03, 0.012
# Of the matters whose customer has an address.
BY_MAIL = 0.36
# A word within this time of the last matter's end would have gone there.
APART = timedelta(days=8)


class Diary:
    """Who was in touch when, so that nobody has two matters in hand at once."""

    def __init__(self, matters: list[PlannedMatter]) -> None:
        self.spans: dict[str, list[tuple[datetime, datetime]]] = defaultdict(list)
        for matter in matters:
            self.note(matter)

    def note(self, matter: PlannedMatter) -> None:
        self.spans[matter.customer.id].append((matter.opened_at, matter.ended_at))

    def is_free(self, customer: PlannedCustomer, start: datetime, end: datetime) -> bool:
        return all(end + APART < begin or start - APART > finish for begin, finish in self.spans[customer.id])


class History:
    def __init__(self, world: World, customers: list[PlannedCustomer], now: datetime, dice: Dice) -> None:
        self.world, self.now, self.dice = world, now, dice
        # Of the story's people only those who are customers indeed: not the two advertisers, not the unknown.
        people = [customer for customer in customers if customer.id not in ("c59", "c60", "c61")]
        self.by_language = {code: [c for c in people if c.language == code] for code in ("ja", "en")}
        self.weights = {code: [c.eagerness for c in found] for code, found in self.by_language.items()}

    def matters(self, count: int, known: list[PlannedMatter]) -> list[PlannedMatter]:
        diary = Diary(known)
        found: list[PlannedMatter] = []
        for start in arrivals(self.now, DAYS, count, self.dice):
            matter = self.one(start, diary)
            diary.note(matter)
            found.append(matter)
        return found

    def one(self, start: datetime, diary: Diary) -> PlannedMatter:
        words = talk("en" if self.dice.chance(ENGLISH_SHARE) else "ja")
        while True:
            customer = self.somebody(words.language, start, diary)
            matter = self.written(words, customer, start)
            if matter.ended_at >= self.now - timedelta(minutes=40):
                start -= timedelta(days=7)
            elif diary.is_free(customer, matter.opened_at, matter.ended_at):
                return matter
            else:
                start -= timedelta(minutes=self.dice.randint(7, 900))

    def somebody(self, language: str, start: datetime, diary: Diary) -> PlannedCustomer:
        people, weights = self.by_language[language], self.weights[language]
        for _ in range(60):
            customer = self.dice.weighted(people, weights)
            if diary.is_free(customer, start, start):
                return customer
        return min(people, key=lambda person: len(diary.spans[person.id]))

    def written(self, words: Talk, customer: PlannedCustomer, start: datetime) -> PlannedMatter:
        storyline = self.storyline(words, customer)
        by_mail, live = self.by_mail(customer), self.dice.chance(LIVE_SHARE)
        scene = Scene(self.world, words, storyline, customer, start, self.dice, live=live, by_mail=by_mail)
        roll = self.dice.random()
        if roll < THANKS_ONLY:
            return self.remark(scene, "thanks_only", "no_reply_needed")
        if roll < THANKS_ONLY + SPAM:
            return self.remark(scene, "spam", "spam")
        scene.play(scene.course())
        self.resolve(scene)
        scene.begun()
        if self.dice.chance(REOPENED):
            scene.play(again(words))
            self.resolve(scene)
        return scene.matter(scene.told())

    def by_mail(self, customer: PlannedCustomer) -> bool:
        return bool(customer.emails) and self.dice.chance(BY_MAIL)

    def storyline(self, words: Talk, customer: PlannedCustomer) -> Storyline:
        while True:
            line = self.dice.weighted(words.storylines, words.weights)
            if customer.is_business and words.language == "ja" and not line.business and self.dice.chance(0.6):
                continue
            if customer.is_business or not line.business:
                return line

    def resolve(self, scene: Scene) -> None:
        at = scene.lines[-1].at + timedelta(seconds=self.dice.randint(20, 900))
        scene.deeds.append(Deed(at, "status", scene.last_agent().id, {"status": "resolved"}))

    def remark(self, scene: Scene, pool: str, status: str) -> PlannedMatter:
        """One message that asks for nothing; an agent puts it aside."""
        text = scene.slots.fill(self.dice.deal(scene.talk.phrases[pool]).removeprefix("~"), scene.start)
        agent, at = self.reader(scene)
        scene.deeds.append(Deed(at, "status", agent.id, {"status": status}))
        mail = scene.speech.remark(pool.split("_")[0], scene.start)
        return scene.matter([Said(scene.start, CUSTOMER, text, delivery="", mail=mail)])

    def reader(self, scene: Scene) -> tuple[Person, datetime]:
        at = scene.taken(scene.start + timedelta(seconds=self.dice.randint(90, 1500)))
        return scene.last_agent() if scene.owner is None else scene.owner, at
