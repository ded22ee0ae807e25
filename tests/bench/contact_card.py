"""P15 contact→card: from a customer's words to the card that says what they told, to the bare push.

The agent's socket hears the words and asks for the pane, as js/thread/panel.js does; the pane must name the order that
stood in them. Beside it, turn by turn, the shortest way there could be (the floor of P3): a row, a worker and one
frame, with nobody looked for, nothing read and nothing drawn. The page's own calm before it asks is told apart.
"""

import asyncio
import http.client
import re
import statistics
import time

from tests.bench import inbound
from tests.bench.report import Line, milliseconds
from tests.bench.stage import Stage

# Waited by the page so that ten hints are one question (SOON_MS of js/thread/panel.js).
CALM_MS = 300
MOST = 10.0
WHAT = "a contact → the card with what was told, to the bare push"
# Told from the numbers of P3, whose floor this may share.
FIRST = 20_000


async def measure(stage: Stage, rounds: int, events: int) -> Line:
    ours, floor = await asyncio.to_thread(Contact, stage), await asyncio.to_thread(inbound.Floor, stage)
    await ours.listen()
    await floor.listen()
    ours.link.close()
    taken: list[tuple[float, float, float]] = []
    for number in range(-3, rounds * events):
        turn = (*await ours.contact(FIRST + number), await floor.once(FIRST + number))
        taken += [turn] if number >= 0 else []
    turns = [taken[start : start + events] for start in range(0, rounds * events, events)]
    middle = [[statistics.median(side) for side in zip(*turn, strict=True)] for turn in turns]
    ratios = [card / push for card, _pane, push in middle]
    card, pane, push = ([turn[side] for turn in taken] for side in range(3))
    figures = {
        "p50 ms": milliseconds(card),
        "p95 ms": milliseconds(card, 0.95),
        "of it the pane p50 ms": milliseconds(pane),
        "bare push p50 ms": milliseconds(push),
        "on screen with the page's calm p50 ms": milliseconds(card) + CALM_MS,
        "contacts": len(taken),
    }
    return Line("P15", WHAT, ratios, f"≤ {MOST:g}", statistics.median(ratios) <= MOST, figures)


class Contact(inbound.Ours):
    """The visitor's words to the socket, and the pane of their matter through its own door."""

    name = "Bench contact"

    def words(self, number: int) -> str:
        return f"bench-{number}-end 注文番号は {told(number)} です。充電できません。"

    async def listen(self) -> None:
        await super().listen()
        self.matters = await asyncio.to_thread(self.found)
        self.screen = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)

    def found(self) -> dict[int, int]:
        """{place of the visitor: their matter}, by what each wrote first."""
        from conversations.models import Message

        said = Message.objects.filter(channel=self.channel).values_list("text", "conversation")
        first = ((re.match(r"bench-(\d+)-end", text), matter) for text, matter in said)
        return {int(number[1]): matter for number, matter in first if number}

    async def contact(self, number: int) -> tuple[float, float]:
        """Seconds until the card says it, and how many of them the pane took."""
        began = time.monotonic()
        await self.once(number)
        heard = time.monotonic()
        await asyncio.to_thread(self.drawn, number)
        return time.monotonic() - began, time.monotonic() - heard

    def drawn(self, number: int) -> None:
        address = f"/conversations/{self.matters[number % inbound.VISITORS]}/panel/"
        self.screen.request("GET", address, headers={"Cookie": self.cookie, "Host": "localhost"})
        answer = self.screen.getresponse()
        page = answer.read().decode()
        if answer.status != 200 or f'<span class="v">{told(number)}<' not in page:
            raise RuntimeError(f"the pane answered {answer.status} without {told(number)}")


def told(number: int) -> str:
    return f"#A-{number:05}"
