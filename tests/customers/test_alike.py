"""Records that may be one person: the sum, what is found, and what people decide."""

import re
from itertools import combinations

import pytest

from customers import alike, doubles
from customers.alike import Person
from customers.identities import normalise
from customers.models import Customer, MergeCandidate, NotTheSame
from demo.story.clients import Client
from demo.story.world import read
from tests.cast import Desk

HANAKO = Person("佐藤", "花子", "サトウ", "ハナコ", "Hanako Sato", phones=frozenset({"+819012345678"}))


def total(one: Person, other: Person) -> int:
    return alike.score(alike.reasons(one, other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Person("髙橋", "修"), Person("高橋", "修")),
        (Person("山﨑", "和子"), Person("山崎", "和子")),
        (Person("濵田", "彩"), Person("浜田", "彩")),
        (Person("渡邉", "健一"), Person("渡辺", "健一")),
        (Person("サトウ", "ハナコ"), Person("佐藤", "花子", "サトウ", "ハナコ")),
        (Person("Elwick", "Marcus", roman="Marcus Elwick"), Person("Marcus", "Elwick")),
        (Person("Satou", "Hanako"), Person("佐藤", "花子", "サトウ", "ハナコ")),
        (Person(company="株式会社みなと"), Person(company="株式会社みなと")),
    ],
)
def test_one_name_in_two_hands_counts_for_it(one: Person, other: Person):
    assert sum(reason.points for reason in alike.names(one, other)) >= 18
    assert not any(reason.reason == "given_differs" for reason in alike.apart(one, other))


def test_a_couple_at_one_telephone_is_two_people():
    shared = frozenset({"+81255552303"})
    he = Person("小野", "正夫", "オノ", "マサオ", phones=shared, emails=frozenset({"ono@example.jp"}))
    she = Person("小野", "キヨ", "オノ", "キヨ", phones=shared, emails=frozenset({"ono@example.jp"}))
    assert total(he, she) < alike.PROPOSED


def test_a_number_of_many_says_little():
    other = Person("佐藤", "花子", phones=HANAKO.phones)
    few = alike.reasons(HANAKO, other, {"+819012345678": 2})
    many = alike.reasons(HANAKO, other, {"+819012345678": 40})
    assert alike.score(many) < alike.score(few)


def test_the_sum_is_what_its_lines_say():
    reasons = alike.reasons(HANAKO, Person("佐藤", "華子", "サトウ", "ハナコ", phones=HANAKO.phones))
    assert sum(reason.points for reason in reasons) == alike.score(reasons)
    assert [reason.points for reason in reasons] == sorted((reason.points for reason in reasons), reverse=True)


def of_the_story() -> tuple[dict[str, Person], dict[tuple[str, str], bool]]:
    world = read()
    people = {one.id: in_the_story(one) for one in world.clients}
    return people, {(pair.a, pair.b): pair.same for pair in world.lookalikes}


def measured() -> tuple[float, float, set[tuple[str, str]]]:
    """Over all pairs of the story: whoever is not in the list of look-alikes is somebody else."""
    people, truth = of_the_story()
    proposed = {
        pair for pair in combinations(sorted(people), 2) if total(people[pair[0]], people[pair[1]]) >= alike.PROPOSED
    }
    same = {pair for pair, is_same in truth.items() if is_same}
    right = len(proposed & same)
    return right / max(1, len(proposed)), right / len(same), proposed


def test_the_look_alikes_of_the_story_are_told_apart():
    precision, recall, _proposed = measured()
    assert precision >= 0.9
    assert recall >= 0.9


def twins(desk: Desk) -> tuple[Customer, Customer]:
    pair = [
        Customer.objects.create(
            family_name="渡辺" if number else "渡邉", given_name="健一", family_kana="ワタナベ", given_kana="ケンイチ"
        )
        for number in range(2)
    ]
    for customer in pair:
        customer.identities.create(home=customer, kind="phone", value="+819000001004", display="090-0000-1004")
    return pair[0], pair[1]


def test_a_new_address_brings_a_pair_to_the_queue(desk: Desk):
    one, other = twins(desk)
    doubles.seek()
    assert list(doubles.waiting(one)) == list(doubles.waiting(other)) == list(MergeCandidate.objects.all())
    found = MergeCandidate.objects.get()
    assert found.score >= alike.PROPOSED
    assert "1004" in str(found.reasons)
    assert "0000" not in str(found.reasons)
    assert doubles.seek() == 0
    other.identities.create(home=other, kind="email", value="k@example.jp")
    assert doubles.seek() == 1


def test_whom_we_met_in_practice_is_nobody_s_double(desk: Desk):
    """A colleague who tries a channel out by their own phone may be a customer too."""
    _, other = twins(desk)
    Customer.objects.filter(pk=other.pk).update(is_simulated=True)
    doubles.seek()
    assert not MergeCandidate.objects.exists()


def test_the_queue_shows_why_and_a_person_tells_them_apart(desk: Desk):
    one, other = twins(desk)
    doubles.seek()
    client = desk.client(desk.aya)
    html = client.get("/customers/duplicates/").content.decode()
    assert "電話番号が同じ" in html
    assert "異体字" in html
    assert "+81" not in html
    assert re.search(r'class="name clip">[^<]+ / [^<]+ 様<', html)
    client.post(f"/customers/{one.pk}/apart/{other.pk}/")
    assert not MergeCandidate.objects.exists()
    doubles.seek_for(one)
    assert not MergeCandidate.objects.exists()
    client.post(f"/customers/duplicates/{NotTheSame.objects.get().pk}/undo/")
    assert MergeCandidate.objects.exists()


def test_the_profile_says_that_there_is_a_candidate(desk: Desk):
    one, other = twins(desk)
    doubles.seek()
    assert "統合の候補 1" in desk.client(desk.aya).get(f"/customers/{other.pk}/").content.decode()
    one.merged_into = other
    one.save()
    assert "統合の候補" not in desk.client(desk.aya).get(f"/customers/{other.pk}/").content.decode()


def test_the_queue_asks_as_often_however_long_it_is(desk: Desk, django_assert_max_num_queries):
    client = desk.client(desk.aya)
    twins(desk)
    doubles.seek()
    with django_assert_max_num_queries(40) as few:
        client.get("/customers/duplicates/")
    for _round in range(4):
        twins(desk)
    doubles.seek()
    with django_assert_max_num_queries(len(few)):
        client.get("/customers/duplicates/")


def in_the_story(one: Client) -> Person:
    """A customer of the story as the scoring sees them."""
    family_kana, _, given_kana = one.kana.partition(" ")
    return Person(
        family=one.family_name,
        given=one.given_name,
        family_kana=family_kana,
        given_kana=given_kana,
        roman=one.roman,
        company=one.company,
        phones=frozenset(normalise("phone", number) for number in one.phones),
        emails=frozenset(one.emails),
    )


def test_later_leads_to_the_next_pair(desk: Desk):
    twins(desk)
    for customer in (
        Customer.objects.create(family_name="里中", given_name="彩", family_kana="サトナカ") for _n in range(2)
    ):
        customer.identities.create(home=customer, kind="phone", value="+819000009999")
    doubles.seek()
    first, second = doubles.waiting()
    html = desk.client(desk.aya).get("/customers/duplicates/").content.decode()
    assert f'href="?pair={second.pk}">後で' in html
    html = desk.client(desk.aya).get("/customers/duplicates/", {"pair": second.pk}).content.decode()
    assert f'href="?pair={first.pk}">後で' in html
