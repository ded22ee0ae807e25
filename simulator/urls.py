from django.urls import path

from simulator import pages
from simulator.door import door

urlpatterns = [
    path("simulator/<str:public_id>/<path:path>", door, name="simulator-door"),
    path("settings/simulator/", pages.simulator, name="simulator"),
    path("settings/simulator/channels/", pages.channels, name="simulator-channels"),
    path("settings/simulator/<int:pk>/live/", pages.live, name="simulator-live"),
    path("settings/simulator/<int:pk>/words/", pages.words, name="simulator-words"),
    path("settings/simulator/<int:pk>/faults/", pages.fault, name="simulator-faults"),
    path("settings/simulator/<int:pk>/beginning/", pages.beginning, name="simulator-beginning"),
    path("settings/simulator/<int:pk>/record/", pages.record, name="simulator-record"),
    path("settings/simulator/<int:pk>/calls/<int:call>/", pages.call, name="simulator-call"),
]
