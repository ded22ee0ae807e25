"""The tests' own servers: shared by parallel runs of this VAR_DIR, stopped with the last one."""

import gc
import os
import subprocess
from collections.abc import Generator
from functools import cache
from pathlib import Path
from typing import Any

import django
import pytest
from django.conf import settings

from omnidesk import catalogues, environment
from omnidesk.local.lease import Lease
from tests import emptying, patience, tables


def prepare() -> Lease:
    """While pytest collects, before any settings are read: a file .env or a shell must not change what is tested."""
    os.environ["ENV_FILE"] = os.devnull
    for name in environment.Environment.model_fields:
        os.environ.pop(name, None)
    # Each core has servers of its own: live events of one test must not be heard by another.
    tables.folder = Path(VAR_DIR or environment.BASE_DIR / "var").resolve() / "test"
    var_dir = tables.folder / os.environ.get("PYTEST_XDIST_WORKER", "")
    lease = Lease(var_dir, durable=False)
    addresses = lease.take()
    emptying.allow(var_dir)
    given = {"VAR_DIR": str(var_dir), "DATABASE_URL": addresses["database_url"], "REDIS_URL": addresses["redis_url"]}
    os.environ.update(given | {"DJANGO_SETTINGS_MODULE": "omnidesk.settings"})
    catalogues.compile_all([environment.BASE_DIR / "locale"])  # a fresh clone has none, and the tests read Japanese
    django.setup()
    patience.have()
    hash_quickly()
    address_once()
    return lease


def hash_quickly() -> None:
    """Passwords of tests are worth no guess: the hash is the same, without a third of a second for every look at it."""
    from django.contrib.auth.hashers import Argon2PasswordHasher

    Argon2PasswordHasher.memory_cost, Argon2PasswordHasher.time_cost = 1024, 1


def address_once() -> None:
    """A page names a hundred static files, always the same ones: where each lies is worked out once, until a test
    changes a setting."""
    from django.core.signals import setting_changed
    from django.templatetags.static import StaticNode

    known = cache(StaticNode.handle_simple)
    StaticNode.handle_simple = staticmethod(known)  # type: ignore[method-assign,assignment]  # the same answer
    setting_changed.connect(lambda **_told: known.cache_clear(), weak=False)


VAR_DIR = os.environ.get("VAR_DIR")
LEASE = prepare()
KEEPING: list[subprocess.Popen[bytes]] = []


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """One more than cores: tests also wait, for a browser, a server or a clock."""
    return len(os.sched_getaffinity(0)) + 1


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes() -> None:
    """A core begins as this process did: with no settings named, so that none are read before its own servers run."""
    KEEPING.append(tables.keeping())  # while the cores collect
    for name in ("DJANGO_SETTINGS_MODULE", "VAR_DIR", "DATABASE_URL", "REDIS_URL"):
        os.environ.pop(name, None)
    if VAR_DIR:
        os.environ["VAR_DIR"] = VAR_DIR


# What shares a costly fixture runs on one core, one test after the other; elsewhere a file is the unit. The longest
# comes first, so that no core is left alone with it at the end.
TOGETHER = ("tests/journeys", "tests/demo", "tests/local")
FIRST = (
    *TOGETHER, "tests/test_matrix.py", "tests/deployment/test_compose.py", "tests/faults/test_faults.py",
    "tests/widget/test_for_everybody.py", "tests/test_languages.py", "tests/test_hostile_words.py",
    "tests/kpis/test_reports.py",
)  # fmt: skip
# Files in which a browser starts take longer than most: what is left for the end is short.
IN_A_BROWSER = "tests/widget/"


def together(nodeid: str) -> str:
    file = nodeid.split("::")[0]
    folder = file.rpartition("/")[0]
    return folder if folder in TOGETHER else file


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> object:
    """xdist's own groups are lost: it writes them to a field that pytest reads no more since 9.2."""
    from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped]  # the library has no types

    class ByFixture(LoadScopeScheduling):  # type: ignore[misc]  # the library has no types
        def _split_scope(self, nodeid: str) -> str:
            return together(nodeid)

    return ByFixture(config, log)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """What is collected stays to the end: to look through it again and again for what nobody needs any more took a
    fifteenth of a run."""
    gc.disable()
    collected = yield
    gc.enable()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
    return collected


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: turn(together(item.nodeid)))


def turn(group: str) -> int:
    return FIRST.index(group) if group in FIRST else len(FIRST) + (not group.startswith(IN_A_BROWSER))


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> None:
    """A database per run: parallel runs on the same servers never meet."""
    test = settings.DATABASES["default"].setdefault("TEST", {})
    test |= {"NAME": f"test_{os.getpid()}", "TEMPLATE": tables.copied(os.environ["DATABASE_URL"])}


def pytest_unconfigure() -> None:
    for child in KEEPING:
        child.wait()
    LEASE.let_go()
