"""What is composed is read back by the standard library's parser, which shares no line with the writing of it."""

import re
from email import policy
from email.header import decode_header, make_header
from email.parser import BytesParser
from email.utils import parseaddr

import pytest
from django.core.files.base import ContentFile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from channels_ingest.mail import composing, posted, written
from conversations import files, outbox
from conversations.letters import Letter
from conversations.models import Envelope, Message
from customers.models import Assurance, Identity, IdentityKind

WORDS = "平素よりお世話になっております。\n\n型番はKB-200です。https://shop.example/items/1?a=1&b=2。よろしく🙇\n  以上"


@pytest.fixture
def written_to(desk, mailbox):
    """A message to Hanako by mail, as the outbox makes it."""

    def make(text=WORDS, letter=None, automatic=False, references=(), **envelope) -> Message:
        matter = desk.writes().conversation
        identity = Identity.objects.filter(customer=matter.customer, kind=IdentityKind.EMAIL).first()
        identity = identity or Identity.objects.create(
            customer=matter.customer,
            home=matter.customer,
            kind=IdentityKind.EMAIL,
            value="hanako@example.net",
            assurance=Assurance.PROVEN,
        )
        if automatic:
            message = outbox.automatic(matter, text=text, channel=mailbox, identity=identity, letter=letter)
        else:
            message = outbox.reply(
                matter,
                desk.aya,
                text=text,
                channel=mailbox,
                identity=identity,
                client_key=f"k{Message.objects.count()}",
                seen_revision=None,
                letter=letter,
            )
        Envelope.objects.filter(message=message).update(references=list(references), **envelope)
        return outbox.loaded(message.pk)

    return make


def read_back(mail):
    content = mail.as_bytes()
    assert all(len(one) <= 998 for one in content.split(b"\r\n"))
    assert content.isascii()
    return BytesParser(policy=policy.default).parsebytes(content)


def plain_of(mail) -> str:
    return mail.get_body(("plain",)).get_content().replace("\r\n", "\n")


def html_of(mail) -> str:
    return mail.get_body(("html",)).get_content()


def test_words_come_back_as_they_were_written(written_to):
    mail = read_back(composing.compose(written_to()))
    assert plain_of(mail).startswith(WORDS)
    assert "お世話に" in html_of(mail)
    assert mail["Content-Language"] == "ja"


def test_the_outside_says_who_and_to_whom(written_to, mailbox):
    letter = Letter(subject="Re: 加湿器 KB-200 の充電について🔌 " + "長い件名" * 20)
    message = written_to(letter=letter, cc=[["鈴木, 一郎", "ichiro@example.net"]], bcc=[["", "boss@example.net"]])
    mail = read_back(composing.compose(message))
    assert mail["Subject"] == letter.subject
    assert [(one.display_name, one.addr_spec) for one in mail["From"].addresses] == [("みなと家電", mailbox.address)]
    assert [(one.display_name, one.addr_spec) for one in mail["Cc"].addresses] == [("鈴木, 一郎", "ichiro@example.net")]
    assert "boss" not in mail.as_string()
    assert composing.recipients(message) == ["hanako@example.net", "ichiro@example.net", "boss@example.net"]


def test_encoded_words_keep_their_limits(written_to):
    content = composing.compose(written_to(letter=Letter(subject="件名" * 100))).as_bytes()
    found = re.findall(rb"=\?[^ ]+\?=", content)
    assert len(found) > 3
    assert max(len(word) for word in found) <= 75


def test_it_bears_our_id_and_all_references_oldest_first(written_to, mailbox):
    references = ["<newest@a.example>", "<" + "x" * 200 + "@b.example>", "sha256:abc", "<first@a.example>"]
    message = written_to(references=references)
    mail = read_back(composing.compose(message))
    assert mail["Message-ID"] == f"<{message.envelope.token}@example.test>"
    assert mail["In-Reply-To"] == "<newest@a.example>"
    assert mail["References"].split() == ["<first@a.example>", "<" + "x" * 200 + "@b.example>", "<newest@a.example>"]


def test_a_long_thread_keeps_its_first_mail_and_the_newest(written_to):
    mail = read_back(composing.compose(written_to(references=[f"<{n}@a.example>" for n in range(40, 0, -1)])))
    ids = mail["References"].split()
    assert (len(ids), ids[0], ids[-1]) == (composing.MOST_REFERENCES, "<1@a.example>", "<40@a.example>")


def test_replies_can_be_marked_in_the_address(written_to, mailbox):
    mailbox.settings["plus_address"] = True
    mailbox.save()
    message = written_to()
    local = mailbox.address.partition("@")[0]
    assert composing.compose(message)["Reply-To"].addresses[0].addr_spec == (
        f"{local}+{message.envelope.token}@example.test"
    )


