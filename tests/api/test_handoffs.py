"""A hand-off is made: what is kept of it, and what is not."""

import json
import re
from datetime import timedelta

import pytest
from django.utils import timezone
from jsonschema import Draft202012Validator

from channels_ingest import handoff_tokens
from channels_ingest.models import Handoff
from conversations.models import Channel
from tests.api.conftest import SATO, connected


def test_it_answers_with_everything_that_opens_the_next_contact(desk, app):
    Channel.objects.create(
        kind="email", name="m", team=desk.support, settings={"address": "help@minato.example", "plus_address": True}
    )
    said = app.hand_over()
    assert re.fullmatch(r"[A-Z2-9]{3}-[A-Z2-9]{3}", said["code"])
    assert said["link"].endswith(f"/chat/{desk.chat.public_id}/#handoff={said['token']}")
    assert said["mail_to"] == f"help+{said['token']}@minato.example"


def test_it_keeps_neither_token_nor_code(app):
    said = app.hand_over()
    row = json.dumps(list(Handoff.objects.values()), default=str)
    assert said["token"] not in row
    assert said["code"].replace("-", "") not in row


def test_it_lives_for_ten_minutes_at_most(app):
    app.hand_over()
    life = Handoff.objects.get().expires_at - timezone.now()
    assert timedelta(seconds=590) < life <= timedelta(seconds=600)
    assert app.post("handoffs", SATO | {"expires_in": 601}).status_code == 422


def test_it_answers_a_repeat_with_the_same(app):
    first = app.hand_over(external_id="try-1")
    again = app.post("handoffs", SATO | {"external_id": "try-1"})
    assert again.status_code == 200
    assert again.json() == first
    assert Handoff.objects.count() == 1


def test_it_takes_signs_that_no_database_holds(app):
    odd = {"external_id": "call-\0\ud800", "attributes": {"\ud800": "\0"}, "identity": {"account": "m\0-1"}}
    assert [app.post("handoffs", odd).status_code for _ in range(2)] == [201, 200]
    assert Handoff.objects.get().who["account"] == "m-1"


def test_it_refuses_an_id_that_was_used_for_something_else(app):
    app.hand_over(external_id="try-1")
    other = app.post("handoffs", SATO | {"external_id": "try-1", "identity": {"account": "m-2"}})
    assert (other.status_code, other.json()["code"]) == (409, "id_reused")


def test_it_gives_each_app_ids_of_its_own(desk, app):
    app.hand_over(external_id="try-1")
    assert connected(desk, name="店舗").hand_over(external_id="try-1")
    assert Handoff.objects.count() == 2


def test_it_keeps_unknown_keys_apart(app):
    app.hand_over(context=SATO["context"] | {"theme": "dark"}, loyalty={"points": 120})
    row = Handoff.objects.get()
    assert row.unknown == {"context.theme": "dark", "loyalty": {"points": 120}}
    assert "theme" not in row.context


def test_it_keeps_no_card_number_and_no_password(app):
    app.hand_over(
        attributes={"memo": "card 4111 1111 1111 1111", "password": "hunter2", "pan": 4111111111111111},
        context={"error": "4111-1111-1111-1111", "page": "https://shop.example/a?token=secret123&step=3"},
        extra={"deep": ["4111111111111111"]},
    )
    row = json.dumps(list(Handoff.objects.values()), default=str)
    for secret in ("4111 1111", "4111-1111", "411111111111", "hunter2", "secret123"):
        assert secret not in row
    assert "step=3" in row


def test_it_writes_numbers_in_one_form(app):
    app.hand_over()
    assert Handoff.objects.get().who["phone"] == "+819012345678"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b" ", 400), (b"[]", 400), (b"{", 400), (b'{"a":' * 30 + b"1" + b"}" * 30, 400), (b'{"a": NaN}', 400),
        (b'{"a": "' + b"x" * 17_000 + b'"}', 413), (b'{"identity": 5}', 422), (b'{"identity": {"account": 5}}', 422),
        (b'{"context": {"steps": "no"}}', 422), (b'{"authentication": {"state": "root"}}', 422),
        (b'{"expires_in": 5}', 422), (b'{"authentication": {"at": "yesterday"}}', 422), (b"\xff\xfe", 400),
    ],
)  # fmt: skip
def test_it_refuses_what_is_no_hand_off(app, body, status):
    answer = app.post("handoffs", body)
    assert answer.status_code == status, answer.content
    assert not Handoff.objects.exists()


def test_it_says_where_a_value_does_not_fit_and_never_the_value(app):
    answer = app.post(
        "handoffs", {"identity": {"name": "x" * 500, "account": "m-1"}, "context": {"steps": [{"outcome": "maybe"}]}}
    )
    errors = answer.json()["errors"]
    assert {error["pointer"] for error in errors} == {"/identity/name", "/context/steps/0/outcome"}
    assert "120" in errors[0]["detail"]
    assert b"xxxxx" not in answer.content


def test_it_takes_json_only(app):
    assert app.post("handoffs", b"{}", content_type="text/plain").status_code == 415


def test_it_publishes_a_schema_that_fits_what_it_takes(app):
    schema = app.client.get("/api/v1/schemas/handoff.json").json()
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(SATO)
    assert list(Draft202012Validator(schema).iter_errors({"expires_in": 5000}))


def test_it_makes_codes_that_nobody_mistakes():
    import uuid

    codes = {handoff_tokens.code_of(uuid.uuid4()) for _ in range(300)}
    assert len(codes) == 300
    assert not set("".join(codes)) & set("0O1IBDPVAEU5S")
    assert all(handoff_tokens.code_in(handoff_tokens.spoken(code).lower()) == code for code in codes)


def test_it_asks_the_database_little(app, django_assert_max_num_queries):
    with django_assert_max_num_queries(9):
        app.hand_over(external_id="try-1")
