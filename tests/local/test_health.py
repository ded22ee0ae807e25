import time

import pytest

from omnidesk import health, redis_link
from omnidesk.celery import SEEN_KEY, tell_seen

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_worker():
    redis_link.forget()
    redis_link.client().delete(SEEN_KEY)


def test_it_is_up_without_asking_anybody(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get("/healthz").json() == {"process": "ok"}


def test_it_is_not_ready_before_a_worker_was_seen(client):
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json() == {"database": "ok", "redis": "ok", "worker": "not seen", "migrations": "ok"}


def test_it_is_ready_when_a_worker_was_seen(client):
    tell_seen()
    assert client.get("/readyz").status_code == 200


def test_a_worker_seen_long_ago_does_not_count(client):
    redis_link.client().set(SEEN_KEY, int(time.time()) - 61)
    assert client.get("/readyz").json()["worker"] == "not seen"


def test_it_says_which_part_is_away_and_nothing_more(client, settings):
    settings.REDIS_URL = "redis://:hush@127.0.0.1:1/0"
    redis_link.forget()
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["redis"]) == (503, "away (ConnectionError)")
    assert "hush" not in answer.text
    redis_link.forget()


def test_it_is_not_ready_with_a_migration_missing(client, monkeypatch):
    monkeypatch.setattr(health, "_applied", False)
    monkeypatch.setattr(health.MigrationExecutor, "migration_plan", lambda self, targets: ["one"])
    assert client.get("/readyz").json()["migrations"] == "not applied"


def test_metrics_name_routes_and_never_paths(client):
    client.get("/healthz")
    told = client.get("/metrics").text
    assert 'omnidesk_requests_total{method="GET",route="healthz",status="200"}' in told


@pytest.mark.parametrize("headers", [{"x-forwarded-for": "203.0.113.9"}, {"authorization": "Bearer wrong"}])
def test_metrics_are_not_for_the_world(client, settings, headers):
    settings.METRICS_TOKEN = "t" * 40 if "authorization" in headers else ""
    assert client.get("/metrics", headers=headers).status_code == 404


def test_metrics_open_with_the_token(client, settings):
    settings.METRICS_TOKEN = "t" * 40
    assert client.get("/metrics", headers={"authorization": f"Bearer {'t' * 40}"}).status_code == 200


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
def test_nothing_is_written_by_asking(client, path):
    assert client.post(path).status_code == 405
