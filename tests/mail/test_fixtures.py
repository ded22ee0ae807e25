"""Real mails of two other products: every one is read, and its fields are those that are known."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from channels_ingest.mail.checking import fields, mails
from channels_ingest.mail.reading import read
from conversations.models import Nature
from tests.fixtures import FOLDER

EMAIL = FOLDER / "email"
EVERY = sorted(path for path in EMAIL.rglob("*") if path.suffix in (".eml", ".box"))
PAIRS = mails(EMAIL)


def chatwoot(name: str) -> bytes:
    return (EMAIL / "chatwoot" / f"{name}.eml").read_bytes()


@pytest.mark.parametrize("path", EVERY, ids=lambda path: path.stem)
def test_it_reads_every_mail(path: Path):
    mail = read(path.read_bytes())
    assert mail.said or not mail.text
    assert mail.message_id.startswith("<")
    assert mail.sender is not None


@pytest.mark.parametrize(("path", "beside"), PAIRS, ids=[path.stem for path, _beside in PAIRS])
def test_it_finds_the_fields_that_are_known(path: Path, beside: Path):
    assert [field for field in fields(path, beside) if not field.agrees and not field.excuse] == []


def test_it_counts_them_and_fails_below_95_percent(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    call_command("check_mails", str(EMAIL))
    assert "of 124 fields agree" in capsys.readouterr().out
    (tmp_path / "a.eml").write_bytes(b"Subject: read\n\nhi")
    (tmp_path / "a.yml").write_text("--- !ruby/hash:Some::Hash\nsubject: told\nbody: hi\n")
    with pytest.raises(CommandError, match="95 %"):
        call_command("check_mails", str(tmp_path))


def test_it_knows_the_machines_among_them():
    found = {path.stem: read(path.read_bytes()).nature for path in EVERY}
    bounces = {name for name, nature in found.items() if nature == Nature.BOUNCE}
    assert bounces == {"bounced_gmail", "bounced_with_no_from", "mail052", "mail078", "mail092"}
    replies = {name for name, nature in found.items() if nature == Nature.AUTO_REPLY}
    assert replies == {"auto_reply", "auto_reply_with_auto_submitted", "non_utf_encoded_mail", "mail090"}


def test_it_reads_whom_a_real_bounce_is_about():
    (bounced,) = read(chatwoot("bounced_gmail")).bounced
    assert (bounced.recipient, bounced.status, bounced.permanent) == ("alex.jones@fictionalcorp.com", "5.1.1", True)
    assert bounced.original_message_id.startswith("<conversation/93775311-")


def test_it_folds_what_a_real_reply_quotes():
    mail = read(chatwoot("mail_with_quote"))
    assert mail.said == "Yes, I am providing you step how to reproduce this issue"
    assert "Any update on this?" in mail.quoted
