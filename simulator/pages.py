"""Settings: the simulator. For admins; nobody else finds these pages. It reaches practice channels only."""

import json
import re
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from agents.access import needs, signed_in
from agents.audit import client_ip
from conversations.models import Channel
from omnidesk import limits
from omnidesk.cleaning import clean_message
from omnidesk.limits import OverLimit
from simulator import acting, faults, log, making, scene
from simulator.models import SimulatorCall
from simulator.parts import named, provider_of
from simulator.people import Person, person

LONGEST, LONGEST_FIELD = 2000, 300
MOST_TURNS = 20
# A button below a message of ours; which one stands behind it.
TAP = "tap"


@require_safe
@needs("channels")
@never_cache
def simulator(request: HttpRequest) -> HttpResponse:
    channels = list(making.listed())
    asked = request.GET.get("channel", "")
    chosen = next((one for one in channels if str(one.pk) == asked), channels[0] if channels else None)
    who = person(request.GET.get("who", ""))
    if chosen:
        scene.look(chosen, who)
    shown = scene.scene(chosen, who) if chosen else {}
    places = [(one, provider_of(one)) for one in channels]
    context = {"places": places, "makes": scene.makes(channels), "pane": pane(request)}
    return render(request, "simulator/page.html", context | shown)


def pane(request: HttpRequest) -> str:
    """Which one a narrow window shows."""
    asked = request.GET.get("pane", "")
    return asked if asked in ("from", "talk", "log") else "talk"


def found(pk: int) -> Channel:
    channel = get_object_or_404(making.listed(), pk=pk)
    if provider_of(channel) is None:
        raise Http404
    return channel


@require_safe
@needs("channels")
@never_cache
def live(request: HttpRequest, pk: int) -> HttpResponse:
    """What came since; 204 = nothing, and the page stays as it is."""
    channel, who = found(pk), person(request.GET.get("who", ""))
    scene.look(channel, who)
    if request.GET.get("seen", "") == scene.mark(channel, who):
        return HttpResponse(status=204)
    return render(request, "simulator/live.html", scene.scene(channel, who))


@require_POST
@needs("channels")
def channels(request: HttpRequest) -> HttpResponse:
    provider = named(request.POST.get("provider", ""))
    if provider is None:
        raise Http404
    channel = making.found(provider) or making.make(provider, signed_in(request), client_ip(request))
    return redirect(f"{reverse('simulator')}?channel={channel.pk}")


@require_POST
@needs("channels")
def words(request: HttpRequest, pk: int) -> HttpResponse:
    channel, who = found(pk), person(request.POST.get("who", ""))
    deed, _colon, place = request.POST.get("act", "text").partition(":")
    provider = provider_of(channel)
    if provider is None or deed not in ("text", TAP, *provider.acts):
        raise Http404
    rows: list[SimulatorCall] = []
    try:
        for turn in [place] if deed == TAP else said(request, deed):
            limits.spend("simulator.words", str(signed_in(request).pk))
            asked = typed(request, provider.asks(channel))
            rows += acting.tap(channel, who, turn) if deed == TAP else acting.act(channel, who, deed, turn, asked)
    except OverLimit:
        messages.warning(request, _("Too much at once. Wait a minute."))
    tell(request, rows)
    return after(request, channel, who)


def said(request: HttpRequest, deed: str) -> list[str]:
    text = clean_message(request.POST.get("text", ""))[:LONGEST]
    return turns(text) if deed == "text" else [text]


def typed(request: HttpRequest, asked: list[tuple[str, str, str]]) -> dict[str, str]:
    """What was filled in of a form's own fields; one that the page did not show keeps its sample."""
    return {name: request.POST[name][:LONGEST_FIELD] for name, _label, _sample in asked if name in request.POST}


def turns(text: str) -> list[str]:
    """A script: what stands between lines of --- is said one after the other."""
    said = [one.strip() for one in re.split(r"(?m)^-{3,}\s*$", text)]
    return [one for one in said if one][:MOST_TURNS]


def tell(request: HttpRequest, rows: list[SimulatorCall]) -> None:
    if any(row.status == 0 and row.note != faults.HELD for row in rows):
        messages.error(request, _("Our own webhook could not be reached. Is SIMULATOR_URL right?"))


def after(request: HttpRequest, channel: Channel, who: Person) -> HttpResponse:
    if request.headers.get("HX-Request"):
        scene.look(channel, who)
        return render(request, "simulator/live.html", scene.scene(channel, who))
    return back(channel, who, request.POST.get("pane", ""))


def back(channel: Channel, who: Person, shown: str) -> HttpResponseRedirect:
    query = {"channel": channel.pk, "who": who.key} | ({"pane": shown} if shown else {})
    return redirect(f"{reverse('simulator')}?{urlencode(query)}")


@require_POST
@needs("channels")
def fault(request: HttpRequest, pk: int) -> HttpResponse:
    """Switch one on or off, or all off."""
    channel, kind = found(pk), request.POST.get("fault", "")
    provider = provider_of(channel)
    wanted = next((one for one in faults.FAULTS if one.kind == kind), None)
    if kind == "none":
        faults.stop(channel)
    elif wanted is None or provider is None or kind not in provider.faults:
        raise Http404
    else:
        faults.plan(channel, kind, 0 if faults.left(channel).get(kind) else wanted.count)
    return after(request, channel, person(request.POST.get("who", "")))


@require_POST
@needs("channels")
def beginning(request: HttpRequest, pk: int) -> HttpResponse:
    channel = found(pk)
    making.begin_anew(channel, signed_in(request), client_ip(request))
    return back(channel, person(request.POST.get("who", "")), "talk")


@require_safe
@needs("channels")
@never_cache
def record(request: HttpRequest, pk: int) -> HttpResponse:
    """The run as a file: each call both ways, oldest first. Credentials were struck out when it was written down."""
    channel = found(pk)
    calls = [log.as_data(row) for row in reversed(scene.recent(channel))]
    body = json.dumps({"channel": channel.name, "kind": channel.kind, "calls": calls}, ensure_ascii=False, indent=2)
    answer = HttpResponse(body, content_type="application/json; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="simulator-{channel.pk}.json"'
    return answer


@require_safe
@needs("channels")
@never_cache
def call(request: HttpRequest, pk: int, call: int) -> HttpResponse:
    row = get_object_or_404(SimulatorCall, pk=call, channel=found(pk))
    return render(request, "simulator/call.html", {"row": scene.Row.of(row), "channel": row.channel})
