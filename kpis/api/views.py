"""The API's nouns of this room: figures, read by systems that gather them, and reviews, brought in by them."""

from django.db import transaction
from django.http import Http404
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from agents.audit import audit, client_ip
from kpis import first_scan
from kpis.api import asked, forms, reviews_body, told
from kpis.reports import catalogue
from omnidesk.api.door import Door
from omnidesk.api.forms import TAKEN, flat, problems, taken
from omnidesk.api.problems import Problem

# When to ask again for figures that are not made yet, in seconds.
AGAIN_IN = 60
EXAMPLE = {
    "source": "Google",
    "reviews": [{"id": "g-1", "score": 4, "scale": 5, "date": "2026-11-20", "text": "対応が早かったです。"}],
}


class Measures(Door):
    scope = "figures"
    limit = "api.figures"

    @extend_schema(
        operation_id="list_measures",
        summary="Which figures there are, and what each means",
        responses={200: forms.MEASURES} | problems(401, 403, 429),
    )
    def get(self, request: Request) -> Response:
        return Response({"measures": [told.definition(measure) for measure in told.measures()]})


class Figure(Door):
    scope = "figures"
    limit = "api.figures"

    @extend_schema(
        operation_id="read_figure",
        summary="One measure: its headline with interval and n, and its course over time",
        parameters=forms.PARAMETERS,
        responses={200: forms.FIGURE} | problems(400, 401, 403, 404, 429, 503),
    )
    def get(self, request: Request, measure: str) -> Response:
        """Of the whole company, unless a team or channels are named. Who took what is kept in the audit record.

        503 while the first scan after a start is under way: what is missing then would be told as 0."""
        if measure not in told.measures():
            raise Http404
        if first_scan.is_under_way():
            raise Problem("not_ready", retry_after=AGAIN_IN)
        where, step = asked.read(measure, request.query_params)
        answer = told.figure(measure, where, step)
        self.note(request, measure, f"{where.first:%Y/%m/%d} – {where.last:%Y/%m/%d}", len(answer["series"]))
        return Response(answer)

    def note(self, request: Request, measure: str, period: str, points: int) -> None:
        app, ip = self.holder(request), client_ip(request._request)
        name = f"{catalogue.name(measure)} · {app.name}"
        about = {"name": name, "measure": measure, "period": period, "rows": points, "kind": "api", "app": app.pk}
        audit(None, "figures.exported", None, ip, **about)


class Reviews(Door):
    scope = "reviews"
    limit = "api.reviews"
    largest = reviews_body.MOST_BYTES

    @extend_schema(
        operation_id="bring_in_reviews",
        summary="Bring in what customers wrote about us elsewhere, up to 1,000 reviews a call",
        request={"application/json": forms.reviews(flat(reviews_body.Body.model_json_schema()), reviews_body.MOST)},
        responses={201: TAKEN, 207: TAKEN} | problems(400, 401, 403, 413, 415, 422, 429),
        examples=[OpenApiExample("One review", EXAMPLE, request_only=True)],
    )
    def post(self, request: Request) -> Response:
        """Each id counts once for each source, from a file or from here. Wrong ones are told by their index."""
        call = reviews_body.Call.model_validate(self.said(request))
        if not 0 < len(call.reviews) <= reviews_body.MOST:
            raise Problem("too_many_reviews")
        app = self.holder(request)
        with transaction.atomic():
            found, bad = reviews_body.take_in(call.source, call.reviews)
            about = {"name": f"{call.source} · {app.name}", "added": found.added, "known": found.known, "app": app.pk}
            audit(None, "review.imported", None, client_ip(request._request), **about)
        return Response(taken(found.added, found.known, bad), status=207 if bad else 201)
