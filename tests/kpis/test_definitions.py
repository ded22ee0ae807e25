"""Every number opens its definition: complete, in both languages, and the same on the page in docs/."""

import pytest
from django.utils import translation

from kpis.definitions import DEFINITIONS, ROWS, Definition, page
from kpis.models import Excluded, Measured

TEXTS = ("name", "formula", "start", "end", "attribution", "leaves_out", "window", "interval")
EVERY = list(DEFINITIONS.values())


def ids(definition: Definition) -> str:
    return definition.id


@pytest.mark.parametrize("definition", EVERY, ids=ids)
def test_it_says_everything_in_japanese_and_in_english(definition: Definition) -> None:
    for field in TEXTS:
        with translation.override("en"):
            english = str(getattr(definition, field))
        with translation.override("ja"):
            japanese = str(getattr(definition, field))
        assert english
        assert japanese != english


@pytest.mark.parametrize("definition", EVERY, ids=ids)
def test_what_it_leaves_out_are_reasons_that_rows_have(definition: Definition) -> None:
    assert set(definition.exclusions) <= set(Excluded.values) - {""}
    assert {"practice", "demo", "spam"} <= set(definition.exclusions)


@pytest.mark.parametrize("definition", EVERY, ids=ids)
def test_it_has_a_version_and_its_first_day(definition: Definition) -> None:
    assert definition.version >= 1
    assert f"### `{definition.id}` · " in page.PAGE.read_text()
    assert f"Version {definition.version}, since {definition.since}" in page.section(definition)


def test_the_page_says_what_the_catalogue_says() -> None:
    """Otherwise: manage.py write_measures."""
    assert page.PAGE.read_text() == page.written()


def test_no_id_is_used_twice_and_each_fits_its_column() -> None:
    assert len({definition.id for definition in ROWS}) == len(ROWS)
    longest = Measured._meta.get_field("measure").max_length
    assert all(len(name) <= longest for name in DEFINITIONS)


def test_names_are_told_apart_in_both_languages() -> None:
    for language in ("ja", "en"):
        with translation.override(language):
            assert len({str(definition.name) for definition in EVERY}) == len(EVERY)
