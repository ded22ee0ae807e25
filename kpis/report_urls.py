"""Doors of the reports."""

from django.urls import path

from kpis.mailed_urls import MAILED
from kpis.steering_urls import STEERING
from kpis.views import agent_day, reports

# A measure has any name, so it is asked for last.
REPORTS = [
    path("analytics/", reports.overview, name="reports"),
    *STEERING,
    *MAILED,
    path("analytics/agents/", agent_day.chosen, name="agent-days"),
    path("analytics/agents/<int:pk>/", agent_day.shown, name="agent-day"),
    path("analytics/<slug:measure>/", reports.report, name="report"),
    path("analytics/<slug:measure>/rows/", reports.rows, name="report-rows"),
    path("analytics/<slug:measure>/export/", reports.export, name="report-export"),
]
