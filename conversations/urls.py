from django.urls import URLPattern, URLResolver, path

from conversations.views import files

urlpatterns: list[URLPattern | URLResolver] = [
    path("files/<uuid:public_id>/", files.file, name="file"),
    path("files/<uuid:public_id>/preview/", files.preview, name="file-preview"),
]
