"""Strangers at the mailbox: guessed tokens, agents' names and known Message-IDs open nothing and send nothing."""

import secrets
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from conversations import outbox
from conversations.models import Channel, Direction, Message
from conversations.routes import routes
from tests.cast import Desk

pytestmark = pytest.mark.django_db
GUESSES = 200


@pytest.fixture
def mailbox(desk: Desk) -> Channel:
    settings = {"address": "support@minato.example", "plus_address": True}
    return Channel.objects.create(kind="email", name="窓口", team=desk.support, settings=settings)


@pytest.fixture
def ours(desk: Desk, mailbox: Channel, tmp_path: Path) -> Message:
    """Hanako has asked by mail, and Aya has answered."""
    asked = arrived(tmp_path, "From: hanako@example.com\nSubject: 修理\n\n修理をお願いします\n")
    return outbox.reply(
        asked.conversation, desk.aya, text="承りました", channel=mailbox, identity=asked.identity,
        client_key="key-1", seen_revision=None,
    )  # fmt: skip


def arrived(folder: Path, *mails: str) -> Message:
    files = [folder / f"{secrets.token_hex(4)}.eml" for _ in mails]
    for file, mail in zip(files, mails, strict=True):
        file.write_text(mail)
    call_command("receive_email", *map(str, files), stdout=StringIO())
    return Message.objects.filter(direction=Direction.IN).latest("pk")


def test_guessed_tokens_and_ids_are_ordinary_new_mails(ours: Message, tmp_path: Path):
    guesses = [
        f"From: eve@example.net\nTo: support+{secrets.token_hex(16)}@minato.example\nSubject: {number}\n"
        f"In-Reply-To: <{secrets.token_hex(16)}@minato.example>\n\n{number}\n"
        for number in range(GUESSES)
    ]
    arrived(tmp_path, *guesses)
    eves = Message.objects.filter(envelope__from_address="eve@example.net")
    assert eves.count() == GUESSES
    assert not eves.filter(customer=ours.customer).exists()
    assert Message.objects.filter(direction=Direction.OUT).count() == 1


def test_a_stranger_with_the_right_token_becomes_nobody_s_recipient(desk: Desk, ours: Message, tmp_path: Path):
    said = arrived(
        tmp_path,
        f"From: eve@example.net\nTo: support+{ours.envelope.token}@minato.example\nSubject: x\n\n私にください\n",
    )
    assert (said.conversation_id, said.unverified_sender) == (ours.conversation_id, True)
    assert {route.identity.value for route in routes(said.conversation, desk.aya)} == {"hanako@example.com"}


def test_a_mail_in_an_agent_s_name_is_a_message_to_us_and_sends_nothing(desk: Desk, ours: Message, tmp_path: Path):
    said = arrived(
        tmp_path,
        f"From: {desk.aya.email}\nIn-Reply-To: {ours.envelope.header_id}\nSubject: Re: x\n\n全額返金いたします\n",
    )
    assert (said.direction, said.author, said.unverified_sender) == (Direction.IN, None, True)
    assert list(Message.objects.filter(direction=Direction.OUT)) == [ours]


def test_whoever_sends_a_known_id_first_keeps_nothing_out(ours: Message, tmp_path: Path):
    arrived(tmp_path, "From: eve@example.net\nMessage-ID: <known@example.com>\nSubject: a\n\n先回り\n")
    arrived(tmp_path, "From: hanako@example.com\nMessage-ID: <known@example.com>\nSubject: a\n\n本物です\n")
    assert Message.objects.filter(text__in=["先回り", "本物です"]).count() == 2
