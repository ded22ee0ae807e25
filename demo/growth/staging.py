"""The scripted matters, placed in the weeks before now."""

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Any

from agents.hours import holiday
from demo import dates
from demo.dice import Dice
from demo.growth.history import Diary
from demo.growth.scene import CHANNELS
from demo.hours import TOKYO
from demo.planned import CUSTOMER, DESK, Deed, PlannedCustomer, PlannedMatter, Said
from demo.story import World, files
from demo.story.mailing import Mailing
from demo.story.scripts import FIRST_MONDAY, HOLIDAY, Script
from demo.story.telling import told

WEEKS = 12
# A page's title is what was looked at, without the looking.
LOOKED = re.compile(r"を( \d+ 回)?閲覧$")
CLOCK = re.compile(r"\b(\d{1,2}):(\d\d)\b")


class Stage:
    def __init__(self, world: World, customers: list[PlannedCustomer], now: datetime, dice: Dice) -> None:
        self.world, self.now, self.dice = world, now, dice
        self.customers = {customer.id: customer for customer in customers}
        self.clients = {client.id: client for client in world.clients}
        self.going_on: dict[str, dict[str, Any]] = {row["script"]: row for row in files.load("today.yaml")}

    def matters(self) -> list[PlannedMatter]:
        """Those that go on first: the others keep clear of them."""
        diary = Diary([])
        scripts = sorted(self.world.scripts, key=lambda script: script.id not in self.going_on)
        found = []
        for script in scripts:
            matter = self.now_on(script) if script.id in self.going_on else self.past(script, diary)
            diary.note(matter)
            found.append(matter)
        return found

    def past(self, script: Script, diary: Diary) -> PlannedMatter:
        """In a week in which its customer had nothing else in hand; whole weeks keep its weekdays true."""
        lately = self.now - timedelta(hours=1)
        fitting = [monday for monday in self.mondays(script) if self.ends(script, monday) < lately]
        clear = [monday for monday in fitting if self.is_clear(script, monday, diary)] or fitting
        still_open = script.status in ("awaiting_customer", "in_progress", "on_hold")
        monday = clear[0] if still_open else self.dice.choice(clear)
        return self.played(script, monday - self.base(script))

    def mondays(self, script: Script) -> Iterator[date]:
        """Latest first."""
        today = self.now.astimezone(TOKYO).date()
        last = today - timedelta(days=today.weekday())
        weeks = [last - timedelta(weeks=back) for back in range(WEEKS)]
        holidays = [monday for monday in weeks if holiday(monday)]
        return iter(holidays if script.holiday and holidays else weeks)

    def base(self, script: Script) -> date:
        return HOLIDAY if script.holiday else FIRST_MONDAY

    def begins(self, script: Script, monday: date) -> datetime:
        return script.start.replace(tzinfo=TOKYO) + (monday - self.base(script))

    def ends(self, script: Script, monday: date) -> datetime:
        return self.begins(script, monday) + script.turns[-1].at + timedelta(minutes=6)

    def is_clear(self, script: Script, monday: date, diary: Diary) -> bool:
        customer = self.customers[script.customer]
        return diary.is_free(customer, self.begins(script, monday), self.ends(script, monday))

    def played(self, script: Script, move: timedelta) -> PlannedMatter:
        said = self.said(script, script.start.replace(tzinfo=TOKYO), move.days)
        matter = self.matter(script, said)
        finish(matter, script.status)
        matter.shift(move)
        return matter

    def now_on(self, script: Script) -> PlannedMatter:
        """Cut where today.yaml says; the promises in it move with the clock."""
        row = self.going_on[script.id]
        start = script.start.replace(tzinfo=TOKYO)
        last = start + script.turns[row["turns"] - 1].at
        move = self.now - timedelta(minutes=row["minutes"]) - last
        days = ((last + move).astimezone(TOKYO).date() - last.date()).days
        said = self.said(script, start, days, row, move)
        matter = self.matter(script, said, row["owner"])
        matter.shift(move)
        return matter

    def said(
        self,
        script: Script,
        start: datetime,
        days: int,
        row: dict[str, Any] | None = None,
        move: timedelta | None = None,
    ) -> list[Said]:
        found = []
        mailing = Mailing(script, self.customers[script.customer], self.clients)
        for number, turn in enumerate(script.turns[: row["turns"] if row else None]):
            mail = mailing.mail(number, turn)
            one = told(script, turn, start + turn.at, self.scribe(script, number), mail)
            if one is None:
                continue
            one.text = (row or {}).get("instead", {}).get(number, one.text)
            for promise in turn.promises if move else ():
                one.text = one.text.replace(promise, later(promise, move or timedelta()))
            redate(one, days, start.date())
            found.append(one)
        return apart(found)

    def scribe(self, script: Script, number: int) -> str:
        """Who wrote down a call: whoever spoke next."""
        people = {person.id for person in self.world.people}
        speakers = [turn.author for turn in (*script.turns[number:], *reversed(script.turns)) if turn.author in people]
        return speakers[0] if speakers else "s01"

    def matter(self, script: Script, said: list[Said], owner: str = "") -> PlannedMatter:
        matter = PlannedMatter(
            customer=self.customers[script.customer],
            title="",
            team=script.team,
            channel=CHANNELS[script.team],
            said=said,
            script=script.id,
            page=self.page(script),
        )
        matter.deeds = list(beginnings(script, said, owner))
        return matter

    def page(self, script: Script) -> tuple[str, str]:
        models = [product.model for product in self.world.products if product.model in script.labels]
        path = f"/{script.language}/{models[0]}/" if models else f"/{script.language}/"
        return path, LOOKED.sub("", script.pages[-1].what) if script.pages else (models[0] if models else "")


