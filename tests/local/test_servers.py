"""The embedded servers by themselves."""

import os
import subprocess
import sys
import threading
from contextlib import closing

import psutil
import psycopg2
import pytest
import redis

from omnidesk.local.keeper import held
from omnidesk.local.lease import Lease
from omnidesk.local.postgres import Postgres, servers_on
from omnidesk.local.processes import Identity
from omnidesk.local.redis import Redis
from tests.local import house as houses

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def var_dir(shared_place):
    return shared_place / "var"


@pytest.fixture(scope="module")
def postgres(var_dir):
    postgres = Postgres(var_dir, durable=False)
    postgres.start()
    yield postgres
    postgres.stop()


@pytest.fixture(scope="module")
def valkey(var_dir):
    valkey = Redis(var_dir)
    valkey.start()
    yield valkey
    valkey.stop()


def ask(postgres, question):
    with closing(psycopg2.connect(postgres.url)) as connection, connection.cursor() as cursor:
        cursor.execute(question)
        return cursor.fetchone()[0]


def test_it_knows_japanese(postgres):
    assert ask(postgres, "SELECT datctype FROM pg_database WHERE datname = current_database()") == "C.UTF-8"
    assert ask(postgres, "SELECT lower('ＡÄ')") == "ａä"
    ask(postgres, "CREATE EXTENSION IF NOT EXISTS pg_trgm; COMMIT; SELECT 1")
    assert ask(postgres, "SELECT cardinality(show_trgm('請求書'))") == 4


def test_the_product_s_own_role_is_no_superuser(postgres):
    assert ask(postgres, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user") is False


def test_it_does_not_run_as_root_and_shows_itself_to_one_user(postgres):
    server = servers_on(postgres.home.data)[0]
    assert psutil.Process(server.pid).uids().real != 0
    assert postgres.home.data.stat().st_mode & 0o077 == 0
    assert postgres.home.sockets.stat().st_mode & 0o077 == 0


def test_a_wrong_password_does_not_open_it(postgres):
    with pytest.raises(psycopg2.OperationalError, match="password authentication failed"):
        psycopg2.connect(postgres.url_of("omnidesk", "wrong", "omnidesk"))


def test_it_survives_a_kill_and_leaves_no_lock_in_the_way(postgres):
    ask(postgres, "CREATE TABLE kept (n int); INSERT INTO kept VALUES (7); COMMIT; SELECT 1")
    postgres.kill()
    assert (postgres.home.data / "postmaster.pid").exists()
    postgres.start()
    assert ask(postgres, "SELECT n FROM kept") == 7


def test_a_lock_that_names_a_stranger_does_not_stop_it(postgres):
    postgres.stop()
    (postgres.home.data / "postmaster.pid").write_text(f"{os.getpid()}\n{postgres.home.data}\n1\n5432\n")
    postgres.start()
    assert postgres.running()


def test_a_server_that_was_left_running_is_ended_before_another_starts(postgres, var_dir):
    child, left = postgres.child, Identity.of(postgres.child.pid)
    second = Postgres(var_dir, durable=False)
    second.start()
    assert not left.alive()
    child.wait(60)
    second.stop()
    postgres.start()


def test_redis_needs_the_password_and_comes_back_on_its_port(valkey):
    with redis.Redis(port=valkey.port) as stranger, pytest.raises(redis.AuthenticationError):
        stranger.ping()
    before = valkey.url
    valkey.kill()
    valkey.start()
    assert valkey.url == before


def test_no_password_stands_among_the_arguments(valkey, postgres):
    shown = " ".join(word for process in psutil.process_iter(["cmdline"]) for word in process.info["cmdline"] or ())
    assert "valkey" in shown
    for url in (valkey.url, postgres.url):
        assert url.split("@")[0].split(":")[-1] not in shown


def test_several_holders_share_the_servers_and_the_last_one_stops_them(place):
    leases = [Lease(place / "var", durable=False) for _ in range(3)]
    found = []
    threads = [threading.Thread(target=lambda lease=lease: found.append(lease.take())) for lease in leases]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({told["pid"] for told in found}) == 1
    keeper = leases[0].keeper()
    for lease in leases:
        assert keeper.alive()
        lease.let_go()
    assert not keeper.alive()
    assert all(lease.child is None or lease.child.wait(60) == 0 for lease in leases)


def test_a_holder_that_is_killed_holds_nothing(place):
    code = "from omnidesk.local.lease import Lease; import sys, time; from pathlib import Path;"
    code += "Lease(Path(sys.argv[1]), postgres=False).take(); print('held', flush=True); time.sleep(60)"
    holder = subprocess.Popen(
        [sys.executable, "-c", code, str(place / "var")],
        cwd=houses.BASE_DIR,
        env=houses.clean_environment(),
        stdout=subprocess.PIPE,
    )
    with holder:
        assert holder.stdout.readline() == b"held\n"
        keeper = Lease(place / "var").keeper()
        holder.kill()
    assert keeper.wait(60)
    assert not held(place / "var")
