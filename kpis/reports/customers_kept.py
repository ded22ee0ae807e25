"""The reports of retention and churn, and of repeat purchase: who stays, who leaves, who buys again."""

from typing import Any

from django.utils.translation import gettext, npgettext, pgettext

from agents.models import Agent
from kpis import purchases, said
from kpis.customers_worth import Kept
from kpis.reports import places, shown
from kpis.reports.asking import Asked
from kpis.reports.buyers import WHO
from kpis.reports.marks import Mark
from kpis.statistics import Quantile, Share

DAY_SECONDS = 86400


def page(agent: Agent, asked: Asked, where: places.Places) -> dict[str, Any]:
    months = purchases.window(asked.slice)
    found = purchases.kept(asked.slice, months) if months else None
    before = purchases.kept(asked.before, months, asked.slice) if months and asked.has_before else None
    meaning = shown.meaning(asked, found.started if found else 0)
    tenure = purchases.tenure(asked.slice, months, found.ended) if months and found else None
    return {
        "meaning": meaning,
        "figures": top(asked, found, before, tenure) if found else [],
        "months": window_words(found),
        "groups": groups(asked, found) if found else [],
        "n": found.started + found.ended if found else 0,
        "no_window": found is None,
    }


def top(asked: Asked, now: Kept, before: Kept | None, tenure: Quantile | None) -> list[shown.Figure]:
    retention = share_of(
        gettext("Retention"), now.retained, before.retained if before else None, asked, "stayed", up=True
    )
    churn = share_of(gettext("Churn"), now.lost, before.lost if before else None, asked, "lost", up=False)
    first = [churn, retention] if asked.measure == "churn" else [retention, churn]
    return [*first, tenure_of(tenure, asked), counted("ended", now.ended, before.ended if before else None, asked)]


def share_of(label: str, now: Share, before: Share | None, asked: Asked, who: str, *, up: bool) -> shown.Figure:
    return shown.of_share(label, now, before, Mark(detail=who).href(asked), up_is_good=up)


def tenure_of(found: Quantile | None, asked: Asked) -> shown.Figure:
    label = gettext("Customer for (median)")
    if found is None or found.value is None:
        return shown.Figure(label, said.NONE)
    low, high = (None if side is None else side * DAY_SECONDS for side in (found.low, found.high))
    doubt = f"95% {said.interval(low, high, 'seconds')} · n = {said.count(found.n)}"
    href = Mark(detail="ended").href(asked)
    return shown.Figure(
        label, said.duration(found.value * DAY_SECONDS), evidence=doubt, is_small=found.is_small, href=href
    )


def counted(who: str, n: int, before: int | None, asked: Asked) -> shown.Figure:
    return shown.of_count(str(WHO[who][1]), n, before, Mark(detail=who).href(asked))


def window_words(found: Kept | None) -> str:
    if found is None:
        return ""
    words = npgettext("purchases", "bought in the last %(n)s month", "bought in the last %(n)s months", found.months)
    return words % {"n": said.count(found.months)}


def groups(asked: Asked, found: Kept) -> list[dict[str, Any]]:
    """Each part of the sum, on a scale of 0 to 200, with the customers behind it."""
    stayed = found.retained.hits
    counts = {"started": found.started, "stayed": stayed, "lost": found.lost.hits, "came": found.came}
    counts["ended"] = found.ended
    return bars(asked, counts)


def bars(asked: Asked, counts: dict[str, int]) -> list[dict[str, Any]]:
    most = max([*counts.values(), 1])
    return [
        {
            "name": str(WHO[who][1]), "n": n, "value": said.count(n), "width": round(200 * n / most, 1),
            "href": Mark(detail=who).href(asked) if n else "",
        }
        for who, n in counts.items()
    ]  # fmt: skip


def repeated(agent: Agent, asked: Asked, where: places.Places) -> dict[str, Any]:
    now = purchases.repeated(asked.slice)
    before = purchases.repeated(asked.before, asked.slice) if asked.has_before else None
    meaning = shown.meaning(asked, now.n)
    name, once = str(meaning.definition.name), now.n - now.hits
    return {
        "meaning": meaning,
        "figures": [
            share_of(name, now, before, asked, "again", up=True),
            counted("bought", now.n, before.n if before else None, asked),
        ],
        "months": pgettext("purchases", "purchases of the 12 months up to the last day"),
        "groups": bars(asked, {"bought": now.n, "again": now.hits, "once": once}) if now.n else [],
        "n": now.n,
    }
