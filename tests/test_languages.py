"""Each page speaks one language: no English on a Japanese page, no Japanese on an English one, but in data."""

import re
from datetime import date, timedelta

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agents import letters, setup
from agents.middleware import FirstRunMiddleware
from agents.models import Agent, Calendar
from agents.sign_in import NOTICES
from channels_ingest import frame_words
from conversations import assigning, delivery, labelling, outbox, snoozing, spam, statuses
from demo.growth.slots import shop
from demo.shop import pages
from demo.shop.member import MEMBER
from tests.cast import PASSWORD, Desk
from tests.doors import doors
from tests.said import foreign, names

LANGUAGES = pytest.mark.parametrize("language", ["ja", "en"])
FORMS = {
    "customers:create": {"email": "hanako", "phone": "123", "kana": "Sato", "language": "xx"},
    "team-new": {"reopen_days": "900", "calendar": "77"},
    "calendar-new": {"time_zone": "Mars", "day0_0_opens": "12:00"},
    "invitations": {"emails": "12", "teams": "77"},
    "chat-site-new": {"origins": "http://x.example", "color": "red"},
    "company": {"name": ""},
    "profile": {"language": "xx", "theme": "xx"},
    "account_change_password": {"oldpassword": "x", "password1": "short", "password2": "other"},
    "account_reauthenticate": {"password": "x"},
    "new-message": {"text": ""},
}


@pytest.fixture(autouse=True)
def rested() -> None:
    """Refusals are counted in Redis, which tests do not roll back."""
    cache.clear()


@pytest.fixture
def house(desk: Desk) -> Desk:
    """A desk where everything has happened once, so that every word of the history is on a page."""
    matter, aya, tamura = desk.writes("充電できません").conversation, desk.aya, desk.tamura
    for to, by in [(aya, aya), (tamura, aya), (None, aya)]:
        assigning.assign(matter, to, by)
    for status in ("in_progress", "on_hold", "resolved"):
        statuses.set_status(matter, status, aya)
    desk.writes("まだ充電できません")
    snoozing.snooze(matter, timezone.now() + timedelta(hours=2), aya)
    snoozing.wake(matter, aya)
    labelling.add(matter, "初期不良", aya)
    labelling.remove(matter, "初期不良", aya)
    labelling.retitle(matter, "掃除機が充電できない", aya)
    for deed in (spam.mark, spam.unmark, spam.block, spam.unblock):
        deed(matter, aya)
    outbox.note(matter, aya, text="在庫を確認中", client_key="n1")
    answer(desk)
    settle(desk)
    return desk


def answer(desk: Desk) -> None:
    """One answer in each state that it can be in."""
    ways = [delivery.mark_sent, delivery.mark_delivered, delivery.mark_read, fails, is_lost, len]
    for way in ways:
        message = outbox.automatic(desk.matter, text="受け付けました", channel=desk.chat, identity=desk.identity)
        if way is not len:
            delivery.claim(message.pk)
            way(message.pk)


def fails(pk: int) -> None:
    delivery.mark_failed(pk, "", permanent=True)


def is_lost(pk: int) -> None:
    delivery.mark_unknown(pk, "")


def settle(desk: Desk) -> None:
    """Opening hours, an invitation, a second factor of the admin."""
    hours = Calendar.objects.create(name="本店")
    hours.exceptions.create(date=date(2026, 12, 1))
    TOTP.activate(desk.noguchi, "JBSWY3DPEHPK3PXP")
    RecoveryCodes.activate(desk.noguchi)
    said = {"emails": "abe@minato-kaden.example", "role": "agent", "teams": [desk.support.pk], "language": "ja"}
    desk.client(desk.noguchi).post(reverse("invitations"), said)


def speaks(agent: Agent, language: str) -> Client:
    agent.language = language
    agent.save(update_fields=["language"])
    client = Client(headers={"Accept-Language": language})
    client.force_login(agent)
    return client


def walk(client: Client, paths: list[str], language: str) -> tuple[int, dict[str, list[str]]]:
    """How many pages were read, and what they say in another language."""
    wrong, read, data = {}, 0, names()
    for path in paths:
        page = client.get(path)
        if page.headers.get("Content-Type", "").startswith("text/html") and page.content:
            read += 1
            wrong |= {path: found} if (found := foreign(page.content.decode(), language, data)) else {}
    return read, wrong


