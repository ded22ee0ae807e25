"""Every door that is a socket."""

from channels_ingest.sockets import websocket_urlpatterns as visitors
from conversations.sockets import websocket_urlpatterns as console
from kpis.sockets import websocket_urlpatterns as boards

websocket_urlpatterns = [*console, *visitors, *boards]
