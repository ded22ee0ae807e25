"""Runs inside the product under test: makes who is needed (`cast`), or counts what is there (`count`), as JSON."""

import json
import sys

import django

django.setup()

from agents.models import Company, Team  # noqa: E402  the apps come first
from channels_ingest.chat import sessions  # noqa: E402
from channels_ingest.chat.pages import Page  # noqa: E402
from conversations.models import Channel, Message  # noqa: E402
from tests.bench.people import cookie_of, crew  # noqa: E402

VISITORS = 12


def cast() -> dict[str, object]:
    Company.objects.get_or_create(pk=1, defaults={"name": "Bench"})
    team = Team.objects.create(name="Bench loss")
    channel = Channel.objects.create(kind="chat", name="Bench", team=team, settings={"origins": []})
    begun = [sessions.begin(channel, language="ja", page=Page(), user_agent="bench") for _ in range(VISITORS)]
    return {"site": channel.public_id, "tokens": [token for _, token in begun], "cookie": cookie_of(crew(team, 1)[0])}


def count() -> dict[str, object]:
    """{text: how often it is stored}, and the replies that were sent, by their client key."""
    stored: dict[str, int] = {}
    for text in Message.objects.filter(direction="in").values_list("text", flat=True):
        stored[text] = stored.get(text, 0) + 1
    replies = Message.objects.filter(direction="out").values_list("client_key", "delivery", "attempts")
    matters = Message.objects.filter(direction="in").values_list("text", "conversation_id")
    return {"stored": stored, "replies": list(replies), "matters": dict(matters)}


if __name__ == "__main__":
    print(json.dumps({"cast": cast, "count": count}[sys.argv[1]]()))
