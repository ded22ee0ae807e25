"""A matter by mail: fewer and longer messages than in a chat, each with an address, a greeting and a name."""

from datetime import datetime

from conversations.formatted import clean
from demo.dice import Dice
from demo.growth.beats import Beat, wordy
from demo.growth.mail_words import pools
from demo.growth.slots import Slots
from demo.growth.speech import Speech, plain
from demo.growth.talk import Pool, Storyline, Talk, parted
from demo.planned import CUSTOMER, PlannedCustomer, PlannedMail, Said
from demo.sites import FROM_NAMES
from demo.story.cast import Person

MEDIAN, P90, LONGEST = 3.6, 7.5, 10
QUOTES, FORMATTED = 0.45, 0.08


def length(dice: Dice) -> int:
    return min(LONGEST, max(2, round(dice.around(MEDIAN, P90))))


def course(talk: Talk, line: Storyline, count: int, dice: Dice) -> list[Beat]:
    """Who writes a mail tells it all at once, and who answers asks for everything at once."""
    words = talk.phrases
    beats = [Beat(True, (line.open, line.more) if line.more and dice.chance(0.7) else (line.open,), "start")]
    asks = line.asks[: (count >= 4) + (count >= 6)]
    if asks:
        beats.append(Beat(False, tuple(ask.q for ask in asks), "first"))
        beats.append(Beat(True, tuple(ask.a for ask in asks), "customer"))
    answer = (line.answer, words["steps"]) if dice.chance(0.2) else (line.answer,)
    beats.append(Beat(False, answer, "agent" if asks else "first"))
    if count >= 5:
        beats.append(Beat(True, (line.after,), "customer"))
    if line.late and count >= 6 and dice.chance(0.6):
        beats += [Beat(False, (line.late[0].q,), "day"), Beat(True, (line.late[0].a,), "evening")]
    if len(beats) < count or count < 3:
        beats.append(Beat(True, (words["thanks"],), "customer"))
    first = next(at for at, beat in enumerate(beats) if not beat.by_customer)
    beats[first] = Beat(False, beats[first].pools, beats[first].pause, greets=True)
    return beats


