"""manage.py simulate line --text 充電できません --count 3 --duplicate: a line of JSON for each webhook sent."""

import json
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from conversations.models import Channel
from simulator import acting, faults, making
from simulator.models import SimulatorCall
from simulator.parts import PROVIDERS, named, provider_of
from simulator.people import PEOPLE, Person, person
from simulator.providers import Provider

ACTS = (
    "text", "ring", "missed", "voicemail", "photo", "sticker", "location", "unsend", "follow", "unfollow",
    "large", "missing",
)  # fmt: skip
RECEIPTS = {"sent": "sent", "delivered": "delivered", "failed": "undelivered"}


class Command(BaseCommand):
    help = "Do what a customer of a practice channel does, over real HTTP; makes the channel where there is none."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("kind", choices=sorted({one.choice for one in PROVIDERS} | {"sms"}))
        parser.add_argument("--channel", type=int, help="its number; without it the first of that kind")
        parser.add_argument("--act", choices=ACTS, default="text")
        parser.add_argument("--receipt", choices=sorted(RECEIPTS), help="of the last message that we sent")
        parser.add_argument("--text", default="充電できません")
        parser.add_argument("--as", dest="who", choices=[one.key for one in PEOPLE], default=PEOPLE[0].key)
        parser.add_argument("--count", type=int, default=1)
        parser.add_argument("--batch", type=int, default=0, help="so many events in one webhook")
        parser.add_argument("--duplicate", action="store_true", help="send each webhook twice")
        parser.add_argument("--fault", choices=sorted(faults.KINDS), help="for the next --count calls")

    def handle(self, *args: Any, **options: Any) -> None:
        provider = named(options["kind"])
        if provider is None:
            raise CommandError(f"nobody plays {options['kind']}")
        channel, who = self.channel(provider, options), person(options["who"])
        if options["fault"]:
            faults.plan(channel, options["fault"], options["count"])
        if options["duplicate"]:
            faults.plan(channel, faults.DOUBLED, options["count"])
        rows = self.receipt(channel, options) if options["receipt"] else self.acted(channel, who, options)
        if any(row.status == 0 and row.note != faults.HELD for row in rows):
            raise CommandError("the webhook could not be reached: is the product running, and SIMULATOR_URL right?")

    def channel(self, provider: Provider, options: dict[str, Any]) -> Channel:
        if options["channel"] is None:
            return making.found(provider) or making.make(provider)
        found = making.listed().filter(pk=options["channel"]).first()
        if found is None or provider_of(found) is not provider:
            raise CommandError(f"{options['channel']} is no practice channel of {options['kind']}")
        return found

    def acted(self, channel: Channel, who: Person, options: dict[str, Any]) -> list[SimulatorCall]:
        if options["batch"]:
            return self.told(acting.batch_of(channel, who, options["act"], options["text"], options["batch"]))
        rows = []
        for number in range(options["count"]):
            text = f"{options['text']} {number + 1}" if options["count"] > 1 else options["text"]
            rows += self.told(acting.act(channel, who, options["act"], text))
        return rows

    def receipt(self, channel: Channel, options: dict[str, Any]) -> list[SimulatorCall]:
        ours = SimulatorCall.objects.filter(channel=channel, direction="out").exclude(name="").order_by("-pk").first()
        if ours is None:
            raise CommandError("nothing was sent yet")
        return self.told(acting.receipt(ours, RECEIPTS[options["receipt"]]))

    def told(self, rows: list[SimulatorCall]) -> list[SimulatorCall]:
        for row in rows:
            about = {"sent": row.path, "name": row.name, "status": row.status, "ms": row.ms, "note": row.note}
            self.stdout.write(json.dumps({"at": round(time.time(), 3), **about}, ensure_ascii=False))
        return rows
