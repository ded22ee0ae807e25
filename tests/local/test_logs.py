"""A word that only people may read goes through every way to a log line; none may show it."""

import io
import json
import logging
import logging.config

import pytest
from django.db import IntegrityError, connection

from omnidesk import logs

CANARY = "カナリア-canary-4711"


@pytest.fixture(params=[True, False], ids=["production", "development"])
def out(request):
    """The real handler, writing where the test can read."""
    kept = logging.getLogger().handlers[:]
    logging.config.dictConfig(logs.configured(json=request.param, level="INFO"))
    (handler,) = [h for h in logging.getLogger().handlers if isinstance(h, logging.StreamHandler) and h not in kept]
    handler.setStream(stream := io.StringIO())
    yield stream
    logging.getLogger().handlers[:] = kept


def fail(text):
    raise ValueError("it failed")


def test_the_locals_of_an_error_stay_in_the_process(out):
    try:
        fail(CANARY)
    except ValueError:
        logging.getLogger("conversations").exception("kept for later")
    assert "it failed" in out.getvalue()
    assert CANARY not in out.getvalue()


@pytest.mark.django_db
@pytest.mark.parametrize("out", [True], indirect=True)
def test_a_failing_row_is_not_printed(out):
    with pytest.raises(IntegrityError) as refused:
        store_without_a_number(CANARY)
    assert CANARY in str(refused.value), "the database must tell the row for this test to mean anything"
    logging.getLogger("conversations").error("not kept", exc_info=refused.value)
    assert "violates not-null constraint" in out.getvalue()
    assert "canary" not in out.getvalue()


def store_without_a_number(words):
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE said (id int NOT NULL, words text)")
        cursor.execute("INSERT INTO said VALUES (NULL, %s)", [words])


@pytest.mark.parametrize("path", [f"/accounts/password/reset/key/1-{CANARY}/", f"/nothing/{CANARY}"])
def test_a_path_is_named_by_its_route(out, client, db, path):
    request = client.get(path).wsgi_request
    logging.getLogger("django.request").warning("%s: %s", "Not Found", path, extra={"request": request})
    assert "Not Found" in out.getvalue()
    assert "canary" not in out.getvalue()


@pytest.mark.parametrize("server", ["uvicorn", "gunicorn"])
def test_no_address_or_path_is_logged_as_access(out, server):
    logging.getLogger(f"{server}.access").info("GET /ws/chat/shop/?ticket=%s", CANARY)
    assert out.getvalue() == ""


def test_what_servers_say_has_the_same_form(out):
    for name in logs.SELF_WILLED:
        logging.getLogger(name).error("from %s", name)
    lines = out.getvalue().splitlines()
    assert len(lines) == len(logs.SELF_WILLED)
    assert not lines[0].startswith("{") or [json.loads(line)["logger"] for line in lines] == list(logs.SELF_WILLED)
