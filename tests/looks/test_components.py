"""Every component drawn once on one page, with what its comment promises."""

from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django import forms
from django.template import engines
from django.utils.translation import override

from agents.models import Agent

NOON = datetime(2026, 6, 18, 3, 2, tzinfo=UTC)
VOID = {"input", "br", "hr", "img", "meta", "link"}


class Example(forms.Form):
    address = forms.EmailField(label="メールアドレス", help_text="招待に使います。")
    zone = forms.ChoiceField(label="タイムゾーン", choices=[("tokyo", "東京")])
    language = forms.ChoiceField(label="言語", choices=[("ja", "日本語")], widget=forms.RadioSelect)
    teams = forms.MultipleChoiceField(label="チーム", choices=[("1", "夜間")], widget=forms.CheckboxSelectMultiple)
    secret = forms.CharField(label="パスワード", widget=forms.PasswordInput)
    memo = forms.CharField(label="メモ", widget=forms.Textarea)
    agreed = forms.BooleanField(label="同意する")


class Balance(HTMLParser):
    """Tags that were opened and not closed, in order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.ids += [value for key, value in attrs if key == "id" and value]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        pass

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.fixture
def page() -> str:
    context = {
        "person": Agent(pk=3, family_name="田村", given_name="亮", presence="away", presence_since=NOON),
        "form": Example({"address": "not an address", "teams": ["1"]}),
        "moment": NOON,
        "levels": range(4),
        "states": ["calm", "soon", "late", "paused", "met"],
        "kinds": ["done", "none", "locked", "broken"],
        "snippet": "<script>",
    }
    with override("ja"):
        return engines["django"].from_string((Path(__file__).parent / "kit.html").read_text()).render(context)


def test_it_draws_every_component_in_well_formed_html(page: str) -> None:
    balance = Balance()
    balance.feed(page)
    assert balance.open == []
    assert "style=" not in page


def test_it_says_in_words_what_it_shows_by_shape(page: str) -> None:
    for word in ("申告のみ", "チャネル確認", "応答確認", "認証済", "離席", "田村 亮 入力中"):
        assert word in page


def test_it_points_from_a_wrong_field_to_its_sentence(page: str) -> None:
    assert 'aria-invalid="true"' in page
    assert 'aria-describedby="id_address_helptext id_address_error"' in page
    assert 'id="id_address_error"' in page


def test_it_prints_the_reason_beside_a_disabled_button(page: str) -> None:
    assert "パスワードが一致すると始められます" in page
    assert '<button class="button  " type="button" disabled>' in page


def test_it_escapes_what_is_meant_to_be_copied() -> None:
    template = engines["django"].from_string('{% include "components/copyable.html" with text=text id="x" only %}')
    assert "&lt;script&gt;" in template.render({"text": "<script>"})


def test_it_gives_times_as_moments_that_the_browser_writes(page: str) -> None:
    assert '<time datetime="2026-06-18T03:02:00+00:00" data-format="clock"' in page
