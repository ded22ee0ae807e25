import pytest

from omnidesk import logs


def test_it_makes_an_id_for_each_request(client):
    first, second = (client.get("/healthz").headers["X-Request-ID"] for _ in range(2))
    assert len(first) == 24
    assert first != second


def test_it_keeps_the_proxy_s_id(client):
    answer = client.get("/healthz", headers={"x-request-id": "proxy-1234"})
    assert answer.headers["X-Request-ID"] == "proxy-1234"


@pytest.mark.parametrize(
    "offered", ["short", "a" * 65, "with space", "line\nbreak", "日本語日本語日本語", "\x1b[31mred-alert"]
)
def test_it_replaces_what_could_break_a_log_line(client, offered):
    answer = client.get("/healthz", headers={"x-request-id": offered})
    assert answer.headers["X-Request-ID"] != offered


@pytest.mark.parametrize("key", sorted(logs.PRIVATE))
def test_a_log_line_never_holds_people_s_words(key):
    assert logs.drop_people_s_words(None, "info", {"event": "kept", key: "hush"}) == {"event": "kept", key: "…"}
