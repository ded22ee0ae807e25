"""The people of P11: visitors and one agent, who try again with the same key until somebody says that it is kept."""

import http.client
import json
import re
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from tests.bench import loss_line

# Longer than any outage of the run: whoever is refused for so long will never be heard.
PATIENCE_SECONDS = 120
FRIENDS = 4
TEXT = re.compile(r"(?:bench|answer) \d+-\d+")


class NeverKept(Exception):
    """Nobody took the message: there is nothing to count."""


@dataclass
class Desk:
    """One product, spoken to over HTTP: what was acknowledged, and what is shown."""

    port: int
    site: str
    line: str
    tokens: list[str]
    cookie: str
    csrf_cookie: str
    acknowledged: list[str] = field(default_factory=list)
    by_line: list[str] = field(default_factory=list)
    answered: list[str] = field(default_factory=list)
    failure: str = ""

    def start(self, turns: int, pause: float) -> list[threading.Thread]:
        visitors, friends = range(len(self.tokens)), range(loss_line.FIRST, loss_line.FIRST + FRIENDS)
        people = [threading.Thread(target=self.visit, args=(one, turns, pause), daemon=True) for one in visitors]
        people += [threading.Thread(target=self.befriend, args=(one, turns, pause), daemon=True) for one in friends]
        for person in people:
            person.start()
        return people

    def befriend(self, number: int, turns: int, pause: float) -> None:
        """Somebody who writes by LINE; of three deliveries one comes again although we had it."""
        for turn in range(turns):
            body, headers = loss_line.said(number, turn)
            for _time in range(2 if turn % 3 == 0 else 1):
                self.insist(lambda: self.ask("POST", f"/in/line/{self.line}/", headers, body)[0] == 200)  # noqa: B023  called at once
            self.by_line.append(f"bench {number}-{turn}")
            time.sleep(pause)

    def start_answering(self, number: int, matter: int, route: str, turns: int, pause: float) -> threading.Thread:
        agent = threading.Thread(target=self.answer, args=(number, matter, route, turns, pause), daemon=True)
        agent.start()
        return agent

    def visit(self, number: int, turns: int, pause: float) -> None:
        for turn in range(turns):
            text = f"bench {number}-{turn}"
            body = json.dumps({"key": str(uuid.uuid4()), "text": text, "files": []})
            headers = self.visitor(number) | {"Content-Type": "application/json"}
            self.insist(lambda: self.ask("POST", f"/chat/{self.site}/messages/", headers, body)[0] == 202)  # noqa: B023  called at once
            self.acknowledged.append(text)
            time.sleep(pause)

    def answer(self, number: int, matter: int, route: str, turns: int, pause: float) -> None:
        secret = "k" * 32
        headers = {
            "Cookie": f"{self.cookie}; {self.csrf_cookie}={secret}", "X-CSRFToken": secret, "X-Requested-With": "fetch",
            "Origin": f"http://localhost:{self.port}", "Content-Type": "application/x-www-form-urlencoded",
        }  # fmt: skip
        for turn in range(turns):
            text = f"answer {number}-{turn}"
            body = urlencode({"text": text, "route": route, "client_key": uuid.uuid4().hex})
            self.insist(lambda: self.ask("POST", f"/conversations/{matter}/replies/", headers, body)[0] == 201)  # noqa: B023  called at once
            self.answered.append(text)
            time.sleep(pause)

    def insist(self, kept: Callable[[], bool]) -> None:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not kept():
            if self.failure or time.monotonic() > deadline:
                self.failure = self.failure or f"nothing was kept for {PATIENCE_SECONDS} s"
                raise NeverKept(self.failure)
            time.sleep(0.5)

    def visitor(self, number: int) -> dict[str, str]:
        forwarded = {"X-Forwarded-For": f"198.51.100.{number}", "X-Forwarded-Proto": "https"}
        return {"Authorization": f"Visitor {self.tokens[number]}", **forwarded}

    def ask(
        self, method: str, path: str, headers: dict[str, str], body: str | bytes | None = None
    ) -> tuple[int, bytes]:
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            link.request(method, path, body, {"Host": "localhost"} | headers)
            answer = link.getresponse()
            return answer.status, answer.read()
        except (OSError, http.client.HTTPException):
            return 0, b""
        finally:
            link.close()

    def shown_to_agent(self, customers: list[int]) -> Counter[str]:
        """How many rows of the threads hold each text, as a page that catches up gets them."""
        return self.rows([(f"/customers/{pk}/changes/?after=0", {"Cookie": self.cookie}) for pk in customers], "html")

    def shown_to_visitors(self) -> Counter[str]:
        path = f"/chat/{self.site}/messages/?after=0"
        return self.rows([(path, self.visitor(number)) for number in range(len(self.tokens))], "text")

    def rows(self, doors: list[tuple[str, dict[str, str]]], part: str) -> Counter[str]:
        found: Counter[str] = Counter()
        for path, headers in doors:
            status, body = self.ask("GET", path, headers)
            if status != 200:
                raise RuntimeError(f"{path} answered {status}")
            said: dict[str, Any] = json.loads(body)
            for row in said.get("items", said.get("messages", [])):
                # A matter's bar repeats the first words as its title.
                found.update(set(TEXT.findall(row[part])) if row.get("kind", "message") == "message" else ())
        return found
