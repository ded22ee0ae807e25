"""Reports by mail: each goes out once to each person, as they may see it, and what did not is told."""

import asyncio
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
import time_machine
from aiosmtpd.controller import Controller
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agents.models import Agent, AuditEntry
from kpis.mailed import scheduling, sending
from kpis.models import Cursor, MailedReport, ReportSending
from omnidesk.local.redis import free_port
from tests.cast import Desk
from tests.kpis.packed import packed, row, yesterday

FORM = {"period": "7", "every": "week", "weekday": 0, "hour": 8, "files": ["csv", "xlsx"]}


@dataclass
class Office:
    """A mail server; says: what it answers to whom instead of taking the mail."""

    posted: dict[str, EmailMessage] = field(default_factory=dict)
    says: dict[str, str] = field(default_factory=dict)
    # What it does once it has the mail, instead of saying so: "hang up" or "think" for longer than we wait.
    then: str = ""

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if address in self.says:
            return self.says[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        (to,) = envelope.rcpt_tos
        assert to not in self.posted, "twice"
        self.posted[to] = message_from_bytes(envelope.content, policy=policy.default)
        if self.then == "hang up":
            server.transport.abort()
        elif self.then == "think":
            await asyncio.sleep(60)
        return "250 OK"


@pytest.fixture
def office(settings: Any) -> Iterator[Office]:
    taken, port = Office(), free_port(0)
    server = Controller(taken, hostname="127.0.0.1", port=port, ready_timeout=60)
    server.start()
    smtp = {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": {"host": "127.0.0.1", "port": port}}
    settings.MAILERS = {"default": smtp}
    yield taken
    server.stop()


@pytest.fixture
def answered(desk: Desk) -> Desk:
    """Forty first answers of 家電サポート, all of them read; the English desk gave none."""
    Cursor.objects.create(pk=1, caught_up_at=timezone.now())
    packed(*[row(desk, "frt", yesterday("10:05", 1 + n % 2), seconds=30 * n) for n in range(1, 41)])
    return desk


def scheduled(desk: Desk, *people: Agent, by: Agent | None = None, **said: Any) -> MailedReport:
    recipients = [one.pk for one in people or (desk.fujita,)]
    client = desk.client(by or desk.fujita)
    said = FORM | {"recipients": recipients} | said
    assert client.post("/analytics/scheduled/new/?measure=frt&limit=600", said).status_code == 302
    return MailedReport.objects.latest("pk")


def comes_due(report: MailedReport) -> None:
    MailedReport.objects.filter(pk=report.pk).update(next_at=timezone.now() - timedelta(minutes=1))


def tick() -> None:
    sending.send(timezone.now() + timedelta(seconds=30))


def outcomes(report: MailedReport) -> list[tuple[str, str]]:
    return list(report.sendings.order_by("pk").values_list("outcome", "reason"))


def body(mail: EmailMessage, kind: str = "plain") -> str:
    part = mail.get_body((kind,))
    assert part is not None
    return str(part.get_content())


def test_a_view_of_a_team_goes_to_nobody_who_does_not_see_that_team(answered: Desk, office: Office):
    Agent.objects.filter(pk=answered.emily.pk).update(role="supervisor")
    address, client = (
        f"/analytics/scheduled/new/?measure=frt&team={answered.support.pk}",
        answered.client(answered.fujita),
    )
    people = [answered.emily.pk, answered.fujita.pk]
    assert answered.emily.full_name not in client.get(address).content.decode()
    assert client.post(address, FORM | {"recipients": people}).status_code == 200
    assert client.post(address, FORM | {"recipients": people[1:]}).status_code == 302
    report = MailedReport.objects.get()
    report.recipients.add(answered.emily)
    comes_due(report)
    tick()
    assert sorted(outcomes(report)) == [("sent", ""), ("skipped", "other_team")]
    assert "この表示のチームの数字を閲覧できない方です。" in client.get("/analytics/scheduled/").content.decode()


def test_what_is_due_goes_to_each_once_with_the_headline_and_the_files(answered: Desk, office: Office):
    report = scheduled(answered, answered.fujita, answered.noguchi)
    comes_due(report)
    tick()
    tick()
    assert outcomes(report) == [("sent", "")] * 2
    mail = office.posted[answered.fujita.email]
    assert re.match(r"みなと家電: 初回応答時間 · 20", mail["Subject"])
    assert ("10:00" in body(mail), "95% 7:00–13:30" in body(mail, "html"), "式: " in body(mail)) == (True, True, True)
    assert "/analytics/frt/?period=7&limit=600" in body(mail)
    assert [part.get_filename().rpartition(".")[2] for part in mail.iter_attachments()] == ["xlsx", "csv"]
    report.refresh_from_db()
    assert report.next_at > timezone.now()


def test_each_gets_what_they_themselves_may_see_in_their_language(answered: Desk, office: Office):
    Agent.objects.filter(pk=answered.emily.pk).update(role="supervisor")
    report = scheduled(answered, answered.fujita, answered.emily, by=answered.noguchi)
    comes_due(report)
    tick()
    english = office.posted[answered.emily.email]
    assert ("First response time" in english["Subject"], "Counted: 0" in body(english)) == (True, True)
    files = list(english.iter_attachments())
    assert b"10:00" not in files[1].get_payload(decode=True)
    assert "40" in body(office.posted[answered.fujita.email])


def test_the_overview_goes_out_as_each_sees_it(answered: Desk, office: Office):
    Agent.objects.filter(pk=answered.emily.pk).update(role="supervisor")
    client = answered.client(answered.noguchi)
    page = client.get("/analytics/?period=7").content.decode()
    assert "/analytics/scheduled/new/?measure=overview" in page
    said = FORM | {"recipients": [answered.fujita.pk, answered.emily.pk], "files": ["csv", "pdf"]}
    assert client.post("/analytics/scheduled/new/?measure=overview&period=7", said).status_code == 302
    comes_due(MailedReport.objects.get())
    tick()
    mine, english = office.posted[answered.fujita.email], office.posted[answered.emily.email]
    assert ("すべての主要指標" in mine["Subject"], "All headline figures" in english["Subject"]) == (True, True)
    assert ("初回応答時間: 10:00 / " in body(mine), "First response time: —" in body(english)) == (True, True)
    assert "/analytics/?period=7" in body(mine)
    paper, lines = (part.get_payload(decode=True) for part in mine.iter_attachments())
    assert (paper[:5], "n = 40" in lines.decode()) == (b"%PDF-", True)
    assert "すべての主要指標" in client.get("/analytics/scheduled/").content.decode()


def test_who_left_or_leads_no_more_gets_none(answered: Desk, office: Office):
    report = scheduled(answered, answered.fujita, answered.noguchi)
    Agent.objects.filter(pk=answered.noguchi.pk).update(is_active=False)
    Agent.objects.filter(pk=answered.fujita.pk).update(role="agent")
    comes_due(report)
    tick()
    assert (outcomes(report), office.posted) == ([("skipped", "no_access"), ("skipped", "left")], {})


def test_a_server_that_fails_is_tried_again_and_then_told(answered: Desk, office: Office):
    report = scheduled(answered)
    office.says[answered.fujita.email] = "451 4.3.0 later"
    comes_due(report)
    for number in range(4):
        tick()
        assert (len(outcomes(report)), report.sendings.get().tries) == (1, number + 1)
        ReportSending.objects.update(try_at=timezone.now())
    assert outcomes(report) == [("failed", "refused")]
    said = answered.client(answered.fujita).get("/analytics/scheduled/").content.decode()
    assert "メールサーバーがこの宛先を受け付けませんでした" in said
    office.says.clear()
    answered.client(answered.fujita).post(f"/analytics/scheduled/{report.pk}/sending/")
    tick()
    assert ("sent", "") in outcomes(report)


def test_an_address_that_does_not_exist_is_not_tried_again(answered: Desk, office: Office):
    report = scheduled(answered)
    office.says[answered.fujita.email] = "550 5.1.1 no such user"
    comes_due(report)
    tick()
    assert outcomes(report) == [("failed", "refused")]


@pytest.mark.parametrize("then", ["hang up", "think"])
def test_a_mail_that_the_server_has_and_says_nothing_of_is_not_sent_again(
    answered: Desk, office: Office, settings: Any, then: str
):
    settings.MAILERS["default"]["OPTIONS"]["timeout"] = 2
    report, office.then = scheduled(answered, files=[]), then
    comes_due(report)
    tick()
    ReportSending.objects.update(try_at=timezone.now())
    tick()
    assert (outcomes(report), len(office.posted)) == ([("failed", "unknown")], 1)
    page = answered.client(answered.fujita).get("/analytics/scheduled/").content.decode()
    assert "届いている可能性があります" in page


def test_a_server_that_is_not_there_is_tried_again(answered: Desk, settings: Any):
    options = {"host": "127.0.0.1", "port": free_port(0)}
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": options}}
    report = scheduled(answered, files=[])
    comes_due(report)
    tick()
    assert outcomes(report) == [("queued", "unreachable")]


def test_what_a_dead_worker_took_may_have_been_sent_and_is_not_sent_again(answered: Desk, office: Office):
    report = scheduled(answered)
    comes_due(report)
    sending.line_up(timezone.now())
    assert sending.take(timezone.now()) is not None
    assert sending.take(timezone.now()) is None
    ReportSending.objects.update(taken_at=timezone.now() - timedelta(hours=1))
    tick()
    assert (outcomes(report), office.posted) == ([("failed", "unknown")], {})


def test_days_missed_are_sent_once(answered: Desk, office: Office):
    report = scheduled(answered, every="day")
    MailedReport.objects.update(next_at=timezone.now() - timedelta(days=9))
    tick()
    tick()
    assert len(outcomes(report)) == 1


def test_until_all_was_read_once_none_goes_and_then_each_goes_once(answered: Desk, office: Office):
    due, pressed = scheduled(answered, files=[], every="day"), scheduled(answered, files=[], hour=9)
    Cursor.objects.update(caught_up_at=None)
    MailedReport.objects.filter(pk=due.pk).update(next_at=timezone.now() - timedelta(days=9))
    scheduling.send_now(pressed, answered.fujita, None)
    tick()
    assert (outcomes(due), outcomes(pressed), office.posted) == ([], [("queued", "")], {})
    Cursor.objects.update(caught_up_at=timezone.now())
    sending.line_up(timezone.now())
    assert (outcomes(due), sending.take(timezone.now()) is not None) == ([("queued", "")], True)


def test_send_now_pressed_twice_sends_once(answered: Desk, office: Office):
    report, client = scheduled(answered, files=[]), answered.client(answered.fujita)
    with time_machine.travel(timezone.now(), tick=False):
        for _press in range(2):
            client.post(f"/analytics/scheduled/{report.pk}/sending/")
        tick()
    assert outcomes(report) == [("sent", "")]


def test_what_nobody_is_sent_any_more_is_not_said_to_be_sent(answered: Desk):
    report, client = scheduled(answered), answered.client(answered.fujita)
    client.post(f"/analytics/scheduled/{report.pk}/leaving/")
    said = client.post(f"/analytics/scheduled/{report.pk}/sending/", follow=True).content.decode()
    assert ("送信先に残っている人がいません" in said, outcomes(report)) == (True, [])
    stranger = answered.client(answered.noguchi)
    assert stranger.post("/analytics/scheduled/999999/sending/").status_code == 404
    assert "送信しています" not in stranger.get("/analytics/scheduled/").content.decode()


def test_it_is_paused_resumed_left_and_removed_by_whose_it_is(answered: Desk):
    report = scheduled(answered, answered.fujita, answered.noguchi, by=answered.noguchi)
    path, lead, admin = f"/analytics/scheduled/{report.pk}", *map(answered.client, (answered.fujita, answered.noguchi))
    assert [lead.post(f"{path}/{deed}/").status_code for deed in ("pausing", "removing", "sending")] == [404] * 3
    assert "初回応答時間" in lead.get("/analytics/scheduled/").content.decode()
    admin.post(f"{path}/pausing/", {"on": "yes"})
    comes_due(report)
    tick()
    assert (MailedReport.objects.get().paused_at is None, outcomes(report)) == (False, [])
    admin.post(f"{path}/pausing/", {"on": "no"})
    assert MailedReport.objects.get().next_at > timezone.now()
    lead.post(f"{path}/leaving/")
    assert "初回応答時間" not in lead.get("/analytics/scheduled/").content.decode()
    admin.post(f"{path}/removing/")
    deeds = AuditEntry.objects.filter(action__startswith="figures.schedule").order_by("pk")
    assert [one.action.partition("_")[2] for one in deeds] == ["", "paused", "resumed", "left", "removed"]


def test_the_list_asks_as_much_for_many_as_for_few(answered: Desk, office: Office):
    client, counts = answered.client(answered.noguchi), []
    client.get("/analytics/scheduled/")  # the first of somebody writes down that they are here
    for _more in range(2):
        for _each in range(3):
            scheduling.send_now(scheduled(answered, answered.fujita, answered.noguchi), answered.noguchi, None)
        with CaptureQueriesContext(connection) as asked:
            client.get("/analytics/scheduled/")
        counts.append(len(asked))
    assert counts[0] == counts[1] < 22
