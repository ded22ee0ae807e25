"""From bytes to text: by declaration first, then by what the bytes show. Never raises; tells which charset it took."""

import codecs
import re
from collections.abc import Iterable

from charset_normalizer import from_bytes

from channels_ingest.mail import jis
from channels_ingest.mail.limits import DETECT_BYTES

JIS = "iso-2022-jp"
EUC = "euc-jp"
# What senders write, and the superset that their programs really use.
_MEANT = {
    "shift_jis": "cp932", "shift-jis": "cp932", "sjis": "cp932", "x-sjis": "cp932", "s-jis": "cp932",
    "ms_kanji": "cp932", "windows-31j": "cp932", "cswindows31j": "cp932", "ms932": "cp932", "x-ms-cp932": "cp932",
    "euc_jp": EUC, "eucjp": EUC, "x-euc-jp": EUC, "x-euc": EUC, "eucjp-ms": EUC, "eucjp-win": EUC, "cp51932": EUC,
    "ks_c_5601-1987": "cp949", "ks_c_5601": "cp949", "ksc_5601": "cp949", "ksc5601": "cp949", "euc-kr": "cp949",
    "euckr": "cp949", "cseuckr": "cp949", "korean": "cp949", "windows-949": "cp949", "x-windows-949": "cp949",
    "gb_2312-80": "gb2312", "gb2312-80": "gb2312", "gbk": "gb18030", "x-gbk": "gb18030", "euc-cn": "gb2312",
    "windows-936": "gb18030", "cp936": "gb18030", "chinese": "gb18030", "hz-gb-2312": "hz",
    "big5": "cp950", "big-5": "cp950", "x-x-big5": "cp950", "cn-big5": "cp950", "windows-950": "cp950",
    "unicode-1-1-utf-7": "utf-7", "unicode-2-0-utf-7": "utf-7", "x-unicode-2-0-utf-7": "utf-7",
    "utf8mb4": "utf-8", "utf8mb3": "utf-8", "unicode-1-1-utf-8": "utf-8", "x-utf-8": "utf-8", "utf-8-sig": "utf-8",
    "iso-8859-1": "cp1252", "iso8859-1": "cp1252", "latin1": "cp1252", "latin-1": "cp1252", "l1": "cp1252",
    "iso_8859-1": "cp1252", "us-ascii": "ascii", "ansi_x3.4-1968": "ascii", "646": "ascii",
    "iso-8859-9": "cp1254", "iso-8859-11": "cp874", "tis-620": "cp874", "windows-874": "cp874",
    "iso-8859-8-i": "iso8859-8", "iso-8859-8-e": "iso8859-8", "iso-8859-6-i": "iso8859-6", "x-mac-roman": "mac_roman",
    "macintosh": "mac_roman", "x-mac-cyrillic": "mac_cyrillic", "koi8-ru": "koi8-u", "x-cp1251": "cp1251",
    "cp-850": "cp850", "x-cp1250": "cp1250", "x-cp1252": "cp1252",
}  # fmt: skip
# Says nothing: some programs write these for whatever they have.
_EMPTY = {
    "",
    "default",
    "unknown",
    "unknown-8bit",
    "x-unknown",
    "binary",
    "8bit",
    "7bit",
    "ansi",
    "none",
    "_iso-2022-jp$esc",
}
_MULTIBYTE = ("cp932", EUC, "gb18030", "cp949", "cp950")
_DECLARABLE = {*_MULTIBYTE, "gb2312", "hz"}
_UTF8_RUN = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
# Not text at all, though Python keeps them among its codecs.
_NOT_TEXT = {"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem"}
_WORD = re.compile("[\u3041-\u3096\u30a1-\u30fc]")
_HANGUL = re.compile("[\uac00-\ud7a3]")
_COMMON_HANGUL = re.compile("[이다는을를에의하고한지서기로니요습안세]")
# Among the most frequent signs of written Chinese.
_HAN = re.compile(
    "[的一是不了在人有我他这中大来上个国到说们为和你地出就要可以也时生会年動这這來個說們為學對發經請您公司谢謝信箱]"
)
_WESTERN = "äöüÄÖÜßéèàâêëîïôûùçœÉÀñáíóúåæ€–—’‘“”„…«»°§·•£¡¿\xa0©®"
# Japanese text without kana is rarer than a guess at it that is wrong.
_TOLD_BY_SIGNS = ["cp932", "shift_jis", "shift_jis_2004", "shift_jisx0213", "euc_jp", "euc_jis_2004", "euc_jisx0213"]
_HINT = re.compile(rb"charset\s*=\s*[\"']?([\w.:-]{2,30})|=\?([\w-]{2,30})\?[bq]\?", re.IGNORECASE)


def meant(declared: str) -> str:
    """The codec a declaration stands for; empty when it says nothing that is known."""
    name = declared.strip().strip("\"'").split("*")[0].strip().lower()
    if name in _EMPTY:
        return ""
    if re.match(r"(?:cs)?iso-?_?2022-?_?jp|cp5022[0-2]|iso-2022-jp-ms", name):
        return JIS
    name = _MEANT.get(name) or _MEANT.get(name.replace("_", "-")) or re.sub(r"^x-(?=windows|iso|cp)", "", name)
    if name == EUC:
        return EUC
    try:
        codec = codecs.lookup(name)
    except (LookupError, ValueError):
        return ""
    # Python's own mark of a codec between texts and bytes, as against rot13 or zlib.
    is_text = getattr(codec, "_is_text_encoding", True) and codec.name not in _NOT_TEXT
    return _MEANT.get(codec.name, codec.name) if is_text else ""


