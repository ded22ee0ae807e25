"""What is on the desk right now: every agent has work of their own, and some of it waits since minutes."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from demo.dice import Dice
from demo.growth.beats import Beat
from demo.growth.history import Diary, History
from demo.growth.scene import Scene
from demo.growth.talk import Pool, talk
from demo.hours import TOKYO
from demo.planned import Deed, PlannedMatter
from demo.story import World
from demo.story.cast import Person

# State → (median, p90) minutes since the last word.
AGES = {
    "fresh": (9, 34),
    "waiting": (11, 75),
    "awaiting": (45, 900),
    "on_hold": (300, 1900),
    "snoozed": (200, 1100),
    "in_progress": (25, 120),
}
# The first agent of the story is the one who is shown round; the board of the others falls as it falls.
FIRST = ("waiting", "waiting", "waiting", "waiting", "in_progress", "awaiting", "awaiting", "on_hold", "snoozed")
STATES = {"waiting": 34, "awaiting": 38, "in_progress": 10, "on_hold": 8, "snoozed": 10}
UNASSIGNED = {"support": 5, "orders": 5, "english": 3}
EACH = (4, 7)
LEADS = 2


@dataclass(frozen=True)
class Job:
    team: str
    owner: Person | None
    state: str


def jobs(world: World, dice: Dice) -> list[Job]:
    found = [Job(team, None, "fresh") for team, count in UNASSIGNED.items() for _ in range(count)]
    for person in world.people:
        if person.role == "agent":
            own = list(FIRST) if person.id == "a01" else some_states(dice.randint(*EACH), dice)
        else:
            own = ["in_progress", "awaiting"][:LEADS] if person.role == "supervisor" else []
        found += [Job(person.team, person, state) for state in own]
    return found


def some_states(count: int, dice: Dice) -> list[str]:
    return dice.choices(list(STATES), list(STATES.values()), k=count)


class Today:
    def __init__(self, history: History) -> None:
        self.history, self.now, self.dice = history, history.now, history.dice

    def matters(self, world: World, diary: Diary) -> list[PlannedMatter]:
        found = []
        for job in jobs(world, self.dice):
            matter = self.one(job, diary)
            diary.note(matter)
            found.append(matter)
        return found

    def one(self, job: Job, diary: Diary) -> PlannedMatter:
        language = "en" if job.team == "english" else "ja"
        while True:
            customer = self.history.somebody(language, self.now, diary)
            storyline = self.history.storyline(talk(language), customer)
            if storyline.team != job.team:
                continue
            by_mail = self.history.by_mail(customer)
            told = (self.history.world, talk(language), storyline, customer, self.now, self.dice)
            return self.staged(Scene(*told, owner=job.owner, by_mail=by_mail), job)

    def staged(self, scene: Scene, job: Job) -> PlannedMatter:
        # The last words are thanks and, in a chat, good-bye: after those nobody waits.
        beats = scene.course(least=5 if scene.by_mail else 4)
        places = beats[:-1] if scene.by_mail else beats[:-2]
        scene.play_now(beats[: cut(places, job.state, self.dice, scene.talk.phrases["hold"])])
        minutes = max(1.5, self.dice.around(*AGES[job.state]))
        last = self.now - timedelta(minutes=min(minutes, 3000))
        if job.owner:
            scene.begun()
        said = scene.told(by=last - scene.lines[-1].at)
        self.settle(scene, job, last)
        return scene.matter(said)

    def settle(self, scene: Scene, job: Job, last: datetime) -> None:
        """What the owner did after the last word. It is always before now."""
        if job.owner is None or job.state in ("waiting", "awaiting"):
            return
        at = last + min(timedelta(seconds=self.dice.randint(25, 80)), (self.now - last) / 2)
        sleeps = job.state == "snoozed"
        data: dict[str, object] = {"until": self.until()} if sleeps else {"status": job.state}
        scene.deeds.append(Deed(at, "snoozed" if sleeps else "status", job.owner.id, data))

    def until(self) -> datetime:
        """Tomorrow morning, in some days, or later today."""
        tomorrow = (self.now.astimezone(TOKYO) + timedelta(days=1)).date()
        morning = datetime.combine(tomorrow, time(9, 0), TOKYO)
        later = self.now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=self.dice.randint(2, 5))
        return self.dice.choice([morning, morning, morning + timedelta(days=2), later])


def cut(beats: list[Beat], state: str, dice: Dice, hold: Pool) -> int:
    """The length of the course up to a word after which the matter stands as wanted."""
    if state == "fresh":
        return 2 if beats[1].by_customer else 1
    ours = state not in ("waiting", "in_progress")
    first = next(at for at, beat in enumerate(beats) if not beat.by_customer)
    # "One moment, please" does not stand for hours.
    fitting = [at for at, beat in enumerate(beats) if beat.by_customer != ours and beat.pools != (hold,)]
    places = [at for at in fitting if at >= first]
    return (dice.choice(places) if places else first) + 1
