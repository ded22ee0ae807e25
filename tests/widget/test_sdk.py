"""The script for a company's own pages: small, free of others, and fetched from anywhere."""

import gzip
import re

from django.conf import settings
from django.test import Client

SDK = (settings.BASE_DIR / "static" / "sdk" / "omnidesk.js").read_text("utf-8")


def test_it_is_small():
    assert len(gzip.compress(SDK.encode())) <= 10_000


def test_it_needs_nobody_else():
    assert not re.search(r"^import |import\(|require\(|document\.cookie|eval\(|innerHTML", SDK, re.MULTILINE)


def test_it_says_what_each_of_its_words_takes():
    exported = re.findall(r"^export (?:const|(?:async )?function) (\w+)", SDK, re.MULTILINE)
    assert {"init", "track", "step", "page", "identify", "handoff", "openChat", "consent"} <= set(exported)
    documented = re.findall(r"\*/\nexport (?:const|function) (\w+)", SDK)
    assert {"init", "consent", "device", "track", "step", "identify", "handoff"} <= set(documented)


def test_it_is_served_to_any_page(db):
    answer = Client().get("/sdk.js", headers={"Origin": "https://shop.example"})
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Content-Type"].startswith("text/javascript")
    assert Client().get("/sdk.js", headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
