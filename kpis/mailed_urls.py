"""Doors of the reports that go out by mail."""

from django.urls import path

from kpis.views import mailed

MAILED = [
    path("analytics/scheduled/", mailed.listed, name="mailed-reports"),
    path("analytics/scheduled/new/", mailed.made, name="mailed-report-new"),
    path("analytics/scheduled/<int:pk>/pausing/", mailed.pausing, name="mailed-report-pausing"),
    path("analytics/scheduled/<int:pk>/removing/", mailed.removing, name="mailed-report-removing"),
    path("analytics/scheduled/<int:pk>/sending/", mailed.sending, name="mailed-report-sending"),
    path("analytics/scheduled/<int:pk>/leaving/", mailed.leaving, name="mailed-report-leaving"),
]
