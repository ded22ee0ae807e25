"""Settings: setting a channel up, one page a step. Each can be left and opened again; none of them loses anything."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from agents import calendars
from agents.access import needs, signed_in
from agents.audit import client_ip
from agents.models import Team
from channels_ingest import channel_deeds as deeds
from channels_ingest import channel_echo, channel_setup, channel_tried, placed_steps, removal
from channels_ingest.adapters import ADAPTERS
from channels_ingest.adapters.webhook import WebhookAdapter, webhook_address
from channels_ingest.channel_forms import ChannelForm, SetupForm
from channels_ingest.channel_pages import found
from channels_ingest.sharing import ShareForm
from conversations.models import Channel

# After it has gone live, these are still of use.
AFTERWARDS = ("credentials", "webhook", "test")
TRIED = ("test",)


@require_http_methods(["GET", "HEAD", "POST"])
@needs("channels")
@never_cache
def channel_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    row = found(pk)
    if step not in channel_setup.ORDER[1:]:
        raise Http404
    if step not in channel_setup.words(row):
        return redirect("channel", pk=pk)
    if step not in (TRIED if channel_setup.is_placed(row) else AFTERWARDS) and not channel_setup.is_open(row):
        return redirect("channel", pk=pk)
    return DEEDS[step](request, row, step) if request.method == "POST" else page(request, row, step)


def page(request: HttpRequest, row: Channel, step: str, **more: Any) -> HttpResponse:
    """What every step shows, and what this one needs."""
    placed = channel_setup.is_placed(row)
    own = placed and step in channel_setup.PLACED
    context = {
        "channel": row,
        "adapter": ADAPTERS[row.kind],
        "placed": placed,
        "is_named": not row.name.startswith(str(ADAPTERS[row.kind].label)),
        "by_hand": channel_setup.is_by_hand(row),
        "step": step,
        "word": channel_setup.words(row)[step],
        "steps": steps(row, step),
        "back": channel_setup.before(row, step),
        "part": f"channels_ingest/channels/{'placed' if own else 'steps'}/{step}.html",
    }
    shown = context | (placed_steps.SHOWN if own else SHOWN)[step](row) | more
    wrong = any(getattr(shown.get("form"), "errors", None) or ())
    return render(request, "channels_ingest/channels/step.html", shown, status=422 if wrong else 200)


def steps(row: Channel, step: str) -> list[channel_setup.Step]:
    """None where it has gone live."""
    if not channel_setup.is_open(row):
        return []
    return channel_setup.steps(row, step, is_tested=channel_tried.is_tested(row))


def adapter_of(row: Channel) -> WebhookAdapter:
    adapter = channel_setup.adapter_of(row)
    if adapter is None:
        raise Http404
    return adapter


def on(row: Channel, step: str) -> HttpResponse:
    """The next step; back to its page where it has gone live."""
    row = found(row.pk)
    if channel_setup.is_open(row):
        return redirect("channel-step", pk=row.pk, step=channel_setup.after(row, step))
    return redirect("channel", pk=row.pk)


def pass_on(request: HttpRequest, row: Channel, step: str) -> HttpResponse:
    channel_setup.passed(row, step)
    return on(row, step)


def enter(request: HttpRequest, row: Channel, step: str) -> HttpResponse:
    if channel_setup.is_placed(row):
        return settle(request, row, step)
    form = SetupForm(request.POST, channel=row, adapter=adapter_of(row))
    if not form.is_valid():
        return page(request, row, step, form=form)
    channel_setup.enter(row, form.told, form.secrets, signed_in(request), client_ip(request))
    messages.success(request, _("Saved: %(name)s") % {"name": row.name})
    return on(row, step)


def settle(request: HttpRequest, row: Channel, step: str) -> HttpResponse:
    form = placed_steps.settings_form(row, request.POST)
    if not form.is_valid():
        return page(request, row, step, form=form)
    deeds.save(form.save(), form.changed_data, signed_in(request), client_ip(request))
    return on(row, step)


def route(request: HttpRequest, row: Channel, step: str) -> HttpResponse:
    form = ChannelForm(request.POST, instance=row)
    if not form.is_valid():
        return page(request, row, step, form=form)
    deeds.save(form.save(), form.changed_data, signed_in(request), client_ip(request))
    return on(row, step)


def launch(request: HttpRequest, row: Channel, step: str) -> HttpResponse:
    form = share_form(row, request.POST)
    if form and not form.is_valid():
        return page(request, row, step, form=form)
    try:
        channel_setup.launch(row, signed_in(request), client_ip(request), form.told if form else None)
    except channel_setup.NotReady:
        messages.error(request, _("Credentials and a team are needed before it can go live."))
        return redirect("channel-step", pk=row.pk, step=channel_setup.next_of(row))
    messages.success(request, _("%(name)s is in service.") % {"name": row.name})
    return redirect("channel", pk=row.pk)


DEEDS: dict[str, Callable[[HttpRequest, Channel, str], HttpResponse]] = {
    "preparation": pass_on,
    "credentials": enter,
    "webhook": pass_on,
    "test": pass_on,
    "routing": route,
    "launch": launch,
}


def address(row: Channel) -> dict[str, Any]:
    said = webhook_address(row)
    return {"address": said, "is_safe": said.startswith("https://"), "public_url": settings.PUBLIC_URL}


def teams() -> list[tuple[Team, calendars.Listed | None]]:
    """Each with when it is there; few questions, however many there are."""
    hours = {one.calendar.pk: one for one in calendars.listed(timezone.now())}
    return [(team, hours.get(team.calendar_id or 0)) for team in Team.objects.select_related("calendar")]


def share_form(row: Channel, data: Any = None) -> ShareForm | None:
    return ShareForm(data, channel=row) if ADAPTERS[row.kind].shares else None


def going_live(row: Channel) -> dict[str, Any]:
    people = row.team.memberships.filter(agent__is_active=True).count() if row.team else 0
    hours = next((listed for team, listed in teams() if team.pk == row.team_id), None)
    waiting = row.raw_deliveries.filter(state="pending").count()
    return {
        "form": share_form(row),
        "missing": channel_setup.missing(row),
        "people": people,
        "hours": hours,
        "kept": waiting,
        "untried": channel_tried.untried(row),
        **removal.told(row),
    }


SHOWN: dict[str, Callable[[Channel], dict[str, Any]]] = {
    "preparation": lambda row: {},
    "credentials": lambda row: {"form": SetupForm(channel=row, adapter=adapter_of(row))},
    "webhook": address,
    "test": lambda row: {"echo": channel_echo.follow(row), "is_tested": channel_tried.is_heard(row)},
    "routing": lambda row: {"form": ChannelForm(instance=row), "teams": teams()},
    "launch": going_live,
}
