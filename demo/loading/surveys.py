"""Three surveys that have run for three months in the demo, with who answered them and who did not."""

from datetime import datetime, timedelta

from agents.models import Team
from conversations.models import Conversation, Direction, Message, Status
from demo.dice import Dice
from kpis.models import Asked, CloseTheLoop, Kind, Survey, SurveyAnswer, SurveyInvitation, SurveyVersion, Touched
from kpis.surveys import loop
from kpis.surveys.forms import first_words
from kpis.surveys.scales import SCALES
from sentences.sentiment import sentiment_of
from sentences.themes import themes_of

LOOKED_BACK, QUARANTINE = timedelta(days=90), timedelta(days=30)
# Each person is asked by one of them at a time; so often each, and how often each mark is given.
SURVEYS: dict[str, tuple[str, int, tuple[int, ...]]] = {
    Kind.CSAT: ("対応の満足度", 50, (5, 8, 14, 40, 33)),
    Kind.NPS: ("おすすめ度", 22, (2, 1, 1, 2, 3, 8, 9, 16, 22, 17, 19)),
    Kind.CES: ("解決のしやすさ", 28, (3, 5, 8, 12, 22, 30, 20)),
}
# What is written beside a low, a middling and a high mark; most write nothing.
COMMENTS = {
    "low": (
        "同じ説明を三回しました。引き継ぎをお願いしたいです。", "返信まで待たされました。", "まだ直っていません。",
        "送料が高いと感じました。", "I had to explain everything again on the phone.", "配送日の連絡がなく残念でした。",
    ),
    "middling": ("対応は丁寧でしたが、時間がかかりました。", "手続きが少し分かりにくいです。", ""),
    "high": (
        "早くて助かりました。", "とても丁寧な対応でした。ありがとうございます。", "説明が分かりやすかったです。",
        "Quick and friendly, thank you.", "交換品がすぐ届いて安心しました。", "",
    ),
}  # fmt: skip


def ask(now: datetime) -> int:
    """Returns how many answered. By a chance of its own, so that nothing else in the demo falls otherwise."""
    dice = Dice("surveys")
    versions = [made(kind, now) for kind in SURVEYS]
    invitations = SurveyInvitation.objects.bulk_create(asked(versions, now, dice))
    sent = [row for row in invitations if row.state == Asked.SENT]
    answers = SurveyAnswer.objects.bulk_create(answered(sent, now, dice))
    SurveyInvitation.objects.bulk_update(sent, ["opened_at"])
    teams = {team.pk: team for team in Team.objects.select_related("calendar")}
    low = [answer for answer in answers if answer.score <= SCALES[answer.version.survey.kind].low]
    CloseTheLoop.objects.bulk_create(followed(answer, teams, now) for answer in low)
    whose = Conversation.objects.filter(surveyed__in=invitations).values_list("customer", flat=True).distinct()
    Touched.objects.bulk_create([Touched(customer_id=pk) for pk in whose], ignore_conflicts=True)
    return len(answers)


def made(kind: str, now: datetime) -> SurveyVersion:
    survey = Survey.objects.create(name=SURVEYS[kind][0], kind=kind, on_since=now)
    return SurveyVersion.objects.create(survey=survey, number=1, **first_words(kind))


def asked(versions: list[SurveyVersion], now: datetime, dice: Dice) -> list[SurveyInvitation]:
    """Each person once in the quarantine, in the order in which their matters were resolved."""
    ours = Message.objects.filter(direction=Direction.OUT, author__isnull=False).values("conversation")
    matters = Conversation.objects.filter(status=Status.RESOLVED, resolved_at__gt=now - LOOKED_BACK, pk__in=ours)
    last: dict[int, datetime] = {}
    found = []
    for matter in matters.filter(resolved_at__lt=now - timedelta(hours=1)).order_by("resolved_at", "pk"):
        at = (matter.resolved_at or now) + timedelta(hours=1)
        version = dice.weighted(versions, [often for _name, often, _marks in SURVEYS.values()])
        rests = at - last.get(matter.customer_id, at - LOOKED_BACK) < QUARANTINE
        unreached = not rests and dice.chance(0.05)
        state = Asked.RESTING if rests else Asked.UNREACHABLE if unreached else Asked.SENT
        if state == Asked.SENT:
            last[matter.customer_id] = at
        found.append(SurveyInvitation(
            survey=version.survey, version=version, conversation=matter, channel_id=matter.last_channel_id,
            team_id=matter.team_id, agent_id=matter.assignee_id, state=state, at=at,
            reason="Window closed" if unreached else "", sent_at=at if state == Asked.SENT else None,
        ))  # fmt: skip
    return found


def answered(sent: list[SurveyInvitation], now: datetime, dice: Dice) -> list[SurveyAnswer]:
    found = []
    for row in sent:
        said, looked = dice.chance(0.34), dice.chance(0.15)
        at = row.at + timedelta(minutes=dice.around(40, 900))
        if at > now or not (said or looked):
            continue
        row.opened_at = at
        if not said:
            continue
        scale, marks = SCALES[row.survey.kind], SURVEYS[row.survey.kind][2]
        found.append(one(row, dice.weighted(scale.marks, marks), at, dice))
    return found


def one(row: SurveyInvitation, score: int, at: datetime, dice: Dice) -> SurveyAnswer:
    whole, scale = dice.chance(0.8), SCALES[row.survey.kind]
    is_low = score <= scale.low
    words = COMMENTS["low" if is_low else "middling" if score < scale.good else "high"]
    comment = dice.deal(words) if whole and dice.chance(0.8 if is_low else 0.45) else ""
    again = dice.weighted((0, 1, 2), (50, 30, 20) if is_low else (88, 9, 3))
    return SurveyAnswer(
        invitation=row, version=row.version, channel_id=row.channel_id, score=score, again=again if whole else None,
        comment=comment, is_whole=whole, at=at, sentiment=sentiment_of(comment), themes=themes_of(comment),
    )  # fmt: skip


def followed(answer: SurveyAnswer, teams: dict[int, Team], now: datetime) -> CloseTheLoop:
    """What is older than a few days has been settled."""
    row = answer.invitation
    due = loop.due(teams.get(row.team_id or 0), answer.at)
    done = due if due < now - timedelta(days=4) else None
    note = "お電話でお詫びし、続きを確認しました。" if done else ""
    done_by = row.agent_id if done else None
    return CloseTheLoop(answer=answer, owner_id=row.agent_id, due_at=due, done_at=done, done_by_id=done_by, note=note)
