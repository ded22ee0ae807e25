"""A survey and those whom it asks, through the doors that people use."""

import re
from datetime import timedelta

from django.test import Client
from django.utils import timezone

from conversations import outbox, private_links, statuses
from conversations.inbound import Inbound
from conversations.inbox import take_in
from conversations.models import Channel, Conversation, Message
from customers.identifying import Sender
from customers.models import Assurance, IdentityKind
from kpis.models import Survey, SurveyInvitation
from kpis.surveys import inviting
from kpis.surveys.forms import first_words
from tests.cast import Desk

LATER = timedelta(hours=2)


def survey(desk: Desk, kind: str = "csat", on: bool = True, **more: object) -> Survey:
    """Made by the admin on its page, and switched on."""
    admin = desk.client(desk.noguchi)
    admin.post("/settings/surveys/new/", typed(kind, **more))
    made = Survey.objects.latest("pk")
    if on:
        admin.post(f"/settings/surveys/{made.pk}/switch/", {"on": "yes"})
        made.refresh_from_db()
    return made


def typed(kind: str = "csat", **more: object) -> dict[str, object]:
    words = {name: value for name, value in first_words(kind).items() if value is not False}
    form = {"name": "対応の満足度", "kind": kind, "share": 100, "delay_minutes": 60, "remind_after_hours": 48}
    return form | {"answer_days": 14, "edit_days": 7} | words | more


def mailbox(desk: Desk) -> Channel:
    address = {"address": "support@minato-kaden.example"}
    return Channel.objects.create(kind="email", name="サポートメール", team=desk.support, settings=address)


def by_mail(desk: Desk, channel: Channel, text: str = "届きません") -> Message:
    """Kenichi writes from an address that his provider vouches for."""
    sender = Sender(
        kind=IdentityKind.EMAIL, scope="", value="kenichi@example.jp", assurance=Assurance.ATTESTED, assured_by="dkim",
        family_name="森", given_name="健一",
    )  # fmt: skip
    return take_in(
        Inbound(channel=channel, external_id=f"m{timezone.now().timestamp()}", sender=sender, text=text,
                received_at=timezone.now())
    )  # fmt: skip


def solved(desk: Desk, said: Message) -> Conversation:
    """Aya answers and resolves it."""
    matter = Conversation.objects.get(pk=said.conversation_id)
    outbox.reply(
        matter, desk.aya, text="交換いたします。", channel=said.channel, identity=said.identity,
        client_key=f"k{matter.pk}-{timezone.now().timestamp()}", seen_revision=None,
    )  # fmt: skip
    statuses.set_status(matter, "resolved", desk.aya)
    matter.refresh_from_db()
    return matter


def asks(after: timedelta = LATER) -> int:
    return inviting.scan(timezone.now() + after)


def asked(matter: Conversation) -> SurveyInvitation:
    return SurveyInvitation.objects.get(conversation=matter)


def link(matter: Conversation) -> str:
    """The path behind what the customer was sent: of a button, or in the words."""
    message = asked(matter).message
    assert message is not None
    urls = [one.url for one in private_links.offered(message)] or re.findall(
        r"https?://\S+", private_links.text(message)
    )
    found = re.search(r"/s/[\w-]+/", urls[0])
    assert found is not None
    return found[0]


def stamp(page: str) -> str:
    found = re.search(r'name="stamp" value="([^"]+)"', page)
    assert found is not None
    return found[1]


def answer(path: str, **said: object):
    """As the page does it: look, then send with the stamp of what was seen."""
    visitor = Client()
    page = visitor.get(path).content.decode()
    return visitor.post(path, {"stamp": stamp(page), **said})
