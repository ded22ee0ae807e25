"""Every door that is a socket."""

from typing import Any

websocket_urlpatterns: list[Any] = []
