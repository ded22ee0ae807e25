"""Runs inside the product under test and answers in JSON: makes who is needed, finds a matter, counts what is there."""

import json
import sys
from collections import Counter
from collections.abc import Callable

import django

django.setup()

from django.conf import settings  # noqa: E402  the apps come first

from agents.models import Agent, Company, Team  # noqa: E402  as above
from channels_ingest.chat import sessions  # noqa: E402  as above
from channels_ingest.chat.pages import Page  # noqa: E402  as above
from conversations.models import Channel, Conversation, Message  # noqa: E402  as above
from conversations.routes import routes  # noqa: E402  as above
from customers.models import Customer  # noqa: E402  as above
from tests.bench.people import cookie_of, crew  # noqa: E402  as above
from tests.channels_ingest.providers import LINE  # noqa: E402  as above

VISITORS = 12


def cast() -> dict[str, object]:
    Company.objects.get_or_create(pk=1, defaults={"name": "Bench"})
    team = Team.objects.create(name="Bench loss")
    channel = Channel.objects.create(kind="chat", name="Bench", team=team, settings={"origins": []})
    line = Channel.objects.create(
        kind="line", name="Bench LINE", team=team, settings=LINE.settings, credentials=json.dumps(LINE.credentials),
        is_practice=True, quota_left=1_000_000,
    )  # fmt: skip
    begun = [sessions.begin(channel, language="ja", page=Page(), user_agent="bench") for _ in range(VISITORS)]
    return {
        "site": channel.public_id,
        "line": line.public_id,
        "tokens": [token for _, token in begun],
        "cookie": cookie_of(crew(team, 1)[0]),
        "csrf_cookie": settings.CSRF_COOKIE_NAME,
    }


def meet(kind: str) -> dict[str, object]:
    found = Conversation.objects.filter(messages__channel__kind=kind).select_related("customer").order_by("pk")
    matter, agent = found.first(), Agent.objects.get()
    return {"matter": matter.pk, "route": routes(matter, agent)[0].key} if matter else {}


def count() -> dict[str, object]:
    """How often each text is stored, how many replies are still on their way, and whose threads to look at."""
    waiting = Message.objects.filter(direction="out").exclude(delivery__in=["sent", "delivered", "read"])
    return {
        "stored": Counter(Message.objects.values_list("text", flat=True)),
        "waiting": waiting.count(),
        "customers": list(Customer.objects.values_list("pk", flat=True)),
    }


if __name__ == "__main__":
    deeds: dict[str, Callable[..., dict[str, object]]] = {"cast": cast, "meet": meet, "count": count}
    print(json.dumps(deeds[sys.argv[1]](*sys.argv[2:])))
