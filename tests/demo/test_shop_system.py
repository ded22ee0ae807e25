"""The demo shop tells its desk what its members do, and hands them over, through the API like anybody's shop."""

import io
import json
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from channels_ingest import handoffs
from channels_ingest.models import ConnectedApp, Handoff
from customers.models import Touchpoint
from demo.loading.customers import MEMBER_ACCOUNT
from demo.shop import doors, member, system
from demo.shop.server import answer
from demo.sites import shop_origins, shop_port
from demo.story import read


def asked(path: str, told: Any, **more: Any) -> Any:
    body = json.dumps(told).encode()
    sent = {"CONTENT_LENGTH": len(body), "wsgi.input": io.BytesIO(body), "HTTP_USER_AGENT": "… iPhone …"}
    asked = {"REQUEST_METHOD": "POST", "PATH_INFO": path, "HTTP_HOST": f"localhost:{shop_port()}"}
    return answer(asked | sent | {"HTTP_ORIGIN": shop_origins()[0]} | more)


@pytest.fixture(autouse=True)
def desk_at_hand(demo, monkeypatch):
    """The shop's calls come in at the real door, without the wire between."""

    def post(path: str, body: dict[str, Any]) -> Any:
        headers = {"Authorization": f"Bearer {system.key()}"}
        said = Client().post(f"/api/v1/{path}/", body, content_type="application/json", headers=headers)
        assert said.status_code == 201, said.content
        return said.json()

    cache.clear()
    monkeypatch.setattr(system, "post", post)
    for module in (doors, member):
        monkeypatch.setattr(module, "close_old_connections", lambda: None)
    monkeypatch.setattr(doors.connection, "close", lambda: None)


def signed_in() -> str:
    host = {"HTTP_HOST": f"localhost:{shop_port()}", "HTTP_ORIGIN": shop_origins()[0]}
    said = answer({"REQUEST_METHOD": "POST", "PATH_INFO": "/ja/member/", "QUERY_STRING": "site=minato-store", **host})
    return f"minato_member={said.cookies['minato_member'].value}"


def test_it_hands_its_member_over_with_the_step_that_failed():
    told = {"flow": "住所変更", "step": "3", "error": "E-ADDR-03", "device_id": "dev-1"}
    token = json.loads(asked("/ja/handoff/", told, HTTP_COOKIE=signed_in()).content)["token"]
    handoff = handoffs.find(token)
    assert (handoff.who["account"], handoff.authentication["state"]) == (MEMBER_ACCOUNT, "authenticated")
    assert (handoff.context["error"], handoff.context["device"]) == ("E-ADDR-03", "iPhone")
    # Whoever joined the shop has answered its mail: what they write from there finds them.
    assert handoff.who["email_verified"] is True


def test_it_hands_a_guest_over_as_a_guest():
    asked("/ja/handoff/", {"page": "https://shop.example/"})
    assert Handoff.objects.get().authentication["state"] == "guest"


def test_it_lets_no_page_of_others_hand_anybody_over():
    assert asked("/ja/handoff/", {}, HTTP_ORIGIN="https://evil.example").status_code == 403
    assert not Handoff.objects.exists()


def test_it_reports_an_order_of_its_member():
    said = json.loads(asked("/ja/order/", {"items": ["VX-200"], "device": "d"}, HTTP_COOKIE=signed_in()).content)
    row = Touchpoint.objects.get(kind="order", external_id__startswith="order-")
    assert row.customer.name == "佐藤 花子"
    assert said["number"] in row.title
    assert row.data["amount"] == read().product("VX-200").price


def test_its_member_finds_the_change_of_address():
    host = {"REQUEST_METHOD": "GET", "HTTP_HOST": f"localhost:{shop_port()}"}
    page = answer({**host, "PATH_INFO": "/ja/address/", "HTTP_COOKIE": signed_in()}).content.decode()
    assert "住所変更" in page
    assert "E-ADDR-03" in page
    assert "ログイン" in answer({**host, "PATH_INFO": "/ja/address/"}).content.decode()


def test_it_is_connected_once():
    for _ in range(2):
        system.connect()
    assert ConnectedApp.objects.get().origins == shop_origins()
