"""docker-compose.yml is read, and each of our services is really started with its own command."""

import os
import re
import shutil
import socket
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg2
import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from tests.deployment.services import COMPOSE, GIVEN, OURS, Deployment

pytestmark = pytest.mark.slow


def test_no_secret_stands_in_the_file():
    for service in COMPOSE["services"].values():
        for name, value in service.get("environment", {}).items():
            if re.search("PASSWORD|KEY|TOKEN|_URL", name):
                assert re.search(r"\$\{\w+:[?-]", str(value)), name


@pytest.mark.parametrize("name", [name for name in COMPOSE["services"] if name != "migrate"])
def test_each_service_has_a_health_check(name):
    assert COMPOSE["services"][name]["healthcheck"]["test"]


def test_only_the_proxy_can_be_reached_from_outside():
    assert [name for name, service in COMPOSE["services"].items() if "ports" in service] == ["proxy"]


@pytest.fixture(scope="module")
def deployment():
    url = urlsplit(os.environ["DATABASE_URL"])
    name = f"deployment_{os.getpid()}"
    with administering(os.environ["DATABASE_URL"]) as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
    folder = Path(tempfile.mkdtemp(prefix="omnidesk-deployment-"))
    (folder / "metrics").mkdir()
    (folder / "run").mkdir()
    yield Deployment(folder, urlunsplit(url._replace(path=f"/{name}")), os.environ["REDIS_URL"])
    with administering(os.environ["DATABASE_URL"]) as cursor:
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")
    shutil.rmtree(folder)


class administering:
    def __init__(self, url: str) -> None:
        self.connection = psycopg2.connect(url)
        self.connection.autocommit = True

    def __enter__(self):
        return self.connection.cursor()

    def __exit__(self, *reason: object) -> None:
        self.connection.close()


@pytest.fixture(scope="module")
def running(deployment):
    """As compose would: the image's static files, the migration to its end, then all the others."""
    collected = deployment.run("collectstatic", "--no-input")
    assert collected.returncode == 0, collected.stderr
    migration = deployment.start("migrate")
    assert migration.wait(180) == 0, (deployment.var_dir / "migrate.log").read_text()
    others = {name: deployment.start(name) for name in OURS if name != "migrate"}
    yield deployment
    for child in others.values():
        child.terminate()
    for child in others.values():
        child.wait(30)


@pytest.mark.parametrize("name", [name for name in OURS if name != "migrate"])
def test_each_service_becomes_healthy(running, name):
    until(lambda: running.healthy(name), (running.var_dir / f"{name}.log"))


def test_the_first_start_tells_the_set_up_token(running):
    assert "One-time token" in (running.var_dir / "migrate.log").read_text()


def test_the_desk_is_ready_when_a_worker_was_seen(running):
    until(lambda: ask(running, "web", "/readyz")[0] == 200, running.var_dir / "worker.log")


def test_pages_come_with_every_guard(running):
    status, headers = ask(running, "web", "/setup/")
    assert status == 200
    assert headers["Strict-Transport-Security"] == "max-age=63072000; includeSubDomains; preload"
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert all("Secure" in cookie and cookie.startswith("__Host-") for cookie in headers.get_all("Set-Cookie"))


def test_pages_without_tls_are_sent_to_it(running):
    status, headers = ask(running, "web", "/accounts/login/", {"X-Forwarded-Proto": "http"})
    assert (status, headers["Location"]) == (301, "https://desk.example.com/accounts/login/")


def test_a_strange_host_is_refused(running):
    assert ask(running, "web", "/accounts/login/", {"Host": "evil.example"})[0] == 400


def test_metrics_need_the_token(running):
    assert ask(running, "web", "/metrics")[0] == 404
    assert ask(running, "web", "/metrics", {"Authorization": f"Bearer {GIVEN['METRICS_TOKEN']}"})[0] == 200


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "http://desk.example.com", "https://desk.example.com:8443", None]
)
def test_sockets_refuse_a_strange_origin(running, origin):
    with pytest.raises(InvalidStatus) as refused:
        handshake(running, origin)
    assert refused.value.response.status_code == 403


def test_sockets_open_for_our_own_pages(running):
    handshake(running, "https://desk.example.com")


def handshake(deployment, origin):
    line = socket.create_connection(("127.0.0.1", deployment.ports["sockets"]))
    with connect("ws://desk.example.com/ws/console/", sock=line, origin=origin, compression=None):
        pass


def test_logs_are_json_and_name_the_request(running):
    ask(running, "web", "/accounts/login/", {"Host": "evil.example", "X-Request-ID": "seen-by-the-proxy"})
    lines = (running.var_dir / "web.log").read_text().splitlines()
    assert any('"request_id": "seen-by-the-proxy"' in line for line in lines), lines[-5:]


def ask(deployment, service, path, headers=None):
    url = f"http://127.0.0.1:{deployment.ports[service]}{path}"
    given = {"Host": "desk.example.com", "X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.9"}
    request = urllib.request.Request(url, headers=given | (headers or {}))
    opener = urllib.request.build_opener(Unfollowed)
    try:
        with opener.open(request, timeout=10) as answer:
            return answer.status, answer.headers
    except urllib.error.HTTPError as answer:
        with answer:
            return answer.code, answer.headers


class Unfollowed(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args):
        return None


def until(true, log: Path, seconds: float = 90) -> None:
    began = time.monotonic()
    while not true():
        assert time.monotonic() - began < seconds, log.read_text()[-3000:]
        # Each look is a process of its own, and takes from those that are starting.
        time.sleep(2)
