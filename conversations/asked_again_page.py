"""Asked again, counted per channel, step and team, each count with its rows; and a sample that a lead looks at."""

import hashlib
import secrets
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db import transaction
from django.db.models import CharField, Count, F, Q, QuerySet, Value
from django.db.models.functions import MD5, Cast, Concat
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agents.models import Agent
from conversations import threads
from conversations.history import record
from conversations.models import AskedAgain, Conversation, Direction, Message, Verdict
from conversations.real_work import of_real_work
from customers import fact_words
from sentences.measuring import wilson

PERIODS = (7, 30, 90)
PAGE = 50
SAMPLE = 20
STEPS = {
    "first": _("At the first answer"),
    "later": _("Later in the matter"),
    "after_transfer": _("After a hand-over"),
    "after_channel_change": _("After a change of channel"),
    "after_reopening": _("After reopening"),
}
# What can be counted by, and what narrows the list to one of its lines.
DIMENSIONS = {"channel": "channel__name", "step": "step", "team": "team__name", "kind": "kind", "key": "key"}


@dataclass(frozen=True)
class Asked:
    """The filters of the page, as its address says them; wrong values count as none."""

    days: int
    channel: str = ""
    step: str = ""
    team: str = ""
    kind: str = ""
    key: str = ""
    verdict: str = "all"
    sample: str = ""

    @classmethod
    def read(cls, given: Any) -> "Asked":
        days = given.get("days", "")
        return cls(
            days=int(days) if days in {str(period) for period in PERIODS} else 30,
            **{name: given.get(name, "").replace("\x00", "")[:60] for name in DIMENSIONS},
            verdict=given.get("verdict", "all") if given.get("verdict") in {"open", *Verdict.values} else "all",
            sample=given.get("sample", "")[:20],
        )

    @property
    def since(self) -> datetime:
        return timezone.now() - timedelta(days=self.days)


def counted(agent: Agent, asked: Asked) -> QuerySet[AskedAgain]:
    """What counts: of matters this agent may see, without practice and, outside the demo itself, without demo."""
    matters = of_real_work(Conversation.objects.visible_to(agent))
    return AskedAgain.objects.filter(conversation__in=matters.values("pk"), at__gte=asked.since)


def narrowed(rows: QuerySet[AskedAgain], asked: Asked) -> QuerySet[AskedAgain]:
    for name in ("channel", "team"):
        value = getattr(asked, name)
        rows = rows.filter(**{name: int(value)}) if value.isdecimal() and len(value) < 16 else rows
    for name in ("step", "kind", "key"):
        value = getattr(asked, name)
        rows = rows.filter(**{name: value}) if value else rows
    if asked.verdict == "all":
        return rows
    return rows.filter(verdict="" if asked.verdict == "open" else asked.verdict)


def page(agent: Agent, given: Any) -> dict[str, Any]:
    asked = Asked.read(given)
    every = counted(agent, asked)
    rows = narrowed(every, asked)
    shown, older = piece(rows, asked, given.get("before", ""))
    return {
        "asked": asked,
        "periods": PERIODS,
        "rate": rate(agent, asked, every),
        "tables": tables(every),
        "judged": judged(every),
        "rows": shown,
        "older": older,
        "total": rows.count(),
        "narrowed": is_narrowed(asked),
        "query": urlencode({name: value for name, value in asdict(asked).items() if value}),
        "seed": secrets.token_hex(4),
    }


def piece(rows: QuerySet[AskedAgain], asked: Asked, before: str) -> tuple[list[AskedAgain], int | None]:
    related = ("message", "conversation__customer", "agent", "team", "channel", "judged_by")
    rows = rows.select_related(*related)
    if asked.sample:
        return [dressed(row) for row in drawn(rows, asked.sample)], None
    if before.isdecimal() and len(before) < 19:
        rows = rows.filter(pk__lt=int(before))
    found = list(rows.order_by("-pk")[: PAGE + 1])
    return [dressed(row) for row in found[:PAGE]], found[PAGE - 1].pk if len(found) > PAGE else None


