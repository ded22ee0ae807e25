"""Is this process up, and can it work? Two public doors that tell no secrets."""

import time
from collections.abc import Callable

from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from omnidesk import redis_link
from omnidesk.celery import SEEN_KEY

SEEN_WITHIN = 60


@login_not_required
@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"process": "ok"})


@login_not_required
@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    parts = {name: asked(part) for name, part in PARTS.items()}
    return JsonResponse(parts, status=200 if set(parts.values()) == {"ok"} else 503)


def asked(part: Callable[[], str]) -> str:
    try:
        return part()
    except Exception as error:
        return f"away ({type(error).__name__})"


def database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return "ok"


def redis() -> str:
    redis_link.client().ping()
    return "ok"


def worker() -> str:
    seen = redis_link.client().get(SEEN_KEY)
    age = time.time() - int(seen) if seen else None
    return "ok" if age is not None and age < SEEN_WITHIN else "not seen"


# Once applied they stay applied: later questions cost nothing.
_applied = False


def know_applied() -> None:
    """Told by whoever has just applied them: reading all migrations again would delay the first page."""
    global _applied
    _applied = True


def migrations() -> str:
    global _applied
    if not _applied:
        executor = MigrationExecutor(connection)
        _applied = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    return "ok" if _applied else "not applied"


PARTS: dict[str, Callable[[], str]] = {
    "database": database,
    "redis": redis,
    "worker": worker,
    "migrations": migrations,
}
