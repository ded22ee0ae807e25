"""The demo shop, by its own addresses."""

import json
from typing import Any

import pytest
from django.conf import settings

from channels_ingest.chat.identify import NotIdentified, identify
from channels_ingest.models import VisitorSession
from conversations.models import Channel
from customers.identifying import Claim, Sender
from customers.identifying import identify as file_under
from customers.models import Customer, IdentityKind
from demo.loading.customers import MEMBER_ACCOUNT
from demo.shop import member
from demo.shop.server import answer, application, policy, serve
from demo.sites import shop_origins, shop_port


def asked(path: str, method: str = "GET", **more: str) -> Any:
    path, _, query = path.partition("?")
    host = f"localhost:{shop_port()}"
    return answer({"REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": query, "HTTP_HOST": host, **more})


@pytest.fixture(autouse=True)
def kept_connection(monkeypatch):
    """A page of the shop gives its connection back; the test still needs it."""
    monkeypatch.setattr(member, "close_old_connections", lambda: None)
    monkeypatch.setattr(member.connection, "close", lambda: None)


def test_it_is_another_origin_than_the_desk():
    assert settings.PUBLIC_URL not in shop_origins()


@pytest.mark.parametrize("path", ["/ja/", "/en/", "/ja/VX-200/", "/en/EK-80/", "/ja/mypage/", "/en/mypage/"])
def test_it_embeds_the_chat_by_one_line(path: str):
    html = asked(path).content.decode()
    assert html.count(f'<script src="{settings.PUBLIC_URL}/widget.js" data-site="minato-') == 1


def test_it_speaks_both_languages():
    assert "カートに入れる" in asked("/ja/VX-200/").content.decode()
    assert "Add to cart" in asked("/en/VX-200/").content.decode()
    assert 'data-site="minato-english"' in asked("/en/").content.decode()


def test_it_sends_people_to_their_language():
    assert asked("/")["Location"] == "/ja/"
    assert asked("/", HTTP_ACCEPT_LANGUAGE="en-GB,en")["Location"] == "/en/"


def test_its_contact_page_frames_the_desk_s_form():
    html = asked("/ja/contact/").content.decode()
    assert f'src="{settings.PUBLIC_URL}/forms/minato-contact/?lang=ja"' in html


@pytest.mark.parametrize("path", ["/ja/XX-1/", "/fr/", "/ja/VX-200", "/ja/../../etc/passwd", "/ja/<script>/"])
def test_it_knows_no_other_page(path: str):
    response = asked(path)
    assert response.status_code == 404
    assert b"<script>" not in response.content


def test_it_is_nobody_elses_shop():
    response = answer({"REQUEST_METHOD": "GET", "PATH_INFO": "/ja/", "HTTP_HOST": "evil.example:8001"})
    assert response.status_code == 400


def test_it_allows_strangers_only_the_desk():
    assert policy().startswith("default-src 'none'; script-src 'self' http")
    assert "unsafe" not in policy()
    assert "*" not in policy()


def test_it_has_no_inline_code():
    for path in ("/ja/", "/ja/VX-200/", "/ja/mypage/"):
        html = asked(path).content.decode()
        assert " style=" not in html
        assert " onclick" not in html
        assert "<script>" not in html


def test_it_serves_its_drawings_and_says_its_policy_on_every_page():
    told: list[Any] = []
    page = {"REQUEST_METHOD": "GET", "PATH_INFO": "/ja/", "HTTP_HOST": f"localhost:{shop_port()}"}
    serve(page, lambda status, headers: told.append((status, dict(headers))))
    assert told[0][0] == "200 OK"
    assert told[0][1]["Content-Security-Policy"] == policy()
    drawing = application()({**page, "PATH_INFO": "/static/art/stick.svg"}, lambda s, h, *e: told.append((s, dict(h))))
    assert b"<svg" in b"".join(drawing)
    drawing.close()
    assert told[1][0] == "200 OK"


def test_it_asks_a_member_in_only_from_its_own_page(demo):
    path = "/ja/member/?site=minato-store"
    assert asked(path, "POST").status_code == 403
    assert asked(path, "POST", HTTP_ORIGIN="https://evil.example").status_code == 403
    assert asked(path, "GET", HTTP_ORIGIN=shop_origins()[0]).status_code == 405


def test_it_vouches_for_its_member(demo):
    response = asked("/ja/member/?site=minato-store", "POST", HTTP_ORIGIN=shop_origins()[0])
    person = identify(Channel.objects.get(public_id="minato-store"), json.loads(response.content)["token"])
    assert (person.account, person.name) == (MEMBER_ACCOUNT, "佐藤 花子")
    cookie = response.cookies["minato_member"]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Strict")
    page = asked("/ja/mypage/", HTTP_COOKIE=f"minato_member={cookie.value}").content.decode()
    assert "佐藤 花子" in page


def test_it_vouches_for_one_site_at_a_time(demo):
    response = asked("/ja/member/?site=minato-store", "POST", HTTP_ORIGIN=shop_origins()[0])
    with pytest.raises(NotIdentified):
        identify(Channel.objects.get(public_id="minato-english"), json.loads(response.content)["token"])
    for site in ("nobody", "minato-english"):
        assert asked(f"/ja/member/?site={site}", "POST", HTTP_ORIGIN=shop_origins()[0]).status_code == 404


def test_it_leads_the_member_to_their_own_thread(demo):
    for site in ("minato-store", "minato-mypage"):
        account = Claim(IdentityKind.ACCOUNT, MEMBER_ACCOUNT, site)
        known = file_under(Sender(kind=IdentityKind.VISITOR, value=f"new-{site}", scope=site, account=account))
        assert known.customer == Customer.objects.get(pk=1)


def test_it_ignores_a_cookie_it_did_not_sign():
    page = asked("/ja/mypage/", HTTP_COOKIE="minato_member=m-100293")
    assert "佐藤 花子" not in page.content.decode()


def test_it_hands_out_no_living_session(demo):
    assert VisitorSession.objects.exists()
    assert not VisitorSession.objects.filter(token_hash__regex="^[0-9a-f]{64}$").exists()
