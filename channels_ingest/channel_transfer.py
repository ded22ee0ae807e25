"""The settings of channels as a file, without anything secret: to keep beside one's documents, or to begin elsewhere.

Mailboxes are left out: nothing of them is of use without the passwords of their servers."""

import json
from collections.abc import Iterable
from itertools import chain, count
from typing import Any

from django.db import transaction
from django.forms import BaseForm as Form
from django.utils import timezone
from django.utils.translation import gettext as _

from agents.audit import audit
from agents.models import Agent, Team
from channels_ingest import channel_deeds, channel_setup
from channels_ingest.adapters import ADAPTERS
from channels_ingest.adapters.webhook import WebhookAdapter
from channels_ingest.admin_forms import ChatSiteForm
from channels_ingest.channel_forms import ChannelForm, SetupForm
from channels_ingest.form_forms import WebFormForm
from conversations.models import Channel
from omnidesk.cleaning import Unreadable, read_json

FORMAT = "omnidesk-channels-1"
LARGEST = 256 * 1024
MOST = 200
LONGEST_NAME = 80
# Kinds whose settings are what their own form says; a mailbox of this house means nothing in another.
FORMS: dict[str, type[ChannelForm]] = {"chat": ChatSiteForm, "form": WebFormForm}
NOT_CARRIED = {"name", "team", "language", "continues_by"}


class Refused(Exception):
    """Nothing of the file was taken; the sentence says what is wrong with it."""


def exported(by: Agent, ip: str | None) -> bytes:
    rows = [row for row in Channel.objects.select_related("team").order_by("pk") if is_carried(row)]
    audit(by, "channel.exported", None, ip, count=len(rows))
    written = {"format": FORMAT, "channels": [described(row) for row in rows]}
    return json.dumps(written, ensure_ascii=False, indent=2).encode()


def is_carried(row: Channel) -> bool:
    return not row.is_practice and (row.kind in FORMS or channel_setup.adapter_of(row) is not None)


def described(row: Channel) -> dict[str, Any]:
    team = row.team.name if row.team else None
    return {"kind": row.kind, "name": row.name, "team": team, "language": row.language, "settings": settings_of(row)}


def settings_of(row: Channel) -> dict[str, Any]:
    """Named one by one, so that nothing secret is ever carried along."""
    adapter = channel_setup.adapter_of(row)
    if adapter is not None:
        named = [asked.name for asked in adapter.setup if not asked.is_secret]
        return {name: row.settings[name] for name in named if row.settings.get(name)}
    form = FORMS[row.kind](instance=row)
    return {name: form[name].value() for name in form.fields if name not in NOT_CARRIED}


def imported(content: bytes, by: Agent, ip: str | None) -> list[Channel]:
    """All of them or none: each is judged before the first is made. Raises Refused."""
    rows = [judged(place, said) for place, said in enumerate(read(content), start=1)]
    taken = set(Channel.objects.values_list("name", flat=True))
    with transaction.atomic():
        for row in rows:
            row.name = told_apart(row.name, taken)
            taken.add(row.name)
            channel_deeds.save(row, ["imported"], by, ip)
        audit(by, "channel.imported", None, ip, count=len(rows))
    return rows


def told_apart(name: str, taken: set[str]) -> str:
    """Numbered where there is one of that name: two alike in a list are one too many."""
    numbered = (f"{name[: LONGEST_NAME - 6]} ({number})" for number in count(2))
    return next(one for one in chain([name], numbered) if one not in taken)


def read(content: bytes) -> Iterable[dict[str, Any]]:
    try:
        said = read_json(content)
    except Unreadable:
        raise Refused(_("This is no file of settings: it is not JSON.")) from None
    channels = said.get("channels")
    if said.get("format") != FORMAT or not isinstance(channels, list) or not channels:
        raise Refused(_("This is no file of settings that was exported here."))
    if len(channels) > MOST or not all(isinstance(one, dict) for one in channels):
        raise Refused(_("At most %(n)s channels at once, each with its own settings.") % {"n": MOST})
    return channels


def judged(place: int, said: dict[str, Any]) -> Channel:
    """The row, not saved: paused, and for a provider's kind to be set up."""
    kind, values = said.get("kind"), said.get("settings")
    adapter = ADAPTERS.get(kind) if isinstance(kind, str) else None
    if adapter is None or not isinstance(values, dict) or not is_carried(Channel(kind=adapter.kind)):
        raise Refused(_("Channel %(place)s: this kind is not known here.") % {"place": place})
    row = Channel(kind=adapter.kind, paused_at=timezone.now())
    has_steps, team = isinstance(adapter, WebhookAdapter), team_of(place, said)
    data = {**values, "name": said.get("name"), "language": said.get("language"), "team": team}
    form = FORMS.get(adapter.kind, ChannelForm)(data, instance=row)
    wrong = labelled(form, {name for name in form.errors if not (name == "team" and has_steps and team is None)})
    if isinstance(adapter, WebhookAdapter):
        wrong |= take_over(adapter, row, values)
    if wrong:
        field, error = next(iter(wrong.items()))
        told = {"place": place, "name": str(said.get("name"))[:80], "field": field, "error": error}
        raise Refused(_("Channel %(place)s (%(name)s), %(field)s: %(error)s") % told)
    return form.save(commit=False) if adapter.kind in FORMS else row


def labelled(form: Form, names: set[str]) -> dict[str, str]:
    """What is wrong with these fields, by the name that a person knows them by."""
    found = [(form.fields[name].label if name in form.fields else name, form.errors[name]) for name in sorted(names)]
    return {str(label): " ".join(map(str, errors)) for label, errors in found}


def take_over(adapter: WebhookAdapter, row: Channel, values: dict[str, Any]) -> dict[str, str]:
    """What is no secret, where it looks right; what is missing is asked for when it is set up."""
    own = {asked.name for asked in adapter.setup if not asked.is_secret}
    given = {name: value for name, value in values.items() if name in own and value}
    form = SetupForm(given, channel=row, adapter=adapter)
    row.settings = {channel_setup.OPEN: [], **{name: str(value) for name, value in given.items()}}
    return labelled(form, set(form.errors) & set(given))


def team_of(place: int, said: dict[str, Any]) -> int | None:
    name = said.get("team")
    if name is None:
        return None
    team = Team.objects.filter(name=str(name)).first()
    if team is None:
        told = {"place": place, "team": str(name)[:80]}
        raise Refused(_("Channel %(place)s: there is no team “%(team)s” here. Create it first.") % told)
    return team.pk
