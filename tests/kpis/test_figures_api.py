"""Figures for the company's own systems: what they say, what they refuse, and who may ask."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache

from agents.models import AuditEntry
from conversations.models import Channel
from kpis.models import Cursor
from kpis.slices import today
from omnidesk.limits import LIMITS, Limit
from tests.api.conftest import Caller, connected
from tests.cast import Desk
from tests.kpis.packed import packed, row, yesterday

pytestmark = pytest.mark.usefixtures("all_was_read")


@pytest.fixture(autouse=True)
def fresh_limits() -> None:
    cache.clear()


@pytest.fixture
def reader(desk: Desk) -> Caller:
    return connected(desk, "経営ダッシュボード", scopes=["figures"])


def get(caller: Caller, path: str = "") -> Any:
    return caller.client.get(f"/api/v1/figures/{path}", headers={"Authorization": f"Bearer {caller.key}"})


def test_the_list_says_what_each_measure_means(reader: Caller):
    known = {one["id"]: one for one in get(reader).json()["measures"]}
    assert {"frt", "fcr", "csat", "opened", "self_service"} <= known.keys()
    assert (known["frt"]["unit"], known["frt"]["version"], known["fcr"]["unit"]) == ("seconds", 1, "share")
    assert "first reply" in known["frt"]["formula"].lower()


def test_times_have_percentiles_with_intervals_and_their_course(desk: Desk, reader: Caller):
    packed(*[row(desk, "frt", yesterday("10:05", 1 + n % 2), seconds=30 * n) for n in range(1, 41)])
    packed(row(desk, "frt", yesterday("10:05"), seconds=9, excluded="spam"))
    said = get(reader, f"frt/?from={today() - timedelta(days=6)}&to={today()}").json()
    assert (said["n"], said["headline"]["p50"]) == (40, {"value": 600, "low": 420, "high": 810})
    assert said["headline"]["is_small"] is False
    assert [(one["why"], one["n"]) for one in said["left_out"]] == [("spam", 1)]
    assert (len(said["series"]), [point["n"] for point in said["series"][-3:]]) == (7, [20, 20, 0])
    assert said["series"][-1]["p50"] is None
    assert (said["window"]["to"], said["measure"]["version"]) == (str(today()), 1)


def test_shares_scores_and_counts_say_their_own(desk: Desk, reader: Caller):
    packed(*[row(desk, "promise", yesterday("10:05"), value=n % 2) for n in range(20)])
    packed(*[row(desk, "nps", yesterday("10:05"), value=mark) for mark in (10, 9, 8, 3, 0, 2)])
    packed(*[row(desk, "opened", yesterday("10:05")) for _ in range(3)])
    share, score, count = (get(reader, f"{one}/").json()["headline"] for one in ("promise", "nps", "opened"))
    assert (share["value"], share["hits"], share["is_small"], round(share["low"], 3)) == (0.5, 10, True, 0.299)
    assert (round(score["value"]), score["marks"]["10"], count) == (-17, 1, {"n": 3})


def test_nothing_to_count_is_null_and_what_could_still_turn_is_not_counted(desk: Desk, reader: Caller):
    packed(row(desk, "fcr", yesterday("10:05"), value=1))
    said = get(reader, f"fcr/?from={today()}").json()
    assert (said["counted"], said["n"], said["headline"]["value"]) == (None, 0, None)


def test_it_is_narrowed_to_a_team_and_to_channels(desk: Desk, reader: Caller):
    mail = Channel.objects.create(kind="email", name="メール", team=desk.support)
    packed(
        row(desk, "frt", yesterday("10:05"), seconds=60), row(desk, "frt", yesterday("10:05"), seconds=9, channel=mail)
    )
    packed(row(desk, "frt", yesterday("10:05"), seconds=5, team=desk.english))
    asked = {path: get(reader, f"frt/?{path}").json()["n"] for path in (
        "", f"team={desk.support.pk}", f"channel={mail.pk}", f"channel={mail.pk}&channel={desk.chat.pk}",
    )}  # fmt: skip
    assert list(asked.values()) == [3, 2, 1, 3]


@pytest.mark.parametrize(
    ("path", "named"),
    [
        ("frt/?from=2026-13-01", "/from"), ("frt/?from=2026-11-02&to=2026-11-01", "/from"),
        ("frt/?from=2001-01-01&to=2026-01-01", "/from"), ("frt/?to=9999-01-01", "/to"), ("frt/?step=hour", "/step"),
        ("frt/?from=2024-01-01&to=2026-01-01&step=day", "/step"), ("frt/?team=999999", "/team"),
        ("fcr/?clock=business", "/clock"), ("frt/?team=%00", "/team"), ("frt/?channel=x", "/channel"),
        ("frt/?tem=1", "/tem"), ("frt/?team=1&team=2", "/team"), ("frt/?from=2026-11-01&from=2026-11-02", "/from"),
        ("frt/?step=day&step=day", "/step"), ("frt/?channel=999999&channel=999998", "/channel"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_named_and_never_guessed(reader: Caller, path: str, named: str):
    answer = get(reader, path)
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_parameter")
    assert named in [error["pointer"] for error in answer.json()["errors"]]
    assert answer["Content-Type"] == "application/problem+json"


def test_only_a_key_that_may_is_answered(desk: Desk, reader: Caller):
    other = connected(desk, "店舗")
    assert (get(other, "frt/").json()["code"], get(other).status_code) == ("no_scope", 403)
    assert other.client.get("/api/v1/figures/").json()["code"] == "no_key"
    assert desk.client(desk.noguchi).get("/api/v1/figures/frt/").status_code == 401
    assert get(reader, "effectiveness/").status_code == 404
    assert get(reader, "nothing/").json()["code"] == "not_found"


def test_until_all_was_read_once_it_is_told_to_ask_again(
    desk: Desk, reader: Caller, caplog: pytest.LogCaptureFixture
) -> None:
    packed(row(desk, "opened", yesterday("10:05")))
    Cursor.objects.update(caught_up_at=None)
    with caplog.at_level("INFO"):
        answer = get(reader, "opened/")
    assert (answer.status_code, answer.json()["code"], answer["Retry-After"]) == (503, "not_ready", "60")
    assert [one.levelname for one in caplog.records if one.name == "django.request"] == ["INFO"]
    assert (answer["Content-Type"], get(reader).status_code) == ("application/problem+json", 200)
    assert not AuditEntry.objects.filter(action="figures.exported").exists()


def test_what_was_read_is_audited_and_often_is_too_often(desk: Desk, reader: Caller, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(LIMITS, "api.figures", Limit(1, 60, "app"))
    get(reader, "frt/?from=2026-11-01&to=2026-11-03")
    entry = AuditEntry.objects.get(action="figures.exported")
    assert (entry.actor, entry.data["rows"]) == (None, 3)
    assert entry.data["name"] == "First response time · 経営ダッシュボード"
    assert (entry.data["period"], get(reader, "frt/").status_code) == ("2026/11/01 – 2026/11/03", 429)


def test_a_year_of_days_asks_as_much_as_a_week(desk: Desk, reader: Caller, django_assert_max_num_queries):
    packed(*[row(desk, "frt", yesterday("10:05", 1 + n), seconds=n) for n in range(9)])
    get(reader, "frt/")
    with django_assert_max_num_queries(10):
        assert len(get(reader, f"frt/?from={today() - timedelta(days=364)}").json()["series"]) == 365
    with django_assert_max_num_queries(10):
        channels = "&".join(f"channel={number}" for number in range(1, 400))
        assert get(reader, f"frt/?{channels}").status_code == 400
