"""Icons as inline SVG: lucide's by name, and the few drawings of our own. Sizes come from CSS, never from the SVG."""

import re
from functools import cache
from importlib import resources
from io import BytesIO
from zipfile import ZipFile

from django.template import Library
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from lucide import IconDoesNotExist

register = Library()

_SHIELD = (
    "M20 13c0 5-3.5 7.5-7.66 8.95a1 1 0 0 1-.67-.01C7.5 20.5 4 18 4 13V6a1 1 0 0 1 1-1c2 0 4.5-1.2 6.24-2.72"
    "a1.17 1.17 0 0 1 1.52 0C14.51 3.81 17 5 19 5a1 1 0 0 1 1 1z"
)

# Neutral channel glyphs instead of brand logos, the mark, and the shield that fills as proof grows.
OWN: dict[str, tuple[str, str]] = {
    "logo": ("0 0 28 28", '<path d="M3 22.5h11a8.5 8.5 0 1 0-8.5-8.5"/><circle class="pip" cx="14" cy="14" r="1.6"/>'),
    "line": (
        "0 0 24 24",
        '<path d="M12 3.5c5.2 0 9.2 3.3 9.2 7.6 0 4.6-5.6 7.4-9.2 9.9v-2.4c-5.2 0-9.2-3.2-9.2-7.5S6.8 3.5 12 3.5Z"/>'
        '<path d="M10.2 7.8v6.2h4.3"/>',
    ),
    "assurance-claimed": ("0 0 24 24", f'<path class="dash" d="{_SHIELD}"/>'),
    "assurance-attested": (
        "0 0 24 24",
        f'<path d="{_SHIELD}"/><path class="fillin" d="M12 2.2C10.2 3.8 7 5 5 5a1 1 0 0 0-1 1v7c0 5 3.5 7.5 8 9z"/>',
    ),
    "assurance-proven": ("0 0 24 24", f'<path d="{_SHIELD}"/><path d="m8.5 12 2.5 2.5 4.5-4.5"/>'),
    "assurance-authenticated": (
        "0 0 24 24",
        f'<path class="solid" d="{_SHIELD}"/><path class="knock" d="m8.5 12 2.5 2.5 4.5-4.5"/>',
    ),
}


@cache
def drawings() -> ZipFile:
    """Opened once: the package itself reads its list of 1,700 names anew for each icon."""
    return ZipFile(BytesIO(resources.files("lucide").joinpath("lucide.zip").read_bytes()))


@cache
def drawing(name: str) -> tuple[str, SafeString]:
    """View box and shapes of one icon. An unknown name raises lucide's IconDoesNotExist."""
    if name in OWN:
        box, shapes = OWN[name]
        return box, mark_safe(shapes)  # noqa: S308  # our own text above
    try:
        svg = drawings().read(f"{name}.svg").decode()
    except KeyError:
        raise IconDoesNotExist(f"The icon {name!r} does not exist.") from None
    shapes = svg[svg.index(">") + 1 : svg.rindex("</svg>")]
    return "0 0 24 24", mark_safe(re.sub(r">\s+<", "><", shapes).strip())  # noqa: S308  # the package's own file


@register.simple_tag
def icon(name: str, size: str = "", label: str = "", **extra: str) -> SafeString:
    """{% icon "inbox" %} · {% icon "check" "xs" %} (xs 12, s 14, "" 16, l 20, xl 24) · label="…" when alone."""
    classes = " ".join(word for word in ("icon", size, extra.get("class", "")) if word)
    if not label:
        return silent(name, classes)
    box, shapes = drawing(name)
    return format_html('<svg class="{}" viewBox="{}" role="img" aria-label="{}">{}</svg>', classes, box, label, shapes)


@cache
def silent(name: str, classes: str) -> SafeString:
    """The words stand beside it. A page has hundreds, of a few dozen kinds."""
    box, shapes = drawing(name)
    return format_html('<svg class="{}" viewBox="{}" aria-hidden="true">{}</svg>', classes, box, shapes)
