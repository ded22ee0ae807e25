"""P8: the page of a customer with 5,000 messages, to that of one with 20."""

import http.client
import statistics
import time
import uuid
from datetime import timedelta

from django.utils import timezone

from agents.models import Company, Team
from conversations import tallies
from conversations.models import Channel, Conversation, Delivery, Direction, Message
from customers.models import Assurance, Customer, Identity, IdentityKind
from tests.bench.people import cookie_of, crew
from tests.bench.report import Line, milliseconds
from tests.bench.stage import Stage


def measure(stage: Stage, rounds: int, pages: int) -> Line:
    Company.objects.get_or_create(pk=1, defaults={"name": "Bench"})
    team = Team.objects.create(name="Bench thread")
    cookie = cookie_of(crew_member(team))
    short, long = history(team, 20), history(team, 5000)
    port, _ = stage.serve("omnidesk.asgi:application")
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    times: dict[int, list[float]] = {short: [], long: []}
    for _ in range(rounds + 1):
        # One of each in turn: what else the machine does meanwhile then falls on both.
        pairs = [(page(link, short, cookie), page(link, long, cookie)) for _ in range(pages)]
        for pk, taken in zip((short, long), zip(*pairs, strict=True), strict=True):
            times[pk].append(statistics.median(taken))
    # The first round warms up.
    times = {pk: taken[1:] for pk, taken in times.items()}
    ratios = [slow / fast for slow, fast in zip(times[long], times[short], strict=True)]
    figures = {"20 messages p50 ms": milliseconds(times[short]), "5,000 messages p50 ms": milliseconds(times[long])}
    return Line("P8", "thread page, 5,000 messages to 20", ratios, "≤ 1.2", statistics.median(ratios) <= 1.2, figures)


def crew_member(team: Team):
    return crew(team, 1)[0] if not team.members.exists() else team.members.first()


def page(link: http.client.HTTPConnection, pk: int, cookie: str) -> float:
    began = time.monotonic()
    link.request("GET", f"/conversations/{pk}/", headers={"Cookie": cookie, "Host": "localhost"})
    answer = link.getresponse()
    body = answer.read()
    if answer.status != 200 or f'data-matter="{pk}"'.encode() not in body:
        raise RuntimeError(f"the thread page answered {answer.status}")
    return time.monotonic() - began


def history(team: Team, many: int) -> int:
    """One customer, one matter, `many` messages to and fro over the last weeks; returns the matter's key."""
    now = timezone.now()
    channel = Channel.objects.create(kind="chat", name="Bench", team=team)
    customer = Customer.objects.create(family_name="計測", given_name=str(many), revision=many, last_contact_at=now)
    identity = Identity.objects.create(
        customer=customer, home=customer, kind=IdentityKind.VISITOR, scope=channel.public_id,
        value=uuid.uuid4().hex, assurance=Assurance.ATTESTED,
    )  # fmt: skip
    matter = Conversation.objects.create(
        customer=customer, title="計測", team=team, opened_at=now - timedelta(minutes=many), last_activity_at=now,
        next_seq=many + 1, last_channel=channel, preview="計測",
    )  # fmt: skip
    Message.objects.bulk_create(
        Message(
            conversation=matter, customer=customer, channel=channel, identity=identity,
            direction=Direction.IN if n % 2 else Direction.OUT, delivery="" if n % 2 else Delivery.READ,
            text="充電ランプが赤く点滅したままです。", seq=n, revision=n, arrived_revision=n,
            shown_at=now - timedelta(minutes=many - n), received_at=now - timedelta(minutes=many - n),
        )
        for n in range(1, many + 1)
    )  # fmt: skip
    tallies.rebuild()
    return int(matter.pk)
