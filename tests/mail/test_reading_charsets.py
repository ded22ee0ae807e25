"""Letters in the charsets that customers' programs use, declared, missing or wrong."""

import base64

import pytest

from channels_ingest.mail import charsets, jis, words
from tests.mail.letters import given

VENDORS = "①㈱№髙 ﾊﾝｶｸ 発送～"
JAPANESE = "お世話になっております。注文番号は株式会社の①です。"


def as_jis(text: str) -> bytes:
    """What Outlook writes: each pair of cp932 turned into JIS, with escapes; half-width kana by their own."""
    out = bytearray()
    for sign in text:
        pair = sign.encode("cp932")
        if len(pair) == 1:
            out += pair if pair < b"\x80" else b"\x1b(I" + bytes((pair[0] & 0x7F,)) + b"\x1b(B"
            continue
        high, low = pair
        row = (high - (0x81 if high < 0xA0 else 0xC1)) * 2 + 0x21 + (low >= 0x9F)
        cell = low - (0x7E if low >= 0x9F else 0x20 if low >= 0x80 else 0x1F)
        out += b"\x1b$B" + bytes((row, cell)) + b"\x1b(B"
    return bytes(out)


@pytest.mark.parametrize(
    "declared", ["iso-2022-jp", "ISO-2022-JP-MS", "cp50221", "csISO2022JP", "utf-8", "us-ascii", ""]
)
def test_it_reads_vendors_signs_in_iso_2022_jp_whatever_is_declared(declared: str):
    mail = given(as_jis(VENDORS), Content_Type=f'text/plain; charset="{declared}"')
    assert (mail.text, mail.charset) == (VENDORS, charsets.JIS)


def test_it_reads_every_sign_of_jis_x_0208_as_cp932_does():
    rows = [bytes((row, cell)) for row in range(0x21, 0x75) for cell in range(0x21, 0x7F)]
    known = {pair: jis.shifted(*pair).decode("cp932", "replace") for pair in rows}
    known = {pair: sign for pair, sign in known.items() if "\ufffd" not in sign}
    assert all(jis.decode_iso_2022_jp(b"\x1b$B" + pair + b"\x1b(B") == sign for pair, sign in known.items())
    assert len(known) > 6800


@pytest.mark.parametrize(
    ("declared", "codec", "text"),
    [
        ("Shift_JIS", "cp932", VENDORS),
        ("windows-31j", "cp932", VENDORS),
        ("ks_c_5601-1987", "cp949", "안녕하세요 뷁"),
        ("gb2312", "gb18030", "您好，镕基"),
        ("GBK", "gb18030", "您好"),
        ("big5", "cp950", "您好，訂單"),
        ("windows-1251", "cp1251", "Здравствуйте"),
        ("koi8-r", "koi8-r", "Привет"),
        ("iso-8859-1", "cp1252", "Grüße – €"),
        ("iso-8859-15", "iso8859-15", "10 €"),
        ("windows-1258", "cp1258", "à"),
        ("unicode-1-1-utf-7", "utf-7", "日本語 ü"),
        ("utf-16", "utf-16", "日本語"),
        ("tis-620", "cp874", "สวัสดี"),
        ("windows-1255", "cp1255", "שלום"),
        ("windows-1256", "cp1256", "مرحبا"),
        ("iso-8859-2", "iso8859-2", "Zażółć"),
        ("iso-8859-9", "cp1254", "İstanbul"),
    ],
)
def test_it_reads_what_is_declared(declared: str, codec: str, text: str):
    body = base64.encodebytes(text.encode(codec))
    mail = given(body, Content_Type=f"text/plain; charset={declared}", Content_Transfer_Encoding="base64")
    assert mail.text == text


