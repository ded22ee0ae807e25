"""From a specification to the SVG of a page: our colours by token, links that open the rows, and nothing inline.

altair and vl-convert are imported where they are used: loading them takes seconds, and most processes draw nothing.
"""

import hashlib
import json
import re
from collections.abc import Callable, Iterable
from typing import Any

from django.core.cache import cache
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

# Raised when the drawing changes, so that no old picture is shown.
EDITION = 2
KEPT_SECONDS = 6 * 3600
# vl-convert makes every address absolute; it is cut off again.
NOWHERE = "https://chart.invalid"
# The pane that the rows are put into.
PANE = "#rows"

_ROOT = re.compile(r"<svg [^>]*?(viewBox=\"[^\"]+\")[^>]*>")
_MARK = re.compile(r'<a xlink:href="' + re.escape(NOWHERE) + r'([^"]*)"><(\w+) aria-label="([^"]*)"')
_ROLES = re.compile(r' (?:role|aria-roledescription|aria-hidden|pointer-events)="[^"]*"')


def draw(build: Callable[..., dict[str, Any]], title: str, **data: Any) -> SafeString:
    """The chart that build(**data) specifies, drawn once for the same data in the same language."""
    told = json.dumps([EDITION, build.__module__, build.__name__, get_language(), data], default=str, sort_keys=True)
    key = f"chart:{hashlib.sha256(told.encode()).hexdigest()}"
    drawn = cache.get(key)
    if drawn is None:
        drawn = fitted(rendered(build(**data)))
        cache.set(key, drawn, KEPT_SECONDS)
    return format_html('<figure class="chart" role="group" aria-label="{}">{}</figure>', title, SafeString(drawn))


def altair() -> Any:
    """The library, loaded with the first chart. Its arguments are unions of hundreds of words, so it goes untyped.

    Whoever encodes names the class of each channel: what is given as a plain word or value, altair looks up in all of
    its schema each time, which takes as long as the drawing."""
    import altair

    return altair


def layered(layers: Iterable[Any], *, width: int, height: int) -> dict[str, Any]:
    """Charts of altair, one over the other; not validated: they are ours, and a test draws each. Each is told by
    itself, because altair.layer copies all that it holds again and again."""
    datasets: dict[str, Any] = {}
    context = {"top_level": False, "datasets": datasets}
    told = [layer.to_dict(validate=False, context=context) for layer in layers]
    return {"layer": told, "datasets": datasets, "width": width, "height": height}


def rendered(spec: dict[str, Any]) -> str:
    import vl_convert

    return str(vl_convert.vegalite_to_svg(dressed(spec)))


def dressed(spec: dict[str, Any]) -> dict[str, Any]:
    """Axes, type and ground as everywhere; var(…) is coloured by the page that shows it."""
    axis = {
        "labelColor": "var(--ink-3)", "labelFontSize": 11, "labelFontWeight": 400, "labelPadding": 8,
        "gridColor": "var(--line)", "domain": False, "ticks": False, "aria": False,
    }  # fmt: skip
    look = {"font": "inherit", "view": {"stroke": None}, "axis": axis}
    ground = {"background": "transparent", "autosize": {"type": "fit", "contains": "padding"}, "padding": 2}
    return spec | ground | {"config": look}


def fitted(svg: str) -> str:
    """As wide as its box, spoken of by its marks alone, each of which asks for its rows."""
    svg = _ROOT.sub(r'<svg xmlns="http://www.w3.org/2000/svg" \1>', svg, count=1)
    svg = _MARK.sub(link, svg)
    return _ROLES.sub("", svg)


def link(found: re.Match[str]) -> str:
    """What a pointer rests on and what a screen reader says are the same words."""
    address, shape, words = found.groups()
    to = f'href="{address}" hx-get="{address}" hx-target="{PANE}" hx-swap="innerHTML"'
    return f'<a {to} aria-label="{words}"><title>{words}</title><{shape}'


def to(address: str) -> str:
    """An address as the specification must write it."""
    return f"{NOWHERE}{address}"
