"""What a hand-off that was taken up leaves behind: whose it is, what it told, what they did before, a line of history.

What the app vouches for is the account; what becomes of name and addresses is said in handoff_record.
"""

from dataclasses import replace
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from agents.models import Agent
from channels_ingest import handoff_record
from channels_ingest.handoff_record import APP
from channels_ingest.handoffs import account_of
from channels_ingest.mail.people import parts
from channels_ingest.models import ConnectedApp, Handoff
from channels_ingest.record_claims import language_in
from channels_ingest.touchpoint_body import browser_id
from conversations import threads
from conversations.history import record
from conversations.models import Conversation
from customers import fact_words, touchpoints
from customers.identifying import Sender, held, identify, lock_keys, make_findable
from customers.models import Customer, Fact, Identity, IdentityKind, Place, Touchpoint
from customers.models.fact import FactSource
from customers.noting import expiry, note
from omnidesk.live import PanelHint, QueueHint
from omnidesk.telling import publish

# What the person is called and reached by is told once for all matters; the rest is of the matter.
OF_PERSON = ("name", "email", "phone")


def vouched(handoff: Handoff, sender: Sender) -> Sender:
    """The same sender with what the hand-off says of them; its addresses are kept once it is known whose they are."""
    account = account_of(handoff) or sender.account
    language = language_in(str(handoff.who.get("language", ""))) or sender.language
    sender = replace(sender, account=account, language=language)
    if sender.family_name:
        return sender
    family, given = parts(str(handoff.who.get("name", "")))
    return replace(sender, family_name=family, given_name=given, source=APP)


@transaction.atomic
def introduce(handoff: Handoff, sender: Sender) -> Identity:
    """Before the first word: the sender becomes somebody the desk knows, so that agents can see who is there."""
    lock_keys(sender)
    identity = identify(sender)
    customer = threads.lock_owner(identity)
    make_findable(customer, sender)
    settle(handoff, identity)
    return identity


def settle(
    handoff: Handoff, identity: Identity, matter: Conversation | None = None, agent: Agent | None = None
) -> None:
    """`identity`: through which they came. The hand-off is its account's, should another customer hold that.
    `agent`: who typed its code."""
    account = account_of(handoff)
    owner = held(account.kind, account.scope, account.value) if account else None
    handoff.identity = owner or identity
    handoff.customer = handoff.identity.customer
    handoff.save(update_fields=["identity", "customer"])
    handoff_record.keep(handoff, identity)
    if handoff_record.may_claim(handoff, handoff.customer):
        note([fact(handoff, key, str(handoff.who[key])) for key in OF_PERSON if handoff.who.get(key)])
    leave_traces(handoff, handoff.identity)
    publish(PanelHint(handoff.customer.pk))
    if matter is not None:
        bind(handoff, matter, agent)


def bind(handoff: Handoff, matter: Conversation, agent: Agent | None = None) -> None:
    """Now there is a matter: what was told of it stands in its card, and its thread says how we know."""
    if handoff.matter_id is not None or not Handoff.objects.filter(pk=handoff.pk, matter=None).update(matter=matter):
        return
    handoff.matter = matter
    customer = matter.customer
    note([fact(handoff, key, value, matter, customer) for key, value in told(handoff).items()])
    if proves(handoff, customer.pk):
        record(matter, "app_proved", actor=agent, at=handoff.taken_at, method=handoff.authentication.get("method", ""))
    publish(PanelHint(customer.pk))
    # Who was waiting without a word stands in the list now.
    publish(QueueHint(matter=0, teams=(matter.team_id,)))


def proves(handoff: Handoff, customer: int) -> bool:
    """It is this customer's account: whoever merely brings the token of another's is not proven by it."""
    mine = handoff.identity
    is_account = account_of(handoff) is not None and mine is not None and mine.kind == IdentityKind.ACCOUNT
    return is_account and mine is not None and mine.customer_id == customer


def told(handoff: Handoff) -> dict[str, str]:
    """{key: value} of the keys that the desk has a name for; attributes of other names are shown with the hand-off."""
    context = handoff.context
    found = {fact_words.canonical(name): as_text(value) for name, value in handoff.attributes.items()}
    stopped = " / ".join(str(context[name]) for name in ("flow", "step") if context.get(name))
    found |= {key: value for key, value in (("step", stopped), ("error_code", context.get("error", ""))) if value}
    known = {key: value for key, value in found.items() if key in fact_words.KEYS and key not in OF_PERSON}
    return {key: value for key, value in known.items() if value}


def as_text(value: Any) -> str:
    return "" if value is None or isinstance(value, bool) else str(value)


def fact(
    handoff: Handoff, key: str, value: str, matter: Conversation | None = None, customer: Customer | None = None
) -> Fact:
    said_at = handoff.taken_at or timezone.now()
    identity = handoff.identity
    owner = customer or handoff.customer
    is_own = identity is not None and owner is not None and identity.customer_id == owner.pk
    return Fact(
        customer=owner,
        home=identity.home if identity and is_own else owner,
        identity=identity if is_own else None,
        matter=matter.pk if matter else None,
        key=key,
        value=value,
        norm=value,
        source=FactSource.TOKEN,
        channel_kind=APP,
        said_at=said_at,
        expires_at=expiry(key, said_at),
        rule="handoff",
    )


def source_of(handoff: Handoff) -> str:
    apps = apps_of(handoff)
    if apps:
        return apps[0].source
    return f"chat:{handoff.site.public_id}"[:40] if handoff.site else ""


def leave_traces(handoff: Handoff, identity: Identity) -> None:
    """The hand-off itself and the steps before it, among what the customer did elsewhere."""
    source, device = source_of(handoff), str(handoff.context.get("device_id", ""))
    left = traces(handoff, device)
    touchpoints.write(source, "", left)
    mine = Touchpoint.objects.filter(source=source, external_id__in=[event.external_id for event in left])
    mine.filter(Q(device=device) | Q(customer=None)).update(
        customer=identity.customer, home=identity.home, identity=identity
    )
    for app in apps_of(handoff):
        touchpoints.claim_device(app.source, device, identity)


def apps_of(handoff: Handoff) -> list[ConnectedApp]:
    """Whose devices are meant: the sender's, or those of the apps that share a site's members."""
    if handoff.app is not None:
        return [handoff.app]
    return list(ConnectedApp.objects.filter(members_of=handoff.site, paused_at=None)) if handoff.site else []


def traces(handoff: Handoff, device: str) -> list[touchpoints.Event]:
    context, at = handoff.context, handoff.created_at
    first = touchpoints.Event(
        external_id=f"handoff:{handoff.pk}:0",
        place=Place.APP if context.get("screen") or context.get("app_version") else Place.WEB,
        kind="handoff",
        at=at,
        device=device,
        title=str(context.get("title") or context.get("screen") or ""),
        url=str(context.get("page", ""))[:500],
    )
    steps = enumerate(context.get("steps") or [], start=1)
    return [first, *(step_event(handoff, number, step, device) for number, step in steps)]


def step_event(handoff: Handoff, number: int, step: dict[str, Any], device: str) -> touchpoints.Event:
    said: dict[str, Any] = {name: str(step.get(name, "")) for name in ("title", "flow", "step", "outcome", "error")}
    at = parse_datetime(str(step.get("at", ""))) or handoff.created_at
    known = str(step.get("id", ""))
    name = browser_id(device, known) if known and device else f"handoff:{handoff.pk}:{number}"
    return touchpoints.Event(external_id=name, place=Place.SELF_SERVICE, kind="step", at=at, device=device, **said)
