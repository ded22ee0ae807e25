"""The thread's page, its earlier pieces and its changes."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from conversations import labelling, outbox, splitting, statuses
from conversations.delivery import mark_failed, mark_sent
from conversations.models import Conversation, Message, Status
from conversations.thread_window import PIECE, window
from omnidesk.frames import rendered
from omnidesk.live import EntryShown, MatterShown, MessageShown
from tests.cast import Desk

pytestmark = pytest.mark.django_db


def page(desk, matter=None, agent=None, **headers):
    client = desk.client(agent or desk.aya)
    return client.get(reverse("conversation", args=[(matter or desk.matter).pk]), headers=headers)


def changes(desk, after=0, agent=None):
    address = reverse("thread-changes", args=[desk.hanako.pk])
    return desk.client(agent or desk.aya).get(address, {"after": after}).json()


def answers(desk, text="確認します", key="k" * 20):
    return outbox.reply(
        desk.matter, desk.aya, text=text, channel=desk.chat, identity=desk.identity, client_key=key, seen_revision=None
    )


def write_many(desk, count):
    """Straight into the table: the page is measured here, not the way in."""
    first = desk.writes("最初の問い合わせ")
    then = timezone.now() - timedelta(days=30)
    Message.objects.bulk_create(
        Message(
            conversation=first.conversation,
            customer=first.customer,
            channel=desk.chat,
            identity=first.identity,
            direction="in",
            text=f"{number} 通目",
            seq=number + 10,
            revision=1,
            arrived_revision=1,
            shown_at=then + timedelta(seconds=number),
            received_at=then + timedelta(seconds=number),
        )
        for number in range(count)
    )
    return first.conversation


def test_it_shows_what_was_said_with_its_leg_and_its_matter(desk: Desk):
    desk.writes("掃除機が充電できません")
    html = page(desk).content.decode()
    assert "掃除機が充電できません" in html
    assert 'data-ch="chat"' in html
    assert f'id="matter-{desk.matter.pk}"' in html


def test_it_is_not_found_by_the_outsider(desk: Desk):
    desk.writes()
    assert page(desk, agent=desk.emily).status_code == 404


def test_it_answers_a_swap_with_the_two_panes_alone(desk: Desk):
    desk.writes()
    response = page(desk, **{"HX-Request": "true"})
    html = response.content.decode()
    assert html.lstrip().startswith('<main id="thread"')
    assert 'id="context"' in html
    assert "<html" not in html
    assert "HX-Request" in response["Vary"]


def test_it_shows_all_matters_of_the_customer_and_hides_those_of_other_teams(desk: Desk):
    desk.writes("前の相談")
    statuses.set_status(desk.matter, Status.RESOLVED, desk.aya)
    Conversation.objects.update(team=desk.english, resolved_at=timezone.now() - timedelta(days=30))
    Conversation.objects.update(last_activity_at=timezone.now() - timedelta(days=30))
    desk.writes("新しい相談")
    html = page(desk).content.decode()
    assert "新しい相談" in html
    assert "前の相談" not in html
    assert 'data-kind="shut"' in html


def test_it_escapes_what_strangers_write_and_links_only_web_addresses(desk: Desk):
    desk.writes("<img src=x onerror=alert(1)> https://shop.example/a?b=1&c=2。 javascript:alert(1)")
    html = page(desk).content.decode()
    assert "<img src=x" not in html
    assert '<a href="https://shop.example/a?b=1&amp;c=2" target="_blank"' in html
    assert 'href="javascript' not in html


@pytest.mark.parametrize(
    ("address", "host"), [("https://bank.example@evil.example/x", "evil.example"), ("https://аррle.com/", "xn--")]
)
def test_it_says_where_a_disguised_link_goes(desk: Desk, address, host):
    desk.writes(f"見てください {address}")
    assert f"<small>({host}" in page(desk).content.decode()


def test_it_shows_a_failed_message_with_its_reason_and_the_way_on(desk: Desk):
    desk.writes()
    message = answers(desk)
    mark_failed(message.pk, "認証切れ", permanent=True)
    html = page(desk).content.decode()
    assert "認証切れ" in html
    assert reverse("message-retry", args=[message.pk]) in html


def test_it_costs_no_more_for_five_thousand_messages_than_for_twenty(desk: Desk):
    matter = write_many(desk, 20)
    client = desk.client(desk.aya)
    address = reverse("conversation", args=[matter.pk])
    counts = []
    for more in (0, 5000):
        Message.objects.bulk_create(
            Message(
                conversation=matter,
                customer=matter.customer,
                channel=desk.chat,
                direction="in",
                text="x",
                seq=1000 + number,
                revision=1,
                arrived_revision=1,
                received_at=timezone.now(),
                shown_at=timezone.now() - timedelta(days=40, seconds=number),
            )
            for number in range(more)
        )
        with CaptureQueriesContext(connection) as queries:
            client.get(address, headers={"HX-Request": "true"})
        counts.append(len(queries))
    assert counts[1] <= counts[0] <= 36


def test_it_pages_upward_without_a_gap_or_a_double(desk: Desk):
    matter = write_many(desk, 3 * PIECE)
    client = desk.client(desk.aya)
    address = reverse("thread-older", args=[matter.customer_id])
    before, seen = "", []
    while True:
        piece = client.get(address, {"before": before}).json()
        seen = [item["id"] for item in piece["items"] if item["kind"] == "message"] + seen
        before = piece["before"]
        if not before:
            break
    assert seen == list(Message.objects.order_by("shown_at", "pk").values_list("pk", flat=True))


def test_it_chooses_the_newest_by_their_keys_before_it_loads_what_they_show(desk: Desk):
    write_many(desk, 3)
    visible = Conversation.objects.visible_to(desk.aya)
    with CaptureQueriesContext(connection) as queries:
        window(desk.hanako, visible)
    (loading,) = [query["sql"] for query in queries if 'JOIN "conversations_envelope"' in query["sql"]]
    assert '"conversations_message"."id" IN (SELECT' in loading
    assert f"LIMIT {PIECE + 1}) ORDER BY" in loading


@pytest.mark.parametrize("before", ["x", "2026-01-01~1~1", "2026-01-01T00:00:00+00:00~7~1", "~~", "9" * 400])
def test_it_refuses_a_place_that_is_none(desk: Desk, before):
    desk.writes()
    address = reverse("thread-older", args=[desk.hanako.pk])
    assert desk.client(desk.aya).get(address, {"before": before}).status_code == 400


def test_it_tells_new_and_changed_rows_above_a_revision(desk: Desk):
    desk.writes()
    message = answers(desk)
    seen = changes(desk)["revision"]
    assert changes(desk, seen)["items"] == []
    mark_sent(message.pk, "x1")
    told = changes(desk, seen)
    assert [(item["kind"], item["id"]) for item in told["items"]] == [("message", message.pk)]
    assert told["revision"] > seen


def test_it_tells_moved_rows_and_the_new_bar_after_a_split(desk: Desk):
    desk.writes("一つ目")
    second = desk.writes("二つ目")
    seen = changes(desk)["revision"]
    other = splitting.split(desk.matter, second, desk.aya)
    told = changes(desk, seen)
    kinds = {(item["kind"], item["id"]) for item in told["items"]}
    assert {("message", second.pk), ("matter", other.pk)} <= kinds
    assert f'data-matter="{other.pk}"' in next(item["html"] for item in told["items"] if item["id"] == second.pk)


def test_it_tells_nothing_of_matters_that_went_behind_a_wall(desk: Desk):
    desk.writes("秘密")
    seen = changes(desk)["revision"]
    Conversation.objects.update(team=desk.english, assignee=None)
    desk.writes("もっと秘密")
    told = changes(desk, seen)
    assert told["items"] == []
    assert told["visible"] == []


def test_it_tells_the_outsider_that_a_matter_began_behind_the_wall_and_nothing_of_it(desk: Desk):
    desk.writes("お願いします")
    Conversation.objects.update(team=desk.english)
    seen = changes(desk, agent=desk.emily)
    assert seen["shut"] == []
    statuses.set_status(desk.matter, "resolved", desk.aya)
    hidden = desk.writes("秘密の相談", at=timezone.now() + timedelta(days=30)).conversation
    told = changes(desk, seen["revision"], desk.emily)
    [line] = told["shut"]
    assert (line["kind"], line["id"], line["revision"]) == ("shut", 0, 0)
    assert "data-matter" not in line["html"]
    assert "秘密" not in str(told)
    assert hidden.pk not in told["visible"]
    statuses.set_status(hidden, "on_hold", desk.aya)
    assert changes(desk, told["revision"], desk.emily)["shut"] == [line]
    Conversation.objects.filter(pk=hidden.pk).update(team=desk.english)
    assert changes(desk, told["revision"], desk.emily)["shut"] == []


def test_it_asks_for_a_new_page_when_too_much_changed(desk: Desk, monkeypatch):
    monkeypatch.setattr("conversations.thread_window.MOST_CHANGES", 2)
    for _ in range(3):
        desk.writes()
    assert changes(desk)["too_many"]
    assert changes(desk)["items"] == []


def test_it_sends_the_page_on_when_the_customer_was_merged(desk: Desk):
    desk.writes()
    other = desk.writes(sender=desk.sender("kenichi", "渡辺", "健一")).customer
    customer = desk.hanako
    customer.merged_into = other
    customer.save()
    assert desk.client(desk.aya).get(reverse("thread-changes", args=[customer.pk])).json() == {"moved": True}


@pytest.mark.parametrize("after", ["-1", "x", "9" * 30])
def test_it_refuses_a_revision_that_is_none(desk: Desk, after):
    desk.writes()
    response = desk.client(desk.aya).get(reverse("thread-changes", args=[desk.hanako.pk]), {"after": after})
    assert response.status_code == 400


@pytest.mark.parametrize(("language", "word"), [("ja", "送信待ち"), ("en", "Waiting to be sent")])
def test_its_rows_are_pushed_in_each_language_without_viewer_or_token(desk: Desk, language, word):
    desk.writes()
    message = answers(desk)
    html = rendered(MessageShown(outbox.loaded(message.pk)), language)
    assert word in html
    assert "csrf" not in html
    assert f'id="message-{message.pk}"' in html
    assert f'data-revision="{message.revision}"' in html
    assert f'data-key="{message.client_key}"' in html


def test_its_entries_and_bars_are_pushed_in_words(desk: Desk):
    desk.writes()
    entry = labelling.add(desk.matter, "故障", desk.aya)
    assert entry is not None
    assert "「故障」" in rendered(EntryShown(entry), "ja")
    assert "Label “故障” added" in rendered(EntryShown(entry), "en")
    assert "故障" in rendered(MatterShown(desk.matter), "ja")


def test_its_push_and_its_page_are_the_same_row(desk: Desk):
    message = desk.writes("同じ行")
    pushed = rendered(MessageShown(outbox.loaded(message.pk)), "ja")
    with translation.override("ja"):
        piece = window(message.customer, Conversation.objects.visible_to(desk.aya))
        row = next(row for row in piece.rows if row.kind == "message")
        assert row.html() == pushed


def test_its_bar_and_panel_are_not_found_by_the_outsider(desk: Desk):
    desk.writes()
    for name, status in (("conversation-bar", 200), ("conversation-panel", 200)):
        address = reverse(name, args=[desk.matter.pk])
        assert desk.client(desk.aya).get(address).status_code == status
        assert desk.client(desk.emily).get(address).status_code == 404


def test_its_pieces_hide_other_teams_matters_from_the_outsider(desk: Desk):
    desk.writes("見えない言葉")
    piece = desk.client(desk.emily).get(reverse("thread-older", args=[desk.hanako.pk])).json()
    assert "見えない言葉" not in str(piece)
