from django.urls import URLPattern, URLResolver, path

from customers import consent_views, value_views, views

app_name = "customers"
urlpatterns: list[URLPattern | URLResolver] = [
    path("customers/", views.customer_list, name="list"),
    path("customers/new/", views.create, name="create"),
    path("customers/<int:pk>/", views.detail, name="detail"),
    path("customers/<int:pk>/edit/", views.edit, name="edit"),
    path("customers/<int:pk>/identities/", views.identities, name="identities"),
    path("customers/<int:pk>/identities/<int:identity_pk>/", views.identity, name="identity"),
    path("customers/<int:pk>/looks/", value_views.look, name="look"),
    path("customers/<int:pk>/values/", value_views.decide, name="values"),
    path("customers/<int:pk>/pins/", value_views.pin, name="pins"),
    path("customers/<int:pk>/consents/", consent_views.say, name="consents"),
]