def test_automatic_mail_says_so_and_a_persons_does_not(written_to, mailbox):
    automatic = composing.compose(written_to(automatic=True))
    assert (automatic["Auto-Submitted"], automatic["X-Auto-Response-Suppress"]) == ("auto-generated", "All")
    assert automatic["X-Omnidesk-Loop"] == mailbox.address
    assert composing.compose(written_to())["Auto-Submitted"] is None


def test_a_mailing_can_be_left_with_one_click(written_to):
    address = "https://desk.example.com/unsubscribe/" + "t" * 120
    mail = read_back(composing.compose(written_to(), unsubscribe=address))
    assert mail["List-Unsubscribe"] == f"<{address}>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_signature_and_quotation_stand_below_the_words(written_to):
    quoted = "2026-11-22 10:00, 花子 wrote:\n> 充電できません\n>> 以前の返信"
    mail = read_back(composing.compose(written_to("承知しました", signature="みなと家電\n03-0000-0000", quoted=quoted)))
    assert plain_of(mail) == f"承知しました\n\n-- \nみなと家電\n03-0000-0000\n\n{quoted}\n"
    assert html_of(mail).count("<blockquote") == html_of(mail).count("</blockquote>") == 2


def test_html_is_the_same_words_escaped_with_links():
    html = written.Source('<script>alert("1")</script>\n詳細はhttps://a.example/x?a=1&b=2。です').html("ja")
    assert "<script>" not in html
    assert '<a href="https://a.example/x?a=1&amp;b=2">https://a.example/x?a=1&amp;b=2</a>。です' in html


def test_pasted_pictures_are_shown_in_the_letter_and_files_are_attached(written_to):
    message = written_to()
    for name, content in (("image.png", picture()), ("取扱説明書 第2版.pdf", b"%PDF-1.4\n%%EOF\n")):
        kept = files.keep_any(ContentFile(content, name=name), name=name)
        kept.message = message
        kept.save()
    mail = read_back(composing.compose(outbox.loaded(message.pk)))
    shown = next(part for part in mail.walk() if part.get_content_type() == "image/png")
    assert f'src="cid:{shown["Content-ID"].strip("<>")}"' in html_of(mail)
    assert shown.get_content() == picture()
    assert [part.get_filename() for part in mail.iter_attachments()] == ["取扱説明書 第2版.pdf"]
    assert [part.get_content_type() for part in mail.walk()][:3] == [
        "multipart/mixed",
        "multipart/related",
        "multipart/alternative",
    ]


def picture() -> bytes:
    import io

    out = io.BytesIO()
    Image.new("RGB", (3, 2), "red").save(out, "PNG")
    return out.getvalue()


BREAKS = ("\r\n", "\n", "\r", "\x85", "\u2028", "\x0b", "\x0c", "\x1e")


@pytest.mark.parametrize("evil", [f"{sign}X-Evil: 1" for sign in BREAKS])
def test_no_field_can_write_a_header_of_its_own(written_to, mailbox, evil):
    mailbox.settings["from_name"] = f"みなと{evil}"
    mailbox.save()
    message = written_to(letter=Letter(subject="hello"), cc=[[f"Eve{evil}", f"eve{evil}@example.net"]])
    message.subject = f"件名{evil}"
    mail = read_back(composing.compose(message))
    assert set(mail.keys()) == {
        *("From", "To", "Cc", "Subject", "Date", "Message-ID", "Content-Language", "MIME-Version", "Content-Type")
    }


def test_a_subject_says_re_once(written_to):
    assert composing.compose(written_to(letter=Letter(subject="Re: RE: 返信：充電器")))["Subject"] == "Re: 充電器"


signs = st.text(st.characters(exclude_categories=()), max_size=400)


@settings(max_examples=200, suppress_health_check=list(HealthCheck))
@given(subject=signs, name=signs, text=signs)
def test_whatever_is_written_comes_back(subject, name, text):
    mail = composing.nested("alternative", [composing.words(written.Source(text).text, "plain")])
    mail["Subject"], mail["To"] = posted.line(subject), composing.address(name, "a@example.net")
    back = read_back(mail)
    assert back["Subject"] == posted.line(subject)
    assert name_read(mail.as_bytes()) == posted.line(name)[: composing.LONGEST_NAME].strip()
    assert plain_of(back) == written.Source(text).text


def name_read(content: bytes) -> str:
    """By the older parser: the newer one puts a blank between two encoded words of a name."""
    to = BytesParser(policy=policy.compat32).parsebytes(content)["To"]
    return str(make_header(decode_header(parseaddr(to)[0])))


def test_where_a_mark_would_make_the_address_too_long_replies_come_without_one(written_to, mailbox):
    local = "a" * 40
    mailbox.settings |= {"plus_address": True, "address": f"{local}@example.test"}
    mailbox.save()
    assert "Reply-To" not in composing.compose(written_to())
