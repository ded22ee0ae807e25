"""How a deed is answered: words and a way back, for a script as JSON, for a plain form as a page."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse

from conversations.models import Entry
from conversations.undo import UNDOABLE
from omnidesk import request_id


def by_script(request: HttpRequest) -> bool:
    return bool(request.headers.get("X-Requested-With") == "fetch" or request.headers.get("HX-Request"))


def done(
    request: HttpRequest, words: str, entry: Entry | None = None, *, to: str, status: int = 200, **more: Any
) -> HttpResponseBase:
    if by_script(request):
        return JsonResponse({"words": words, "undo": way_back(entry), **more}, status=status)
    if words:
        messages.success(request, words)
    return redirect(to)


def way_back(entry: Entry | None) -> str | None:
    return reverse("entry-undo", args=[entry.pk]) if entry is not None and entry.kind in UNDOABLE else None


def refused(
    request: HttpRequest, code: str, words: str, *, to: str, status: int = 409, **more: Any
) -> HttpResponseBase:
    """Bad input and lost races: a sentence that says what to do, and the number to quote."""
    if by_script(request):
        body = {"code": code, "message": words, "request_id": request_id.of(request), **more}
        return JsonResponse(body, status=status)
    messages.error(request, words)
    return redirect(to)
