"""Doors of what figures lead to: goals, alerts, notes on days and retrospectives."""

from django.urls import path

from kpis.views import alerts, day_notes, goals, retrospectives

STEERING = [
    path("analytics/goals/", goals.listed, name="goals"),
    path("analytics/goals/new/", goals.made, name="goal-new"),
    path("analytics/goals/<int:pk>/", goals.kept, name="goal"),
    path("analytics/goals/<int:pk>/closing/", goals.closing, name="goal-closing"),
    path("analytics/alerts/", alerts.listed, name="alerts"),
    path("analytics/alerts/<int:pk>/explanation/", alerts.explanation, name="alert-explanation"),
    path("analytics/alerts/rules/", alerts.rules, name="alert-rules"),
    path("analytics/alerts/rules/new/", alerts.made, name="alert-rule-new"),
    path("analytics/alerts/rules/<int:pk>/", alerts.kept, name="alert-rule"),
    path("analytics/alerts/rules/<int:pk>/ending/", alerts.ending, name="alert-rule-ending"),
    path("analytics/notes/", day_notes.listed, name="day-notes"),
    path("analytics/notes/new/", day_notes.made, name="day-note-new"),
    path("analytics/notes/<int:pk>/", day_notes.kept, name="day-note"),
    path("analytics/notes/<int:pk>/removal/", day_notes.removal, name="day-note-removal"),
    path("analytics/retrospectives/", retrospectives.listed, name="retrospectives"),
    path("analytics/retrospectives/new/", retrospectives.made, name="retrospective-new"),
    path("analytics/retrospectives/<int:pk>/", retrospectives.kept, name="retrospective"),
    path("analytics/retrospectives/decisions/<int:pk>/", retrospectives.decision, name="decision"),
]
