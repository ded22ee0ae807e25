"""Doors for the company's own systems, below /api/v1/."""

from django.urls import path

from kpis.api import views

urlpatterns = [
    path("figures/", views.Measures.as_view(), name="api-figures"),
    path("figures/<slug:measure>/", views.Figure.as_view(), name="api-figure"),
    path("reviews/", views.Reviews.as_view(), name="api-reviews"),
]
