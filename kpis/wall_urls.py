"""Doors of the wall and of one's own day. They come before those of the reports, whose names are measures."""

from django.urls import path

from kpis.views import my_day, wall

WALL = [
    path("analytics/live/", wall.live, name="wall"),
    path("analytics/live/tiles/", wall.tiles, name="wall-tiles"),
    path("analytics/live/<slug:tile>/", wall.rows, name="wall-rows"),
    path("analytics/wall/", wall.board, name="wallboard"),
    path("analytics/wall/slabs/", wall.slabs, name="wallboard-slabs"),
    path("my-day/", my_day.my_day, name="my-day"),
    path("my-day/<slug:number>/", my_day.rows, name="my-day-rows"),
]
