"""The customer's page: values with their source, rivals that a person decides about, and eyes that are written down."""

import pytest
from django.utils import timezone

from agents.models import AuditEntry
from customers import consents, provenance, rivals
from customers.masking import masked
from customers.models import Assurance, Customer, Identity, RecordValue, Touchpoint
from customers.provenance import Source
from tests.cast import Desk

APP = Source("app", Assurance.AUTHENTICATED, "app")
FORM = Source("form", Assurance.CLAIMED, "form")


def told(customer: Customer, value: str, source: Source) -> list[str]:
    return provenance.tell(Customer.objects.get(pk=customer.pk), {"address": value}, source)


def standing(customer: Customer) -> list[tuple[str, str]]:
    return list(
        RecordValue.objects.filter(customer=customer, field="address").order_by("pk").values_list("value", "standing")
    )


def test_a_value_that_is_less_sure_stands_beside_the_record(desk: Desk):
    assert told(desk.hanako, "名古屋市中区栄 3-1", APP) == ["address"]
    assert told(desk.hanako, "千種区今池 5-2", FORM) == []
    assert desk.hanako.address == "名古屋市中区栄 3-1"
    assert standing(desk.hanako) == [("名古屋市中区栄 3-1", "current"), ("千種区今池 5-2", "rival")]
    html = desk.client(desk.aya).get(f"/customers/{desk.hanako.pk}/").content.decode()
    assert "別の値" in html
    assert "千種区今池 5-2" not in html
    assert "千種区今池 5-**" in html


def test_a_source_as_sure_as_the_last_one_changes_the_record(desk: Desk):
    told(desk.hanako, "栄 3-1", APP)
    assert told(desk.hanako, "栄 4-1", APP) == ["address"]
    assert standing(desk.hanako) == [("栄 3-1", "past"), ("栄 4-1", "current")]


def test_what_a_colleague_typed_gives_way_to_a_sign_in_and_to_no_claim(desk: Desk):
    provenance.written(desk.hanako, ["family_name"], Source("agent", by=desk.aya))
    customer = Customer.objects.get(pk=desk.hanako.pk)
    assert provenance.tell(customer, {"family_name": "里中"}, FORM) == []
    assert provenance.tell(customer, {"family_name": "左藤"}, APP) == ["family_name"]


def test_a_pinned_value_stays_whatever_a_system_says(desk: Desk):
    told(desk.hanako, "栄 3-1", APP)
    rivals.pin(desk.hanako, "address", desk.aya, "")
    assert told(desk.hanako, "栄 4-1", APP) == []
    assert standing(desk.hanako)[-1] == ("栄 4-1", "rival")


@pytest.mark.parametrize(("deed", "left"), [("choose", "今池 5-2"), ("keep", "栄 3-1")])
def test_a_person_decides_between_two_values_once(desk: Desk, deed: str, left: str):
    told(desk.hanako, "栄 3-1", APP)
    told(desk.hanako, "今池 5-2", FORM)
    rival = RecordValue.objects.get(standing="rival")
    client, url = desk.client(desk.aya), f"/customers/{desk.hanako.pk}/values/"
    client.post(url, {"value": rival.pk, "do": deed})
    assert Customer.objects.get(pk=desk.hanako.pk).address == left
    assert "決めました" in client.post(url, {"value": rival.pk, "do": "choose"}, follow=True).content.decode()
    assert Customer.objects.get(pk=desk.hanako.pk).address == left


def test_what_was_set_aside_does_not_come_back_by_the_same_source(desk: Desk):
    told(desk.hanako, "栄 3-1", APP)
    told(desk.hanako, "今池 5-2", FORM)
    rivals.keep(RecordValue.objects.get(standing="rival"), desk.aya, "")
    told(desk.hanako, "今池 5-2", FORM)
    assert standing(desk.hanako)[-1] == ("今池 5-2", "refused")


def test_editing_writes_who_did_it(desk: Desk):
    client, url = desk.client(desk.aya), f"/customers/{desk.hanako.pk}/edit/"
    form = client.get(url).context["form"]
    sent = {name: form[name].value() or "" for name in form.fields} | {"address": "栄 3-1"}
    client.post(url, sent)
    value = RecordValue.objects.get(customer=desk.hanako, field="address")
    assert (value.value, value.source, value.by) == ("栄 3-1", "agent", desk.aya)


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        ("phone", "090-1234-5678", "090-****-5678"),
        ("phone", "03-1234-5678", "03-****-5678"),
        ("phone", "+1 212-555-0123", "+1 ***-***-0123"),
        ("email", "hanako@mail.example", "h***@mail.example"),
        ("address", "名古屋市中区栄 3-12-5", "名古屋市中区栄 3-**"),
        ("address", "どこか", "どこか**"),
        ("postal_code", "460-0008", "460-****"),
        ("account", "m-1", "m-1"),
    ],
)
def test_a_masked_value_keeps_what_tells_it_apart(kind: str, value: str, shown: str):
    assert masked(kind, value) == shown


def test_an_address_is_masked_until_somebody_looks_which_is_written_down(desk: Desk):
    phone = Identity.objects.create(
        customer=desk.hanako, home=desk.hanako, kind="phone", value="+819012345678", display="090-1234-5678"
    )
    client, page = desk.client(desk.aya), f"/customers/{desk.hanako.pk}/"
    html = client.get(page).content.decode()
    assert "090-****-5678" in html
    assert "1234" not in html
    answer = client.post(f"{page}looks/", {"which": f"identity-{phone.pk}"})
    assert "090-1234-5678" in answer.content.decode()
    assert answer["Cache-Control"] == "no-store"
    look = AuditEntry.objects.get(action="customer.looked")
    assert (look.actor, look.thing_id, look.data["which"]) == (desk.aya, str(desk.hanako.pk), f"identity-{phone.pk}")
    assert "1234" not in str(look.data)


