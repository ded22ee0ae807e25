"""Two records become one and two again, with everything that came in between, in any order."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from conversations import files, merging, outbox
from conversations.models import Attachment, Conversation, Message
from customers.identifying import Claim
from customers.models import Customer, IdentityKind, Merge
from tests.cast import Desk


@pytest.fixture
def pair(desk: Desk) -> tuple[Customer, Customer]:
    """Hanako wrote from her laptop and from her phone: two records."""
    laptop = desk.writes("充電できません").customer
    phone = desk.writes("届きません", sender=desk.sender("hanako-phone", "サトウ", "ハナコ")).customer
    return laptop, phone


def texts(customer: Customer) -> list[str]:
    return list(Message.objects.filter(customer=customer).order_by("shown_at", "id").values_list("text", flat=True))


def test_a_merge_brings_matters_messages_and_identities_together(desk: Desk, pair: tuple[Customer, Customer]):
    laptop, phone = pair
    merging.merge(phone, laptop, desk.aya)
    assert texts(laptop) == ["充電できません", "届きません"]
    assert laptop.identities.count() == 2
    assert list(Customer.objects.visible_to(desk.aya)) == [laptop]


def test_what_is_written_to_the_merged_record_arrives_at_the_other(desk: Desk, pair: tuple[Customer, Customer]):
    laptop, phone = pair
    merging.merge(phone, laptop, desk.aya)
    assert desk.writes("続きです", sender=desk.sender("hanako-phone")).customer == laptop


def test_the_undo_sends_back_what_came_in_since(desk: Desk, pair: tuple[Customer, Customer]):
    laptop, phone = pair
    done = merging.merge(phone, laptop, desk.aya)
    desk.writes("統合のあとに電話から", sender=desk.sender("hanako-phone"))
    desk.writes("統合のあとにパソコンから")
    preview = merging.returns(done)
    assert [matter.pk for matter in preview.matters + preview.split]
    merging.undo(done, desk.aya)
    assert texts(phone) == ["届きません", "統合のあとに電話から"]
    assert texts(laptop) == ["充電できません", "統合のあとにパソコンから"]
    assert set(Customer.objects.visible_to(desk.aya)) == {laptop, phone}


def test_a_matter_that_holds_both_is_split_and_its_notes_are_on_both_sides(desk: Desk, pair: tuple[Customer, Customer]):
    laptop, phone = pair
    done = merging.merge(phone, laptop, desk.aya)
    shared = desk.writes("パソコンから").conversation
    assert desk.writes("電話から", sender=desk.sender("hanako-phone")).conversation == shared
    outbox.note(shared, desk.aya, text="同じ方です", client_key="n")
    merging.undo(done, desk.aya)
    assert "同じ方です" in texts(phone)
    assert "同じ方です" in texts(laptop)
    assert "電話から" not in texts(laptop)


def test_a_copied_note_keeps_its_files_until_the_last_of_both_goes(desk: Desk, pair: tuple[Customer, Customer]):
    laptop, phone = pair
    done = merging.merge(phone, laptop, desk.aya)
    shared = desk.writes("パソコンから").conversation
    desk.writes("電話から", sender=desk.sender("hanako-phone"))
    kept = files.keep(SimpleUploadedFile("保証書.txt", b"warranty"), name="保証書.txt", uploaded_by=desk.aya)
    outbox.note(shared, desk.aya, text="保証書です", client_key="n", attachment_ids=(kept.pk,))
    merging.undo(done, desk.aya)
    one, other = Attachment.objects.filter(message__text="保証書です").order_by("pk")
    assert {one.message.customer, other.message.customer} == {laptop, phone}
    assert one.public_id != other.public_id
    files.throw_away(one)
    answer = desk.client(desk.aya).get(f"/files/{other.public_id}/")
    assert b"".join(answer.streaming_content) == b"warranty"
    files.throw_away(other)
    assert not other.file.storage.exists(other.file.name)


def test_chained_merges_are_undone_in_either_order(desk: Desk, pair: tuple[Customer, Customer]):
    laptop, phone = pair
    tablet = desk.writes("タブレットです", sender=desk.sender("hanako-tablet")).customer
    first, second = merging.merge(phone, laptop, desk.aya), merging.merge(laptop, tablet, desk.aya)
    merging.undo(first, desk.aya)
    assert texts(phone) == ["届きません"]
    assert set(texts(tablet)) == {"充電できません", "タブレットです"}
    merging.undo(second, desk.aya)
    assert [texts(customer) for customer in (laptop, phone, tablet)] == [
        ["充電できません"],
        ["届きません"],
        ["タブレットです"],
    ]


def test_the_chosen_values_win_and_are_put_back(desk: Desk, pair: tuple[Customer, Customer]):
    laptop, phone = pair
    done = merging.merge(phone, laptop, desk.aya, {"family_name": "source"})
    laptop.refresh_from_db()
    assert laptop.family_name == "サトウ"
    merging.undo(done, desk.aya)
    laptop.refresh_from_db()
    assert laptop.family_name == "佐藤"


def test_a_merge_on_claims_alone_is_refused(desk: Desk):
    one, two = Customer.objects.create(family_name="佐藤"), Customer.objects.create(family_name="佐藤")
    with pytest.raises(merging.CannotMerge):
        merging.merge(one, two, desk.aya)


def test_an_undo_happens_once(desk: Desk, pair: tuple[Customer, Customer]):
    done = merging.merge(pair[1], pair[0], desk.aya)
    merging.undo(done, desk.aya)
    with pytest.raises(merging.TooLate):
        merging.undo(Merge.objects.get(pk=done.pk), desk.aya)


def test_a_claim_told_while_merged_goes_home_with_its_teller(desk: Desk, pair: tuple[Customer, Customer]):
    laptop, phone = pair
    done = merging.merge(phone, laptop, desk.aya)
    told = Claim(IdentityKind.EMAIL, "hanako@example.com")
    desk.writes(
        "メールはこちらです",
        sender=desk.sender("hanako-phone").__class__(**{**vars(desk.sender("hanako-phone")), "claims": (told,)}),
    )
    merging.undo(done, desk.aya)
    assert phone.identities.filter(value="hanako@example.com").exists()
    assert not laptop.identities.filter(value="hanako@example.com").exists()


def test_matters_keep_their_team_and_their_wall(desk: Desk, pair: tuple[Customer, Customer]):
    merging.merge(pair[1], pair[0], desk.aya)
    assert Conversation.objects.visible_to(desk.emily).count() == 0
    assert Conversation.objects.visible_to(desk.aya).count() == 2
