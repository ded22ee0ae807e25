"""Some of the matters began with a call: answered, or given up before anybody took it, and gone on with in writing."""

from datetime import timedelta

from customers.models import IdentityKind
from demo.dice import Dice
from demo.hours import TOKYO
from demo.planned import CUSTOMER, Deed, PlannedCall, PlannedMatter, Said

SHARE = 0.3
# When the telephone is manned: Monday to Saturday, 9 to 18 (story.md §2).
OPENS, CLOSES, SUNDAY = 9, 17, 6
# Of a hundred calls: answered, given up, and gone as soon as it rang.
ANSWERED, GIVEN_UP = 0.78, 0.16


def begin(matters: list[PlannedMatter]) -> None:
    """By a chance of its own, so that nothing else in the demo falls otherwise."""
    dice = Dice("telephone")
    for matter in matters:
        if dice.chance(SHARE) and can_begin(matter):
            call(matter, dice)


def can_begin(matter: PlannedMatter) -> bool:
    """Only what a customer began, whose number is known, and that a person of ours answered."""
    first = matter.said[0]
    here = matter.opened_at.astimezone(TOKYO)
    has_number = any(one.kind == IdentityKind.PHONE for one in matter.customer.identities)
    is_manned = OPENS < here.hour < CLOSES and here.weekday() != SUNDAY
    is_theirs = first.by == CUSTOMER and not (first.mail and first.mail.nature != "person")
    return has_number and is_manned and is_theirs and who_answers(matter) is not None


def who_answers(matter: PlannedMatter) -> str | None:
    return next((one.by for one in matter.said if one.by not in (CUSTOMER, "") and not one.note), None)


def call(matter: PlannedMatter, dice: Dice) -> None:
    lot, agent = dice.random(), who_answers(matter) or ""
    goes_on = timedelta(seconds=dice.randint(90, 1500))
    if lot < ANSWERED:
        rings, talks, writes = dice.around(11, 42), dice.around(190, 620), dice.around(35, 120)
        ended = matter.opened_at - goes_on
        answered = ended - timedelta(seconds=talks)
        began = answered - timedelta(seconds=rings)
        planned = PlannedCall(agent, answered, ended, min(ended + timedelta(seconds=writes), matter.opened_at))
        deeds = taken(planned)
    else:
        rings = dice.around(48, 140) if lot < ANSWERED + GIVEN_UP else dice.uniform(1.5, 4.5)
        ended = matter.opened_at - goes_on
        began, planned = ended - timedelta(seconds=rings), PlannedCall("", None, ended)
        deeds = [Deed(ended, "call_ended", "", {"outcome": "missed"})]
    matter.said.insert(0, Said(began, CUSTOMER, "", delivery="", call=planned))
    matter.deeds[:] = sorted([*deeds, *matter.deeds], key=lambda deed: deed.at)


def taken(call: PlannedCall) -> list[Deed]:
    assert call.answered_at and call.written_up_at, "asked of answered ones only"  # noqa: S101, PT018  tells the types
    return [
        Deed(call.answered_at, "call_answered", call.agent),
        Deed(call.ended_at, "call_ended", call.agent, {"outcome": "answered"}),
        Deed(call.written_up_at, "call_wrapped_up", call.agent, {"outcome": "goes_on"}),
    ]
