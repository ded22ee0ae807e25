"""The values of records that become one, or two again: each goes home, and what the record says is the current one."""

from collections.abc import Iterable

from customers.models import Customer, RecordValue, Standing
from customers.provenance import as_text

# A rival waits for a person, and what was set aside stays so.
DECIDED = (Standing.CURRENT, Standing.PAST)


def let_go(customers: Iterable[int]) -> None:
    """Before they move: of two records that become one, two values would be the current one."""
    RecordValue.objects.filter(customer__in=customers, standing=Standing.CURRENT).update(standing=Standing.PAST)


def settle(customers: Iterable[int]) -> None:
    """After they moved: the newest row that says what the record says."""
    rows: dict[tuple[int, str], list[RecordValue]] = {}
    held = RecordValue.objects.filter(customer__in=customers).order_by("-at", "-pk")
    for row in held:
        rows.setdefault((row.customer_id, row.field), []).append(row)
    records = Customer.objects.in_bulk({customer for customer, _field in rows})
    current = [row for (customer, field), same in rows.items() for row in now(records[customer], field, same)]
    RecordValue.objects.filter(pk__in=current).update(standing=Standing.CURRENT)


def now(customer: Customer, field: str, same: list[RecordValue]) -> list[int]:
    value = as_text(customer, field)
    return [row.pk for row in same if row.standing in DECIDED and row.value == value][:1]
