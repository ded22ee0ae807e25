"""What of a letter is new: said + quoted hold every line, and answers stay in sight."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from channels_ingest.mail.quotes import split
from tests.mail.letters import within

GMAIL = "2026年11月20日(金) 10:15 みなと家電 <support@example.com>:"
OUTLOOK = "差出人: みなと\n送信日時: 2026年11月20日\n宛先: a@b.example\n件名: Re: 発送\n\n発送しました"


@pytest.mark.parametrize(
    "earlier",
    [
        f"{GMAIL}\n\n> 発送しました",
        f"{GMAIL}\n発送しました",
        f"-----Original Message-----\n{OUTLOOK}",
        OUTLOOK,
        "2026/11/20 10:15、みなと家電 <support@example.com>のメール:\n\n> 発送しました",
        "iPhoneから送信\n\n2026/11/20 10:15、みなと家電 <s@example.com>のメール:\n\n> 発送しました",
        "----- 元のメッセージ -----\nFrom: a\n\nold",
        "----- Original Message -----\nold",
        "> old\n> older",
        "On Fri, 20 Nov 2026 10:15:00 +0900\nみなと <support@example.com> wrote:\n\n> 発送しました",
        "On Thu, Aug 19, 2021 at 2:07 PM Support <\nsupport@example.com> wrote:\n\n> old\n>\n\n--\nTaro",
        "Am 20.11.26 um 10:15 schrieb Support:\n> alt",
        "Le ven. 20 nov. 2026 à 10:15, S <s@example.com> a écrit :\n> x",
        "El vie, 20 nov 2026 a las 10:15, S (<s@example.com>) escribió:\n\n> x",
        "在 2026年11月20日，10:15，S <s@e.example> 写道：\n\n> x",
        "________________________________\nFrom: S <s@example.com>\nSent: Friday\nTo: x@y.example\n\nold",
        "Van: S <s@example.com>\nVerzonden: vrijdag\nAan: x@y.example\nOnderwerp: Re: z\n\noud",
        "Von: S\nGesendet: Freitag\nAn: T\nBetreff: x\n\nalt",
        "De : S\nEnvoyé : vendredi\nÀ : T\nObjet : x\n\nvieux",
        "보낸 사람: S\n보낸 날짜: 금요일\n받는 사람: T\n제목: x\n\nold",
        "wt., 20 lis 2026 o 10:15 S <s@e.example> napisał(a):\n\n> x",
    ],
)
def test_it_folds_earlier_mails(earlier: str):
    found = split(f"届きました。\nありがとう。\n\n{earlier}", "Re: x")
    assert (found.said, found.quoted) == ("届きました。\nありがとう。", earlier)


def test_it_keeps_answers_between_the_quotes_in_sight():
    text = "On Mon, 1 Jan 2026, A <a@b.example> wrote:\n> Name?\nTaro\n> Colour?\nBlue"
    assert split(text).said == text


def test_it_finds_the_answer_below_the_quote():
    found = split("On Mon, 1 Jan 2026, A <a@b.example> wrote:\n> Name?\n\nTaro")
    assert (found.said, "> Name?" in found.quoted) == ("Taro", True)


def test_it_folds_the_senders_card():
    card = "━━━━━━━━━━\n株式会社サンプル\nTEL 03-0000-0000\n━━━━━━━━━━"
    assert split(f"注文の件です。\n\n{card}").said == "注文の件です。"
    assert split("The order.\n\n-- \nTaro\nTokyo").said == "The order."


def test_it_keeps_what_only_looks_like_a_quote():
    for text in (
        "次の点を教えてください:\n1. 価格\n\n日時: 11/20\n件名: テスト",
        "Hello\nFrom: Tokyo we go",
        "----------\n価格表\n----------\n100円",
    ):
        assert split(text).said == text


def test_it_keeps_what_was_forwarded_to_us():
    text = "-----Original Message-----\nFrom: a\nSent: b\nTo: c\n\nplease help"
    assert split(f"FYI\n\n{text}", "Fwd: x").quoted == ""
    assert split(text, "Re: x").said == text


@pytest.mark.parametrize(
    "shape",
    [
        "\n",
        "On Mon, ",
        "On ",
        "From: ",
        "From:\n",
        "> ",
        ">\n",
        "a:\n",
        "Am ",
        "Le ",
        "- ",
        " \n",
        "On x\n",
        ">\na\n",
        "2026年11月20日(金) 10:15 ",
        "wrote:",
        "On a\nwrote\n",
        "*From: *\nTo: \n",
        "Von: \n\n",
        "差出人:",
        "De : \nEnvoyé \n",
        "x 10:10\n",
        "_" * 40 + "\n",
        ">\nOn 10:10 x@y wrote:\n",
        "From: a\nb\n",
        "http://a.example/ ",
    ],
)
def test_it_is_not_held_up_by_hostile_shapes(shape: str):
    with within(2):
        split(shape * (50_000 // len(shape)))


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from([GMAIL, "> old", "new", "", "-- ", "From: a", "Sent: b", "To: c", "----", "a 10:00:"])))
def test_it_loses_no_line(lines: list[str]):
    found = split("\n".join(lines))
    together = [line.strip() for line in f"{found.said}\n{found.quoted}".split("\n") if line.strip()]
    assert sorted(together) == sorted(line.strip() for line in lines if line.strip())
    assert bool(found.said.strip()) == any(line.strip() for line in lines)
