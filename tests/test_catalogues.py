"""Every word that the sources say has its Japanese, found by makemessages; `make messages` brings new words in."""

import re
import subprocess
from pathlib import Path

import polib
import pytest

from tools import messages

PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[sd]|\{\w+\}")
Catalogues = dict[str, polib.POFile]


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> Catalogues:
    return messages.extract(tmp_path_factory.mktemp("sources"))


@pytest.fixture(scope="module")
def kept() -> Catalogues:
    return {domain: polib.pofile(str(messages.committed(domain))) for domain in messages.DOMAINS}


def keys(catalogue: polib.POFile) -> set[tuple[str | None, str, str]]:
    return {(entry.msgctxt, entry.msgid, entry.msgid_plural) for entry in catalogue if not entry.obsolete}


def words(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) or [entry.msgstr]


@pytest.mark.parametrize("domain", messages.DOMAINS)
def test_it_keeps_every_word_that_the_sources_say(said: Catalogues, kept: Catalogues, domain: str) -> None:
    assert keys(said[domain]) - keys(kept[domain]) == set()


@pytest.mark.parametrize("domain", messages.DOMAINS)
def test_it_keeps_no_word_that_nobody_says(said: Catalogues, kept: Catalogues, domain: str) -> None:
    assert keys(kept[domain]) - keys(said[domain]) == set()
    assert kept[domain].obsolete_entries() == []


@pytest.mark.parametrize("domain", messages.DOMAINS)
def test_it_finds_words_of_each_kind_of_source(said: Catalogues, domain: str) -> None:
    """Python, template, widget words with context; browser code with plurals: a lost kind would pass unseen."""
    known = {
        "django": {(None, "Inbox", ""), ("chat", "You", ""), (None, "%(n)s person", "%(n)s people")},
        "djangojs": {(None, "Undo", ""), (None, "%s new message", "%s new messages")},
    }
    assert known[domain] <= keys(said[domain])


@pytest.mark.parametrize("domain", messages.DOMAINS)
def test_it_says_everything_in_japanese(kept: Catalogues, domain: str) -> None:
    assert [entry.msgid for entry in kept[domain] if entry.fuzzy or not all(words(entry))] == []


@pytest.mark.parametrize("domain", messages.DOMAINS)
def test_it_fills_in_what_the_english_fills_in(kept: Catalogues, domain: str) -> None:
    for entry in kept[domain]:
        english = sorted(PLACEHOLDER.findall(entry.msgid_plural or entry.msgid))
        assert [sorted(PLACEHOLDER.findall(text)) for text in words(entry)] == [english] * len(words(entry))


@pytest.mark.parametrize("domain", messages.DOMAINS)
def test_it_passes_the_checks_of_gettext(domain: str, tmp_path: Path) -> None:
    command = ["msgfmt", "--check", "--output-file", str(tmp_path / "out.mo"), str(messages.committed(domain))]
    done = subprocess.run(command, text=True, capture_output=True)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("domain", messages.DOMAINS)
def test_it_is_sorted_and_names_no_place(kept: Catalogues, domain: str) -> None:
    assert [messages.order(entry) for entry in kept[domain]] == sorted(map(messages.order, kept[domain]))
    assert [entry.msgid for entry in kept[domain] if entry.occurrences or entry.comment or entry.tcomment] == []


@pytest.mark.parametrize("domain", messages.DOMAINS)
def test_it_speaks_as_the_guide_asks(kept: Catalogues, domain: str) -> None:
    """No exclamation marks, half-width parentheses, one word for the customer, no bare regret."""
    # A name of a provider is written as it writes itself.
    foreign = re.compile("(?<!Yahoo)(?<!ロリポップ)!|[！？（）［］]|お客様|申し訳|エラーが発生|ください！|下さい")
    assert [text for entry in kept[domain] for text in words(entry) if foreign.search(text)] == []