@pytest.mark.parametrize("which", ["identity-1", "identity-x", "value-1", "note", "", "fact-1"])
def test_there_is_nothing_else_to_look_at(desk: Desk, which: str):
    answer = desk.client(desk.aya).post(f"/customers/{desk.hanako.pk}/looks/", {"which": which})
    assert answer.status_code == 404
    assert not AuditEntry.objects.filter(action="customer.looked").exists()


def test_those_who_lead_see_who_looked(desk: Desk):
    told(desk.hanako, "栄 3-1", APP)
    desk.client(desk.aya).post(f"/customers/{desk.hanako.pk}/looks/", {"which": "address"})
    page = f"/customers/{desk.hanako.pk}/"
    assert "伏せた値を表示" in desk.client(desk.fujita).get(page).content.decode()
    assert "伏せた値を表示" not in desk.client(desk.aya).get(page).content.decode()


def test_a_stop_greys_the_address_in_the_composer(desk: Desk):
    client, identity = desk.client(desk.aya), desk.identity
    assert "同意なし" not in client.get(f"/conversations/{desk.matter.pk}/").content.decode()
    consents.say(identity, "support", "stopped", consents.Said("agent", "電話で", desk.aya))
    assert "同意なし" in client.get(f"/conversations/{desk.matter.pk}/").content.decode()
    consents.say(identity, "support", "granted", consents.Said("agent", "電話で", desk.aya))
    assert "同意なし" not in client.get(f"/conversations/{desk.matter.pk}/").content.decode()


def test_a_consent_is_written_down_with_its_words(desk: Desk):
    mail = Identity.objects.create(customer=desk.hanako, home=desk.hanako, kind="email", value="a@example.jp")
    said = {"identity": mail.pk, "purpose": "news", "answer": "stopped", "evidence": "6/1 のお電話で"}
    html = desk.client(desk.aya).post(f"/customers/{desk.hanako.pk}/consents/", said, follow=True).content.decode()
    assert "停止" in html
    assert "6/1 のお電話で" in html
    assert (
        desk.client(desk.aya).post(f"/customers/{desk.hanako.pk}/consents/", said | {"evidence": ""}).status_code == 302
    )
    assert desk.hanako.consents.count() == 1


def test_a_stop_at_one_of_two_rows_of_an_address_beats(desk: Desk):
    other = Customer.objects.create(family_name="佐藤")
    rows = [
        Identity.objects.create(customer=desk.hanako, home=home, kind="email", value="a@example.jp")
        for home in (desk.hanako, other)
    ]
    consents.say(rows[0], "support", "stopped", consents.Said("form"))
    consents.say(rows[1], "support", "granted", consents.Said("form"))
    assert consents.stopped(rows) == {("email", "a@example.jp")}


def test_the_page_asks_as_often_however_much_there_is(desk: Desk, django_assert_max_num_queries):
    client, url = desk.client(desk.aya), f"/customers/{desk.hanako.pk}/"
    desk.writes()
    pages = [url, f"{url}timeline/", f"{url}journey/", f"{url}told/"]
    few = []
    for page in pages:
        client.get(page)
        with django_assert_max_num_queries(30) as counted:
            client.get(page)
        few.append(len(counted))
    for number in range(12):
        desk.writes(f"言葉{number}")
        told(desk.hanako, f"栄 {number}", FORM)
        touch(desk.hanako, number)
    for page, most in zip(pages, few, strict=True):
        with django_assert_max_num_queries(most + 1):
            client.get(page)


def touch(customer: Customer, number: int, **more: object) -> Touchpoint:
    values = {"place": "shop", "kind": "order", "title": f"#A-{number}", "at": timezone.now(), **more}
    return Touchpoint.objects.create(
        customer=customer, home=customer, source="shop", external_id=str(number), received_at=timezone.now(), **values
    )


def test_what_was_done_elsewhere_is_in_the_timeline_and_can_be_chosen(desk: Desk):
    desk.writes("届きません")
    touch(desk.hanako, 1, title="掃除機 VX-200")
    touch(desk.hanako, 2, kind="step", place="self_service", flow="住所変更", step="3", outcome="fail", error="E-31")
    client, url = desk.client(desk.emily), f"/customers/{desk.hanako.pk}/timeline/"
    everything = client.get(url).content.decode()
    assert "掃除機 VX-200" in everything
    assert "E-31" in everything
    assert "届きません" not in everything
    chosen = client.get(url, {"show": "orders"}).content.decode()
    assert "掃除機 VX-200" in chosen
    assert "E-31" not in chosen
    assert "限定公開" not in client.get(url, {"show": "chat"}).content.decode()


def test_the_counts_over_the_timeline_are_of_what_one_may_see(desk: Desk):
    desk.writes("秘密の相談")
    touch(desk.hanako, 1)
    url = f"/customers/{desk.hanako.pk}/journey/"
    assert 'data-show="chat"' in desk.client(desk.aya).get(url).content.decode()
    html = desk.client(desk.emily).get(url).content.decode()
    assert 'data-show="chat"' not in html
    assert 'data-show="orders"' in html
