"""The providers' calls to us: each signs as it does, and repeats what was not answered by a 2xx."""

import http.client
import json
import threading
import time
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

from tests.channels_ingest.providers import API, LINE, TWILIO, Provider, api_body, line_body, line_event, twilio_body

# As long as whatever was broken may take to come back on a machine that does other work too.
PATIENCE_SECONDS = 300
PAUSE = 0.4
# Every so many a provider does not hear that we have it, and tells us once more.
DEAF_EVERY = 7
# Who writes, by the kind of the channel.
CROWD = ("line", "line", "line", "line", "sms", "sms", "sms", "api", "api", "api")
PLAYED: dict[str, Provider] = {"line": LINE, "sms": TWILIO, "api": API}


@dataclass(frozen=True)
class Person:
    number: int
    kind: str
    public_id: str
    # Seconds that its provider was held up; until a minute is over LINE takes a reply for nothing.
    late: float = 0

    @property
    def value(self) -> str:
        """What the channel calls them."""
        forms = {"line": f"U{self.number:032x}", "sms": f"+8190{self.number:08d}", "api": f"user-{self.number}"}
        return forms[self.kind]

    def request(self, name: str, words: str, *, again: bool) -> tuple[str, bytes, dict[str, str]]:
        provider, channel = PLAYED[self.kind], self.channel
        body = self.body(name, words, again=again)
        headers = {"Content-Type": provider.content_type, **provider.signed(body, channel)}
        return f"/in/{self.kind}/{self.public_id}/", body, headers

    def body(self, name: str, words: str, *, again: bool) -> bytes:
        if self.kind == "sms":
            return twilio_body(name, words, From=self.value)
        if self.kind == "api":
            return api_body(name, words, sender={"id": self.value, "name": f"Person {self.number}"})
        event = line_event(name, words, timestamp=int((time.time() - self.late) * 1000))
        told: dict[str, Any] = {"deliveryContext": {"isRedelivery": again}, "replyToken": f"{self.public_id}{name}"}
        return line_body(event | told | {"source": {"type": "user", "userId": self.value}})

    @property
    def channel(self) -> Any:
        """As much of it as a signature asks for."""
        secrets = json.dumps(PLAYED[self.kind].credentials)
        return SimpleNamespace(kind=self.kind, public_id=self.public_id, credentials=secrets)


@dataclass
class Inbound:
    """What the providers were told by their customers, and what we said to have."""

    url: str
    acknowledged: list[str] = field(default_factory=list)
    refused: int = 0
    failure: str = ""

    def start(self, people: list[Person], words: list[str]) -> list[threading.Thread]:
        """Each person writes one after the other, all at the same time."""
        shares = [(person, words[start :: len(people)]) for start, person in enumerate(people)]
        threads = [threading.Thread(target=self.write, args=share, daemon=True) for share in shares]
        for thread in threads:
            thread.start()
        return threads

    def write(self, person: Person, words: list[str]) -> None:
        for number, said in enumerate(words):
            name, again = f"{person.number}x{said.replace(' ', '')}", False
            deadline = time.monotonic() + PATIENCE_SECONDS
            while not 200 <= (status := post(self.url, *person.request(name, said, again=again))) < 300:
                self.refused, again = self.refused + 1, True
                if time.monotonic() > deadline:
                    self.failure = f"nobody took {said!r}: {status}"
                    return
                time.sleep(PAUSE)
            self.acknowledged.append(said)
            if number % DEAF_EVERY == 0:
                post(self.url, *person.request(name, said, again=True))


def post(url: str, path: str, body: bytes, headers: dict[str, str]) -> int:
    """The status; 0 = no answer."""
    host = urlsplit(url)
    link = http.client.HTTPConnection("127.0.0.1", host.port, timeout=10)
    try:
        link.request("POST", path, body, {"Host": str(host.hostname), **headers})
        answer = link.getresponse()
        answer.read()
        return answer.status
    except (OSError, http.client.HTTPException):
        return 0
    finally:
        link.close()
