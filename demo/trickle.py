"""Keeps the demo's console alive: simulated customers write through the real door, and most are answered by the
simulated colleagues. What the people at the demo logins have in hand, nobody answers for them."""

import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone

from agents.models import Agent, Company
from channels_ingest.models import RawDelivery, VisitorSession
from conversations import delivery, outbox, statuses
from conversations.capabilities import table
from conversations.models import OPEN, Conversation, Delivery, Direction, Message, Status
from demo.acting import Role, partner_in
from demo.casting import begin_role, role_of
from demo.dice import Dice
from demo.logins import logins
from demo.planned import Said

MOST_OPEN = 200
# Beyond this the colleagues finish faster than new people come.
MANY_OPEN = 120
NEW_CONTACT, GOES_ON, ANSWERS = 0.3, 0.6, 0.7
AT_ONCE = 2
READS = 6
# A customer types for a while; a colleague reads first, and takes what nobody took after a few minutes.
CUSTOMER_WAITS, COLLEAGUE_WAITS, NOBODY_WAITS = timedelta(seconds=35), timedelta(seconds=40), timedelta(minutes=4)
# What was loaded stays on the desk for whoever tries the demo; only what is left for long, colleagues take.
LEFT_FOR_LONG = timedelta(minutes=90)
SIMULATED = Q(is_demo=True) | Q(is_simulated=True)
OURS = Q(external_id__contains=":demo-") | Q(external_id__contains=":sim-")


def is_on() -> bool:
    company = Company.current()
    return settings.DEMO and company is not None and company.is_demo and company.trickle_on


def tick(dice: Dice | None = None) -> None:
    """One small step of everything; at most a handful of rows."""
    if not is_on():
        return
    dice, now = dice or Dice(secrets.token_hex(8)), timezone.now()
    crowd = open_matters().count()
    look(now)
    read(now)
    for matter in waiting_for_customer(now):
        if dice.chance(GOES_ON):
            go_on(matter)
    for matter in waiting_for_us(now):
        if dice.chance(ANSWERS):
            answer(matter, dice)
    finish(now, eager=crowd > MANY_OPEN)
    if crowd < MOST_OPEN and dice.chance(NEW_CONTACT if crowd <= MANY_OPEN else NEW_CONTACT / 4):
        arrive(dice)


def open_matters() -> "QuerySet[Conversation]":
    return Conversation.objects.filter(SIMULATED, status__in=OPEN)


def theirs() -> "QuerySet[Conversation]":
    """Open matters of simulated customers that no demo login has in hand."""
    return open_matters().exclude(assignee__in=logins())


# Customers


def arrive(dice: Dice) -> None:
    """Somebody new, or somebody known who has nothing in hand, begins a matter."""
    role = begin_role(dice)
    write(role, role.says(0))


def go_on(matter: Conversation) -> None:
    role = role_of(matter)
    if role is not None:
        spoken = matter.messages.filter(direction=Direction.IN, is_automatic=False).count()
        write(role, role.says(spoken, partner_in(matter)), matter)


def write(role: Role, said: Said, matter: Conversation | None = None) -> Message | None:
    return mark(role.deliver(said, matter))


def mark(raw: RawDelivery) -> Message | None:
    """Simulated work is never counted as real work."""
    kept = Message.objects.filter(channel=raw.channel_id, external_id=raw.external_id)
    message = kept.select_related("customer").first()
    if message is None:
        return None
    Conversation.objects.filter(pk=message.conversation_id, is_demo=False).update(is_simulated=True)
    if not message.customer.is_demo:
        type(message.customer).objects.filter(pk=message.customer_id).update(is_simulated=True)
    return message


def waiting_for_customer(now: datetime) -> list[Conversation]:
    """Answered just now, and the customer has had time to read and to type. Who is loaded answers the living only."""
    quiet = open_matters().filter(status=Status.AWAITING_CUSTOMER, last_activity_at__lt=now - CUSTOMER_WAITS)
    recent = quiet.filter(last_activity_at__gt=now - timedelta(minutes=20)).order_by("last_activity_at")
    answered = [matter for matter in recent[:30] if was_simulated(matter) and was_answered_live(matter)]
    return answered[:AT_ONCE]


