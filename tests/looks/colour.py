"""The sheet's colours as numbers: tokens.css read, OKLCH turned into sRGB, contrast as WCAG 2 counts it."""

import math
import re
from functools import cache
from pathlib import Path

CSS = Path(__file__).resolve().parents[2] / "static" / "css"
type Oklab = tuple[float, float, float]

OKLCH = re.compile(r"oklch\(([\d.]+) ([\d.]+) ([\d.]+)\)|oklch\(([\d.]+) ([\d.]+) ([\d.]+) */ *[\d.]+\)")
TOKEN = re.compile(r"(--[\w-]+):\s*(light-dark\(oklch\([^)]*\),\s*oklch\([^)]*\)\)|oklch\([^)]*\));")


@cache
def tokens() -> dict[str, tuple[Oklab, Oklab]]:
    """Every colour token as (light, dark) in Oklab; the first of a name counts (later ones are for more contrast)."""
    found: dict[str, tuple[Oklab, Oklab]] = {}
    for name, value in TOKEN.findall((CSS / "tokens.css").read_text()):
        colours = [oklab(*map(float, match.groups()[:3])) for match in re.finditer(OKLCH, value) if match[1]]
        if colours and name not in found:
            found[name] = (colours[0], colours[-1])
    return found


def oklab(lightness: float, chroma: float, hue: float) -> Oklab:
    return lightness, chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))


def mix(share: float, one: Oklab, other: Oklab) -> Oklab:
    """color-mix(in oklab, one share, other)"""
    a, b, c = (share * x + (1 - share) * y for x, y in zip(one, other, strict=True))
    return a, b, c


def contrast(ink: Oklab, ground: Oklab) -> float:
    bright, dim = sorted((luminance(ink), luminance(ground)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def luminance(colour: Oklab) -> float:
    red, green, blue = (min(1.0, max(0.0, channel)) for channel in linear(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def linear(colour: Oklab) -> tuple[float, float, float]:
    """Björn Ottosson's matrices from Oklab to linear sRGB."""
    lightness, a, b = colour
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )
