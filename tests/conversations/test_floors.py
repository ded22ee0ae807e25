"""What only the adapters know is asked of them: no other room compares kinds, or reaches up by a relation's name."""

import re
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
UP = re.compile(r"visitor_sessions|kind [!=]= (IdentityKind|[\"'](chat|email|line|phone|visitor)[\"'])")


@pytest.mark.parametrize(("room", "kind"), [("conversations", "*.py"), ("templates", "*.html"), ("agents", "*.py")])
def test_no_kind_is_compared_where_a_capability_says_it(room: str, kind: str):
    for file in (ROOT / room).rglob(kind):
        assert not UP.search(file.read_text()), file
