"""P13 the live wall: what a refresh costs when two hundred look at it, to when five do; five scopes each time."""

import asyncio
import json
import statistics
import time

from tests.bench.people import cookie_of, crew
from tests.bench.report import Line
from tests.bench.sockets import Crowd
from tests.bench.stage import Stage

SCOPES, VIEWERS = 5, 200
# Of one person in one process no more sockets are taken (conversations.consumers).
TABS = 20
# The rollups are asked again with so many refreshes (kpis.wall: 15 s, each 5 s).
ROLLUPS_EVERY = 3


class Wall:
    def __init__(self, stage: Stage, rounds: int, refreshes: int) -> None:
        self.stage, self.rounds, self.refreshes = stage, rounds, refreshes
        self.number = 0

    async def measure(self) -> Line:
        cookies = await asyncio.to_thread(self.cast)
        self.port, self.server = await asyncio.to_thread(self.stage.serve, "omnidesk.asgi:application")
        few = await self.crowd({team: own[:1] for team, own in cookies.items()})
        await self.refreshed([few])
        spent: dict[str, list[float]] = {"few": [], "many": []}
        for _ in range(self.rounds):
            spent["few"].append(await self.cost([few]))
            more = await self.crowd({team: own[1:] for team, own in cookies.items()})
            spent["many"].append(await self.cost([few, more]))
            await more.leave()
        await few.leave()
        return self.line(spent)

    def cast(self) -> dict[int, list[str]]:
        """{team: cookies}: five teams with people, waiting customers and 28 days of figures."""
        from agents.models import Agent, Company, Team
        from tests.bench.wall_desk import furnish

        Company.objects.get_or_create(pk=1, defaults={"name": "Bench"})
        cookies = {}
        for number in range(SCOPES):
            team = Team.objects.create(name=f"Bench wall {number}")
            people = crew(team, 2 + 10)
            leads = people[:2]
            Agent.objects.filter(pk__in=[one.pk for one in leads]).update(role="supervisor")
            furnish(team, people[2:])
            cookies[team.pk] = [cookie_of(leads[tab // TABS]) for tab in range(VIEWERS // SCOPES)]
        return cookies

    async def crowd(self, cookies: dict[int, list[str]]) -> Crowd:
        crowd = Crowd(self.port, "/ws/console/")
        for team, own in cookies.items():
            await crowd.connect(own, json.dumps({"do": "join", "topics": [f"wall.{team}"]}))
        # Until Redis knows for whom fragments are drawn.
        await asyncio.sleep(3)
        return crowd

    async def cost(self, crowds: list[Crowd]) -> float:
        """Seconds of CPU of a refresh: of the task that works it out, and of the server that hands it on."""
        return sum([await self.refreshed(crowds) for _ in range(self.refreshes)]) / self.refreshes

    async def refreshed(self, crowds: list[Crowd]) -> float:
        self.number += 1
        await asyncio.to_thread(self.change)
        before = self.spent()
        worked = await asyncio.to_thread(self.push)
        for crowd in crowds:
            await crowd.all_have(self.number)
        await asyncio.sleep(0.05)
        return worked + self.spent() - before

    def spent(self) -> float:
        """Seconds of CPU of the server since it began."""
        return float(sum(self.server.cpu_times()[:2]))

    def change(self) -> None:
        """Somebody is called otherwise now, so that every frame carries this refresh's mark."""
        from django.core.cache import cache

        from agents.models import Agent, Team

        names = f"bench-{self.number}-end"
        Agent.objects.filter(family_name__regex="^(bench-|計測2$)").update(family_name=names)
        if self.number % ROLLUPS_EVERY == 0:
            cache.delete_many([f"wall:{team}:rollups" for team in Team.objects.values_list("pk", flat=True)])

    def push(self) -> float:
        from kpis import wall

        began = time.thread_time()
        wall.push()
        return time.thread_time() - began

    def line(self, spent: dict[str, list[float]]) -> Line:
        ratios = [many / few for many, few in zip(spent["many"], spent["few"], strict=True)]
        figures = {f"{name} CPU ms": 1000 * statistics.median(values) for name, values in spent.items()}
        what = f"CPU of a refresh of the wall, {VIEWERS} viewers to {SCOPES}, in {SCOPES} scopes"
        return Line("P13", what, ratios, "≤ 1.5", statistics.median(ratios) <= 1.5, figures)


def measure(stage: Stage, rounds: int, refreshes: int) -> Line:
    return asyncio.run(Wall(stage, rounds, refreshes).measure())