@LANGUAGES
def test_every_page_behind_the_sign_in_speaks_its_readers_language(house: Desk, language: str) -> None:
    paths = [door.path for door in doors(house)]
    paths += [reverse("calendar", args=[pk]) for pk in Calendar.objects.values_list("pk", flat=True)]
    client = speaks(house.noguchi, language)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    paths += [reverse(f"mfa_{name}") for name in ("deactivate_totp", "view_recovery_codes", "generate_recovery_codes")]
    read, wrong = walk(client, paths, language)
    assert wrong == {}
    assert read > 55


@LANGUAGES
def test_every_page_before_it_speaks_the_browsers_language(house: Desk, language: str) -> None:
    read, wrong = walk(Client(headers={"Accept-Language": language}), [door.path for door in doors(house)], language)
    assert wrong == {}
    assert read > 8


@LANGUAGES
def test_the_second_factor_is_set_up_in_ones_language(desk: Desk, language: str) -> None:
    client = speaks(desk.aya, language)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    page = client.post(reverse("mfa_activate_totp"), {"code": "1"})
    assert page.status_code == 200
    assert foreign(page.content.decode(), language, [*names(), page.context["form"].secret]) == []


@LANGUAGES
@pytest.mark.parametrize("name", FORMS)
def test_what_is_refused_is_told_in_ones_language(desk: Desk, language: str, name: str) -> None:
    page = speaks(desk.noguchi, language).post(reverse(name), FORMS[name])
    assert page.status_code in (200, 400, 422)
    assert foreign(page.content.decode(), language, names()) == []


@LANGUAGES
def test_a_wrong_password_is_told_in_the_browsers_language(desk: Desk, language: str) -> None:
    client = Client(headers={"Accept-Language": language})
    for _ in range(6):
        page = client.post(reverse("account_login"), {"login": desk.aya.email, "password": "wrong"})
        assert foreign(page.content.decode(), language, names()) == []


@LANGUAGES
def test_the_first_run_speaks_the_browsers_language(db: None, language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(FirstRunMiddleware, "known", False)
    client = Client(headers={"Accept-Language": language})
    for data in ({"token": "wrong"}, {"token": setup.make()[0]}, {"email": "x", "origin": "ftp://x"}):
        page = client.post(reverse("setup"), data, follow=True)
        assert foreign(page.content.decode(), language, []) == []


@LANGUAGES
@pytest.mark.parametrize("path", ["", "mypage/", "VX-200/"])
def test_the_demo_shop_speaks_the_language_of_its_address(db: None, language: str, path: str) -> None:
    models = list(shop()["products"])
    assert foreign(str(pages.page(path, language, MEMBER)), language, models) == []


@LANGUAGES
@pytest.mark.parametrize("kind", ["reset", *dict.fromkeys(NOTICES.values())])
def test_letters_speak_their_readers_language(desk: Desk, language: str, kind: str) -> None:
    speaks(desk.aya, language)
    assert letters.deliver(kind, desk.aya.pk)
    text = f"{mail.outbox[0].subject}\n{mail.outbox[0].body}"
    assert foreign(text, language, names()) == []


@LANGUAGES
def test_browser_code_gets_the_words_of_its_page(desk: Desk, language: str) -> None:
    said = speaks(desk.aya, language).get(reverse("javascript-catalog")).content.decode()
    assert ("\\u5143\\u306b\\u623b\\u3059" in said) == (language == "ja")  # 元に戻す


@LANGUAGES
def test_every_word_of_the_widget_is_in_the_visitors_language(language: str) -> None:
    words = frame_words.catalogues()[language]
    assert words.keys() == frame_words.WORDS.keys()
    assert [text for text in words.values() if foreign(re.sub(r"{\w+}", "", text), language, [])] == []


@LANGUAGES
def test_the_browser_code_speaks_the_pages_language_whatever_the_browser_prefers(language: str) -> None:
    answer = Client(headers={"Accept-Language": "en" if language == "ja" else "ja"}).get(f"/jsi18n/?{language}")
    assert (rb"\u304c" in answer.content) == (language == "ja")  # が, as JSON has it
