"""The page on which screens get their links, and the door that such a link opens: no session, no cookie, no names."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override, pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agents.access import needs, signed_in
from agents.audit import client_ip
from agents.models import Agent, Company
from kpis import board_links, wall
from kpis.models import BoardLink
from kpis.slices import Scope
from kpis.views.wall import choices
from kpis.wall_scopes import BOARD
from omnidesk.limits import OverLimit, address_of, spend


class LinkForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Where the screen hangs"), max_length=60)
    scope = forms.ChoiceField(label=gettext_lazy("Whose figures"))

    def __init__(self, data: object, agent: Agent) -> None:
        super().__init__(data)  # type: ignore[arg-type]  # a QueryDict or nothing
        self.fields["scope"].choices = choices(agent)  # type: ignore[attr-defined]  # a choice field


@require_http_methods(["GET", "HEAD", "POST"])
@needs("figures")
def listed(request: HttpRequest) -> HttpResponse:
    agent, address = signed_in(request), ""
    form = LinkForm(request.POST or None, agent)
    if request.method == "POST" and form.is_valid():
        try:
            said = form.cleaned_data
            _row, token = board_links.make(said["name"], said["scope"], agent, client_ip(request))
            address, form = f"{settings.PUBLIC_URL}{reverse('board', args=[token])}", LinkForm(None, agent)
        except board_links.Refused:
            form.add_error(None, _("There are too many screens already. Revoke one that is not used any more."))
    rows = board_links.named(board_links.listed(agent), pgettext("wall", "All teams"))
    answer = render(request, "kpis/wall/links.html", {"form": form, "rows": rows, "address": address})
    # The address is told this once.
    answer.headers["Cache-Control"] = "no-store"
    return answer


@require_POST
@needs("figures")
def revoked(request: HttpRequest, pk: int) -> HttpResponse:
    agent = signed_in(request)
    row = get_object_or_404(board_links.seen_by(agent), pk=pk)
    if board_links.revoke(row, agent, client_ip(request)):
        messages.success(request, _("Revoked: %(name)s. Its screen goes dark within a minute.") % {"name": row.name})
    return redirect("board-links")


@login_not_required
@require_safe
def board(request: HttpRequest, token: str) -> HttpResponse:
    try:
        found = opened(request, token)
    except OverLimit as over:
        return guarded(waits(request, over.seconds))
    if found is None:
        return guarded(render(request, "kpis/wall/screen_closed.html", status=404))
    row, scope = found
    with override(row.language):
        company = Company.current()
        shown = {"board": wall.now_shown(scope, BOARD), "token": token, "zone": company.time_zone if company else ""}
        return guarded(render(request, "kpis/wall/screen.html", shown))


@login_not_required
@require_safe
def slabs(request: HttpRequest, token: str) -> HttpResponse:
    """After a break, and now and then: which also says that the screen is there."""
    try:
        found = opened(request, token)
    except OverLimit as over:
        return guarded(HttpResponse(status=429, headers={"Retry-After": str(over.seconds)}))
    if found is None:
        return guarded(HttpResponse(status=404))
    row, scope = found
    board_links.note(row, timezone.now())
    with override(row.language):
        shown = wall.now_shown(scope, BOARD)
        answer = render(request, "kpis/wall/slabs.html", shown)
    answer["X-Worked-Out"] = shown["at"]
    return guarded(answer)


def opened(request: HttpRequest, token: str) -> tuple[BoardLink, Scope] | None:
    """None = no link of ours. Raises OverLimit: from there were too many at once, be it all screens of one office."""
    spend("board.page", address_of(request))
    return board_links.found(token)


def waits(request: HttpRequest, seconds: int) -> HttpResponse:
    """Nobody stands before a screen: it asks again by itself."""
    answer = render(request, "kpis/wall/screen_waits.html", {"seconds": seconds}, status=429)
    answer.headers["Retry-After"] = str(seconds)
    return answer


def guarded(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
