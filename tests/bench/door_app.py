"""The floor of the door as an ASGI application, in a process of its own: its settings are not ours."""

from tests.bench.door_floor import served

application = served()
