"""A chart of a page as paper takes it: with the light scheme's colours instead of their names, and a font by name."""

import math
import re
from functools import cache

from django.conf import settings

FONT = "Noto Sans JP"

_SVG = re.compile(r"<svg\b.*?</svg>", re.DOTALL)
_BOX = re.compile(r'viewBox="[\d.-]+ [\d.-]+ ([\d.]+) ([\d.]+)"')
_NAMED = re.compile(r"var\(--([\w-]+)\)")
_TOKEN = re.compile(r"--([\w-]+):\s*(?:light-dark\()?oklch\(([\d.]+) ([\d.]+) ([\d.]+)\)")


def svgs(html: str) -> list[str]:
    """Each picture in a piece of a page."""
    return [coloured(found) for found in _SVG.findall(html)]


def size(svg: str) -> tuple[float, float]:
    """Width and height on its own scale."""
    found = _BOX.search(svg)
    return (float(found[1]), float(found[2])) if found else (1.0, 1.0)


def coloured(svg: str) -> str:
    svg = _NAMED.sub(lambda found: colours().get(found[1], "#000000"), svg)
    return svg.replace('font-family="inherit"', f'font-family="{FONT}"')


@cache
def colours() -> dict[str, str]:
    """{token: #rrggbb}; tokens.css is the one place that names a colour."""
    text = (settings.BASE_DIR / "static" / "css" / "tokens.css").read_text("utf-8")
    # The first of each name: what follows is for who asked for more contrast.
    found = reversed(_TOKEN.findall(text))
    return {name: in_hex(float(light), float(chroma), float(hue)) for name, light, chroma, hue in found}


def in_hex(light: float, chroma: float, hue: float) -> str:
    """Of OKLCH (Björn Ottosson 2020), which paper and most programs do not read."""
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (light + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (light - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (light - 0.0894841775 * a - 1.2914855480 * b) ** 3
    red = 4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short
    green = -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short
    blue = -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short
    return "#" + "".join(f"{round(255 * gamma(min(max(part, 0.0), 1.0))):02x}" for part in (red, green, blue))


def gamma(part: float) -> float:
    return 12.92 * part if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055
