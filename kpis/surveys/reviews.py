"""Reviews out of a spreadsheet or from the API: every good one is taken, once; every other is named with what
would make it right."""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from django.db import connection, transaction
from django.utils.translation import gettext as _

from customers.catalogue import decoded
from kpis.models import Review
from omnidesk.cleaning import clean
from omnidesk.redaction import redact
from sentences.sentiment import sentiment_of
from sentences.themes import themes_of

LARGEST = 5 * 1024 * 1024
MOST = 20_000
LONGEST_TEXT = 10_000
LONGEST_SOURCE = 40
HEADS = {
    "external_id": ("id", "review id", "external id", "external_id", "番号", "レビューid", "口コミid"),
    "score": ("score", "rating", "stars", "点数", "評価", "星"),
    "scale": ("scale", "out of", "max", "満点", "最大"),
    "text": ("text", "review", "comment", "本文", "口コミ", "コメント", "内容"),
    "written_on": ("date", "written on", "written", "日付", "投稿日"),
}
NEEDED = ("external_id", "score", "written_on")
USUAL_SCALE = 5
DATES = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日")


class Unreadable(ValueError):
    """No table of reviews."""


@dataclass(frozen=True)
class Wrong:
    """column: which of HEADS it is about, or nothing."""

    words: str
    column: str = ""

    def __str__(self) -> str:
        return self.words


type Line = tuple[int, dict[str, str]]


@dataclass
class BroughtIn:
    added: int = 0
    # Known already, or said twice here: not taken twice.
    known: int = 0
    # (line or index, what is wrong and what would be right)
    wrong: list[tuple[int, Wrong]] = field(default_factory=list)


def bring_in(source: str, content: bytes) -> BroughtIn:
    """Raises Unreadable, and customers.catalogue.Unreadable for a writing that nobody knows."""
    try:
        rows = list(csv.reader(io.StringIO(decoded(content), newline="")))
    except csv.Error:
        raise Unreadable from None
    columns = heads(rows[0]) if rows else {}
    if any(name not in columns for name in NEEDED):
        raise Unreadable
    lines = [
        (number, {key: row[at].strip() if at < len(row) else "" for key, at in columns.items()})
        for number, row in enumerate(rows[1:], start=2)
    ]
    told = take_in(source, [line for line in lines[:MOST] if any(line[1].values())])
    if len(lines) > MOST:
        words = _("This file has more than %(most)s lines: bring the rest in by another file.") % {"most": f"{MOST:,}"}
        told.wrong.append((lines[MOST][0], Wrong(words)))
    return told


def take_in(source: str, lines: Iterable[Line]) -> BroughtIn:
    """What each says, by the names of HEADS."""
    told, found = BroughtIn(), dict[str, Review]()
    for number, said in lines:
        one = read(source, said)
        if isinstance(one, Wrong):
            told.wrong.append((number, one))
        elif found.setdefault(one.external_id, one) is not one:
            told.known += 1
    keep(found, source, told)
    return told


@transaction.atomic
def keep(found: dict[str, Review], source: str, told: BroughtIn) -> None:
    """One call or file of a source at a time: what is counted as added was added by this one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"reviews/{source}"])
    there = set(Review.objects.filter(source=source, external_id__in=found).values_list("external_id", flat=True))
    fresh = [one for key, one in found.items() if key not in there]
    Review.objects.bulk_create(fresh, ignore_conflicts=True, batch_size=1000)
    told.added, told.known = len(fresh), told.known + len(there)


def heads(row: list[str]) -> dict[str, int]:
    known = {word: key for key, words in HEADS.items() for word in words}
    places = {known.get(cell.strip().lower()): at for at, cell in enumerate(row)}
    return {key: at for key, at in places.items() if key}


def read(source: str, said: dict[str, str]) -> Review | Wrong:
    """The review, or in words what keeps it out."""
    said = {name: clean(text) for name, text in said.items()}
    if not said["external_id"] or len(said["external_id"]) > 120:
        return Wrong(_("It has no id, or one longer than 120 signs: give each review its own."), "external_id")
    written_on = day_of(said["written_on"])
    if written_on is None:
        words = _("“%(date)s” is no date: write it like 2026-11-23.")
        return Wrong(words % {"date": said["written_on"][:40]}, "written_on")
    scale, score = number(said.get("scale") or str(USUAL_SCALE)), number(said["score"])
    if scale is None or scale != int(scale) or not 2 <= scale <= 100:
        return Wrong(_("The scale is a whole number from 2 to 100, such as 5 for five stars."), "scale")
    if score is None or not 0 <= score <= scale:
        words = _("“%(score)s” is no score from 0 to %(scale)s.")
        return Wrong(words % {"score": said["score"][:20], "scale": int(scale)}, "score")
    text = redact(said.get("text", "")[:LONGEST_TEXT])
    return Review(
        source=source, external_id=said["external_id"], score=score, scale=int(scale), text=text, written_on=written_on,
        sentiment=sentiment_of(text), themes=themes_of(text),
    )  # fmt: skip


def number(text: str) -> Decimal | None:
    try:
        found = Decimal(text)
    except InvalidOperation:
        return None
    return round(found, 2) if found.is_finite() and abs(found) < 1000 else None


def day_of(text: str) -> date | None:
    """The day at its head: what a clock adds does not matter here."""
    for shape in DATES:
        try:
            return datetime.strptime(text.split("T")[0].split(" ")[0], shape).date()  # noqa: DTZ007  a day, no moment
        except ValueError:
            continue
    return None
