from django.contrib.auth.decorators import login_not_required
from django.urls import path
from django.views.decorators.http import require_safe

from channels_ingest.api import browser, callbacks, description, views

urlpatterns = [
    path("handoffs/", views.Handoffs.as_view(), name="api-handoffs"),
    path("touchpoints/", views.Touchpoints.as_view(), name="api-touchpoints"),
    path("callbacks/", callbacks.Callbacks.as_view(), name="api-callbacks"),
    path("callbacks/slots/", callbacks.Slots.as_view(), name="api-callback-slots"),
    path("events/", browser.events, name="api-events"),
    path("schemas/handoff.json", login_not_required(require_safe(views.handoff_schema)), name="api-handoff-schema"),
    path(
        "schemas/channel-events.json",
        login_not_required(require_safe(views.channel_schema)),
        name="api-channel-schema",
    ),
    path("schema/", description.description, name="api-schema"),
]
