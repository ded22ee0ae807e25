"""Two of the runs of `make faults`, with few messages and no waiting: the worker and the database, by which all the
others' promises are kept."""

from collections.abc import Iterator

import pytest

from tests.faults import provider
from tests.faults.provider import Ledger
from tests.faults.scenes import MIDDLE, Scene
from tests.product import Product

pytestmark = pytest.mark.slow

MANY = 30


@pytest.fixture(scope="module")
def house() -> Iterator[tuple[Product, Ledger]]:
    with (
        provider.running() as (ledger, address),
        Product(demo=False, settings={"SIMULATOR_URL": address}) as product,
    ):
        yield product, ledger


@pytest.mark.parametrize("broken", ["worker", "postgresql"])
def test_nothing_is_lost_and_nothing_is_sent_twice(house: tuple[Product, Ledger], broken: str, settings) -> None:
    product, ledger = house
    settings.PUBLIC_URL = product.url
    row = Scene(broken, product, ledger, MANY, hurried=True).play()
    assert row.wrong == [], row
    assert row.sent_to_us == row.queued == MANY
    # A message that another's break caught on its way to the provider is not said again, so that its own never comes.
    left = [words for words in ledger.planned if words.startswith(broken)]
    assert len(left) < len(MIDDLE), "what was to break did not"
