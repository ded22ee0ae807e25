"""What the documents say is tried: every curl in them runs against a desk."""

import json
import os
import re
import shutil
import subprocess

import pytest
from django.conf import settings
from django.utils import timezone

from channels_ingest.models import Handoff
from customers.models import Touchpoint
from kpis.models import Cursor
from tests.api.conftest import connected
from tests.cast import Desk

PAGES = ["api.md", "app-handoff.md"]
BLOCK = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)


def examples(page: str) -> list[str]:
    return BLOCK.findall((settings.BASE_DIR / "docs" / page).read_text("utf-8"))


@pytest.mark.skipif(not shutil.which("curl"), reason="the examples are written for curl")
@pytest.mark.parametrize("page", PAGES)
def test_every_example_does_what_it_says(live_server, page):
    caller = connected(Desk.open(), scopes=["handoffs", "touchpoints", "figures", "reviews"])
    Cursor.objects.create(pk=1, caught_up_at=timezone.now())
    given = {"PATH": os.environ["PATH"], "DESK": live_server.url, "KEY": caller.key}
    for number, example in enumerate(examples(page)):
        done = subprocess.run(
            [shutil.which("bash") or "bash", "-euc", example], env=given, capture_output=True, text=True, timeout=60
        )
        assert done.returncode == 0, done.stderr
        said = json.loads(done.stdout)
        assert "code" not in said or said.get("token"), (page, number, said)
    assert Touchpoint.objects.exists()


def test_it_holds_examples_of_both(db):
    assert [len(examples(page)) for page in PAGES] == [3, 2]


def test_it_names_every_code_that_the_api_answers():
    from omnidesk.api.problems import REASONS

    text = (settings.BASE_DIR / "docs" / "api.md").read_text("utf-8")
    unnamed = {code for code in REASONS if f"`{code}`" not in text}
    assert unnamed <= {"not_found", "method"}
    assert Handoff._meta.get_field("context").get_default() == {}
