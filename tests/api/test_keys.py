"""Who comes in by a key, and what strangers are told."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from channels_ingest.api import keys
from channels_ingest.models import ConnectedApp
from omnidesk.limits import LIMITS
from tests.api.conftest import SATO, connected


def test_it_is_kept_as_a_hash_only(app):
    row = ConnectedApp.objects.get()
    assert app.key not in (row.key_hash, row.previous_key_hash)
    assert app.key.startswith(row.key_hint)
    assert len(app.key) > 40


@pytest.mark.parametrize("key", ["", "od_", "od_" + "x" * 43, "x" * 46, "od_" + "x" * 200, "ключ"])
def test_it_lets_no_other_key_in(app, key):
    answer = app.post("handoffs", SATO, headers={"Authorization": f"Bearer {key}".encode().decode("latin-1")})
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_it_asks_for_a_key_where_there_is_none(app):
    answer = app.client.post("/api/v1/handoffs/", "{}", content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (401, "no_key")
    assert answer.headers["X-Request-ID"] == answer.json()["request_id"]


def test_it_takes_no_session_of_ours_for_a_key(desk, app):
    client = desk.client(desk.noguchi)
    assert client.post("/api/v1/handoffs/", "{}", content_type="application/json").status_code == 401


def test_it_says_what_is_wrong_in_the_callers_language(app):
    ja = app.post("handoffs", SATO, headers={"Authorization": "Bearer od_wrong-key-wrong-key", "Accept-Language": "ja"})
    assert "キー" in ja.json()["detail"]


def test_it_lets_no_paused_app_in(app):
    ConnectedApp.objects.update(paused_at=timezone.now())
    assert app.post("handoffs", SATO).status_code == 401


def test_it_asks_for_the_scope(desk):
    shop = connected(desk, scopes=["touchpoints"])
    answer = shop.post("handoffs", SATO)
    assert (answer.status_code, answer.json()["code"]) == (403, "no_scope")


def test_it_lets_the_key_before_in_until_its_time(app):
    row, old = app.app, app.key
    app.key = keys.rotate(row)
    row.save()
    assert app.post("handoffs", SATO).status_code == 201
    app.key = old
    assert app.post("handoffs", SATO).status_code == 201
    ConnectedApp.objects.update(previous_key_until=timezone.now() - timedelta(seconds=1))
    assert app.post("handoffs", SATO).status_code == 401


def test_it_notes_when_a_key_was_used(app):
    app.hand_over()
    assert timezone.now() - ConnectedApp.objects.get().last_used_at < timedelta(seconds=10)


def test_it_lets_nobody_guess_for_ever(app, monkeypatch):
    monkeypatch.setitem(LIMITS, "api.wrong_key", LIMITS["api.handoffs"].__class__(3, 600, "address"))
    codes = [
        app.post("handoffs", {}, headers={"Authorization": f"Bearer od_{'x' * 40}{n}"}).status_code for n in range(5)
    ]
    assert codes == [401, 401, 401, 429, 429]
    assert app.post("handoffs", SATO).status_code == 201


def test_it_has_a_limit_for_each_app(app, monkeypatch):
    monkeypatch.setitem(LIMITS, "api.handoffs", LIMITS["api.handoffs"].__class__(2, 60, "app"))
    answers = [app.post("handoffs", SATO) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [201, 201, 429]
    assert answers[-1].headers["Retry-After"] == "60"


def test_it_shows_its_description_to_our_people_only(desk, app):
    assert Client().get("/api/v1/schema/").status_code == 302
    found = desk.client(desk.aya).get("/api/v1/schema/").json()
    doors = {"/api/v1/handoffs/", "/api/v1/touchpoints/", "/api/v1/callbacks/", "/api/v1/callbacks/slots/"}
    read = {"/api/v1/figures/", "/api/v1/figures/{measure}/", "/api/v1/reviews/"}
    assert set(found["paths"]) == doors | read
    assert found["components"]["securitySchemes"]["app_key"]["scheme"] == "bearer"
    told = [set(way["post"]["responses"]) for way in found["paths"].values() if "post" in way]
    assert all(codes >= {"400", "401", "413", "415", "422", "429"} for codes in told)


def test_it_publishes_the_form_of_a_hand_off(app):
    answer = Client().get("/api/v1/schemas/handoff.json")
    assert answer.headers["Content-Type"] == "application/schema+json"
    assert {"identity", "authentication", "context"} <= set(answer.json()["properties"])
