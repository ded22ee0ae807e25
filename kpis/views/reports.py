"""Reports: a page for each measure, and the rows behind every mark of it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from agents.access import needs, signed_in
from agents.audit import audit, client_ip
from kpis import exports
from kpis.models import Rollup
from kpis.reports import asking, asking_days, asking_narrow, catalogue, marks, page, pdf, taking
from kpis.reports import overview as overviews
from kpis.reports.asking import Asked
from kpis.reports.marks import Mark


@require_safe
@needs("figures")
def overview(request: HttpRequest) -> HttpResponse:
    asked = asking.read(signed_in(request), "overview", request.GET)
    periods = [(key, asking_days.PERIODS[key]) for key in ("7", "28", "90")]
    context = overviews.page(asked) | {"periods": periods, "has_any": Rollup.objects.exists()}
    return render(request, "kpis/reports/overview.html", context)


@require_safe
@needs("figures")
def report(request: HttpRequest, measure: str) -> HttpResponse:
    asked = read(request, measure)
    return render(request, "kpis/reports/page.html", page.page(signed_in(request), asked))


@require_safe
@needs("figures")
def rows(request: HttpRequest, measure: str) -> HttpResponseBase:
    """The pane alone for a page that is there already; else the whole page with it open."""
    asked, agent, mark = read(request, measure), signed_in(request), marks.read(request.GET)
    if request.GET.get("as") == "csv":
        n, about = taking.about_rows(agent, asked, mark)
        audit_of(request, asked, "csv", n, mark)
        return exports.as_csv(f"{measure}-rows", about, taking.rows(agent, asked, mark))
    pane = page.pane(agent, asked, mark, request.GET.get("after", ""))
    if request.headers.get("HX-Request"):
        return render(request, "kpis/reports/rows.html", pane)
    return render(request, "kpis/reports/page.html", page.page(agent, asked) | pane)


@require_safe
@needs("figures")
def export(request: HttpRequest, measure: str) -> HttpResponseBase:
    asked, agent = read(request, measure), signed_in(request)
    found = page.page(agent, asked)
    tables = taking.tables_of(asked, found)
    kind = asked_kind if (asked_kind := request.GET.get("as")) in ("xlsx", "pdf") else "csv"
    audit_of(request, asked, kind, sum(1 for table in tables for _row in table.rows), Mark())
    name = f"{measure}-{asked.slice.first:%Y%m%d}-{asked.slice.last:%Y%m%d}"
    if kind == "pdf":
        answer = HttpResponse(pdf.made(pdf.Sheet(asked, found, agent)), content_type=pdf.KIND)
        return exports.named(answer, f"{name}.pdf")
    make = exports.as_xlsx if kind == "xlsx" else exports.as_csv
    return make(name, taking.about(asked, found["meaning"]), tables)


def audit_of(request: HttpRequest, asked: Asked, kind: str, n: int, mark: Mark) -> None:
    """Figures, and customers' names with them, leave the house: who took what is kept."""
    told = {name: str(value) for name, value in mark.told.items()}
    about = {"name": catalogue.name(asked.measure), "measure": asked.measure, "period": page.words_of(asked)}
    if asked.slice.is_narrow:
        about["narrowed"] = " · ".join(asking_narrow.names(asked.slice))
    audit(signed_in(request), "figures.exported", None, client_ip(request), **about, mark=told, rows=n, kind=kind)


def read(request: HttpRequest, measure: str) -> Asked:
    if measure not in catalogue.KINDS:
        raise Http404
    return asking.read(signed_in(request), measure, request.GET)
