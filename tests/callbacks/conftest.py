"""What tests of callbacks share: a team that offers them, and a crowd that comes at once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier

import pytest
from django.db import connection

from callbacks import asking, slots
from callbacks.asked import Asked
from callbacks.models import Callback, CallbackSettings
from tests.cast import Desk

NUMBER = "+819012345678"


@pytest.fixture
def offered(desk: Desk) -> datetime:
    """家電サポート offers callbacks; the next free time."""
    CallbackSettings.objects.create(team=desk.support, is_offered=True)
    return slots.free(desk.support)[0]


@pytest.fixture
def wanted(desk: Desk) -> Callback:
    """Hanako has asked to be called now."""
    desk.writes("折り返しをお願いします")
    return asking.ask(desk.matter, Asked(NUMBER, "now", "agent"), desk.aya)


def at_once[T](count: int, deed: Callable[[], T]) -> list[T]:
    gate = Barrier(count)

    def one(_number: int) -> T:
        try:
            gate.wait()
            return deed()
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as crowd:
        return list(crowd.map(one, range(count)))