@pytest.mark.parametrize("text", [VENDORS, "髙橋さん"])
def test_it_reads_euc_jp_with_vendors_signs(text: str):
    data = b"".join(
        bytes(byte | 0x80 for byte in pair) if len(pair) == 2 else b"\x8e" + pair if pair > b"\x80" else pair
        for pair in (
            as_jis(sign).replace(b"\x1b$B", b"").replace(b"\x1b(B", b"").replace(b"\x1b(I", b"\x80") for sign in text
        )
    )
    data = data.replace(b"\x8e\x80", b"\x8e")
    assert charsets.decode(data.replace(b"\x80", b"\x8e"), "euc-jp")[0][:4] == text[:4]


@pytest.mark.parametrize("codec", ["utf-8", "cp932", "euc_jp", "iso2022_jp"])
@pytest.mark.parametrize("declared", ["", "us-ascii", "unknown-8bit", "x-nonsense", "iso-8859-1"])
def test_it_finds_japanese_that_nobody_declared(codec: str, declared: str):
    text = JAPANESE.replace("①", "一")
    if declared == "iso-8859-1" and codec in ("cp932", "euc_jp"):
        return  # one byte a letter fits every byte string: the declaration is believed
    assert charsets.decode(text.encode(codec), declared)[0] == text


@pytest.mark.parametrize(
    ("codec", "text"),
    [
        ("gb18030", "您好，我的订单还没有收到，请问什么时候可以发货？谢谢。"),
        ("cp949", "안녕하세요. 주문한 상품이 아직 도착하지 않았습니다."),
        ("cp1251", "Здравствуйте, мой заказ ещё не пришёл, помогите пожалуйста."),
        ("cp1252", "Schöne Grüße aus München, die Bestellung ist noch nicht da – bitte prüfen."),
    ],
)
def test_it_finds_other_languages_that_nobody_declared(codec: str, text: str):
    assert charsets.decode(text.encode(codec), "")[0] == text


def test_it_believes_utf_8_over_a_default_that_fits_everything():
    assert charsets.decode("Grüße aus Köln".encode(), "iso-8859-1") == ("Grüße aus Köln", "utf-8")


def test_it_mends_emoji_that_were_written_in_halves():
    assert charsets.decode(b"ok \xed\xa0\xbd\xed\xb8\x80", "utf-8") == ("ok \U0001f600", "utf-8")


def test_it_keeps_a_text_that_was_cut_in_the_middle_of_a_letter():
    text, used = charsets.decode(("日本語です" * 20).encode()[:-1], "utf-8")
    assert (text.startswith("日本語です"), used) == (True, "utf-8")


def test_it_joins_words_that_were_split_in_the_middle_of_a_letter():
    data = "日本語の件名です".encode()
    pieces = (base64.b64encode(data[at : at + 10]).decode() for at in range(0, len(data), 10))
    assert words.decoded("\r\n ".join(f"=?UTF-8?B?{one}?=" for one in pieces)) == "日本語の件名です"


def test_it_joins_japanese_words_of_which_each_has_its_own_escapes():
    subject = " ".join(f"=?ISO-2022-JP?B?{base64.b64encode(as_jis(one)).decode()}?=" for one in ("①注文", "㈱髙橋"))
    assert words.decoded(subject) == "①注文㈱髙橋"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("=?ISO-2022-JP?B?GyRCO3ZMMzZJGyhC==?=", "事務局"),
        ("=?us-ascii?Q?ABC / 123?=", "ABC / 123"),
        ("=?utf-8?q?a=C3=A9?= b =?utf-8?b?5pel?=", "aé b 日"),
        ("=?utf-8*ja?Q?=E6=97=A5?=", "日"),
        ("=?utf-8?Q?x=0D=0ABcc:_v@e.example?=", "x Bcc: v@e.example"),
        ("=?nonsense?Q?=FF?=", "ÿ"),
        ("=?utf-8?B?broken", "=?utf-8?B?broken"),
    ],
)
def test_it_reads_words_as_they_are_written(written: str, read: str):
    assert words.decoded(written) == read
