"""Whose key a request of the API carries. The settings name it (REST_FRAMEWORK): every room's doors ask by it.

Imports no view: those of the library ask for this while they are being loaded.
"""

from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from channels_ingest.api import keys
from channels_ingest.models import ConnectedApp
from omnidesk.limits import address_of, spend


class ByKey(BaseAuthentication):
    """Authorization: Bearer od_…"""

    def authenticate(self, request: Request) -> tuple[None, ConnectedApp] | None:
        scheme, _blank, key = get_authorization_header(request).decode("latin-1").partition(" ")
        if scheme.lower() != "bearer":
            return None
        app = keys.app_of(key.strip())
        if app is None:
            # Guessing costs its own limit; an app that is known does not spend it.
            spend("api.wrong_key", address_of(request._request))
            raise AuthenticationFailed
        return None, app

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"