class Letters(Speech):
    """The same sentences, written as mails."""

    def __init__(
        self, talk: Talk, customer: PlannedCustomer, slots: Slots, notes: Pool, title: Pool, team: str, dice: Dice
    ) -> None:
        super().__init__(talk, customer, slots, notes, dice)
        self.pools, self.title, self.desk = pools(talk.language), title, FROM_NAMES[team].removeprefix("みなと家電 ")

    def said(self, beat: Beat, at: datetime, agent: Person) -> Said:
        first = not self.opened and not self.answered
        text = self.letter(beat, agent) if not beat.by_customer else self.mail(beat)
        written = self.fill(text, at, agent)
        mail = PlannedMail(self.customer.emails[0], subject=self.subject(at) if first else "", name=self.full())
        if beat.by_customer:
            mail.quotes = not first and self.dice.chance(QUOTES)
            self.dress(mail, written, at, agent)
        by, delivery = (CUSTOMER, "") if beat.by_customer else (agent.id, "sent")
        return Said(at, by, written, delivery=delivery, mail=mail)

    def remark(self, kind: str, at: datetime) -> PlannedMail:
        """Around one message that asks for nothing."""
        subject = self.slots.fill(self.dice.deal(self.pools[f"{kind}_subjects"]), at)
        return PlannedMail(self.customer.emails[0], subject=subject, name=self.full())

    def subject(self, at: datetime) -> str:
        shape = self.dice.deal(self.pool("subjects"))
        title = self.dice.deal(self.title) if self.title else "<product>"
        return self.slots.fill(shape.replace("<title>", title), at, company=self.customer.company)

    def pool(self, name: str) -> Pool:
        """Companies write otherwise."""
        return self.pools.get(f"firm_{name}", self.pools[name]) if self.customer.is_business else self.pools[name]

    def deal(self, name: str) -> str:
        return self.dice.deal(self.pool(name))

    def fill(self, text: str, at: datetime, agent: Person) -> str:
        one = self.customer
        words = {
            "agent": agent.called(self.talk.language),
            "desk": self.desk,
            "who": one.family_name or one.given_name,
            "full": self.full(),
            "company": one.company,
            "department": one.department,
            "phone": one.phones[0] if one.phones else "03-0000-1100",
            "br": "\n",
        }
        return self.slots.fill(text, at, **words)

    def full(self) -> str:
        one = self.customer
        names = (one.given_name, one.family_name) if self.talk.language == "en" else (one.family_name, one.given_name)
        return " ".join(name for name in names if name) or one.company

    # Theirs

    def mail(self, beat: Beat) -> str:
        parts = [wordy(self.customer, pool, self.dice) for pool in beat.pools]
        body = self.joined(parts)
        first, self.opened = not self.opened, True
        if any(parted(part)[1].startswith("~") for part in parts):
            return f"{body}\n\n{self.full()}" if first else body
        if first:
            return stanzas(self.deal("to"), f"{self.deal('hello')}\n{body}", self.deal("please"), self.full())
        thanks = beat.pools[0] == self.talk.phrases["thanks"]
        close = self.deal("thanks_close" if thanks else "reply_close")
        hello = "" if thanks else f"{self.deal('reply_hello')}\n"
        name = f"\n{self.customer.given_name}" if self.talk.language == "en" else f"\n\n{self.full()}"
        return stanzas(self.deal("reply_to"), f"{hello}{body}", close + name)

    def dress(self, mail: PlannedMail, text: str, at: datetime, agent: Person) -> None:
        """A company's card below, and now and then colours and tables above."""
        if self.customer.is_business and self.customer.company:
            mail.quoted = self.fill(self.dice.deal(self.pools["card"]), at, agent)
        if self.dice.chance(FORMATTED * (3 if self.customer.is_business else 1)):
            mail.html = formatted(text, mail.quoted, self.slots.values)

    # Ours

    def letter(self, beat: Beat, agent: Person) -> str:
        body = self.joined([self.dice.deal(pool) for pool in beat.pools if pool])
        hello = self.deal("our_again" if self.answered else "our_hello")
        if not self.answered and self.dice.chance(0.5):
            hello += self.glue + self.deal("regret")
        self.answered = True
        return stanzas(self.address(), hello, body, self.deal("our_close"), self.deal("our_name"))

    def address(self) -> str:
        one = self.customer
        if self.talk.language == "en":
            return f"Dear {one.address},"
        if not one.is_business or not one.company or not one.family_name:
            return one.address
        return f"{one.company}\n{one.department} {one.address}".replace("\n ", "\n")

    def joined(self, parts: list[str]) -> str:
        return ("\n" if self.talk.language == "ja" else " ").join(plain(part) for part in parts)


def stanzas(*parts: str) -> str:
    return "\n\n".join(part.strip() for part in parts if part.strip())


def formatted(text: str, card: str, values: dict[str, str]) -> str:
    """As mail programs of companies write: paragraphs with a face, a small table, the card in grey."""
    paragraphs = "".join(
        f'<p style="font-family: sans-serif; font-size: 14px">{part.replace("\n", "<br>")}</p>'
        for part in text.split("\n\n")
    )
    table = (
        '<table border="1" cellpadding="6" style="border-collapse: collapse; font-size: 13px"><tr>'
        f'<th bgcolor="#eef2f8">No.</th><td>{values["order"]}</td></tr><tr>'
        f'<th bgcolor="#eef2f8">Model</th><td><b>{values["model"]}</b></td></tr></table>'
    )
    grey = f'<p style="color: #667; font-size: 12px">{card.replace("\n", "<br>")}</p>' if card else ""
    return clean(paragraphs + table + grey)
