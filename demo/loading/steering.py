"""What the demo's leads want of their figures, what they noted on days, and what they decided when they looked."""

from datetime import date, datetime, timedelta
from typing import Any

from agents.models import Agent
from demo.hours import TOKYO
from demo.loading.desk import Desk
from kpis.models import AlertRule, DayNote, Decision, Goal, Retrospective, Way

# measure, percentile, target, team, owner, due in days, note
GOALS: tuple[tuple[str, int | None, float, str, str, int, str], ...] = (
    ("frt", 90, 4 * 3600, "support", "s01", 38, "朝 9 時台の当番を 1 名増やして取り組みます。"),
    ("promise", None, 0.9, "support", "s01", 38, "期限の前日に担当者へ通知します。"),
    ("asked_again", None, 0.1, "support", "s01", 68, "引き継ぎカードを開いてから返信します。"),
    ("csat", None, 0.7, "support", "s01", 98, ""),
    ("frt", 50, 1800, "english", "s01", 38, ""),
    ("resolution_full", 50, 86400, "orders", "s02", 68, "返金の承認をまとめて行います。"),
)
# days ago, days long, what happened, team
NOTES: tuple[tuple[int, int, str, str | None], ...] = (
    (20, 3, "秋の大感謝祭キャンペーン", None),
    (12, 1, "配送会社のシステム障害", "orders"),
    (6, 1, "修理受付の定型文を改訂", "support"),
)
FOUND = "初回応答は月曜の午前に集中して遅れています。\n聞き直しは、電話からメールへ移った案件に多く見られました。"


def steer(desk: Desk, now: datetime) -> int:
    """How many goals were set."""
    today = now.astimezone(TOKYO).date()
    Goal.objects.bulk_create(goal(desk, today, *one) for one in GOALS)
    settled = goal(desk, today, "nrt", 90, 6 * 3600, "support", "s01", -10, "")
    settled.closed_at, settled.closed_by = now - timedelta(days=9), desk.agents["s01"]
    settled.outcome = "期限内に達成しました。次は初回応答に取り組みます。"
    settled.save()
    DayNote.objects.bulk_create(note(desk, today, *one) for one in NOTES)
    AlertRule.objects.bulk_create(rules(desk))
    look_back(desk, today, now)
    return len(GOALS)


def goal(
    desk: Desk,
    today: date,
    measure: str,
    percent: int | None,
    target: float,
    team: str,
    owner: str,
    due: int,
    words: str,
) -> Goal:
    whose: Agent = desk.agents[owner]
    about: dict[str, Any] = {"measure": measure, "percent": percent, "target": target, "team": desk.teams[team]}
    return Goal(**about, owner=whose, made_by=whose, due_on=today + timedelta(days=due), note=words)


def note(desk: Desk, today: date, back: int, length: int, words: str, team: str | None) -> DayNote:
    first = today - timedelta(days=back)
    by = desk.agents["s02" if team == "orders" else "s01"]
    last = first + timedelta(days=length - 1)
    return DayNote(first=first, last=last, text=words, team=desk.teams[team] if team else None, made_by=by)


def rules(desk: Desk) -> list[AlertRule]:
    lead = desk.agents["s01"]
    support = {"team": desk.teams["support"], "made_by": lead}
    return [
        AlertRule(measure="frt", percent=90, limit=3600, days=7, **support),
        AlertRule(measure="backlog", limit=30, **support),
        AlertRule(measure="promise", limit=0.95, way=Way.DOWN, days=28, **support),
    ]


def look_back(desk: Desk, today: date, now: datetime) -> None:
    held, lead = today - timedelta(days=7), desk.agents["s01"]
    days = {"held_on": held, "first": held - timedelta(days=28), "last": held - timedelta(days=1)}
    looked_at = ["overview", "frt", "asked_again", "csat"]
    kept = Retrospective.objects.create(
        **days, team=desk.teams["support"], measures=looked_at, findings=FOUND, made_by=lead
    )
    tick = Decision(
        retrospective=kept, text="月曜の朝の当番を 1 名増やす", owner=lead, due_on=today - timedelta(days=2)
    )
    tick.done_at, tick.done_by = now - timedelta(days=3), lead
    words, owner = "引き継ぎカードの見方を朝礼で共有する", desk.agents["a01"]
    open_one = Decision(retrospective=kept, text=words, owner=owner, due_on=today + timedelta(days=5))
    Decision.objects.bulk_create([tick, open_one])
