from django.urls import path

from callbacks.views import admin, deeds, queue

urlpatterns = [
    path("callbacks/", queue.callbacks, name="callbacks"),
    path("callbacks/counts/", queue.counts, name="callback-counts"),
    path("conversations/<int:pk>/callbacks/", queue.CallbacksOf.as_view(), name="callbacks-of"),
    path("callbacks/<int:pk>/taking/", deeds.Taking.as_view(), name="callback-taking"),
    path("callbacks/<int:pk>/attempts/", deeds.Attempts.as_view(), name="callback-attempts"),
    path("callbacks/<int:pk>/hanging-up/", deeds.HangingUp.as_view(), name="callback-hanging-up"),
    path("callbacks/<int:pk>/outcome/", deeds.OutcomeOf.as_view(), name="callback-outcome"),
    path("callbacks/<int:pk>/place/", deeds.Place.as_view(), name="callback-place"),
    path("callbacks/<int:pk>/cancellation/", deeds.Cancellation.as_view(), name="callback-cancellation"),
    path("callbacks/<int:pk>/letter/", deeds.Letter.as_view(), name="callback-letter"),
    path("callbacks/steps/<int:pk>/undo/", deeds.StepUndo.as_view(), name="callback-undo"),
    path("settings/callbacks/", admin.teams, name="callback-teams"),
    path("settings/callbacks/<int:pk>/", admin.team, name="callback-team"),
]
