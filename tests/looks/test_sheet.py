"""The stylesheet's own rules: one place for colours, no undefined names, nothing too small, nothing left out."""

import re
from pathlib import Path

import pytest

from tests.looks.colour import CSS

SHEETS = sorted(CSS.rglob("*.css"))
LITERAL = re.compile(
    r"#[0-9a-fA-F]{3,8}\b|\b(?:rgba?|hsla?|oklch|oklab|lab|lch|hwb)\(|:\s*(?:white|black|red|blue|green)\b"
)


def said(sheet: Path) -> str:
    return re.sub(r"/\*.*?\*/", "", sheet.read_text(), flags=re.S)


def name(sheet: Path) -> str:
    return str(sheet.relative_to(CSS))


@pytest.mark.parametrize("sheet", [sheet for sheet in SHEETS if sheet.name != "tokens.css"], ids=name)
def test_it_names_no_colour_outside_the_tokens(sheet: Path) -> None:
    assert LITERAL.findall(said(sheet)) == []


@pytest.mark.parametrize("sheet", SHEETS, ids=name)
def test_it_lies_in_a_layer_and_closes_its_braces(sheet: Path) -> None:
    text = said(sheet)
    assert text.count("{") == text.count("}")
    assert re.match(r"\s*@layer ", text)
    assert len(sheet.read_text().splitlines()) <= 300


def test_it_uses_no_property_that_nobody_defines() -> None:
    everything = "".join(said(sheet) for sheet in SHEETS)
    defined = set(re.findall(r"(--[\w-]+)\s*:", everything)) | {"--tip"}
    assert set(re.findall(r"var\((--[\w-]+)", everything)) - defined == set()


def test_it_prints_nothing_under_eleven_pixels() -> None:
    """Initials in the smallest avatar and the mark on an avatar's badge are the only exception."""
    small = [
        (name(sheet), rule)
        for sheet in SHEETS
        for rule in re.findall(r"font(?:-size)?:[^;]*?\b(?:[0-9]|10)(?:\.\d+)?px[^;]*;", said(sheet))
    ]
    assert small == [("components/mark.css", "font-size: 10px;")]


def test_it_is_loaded_whole_and_the_order_of_layers_comes_first() -> None:
    listed = re.findall(r"'css/([\w/.-]+)'", (CSS.parents[1] / "templates/shell/styles.html").read_text())
    assert listed[0] == "tokens.css"
    assert sorted(listed) == [name(sheet) for sheet in SHEETS]
