"""Which matters a list shows, in which order, and how it is paged."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import BadRequest
from django.db import connection
from django.utils import timezone

from agents.models import Agent
from conversations import queue, rows
from conversations.focus import note_focus
from conversations.models import Channel, Conversation, ConversationLabel, Draft, Label, Status
from conversations.queue import Wanted
from customers.models import Customer
from tests.cast import Desk

NOW = timezone.now()


def matter(desk: Desk, minutes: int = 0, **fields: object) -> Conversation:
    """A matter whose last word came so many minutes ago."""
    at = NOW - timedelta(minutes=minutes)
    customer = Customer.objects.create(family_name="佐藤", given_name=str(minutes))
    given = {
        "team": desk.support,
        "opened_at": at,
        "last_activity_at": at,
        "last_channel": desk.chat,
        "preview": "充電できません",
    }
    if fields.get("status", Status.WAITING) == Status.WAITING:
        given["waiting_since"] = at
    return Conversation.objects.create(customer=customer, **given | fields)


def listed(agent: Agent, **asked: object) -> list[int]:
    return [place.pk for place in queue.page(agent, Wanted(**asked)).places]


def test_mine_lists_whose_turn_is_ours_first_and_the_longest_wait_first(desk: Desk):
    late, soon = matter(desk, 90, assignee=desk.aya), matter(desk, 5, assignee=desk.aya)
    answered = matter(desk, 1, assignee=desk.aya, status=Status.AWAITING_CUSTOMER)
    running = matter(desk, 3, assignee=desk.aya, status=Status.IN_PROGRESS)
    matter(desk, 2, assignee=desk.tamura)
    assert listed(desk.aya) == [late.pk, soon.pk, running.pk, answered.pk]


def test_newest_first_turns_the_order_round(desk: Desk):
    old, new = matter(desk, 90, assignee=desk.aya), matter(desk, 5, assignee=desk.aya)
    assert listed(desk.aya, sort="newest") == [new.pk, old.pk]


def test_a_snoozed_matter_is_in_its_own_list_only(desk: Desk):
    later = matter(desk, 9, assignee=desk.aya, snoozed_until=NOW + timedelta(days=2))
    sooner = matter(desk, 5, assignee=desk.aya, snoozed_until=NOW + timedelta(days=1))
    assert listed(desk.aya) == []
    assert listed(desk.aya, view="snoozed") == [sooner.pk, later.pk]


def test_unassigned_and_team_follow_the_walls(desk: Desk):
    ours, theirs = matter(desk, 1), matter(desk, 2, team=desk.english)
    nobodys, taken = matter(desk, 3, team=None), matter(desk, 4, assignee=desk.tamura)
    assert set(listed(desk.aya, view="unassigned")) == {ours.pk, nobodys.pk}
    assert set(listed(desk.emily, view="unassigned")) == {theirs.pk, nobodys.pk}
    assert set(listed(desk.aya, view="team")) == {ours.pk, taken.pk}
    assert set(listed(desk.noguchi, view="unassigned")) == {ours.pk, theirs.pk, nobodys.pk}


def test_somebody_without_a_team_sees_their_own_only(desk: Desk):
    matter(desk, 1)
    mine = matter(desk, 2, assignee=desk.aya)
    desk.aya.memberships.all().delete()
    assert listed(desk.aya, view="unassigned") == listed(desk.aya, view="team") == []
    assert listed(desk.aya) == listed(desk.aya, view="all") == [mine.pk]


def test_finished_matters_are_one_list_newest_first(desk: Desk):
    resolved, no_reply = matter(desk, 9, status=Status.RESOLVED), matter(desk, 5, status=Status.NO_REPLY_NEEDED)
    spam, still_open = matter(desk, 7, status=Status.SPAM), matter(desk, 1)
    assert listed(desk.aya, view="done") == [no_reply.pk, resolved.pk]
    assert listed(desk.aya, view="all") == [still_open.pk, no_reply.pk, spam.pk, resolved.pk]


@pytest.mark.parametrize("view", queue.VIEWS)
@pytest.mark.parametrize("who", ["aya", "emily", "noguchi"])
def test_no_list_shows_what_its_reader_may_not_see(desk: Desk, view: str, who: str):
    agent = getattr(desk, who)
    for status in Status:
        for team, assignee in [(desk.support, None), (desk.english, None), (None, None), (desk.english, desk.aya)]:
            matter(desk, 1, status=status, team=team, assignee=assignee)
    visible = set(Conversation.objects.visible_to(agent).values_list("pk", flat=True))
    assert set(listed(agent, view=view)) <= visible
    if view == "all":
        assert set(listed(agent, view=view)) == visible


def test_channel_and_label_narrow(desk: Desk):
    other = Channel.objects.create(kind="chat", name="別のサイト", team=desk.support)
    here, there = matter(desk, 1), matter(desk, 2, last_channel=other)
    label = Label.objects.create(name="故障")
    ConversationLabel.objects.create(
        label=label, conversation=here, status=here.status, last_activity_at=here.last_activity_at
    )
    assert listed(desk.aya, view="team", channel=other.pk) == [there.pk]
    assert listed(desk.aya, view="team", label=label.pk) == [here.pk]
    assert listed(desk.aya, view="all", label=label.pk, channel=other.pk) == []


@pytest.mark.parametrize(
    ("view", "sort"), [("team", "waiting"), ("team", "newest"), ("all", "waiting"), ("done", "waiting")]
)
def test_pages_follow_one_another_with_no_gap_and_no_double(
    desk: Desk, view: str, sort: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(queue, "PAGE", 4)
    statuses = [Status.WAITING, Status.IN_PROGRESS, Status.AWAITING_CUSTOMER, Status.RESOLVED, Status.NO_REPLY_NEEDED]
    for number in range(25):
        matter(desk, number // 3, status=statuses[number % 5], assignee=desk.aya if number % 2 else None)
    wanted, after, seen = Wanted(view=view, sort=sort), "", []
    for _round in range(10):
        page = queue.page(desk.aya, wanted, after)
        seen += [place.pk for place in page.places]
        after = page.after
        if not after:
            break
    monkeypatch.setattr(queue, "PAGE", 100)
    assert seen == listed(desk.aya, view=view, sort=sort)
    assert len(seen) == len(set(seen)) == {"team": 15, "all": 25, "done": 10}[view]


def test_a_refreshed_row_knows_its_place(desk: Desk):
    some = [matter(desk, minutes) for minutes in (5, 60, 30)]
    page = queue.page(desk.aya, Wanted(view="unassigned")).places
    again = queue.among(desk.aya, Wanted(view="unassigned"), [row.pk for row in some])
    assert again == page
    assert [place.key for place in page] == sorted(place.key for place in page)
    assert queue.among(desk.emily, Wanted(view="unassigned"), [row.pk for row in some]) == []


@pytest.mark.parametrize("key", ["x", "00.1.2", "00.9999999999999999999.0000000000000000001", "'; drop", "0" * 44])
def test_a_made_up_cursor_is_a_bad_request(desk: Desk, key: str):
    with pytest.raises(BadRequest):
        queue.page(desk.aya, Wanted(), key)


def test_unread_means_that_the_customer_waits_and_i_have_not_looked(desk: Desk):
    new = matter(desk, 5, assignee=desk.aya)
    assert [row.unread for row in dressed(desk.aya)] == [True]
    assert rows.unread_count(desk.aya) == 1
    note_focus(desk.aya, new.pk, timezone.now())
    assert [row.unread for row in dressed(desk.aya)] == [False]
    assert rows.unread_count(desk.aya) == 0
    Conversation.objects.filter(pk=new.pk).update(last_activity_at=timezone.now() + timedelta(seconds=1))
    assert rows.unread_count(desk.aya) == 1


def test_a_row_shows_my_draft_and_who_else_is_looking(desk: Desk):
    one = matter(desk, 5, assignee=desk.aya)
    Draft.objects.create(agent=desk.aya, conversation=one, channel=desk.chat, text="ありがとう")
    Draft.objects.create(agent=desk.tamura, conversation=one, channel=desk.chat, text="別の下書き")
    note_focus(desk.tamura, one.pk, timezone.now())
    note_focus(desk.aya, one.pk, timezone.now())
    [row] = dressed(desk.aya)
    assert row.draft == "ありがとう"
    assert row.viewers == [desk.tamura]


def dressed(agent: Agent) -> list[rows.Row]:
    return rows.dressed(agent, queue.page(agent, Wanted()).places)


def test_the_lists_walk_indexes(desk: Desk):
    fill(desk)
    for view in queue.VIEWS:
        for walk in queue.walks(desk.aya, Wanted(view=view)):
            plan = walk.ids()[: queue.PAGE].explain()
            assert "Seq Scan" not in plan, (view, plan)
            assert "Index" in plan, view
    # A walk over history reads only what it shows.
    plan = queue.walks(desk.noguchi, Wanted(view="done"))[0].ids()[: queue.PAGE].explain()
    assert "matter_status" in plan
    assert "Sort" not in plan


def test_one_channel_of_what_is_finished_is_read_without_the_others(desk: Desk):
    fill(desk)
    other = Channel.objects.create(kind="chat", name="店頭", team=desk.support)
    for share in (300, 10):
        some = list(Conversation.objects.order_by("pk").values_list("pk", flat=True)[::share])
        Conversation.objects.filter(pk__in=some).update(last_channel=other)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE conversations_conversation")
        for view in ("done", "all"):
            reads_no_others(desk, view, other, share)


def reads_no_others(desk: Desk, view: str, other: Channel, share: int) -> None:
    walks = queue.walks(desk.noguchi, Wanted(view=view, channel=other.pk))
    finished = next(walk for walk in walks if "resolved" in str(walk.rows.query))
    said = finished.ids()[: queue.PAGE].explain(analyze=True)
    read = sum(int(gone) for gone in re.findall(r"Rows Removed by Filter: (\d+)", said))
    assert "Seq Scan" not in said
    assert read <= queue.PAGE, said
    assert share > 10 or ("matter_channel" in said and "Sort" not in said)


def fill(desk: Desk) -> None:
    customer = Customer.objects.create(family_name="山田")
    statuses = list(Status)
    Conversation.objects.bulk_create(
        Conversation(
            customer=customer,
            team=desk.support,
            status=statuses[n % 7] if n % 20 == 0 else Status.RESOLVED,
            opened_at=NOW,
            last_activity_at=NOW - timedelta(minutes=n),
            assignee=desk.aya if n % 3 == 0 else desk.tamura,
            last_channel=desk.chat,
        )
        for n in range(6000)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE conversations_conversation")
