"""What waits of a channel: words of people whom we know, several in one transaction. Whatever else waits goes in alone.

One that fails undoes its neighbours with it, so all of them are then taken in one by one, as if they had come so.
"""

import structlog
from celery.exceptions import SoftTimeLimitExceeded
from django.db import transaction
from django.utils import timezone

from channels_ingest import arrivals, channel_echo, intake
from channels_ingest.claiming import ECHO
from channels_ingest.models import RawDelivery
from conversations.inbound import Inbound
from conversations.several import is_plain, take_in_all
from customers.identifying import keys_of
from omnidesk.inserting import together

log = structlog.get_logger(__name__)

type Pair = tuple[RawDelivery, Inbound]


def work_on(raws: list[RawDelivery]) -> None:
    """Claimed, of one channel; in their order. Whoever writes twice is heard in two transactions."""
    company: dict[str, Pair] = {}
    for raw, inbound in zip(raws, readable(raws), strict=True):
        who = keys_of(inbound.sender)[0] if inbound else ""
        if inbound is None or who in company:
            take(list(company.values()))
            company.clear()
        if inbound is None:
            alone(raw)
        else:
            company[who] = raw, inbound
    take(list(company.values()))


def readable(raws: list[RawDelivery]) -> list[Inbound | None]:
    if len(raws) < 2:
        return [None for _raw in raws]
    try:
        found = intake.adapter_of(raws[0].channel).read_ahead(raws)
        return [plain(raw, inbound) if inbound else None for raw, inbound in zip(raws, found, strict=True)]
    except SoftTimeLimitExceeded:
        raise
    except Exception as error:  # whichever of them it was says so itself
        log.warning("deliveries that wait together are read one by one", error=type(error).__name__)
        return [None for _raw in raws]


def plain(raw: RawDelivery, inbound: Inbound) -> Inbound | None:
    """Nothing but words to be filed: no echo test, no hand-off, no other message or matter that it names."""
    if ECHO in raw.meta or "handoff" in raw.meta or channel_echo.is_word(inbound):
        return None
    inbound = intake.practised(inbound)
    return inbound if is_plain(inbound) and arrivals.brings_nothing(inbound) else None


def take(company: list[Pair]) -> None:
    """All in one transaction, and what cannot go in it alone."""
    taken: list[RawDelivery] = []
    if len(company) > 1:
        try:
            taken = in_one(company)
        except SoftTimeLimitExceeded:
            # They are found again when their claims have run out, and claimed alone.
            raise
        except Exception as error:  # whichever of them it was says so itself
            log.warning("deliveries that wait together are taken in one by one", error=type(error).__name__)
    for raw, _inbound in company:
        if raw in taken:
            intake.finish(raw, [])
        else:
            alone(raw)


@transaction.atomic
def in_one(company: list[Pair]) -> list[RawDelivery]:
    taken = []
    with together():
        for place, message in take_in_all([inbound for _raw, inbound in company]):
            raw = company[place][0]
            intake.became(raw, message, closes=True)
            taken.append((raw, message))
    for raw, message in taken:
        intake.settled(raw, message)
    return [raw for raw, _message in taken]


def alone(raw: RawDelivery) -> None:
    """Its own time begins now (intake.was_cut_short). What it became in a transaction that failed it did not become."""
    raw.claimed_at = timezone.now()
    raw.state, raw.message, raw.parsed_at = RawDelivery.State.PENDING, None, None
    intake.work_on(raw)
