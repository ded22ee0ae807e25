"""The labelled conversations of the demo world: what their customers tell and their agents promise."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from sentences.expressions import expression
from sentences.promising import promises_in
from sentences.telling import Knowledge, Product
from sentences.told.scoring import Label, Verdict, verdicts

ZONE = ZoneInfo("Asia/Tokyo")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MONDAY, HOLIDAY = date(2026, 6, 15), date(2026, 7, 20)
# The keys of the story and ours. What is not here is out of scope, being a wish or a circumstance: box_no, call_name,
# campaign_no, country, coupon, delivery_place, history, keep, lamp, name_form, name_on_card, need, pref, receipt_name,
# result, return_no, site, spec, step, wish.
KEYS = {
    "order_no": "order_number",
    "past_order_no": "order_number",
    "purchase_date": "date",
    "delivery_day": "date",
    "install_date": "date",
    "symptom": "issue",
    "symptom_detail": "issue",
    "contact_phone": "phone",
    "work_email": "email",
} | {
    key: key
    for key in (
        *("name", "phone", "email", "address", "product", "serial", "error_code", "company", "quantity", "amount"),
        *("tried", "slip_no", "since", "color", "payment", "deadline", "available"),
    )
}
QUOTED = expression(r"^[>＞|].*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Turn:
    matter: str
    lang: str
    author: str
    at: datetime
    text: str
    facts: list[dict[str, Any]]
    promises: list[dict[str, Any]]
    began: datetime

    @property
    def by_customer(self) -> bool:
        return self.author == "customer"

    @property
    def by_agent(self) -> bool:
        return self.author not in ("customer", "system", "bot", "note")


def catalogue(path: Path) -> Knowledge:
    """The products of the shop, with their names in both languages."""
    shop = yaml.safe_load(path.read_text(encoding="utf-8"))["products"]
    return Knowledge(products=tuple(Product(code, (ware["ja"], ware["en"])) for code, ware in shop.items()))


def turns(path: Path) -> Iterator[Turn]:
    for matter in yaml.safe_load(path.read_text(encoding="utf-8"))["matters"]:
        began = _began(matter["start"])
        for turn in matter["turns"]:
            promise = turn.get("promise") or []
            yield Turn(
                matter["id"],
                matter["lang"],
                turn["author"],
                _offset(began, turn["at"]),
                turn["text"],
                turn.get("facts") or [],
                promise if isinstance(promise, list) else [promise],
                began,
            )


def _began(start: str) -> datetime:
    weekday, clock = start.split()
    day = HOLIDAY if weekday == "hol" else MONDAY + timedelta(days=WEEKDAYS.index(weekday))
    return datetime.combine(day, time.fromisoformat(clock.zfill(5)), tzinfo=ZONE)


def _offset(began: datetime, offset: str) -> datetime:
    """`+1d09:30` is a clock time of a later day, `+2h10m` a time later."""
    clock = re.fullmatch(r"\+(\d+)d(\d\d:\d\d)", offset)
    if clock:
        return datetime.combine(began.date() + timedelta(days=int(clock[1])), time.fromisoformat(clock[2]), tzinfo=ZONE)
    units = {"d": 1440, "h": 60, "m": 1}
    return began + timedelta(minutes=sum(int(n) * units[unit] for n, unit in re.findall(r"(\d+)([dhm])", offset)))


def facts_of(turn: Turn, knowledge: Knowledge) -> Iterator[Verdict]:
    """What the customer tells in this turn, without the quoted lines of a mail."""
    text = QUOTED.sub(lambda match: " " * len(match.group()), turn.text)
    yield from verdicts(text, list(_labels(turn)), knowledge, turn.at)


def _labels(turn: Turn) -> Iterator[Label]:
    for fact in turn.facts:
        key, value = KEYS.get(fact["key"]), str(fact["value"])
        if key and fact.get("by") != "us":
            start = turn.text.index(value)
            yield Label(key, value, str(fact.get("norm", "")), start, start + len(value))


def promises_of(turn: Turn) -> Iterator[Verdict]:
    """What the agent promises in this turn, and whether the due time is the labelled one."""
    found = list(promises_in(turn.text, at=turn.at, zone=ZONE))
    for label in turn.promises:
        start = turn.text.index(label["text"])
        hit = next((one for one in found if one.start < start + len(label["text"]) and start < one.end), None)
        yield Verdict("promise", "right" if hit else "missed", label["text"])
        if hit:
            found.remove(hit)
            due = _offset(turn.began, label["due"]) if label["due"] else None
            yield Verdict("promise due", "right" if hit.due == due else "missed", f"{hit.text} → {hit.due}")
    for one in found:
        yield Verdict("promise", "invented", f"{one.text} → {one.due} ({one.rule})")
