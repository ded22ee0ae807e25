from django.urls import URLPattern, URLResolver, path

from customers import views

app_name = "customers"
urlpatterns: list[URLPattern | URLResolver] = [
    path("customers/", views.customer_list, name="list"),
    path("customers/new/", views.create, name="create"),
    path("customers/<int:pk>/", views.detail, name="detail"),
    path("customers/<int:pk>/edit/", views.edit, name="edit"),
    path("customers/<int:pk>/identities/", views.identities, name="identities"),
    path("customers/<int:pk>/identities/<int:identity_pk>/", views.identity, name="identity"),
]