def redate(one: Said, days: int, near: date) -> None:
    one.text = dates.moved(one.text, days, near)
    if one.mail:
        one.mail.subject = dates.moved(one.mail.subject, days, near)
        one.mail.quoted = dates.moved(one.mail.quoted, days, near)
        if one.mail.nature != "person":
            # A machine answers after it got the mail.
            one.at += timedelta(seconds=40)


def apart(said: list[Said]) -> list[Said]:
    """A script knows minutes only: what shares one is set some seconds apart, in its order."""
    for before, after in pairwise(said):
        if after.at <= before.at:
            after.at = before.at + timedelta(seconds=7)
    return said


def beginnings(script: Script, said: list[Said], owner: str) -> Iterator[Deed]:
    """The first agent who answers takes the matter, gives it its title and its labels."""
    first = next((one for one in said if one.by not in (CUSTOMER, DESK) and not one.note), None)
    first = first or next((one for one in said if one.by not in (CUSTOMER, DESK)), None)
    if first is None:
        return
    who = owner or first.by
    yield Deed(first.at - timedelta(seconds=3), "assigned", who, {"to": who})
    yield Deed(first.at + timedelta(seconds=2), "titled", who, {"title": script.topic})
    for step, label in enumerate(script.labels):
        yield Deed(first.at + timedelta(seconds=3 + step), "labelled", who, {"label": label})


def finish(matter: PlannedMatter, status: str) -> None:
    people = [one.by for one in matter.said if one.by not in (CUSTOMER, DESK)]
    if status != "awaiting_customer":
        at = matter.ended_at + timedelta(minutes=4)
        matter.deeds.append(Deed(at, "status", people[-1] if people else DESK, {"status": status}))


def later(text: str, by: timedelta) -> str:
    """Clock times of a promise, moved and rounded as people round them."""

    def moved(match: re.Match[str]) -> str:
        at = datetime.combine(FIRST_MONDAY, time(int(match[1]) % 24, int(match[2])), TOKYO) + by
        at = at.astimezone(TOKYO)
        return f"{at.hour}:{at.minute // 10 * 10:02}"

    return CLOCK.sub(moved, text)
