"""Whose figures a wall shows: all that one may see together, or one team of them. Each is worked out once for all."""

from agents.access import can
from agents.models import Agent, Team
from kpis.slices import Scope

# The two looks of the same figures, and what is pushed to each (omnidesk.live).
PAGE, BOARD = "wall", "wallboard"


def scopes(agent: Agent) -> dict[str, Scope]:
    """{key: scope}, the widest first; none for those who see no figures."""
    if not can(agent, "figures"):
        return {}
    whole = Scope.of(agent)
    teams = Team.objects.order_by("pk").values_list("pk", flat=True) if whole.all_teams else whole.teams
    return {scope.key: scope for scope in (whole, *(Scope(teams=(team,), alone=True) for team in teams))}


def chosen(agent: Agent, key: str) -> Scope:
    """The one that is asked for by its key; anything else, or nothing, is all that one sees."""
    mine = scopes(agent)
    return mine.get(key) or next(iter(mine.values()))


def within(mine: dict[str, Scope], key: str) -> Scope | None:
    """Of a key that was kept: its teams stay what they were, whatever teams its maker joined since. None where one of
    them is no longer among theirs (`mine`: their scopes)."""
    kept = named(key)
    if key in mine or kept is None or kept.all_teams:
        return mine.get(key)
    known = {team for scope in mine.values() for team in scope.teams}
    return kept if kept.teams and known.issuperset(kept.teams) else None


def named(key: str) -> Scope | None:
    """Of a topic that somebody listens to; None = no key of ours."""
    if key == "all":
        return Scope(all_teams=True)
    alone = key.startswith("team-")
    parts = [part for part in key.removeprefix("team-").split(",") if part != "none"]
    return Scope(teams=tuple(map(int, parts)), alone=alone) if all(part.isdecimal() for part in parts) else None


def heard(agent: Agent, topics: list[str]) -> set[str]:
    """Those among the topics of a wall that this agent may hear (settings.TOPICS)."""
    walls = {topic for topic in topics if topic.partition(".")[0] in (PAGE, BOARD)}
    mine = {f"{look}.{key}" for key in scopes(agent) for look in (PAGE, BOARD)} if walls else set()
    return walls & mine
