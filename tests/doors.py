"""Every door of the house, filled in with the keys of things that exist: a walk leaves none out."""

import io
import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass

from django.core.files.base import ContentFile
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone
from PIL import Image

from agents import calendars
from agents.models import CalendarException, Invitation
from callbacks import asking
from callbacks.asked import Asked
from channels_ingest.models import ConnectedApp, RawDelivery
from conversations import files
from conversations.models import AskedAgain, Attachment, Call, Channel, Envelope, Message, Promise
from customers.models import Fact, Merge, Pattern, Product
from kpis.models import (
    Alert,
    AlertRule,
    BoardLink,
    CloseTheLoop,
    CostAssumptions,
    DayNote,
    Decision,
    Goal,
    MailedReport,
    Retrospective,
    Survey,
    SurveyAnswer,
    SurveyInvitation,
    SurveyVersion,
)
from simulator.models import SimulatorCall
from tests.cast import Desk

# Who stands before these doors is nobody we know yet. Everything else asks who you are.
PUBLIC = {
    "healthz", "readyz", "metrics", "javascript-catalog", "setup", "language", "account_login", "account_logout",
    "account_reset_password", "account_reset_password_done", "account_reset_password_from_key",
    "account_reset_password_from_key_done", "mfa_authenticate", "invitation", "invitation-accept", "widget-script",
    "chat-look", "chat-frame", "chat-session", "chat-identify", "chat-messages", "chat-details", "chat-ticket",
    "chat-uploads", "chat-file", "chat-file-preview", "file-held", "api-handoffs", "api-touchpoints", "api-events",
    "api-handoff-schema", "api-channel-schema", "chat-handoff", "api-callbacks",
    "api-callback-slots", "chat-callback", "sdk-script", "form-page", "webhook", "file-sent",
    "api-figures", "api-figure", "api-reviews",
    "simulator-door", "line-account", "survey", "board", "board-slabs",
}  # fmt: skip

# Behind these lie the matters of a team: for anybody else they do not exist.
OF_A_MATTER = re.compile(
    r"^(conversations/<int:pk>/|entries/|messages/<int:pk>/|files/|promises/<int:pk>/|follow-ups/<int:pk>/"
    r"|callbacks/(?:<int:pk>|steps)/)"
)
# Only for the admin; for anybody else they do not exist.
OF_THE_ADMIN = re.compile(r"^settings/.")


@dataclass(frozen=True)
class Door:
    route: str
    name: str
    path: str

    @property
    def public(self) -> bool:
        return self.name in PUBLIC


def doors(desk: Desk) -> list[Door]:
    """Hanako's matter has an entry, a mail, a file and a merge, so that each key leads to something."""
    keys = keys_of(desk)
    return [Door(route, name, fill(route, keys)) for route, name in routes(get_resolver().url_patterns)]


def routes(patterns: list[URLPattern | URLResolver], before: str = "") -> Iterator[tuple[str, str]]:
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, route)
        else:
            yield route, pattern.name or ""


