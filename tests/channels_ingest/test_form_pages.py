"""Settings: an admin sets up a web form."""

import pytest
from django.urls import reverse

from agents.models import AuditEntry
from conversations.models import Channel
from tests.cast import Desk

pytestmark = pytest.mark.django_db
GIVEN = {
    "name": "お問い合わせ", "language": "ja", "origins": "https://shop.example", "asks": ["topic", "phone", "files"],
    "choices": "故障・修理 | Repair\n配送", "own": "型番 | Model = product *\nお住まい",
    "thanks_ja": "", "thanks_en": "",
}  # fmt: skip


def save(desk: Desk, **more: object):
    return desk.client(desk.noguchi).post(reverse("form-new"), {**GIVEN, "team": desk.support.pk, **more})


def test_a_form_is_made_with_its_fields_and_is_in_the_audit(desk: Desk):
    answer = save(desk)
    row = Channel.objects.get(kind="form")
    assert answer.status_code == 302
    assert row.settings["own"] == [
        {"label": "型番 | Model", "key": "product", "required": True},
        {"label": "お住まい", "key": "", "required": False},
    ]  # fmt: skip
    assert row.settings["choices"] == ["故障・修理 | Repair", "配送"]
    assert AuditEntry.objects.filter(action="channel.made").exists()
    page = desk.client(desk.noguchi).get(reverse("form", args=[row.pk])).content.decode()
    for words in ("型番 | Model = product *", f"/forms/{row.public_id}/", "iframe"):
        assert words in page


def test_a_line_that_is_not_understood_is_named(desk: Desk):
    answer = save(desk, own="型番 = なにか")
    assert answer.status_code == 422
    assert "型番 = なにか" in answer.content.decode()
    assert not Channel.objects.filter(kind="form").exists()


def test_it_is_paused_taken_up_again_and_removed(desk: Desk):
    save(desk)
    row, client = Channel.objects.get(kind="form"), desk.client(desk.noguchi)
    client.post(reverse("form-pause", args=[row.pk]))
    assert Channel.objects.get(pk=row.pk).paused_at
    client.post(reverse("form-resumption", args=[row.pk]))
    assert Channel.objects.get(pk=row.pk).paused_at is None
    client.post(reverse("form-removal", args=[row.pk]))
    assert not Channel.objects.filter(pk=row.pk).exists()


def test_it_stands_in_the_list_and_in_the_menu_of_the_admin_alone(desk: Desk):
    save(desk)
    assert "お問い合わせ" in desk.client(desk.noguchi).get(reverse("forms")).content.decode()
    assert reverse("forms") in desk.client(desk.noguchi).get(reverse("company")).content.decode()
    assert desk.client(desk.aya).get(reverse("forms")).status_code == 404
