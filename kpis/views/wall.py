"""The live wall and the wallboard: pages of what is pushed to them, and the rows behind the figures of now."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from agents.access import needs, signed_in
from agents.models import Agent, Team
from kpis import wall, wall_rows
from kpis.wall_scopes import BOARD, PAGE, chosen, scopes

# A screen turns to the next team so often; faster cannot be read, slower looks as if it stood.
SECONDS, SHORTEST, LONGEST = 20, 5, 600


@require_safe
@needs("figures")
def live(request: HttpRequest) -> HttpResponse:
    agent = signed_in(request)
    shown = wall.now_shown(chosen(agent, request.GET.get("scope", "")), PAGE)
    shown |= {"tiles": wall.TILES, "panels": wall.PANELS, "choices": choices(agent)}
    return render(request, "kpis/wall/live.html", shown)


@require_safe
@needs("figures")
def tiles(request: HttpRequest) -> HttpResponse:
    """After a break: all of them, as they were worked out last."""
    return part(request, PAGE, "kpis/wall/tiles.html")


@require_safe
@needs("figures")
def slabs(request: HttpRequest) -> HttpResponse:
    return part(request, BOARD, "kpis/wall/slabs.html")


def part(request: HttpRequest, look: str, template: str) -> HttpResponse:
    shown = wall.now_shown(chosen(signed_in(request), request.GET.get("scope", "")), look)
    answer = render(request, template, shown)
    answer["X-Worked-Out"] = shown["at"]
    return answer


@require_safe
@needs("figures")
def board(request: HttpRequest) -> HttpResponse:
    """?scope=1&scope=2&every=20: these teams in turn; without, all that one may see together."""
    mine = scopes(signed_in(request))
    asked = [mine[key] for key in dict.fromkeys(request.GET.getlist("scope")) if key in mine]
    typed = request.GET.get("every", "")
    every = min(max(int(typed), SHORTEST), LONGEST) if typed.isdecimal() and len(typed) < 5 else SECONDS
    boards = [wall.now_shown(scope, BOARD) for scope in asked or list(mine.values())[:1]]
    return render(request, "kpis/wall/board.html", {"boards": boards, "every": every})


@require_safe
@needs("figures")
def rows(request: HttpRequest, tile: str) -> HttpResponse:
    if tile not in wall_rows.TITLES:
        raise Http404
    agent = signed_in(request)
    scope, kind = chosen(agent, request.GET.get("scope", "")), request.GET.get("kind", "").replace("\x00", "")[:20]
    found = wall_rows.page(tile, agent, scope, kind, request.GET.get("after", ""))
    shown = {**found, "tile": tile, "title": wall_rows.TITLES[tile], "scope": scope.key, "kind": kind}
    return render(request, "kpis/wall/rows.html", shown)


def choices(agent: Agent) -> list[tuple[str, str]]:
    """(key, name): all together first, then each team; one alone is no choice."""
    mine = scopes(agent)
    names: dict[Any, str] = dict(Team.objects.values_list("pk", "name"))
    alone = [(key, names.get(scope.teams[0], "")) for key, scope in mine.items() if scope.alone]
    whole = next(iter(mine))
    if len(mine[whole].teams) == 1:
        return [(whole, alone[0][1])]
    together = pgettext("wall", "All teams") if mine[whole].all_teams else pgettext("wall", "My teams together")
    return [(whole, together), *alone]
