from django.urls import URLPattern, URLResolver, include, path

from channels_ingest import apps_panel
from channels_ingest.handoff_spoken_page import SpokenCode
from channels_ingest.line.account_page import account
from channels_ingest.phone.recording import recording
from channels_ingest.sent_files import sent
from channels_ingest.visit import visit
from channels_ingest.webform.page import page

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("channels_ingest.admin_urls")),
    path("chat/<str:site>/", include("channels_ingest.chat.urls")),
    path("forms/<str:form>/", page, name="form-page"),
    path("messages/<int:pk>/recording/", recording, name="call-recording"),
    path("files/sent/<str:token>/", sent, name="file-sent"),
    path("line/accounts/<str:token>/", account, name="line-account"),
    path("customers/<int:pk>/visit/", visit, name="customer-visit"),
    path("customers/<int:pk>/apps/", apps_panel.customer_apps, name="customer-apps"),
    path("conversations/<int:pk>/handoff/", SpokenCode.as_view(), name="handoff-spoken"),
    path("visitors/", apps_panel.visitors, name="visitors"),
]
