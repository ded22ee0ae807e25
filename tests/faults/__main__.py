"""`make faults [ARGS="--many 1000 --only worker,redis"]`: the running product is broken in the middle of its work, and
what was acknowledged, stored, shown and sent is counted."""

import argparse
import os
import signal
import sys

import django

from tests.faults import provider
from tests.faults.table import Row, written
from tests.product import Product


def main() -> int:
    parser = argparse.ArgumentParser(prog="make faults", description=__doc__)
    parser.add_argument("--many", type=int, default=1000, help="messages in each direction")
    parser.add_argument("--only", default="", help="worker, redis, postgresql, web, provider")
    asked = parser.parse_args()
    # Ended from outside, it still ends its servers and takes its folders away.
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    with (
        provider.running() as (ledger, address),
        Product(demo=False, settings={"SIMULATOR_URL": address}) as product,
    ):
        # Signatures are over our address.
        os.environ.update(product.environment | {"DJANGO_SETTINGS_MODULE": "omnidesk.settings"})
        django.setup()
        rows = played(product, ledger, asked.many, set(filter(None, asked.only.split(","))))
    print(written(rows))
    return int(any(row.wrong for row in rows))


def played(product: Product, ledger: provider.Ledger, many: int, only: set[str]) -> list[Row]:
    from tests.faults.scenes import BREAKS, Scene

    rows = []
    for number, name in enumerate(BREAKS, 1):
        if not only or name in only:
            print(f"[{number}/{len(BREAKS)}] {name} …", file=sys.stderr, flush=True)
            rows.append(Scene(name, product, ledger, many).play())
            print(written(rows[-1:]), file=sys.stderr, flush=True)
    return rows


if __name__ == "__main__":
    sys.exit(main())
