from django.urls import URLPattern, URLResolver, include, path

from channels_ingest.visit import visit

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("channels_ingest.admin_urls")),
    path("chat/<str:site>/", include("channels_ingest.chat.urls")),
    path("customers/<int:pk>/visit/", visit, name="customer-visit"),
]
