"""The orders that the company's app or shop has told of the person who is signed in, to be picked instead of typed."""

from typing import Any

from django.utils.timezone import localtime

from channels_ingest.handoffs import account_of
from channels_ingest.models import Handoff
from customers import fact_words
from customers.identifying import held
from customers.models import Touchpoint

KEY = "order_number"
MOST = 8
LONGEST = 120


def of(handoff: Handoff) -> list[tuple[str, str]]:
    """[(number, what it is called)]: the one that was handed over, then the account's own, newest first."""
    found = {number: number for number in filter(None, [number_in(handoff.attributes)])}
    account = account_of(handoff)
    mine = held(account.kind, account.scope, account.value) if account else None
    if mine is not None:
        # What was bought with this very account: a device may be shared, and a merge may have been wrong.
        bought = Touchpoint.objects.filter(customer=mine.customer_id, identity=mine, kind="order").order_by(
            "-at", "-pk"
        )
        found |= {number: called(order, number) for order in bought[:MOST] if (number := number_in(order.data))}
    return list(found.items())[:MOST]


def number_in(told: dict[str, Any]) -> str:
    return next((str(told[name])[:LONGEST] for name in told if told[name] and fact_words.canonical(name) == KEY), "")


def called(order: Touchpoint, number: str) -> str:
    """#A-10293 VX-200 (11/22): the number once, what was bought, and when."""
    bought = order.title.replace(number, "").strip(" #")
    return f"{number} {bought[:60]} ({localtime(order.at):%-m/%-d})".replace("  ", " ")