def was_answered_live(matter: Conversation) -> bool:
    ours = matter.messages.filter(direction=Direction.OUT, is_automatic=False).order_by("-shown_at", "-pk").first()
    return ours is not None and not (ours.client_key or "").startswith("demo-")


def was_simulated(matter: Conversation) -> bool:
    """Was the last word of the customer one of ours? A real visitor in the same thread speaks for themselves."""
    last = matter.messages.filter(direction=Direction.IN).order_by("-shown_at", "-pk").first()
    return last is None or any(mark in (last.external_id or "") for mark in (":demo-", ":sim-"))


# Colleagues


def waiting_for_us(now: datetime) -> list[Conversation]:
    due = Q(assignee__isnull=False, waiting_since__lt=now - COLLEAGUE_WAITS) | Q(waiting_since__lt=now - NOBODY_WAITS)
    mine = Q(is_simulated=True) | Q(waiting_since__lt=now - LEFT_FOR_LONG)
    waiting = theirs().filter(due, mine, waiting_since__isnull=False).order_by("waiting_since")
    return [matter for matter in waiting[:20] if was_simulated(matter)][:AT_ONCE]


def answer(matter: Conversation, dice: Dice) -> None:
    last = matter.messages.filter(direction=Direction.IN).select_related("channel", "identity").order_by("-pk").first()
    colleague = matter.assignee or somebody(matter, dice)
    role = role_of(matter)
    if last is None or last.channel is None or last.identity is None or colleague is None or role is None:
        return
    ours = matter.messages.filter(direction=Direction.OUT, is_automatic=False).count()
    text = role.replies(ours, colleague)
    key = f"sim-{last.pk}-{ours}"
    if text:
        outbox.reply(
            matter,
            colleague,
            text=text,
            channel=last.channel,
            identity=last.identity,
            client_key=key,
            seen_revision=None,
        )
    else:
        statuses.set_status(matter, Status.RESOLVED, colleague)


def somebody(matter: Conversation, dice: Dice) -> Agent | None:
    """A simulated colleague of the team."""
    team = Agent.objects.filter(is_demo=True, is_active=True, memberships__team=matter.team_id)
    people = list(team.exclude(pk__in=[agent.pk for agent in logins()]).exclude(role="admin").order_by("pk"))
    return dice.choice(people) if people else None


def finish(now: datetime, *, eager: bool) -> None:
    """What has fallen silent is done; sooner when the desk is full."""
    silence = timedelta(minutes=10 if eager else 25)
    silent = theirs().filter(status=Status.AWAITING_CUSTOMER, assignee__isnull=False, snoozed_until=None)
    simulated = silent.filter(last_activity_at__lt=now - silence, is_simulated=True).order_by("last_activity_at")
    for matter in simulated[: AT_ONCE * 2 if eager else 1]:
        statuses.set_status(matter, Status.RESOLVED, matter.assignee)


# Browsers


def look(now: datetime) -> None:
    """Who wrote lately still has the shop open."""
    recent = OURS & Q(direction=Direction.IN, shown_at__gt=now - timedelta(minutes=4))
    names = Message.objects.filter(recent).values_list("identity__visitor_sessions", flat=True)[:40]
    VisitorSession.objects.filter(pk__in=[name for name in names if name]).update(last_seen_at=now, connections=1)


def read(now: datetime) -> None:
    """Simulated browsers show and read what was sent to them."""
    before = Q(sent_at__lt=now - timedelta(seconds=4), sent_at__gt=now - timedelta(minutes=30))
    # Of a mail nobody tells that it was read.
    shown = Q(channel__kind__in=[kind for kind, can in table().items() if can.receipts])
    unread = Message.objects.filter(before, shown, delivery__in=[Delivery.SENT, Delivery.DELIVERED]).order_by("pk")
    mine = [message for message in unread.select_related("conversation")[: READS * 3] if is_ours(message)]
    for message in mine[:READS]:
        delivery.mark_delivered(message.pk, now)
        delivery.mark_read(message.pk, now)


def is_ours(message: Message) -> bool:
    simulated = message.conversation.is_demo or message.conversation.is_simulated
    return simulated and was_simulated(message.conversation)
