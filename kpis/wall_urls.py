"""Doors of the wall and of one's own day. They come before those of the reports, whose names are measures."""

from django.urls import path

from kpis.views import agent_day, board_links, my_day, wall, wall_limits

WALL = [
    path("analytics/live/", wall.live, name="wall"),
    path("analytics/live/tiles/", wall.tiles, name="wall-tiles"),
    path("analytics/live/<slug:tile>/", wall.rows, name="wall-rows"),
    path("analytics/wall/", wall.board, name="wallboard"),
    path("analytics/wall/slabs/", wall.slabs, name="wallboard-slabs"),
    path("analytics/wall/links/", board_links.listed, name="board-links"),
    path("analytics/wall/links/<int:pk>/revocation/", board_links.revoked, name="board-link-revocation"),
    path("analytics/wall/<str:token>/", board_links.board, name="board"),
    path("analytics/wall/<str:token>/slabs/", board_links.slabs, name="board-slabs"),
    path("settings/wall/", wall_limits.company, name="wall-limits"),
    path("settings/wall/<int:pk>/", wall_limits.team, name="wall-limits-team"),
    path("my-day/", my_day.my_day, name="my-day"),
    path("my-day/timeline/", agent_day.own, name="my-day-timeline"),
    path("my-day/<slug:number>/", my_day.rows, name="my-day-rows"),
]
