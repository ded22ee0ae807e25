"""The course of one matter: who speaks next, from which pool, and after what kind of pause."""

from dataclasses import dataclass

from demo.dice import Dice
from demo.growth.talk import Exchange, Pool, Storyline, Talk, parted
from demo.planned import PlannedCustomer

MEDIAN, P90 = 6.0, 15.0
LONGEST = 40


@dataclass(frozen=True)
class Beat:
    """One message to come. `pools` are said in one breath; `pause` says how long it takes (growth.pace)."""

    by_customer: bool
    pools: tuple[Pool, ...]
    pause: str
    greets: bool = False


def length(dice: Dice) -> int:
    return min(LONGEST, max(2, round(dice.around(MEDIAN, P90))))


def course(talk: Talk, line: Storyline, count: int, dice: Dice) -> list[Beat]:
    """About `count` messages: opening, questions, answer, what came of it, other questions, thanks."""
    words = talk.phrases
    beats = opening(line, count, dice)
    for ask in line.asks[: (count >= 4) + (count >= 8)]:
        beats += pair(ask.q, ask.a, "agent")
    if count >= 9 and dice.chance(0.6):
        beats += pair(words["hold"], words["waiting"], "agent")
    if count >= 10 and dice.chance(0.4):
        beats += [Beat(True, (words["chase"],), "long"), Beat(False, (words["chased"],), "agent")]
    answer = (line.answer, words["steps"]) if dice.chance(0.4) else (line.answer,)
    beats.append(Beat(False, answer, "agent"))
    if count >= 5:
        beats.append(Beat(True, (line.after,), "customer"))
    if line.late and count >= 6 and dice.chance(0.6):
        beats += [Beat(False, (line.late[0].q,), "day"), Beat(True, (line.late[0].a,), "evening")]
    beats += filling(talk, count - len(beats) - 2, dice)
    return ending(words.pools, beats, count, dice)


def opening(line: Storyline, count: int, dice: Dice) -> list[Beat]:
    beats = [Beat(True, (line.open,), "start")]
    if line.more and count >= 6 and dice.chance(0.5):
        beats.append(Beat(True, (line.more,), "burst"))
    return beats


def pair(first: Pool, second: Pool, pause: str) -> list[Beat]:
    return [Beat(False, (first,), pause), Beat(True, (second,), "customer")]


def filling(talk: Talk, room: int, dice: Dice) -> list[Beat]:
    """Questions beside the matter, until it is long enough; none comes twice."""
    beats: list[Beat] = []
    sides = list(talk.phrases.sides)
    dice.shuffle(sides)
    for side in sides:
        if len(beats) + 2 > room:
            break
        beats += aside(side)
    return beats


def aside(side: Exchange) -> list[Beat]:
    asked = [Beat(True, (side.q,), "customer"), Beat(False, (side.a,), "agent")]
    if side.more:
        asked += [Beat(True, (side.more,), "burst"), Beat(False, (side.reply,), "agent")]
    return asked


def ending(pools: dict[str, Pool], beats: list[Beat], count: int, dice: Dice) -> list[Beat]:
    if len(beats) < count:
        thanks = (pools["thanks"], pools["thanks_tail"]) if dice.chance(0.55) else (pools["thanks"],)
        beats.append(Beat(True, thanks, "customer"))
    if len(beats) < count or dice.chance(0.2):
        beats.append(Beat(False, ((),), "agent"))
    first_ours = next(at for at, beat in enumerate(beats) if not beat.by_customer)
    beats[first_ours] = Beat(False, beats[first_ours].pools, "first", greets=True)
    return beats


def again(talk: Talk) -> list[Beat]:
    """It was resolved, and was not."""
    again = talk.phrases.again
    return [
        Beat(True, (again.q,), "back"),
        Beat(False, (again.a,), "agent"),
        Beat(False, (again.reply,), "promised"),
        Beat(True, (talk.phrases["thanks"],), "customer"),
    ]


def wordy(customer: PlannedCustomer, pool: Pool, dice: Dice) -> str:
    """A card of the pool that fits how they write; the sign of the casual ones is left on."""
    for _ in range(4):
        text = dice.deal(pool)
        if parted(text)[1].startswith("~") == customer.casual:
            return text
    return text
