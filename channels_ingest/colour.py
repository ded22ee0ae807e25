"""A brand colour that can be read: the company's colour is kept, and inks are found that stand out from it."""

from typing import TypedDict

READABLE = 4.5  # WCAG 2, text
DEFAULT = "#214f9c"
BLACK, WHITE, DARK = "#000000", "#ffffff", "#12151d"
# The grounds the colour is written on: a bubble of ours, in the light and in the dark scheme.
LIGHT_GROUND, DARK_GROUND = "#f0efec", "#2a2d34"


class Palette(TypedDict):
    brand: str
    ink: str
    light: str
    dark: str


def palette(color: str) -> Palette:
    """`ink` reads on `brand`; `light` and `dark` are the brand as text in each scheme."""
    # White and our dark ink leave a narrow band of middle tones where neither reads: those are darkened a little.
    brand = color if contrast(DARK, color) >= READABLE else drawn_to(BLACK, color, WHITE)
    return {
        "brand": brand,
        "ink": WHITE if contrast(WHITE, brand) >= READABLE else DARK,
        "light": drawn_to(BLACK, brand, LIGHT_GROUND),
        "dark": drawn_to(WHITE, brand, DARK_GROUND),
    }


def drawn_to(pole: str, color: str, ground: str) -> str:
    """The colour, mixed with as little of the pole as makes it readable with the ground."""
    steps = (mixed(color, pole, step / 50) for step in range(51))
    return next(step for step in steps if contrast(step, ground) >= READABLE)


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def luminance(color: str) -> float:
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts(color))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def mixed(color: str, pole: str, share: float) -> str:
    blend = [a + (b - a) * share for a, b in zip(parts(color), parts(pole), strict=True)]
    return "#" + "".join(f"{round(part * 255):02x}" for part in blend)


def parts(color: str) -> list[float]:
    return [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
