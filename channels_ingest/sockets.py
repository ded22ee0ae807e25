"""The sockets of visitors."""

from django.urls import URLPattern, path

from channels_ingest.chat.consumer import VisitorConsumer

websocket_urlpatterns: list[URLPattern] = [path("ws/chat/<str:site>/", VisitorConsumer.as_asgi())]
