"""Whatever strangers and colleagues write stays words: every page keeps its tags, whichever field the words are in."""

import copy
from html.parser import HTMLParser

import pytest
from django.apps import apps
from django.db import transaction
from django.db.models import CharField, Model, TextField, Value
from django.db.models.functions import Cast, Concat
from django.test import Client
from django.utils import timezone
from time_machine import TimeMachineFixture

from channels_ingest.models import VisitorSession
from conversations import outbox
from conversations.models import Entry, Message
from omnidesk.frames import rendered
from omnidesk.live import EntryShown, MatterShown, MessageShown
from tests.cast import Desk
from tests.doors import Door, doors

ROOMS = ("agents", "customers", "conversations", "channels_ingest", "kpis")
HOSTILE = "\"'><script>alert(1)</script><b onclick=alert(1)>{{ agent.email }}{% x %}<hx hx-get=/x>"
HARMLESS = "w" * len(HOSTILE)
# What the program itself writes there, or what must differ from row to row.
OWN = {
    "action", "algorithm", "anchor", "assured_by", "code", "content_type", "credentials", "delivery", "external_id",
    "file", "kind", "language", "mime", "password", "preview", "public_id", "purpose", "reference", "role", "scope",
    "sha256", "state", "status", "theme", "thing", "thing_id", "time_zone", "token", "token_hash", "upload_scope",
    "value", "client_key", "email", "jti", "session_key", "account", "color", "presence", "density", "assurance",
    "page_url", "body_file", "url", "message_id", "search", "field", "measure", "query", "excluded", "reason", "detail",
    "html",  # a mail's own formatting: markup by nature, cleaned and framed (tests/conversations/test_letter_page.py)
}  # fmt: skip


class Skeleton(HTMLParser):
    """The tags of a page and the names of their attributes, in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, ...]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = sorted(name for name, _ in attrs)
        assert not [name for name in names if name.startswith("on")], (tag, attrs)
        assert not [value for _, value in attrs if (value or "").lower().startswith("javascript:")], (tag, attrs)
        self.tags.append((tag, *names))


def text_fields(model: type[Model]) -> list[CharField | TextField]:
    return [
        field
        for field in model._meta.concrete_fields
        if isinstance(field, CharField | TextField) and not (field.choices or field.name in OWN)
        if (field.max_length or 200) > 12  # shorter ones hold marks of ours
    ]


def write_everywhere(words: str) -> None:
    for model in (model for room in ROOMS for model in apps.get_app_config(room).get_models()):
        for field in text_fields(model):
            cut = Value(words[: (field.max_length or 200) - 12])
            different = Concat(cut, Cast("pk", CharField())) if field.unique else cut
            model.objects.exclude(**{field.name: ""}).update(**{field.name: different})


@pytest.fixture
def house(desk: Desk) -> list[Door]:
    message = desk.writes("充電できません")
    desk.matter.title = "充電"
    desk.matter.save()
    outbox.note(message.conversation, desk.aya, text="社内", client_key="n")
    VisitorSession.objects.create(
        channel=desk.chat,
        token_hash="0" * 64,
        identity=desk.identity,
        page_title="店",
        page_url="https://shop.example/",
    )
    return doors(desk)


def walk(client: Client, house: list[Door]) -> dict[str, list[tuple[str, ...]]]:
    pages = {}
    for door in house:
        if door.name in ("report-export", "agent-day"):
            continue  # One line more in the audit each time.
        answer = client.get(door.path)
        if answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html"):
            pages[door.path] = Skeleton(answer.content.decode()).tags
    return pages


def fragments() -> dict[str, list[tuple[str, ...]]]:
    messages = Message.objects.select_related("channel", "author", "identity").order_by("pk")
    events = [MessageShown(message) for message in messages]
    events += [EntryShown(entry) for entry in Entry.objects.select_related("actor", "conversation").order_by("pk")]
    events += [MatterShown(message.conversation) for message in messages[:1]]
    return {str(number): Skeleton(rendered(event, "ja")).tags for number, event in enumerate(events)}


def test_every_page_keeps_its_tags(desk: Desk, house: list[Door], time_machine: TimeMachineFixture) -> None:
    time_machine.move_to(timezone.now(), tick=False)  # "Here now" becomes a time after a while, whatever was written.
    client = desk.client(desk.noguchi)
    write_everywhere(HARMLESS)
    cookies = copy.copy(client.cookies)
    with transaction.atomic():  # What a look changes (seen, counted, remembered) is no matter of words.
        before, pushed = walk(client, house), fragments()
        transaction.set_rollback(True)
    client.cookies = cookies
    write_everywhere(HOSTILE)
    after = walk(client, house)
    assert len(before) > 25
    assert before.keys() == after.keys()
    for path, tags in before.items():
        assert after[path] == tags, path
    assert fragments() == pushed


def test_it_wrote_where_people_write() -> None:
    written = {(model._meta.label, field.name) for model in apps.get_models() for field in text_fields(model)}
    for field in (
        ("customers.Customer", "family_name"),
        ("conversations.Message", "text"),
        ("conversations.Conversation", "title"),
        ("conversations.Attachment", "name"),
        ("agents.Agent", "family_name"),
        ("agents.Team", "name"),
        ("channels_ingest.VisitorSession", "page_title"),
    ):
        assert field in written
