"""The doors of this room, behind which a connected app stands."""

from rest_framework.request import Request

from channels_ingest.models import ConnectedApp
from omnidesk.api import door


class Door(door.Door):
    def app(self, request: Request) -> ConnectedApp:
        assert isinstance(request.auth, ConnectedApp), "MayDo lets nobody else in"  # noqa: S101
        return request.auth
