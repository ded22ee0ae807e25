"""What is filled into <…>: one order, one day, one slip per matter, so that its sentences agree."""

import re
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from demo import dates
from demo.dice import Dice
from demo.growth.talk import Storyline, Talk
from demo.hours import TOKYO
from demo.planned import PlannedCustomer
from demo.story import World, files

SLOT = re.compile(r"<(\w+)>")
CARRIERS = {"ja": ("なぎさ便", "とびうお急送"), "en": ("Nagisa-bin", "Tobiuo Express")}
PERIODS = {
    "ja": ("午前中", "14–16時", "16–18時", "18–20時", "19–21時"),
    "en": ("in the morning", "2–4 pm", "4–6 pm", "6–8 pm", "7–9 pm"),
}
STREETS = {
    "ja": (
        "汐見 0-{a}-{b}",
        "青葉台 0-{a}-{b} メゾン青葉 {c}",
        "さくら坂 0-{a}-{b} コーポ海鳴 {c}",
        "霧ヶ丘 0-{a}-{b}",
    ),
    "en": (
        "0-{a}-{b} Shiomi, Minato",
        "Maison Aoba {c}, 0-{a}-{b} Aobadai",
        "Sakurazaka Court {c}, 0-{a}-{b} Sakurazaka",
    ),
}


class Slots:
    """The values of one matter. Those that depend on the moment (<by>, <clock>) are told when asked."""

    def __init__(
        self, world: World, talk: Talk, line: Storyline | None, customer: PlannedCustomer, start: datetime, dice: Dice
    ) -> None:
        self.language = talk.language
        self.dice = dice
        self.date = start.astimezone(TOKYO).date()
        model = dice.choice(line.models) if line else dice.choice(world.products).model
        self.values = self.things(world, model, dice) | self.days() | self.numbers(dice)
        self.values |= self.places(talk, dice)
        self.values |= {"name": customer.address, "me": customer.family_name or customer.given_name or customer.company}

    def fill(self, text: str, at: datetime, **more: str) -> str:
        """The text with its slots filled; an unknown slot is a mistake in the world's files."""
        values = self.values | self.moments(at) | more
        return SLOT.sub(lambda slot: values[slot[1]], text)

    def things(self, world: World, model: str, dice: Dice) -> dict[str, str]:
        product = world.product(model)
        number = dice.randint(10002, 10998)
        wide = f"Ａ-{number}".translate(str.maketrans("0123456789-", "０１２３４５６７８９－"))
        return {
            "model": model,
            "product": shop()["products"][model][self.language],
            "code": dice.choice(product.codes) if product.codes else "E-02",
            "price": f"{product.price:,}",
            "order": f"#A-{number}",
            "wide": wide,
            "serial": f"{dice.choice(['24B', '25A', '25C'])}-{dice.randint(100, 9899):06}",
        }

    def days(self) -> dict[str, str]:
        """The day that is agreed on, another that is not, and one that is past."""
        self.agreed = self.date + timedelta(days=self.dice.randint(1, 4))
        return {
            "day": self.written(self.agreed),
            "day2": self.written(self.agreed + timedelta(days=self.dice.randint(1, 4))),
            "past": self.written(self.date - timedelta(days=self.dice.randint(2, 9))),
            "month": str((self.date.month + 2) % 12 + 1),
        }

    def numbers(self, dice: Dice) -> dict[str, str]:
        return {
            "slip": f"NG-0000-{dice.randint(4000, 4999)}-{dice.randint(10, 99)}",
            "ret": f"R-{dice.randint(300, 899):04}",
            "rep": f"S-{dice.randint(3000, 4999):05}",
            "quote": f"Q-{dice.randint(60, 299):04}",
            "n": str(dice.randint(2, 9)),
            "width": str(dice.randint(62, 95)),
            "amount": f"{dice.randint(4, 68) * 100:,}",
            "last4": f"{dice.randint(1000, 9999)}",
            "coupon": dice.choice(["NATSU10", "HAJIME500"]),
        }

    def places(self, talk: Talk, dice: Dice) -> dict[str, str]:
        street = dice.choice(STREETS[self.language])
        return {
            "carrier": dice.choice(CARRIERS[self.language]),
            "slot": dice.choice(PERIODS[self.language]),
            "address": street.format(a=dice.randint(1, 12), b=dice.randint(1, 30), c=dice.randint(2, 9) * 100 + 3),
            "city": dice.deal(talk.phrases["cities"]),
            "place": dice.deal(talk.phrases["places"]),
            "firm": dice.deal(talk.phrases["firms"]),
        }

    def moments(self, at: datetime) -> dict[str, str]:
        local = at.astimezone(TOKYO)
        promised = rounded(local + timedelta(minutes=75 + local.minute))
        clock = f"{local:%H:%M}"
        if promised.date() == local.date() and 10 <= promised.hour < 19:
            words = {"ja": f"本日 {promised:%H:%M} ", "en": f"{promised:%H:%M} today"}
        else:
            words = {"ja": "明日 11:00 ", "en": "11:00 tomorrow"}
        return {"by": words[self.language], "clock": clock}

    def written(self, on: date) -> str:
        return dates.written(on, self.language)


def rounded(at: datetime) -> datetime:
    return at.replace(minute=30 if at.minute >= 30 else 0, second=0, microsecond=0)


@cache
def shop() -> dict[str, Any]:
    found: dict[str, Any] = files.load("shop.yaml")
    return found
