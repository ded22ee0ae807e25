"""How the hub writes to its sockets: at once where they take it, and a slow one delays nobody."""

import asyncio

import pytest

from omnidesk.hub import BROKEN, LAGGARD, QUEUE_LENGTH, Hub, Listener

PACKET = '{"event": "queue", "topics": ["people"], "frames": {"": "%s"}}'


class Peer:
    """A socket whose far end reads while `reads` is set."""

    def __init__(self, hub: Hub) -> None:
        self.reads, self.frames, self.closed = asyncio.Event(), list[str](), list[int]()
        self.reads.set()
        self.listener = Listener("ja", self.write, self.close)
        hub.join(self.listener, {"people"})

    async def write(self, frame: str) -> None:
        await self.reads.wait()
        self.frames.append(frame)

    async def close(self, code: int) -> None:
        self.closed.append(code)


async def test_a_slow_socket_delays_nobody_and_keeps_the_order():
    hub = Hub()
    slow, quick = Peer(hub), Peer(hub)
    slow.reads.clear()
    for word in "abc":
        hub.deliver(PACKET % word)
    assert (quick.frames, slow.frames) == (["a", "b", "c"], [])
    slow.reads.set()
    await asyncio.sleep(0)
    hub.deliver(PACKET % "d")
    await asyncio.sleep(0.01)
    assert slow.frames == quick.frames == ["a", "b", "c", "d"]


async def test_a_laggard_is_closed_once_and_hears_nothing_more():
    hub = Hub()
    slow, quick = Peer(hub), Peer(hub)
    slow.reads.clear()
    for _ in range(QUEUE_LENGTH + 5):
        hub.deliver(PACKET % "x")
    await asyncio.sleep(0.01)
    assert (slow.closed, slow.frames) == ([LAGGARD], [])
    assert (quick.closed, len(quick.frames)) == ([], QUEUE_LENGTH + 5)


async def test_a_right_that_goes_while_a_frame_waits_takes_the_frame_along():
    hub = Hub()
    slow = Peer(hub)
    slow.reads.clear()
    hub.deliver(PACKET % "seen")
    hub.deliver(PACKET % "hidden")
    hub.leave(slow.listener, {"people"})
    slow.reads.set()
    await asyncio.sleep(0.01)
    assert slow.frames == ["seen"]


async def test_a_socket_that_cannot_be_told_is_closed_once(monkeypatch: pytest.MonkeyPatch):
    hub = Hub()
    peer = Peer(hub)
    monkeypatch.setattr(peer.listener, "_write", lambda frame: 1 / 0)
    hub.deliver(PACKET % "a")
    hub.deliver(PACKET % "b")
    await asyncio.sleep(0.01)
    assert peer.closed == [BROKEN]
