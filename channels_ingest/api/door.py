"""The one way every request of the API comes in: whose key, what it may do, how often, how large.

A fence of its own: the middleware that leads strangers to the sign-in page does not know these views, and no session
or cookie counts here.
"""

from typing import Any, Never

from django.http import HttpRequest
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import BasePermission
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.views import APIView

from channels_ingest.api import keys, problems
from channels_ingest.cleaning import read_json
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


class MayDo(BasePermission):
    """The app must have been given the view's scope."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        app = request.auth
        return isinstance(app, ConnectedApp) and getattr(view, "scope", None) in app.scopes


class Door(APIView):
    """Base of every view that takes an app's key. `scope`: what the app must have been allowed."""

    authentication_classes = [ByKey]
    permission_classes = [MayDo]
    renderer_classes = [JSONRenderer]
    scope = ""
    limit = ""
    largest = 0

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        spend(self.limit, str(self.app(request).pk))

    def permission_denied(self, request: Request, message: str | None = None, code: str | None = None) -> Never:
        raise problems.Problem("no_scope" if request.auth else "no_key")

    def get_exception_handler(self) -> Any:
        return problems.handle

    def app(self, request: Request) -> ConnectedApp:
        assert isinstance(request.auth, ConnectedApp), "MayDo lets nobody else in"  # noqa: S101
        return request.auth

    def said(self, request: Request) -> dict[str, Any]:
        return body_of(request._request, self.largest)

    def finalize_response(self, request: Any, response: Any, *args: Any, **kwargs: Any) -> Any:
        final = super().finalize_response(request, response, *args, **kwargs)
        final.headers.setdefault("Cache-Control", "no-store")
        return final


def body_of(request: HttpRequest, largest: int, forms: tuple[str, ...] = ("application/json",)) -> dict[str, Any]:
    """One JSON object; its size is asked before a byte of it is read."""
    if request.content_type not in forms:
        raise problems.Problem("media_type")
    if int(request.META.get("CONTENT_LENGTH") or 0) > largest:
        raise problems.Problem("too_large")
    return read_json(request.body)
