"""Runs inside the product under test and answers in JSON: makes who is needed, finds a matter, counts what is there."""

import json
import sys
from collections import Counter

import django

django.setup()

from django.conf import settings  # noqa: E402  the apps come first

from agents.models import Agent, Company, Team  # noqa: E402
from channels_ingest.chat import sessions  # noqa: E402
from channels_ingest.chat.pages import Page  # noqa: E402
from conversations.models import Channel, Conversation, Message  # noqa: E402
from conversations.routes import routes  # noqa: E402
from customers.models import Customer  # noqa: E402
from tests.bench.people import cookie_of, crew  # noqa: E402

VISITORS = 12


def cast() -> dict[str, object]:
    Company.objects.get_or_create(pk=1, defaults={"name": "Bench"})
    team = Team.objects.create(name="Bench loss")
    channel = Channel.objects.create(kind="chat", name="Bench", team=team, settings={"origins": []})
    begun = [sessions.begin(channel, language="ja", page=Page(), user_agent="bench") for _ in range(VISITORS)]
    return {
        "site": channel.public_id,
        "tokens": [token for _, token in begun],
        "cookie": cookie_of(crew(team, 1)[0]),
        "csrf_cookie": settings.CSRF_COOKIE_NAME,
    }


def meet() -> dict[str, object]:
    matter = Conversation.objects.select_related("customer").order_by("pk").first()
    agent = Agent.objects.get()
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
    print(json.dumps({"cast": cast, "meet": meet, "count": count}[sys.argv[1]]()))
