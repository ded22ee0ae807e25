"""A core that stalls for a moment is no Redis that is away: tests wait longer for one that is there.

What the product itself allows is proved where Redis is away or frozen: see `hurried`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from django.conf import settings

SECONDS = 5.0
# Where each limit stands: module and name.
LIMITS = (
    ("omnidesk.redis_link", "CONNECT_SECONDS"),
    ("omnidesk.hub", "WATCH_SECONDS"),
    ("conversations.company", "LAYER_SECONDS"),
    ("channels_ingest.chat.typing", "LAYER_SECONDS"),
)
_hurry: dict[str, Any] = {}


def have() -> None:
    from importlib import import_module

    for module, name in LIMITS:
        found = import_module(module)
        _hurry[f"{module}.{name}"] = getattr(found, name)
        setattr(found, name, SECONDS)
    settings.CACHES["default"]["OPTIONS"] |= {"socket_timeout": SECONDS, "socket_connect_timeout": SECONDS}


@contextmanager
def hurried() -> Iterator[None]:
    """With the limit of those who say something to Redis as the product has it."""
    name = "omnidesk.redis_link.CONNECT_SECONDS"
    with patch(name, _hurry[name]):
        yield
