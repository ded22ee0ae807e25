"""What no template may hold under the content policy, and icons that exist."""

import re
from pathlib import Path

import pytest

from omnidesk.templatetags.icons import drawing
from omnidesk.templatetags.looks import CHANNEL_LOOKS

ROOT = Path(__file__).resolve().parents[2] / "templates"
TEMPLATES = sorted(ROOT.rglob("*.html"))
INLINE = {
    "a style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.S),
    "a handler": re.compile(r"<[a-z][^>{]*\son[a-z]+\s*=", re.I),
    "an inline script": re.compile(r"<script(?![^>]*\ssrc=)[^>]*>", re.I),
    "an inline sheet": re.compile(r"<style\b", re.I),
    "code in an attribute": re.compile(r"hx-on|\bjs:|javascript:", re.I),
}
ICON = re.compile(
    r"""\{%\s*icon\s+["']([\w-]+)["']"""
    r"""|components/(?:chip|banner|button|toggle)\.html" with [^%]*?\bname=["']([\w-]+)["']"""
)


def name(template: Path) -> str:
    return str(template.relative_to(ROOT))


# A mail is read in programs that know no sheet of ours; their policy is their own.
PAGES = [template for template in TEMPLATES if template.parent.name != "mail"]


@pytest.mark.parametrize("template", PAGES, ids=name)
def test_it_holds_nothing_that_the_policy_blocks(template: Path) -> None:
    text = re.sub(r"\{% comment %\}.*?\{% endcomment %\}", "", template.read_text(), flags=re.S)
    assert [what for what, pattern in INLINE.items() if pattern.search(text)] == []


@pytest.mark.parametrize("template", TEMPLATES, ids=name)
def test_it_asks_only_for_icons_that_exist(template: Path) -> None:
    for match in ICON.finditer(template.read_text()):
        assert drawing(match[1] or match[2])[1]


@pytest.mark.parametrize("kind", CHANNEL_LOOKS)
def test_it_has_a_glyph_for_every_channel(kind: str) -> None:
    icon, ink = CHANNEL_LOOKS[kind]
    assert drawing(icon)[1]
    assert f'[data-ch="{ink}"]' in (ROOT.parent / "static/css/tokens.css").read_text()
