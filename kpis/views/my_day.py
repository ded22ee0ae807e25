"""One's own day, and the rows behind each of its numbers: for whoever is signed in, of themselves alone."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from agents.access import signed_in
from kpis import my_day as own_day


@require_safe
def my_day(request: HttpRequest) -> HttpResponse:
    return render(request, "kpis/my_day/page.html", own_day.page(signed_in(request)))


@require_safe
def rows(request: HttpRequest, number: str) -> HttpResponse:
    found = own_day.NUMBERS.get(number)
    if found is None:
        raise Http404
    days = request.GET.get("days", "") if request.GET.get("days") in own_day.DAYS else "28"
    shown = own_day.rows(signed_in(request), found, own_day.DAYS[days], request.GET.get("after", ""))
    return render(request, "kpis/my_day/rows.html", {**shown, "number": found, "days": days})
