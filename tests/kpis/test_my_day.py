"""One's own day: one's own rows and nobody else's."""

from datetime import timedelta

import pytest
from django.utils import timezone

from conversations import assigning, outbox, promising
from kpis import loading, writing
from tests.cast import Desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def answered(desk: Desk) -> None:
    """Aya answers Hanako after five minutes, and is thanked."""
    desk.writes(at=timezone.now() - timedelta(minutes=5))
    assigning.assign(desk.matter, desk.aya, desk.aya)
    outbox.reply(
        desk.matter, desk.aya, text="お調べします", channel=desk.chat, identity=desk.identity, client_key="k" * 16,
        seen_revision=None,
    )  # fmt: skip
    desk.writes("ありがとうございます!")
    writing.write([desk.hanako.pk], loading.world())


@pytest.mark.usefixtures("answered")
def test_my_numbers_open_my_rows_and_lead_to_the_matter(desk: Desk):
    page = desk.client(desk.aya).get("/my-day/").content.decode()
    assert "ありがとうございます!" in page
    assert page.count('href="/my-day/frt/?days=') == 2
    rows = desk.client(desk.aya).get("/my-day/frt/?days=1").content.decode()
    assert ("佐藤 花子" in rows, f"/conversations/{desk.matter.pk}/" in rows) == (True, True)


@pytest.mark.usefixtures("answered")
def test_a_colleague_sees_nothing_of_it(desk: Desk):
    for path in ("/my-day/", "/my-day/frt/", "/my-day/replies/?days=28"):
        page = desk.client(desk.tamura).get(path).content.decode()
        assert ("ありがとうございます" in page, "佐藤" in page) == (False, False)


@pytest.mark.usefixtures("answered")
def test_what_went_to_another_team_takes_its_rows_along(desk: Desk):
    assigning.move_to_team(desk.matter, desk.english, desk.fujita)
    rows = desk.client(desk.aya).get("/my-day/frt/").content.decode()
    assert ("佐藤" in rows, "n=0" in rows) == (False, True)


@pytest.mark.usefixtures("answered")
def test_what_i_promised_stands_there_until_it_is_kept(desk: Desk):
    promising.make(desk.matter, desk.aya, "折り返しお電話", timezone.now() - timedelta(minutes=5))
    page = desk.client(desk.aya).get("/my-day/").content.decode()
    assert ("折り返しお電話" in page, 'class="pill late"' in page) == (True, True)


def test_a_day_without_anything_says_dashes(desk: Desk):
    page = desk.client(desk.emily).get("/my-day/").content.decode()
    assert page.count("—") >= 6