def decode(data: bytes, declared: str = "", hints: Iterable[str] = ()) -> tuple[str, str]:
    codec = meant(declared)
    if codec not in (JIS, "utf-16", "utf-32", "utf-7", "hz") and jis.SIGN.search(data):
        codec = JIS
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) and codec not in ("utf-16-le", "utf-16-be"):
        return strict(data, "utf-16") or data.decode("utf-16", "replace").lstrip("\ufeff"), "utf-16"
    if data.startswith(b"\xef\xbb\xbf"):
        data, codec = data[3:], "utf-8"
    if codec and not contradicted(data, codec):
        text = strict(data, codec)
        if text is not None:
            return text, codec
    return detected(data, codec, hints)


def contradicted(data: bytes, codec: str) -> bool:
    """One byte a letter fits any bytes: where they are UTF-8 throughout, the declaration is a program's default."""
    if codec.startswith(("cp125", "iso8859", "mac_", "koi8")) and not data.isascii():
        runs = _UTF8_RUN.findall(data[:DETECT_BYTES])
        return (len(runs) > 1 or any(len(run) > 2 for run in runs)) and strict(data, "utf-8") is not None
    return codec == JIS and not data.isascii() and not jis.SIGN.search(data)


def strict(data: bytes, codec: str) -> str | None:
    try:
        if codec == JIS:
            return jis.decode_iso_2022_jp(data)
        if codec == EUC:
            return jis.decode_euc(data, "strict")
        return chinese(data) if codec == "gb2312" else data.decode(codec)
    except (UnicodeError, LookupError, ValueError):
        return None


def chinese(data: bytes) -> str:
    """As declared, where that is true; most who declare GB2312 write its larger successors."""
    try:
        # Python takes the dot of names for the Japanese one.
        return data.decode("gb2312").replace("\u30fb", "·")
    except UnicodeDecodeError:
        return data.decode("gb18030")


def lenient(data: bytes, codec: str) -> str:
    if codec in (JIS, EUC):
        return jis.decode_iso_2022_jp(data) if codec == JIS else jis.decode_euc(data)
    try:
        return data.decode("gb18030" if codec == "gb2312" else codec, "replace")
    except (UnicodeError, LookupError, ValueError):
        return data.decode("cp1252", "replace")


def detected(data: bytes, codec: str, hints: Iterable[str]) -> tuple[str, str]:
    """The declaration failed or is missing."""
    if data.isascii():
        return data.decode("ascii"), "us-ascii"
    text = strict(data, "utf-8")
    if text is not None:
        return text, "utf-8"
    if b"\xed" in data and (text := halved(data)):
        return text, "utf-8"
    if codec and nearly(data, codec):
        return lenient(data, codec), codec
    declared = "" if codec == "ascii" else codec
    found = by_signs(data, hints) or by_hints(data, hints) or western(data) or by_library(data) or declared or "cp1252"
    return lenient(data, found), found


def halved(data: bytes) -> str:
    """UTF-8 of UTF-16's halves, as Java programs write emoji; empty where it is none."""
    try:
        return data.decode("utf-8", "surrogatepass").encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    except UnicodeDecodeError:
        return ""


def nearly(data: bytes, codec: str) -> bool:
    """A mail cut or mended on its way has a few broken signs; it is still what it says."""
    broken = lenient(data[:DETECT_BYTES], codec).count("\ufffd")
    signs = sum(byte > 0x7F for byte in data[:DETECT_BYTES])
    return broken * (4 if codec == "utf-8" else 10) <= signs


def by_signs(data: bytes, hints: Iterable[str]) -> str:
    """East Asian writing shows itself: kana, Hangul and the commonest Han signs do not appear by chance."""
    sample = data[:DETECT_BYTES]
    asked = [codec for codec in map(meant, hints) if codec in _DECLARABLE and strict(data, codec) is not None]
    if asked:
        return asked[0]
    best, most = "", 0.2
    for codec in _MULTIBYTE:
        text = strict(sample, codec) or strict(sample[:-1], codec)
        share = typical(text, codec) if text else 0.0
        if share > most:
            best, most = codec, share
    return best


def typical(text: str, codec: str) -> float:
    """How much of what is not ASCII is ordinary for that language."""
    foreign = sum(sign > "\x7f" for sign in text) or 1
    if codec == "cp949":
        # Chinese and Japanese bytes read as Korean give Hangul too: a few, or such that nobody writes.
        share = sum(len(sign.encode("euc_kr")) == 2 for sign in _HANGUL.findall(text)) / foreign
        return share if share > 0.85 and _COMMON_HANGUL.search(text) else 0.0
    return len((_WORD if codec in ("cp932", EUC) else _HAN).findall(text)) / foreign


def by_hints(data: bytes, hints: Iterable[str]) -> str:
    """What other parts of the same mail declare; first those that not every byte string fits."""
    asked = list(dict.fromkeys(codec for codec in map(meant, hints) if codec and codec != "utf-8"))
    asked.sort(key=lambda codec: codec not in _DECLARABLE)
    return next((codec for codec in asked if codec != JIS and strict(data, codec) is not None), "")


def western(data: bytes) -> str:
    """Too few letters to weigh, or none that only other alphabets' charsets have at these places."""
    signs = [sign for sign in lenient(data[:DETECT_BYTES], "cp1252") if sign > "\x7f"]
    return "cp1252" if len(signs) < 3 or all(sign in _WESTERN for sign in signs) else ""


def by_library(data: bytes) -> str:
    best = from_bytes(data[:DETECT_BYTES], cp_exclusion=_TOLD_BY_SIGNS).best()
    return meant(best.encoding) if best else ""


def hinted(raw: bytes) -> tuple[str, ...]:
    """Every charset that a mail names anywhere near its beginning."""
    found = _HINT.findall(raw[: 256 * 1024])
    return tuple(dict.fromkeys((one or other).decode("ascii", "replace").lower() for one, other in found))[:10]