def keys_of(desk: Desk) -> dict[str, int | str]:
    message = Message.objects.filter(customer=desk.hanako).order_by("id")[0]
    entry = desk.matter.entries.order_by("-id")[0]
    file = a_picture(message)
    Call.objects.create(message=message, number="+819012345678", state="ended", outcome="answered")
    Envelope.objects.create(message=message, header_id="<door@mail.example>", html="<p>充電できません</p>")
    phone = desk.writes(sender=desk.sender("hanako-phone")).customer
    merge = Merge.objects.create(source=phone, target=desk.hanako, merged_by=desk.aya)
    other = desk.writes(sender=desk.sender("kenichi-browser", "森", "健一")).customer
    fact = Fact.objects.create(
        customer=desk.hanako, home=desk.hanako, matter=desk.matter.pk, key="color", value="白", norm="白",
        source="agent", said_at=timezone.now(),
    )  # fmt: skip
    product = Product.objects.create(code="VX-200", name="かるスイ")
    pattern = Pattern.objects.create(key="order_number", expression=r"#A-\d{5}", example="#A-10293")
    calendar = calendars.make_default("窓口", "Asia/Tokyo")
    closed = CalendarException.objects.create(calendar=calendar, date=timezone.localdate(), name="棚卸し")
    invitation = Invitation.objects.create(
        email="new@minato-kaden.example", token_hash="1" * 64, invited_by=desk.noguchi, expires_at=timezone.now()
    )
    aside = RawDelivery.objects.create(
        channel=desk.chat, external_id="aside", state="quarantined", error="Unreadable", received_at=timezone.now()
    )
    # An address without a domain: a walk must not ask the DNS of whoever runs the tests.
    mailbox = Channel.objects.create(
        kind="email", name=desk.chat.name, team=desk.support, settings={"address": "desk@localhost"}
    )
    line = Channel.objects.create(kind="line", name=desk.chat.name, team=desk.support, credentials='{"secret": "x"}')
    # Without credentials: nobody is asked anything.
    account = Channel.objects.create(kind="line", name=desk.chat.name, team=desk.support, settings={"set_up": []})
    practice = Channel.objects.create(
        kind="sms", name="練習", team=desk.support, is_practice=True, settings={"provider": "twilio"}
    )
    played = SimulatorCall.objects.create(channel=practice, at=timezone.now(), direction="in", method="POST", path="x")
    webform = Channel.objects.create(kind="form", name=desk.chat.name, team=desk.support)
    promise = Promise.objects.create(conversation=desk.matter, text="折り返しお電話", owner=desk.aya)
    callback = asking.ask(desk.matter, Asked("+819012345678", "now", "agent"), desk.aya)
    step = desk.matter.entries.get(kind="callback_asked")
    twice = AskedAgain.objects.create(
        conversation=desk.matter, message=message, kind="said_so", key="any", at=timezone.now()
    )
    follow_up = a_low_mark(desk)
    costs = CostAssumptions.objects.create(since="2026-01-01", hourly_rate=2000, paid_hours=100)
    screen = BoardLink.objects.create(
        name=desk.chat.name, scope=str(desk.support.pk), token_hash="2" * 64, made_by=desk.fujita
    )
    app = ConnectedApp.objects.create(name=desk.chat.name, key_hash="1" * 64, key_hint="od_111111")
    return steering(desk) | {
        "simulator": practice.pk, "call": played.pk, "fact": fact.pk, "products": product.pk, "patterns": pattern.pk,
        "promises": promise.pk, "callbacks": callback.pk, "step": step.pk, "asked-again": twice.pk,
        "conversations": desk.matter.pk, "entries": entry.pk, "messages": message.pk, "files": str(file.public_id),
        "customers": desk.hanako.pk, "merges": merge.pk, "site": desk.chat.public_id, "other": other.pk,
        "people": desk.tamura.pk, "agents": desk.aya.pk,
        "teams": desk.support.pk, "chat-sites": desk.chat.pk, "apps": app.pk,
        "deliveries": aside.pk, "mailboxes": mailbox.pk, "calendars": calendar.pk, "exceptions": closed.pk,
        "invitations": invitation.pk, "forms": webform.pk, "form": webform.public_id, "line": line.public_id,
        "channels": account.pk, "follow-ups": follow_up.pk, "surveys": follow_up.answer.version.survey_id,
        "costs": costs.pk, "wall": desk.support.pk, "wall/links": screen.pk,
    }  # fmt: skip


