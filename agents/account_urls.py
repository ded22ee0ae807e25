"""The doors of sign-in that are open; the library's sign-up and its mail addresses are not."""

from allauth.account import views as account
from django.urls import include, path, re_path

from agents.views import door

urlpatterns = [
    path("login/", door.sign_in, name="account_login"),
    path("logout/", door.sign_out, name="account_logout"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("password/reset/", account.password_reset, name="account_reset_password"),
    path("password/reset/done/", account.password_reset_done, name="account_reset_password_done"),
    path("password/reset/key/done/", account.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("2fa/totp/activate/", door.enrolment, name="mfa_activate_totp"),
    path("2fa/", include("allauth.mfa.urls")),
]
