from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from agents import audit_trail
from agents.access import needs


@require_GET
@needs("audit")
def audit(request: HttpRequest) -> HttpResponse:
    return render(request, "agents/audit.html", audit_trail.page(request.GET))
