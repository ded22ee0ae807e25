"""What runs inside the product: opens channels, finds the matters, counts what is there, and lets time pass."""

import json
from typing import Any

from tests.product import Product

OPEN = """
import json
from django.conf import settings
from agents.models import Company, Team
from conversations.models import Channel
from tests.bench.people import cookie_of, crew
from tests.faults.webhooks import PLAYED
Company.objects.get_or_create(pk=1, defaults={{"name": "Faults"}})
team = Team.objects.create(name="Faults {scene}")
opened = {{}}
for kind, provider in PLAYED.items():
    # Of practice: there the provider may stand on this machine.
    channel = Channel.objects.create(
        kind=kind, name=f"{{kind}} {scene}", team=team, settings=dict(provider.settings), is_practice=True,
        credentials=json.dumps(provider.credentials),
    )
    opened[kind] = channel.public_id
cookie = cookie_of(crew(team, 1)[0])
print(json.dumps({{"channels": opened, "cookie": cookie, "csrf_cookie": settings.CSRF_COOKIE_NAME}}))
"""
MATTERS = """
import json
from conversations.models import Message
found = Message.objects.filter(channel__name__endswith=" {scene}", direction="in").order_by("conversation", "-pk")
found = found.distinct("conversation").select_related("channel")
print(json.dumps([
    {{"matter": one.conversation_id, "customer": one.customer_id, "route": f"{{one.channel_id}}-{{one.identity_id}}",
      "kind": one.channel.kind}} for one in found
]))
"""
COUNT = """
import json
from channels_ingest.models import RawDelivery
from conversations.models import Message
here = Message.objects.filter(channel__name__endswith=" {scene}")
kept = RawDelivery.objects.filter(channel__name__endswith=" {scene}")
print(json.dumps({{
    "stored": list(here.filter(direction="in").values_list("text", flat=True)),
    "out": list(here.filter(direction="out").values_list("text", "delivery")),
    "unparsed": kept.exclude(state="parsed").count(), "aside": kept.filter(state="quarantined").count(),
}}))
"""
# Claims of the dead run out, pauses end, and the next sweep begins: for whoever cannot wait minutes. Of messages only
# those claims that are older than any call lasts.
HURRY = """
from datetime import timedelta
from django.db.models import Q
from django.utils import timezone
from channels_ingest.models import RawDelivery
from conversations.models import Channel, Message
from omnidesk import waking
now = timezone.now()
dead = Q(claimed_at__lt=now - timedelta(seconds=4))
RawDelivery.objects.filter(dead, state="pending").update(claimed_at=None)
Channel.objects.filter(resting_until__gt=now).update(resting_until=now)
Message.objects.filter(delivery="queued", next_attempt_at__gt=now).update(next_attempt_at=now)
gone = Message.objects.filter(delivery="sending", claimed_at__lt=now - timedelta(seconds=11))
gone.update(claimed_at=now - timedelta(minutes=5))
waking.call(waking.SWEEP)
"""


def asked(product: Product, code: str, scene: str) -> Any:
    return json.loads(product.run(code.format(scene=scene)).splitlines()[-1])
