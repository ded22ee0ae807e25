"""The live wall: each tile is worked out once for all who see the same teams, and pushed when it has changed.

What somebody looks at is known to Redis (omnidesk.hub): for a scope that nobody watches, nothing is asked. Without
Redis nothing is pushed, and a page that is opened works its tiles out itself.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.utils import timezone

from agents.models import Team
from kpis import loading, wall_crew, wall_limits, wall_now, wall_today
from kpis.measures.history import World
from kpis.models import WallLimits
from kpis.slices import Scope
from kpis.wall_hours import Doors, doors
from kpis.wall_scopes import BOARD, PAGE, named
from omnidesk import frames, redis_link, telling
from omnidesk.live import WallboardShown, WallShown

# So long a tile stands for all who open the page; a little longer than from one push to the next.
EVERY = 7
# The rollups are made anew every twenty seconds (kpis.scan): asking more often would tell nothing new.
ROLLUPS = 15
# What was pushed last is remembered so long; who comes later has the whole page.
REMEMBERED = 120
TILES = ("asked_again", "waiting", "longest", "service_level", "overdue", "frt", "csat")
PANELS = ("volume", "bands", "agents", "lanes")
SLABS = ("head", "longest", "waiting", "service_level", "lanes", "agents", "asked_again", "overdue")
LOOKS = {PAGE: (TILES + PANELS, WallShown), BOARD: (SLABS, WallboardShown)}

type Shown = dict[str, Any]


def present(scope: Scope) -> Shown:
    """{at, tiles…} as of these seconds: whoever opens a page gets what the others see."""
    kept = cache.get(f"wall:{scope.key}")
    if kept is not None:
        return dict(kept)
    world = loading.world()
    return work_out(scope, world, doors(world.now))


def work_out(scope: Scope, world: World, hours: Doors) -> Shown:
    known, limits = wall_now.channels(), wall_limits.known()
    lanes = wall_now.lanes(scope, known, world, limits, hours)
    shown: Shown = {
        "at": world.now.isoformat(),
        "scope": scope.key,
        "head": {"all": scope.all_teams, "teams": team_names(scope), **hours.of(scope)},
        "lanes": [{**asdict(lane), "state": lane.state, "weight": lane.weight} for lane in in_order(lanes)],
        "waiting": waiting(lanes),
        "longest": longest(lanes),
        "overdue": wall_now.overdue(scope, hours),
        "agents": wall_crew.crew(scope, world.now),
        **from_rollups(scope, world, {pk: row.kind for pk, row in known.items()}, limits.of_scope(scope)),
    }
    cache.set(f"wall:{scope.key}", shown, EVERY)
    return shown


def from_rollups(scope: Scope, world: World, kinds: dict[int, str], limits: WallLimits) -> Shown:
    key = f"wall:{scope.key}:rollups"
    kept = cache.get(key)
    if kept is None:
        kept = wall_today.today(scope, world.now.astimezone(world.zone).date(), kinds, limits)
        cache.set(key, kept, ROLLUPS)
    return dict(kept)


def in_order(lanes: Iterable[wall_now.Lane]) -> list[wall_now.Lane]:
    """As in every stack of channels (docs/looks.md); others after them."""
    order = ("phone", "line", "chat", "email", "form")
    return sorted(lanes, key=lambda lane: (order.index(lane.kind) if lane.kind in order else len(order), lane.kind))


def waiting(lanes: Iterable[wall_now.Lane]) -> Shown:
    held = sorted((lane for lane in lanes if lane.n), key=lambda lane: -lane.n)
    return {
        "n": sum(lane.n for lane in held),
        "alone": sum(lane.alone for lane in held),
        "shut": sum(lane.shut for lane in held),
        "by": [[lane.kind, lane.n] for lane in held],
    }


def longest(lanes: Iterable[wall_now.Lane]) -> Shown:
    """The wait that is furthest over its limit, else the longest: a letter may wait where a call may not. Only where
    everybody waits for a team that is closed, one of theirs, and when the first of these opens."""
    held = [lane for lane in lanes if lane.longest is not None]
    if not held:
        return {"longest": None, "state": "none"}
    worst = max(held, key=lambda lane: lane.weight)
    opens = min((lane.opens for lane in held if lane.opens), default="")
    over = max(0, (worst.longest or 0) - worst.limit)
    return {**asdict(worst), "state": worst.state, "over": over, "opens": opens}


def team_names(scope: Scope) -> list[str]:
    """Of some; that it is all of them is said in the reader's language."""
    return list(Team.objects.filter(pk__in=scope.teams).values_list("name", flat=True))


def push() -> int:
    """To every scope that somebody watches what has changed since the last time. Returns how many scopes there were."""
    watched: dict[str, set[str]] = {}
    if not redis_link.attempt("wall", lambda: watched.update(looked_at())) or not watched:
        return 0
    world = loading.world()
    now_open = doors(world.now)
    for key, looks in watched.items():
        scope = named(key)
        if scope is not None:
            tell(work_out(scope, world, now_open), looks, world.now)
    return len(watched)


def looked_at() -> dict[str, set[str]]:
    """{key of a scope: looks}: the channels that the hubs subscribe to for their sockets (omnidesk.frames.watching)."""
    languages = {code for code, _name in settings.LANGUAGES}
    found: dict[str, set[str]] = {}
    for look in LOOKS:
        channels: Any = redis_link.client().pubsub_channels(f"{frames.WIRE}:{look}.*")
        for channel in channels:
            topic, _sign, language = channel.decode().removeprefix(f"{frames.WIRE}:").rpartition(":")
            if language in languages:
                found.setdefault(topic.partition(".")[2], set()).add(look)
    return found


def tell(shown: Shown, looks: Iterable[str], now: datetime) -> None:
    key = f"wall:{shown['scope']}:told"
    before, after = cache.get(key) or {}, {name: digest(shown[name]) for name in {*TILES, *PANELS, *SLABS}}
    changed = {name for name, mark in after.items() if before.get(name) != mark}
    events = []
    for look in sorted(looks):
        names, event = LOOKS[look]
        tiles = [name for name in names if name in changed]
        events.append(event(shown["scope"], now, {**shown, "changed": tiles}))
    if telling.send(events):
        cache.set(key, after, REMEMBERED)


def digest(figure: Any) -> str:
    return hashlib.blake2b(json.dumps(figure, sort_keys=True).encode(), digest_size=8).hexdigest()


def now_shown(scope: Scope, look: str) -> Shown:
    """For a page: every tile."""
    return {**present(scope), "changed": LOOKS[look][0], "now": timezone.now()}
