"""Connected apps as an admin keeps them."""

import re

import pytest
from django.utils import timezone

from agents.models import AuditEntry
from channels_ingest import handoffs
from channels_ingest.models import ConnectedApp
from tests.api.conftest import SATO, Caller, connected
from tests.cast import Desk

FORM = {"name": "みなとアプリ", "scopes": ["handoffs"], "origins": "https://shop.example/", "keep_days": 400}


@pytest.fixture
def admin(desk: Desk):
    return desk.client(desk.noguchi)


def key_on(answer) -> str:
    return re.search(r'id="app-key">(od_[\w-]+)<', answer.content.decode())[1]


def test_it_shows_the_key_once(desk, admin):
    answer = admin.post("/settings/apps/new/", FORM)
    key, app = key_on(answer), ConnectedApp.objects.get()
    assert answer.headers["Cache-Control"].startswith("max-age=0, no-cache, no-store")
    assert key not in admin.get(f"/settings/apps/{app.pk}/").content.decode()
    assert Caller(app, key).post("handoffs", SATO).status_code == 201
    assert app.origins == ["https://shop.example"]


def test_it_changes_the_key_with_an_overlap(desk, admin):
    old = connected(desk)
    new = Caller(old.app, key_on(admin.post(f"/settings/apps/{old.app.pk}/key/")))
    assert [caller.post("handoffs", SATO).status_code for caller in (old, new)] == [201, 201]
    admin.post(f"/settings/apps/{old.app.pk}/previous-key/")
    assert [caller.post("handoffs", SATO).status_code for caller in (old, new)] == [401, 201]


def test_it_pauses_and_resumes(desk, admin):
    app = connected(desk)
    admin.post(f"/settings/apps/{app.app.pk}/pause/")
    assert app.post("handoffs", SATO).status_code == 401
    admin.post(f"/settings/apps/{app.app.pk}/resumption/")
    assert app.post("handoffs", SATO).status_code == 201


def test_it_lists_what_an_app_may_do_in_words(desk, admin):
    admin.post("/settings/apps/new/", FORM | {"scopes": ["touchpoints", "orders"]})
    assert "顧客の行動を送る · 注文を送る" in admin.get("/settings/apps/").content.decode()


def test_it_changes_what_an_app_may_do(desk, admin):
    app = connected(desk).app
    told = FORM | {"scopes": ["touchpoints"], "members_of": desk.chat.pk, "keep_days": 30}
    assert admin.post(f"/settings/apps/{app.pk}/", told).status_code == 302
    app.refresh_from_db()
    assert (app.scopes, app.scope, app.keep_days) == (["touchpoints"], desk.chat.public_id, 30)


@pytest.mark.parametrize(
    "wrong",
    [{"name": " "}, {"scopes": ["root"]}, {"scopes": []}, {"origins": "http://shop.example"}, {"keep_days": 0}],
)
def test_it_refuses_what_does_not_fit(admin, wrong):
    assert admin.post("/settings/apps/new/", FORM | wrong).status_code == 200
    assert not ConnectedApp.objects.exists()


def test_it_lists_refused_hand_offs_with_their_reason(desk, admin):
    app = connected(desk)
    handoff = handoffs.find(app.hand_over()["token"])
    handoffs.refuse("expired", "chat", handoff=handoff)
    handoffs.refuse("unknown", "chat")
    assert "有効期限が切れていました" in admin.get(f"/settings/apps/{app.app.pk}/").content.decode()
    overview = admin.get("/settings/apps/").content.decode()
    assert "拒否 1 件" in overview
    assert "このトークンの発行元がありません" in overview


def test_it_writes_every_deed_into_the_audit_record_and_no_key(desk, admin):
    key = key_on(admin.post("/settings/apps/new/", FORM))
    app = ConnectedApp.objects.get()
    for deed in ("key", "previous-key", "pause", "resumption"):
        admin.post(f"/settings/apps/{app.pk}/{deed}/")
    admin.post(f"/settings/apps/{app.pk}/", FORM | {"name": "別の名前"})
    entries = AuditEntry.objects.filter(action__startswith="app.")
    assert sorted(entries.values_list("action", flat=True)) == [
        "app.changed", "app.key", "app.key_ended", "app.made", "app.paused", "app.resumed",
    ]  # fmt: skip
    assert key not in str(list(entries.values_list("data", flat=True)))
    assert "アプリを連携しました" in admin.get("/settings/audit/").content.decode()


@pytest.mark.parametrize("path", ["", "new/", "1/"])
def test_it_is_there_for_the_admin_only(desk, path):
    assert desk.client(desk.fujita).get(f"/settings/apps/{path}").status_code == 404


def test_it_says_when_a_key_was_last_used(desk, admin):
    app = connected(desk)
    assert "未使用" in admin.get("/settings/apps/").content.decode()
    app.hand_over()
    assert ConnectedApp.objects.get().last_used_at <= timezone.now()
    assert "利用中" in admin.get("/settings/apps/").content.decode()