def drawn(rows: QuerySet[AskedAgain], seed: str) -> QuerySet[AskedAgain]:
    """By lot, the same for the same seed: a lead can come back to the sample, and nobody chooses it."""
    lot = MD5(Concat(Cast("pk", CharField()), Value(hashlib.sha256(seed.encode()).hexdigest())))
    return rows.annotate(lot=lot).order_by("lot")[:SAMPLE]


def dressed(row: AskedAgain) -> AskedAgain:
    """With the words that ask or complain, and those around them, ready to be shown."""
    text, start, end = row.message.text, row.start or 0, row.end if row.end is not None else 0
    row.around = (text[max(0, start - 40) : start], text[start:end] or text[:80], text[end : end + 40] if end else "")  # type: ignore[attr-defined]  # for the template
    row.label = _("Not named") if row.key == "any" else fact_words.label(row.key)  # type: ignore[attr-defined]  # for the template
    row.step_words = STEPS.get(row.step, row.step)  # type: ignore[attr-defined]  # for the template
    return row


def rate(agent: Agent, asked: Asked, every: QuerySet[AskedAgain]) -> dict[str, Any]:
    """Matters in which it happened, of the matters that a person handled in this time (metrics: asked-again rate)."""
    ours = Message.objects.filter(direction=Direction.OUT, author__isnull=False, shown_at__gte=asked.since)
    handled = of_real_work(Conversation.objects.visible_to(agent)).filter(pk__in=ours.values("conversation"))
    real = every.exclude(verdict=Verdict.WRONG)
    n = handled.count()
    hits = real.filter(conversation__in=handled.values("pk")).values("conversation").distinct().count()
    return {"n": n, "hits": hits, "times": real.count(), "percent": round(100 * hits / n, 1) if n else None}


def tables(every: QuerySet[AskedAgain]) -> list[dict[str, Any]]:
    real = every.exclude(verdict=Verdict.WRONG)
    heads = {"channel": _("Channel"), "step": _("Where in the matter"), "team": _("Team"), "key": _("Asked for")}
    return [{"name": name, "head": head, "lines": lines(real, name)} for name, head in heads.items()]


def lines(real: QuerySet[AskedAgain], name: str) -> list[dict[str, Any]]:
    found = real.values(name).annotate(times=Count("pk"), word=F(DIMENSIONS[name])).order_by("-times", name)
    named = [(row[name], row["word"], row["times"]) for row in found]
    most = max((times for _key, _word, times in named), default=1)
    return [
        {"key": key, "word": words_of(name, key, word), "times": times, "share": round(100 * times / most)}
        for key, word, times in named
    ]


def words_of(name: str, key: Any, word: str | None) -> str:
    if name == "step":
        return str(STEPS.get(str(key), key))
    if name == "key":
        return str(_("Not named")) if key == "any" else fact_words.label(str(key))
    return word or str(_("None"))


def judged(every: QuerySet[AskedAgain]) -> dict[str, Any]:
    """How often the rules were right, as far as a lead has looked; with the Wilson interval, in per cent."""
    found = every.aggregate(
        right=Count("pk", filter=Q(verdict=Verdict.RIGHT)), wrong=Count("pk", filter=Q(verdict=Verdict.WRONG))
    )
    done = found["right"] + found["wrong"]
    interval = [round(100 * bound) for bound in wilson(found["right"], done)] if done else None
    return {**found, "done": done, "interval": interval}


def is_narrowed(asked: Asked) -> bool:
    return any(getattr(asked, name) for name in DIMENSIONS) or asked.verdict != "all" or bool(asked.sample)


@transaction.atomic
def judge(row: AskedAgain, verdict: str, agent: Agent) -> AskedAgain:
    """A lead's word on one row; the same word again takes it back."""
    matter = threads.lock(row.conversation)
    row.verdict = Verdict.OPEN if row.verdict == verdict else Verdict(verdict)
    row.judged_by, row.judged_at = (agent, timezone.now()) if row.verdict else (None, None)
    row.save(update_fields=["verdict", "judged_by", "judged_at"])
    record(matter, "asked_again_judged", actor=agent, message=row.message, verdict=str(row.verdict))
    return row
