"""Doors of the figures, the surveys and the wall; each subject adds its own list."""

from django.urls import path

from kpis.report_urls import REPORTS
from kpis.views import costs, survey_page, survey_results, surveys
from kpis.wall_urls import WALL

SURVEYS = [
    path("s/<str:token>/", survey_page.survey, name="survey"),
    path("surveys/", survey_results.shown, name="survey-results"),
    path("follow-ups/", survey_results.follow_ups, name="follow-ups"),
    path("follow-ups/<int:pk>/taking/", survey_results.taking, name="follow-up-taking"),
    path("follow-ups/<int:pk>/settling/", survey_results.settling, name="follow-up-settling"),
    path("settings/surveys/", surveys.listed, name="survey-settings"),
    path("settings/surveys/new/", surveys.edited, name="survey-new"),
    path("settings/surveys/preview/", surveys.preview, name="survey-preview-new"),
    path("settings/surveys/<int:pk>/", surveys.edited, name="survey-edit"),
    path("settings/surveys/<int:pk>/preview/", surveys.preview, name="survey-preview"),
    path("settings/surveys/<int:pk>/switch/", surveys.switched, name="survey-switch"),
    path("settings/reviews/", surveys.brought_in, name="reviews"),
]

COSTS = [
    path("settings/costs/", costs.costs, name="costs"),
    path("settings/costs/<int:pk>/removal/", costs.removed, name="costs-removal"),
]

urlpatterns = [*WALL, *REPORTS, *SURVEYS, *COSTS]
