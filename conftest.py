"""The tests' own servers: shared by parallel runs of this VAR_DIR, stopped with the last one."""

import os
from pathlib import Path

import django
import pytest

from omnidesk import catalogues, environment
from omnidesk.local.lease import Lease


def prepare() -> Lease:
    """While pytest collects, before any settings are read: a file .env or a shell must not change what is tested."""
    os.environ["ENV_FILE"] = os.devnull
    for name in environment.Environment.model_fields:
        os.environ.pop(name, None)
    # Each core has servers of its own: live events of one test must not be heard by another.
    var_dir = (
        Path(VAR_DIR or environment.BASE_DIR / "var").resolve() / "test" / os.environ.get("PYTEST_XDIST_WORKER", "")
    )
    lease = Lease(var_dir, durable=False)
    addresses = lease.take()
    given = {"VAR_DIR": str(var_dir), "DATABASE_URL": addresses["database_url"], "REDIS_URL": addresses["redis_url"]}
    os.environ.update(given | {"DJANGO_SETTINGS_MODULE": "omnidesk.settings"})
    catalogues.compile_all([environment.BASE_DIR / "locale"])  # a fresh clone has none, and the tests read Japanese
    django.setup()
    return lease


VAR_DIR = os.environ.get("VAR_DIR")
LEASE = prepare()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes() -> None:
    """A core begins as this process did: with no settings named, so that none are read before its own servers run."""
    for name in ("DJANGO_SETTINGS_MODULE", "VAR_DIR", "DATABASE_URL", "REDIS_URL"):
        os.environ.pop(name, None)
    if VAR_DIR:
        os.environ["VAR_DIR"] = VAR_DIR


# What shares a costly fixture runs on one core, one test after the other; elsewhere a file is the unit.
TOGETHER = {"journeys", "demo", "local"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        folder = item.path.parent.name
        item.add_marker(pytest.mark.xdist_group(folder if folder in TOGETHER else str(item.path)))


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> None:
    """A database per run: parallel runs on the same servers never meet."""
    from django.conf import settings

    settings.DATABASES["default"].setdefault("TEST", {})["NAME"] = f"test_{os.getpid()}"


def pytest_unconfigure() -> None:
    LEASE.let_go()
