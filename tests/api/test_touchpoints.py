"""What customers did elsewhere, in bulk: each once, with whom it belongs to, and what is wrong told one by one."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from channels_ingest import sweeping
from customers import touchpoints
from customers.identifying import Claim, add
from customers.models import Assurance, Identity, Touchpoint
from tests.api.conftest import connected

NOW = "2026-11-22T10:00:00+09:00"


def event(number: int = 1, **more: Any) -> dict[str, Any]:
    return {"id": f"e{number}", "at": NOW, "place": "web", "kind": "page_view", "device": "dev-1"} | more


def send(app, *events: dict[str, Any]):
    return app.post("touchpoints", {"events": list(events)})


def page(origin: str = "https://shop.example", **body: Any):
    headers = {"Origin": origin} if origin else {}
    return Client().post("/api/v1/events/", body, content_type="application/json", headers=headers)


@pytest.fixture
def known(desk) -> Identity:
    """Hanako, whose account and address are proven."""
    add(desk.hanako, Claim("email", "hanako@example.jp"), Assurance.ATTESTED, "email")
    return add(desk.hanako, Claim("account", "m-1", desk.chat.public_id), Assurance.AUTHENTICATED, "chat")


def test_it_keeps_a_thousand_in_a_few_statements(app, known, django_assert_max_num_queries):
    events = [event(n, account="m-1" if n % 2 else "m-2", device=f"dev-{n % 7}") for n in range(1000)]
    with django_assert_max_num_queries(9):
        answer = send(app, *events)
    assert answer.status_code == 201
    assert answer.json() == {"accepted": 1000, "repeated": 0, "refused": []}
    assert Touchpoint.objects.filter(customer=known.customer).count() == 500


def test_it_asks_no_more_for_many_than_for_one(app, known, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    send(app, event(0))
    with CaptureQueriesContext(connection) as one:
        send(app, event(1, account="m-1"))
    with django_assert_num_queries(len(one)):
        send(app, *(event(n, account="m-1") for n in range(2, 302)))


def test_it_counts_each_id_once(app):
    send(app, event(1), event(2))
    assert send(app, event(1, title="another"), event(3), event(3)).json() == {
        "accepted": 1, "repeated": 2, "refused": [],
    }  # fmt: skip
    assert Touchpoint.objects.filter(title="another").count() == 0


def test_it_gives_each_app_ids_of_its_own(desk, app):
    send(app, event(1))
    assert send(connected(desk, name="店舗"), event(1)).json()["accepted"] == 1


def test_it_keeps_the_good_ones_and_says_what_is_wrong_with_the_others(app):
    answer = send(app, event(1), event(2, place="moon"), "no", event(4, at="2026-11-22T10:00:00"), event(5, who="me"))
    said = answer.json()
    assert (answer.status_code, said["accepted"]) == (207, 1)
    assert [(bad["index"], bad["id"], bad["errors"][0]["pointer"]) for bad in said["refused"]] == [
        (1, "e2", "/place"), (2, "", ""), (3, "e4", "/at"), (4, "e5", "/who"),
    ]  # fmt: skip


@pytest.mark.parametrize("body", [{}, {"events": []}, {"events": {}}, {"events": [1] * 1001}])
def test_it_takes_one_to_a_thousand(app, body):
    assert app.post("touchpoints", body).status_code == 422


@pytest.mark.parametrize("field", ["account", "title", "email", "flow", "device", "id", "\ud800\0"])
def test_a_sign_that_no_database_holds_spoils_nothing_beside_it(app, field: str):
    answer = send(app, event(1, **{field: "a\0\ud800"}), event(2))
    assert answer.status_code in (201, 207)
    assert Touchpoint.objects.filter(external_id="e2").exists()


def test_it_takes_a_megabyte_and_no_more(app):
    assert app.post("touchpoints", b'{"events": ["' + b"x" * 1_048_600 + b'"]}').status_code == 413


def test_it_belongs_to_who_holds_the_account_or_the_address(app, known):
    send(app, event(1, account="m-1"), event(2, email="Hanako@Example.JP"), event(3, email="other@example.jp"))
    assert set(Touchpoint.objects.filter(customer=known.customer).values_list("external_id", flat=True)) == {"e1", "e2"}


def test_it_belongs_to_nobody_on_a_claim(desk, app):
    add(desk.hanako, Claim("email", "typed@example.jp"))
    send(app, event(1, email="typed@example.jp"))
    assert Touchpoint.objects.get().customer is None


def test_it_knows_no_account_of_another_app(desk, known):
    send(connected(desk, members_of=None), event(1, account="m-1"))
    assert Touchpoint.objects.get().customer is None


def test_it_attaches_what_was_done_before_the_device_was_known(app, known):
    send(app, event(1), event(2, device="dev-2"))
    assert touchpoints.claim_device(app.app.source, "dev-1", known) == 1
    send(app, event(3))
    mine = Touchpoint.objects.filter(customer=known.customer)
    assert set(mine.values_list("external_id", flat=True)) == {"e1", "e3"}


def test_it_leaves_the_one_before_what_they_did_on_a_device_that_changed_hands(desk, app, known):
    touchpoints.claim_device(app.app.source, "dev-1", known)
    send(app, event(1))
    kenichi = desk.writes(sender=desk.sender("kenichi-browser", "森", "健一")).identity
    touchpoints.claim_device(app.app.source, "dev-1", kenichi)
    send(app, event(2))
    owners = dict(Touchpoint.objects.values_list("external_id", "customer"))
    assert owners == {"e1": known.customer_id, "e2": kenichi.customer_id}


def test_it_believes_no_clock_that_is_ahead(app):
    send(app, event(1, at=(timezone.now() + timedelta(days=3)).isoformat()))
    assert Touchpoint.objects.get().at <= timezone.now()


def test_it_keeps_no_card_number(app):
    send(
        app, event(1, title="4111 1111 1111 1111", data={"pan": "4111111111111111"}, url="https://a.example/?token=abc")
    )
    row = Touchpoint.objects.get()
    assert "411111" not in f"{row.title}{row.data}".replace(" ", "")
    assert "abc" not in row.url


def test_it_forgets_what_is_older_than_its_app_may_keep(app):
    app.app.keep_days = 30
    app.app.save()
    send(app, event(1), event(2))
    Touchpoint.objects.filter(external_id="e1").update(received_at=timezone.now() - timedelta(days=31))
    sweeping.prune()
    assert list(Touchpoint.objects.values_list("external_id", flat=True)) == ["e2"]


@pytest.fixture
def shop(app):
    app.app.origins = ["https://shop.example"]
    app.app.save()
    return str(app.app.public_id)


def test_a_page_reports_for_its_device(shop, app):
    answer = page(app=shop, events=[event(1)])
    assert answer.status_code == 201
    assert answer.headers["Access-Control-Allow-Origin"] == "https://shop.example"
    assert "Access-Control-Allow-Credentials" not in answer.headers
    assert Touchpoint.objects.get().source == app.app.source


def test_a_page_speaks_for_no_account_and_takes_no_id_of_a_server(shop, app, known):
    page(app=shop, events=[event(1, account="m-1")])
    assert Touchpoint.objects.get().customer is None
    assert send(app, event(1)).json()["accepted"] == 1


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "http://shop.example", "https://shop.example:8443", "null", ""]
)
def test_no_other_page_may_report(shop, origin):
    answer = page(origin, app=shop, events=[event(1)])
    assert answer.status_code == 403
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert not Touchpoint.objects.exists()


def test_no_page_reports_for_another_app(desk, shop):
    other = connected(desk, name="他", origins=["https://other.example"])
    assert page("https://shop.example", app=str(other.app.public_id), events=[event(1)]).status_code == 403


def test_a_page_may_ask_beforehand(shop):
    answer = Client().options("/api/v1/events/", headers={"Origin": "https://shop.example"})
    assert (answer.status_code, answer.headers["Access-Control-Allow-Headers"]) == (204, "content-type")


def test_a_page_takes_a_hundred_at_a_time(shop):
    assert page(app=shop, events=[event(n) for n in range(101)]).status_code == 422


def test_a_page_has_a_limit(shop):
    codes = [page(app=shop, events=[event(n)]).status_code for n in range(62)]
    assert (codes.count(201), codes[-1]) == (60, 429)
