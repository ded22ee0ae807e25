"""The sockets of visitors."""

from django.urls import URLPattern

websocket_urlpatterns: list[URLPattern] = []
