"""Settings: touchpoints of a connected app from a file. Looked at first, and then taken in as a whole."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from agents.access import needs, signed_in
from agents.audit import audit, client_ip
from channels_ingest import touchpoint_table
from channels_ingest.apps_pages import found
from channels_ingest.models import ConnectedApp
from channels_ingest.touchpoint_table import Refused, Table
from customers import touchpoints

SHOWN = 20
MOST_WRONG = 50


@require_http_methods(["GET", "HEAD", "POST"])
@needs("channels")
@never_cache
def app_import(request: HttpRequest, pk: int) -> HttpResponse:
    app = found(pk)
    if request.method != "POST":
        return page(request, app)
    try:
        text = table_of(request)
        table = touchpoint_table.read(text)
    except Refused as refused:
        return page(request, app, wrong=str(refused))
    if "sure" not in request.POST or table.wrong:
        return page(request, app, text=text, table=table)
    new = take_in(request, app, table)
    words = ngettext("%(n)d touchpoint was imported.", "%(n)d touchpoints were imported.", new) % {"n": new}
    messages.success(request, words)
    return redirect("app", pk=pk)


def page(
    request: HttpRequest, app: ConnectedApp, wrong: str = "", text: str = "", table: Table | None = None
) -> HttpResponse:
    bad = table.wrong if table else []
    context = {
        "app": app,
        "wrong": wrong,
        "text": text,
        "table": table,
        "rows": table.rows[:SHOWN] if table else [],
        "bad": bad[:MOST_WRONG],
        "more": max(len(bad) - MOST_WRONG, 0),
    }
    return render(request, "channels_ingest/app_import.html", context, status=422 if wrong or bad else 200)


def table_of(request: HttpRequest) -> str:
    """The file, or its words again from the page that showed them."""
    file = request.FILES.get("file")
    if file is None and request.POST.get("table"):
        return request.POST["table"]
    if file is None:
        raise Refused(_("Choose a file."))
    return touchpoint_table.decoded(file.read(touchpoint_table.LARGEST + 1))


@transaction.atomic
def take_in(request: HttpRequest, app: ConnectedApp, table: Table) -> int:
    """How many were not there before."""
    new = len(touchpoints.write(app.source, app.scope, table.events))
    audit(signed_in(request), "app.imported", app, client_ip(request), name=app.name, lines=len(table.rows), new=new)
    return new
