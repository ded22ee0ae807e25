"""What travels through Redis: an event's topics, and one finished frame per language in which somebody listens."""

import json
import time
from collections.abc import Iterable, Set
from typing import Any, Protocol

import redis
import structlog
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import override

log = structlog.get_logger(__name__)

WIRE = "omnidesk:live"

# Where no hub at all took the last message, nobody is looked for again so soon: whoever comes meanwhile is told to ask.
ALONE_SECONDS = 1.0
_alone_until = 0.0


class Told(Protocol):
    @property
    def name(self) -> str: ...
    @property
    def template(self) -> str: ...
    def topics(self) -> list[str]: ...
    def body(self) -> dict[str, Any]: ...
    def context(self) -> dict[str, Any]: ...
    def hint(self) -> dict[str, Any]: ...


def is_alone() -> bool:
    return time.monotonic() < _alone_until


def taken_by(hubs: int) -> None:
    """So many took what was said just now; or the hub of this very process has come."""
    global _alone_until
    _alone_until = 0.0 if hubs else time.monotonic() + ALONE_SECONDS


def watching(topics: Iterable[str], languages: Iterable[str] = ()) -> list[str]:
    """Channels on which nothing is ever said: a hub subscribes to them, so that Redis can tell who listens."""
    spoken = tuple(languages) or [code for code, _ in settings.LANGUAGES]
    return [f"{WIRE}:{topic}:{language}" for topic in topics for language in spoken]


def watched(link: redis.Redis, events: Iterable[Told]) -> set[str]:
    """Those of their channels that somebody listens to now; whoever comes later asks for what was said before."""
    channels = dict.fromkeys(channel for event in events for channel in watching(event.topics()))
    found: Any = link.pubsub_numsub(*channels)
    return {name.decode() for name, count in found if count}


def packet(event: Told, watched: Set[str]) -> str:
    try:
        told = wire(event, watched)
    except Exception:  # one fragment that cannot be drawn never keeps the others from being told
        log.exception("a fragment could not be rendered", event_name=event.name)
        told = wire(event, frozenset())
    return json.dumps(told, ensure_ascii=False)


def wire(event: Told, watched: Set[str]) -> dict[str, Any]:
    """A frame under '' is for all languages that have none of their own.

    Where nobody was known to listen nothing is rendered: a hint goes in the fragment's place, so that a page that came
    just now asks for what it misses.
    """
    body = {"event": event.name, **event.body()}
    if not event.template:
        return {"event": event.name, "topics": event.topics(), "frames": {"": json.dumps(body, ensure_ascii=False)}}
    frames = {
        code: json.dumps({**body, "html": rendered(event, code)}, ensure_ascii=False)
        for code, _ in settings.LANGUAGES
        if not watched.isdisjoint(watching(event.topics(), [code]))
    }
    hint = event.hint()
    frames[""] = json.dumps(hint)
    return {"event": event.name if len(frames) > 1 else hint["event"], "topics": event.topics(), "frames": frames}


def rendered(event: Told, language: str) -> str:
    with override(language):
        return render_to_string(event.template, event.context()).strip()
