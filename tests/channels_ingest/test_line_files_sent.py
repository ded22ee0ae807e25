"""Files that leave for LINE: pictures by an address of ours, everything else as a link that ends."""

from datetime import timedelta
from urllib.parse import urlsplit

import time_machine
from django.test import Client
from django.utils import timezone

from channels_ingest.line import composing
from conversations.models import Message
from tests.channels_ingest.line_account import Account
from tests.channels_ingest.test_line_sending import REPLY, deliver
from tests.conversations.test_files import kept, picture


def a_paper(account: Account):
    return kept(b"%PDF-1.7", "案内.pdf", uploaded_by=account.desk.aya)


def test_a_picture_is_shown_by_its_address_and_other_files_are_links(account: Account, settings):
    settings.PUBLIC_URL = "https://desk.example"
    shown, paper = kept(picture(), "図.png", uploaded_by=account.desk.aya), a_paper(account)
    deliver(account.answers(account.writes(), "ご覧ください", shown, paper))
    ((_, body),) = account.line.asked(REPLY)
    words, image = body["messages"]
    text, link = words["text"].split("\n")
    assert (text, link.split(" ")[:2]) == ("ご覧ください", ["ファイル:", "案内.pdf"])
    assert image["type"] == "image"
    for address, content in ((image["originalContentUrl"], picture()), (link.split(" ")[2], b"%PDF-1.7")):
        got = Client().get(urlsplit(address).path)
        assert (got.status_code, got.getvalue()) == (200, content)
        assert "attachment" in got.headers["Content-Disposition"]


def test_without_https_a_picture_is_a_link_too(account: Account, settings):
    settings.PUBLIC_URL = "http://localhost:8000"
    deliver(account.answers(account.writes(), "", kept(picture(), "図.png", uploaded_by=account.desk.aya)))
    ((_, body),) = account.line.asked(REPLY)
    assert [one["type"] for one in body["messages"]] == ["text"]


def test_the_address_of_a_file_ends_and_opens_nothing_else(account: Account, settings):
    settings.PUBLIC_URL = "https://desk.example"
    paper, unsent = a_paper(account), a_paper(account)
    message = account.answers(account.writes(), "どうぞ", paper)
    path = urlsplit(composing.link(message.attachments.get(), message).split(" ")[2]).path
    forged = path[:-2] + ("B" if path[-2] == "A" else "A") + "/"
    paths = [path, forged, urlsplit(composing.link(unsent, message).split(" ")[2]).path]
    assert [Client().get(one).status_code for one in paths] == [200, 404, 404]
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        assert Client().get(path).status_code == 404
    Message.objects.filter(pk=message.pk).update(unsent_at=timezone.now())
    assert Client().get(path).status_code == 404
