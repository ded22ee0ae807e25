"""Reviews by API: the rules of the file, each review once, and what is wrong with one never loses its neighbours."""

from typing import Any

import pytest
from django.core.cache import cache

from agents.models import AuditEntry
from kpis.models import Review
from kpis.surveys import reviews
from tests.api.conftest import Caller, connected
from tests.cast import Desk


@pytest.fixture(autouse=True)
def fresh_limits() -> None:
    cache.clear()


@pytest.fixture
def shop(desk: Desk) -> Caller:
    return connected(desk, "口コミ連携", scopes=["reviews"])


def review(number: int = 1, **more: Any) -> dict[str, Any]:
    return {"id": f"r{number}", "score": 4, "date": "2026-11-20", "text": "対応が丁寧でとても満足です"} | more


def send(caller: Caller, *rows: Any, source: str = "Google") -> Any:
    return caller.post("reviews", {"source": source, "reviews": list(rows)})


def test_each_is_kept_once_for_its_source(shop: Caller):
    assert send(shop, review(1), review(2, score="4.5", scale=10)).json() == {
        "accepted": 2,
        "repeated": 0,
        "refused": [],
    }
    assert send(shop, review(1, text="another"), review(3)).json()["accepted"] == 1
    assert send(shop, review(1), source="App Store").json()["accepted"] == 1
    kept = Review.objects.get(source="Google", external_id="r1")
    assert (kept.score, kept.scale, kept.sentiment, str(kept.written_on)) == (4, 5, 1, "2026-11-20")


def test_a_file_and_a_call_know_each_other_s_reviews(shop: Caller):
    reviews.bring_in("Google", "id,score,date,text\nr1,5,2026-11-01,良い\n".encode())
    assert send(shop, review(1), review(2)).json() == {"accepted": 1, "repeated": 1, "refused": []}


def test_one_that_comes_twice_in_a_call_is_counted_as_repeated(shop: Caller):
    assert send(shop, review(1), review(1), review(2)).json() == {"accepted": 2, "repeated": 1, "refused": []}


def test_the_good_ones_are_kept_and_what_is_wrong_with_the_others_is_said(shop: Caller):
    bad = [review(2, score=6), review(3, date="soon"), review(4, scale=1), "no", review(6, who="me"), {"id": "r7"}]
    answer = send(shop, review(1), *bad)
    said = answer.json()
    assert (answer.status_code, said["accepted"]) == (207, 1)
    assert [(one["index"], one["id"], one["errors"][0]["pointer"]) for one in said["refused"]] == [
        (1, "r2", "/score"), (2, "r3", "/date"), (3, "r4", "/scale"), (4, "", ""), (5, "r6", "/who"),
        (6, "r7", "/score"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "said",
    [{"source": "Google", "reviews": []}, {"source": "Google", "reviews": [{}] * 1001}, {"source": "x" * 41}, {}],
)
def test_a_call_that_is_none_changes_nothing(shop: Caller, said: dict[str, Any]):
    assert shop.post("reviews", said).status_code == 422
    assert not AuditEntry.objects.filter(action="review.imported").exists()


def test_words_that_no_database_holds_are_cleaned(shop: Caller):
    assert send(shop, review(1, text="a\0b 4111 1111 1111 1111", id="r\0")).json()["accepted"] == 1
    kept = Review.objects.get()
    assert ("\0" in kept.text + kept.external_id, "4111 1111" in kept.text) == (False, False)


def test_it_says_who_brought_them(desk: Desk, shop: Caller):
    send(shop, review(1))
    assert AuditEntry.objects.get(action="review.imported").data["name"] == "Google · 口コミ連携"
    assert send(connected(desk, "店舗"), review(2)).json()["code"] == "no_scope"
