"""What the documents of the channels say is tried: every curl runs, and the recipe's toy goes through the real door."""

import json
import os
import re
import shutil
import subprocess

import pytest
from django.conf import settings
from django.test import Client

from channels_ingest.adapters import ADAPTERS
from channels_ingest.api_channel import body
from channels_ingest.models import RawDelivery
from conversations.models import Channel, Message
from tests.cast import Desk
from tests.channels_ingest.providers import API_SECRET, api_event
from tests.channels_ingest.visitor import work

CHANNELS = settings.BASE_DIR / "docs" / "channels"
API, FORM = ((CHANNELS / name).read_text("utf-8") for name in ("api.md", "form.md"))


def blocks(page: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", page, re.MULTILINE | re.DOTALL)


@pytest.mark.skipif(not (shutil.which("curl") and shutil.which("openssl")), reason="the examples are for curl")
def test_every_example_of_the_api_channel_does_what_it_says(live_server):
    desk = Desk.open()
    channel = Channel.objects.create(
        kind="api", name="チケット", team=desk.support, credentials=json.dumps({"secret": API_SECRET})
    )
    given = {"PATH": os.environ["PATH"], "DESK": live_server.url, "CHANNEL": channel.public_id, "SECRET": API_SECRET}
    for example in blocks(API, "sh"):
        command = [shutil.which("bash") or "bash", "-euc", example]
        done = subprocess.run(command, env=given, capture_output=True, text=True, timeout=60)
        assert json.loads(done.stdout) == {"kept": True}, done.stderr
        work()
    first, second = Message.objects.filter(channel=channel).order_by("pk")
    assert (bool(first.unsent_at), second.text) == (True, "急いでいます")
    assert set(RawDelivery.objects.values_list("state", flat=True)) == {"parsed"}


@pytest.mark.skipif(not shutil.which("curl"), reason="the example is for curl")
def test_the_line_for_a_form_of_ones_own_sends_it_and_leads_back(live_server):
    shop = "https://shop.example.com"
    form = Channel.objects.create(kind="form", team=Desk.open().support, settings={"origins": [shop]})
    (line,) = blocks(FORM, "sh")
    given = {"PATH": os.environ["PATH"], "FORM": form.public_id}
    command = [shutil.which("bash") or "bash", "-euc", line.replace("https://desk.example.com", live_server.url)]
    done = subprocess.run(command, env=given, capture_output=True, text=True, timeout=60)
    assert re.search(rf"^location: {shop}/thanks\r?$", done.stdout, re.MULTILINE | re.IGNORECASE), done.stdout
    assert "充電できません" in Message.objects.get(channel=form).text


def test_it_holds_examples_and_names_every_event_and_status():
    assert len(blocks(API, "sh")) == 2
    named = {"message", "receipt", "unsent", "ping", "delivered", "read", "failed"}
    assert {word for word in named if f"`{word}`" not in API} == set()


def test_every_kind_has_a_page_and_every_link_between_pages_leads_somewhere():
    kinds = {"email": "mail.md"} | {kind: f"channels/{kind}.md" for kind in ADAPTERS if kind != "email"}
    pages = [*CHANNELS.parent.glob("*.md"), *CHANNELS.glob("*.md")]
    assert [name for name in kinds.values() if not (CHANNELS.parent / name).exists()] == []
    links = [(page, link) for page in pages for link in re.findall(r"\]\(([\w./-]+\.md)", page.read_text("utf-8"))]
    assert [(page.name, link) for page, link in links if not (page.parent / link).exists()] == []


def test_its_schema_is_published_and_fits_what_is_said(db):
    answer = Client().get("/api/v1/schemas/channel-events.json")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/schema+json")
    forms = answer.json()["$defs"]
    assert {form.__name__ for form in body.PUBLISHED} <= set(forms)
    assert set(api_event("1", "x")) <= set(forms["Said"]["properties"])
