"""The agent: answers through the door that the page uses, and reads the thread as the page shows it."""

import http.client
import json
import re
import threading
import time
import uuid
from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from tests.faults.webhooks import PATIENCE_SECONDS, PAUSE

HANDS = 4
SECRET = "k" * 32


@dataclass
class Desk:
    url: str
    cookie: str
    csrf_cookie: str
    queued: list[str] = field(default_factory=list)
    failure: str = ""

    def start(self, matters: list[dict[str, Any]], words: list[str]) -> list[threading.Thread]:
        jobs = [(matters[number % len(matters)], said) for number, said in enumerate(words)]
        shares = [jobs[hand::HANDS] for hand in range(HANDS)]
        threads = [threading.Thread(target=self.answer, args=(share,), daemon=True) for share in shares]
        for thread in threads:
            thread.start()
        return threads

    def answer(self, jobs: list[tuple[dict[str, Any], str]]) -> None:
        for matter, said in jobs:
            body = urlencode({"text": said, "route": matter["route"], "client_key": uuid.uuid4().hex})
            deadline, status = time.monotonic() + PATIENCE_SECONDS, 0
            while status != 201:
                status, answer = self.ask("POST", f"/conversations/{matter['matter']}/replies/", body)
                if time.monotonic() > deadline:
                    self.failure = f"{said!r} was not accepted: {status} {answer[:300]!r}"
                    return
                if status != 201:
                    time.sleep(PAUSE)
            self.queued.append(said)

    def shown(self, matters: list[dict[str, Any]], pattern: re.Pattern[str]) -> Counter[str]:
        """How many rows of the threads hold each text, read piece by piece as the page does when one scrolls up."""
        found: Counter[str] = Counter()
        for customer in sorted({matter["customer"] for matter in matters}):
            before = ""
            while True:
                status, body = self.ask("GET", f"/customers/{customer}/messages/?before={quote(before)}")
                if status != 200:
                    raise RuntimeError(f"the thread of {customer} answered {status}")
                piece = json.loads(body)
                for row in piece["items"]:
                    # A matter's bar repeats the first words as its title.
                    found.update(set(pattern.findall(row["html"])) if row["kind"] == "message" else ())
                before = piece["before"]
                if not before:
                    break
        return found

    def ask(self, method: str, path: str, body: str | None = None) -> tuple[int, bytes]:
        host = urlsplit(self.url)
        headers = {
            "Host": str(host.netloc), "Cookie": f"{self.cookie}; {self.csrf_cookie}={SECRET}", "X-CSRFToken": SECRET,
            "X-Requested-With": "fetch", "Origin": self.url, "Content-Type": "application/x-www-form-urlencoded",
        }  # fmt: skip
        link = http.client.HTTPConnection("127.0.0.1", host.port, timeout=20)
        try:
            link.request(method, path, body, headers)
            answer = link.getresponse()
            return answer.status, answer.read()
        except (OSError, http.client.HTTPException):
            return 0, b""
        finally:
            link.close()
