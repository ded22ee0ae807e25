"""A core that stalls for a moment is no Redis that is away: tests wait longer for one that is there.

What the product itself allows is proved where Redis is away or frozen: see `hurried`.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
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
    """With these limits as the product has them; those of the cache were taken when Django began."""
    with ExitStack() as limits:
        for name, seconds in _hurry.items():
            limits.enter_context(patch(name, seconds))
        yield
