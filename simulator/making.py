"""Practice channels: made with a press, with credentials of nobody."""

import json
import secrets
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from agents.audit import audit
from agents.models import Agent, Team
from conversations.models import Channel
from simulator.models import SimulatorCall, SimulatorOnce
from simulator.parts import KINDS, provider_of
from simulator.providers import Provider


def listed() -> QuerySet[Channel]:
    return Channel.objects.filter(is_practice=True, kind__in=KINDS).order_by("pk")


def found(provider: Provider) -> Channel | None:
    return next((channel for channel in listed() if provider_of(channel) is provider), None)


@transaction.atomic
def make(provider: Provider, by: Agent | None = None, ip: str | None = None, **more: Any) -> Channel:
    """more: further fields of the channel; without a team it is the first one's."""
    settings, credentials = provider.account(str(more.get("public_id") or secrets.token_hex(8)))
    team = more.pop("team", None) or Team.objects.order_by("pk").first()
    told = {"name": _("Practice %(provider)s") % {"provider": provider.word}, "team": team, **more}
    channel = Channel.objects.create(
        kind=provider.kind, settings=settings, credentials=json.dumps(credentials), is_practice=True,
        language=team.language if team else "ja", **told,
    )  # fmt: skip
    if by is not None:
        audit(by, "channel.made", channel, ip, fields=["is_practice"], name=channel.name)
    return channel


@transaction.atomic
def begin_anew(channel: Channel, by: Agent, ip: str | None) -> None:
    """The customer's screen and the log are empty again. The desk's matters stay: they are the desk's."""
    SimulatorCall.objects.filter(channel=channel, note="held").delete()
    SimulatorCall.objects.filter(channel=channel, is_past=False).update(is_past=True)
    SimulatorOnce.objects.filter(channel=channel, kind="reply").delete()
    audit(by, "simulator.restarted", channel, ip, name=channel.name)
