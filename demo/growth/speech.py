"""From a course and its times to what was written."""

from datetime import datetime

from demo.dice import Dice
from demo.growth.beats import Beat, wordy
from demo.growth.slots import Slots
from demo.growth.talk import Pool, Talk, parted
from demo.planned import CUSTOMER, PlannedCustomer, PlannedMail, Said
from demo.story.cast import Person


class Speech:
    def __init__(self, talk: Talk, customer: PlannedCustomer, slots: Slots, notes: Pool, dice: Dice) -> None:
        self.talk, self.customer, self.slots, self.notes, self.dice = talk, customer, slots, notes, dice
        self.glue = " " if talk.language == "en" else ""
        # Whether they, and whether we have said anything yet.
        self.opened = self.answered = False

    def said(self, beat: Beat, at: datetime, agent: Person) -> Said:
        text = self.customer_says(beat) if beat.by_customer else self.agent_says(beat, agent)
        by = CUSTOMER if beat.by_customer else agent.id
        name = agent.called(self.talk.language)
        return Said(at, by, self.slots.fill(text, at, agent=name), delivery="" if beat.by_customer else self.delivery())

    def customer_says(self, beat: Beat) -> str:
        parts = [wordy(self.customer, pool, self.dice) for pool in beat.pools]
        casual = any(parted(part)[1].startswith("~") for part in parts)
        text = self.glue.join(plain(part) for part in (parts[:1] if casual else parts))
        first, self.opened = not self.opened, True
        return self.politely(text) if first and not casual else text

    def politely(self, text: str) -> str:
        """The first word of somebody who greets: a greeting, and what they ask of us."""
        words, dice = self.talk.phrases, self.dice
        if dice.chance(0.6):
            text = self.glue.join([dice.deal(words["hello"]), text])
        if dice.chance(0.4) and not text.rstrip().endswith(("か。", "?")):
            text = (self.glue if len(text) < 60 else "\n").join([text, dice.deal(words["please"])])
        return text

    def agent_says(self, beat: Beat, agent: Person) -> str:
        words, dice = self.talk.phrases, self.dice
        if beat.pools == ((),):
            return dice.deal(words.close[agent.id])
        text = self.glue.join(plain(dice.deal(pool)) for pool in beat.pools)
        if not beat.greets:
            return text
        greeting = dice.deal(words.greet[agent.id])
        regret = [dice.deal(words["sorry"])] if dice.chance(0.45) else []
        return self.glue.join([greeting, *regret]) + ("\n" if len(text) > 24 else self.glue) + text

    def remark(self, kind: str, at: datetime) -> PlannedMail | None:
        """What is around one message that asks for nothing: in a chat nothing."""
        return None

    def delivery(self) -> str:
        return self.dice.weighted(["read", "delivered", "sent"], [92, 6, 2])

    def note(self, agent: Person, at: datetime, to: Person | None = None) -> Said:
        words = self.talk.phrases
        pool = words["transfer_note"] if to else words["phone_note"] if self.dice.chance(0.12) else self.notes
        name = to.called(self.talk.language) if to else ""
        return Said(at, agent.id, self.slots.fill(plain(self.dice.deal(pool)), at, to=name), note=True, delivery="")


def plain(text: str) -> str:
    """Without its marks."""
    return parted(text)[1].removeprefix("~")
