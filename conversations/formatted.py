"""The formatting of a stranger's mail, without anything that could act: what may stay is listed, the rest is gone.

Cleaned at the door and again whenever it is shown; the frame's policy and its sandbox lie behind that.
"""

import re
from collections import Counter

import nh3


def _words(text: str) -> set[str]:
    return set(text.split())


# Words, lists and tables; nothing that loads, sends, plays or styles what lies around it.
TAGS = _words("""
    a abbr address article aside b bdi bdo big blockquote br caption center cite code col colgroup dd del dfn div dl dt
    em figcaption figure font footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd li main mark ol p pre q rp rt ruby s samp
    section small span strike strong sub sup table tbody td tfoot th thead time tr tt u ul var wbr
""")
# Of these the content is no text either.
DROPPED = _words("""
    script style title template noscript noembed noframes xmp plaintext svg math iframe frame frameset object embed
    applet audio video canvas textarea select option datalist
""")
_SIZED = {"width", "height", "align", "valign", "bgcolor"}
ATTRIBUTES = {
    "*": {"style", "dir", "lang", "title", "align"},
    "a": {"href"},
    "img": {"src", "alt", "width", "height", "border", "hspace", "vspace"},
    "font": {"color", "face", "size"},
    "table": {*_SIZED, "border", "cellpadding", "cellspacing", "role"},
    "td": {*_SIZED, "colspan", "rowspan", "nowrap"},
    "th": {*_SIZED, "colspan", "rowspan", "nowrap", "scope"},
    "tr": _SIZED,
    "col": {"width", "span"},
    "ol": {"start", "type"},
    "li": {"value"},
    "hr": {"width", "size", "color"},
}
# Nothing that leaves its place (position, transform, z-index) or fetches (url, image, src).
PROPERTIES = _words("""
    background background-color border border-collapse border-color border-radius border-spacing border-style
    border-width border-bottom-left-radius border-bottom-right-radius border-top-left-radius border-top-right-radius
    box-sizing clear color direction display float font font-family font-size font-style font-variant font-weight height
    letter-spacing line-height list-style list-style-type margin max-height max-width min-height min-width opacity
    overflow-wrap padding table-layout text-align text-decoration text-indent text-transform vertical-align visibility
    white-space width word-break word-wrap
""")
for _side in ("top", "right", "bottom", "left"):
    PROPERTIES |= {f"margin-{_side}", f"padding-{_side}", f"border-{_side}"}
    PROPERTIES |= {f"border-{_side}-{_what}" for _what in ("color", "style", "width")}
LONGEST_STYLE = 2000
# Only what computes a number or a colour may have brackets; an escape or a comment could spell any other.
_CALLS = re.compile(r"(?:rgba?|hsla?|calc|min|max)\(", re.IGNORECASE)
_LINK = re.compile(r"(?:https?://|mailto:|tel:)", re.IGNORECASE)
_IMAGE = re.compile(r"(?:https?://|cid:|data:image/(?:png|gif|jpeg|jpg|webp);base64,)", re.IGNORECASE)
# Deeper than any mail program nests; a parser's time grows with the square of the depth.
DEEPEST = 200
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)\b[^<>]*>")
# Never left open, or closed by their next sibling.
_FLAT = _words("area base br col hr img input link meta wbr p li td th tr tbody thead tfoot dt dd rt rp option")
_INVISIBLE = re.compile(r"[\x00-\x20\x7f-\xa0\u200b-\u200f\u2028-\u202e\ufeff]")


def clean(html: str) -> str:
    return _CLEANER.clean(flattened(html.replace("\x00", "")))


def flattened(html: str) -> str:
    """Without the tags that lie too deep; their words stay."""
    opened: Counter[str] = Counter()
    left_out: Counter[str] = Counter()

    def kept(found: re.Match[str]) -> str:
        name = found[2].lower()
        if name in _FLAT:
            return found[0]
        if found[1]:
            counts = left_out if left_out[name] else opened
            counts[name] -= bool(counts[name])
            return "" if counts is left_out else found[0]
        counts = left_out if opened.total() >= DEEPEST else opened
        counts[name] += 1
        return "" if counts is left_out else found[0]

    return _TAG.sub(kept, html)


def _kept(tag: str, attribute: str, value: str) -> str | None:
    if attribute == "style":
        return styled(value)
    if attribute == "href":
        return value if _LINK.match(_INVISIBLE.sub("", value)) else None
    if attribute == "src":
        return value if _IMAGE.match(_INVISIBLE.sub("", value)) else None
    return value


def styled(value: str) -> str | None:
    """The declarations that only colour, measure and arrange; one that is in doubt goes alone."""
    if len(value) > LONGEST_STYLE:
        return None
    return "; ".join(one.strip() for one in value.split(";") if harmless(one)) or None


def harmless(declaration: str) -> bool:
    name, colon, value = declaration.partition(":")
    if not colon or name.strip().lower() not in PROPERTIES:
        return False
    rest = _CALLS.sub("", value)
    return not any(sign in value for sign in "\\@{}<>") and "/*" not in value and "(" not in rest


_CLEANER = nh3.Cleaner(
    tags=TAGS,
    clean_content_tags=DROPPED,
    attributes=ATTRIBUTES,
    attribute_filter=_kept,
    url_schemes={"http", "https", "mailto", "tel", "cid", "data"},
    url_relative="deny",
    link_rel="noopener noreferrer nofollow",
    set_tag_attribute_values={"a": {"target": "_blank"}},
    filter_style_properties=PROPERTIES,
)
