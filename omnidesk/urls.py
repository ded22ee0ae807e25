"""Every door that is a page."""

from django.urls import include, path

urlpatterns = [
    path("accounts/", include("allauth.urls")),
]
