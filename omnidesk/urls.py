"""Every door that is a page."""

from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.decorators.cache import cache_control
from django.views.generic import RedirectView

from channels_ingest import first_run
from channels_ingest.webhooks import webhook
from omnidesk import health, metrics
from omnidesk.browser_words import BrowserWords

# The words of the browser code; public, because the sign-in page speaks too.
catalogue = cache_control(max_age=3600, private=True)(login_not_required(BrowserWords.as_view()))

urlpatterns = [
    # First, because it is knocked at most: behind all the pages it would be looked for longer than it takes to answer.
    path("in/<str:kind>/<str:public_id>/", webhook, name="webhook"),
    path("", RedirectView.as_view(pattern_name="inbox"), name="home"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", metrics.metrics, name="metrics"),
    path("jsi18n/", catalogue, name="javascript-catalog"),
    path("setup/", first_run.first_run, name="setup"),
    path("accounts/", include("agents.account_urls")),
    path("api/v1/", include("channels_ingest.api_urls")),
    path("api/v1/", include("kpis.api_urls")),
    path("", include("agents.urls")),
    path("", include("customers.urls")),
    path("", include("conversations.urls")),
    path("", include("callbacks.urls")),
    path("", include("channels_ingest.urls")),
    path("", include("kpis.urls")),
    path("", include("simulator.urls")),
    path("", include("demo.urls")),
]
