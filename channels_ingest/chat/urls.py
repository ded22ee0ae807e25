from django.urls import path

from channels_ingest.chat import callback, files, handed, views
from channels_ingest.chat.door import door
from channels_ingest.chat.frame import frame

urlpatterns = [
    path("", frame, name="chat-frame"),
    path("session/", door(POST=views.begin, DELETE=views.end), name="chat-session"),
    path("identify/", door(POST=views.vouch), name="chat-identify"),
    path("handoff/", door(POST=handed.hand_over), name="chat-handoff"),
    path("messages/", door(GET=views.read, POST=views.send), name="chat-messages"),
    path("details/", door(POST=views.details), name="chat-details"),
    path("callback/", door(GET=callback.offered, POST=callback.ask), name="chat-callback"),
    path("ticket/", door(POST=views.ticket), name="chat-ticket"),
    path("uploads/", door(POST=files.up), name="chat-uploads"),
    path("files/<uuid:public_id>/", door(GET=files.down), name="chat-file"),
    path("files/<uuid:public_id>/preview/", door(GET=files.preview), name="chat-file-preview"),
]
