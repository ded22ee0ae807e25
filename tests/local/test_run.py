"""`make run` on real servers: every part is killed as the worst crash would kill it."""

import shutil
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from tests.local import house as houses

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def house(shared_place):
    with houses.running(shared_place / "var") as house:
        yield house


@pytest.mark.parametrize("part", ["web", "worker", "beat", "mailboxes", "redis", "postgres", "keeper"])
def test_it_comes_back_after_a_kill_9(house, part):
    before = house.process(part)
    before.kill()
    houses.until(lambda: (now := house.processes().get(part)) is not None and now.pid != before.pid, house)
    took = houses.until(house.ready, house)
    print(f"{part}: ready again after {took:.1f} s")


def test_it_leaves_no_pool_behind_when_the_worker_is_killed(house):
    worker = house.process("worker")
    houses.until(worker.children, house)
    pool = {str(process.pid): process for process in worker.children()}
    worker.kill()
    houses.until(lambda: not houses.alive(pool), house)
    houses.until(house.ready, house)


def test_it_refuses_a_second_start_in_the_same_folder(house):
    second = houses.start(house.var_dir, house.port + 100)
    assert second.supervisor.wait(houses.PATIENCE) == 1
    assert second.text().startswith("Omnidesk already runs on")


def test_it_names_who_took_the_port(house, place):
    second = houses.start(place / "var", house.port)
    assert second.supervisor.wait(houses.PATIENCE) == 1
    assert f"Port {house.port} is taken by python" in second.text()
    assert len(second.text().strip().splitlines()) == 1


def test_a_command_uses_the_running_servers_and_leaves_them_alone(house):
    before = house.processes()["postgres"].pid
    done = houses.command(house.var_dir, "showmigrations", "sessions", "--skip-checks")
    assert "[X] 0001_initial" in done.stdout
    assert house.processes()["postgres"].pid == before


def test_nothing_stays_behind_and_every_next_start_works(house):
    houses.until(lambda: {"web", "worker", "beat", "postgres", "redis", "keeper"} <= house.processes().keys(), house)
    everything = house.processes()
    house.supervisor.kill()
    house.supervisor.wait()
    houses.until(lambda: not houses.alive(everything), house)
    with houses.running(house.var_dir) as second:
        for process in second.processes().values():
            # With the supervisor, the first of them, its children end too, often before their turn.
            with suppress(psutil.NoSuchProcess):
                process.kill()
        second.supervisor.wait()
    with houses.running(house.var_dir) as third:
        everything = third.processes()
    assert third.supervisor.returncode == 0
    houses.until(lambda: not houses.alive(everything), third)


def test_it_runs_from_a_folder_that_only_root_can_enter_and_sweeps_what_lay_outside_for_a_deleted_one(closed_place):
    gone = closed_place / "gone"
    asked = ("check", "--tag", "database", "--database", "default")
    done = houses.command(gone, *asked)
    assert done.returncode == 0, done.stderr
    assert not houses.held(gone)
    outside = gone / "postgres" / "outside"
    if not outside.exists():
        pytest.skip("only root needs a place outside")
    place = Path(outside.read_text().strip())
    shutil.rmtree(gone)
    houses.command(closed_place / "var", *asked)
    assert not place.exists()
