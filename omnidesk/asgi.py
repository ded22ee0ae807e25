"""Sockets, and under `make run` pages too: one port, where pages go through the same WSGI application as in production."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "omnidesk.settings")
os.environ.setdefault("STATEMENT_TIMEOUT", "5")

from a2wsgi import WSGIMiddleware  # noqa: E402  the environment comes first
from channels.auth import AuthMiddlewareStack  # noqa: E402
from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
from channels.security.websocket import OriginValidator  # noqa: E402
from django.conf import settings  # noqa: E402

from omnidesk.wsgi import application as pages  # noqa: E402
from omnidesk.sockets import websocket_urlpatterns  # noqa: E402  isort: skip  models need the apps that wsgi has set up

application = ProtocolTypeRouter(
    {
        # Each thread keeps its database connection: few and long-lived.
        "http": WSGIMiddleware(pages, workers=8),
        # Whole origins: a mere host name would let in http:// and every port of it.
        "websocket": OriginValidator(AuthMiddlewareStack(URLRouter(websocket_urlpatterns)), settings.SOCKET_ORIGINS),
    }
)