def steering(desk: Desk) -> dict[str, int | str]:
    """What figures led to, of 家電サポート."""
    figure, day = {"measure": "frt", "percent": 90, "team": desk.support}, timezone.localdate()
    goal = Goal.objects.create(target=600, owner=desk.aya, due_on=day, note=desk.matter.title, **figure)
    rule = AlertRule.objects.create(limit=600, **figure)
    alert = Alert.objects.create(
        rule=rule, kind="limit", day=day, first=day, way="up", value=900, expected=600, n=40, **figure
    )
    note = DayNote.objects.create(first=day, last=day, text="キャンペーン開始", team=desk.support)
    held = {"held_on": day, "first": day, "last": day, "measures": ["frt"], "findings": "朝が遅い"}
    kept = Retrospective.objects.create(team=desk.support, **held)
    decided = Decision.objects.create(retrospective=kept, text="朝の当番を増やす", owner=desk.aya, due_on=day)
    mailed = MailedReport.objects.create(measure="frt", made_by=desk.fujita, next_at=timezone.now(), files=["csv"])
    mailed.recipients.set([desk.fujita, desk.noguchi])
    return {
        "scheduled": mailed.pk,
        "goals": goal.pk, "alerts": alert.pk, "alerts/rules": rule.pk, "notes": note.pk, "retrospectives": kept.pk,
        "retrospectives/decisions": decided.pk,
    }  # fmt: skip


def a_low_mark(desk: Desk) -> CloseTheLoop:
    survey, now = Survey.objects.create(name=desk.chat.name), timezone.now()
    version = SurveyVersion.objects.create(survey=survey, number=1)
    asked = SurveyInvitation.objects.create(
        survey=survey, version=version, conversation=desk.matter, channel=desk.chat, state="sent", at=now, sent_at=now
    )
    answer = SurveyAnswer.objects.create(invitation=asked, version=version, score=1, at=now, comment=desk.matter.title)
    return CloseTheLoop.objects.create(answer=answer, due_at=now)


def a_picture(message: Message) -> Attachment:
    """As a mail brings it: named by its content id."""
    packed = io.BytesIO()
    Image.new("RGB", (4, 4), "teal").save(packed, "JPEG")
    kept = files.keep_any(ContentFile(packed.getvalue()), name="保証書.jpg", content_id="door")
    Attachment.objects.filter(pk=kept.pk).update(message=message)
    return kept


def fill(route: str, keys: dict[str, int | str]) -> str:
    path = re.sub(r"\^|\$|\(\?P<uidb36>.*\)/", "", route)
    path = path.replace("<str:site>", str(keys["site"])).replace("<int:other>", str(keys["other"]))
    path = path.replace("<str:form>", str(keys["form"])).replace("<slug:step>", "webhook")
    path = path.replace("<slug:tile>", "longest").replace("<slug:number>", "frt")
    path = path.replace("<str:kind>/<str:public_id>", f"line/{keys['line']}")
    path = path.replace("<int:fact>", str(keys["fact"])).replace("<int:call>", str(keys["call"]))
    path = path.replace("callbacks/steps/<int:pk>", f"callbacks/steps/{keys['step']}")
    path = path.replace("settings/callbacks/<int:pk>", f"settings/callbacks/{keys['teams']}")
    path = path.replace("<slug:measure>", "frt")
    # What figures lead to lies beside the reports, each kind by its own number.
    path = re.sub(r"analytics/([a-z/]+)/<int:pk>", lambda found: f"analytics/{found[1]}/{keys[found[1]]}", path)
    # Nobody practises there: a walk must not fill a record.
    path = path.replace("simulator/<str:public_id>/<path:path>", f"simulator/{keys['line']}/v2/bot/info")
    # Invitations lie among the people; everything else is named by its room.
    room = path.removeprefix("settings/").removeprefix("people/" if "/invitations/" in path else "").split("/")[0]
    path = path.replace("<int:pk>", str(keys.get(room, 1))).replace(
        "<uuid:public_id>", str(keys["files"] if room in ("files", "messages") else uuid.uuid4())
    )
    # Nobody's: a walk must not take an address away.
    path = path.replace("<int:identity_pk>", "0").replace("<str:token>", "x" * 43)
    return "/" + path
