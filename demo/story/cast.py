"""Who works at みなと家電, in which team, and what is sold there."""

import re
from dataclasses import dataclass
from datetime import time

DAYS = {"月": 0, "火": 1, "水": 2, "木": 3, "金": 4, "土": 5, "日": 6}
HOURS = re.compile(r"([月火水木金土日])–([月火水木金土日]) (\d+):(\d+)–(\d+):(\d+)")


@dataclass(frozen=True)
class Shift:
    days: frozenset[int]
    opens: time
    closes: time

    @classmethod
    def read(cls, text: str) -> "Shift":
        match = HOURS.fullmatch(text)
        if not match:
            raise ValueError(f"hours must look like 月–金 9:00–18:00, not {text!r}")
        first, last = DAYS[match[1]], DAYS[match[2]]
        days = frozenset((first + step) % 7 for step in range((last - first) % 7 + 1))
        return cls(days, time(int(match[3]), int(match[4])), time(int(match[5]), int(match[6])))


@dataclass(frozen=True)
class Person:
    id: str
    family_name: str
    given_name: str
    kana: str
    roman: str
    role: str
    team: str
    skills: tuple[str, ...]
    shift: Shift
    sign_off: str

    @property
    def email(self) -> str:
        return f"{self.roman.lower().replace(' ', '.')}@minato-kaden.example"

    def called(self, language: str) -> str:
        return self.roman.partition(" ")[0] if language == "en" else self.family_name

    @classmethod
    def read(cls, row: dict[str, str]) -> "Person":
        family, given = names(row["name"])
        return cls(
            id=row["id"],
            family_name=family,
            given_name=given,
            kana=row["kana"],
            roman=row["roman"],
            role=row["role"],
            team=row["team"],
            skills=tuple(row["skills"].split(", ")),
            shift=Shift.read(row["hours"]),
            sign_off=row["sign-off"],
        )


def names(name: str) -> tuple[str, str]:
    """Family name first; a name written with ・ is in Western order."""
    if "・" in name:
        given, family = name.split("・", 1)
        return family, given
    family, _, given = name.partition(" ")
    return family, given


@dataclass(frozen=True)
class Group:
    """A team of the desk; its calendar follows from the story's queue hours."""

    id: str
    name: str
    language: str
    opens: time
    closes: time

    @classmethod
    def read(cls, row: dict[str, str]) -> "Group":
        hours = re.search(r"(\d+):(\d+)–(\d+):(\d+)", row["queue hours"])
        if not hours:
            raise ValueError(f"the queue hours of {row['team']} name no times")
        opens, closes = time(int(hours[1]), int(hours[2])), time(int(hours[3]), int(hours[4]))
        return cls(row["team"], row["name"], "en" if row["team"] == "english" else "ja", opens, closes)


@dataclass(frozen=True)
class Product:
    model: str
    name: str
    price: int
    codes: tuple[str, ...]

    @classmethod
    def read(cls, row: dict[str, str]) -> "Product":
        codes = tuple(code.split(" ")[0] for code in row["codes"].split(", ") if code != "–")
        return cls(row["model"], row["name"], int(row["price"].replace(",", "")), codes)


@dataclass(frozen=True)
class Answer:
    """An approved answer; a regulated one is given word for word."""

    id: str
    title: str
    ja: str
    en: str
    regulated: bool

    @classmethod
    def read(cls, row: dict[str, str]) -> "Answer":
        id_, _, title = row["id"].partition(" ")
        return cls(id_, title.removesuffix(" (regulated)"), row["ja"], row["en"], "(regulated)" in title)


@dataclass(frozen=True)
class Template:
    id: str
    channel: str
    text: str

    @classmethod
    def read(cls, row: dict[str, str]) -> "Template":
        return cls(row["id"], row["channel"], row["text"])
