"""The visitor's part, for a web form: its own fields filled in, and sent to its public door as a company's page does.

There is no provider, and nothing goes out: an answer would be a mail, for which a practice customer has no address.
"""

import secrets
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from channels_ingest.webform import fields, uploads
from conversations.file_types import MEGABYTE
from conversations.models import Channel
from simulator import faults, pictures
from simulator.people import Person
from simulator.providers import Call, Happening, OurOwnDoor

# The company's page that sends it. Nobody lives there.
PAGE = "https://practice.example"
OWN = {"label": "型番 | Model", "key": "product", "required": True}
SAMPLE = "VX-200"
FILE = "file"
TOO_LARGE = uploads.MOST_MEGABYTES * MEGABYTE + 1


class Form(OurOwnDoor):
    kind: ClassVar[str] = fields.KIND
    name: ClassVar[str] = ""
    word = _("Web form")
    about = _("Own fields, files, no answers")
    acts = ("photo", "large", "missing")
    faults = frozenset({faults.DOUBLED})

    def account(self, seed: str) -> tuple[dict[str, Any], dict[str, str]]:
        return {"origins": [PAGE], "asks": ["name", "order_number", "files"], "own": [OWN]}, {}

    def id_of(self, person: Person) -> str:
        return f"{person.key}@practice.example"

    def asks(self, channel: Channel) -> list[tuple[str, str, str]]:
        own = fields.own(channel, (get_language() or channel.language)[:2])
        number = [("order_number", str(fields.OPTIONAL["order_number"]), "")]
        listed = number if fields.asks(channel, "order_number") else []
        return listed + [(field.name, field.label, SAMPLE) for field in own]

    def happening(self, channel: Channel, person: Person, act: str, text: str) -> Happening:
        who = self.id_of(person)
        told = {"email": who, "name": str(person.name), "message": text or str(_("A photo comes with it")), FILE: act}
        if act == "missing":
            told |= {"message": text, "email": "", **{name: "" for name, _label, _sample in self.asks(channel)}}
        seen = [bubble(act, text)] if text or act != "missing" else []
        return Happening(who, told, f"form-{secrets.token_hex(8)}", seen)

    def calls(self, channel: Channel, happenings: list[Happening], *, again: bool = False) -> list[Call]:
        """One request each: a form is sent by one person at a time."""
        samples = {name: sample for name, _label, sample in self.asks(channel)}
        return [packed(channel, samples | one.told) for one in happenings]

    def spoil(self, call: Call) -> Call:
        return Call(call.headers | {"Origin": "https://elsewhere.example"}, call.body, path=call.path)


def bubble(act: str, text: str) -> dict[str, str]:
    return {"kind": "photo" if act == "photo" else FILE if act == "large" else "text", "text": text}


def packed(channel: Channel, told: dict[str, Any]) -> Call:
    said = {name: str(value) for name, value in told.items() if name != FILE}
    content = {"photo": pictures.sample(), "large": bytes(TOO_LARGE)}.get(told.get(FILE, ""))
    path = reverse("form-page", args=[channel.public_id])
    if content is None:
        kind = "application/x-www-form-urlencoded"
        return Call({"Content-Type": kind, "Origin": PAGE}, urlencode(said).encode(), path=path)
    mark = secrets.token_hex(16)
    kind = f"multipart/form-data; boundary={mark}"
    return Call({"Content-Type": kind, "Origin": PAGE}, parts(mark, said, content), path=path)


def parts(mark: str, said: dict[str, str], content: bytes) -> bytes:
    begins = f"--{mark}\r\nContent-Disposition: form-data; name="
    named = [f'{begins}"{name}"\r\n\r\n{value}' for name, value in said.items()]
    about = f'{begins}"files"; filename="photo.jpg"\r\n'
    head = "\r\n".join([*named, f"{about}Content-Type: image/jpeg\r\n\r\n"])
    return head.encode() + content + f"\r\n--{mark}--\r\n".encode()
