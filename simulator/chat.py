"""The visitor's part, for a web chat: says and reads through the chat's own public door, as the window on a company's
page does. Nobody stands between, so nothing of ours is called here: the visitor looks for what is new.
"""

import json
import secrets
import uuid
from collections.abc import Mapping
from typing import Any, ClassVar

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from channels_ingest.chat import sessions, thread
from channels_ingest.models import VisitorSession
from conversations.models import Channel
from omnidesk.calling import Answer, as_json, call
from simulator import faults, log, people, pictures
from simulator.models import SimulatorCall, SimulatorOnce
from simulator.people import Person
from simulator.providers import Bubble, Call, Happening, OurOwnDoor

# The company's page that the window stands on. Nobody lives there.
PAGE = {"url": "https://practice.example/", "title": "Practice"}
VISITOR = "visitor"
SECONDS = 10.0
MOST_KNOWN = 200


class Chat(OurOwnDoor):
    kind: ClassVar[str] = "chat"
    name: ClassVar[str] = ""
    word = _("Web chat")
    about = _("Files, choices, no provider between")
    acts = ("photo",)
    faults = frozenset({faults.DOUBLED, faults.UNSIGNED, faults.REORDERED})

    def account(self, seed: str) -> tuple[dict[str, Any], dict[str, str]]:
        return {"origins": ["https://practice.example"]}, {}

    def id_of(self, person: Person) -> str:
        return person.key

    def known_as(self, channel: Channel, person: Person) -> str:
        found = kept(channel, person)
        return str(found.told["session"]) if found else ""

    def happening(self, channel: Channel, person: Person, act: str, text: str) -> Happening:
        files = [uploaded(channel, person)] if act == "photo" else []
        seen = {"kind": "photo" if files else "text", "text": text}
        told = {"key": str(uuid.uuid4()), "text": text, "files": files, "page": PAGE}
        return Happening(person.key, told, f"chat-{secrets.token_hex(8)}", [seen])

    def tap(self, channel: Channel, person: Person, button: Mapping[str, str]) -> Happening | None:
        if not button["says"]:
            return None
        happened = self.happening(channel, person, "text", button["says"])
        happened.told["tapped"] = int(button["data"])
        return happened

    def calls(self, channel: Channel, happenings: list[Happening], *, again: bool = False) -> list[Call]:
        """One request each; a repeat has the same key."""
        return [said(channel, one) for one in happenings]

    def spoil(self, call: Call) -> Call:
        return Call(call.headers | {"Authorization": f"Visitor {secrets.token_urlsafe(32)}"}, call.body, path=call.path)

    def look(self, channel: Channel, person: Person) -> None:
        """What is new on the visitor's screen, asked of the door only where there is something."""
        visitor = kept(channel, person)
        session = VisitorSession.objects.filter(pk=visitor.told["session"]).first() if visitor else None
        if visitor is None or session is None or thread.newest_revision(session) <= visitor.told["seen"]:
            return
        query = f"after={visitor.told['seen']}"
        answer = ask(channel, "chat-messages", token=visitor.told["token"], query=query)
        if answer.status == 200:
            show(channel, visitor, answer)


def kept(channel: Channel, person: Person) -> SimulatorOnce | None:
    """The visitor's browser: its session and token, and what it has shown."""
    return SimulatorOnce.objects.filter(channel=channel, kind=VISITOR, value=person.key).first()


def begun(channel: Channel, person: Person) -> SimulatorOnce:
    """As the window does just before the first message, and again when its session has ended."""
    found = kept(channel, person)
    if found is not None and sessions.of(channel, found.told["token"]) is not None:
        return found
    made = ask(channel, "chat-session", {"language": channel.language, "page": PAGE}).json
    token = str(made.get("token", ""))
    told = {"token": token, "session": str(made.get("session", "")), "seen": 0, "shown": []}
    row, _is_new = SimulatorOnce.objects.update_or_create(
        channel=channel, kind=VISITOR, value=person.key, defaults={"at": timezone.now(), "told": told}
    )
    ask(channel, "chat-details", {"name": str(person.name), "email": ""}, token=token)
    return row


def uploaded(channel: Channel, person: Person) -> str:
    """Our name for it; "" = it was refused."""
    mark = secrets.token_hex(16)
    about = 'Content-Disposition: form-data; name="file"; filename="photo.jpg"\r\nContent-Type: image/jpeg'
    body = f"--{mark}\r\n{about}\r\n\r\n".encode() + pictures.sample() + f"\r\n--{mark}--\r\n".encode()
    kind = {"Content-Type": f"multipart/form-data; boundary={mark}"}
    token = begun(channel, person).told["token"]
    return str(ask(channel, "chat-uploads", token=token, packed=(kind, body)).json.get("id", ""))


def said(channel: Channel, one: Happening) -> Call:
    """Signed in only now: what was held back goes in the session that is there."""
    headers, body = as_json(one.told)
    token = begun(channel, people.person(one.who)).told["token"]
    path = reverse("chat-messages", args=[channel.public_id])
    return Call(headers | {"Authorization": f"Visitor {token}"}, body, path=path)


def ask(
    channel: Channel,
    name: str,
    body: dict[str, Any] | None = None,
    *,
    token: str = "",
    query: str = "",
    packed: tuple[dict[str, str], bytes] | None = None,
) -> Answer:
    headers, content = packed or (as_json(body) if body is not None else ({}, b""))
    headers = headers | ({"Authorization": f"Visitor {token}"} if token else {})
    url = f"{settings.SIMULATOR_URL}{reverse(name, args=[channel.public_id])}{'?' if query else ''}{query}"
    return call("POST" if content else "GET", url, headers=headers, body=content, seconds=SECONDS)


def show(channel: Channel, visitor: SimulatorOnce, answer: Answer) -> None:
    """Ours, each once: a message comes again when it was read, or a choice of it was taken."""
    page = json.loads(answer.body)
    fresh = [row for row in page["messages"] if not row["mine"] and row["id"] not in visitor.told["shown"]]
    shown = [*visitor.told["shown"], *(row["id"] for row in fresh)][-MOST_KNOWN:]
    before = SimulatorOnce.objects.filter(pk=visitor.pk, told__seen=visitor.told["seen"])
    is_first = before.update(told=visitor.told | {"seen": page["revision"], "shown": shown})
    if fresh and is_first:
        log.keep(
            channel, SimulatorCall.Direction.OUT, method="GET", path=reverse("chat-messages", args=[channel.public_id]),
            status=answer.status, answer=answer.body, who=visitor.value, said=[bubble(row) for row in fresh],
        )  # fmt: skip


def bubble(row: dict[str, Any]) -> Bubble:
    words = row["text"] or " ".join(file["name"] for file in row["files"])
    offered = (row["choices"] or {}).get("offered", [])
    quick = [one | {"data": str(row["id"])} for one in offered]
    return {"kind": "text", "text": words} | ({"quick": quick} if quick else {})
