"""A bot at the public doors is held off, and the console answers meanwhile as it does on a quiet day."""

import statistics
import threading
import time
import uuid
from collections import Counter

import requests

from demo.logins import PASSWORD
from omnidesk.limits import LIMITS
from tests.journeys.conftest import Theatre

SECONDS = 5
# 3,000 a minute where the machine can; it also runs the bot, and more would measure the bot.
PER_SECOND = 50
BOTS = 4
# A slow machine that does other things too needs a while until the bot has used up what it is allowed.
PATIENCE = 120
# What the console may lose to it; both halves are measured here, so a slow machine is slow in both.
RATIO, GRACE = 3.0, 0.1


class Flood:
    """Begins chats and writes into them as fast as it is allowed to, under another address in its header each time."""

    def __init__(self, chat: str) -> None:
        self.chat = chat
        self.codes: Counter[str] = Counter()
        self.over = threading.Event()
        self.threads = [threading.Thread(target=self.run, args=(number,)) for number in range(BOTS)]

    def __enter__(self) -> "Flood":
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self.over.set()
        for thread in self.threads:
            thread.join()

    def run(self, number: int) -> None:
        bot, token, began = requests.Session(), "", time.monotonic()
        for turn in range(PER_SECOND * PATIENCE):
            if self.over.wait(max(0.0, began + turn * BOTS / PER_SECOND - time.monotonic())):
                return
            headers = {"X-Forwarded-For": f"198.51.{turn % 250}.{number}", "Authorization": f"Visitor {token}"}
            if turn % 2:
                said = {"key": str(uuid.uuid4()), "text": "買いませんか"}
                answer = bot.post(f"{self.chat}/messages/", json=said, headers=headers, timeout=20)
            else:
                answer = bot.post(f"{self.chat}/session/", json={"language": "ja"}, headers=headers, timeout=20)
                token = token or answer.json().get("token", "")
            self.codes[f"{'message' if turn % 2 else 'session'} {answer.status_code}"] += 1

    def wait_until_held_off(self) -> None:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until and not (self.codes["session 429"] and self.codes["message 429"]):
            time.sleep(0.1)


def signed_in(url: str) -> requests.Session:
    agent = requests.Session()
    agent.get(f"{url}/accounts/login/", timeout=20)
    said = {
        "login": "aya.takahashi@minato-kaden.example",
        "password": PASSWORD,
        "csrfmiddlewaretoken": next(value for name, value in agent.cookies.items() if "csrf" in name),
    }
    assert agent.post(f"{url}/accounts/login/", said, headers={"Origin": url}, timeout=20).url.endswith("/inbox/")
    return agent


def times(agent: requests.Session, url: str, seconds: float) -> list[float]:
    """An agent's day: the list, and a look at it again, each answered."""
    taken, until = [], time.monotonic() + seconds
    while time.monotonic() < until:
        for path in ("/inbox/", "/inbox/counts/"):
            began = time.monotonic()
            assert agent.get(url + path, timeout=20).status_code == 200
            taken.append(time.monotonic() - began)
        time.sleep(0.1)
    return taken


def test_the_console_answers_while_a_bot_is_held_off(theatre: Theatre) -> None:
    url = theatre.product.url
    site = theatre.product.run(FIRST_SITE).strip().splitlines()[-1]
    agent = signed_in(url)
    times(agent, url, 1)
    quiet = times(agent, url, SECONDS)
    with Flood(f"{url}/chat/{site}") as flood:
        flood.wait_until_held_off()
        busy = times(agent, url, SECONDS)
    said = {"quiet": statistics.median(quiet), "busy": statistics.median(busy), **flood.codes}
    assert statistics.median(busy) < RATIO * statistics.median(quiet) + GRACE, said
    assert max(busy) < 5, said
    # A window of a limit may end and begin anew meanwhile.
    assert 0 < flood.codes["session 201"] <= 2 * LIMITS["chat.session"].count, said
    assert 0 < flood.codes["message 202"] <= 2 * LIMITS["chat.message.address"].count, said
    assert flood.codes["session 429"] > 0, said
    assert flood.codes["message 429"] > 0, said
    assert not [code for code in flood.codes if code.split()[1].startswith("5")], said


FIRST_SITE = "from conversations.models import Channel; print(Channel.objects.filter(kind='chat').first().public_id)"
