"""Sockets, and under `make run` pages too: one port, where pages go through production's own WSGI application."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "omnidesk.settings")
os.environ.setdefault("STATEMENT_TIMEOUT", "5")

from a2wsgi import WSGIMiddleware
from channels.auth import AuthMiddlewareStack
from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import OriginValidator
from django.conf import settings

from omnidesk.wsgi import application as pages

# isort: split
# Consumers need the models, which wsgi has just loaded.
from omnidesk.socket import Straight
from omnidesk.sockets import websocket_urlpatterns

application = ProtocolTypeRouter(
    {
        # Each thread keeps its database connection: few and long-lived.
        "http": WSGIMiddleware(pages, workers=8),  # type: ignore[arg-type]  # the stubs name Django's answer by its class
        # Whole origins: a mere host name would let in http:// and every port of it.
        "websocket": Straight(
            OriginValidator(AuthMiddlewareStack(URLRouter(websocket_urlpatterns)), settings.SOCKET_ORIGINS)
        ),
    }
)
