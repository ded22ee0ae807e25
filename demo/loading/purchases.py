"""Two years of orders of the shop's customers, and what the desk's costs are reckoned with."""

from datetime import date, datetime, timedelta

from customers.models import Customer, Identity, Place, Touchpoint
from demo.dice import Dice
from demo.loading.copying import copy_in
from demo.story import read
from kpis.models import CostAssumptions

LOOKED_BACK = timedelta(days=730)
# How often somebody of a tier has bought in two years, and how long they go without: median and p90 in days.
TIMES = {"guest": (1, 2), "regular": (1, 4), "silver": (2, 7), "gold": (4, 12), "business": (4, 14)}
BETWEEN = (75, 190)
SOURCE = "demo"


def buy(now: datetime) -> int:
    """Returns how many orders. By a chance of its own, so that nothing else in the demo falls otherwise."""
    dice, goods = Dice("purchases"), [(one.name, one.price) for one in read().products if one.price]
    people = Customer.objects.filter(is_demo=True, is_simulated=False).order_by("pk")
    known = {one.customer_id: one for one in Identity.objects.filter(customer__in=people).order_by("-pk")}
    rows: list[Touchpoint] = []
    for person in people:
        for at in days_of(person.tier, now, dice):
            name, price = dice.choice(goods)
            rows.append(order(person, known.get(person.pk), at, name, price, len(rows), now))
    copy_in(rows)
    return len(rows)


def days_of(tier: str, now: datetime, dice: Dice) -> list[datetime]:
    """From a first day somewhere in the two years; some stop on the way, others go on until today."""
    fewest, most = TIMES.get(tier, TIMES["regular"])
    at = now - LOOKED_BACK + timedelta(days=dice.random() * 560, hours=dice.randint(0, 9))
    found = []
    for _turn in range(dice.randint(fewest, most)):
        if at > now:
            break
        found.append(at)
        at += timedelta(days=dice.around(*BETWEEN))
    return found


def order(
    person: Customer, whose: Identity | None, at: datetime, name: str, price: int, number: int, now: datetime
) -> Touchpoint:
    told = f"#A-{20000 + number}"
    return Touchpoint(
        customer_id=person.pk, home_id=whose.home_id if whose else person.pk, identity_id=whose.pk if whose else None,
        source=SOURCE, external_id=f"demo-order-{number}", place=Place.SHOP, kind="order", title=f"{told} {name}"[:200],
        data={"order_number": told, "amount": price}, at=at, received_at=min(at, now), is_demo=True,
    )  # fmt: skip


def reckon(now: datetime) -> None:
    """Wages rose once: last year's costs are told by last year's rate."""
    fees = {"sms": {"message": 8.5}, "phone": {"minute": 12.0}}
    told = {"licences": 68_000, "fees": fees, "retention": 70, "interest": 8, "margin": 28}
    first, raised = date(now.year - 2, 4, 1), (now - timedelta(days=200)).date().replace(day=1)
    CostAssumptions.objects.create(since=first, hourly_rate=1950, paid_hours=1320, **told)
    CostAssumptions.objects.create(since=raised, hourly_rate=2100, paid_hours=1320, **told)
