"""The one way every request of the API comes in: whose key, what it may do, how often, how large.

A fence of its own: the middleware that leads strangers to the sign-in page does not know these views, and no session
or cookie counts here. Who holds a key is known where keys are kept: the settings name that place (REST_FRAMEWORK), so
that every room can have doors.
"""

from typing import Any, Never, Protocol, cast

from django.http import HttpRequest
from rest_framework.permissions import BasePermission
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.views import APIView

from omnidesk.api import problems
from omnidesk.cleaning import cleaned, read_json
from omnidesk.limits import spend


class Holder(Protocol):
    """Whose key it is: a system of the company."""

    pk: Any
    name: str
    scopes: list[str]


class MayDo(BasePermission):
    """The holder must have been given the view's scope."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        return getattr(view, "scope", None) in getattr(request.auth, "scopes", ())


class Door(APIView):
    """Base of every view that takes a key. `scope`: what its holder must have been allowed."""

    permission_classes = [MayDo]
    renderer_classes = [JSONRenderer]
    scope = ""
    limit = ""
    largest = 0

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        spend(self.limit, str(self.holder(request).pk))

    def permission_denied(self, request: Request, message: str | None = None, code: str | None = None) -> Never:
        raise problems.Problem("no_scope" if request.auth else "no_key")

    def get_exception_handler(self) -> Any:
        return problems.handle

    def holder(self, request: Request) -> Holder:
        """MayDo lets nobody else in."""
        return cast(Holder, request.auth)

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
    # A sign that no database holds, and no answer, is nobody's meaning: its event is as good as the others.
    said: dict[str, Any] = cleaned(read_json(request.body))
    return said
