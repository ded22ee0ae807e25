"""What a company's page loads from us: public, small, kept by browsers, and no more than a stranger may know."""

import json
import re
from typing import Any

from django.test import Client
from django.utils import timezone

from channels_ingest import colour
from tests.cast import Desk


def look(desk: Desk) -> dict[str, Any]:
    answer = Client().get(f"/chat/{desk.chat.public_id}/look.js")
    found: dict[str, Any] = json.loads(re.search(r"detail: (\{.*\}) \}\)", answer.content.decode())[1])  # type: ignore[index]  # it is there or the test fails
    return found


def test_it_serves_the_loader_to_anybody_and_again_only_when_it_changed(db: None):
    first = Client().get("/widget.js")
    assert first["Content-Type"].startswith("text/javascript")
    assert (first["Cache-Control"], first["Cross-Origin-Resource-Policy"]) == ("public, max-age=3600", "cross-origin")
    assert Client().get("/widget.js", headers={"If-None-Match": first["ETag"]}).status_code == 304
    assert b'"widget.css"' not in first.content
    assert not first.cookies


def test_it_asks_the_database_once_for_a_look(desk: Desk, django_assert_num_queries: Any):
    with django_assert_num_queries(1):
        found = look(desk)
    assert set(found) == {"site", "name", "language", "paused", "share", "brand", "ink", "words"}
    assert found["words"]["ja"]["open"] == "チャットを開く"


def test_it_tells_nothing_of_origins_or_secrets(desk: Desk):
    desk.chat.credentials = '{"identify_secret": "hidden-hidden-hidden"}'
    desk.chat.save()
    said = Client().get(f"/chat/{desk.chat.public_id}/look.js").content.decode()
    assert "hidden" not in said
    assert "shop.example" not in said


def test_it_says_when_the_site_is_paused_and_does_not_know_others(desk: Desk):
    desk.chat.paused_at = timezone.now()
    desk.chat.save()
    assert look(desk)["paused"] is True
    assert Client().get("/chat/nobody/look.js").status_code == 404
    assert Client().post("/widget.js").status_code == 405


def test_it_serves_a_frame_with_the_words_of_both_languages(desk: Desk):
    page = Client().get(f"/chat/{desk.chat.public_id}/").content.decode()
    words = json.loads(re.search(r'id="words" type="application/json">(.*?)</script>', page)[1])  # type: ignore[index]  # as above
    assert words["ja"].keys() == words["en"].keys()
    assert all(words["ja"][key] != words["en"][key] for key in words["en"])
    assert not re.search(r"<script(?![^>]*(src=|application/json))|\sstyle=|\son\w+=", page)


def test_it_uses_every_word_and_knows_every_word_it_uses(desk: Desk):
    from django.conf import settings

    from channels_ingest.frame_words import WORDS

    frame = (settings.BASE_DIR / "static" / "widget" / "frame").glob("*.js")
    pages = (settings.BASE_DIR / "templates" / "chat").glob("*.html")
    said = " ".join(path.read_text() for path in [*frame, *pages])
    assert {key for key in WORDS if not re.search(rf"\b{key}\b", said)} == set()
    asked = set(re.findall(r'\bword\("(\w+)"', said)) | set(re.findall(r'data-word(?:-[\w-]+)?="(\w+)"', said))
    assert asked - set(WORDS) == set()


def test_it_reads_on_every_colour():
    for step in range(0, 1 << 24, 7919):
        found = colour.palette(f"#{step:06x}")
        assert colour.contrast(found["ink"], found["brand"]) >= 4.5
        assert colour.contrast(found["light"], colour.LIGHT_GROUND) >= 4.5
        assert colour.contrast(found["dark"], colour.DARK_GROUND) >= 4.5


def test_it_keeps_a_colour_that_can_be_read():
    for kept in ("#214f9c", "#e60012", "#ffd500", "#000000", "#ffffff"):
        assert colour.palette(kept)["brand"] == kept


def test_it_documents_each_call_event_and_attribute():
    from django.conf import settings

    said = (settings.BASE_DIR / "docs" / "web-chat.md").read_text()
    loader = (settings.BASE_DIR / "static" / "widget" / "loader" / "widget.js").read_text()
    events = set(re.findall(r'emit\("(\w+)"', loader))
    calls = set(re.findall(r"^    (open|close|identify|signOut|on)\b", loader, re.MULTILINE))
    attributes = {name.lower() for name in re.findall(r"script\.dataset\.(\w+)", loader)}
    assert len(events) >= 7
    assert len(calls) == 5
    assert {event for event in events if f"`{event}`" not in said} == set()
    assert {call for call in calls if f"Omnidesk.{call}(" not in said} == set()
    assert {name for name in attributes if f"data-{name}" not in said} == set()
