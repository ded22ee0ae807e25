"""The tables of costs, customers, contribution, parity and the four Cs to take home, assumptions with them.

What is not in the unit of its measure (hours beside yen, one C beside another) is text, so that no paper calls it that.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext, pgettext

from conversations.channel_words import channel_word
from kpis import dates, said
from kpis.exports import Cell, Table
from kpis.models import CostAssumptions
from kpis.statistics import Change, Share

if TYPE_CHECKING:
    from kpis.reports.four_cs import Row

# In which words each is told.
ASSUMED: dict[str, Callable[[float], str]] = {
    "hourly_rate": said.yen, "paid_hours": said.decimal, "licences": said.yen,
    **dict.fromkeys(("retention", "interest", "margin"), lambda share: f"{said.decimal(share)}%"),
}  # fmt: skip


def assumed(kept: CostAssumptions | None) -> list[Table]:
    """What nobody measured stands beside the numbers that rest on it."""
    if kept is None:
        return []
    fields: list[Any] = [CostAssumptions._meta.get_field(name) for name in ASSUMED]
    words = [str(field.verbose_name) for field in fields]
    values = [None if (value := getattr(kept, name)) is None else say(float(value)) for name, say in ASSUMED.items()]
    rows: list[tuple[Cell, ...]] = [(gettext("Holds from"), dates.day(kept.since))]
    rows += list(zip(words, values, strict=True))
    per = {"message": gettext("a message"), "minute": gettext("a minute")}
    for kind, charged in sorted(kept.fees.items()):
        rows += [(channel_word(kind), f"{fee_words(float(fee))} {per.get(of, of)}") for of, fee in charged.items()]
    return [Table(gettext("Assumptions"), [gettext("Assumption"), gettext("Value")], rows)]


def fee_words(fee: float) -> str:
    """A fee may have parts of a yen."""
    return f"¥{fee:,.2f}".removesuffix("00").removesuffix(".")


def of_costs(found: dict[str, Any]) -> list[Table]:
    head = [
        gettext("Channel"), pgettext("measure", "Handled"), gettext("Paid hours"), gettext("Wages (yen)"),
        gettext("Fees (yen)"), gettext("Licences (yen)"), gettext("A contact (yen)"),
    ]  # fmt: skip
    rows: list[tuple[Cell, ...]] = []
    for line in found["lines"]:
        one = line.costs
        parts = (one.handled, f"{one.hours:.1f}", one.wages, one.fees, one.licences, one.each) if one else (None,) * 6
        rows.append((line.name, *parts))
    return [Table(gettext("Channels"), head, rows), *assumed(found["assumed"])]


def of_groups(found: dict[str, Any]) -> list[Table]:
    rows = [(one["name"], one["n"]) for one in found["groups"]]
    return [Table(gettext("Customers"), [gettext("Customers"), "n"], rows)]


def of_worth(found: dict[str, Any]) -> list[Table]:
    rows = [(one.name, *(cell for said, raw in zip(one.values, one.raw, strict=True) for cell in (said[0], raw)))
            for one in found["leanings"]]  # fmt: skip
    lower, same, higher = gettext("10 points less"), gettext("As assumed"), gettext("10 points more")
    yen = pgettext("worth", "Worth (yen)")
    head = [gettext("Assumption"), lower, yen, same, yen, higher, yen]
    return [Table(gettext("What hangs on the assumptions"), head, rows), *assumed(found["assumed"])]


def of_contributed(found: dict[str, Any]) -> list[Table]:
    head = [gettext("Channel"), gettext("Share"), gettext("Outcomes credited"), gettext("Matters touched")]
    rows = [(one["name"], one["share"] / 100, f"{one['raw']:.2f}", one["n"]) for one in found["lines"]]
    return [Table(gettext("Channels"), head, rows)]


def of_parity(found: dict[str, Any]) -> list[Table]:
    bounds = [pgettext("bound", "%(name)s low") % {"name": "95%"}, pgettext("bound", "%(name)s high") % {"name": "95%"}]
    head = [gettext("Measure"), gettext("Best"), gettext("Worst"), gettext("Apart"), *bounds]
    head.append(gettext("Left out, n < 30"))
    rows = [(one.name, one.best, one.worst, *doubt(one.spread.spread), one.left_out) for one in found["compared"]]
    wide = [gettext("Measure"), gettext("Channel"), "n", gettext("Share"), *bounds]
    parts = [(one.name, line.name, line.share.n, *doubt(line.share)) for one in found["compared"] for line in one.lines]
    apart, shares = ("", "", "", *["points"] * 3, ""), ("", "", "", *["share"] * 3)
    return [Table(gettext("Quality parity"), head, rows, apart), Table(gettext("Channels"), wide, parts, shares)]


def doubt(figure: Change | Share) -> tuple[float | None, float | None, float | None]:
    """A figure and its interval, as they stand beside each other."""
    return figure.value, figure.low, figure.high


def of_four_cs(found: dict[str, Any]) -> list[Table]:
    value = pgettext("measure", "Value")
    head = [pgettext("4C", "Part"), gettext("Measure"), value, "95%", "n", pgettext("measure", "Change")]
    rows = [
        (
            part["name"],
            named(row),
            row.value,
            row.doubt,
            row.n,
            gettext("for reference") if row.is_small else row.change,
        )
        for part in found["parts"]
        for row in part["rows"]
    ]
    return [Table(gettext("The four Cs"), head, rows)]


def named(row: "Row") -> str:
    """Of a distance: between which channels."""
    return f"{row.name} ({' − '.join(name for name, _href in row.ends)})" if row.ends else row.name


TABLES: dict[str, Callable[[dict[str, Any]], list[Table]]] = {
    "costs": of_costs, "kept": of_groups, "repeated": of_groups, "worth": of_worth, "contributed": of_contributed,
    "parity": of_parity, "four_cs": of_four_cs,
}  # fmt: skip
