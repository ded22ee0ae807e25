"""Doors of the reports."""

from django.urls import path

from kpis.views import reports

REPORTS = [
    path("analytics/", reports.overview, name="reports"),
    path("analytics/<slug:measure>/", reports.report, name="report"),
    path("analytics/<slug:measure>/rows/", reports.rows, name="report-rows"),
    path("analytics/<slug:measure>/export/", reports.export, name="report-export"),
]
