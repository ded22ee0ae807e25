"""The floor of the webhook door: a bare Django view that verifies an HMAC and INSERTs one row, on the same server."""

import hashlib
import hmac
import os

from a2wsgi import WSGIMiddleware
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import path

SECRET = b"only-for-the-bench"
TABLE = "CREATE TABLE bench_door (id bigserial PRIMARY KEY, body text, received_at timestamptz DEFAULT now())"


def door(request: HttpRequest) -> HttpResponse:
    given = request.headers.get("X-Signature", "")
    if not hmac.compare_digest(hmac.new(SECRET, request.body, hashlib.sha256).hexdigest(), given):
        return HttpResponse(status=403)
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO bench_door (body) VALUES (%s)", [request.body.decode()])
    return HttpResponse(status=200)


urlpatterns = [path("door/", door)]


def served() -> WSGIMiddleware:
    import django

    from omnidesk.environment import database

    own = {"default": database(os.environ["DATABASE_URL"], 0)}
    settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"], DATABASES=own, MIDDLEWARE=[], USE_TZ=True)
    django.setup()
    return WSGIMiddleware(WSGIHandler(), workers=8)  # type: ignore[arg-type]  # the stubs name Django's answer by its class
