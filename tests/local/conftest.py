import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from omnidesk.local import home


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder that an unprivileged server can enter, which pytest's own are not when root runs the tests."""
    yield from made(0o711)


@pytest.fixture(scope="module")
def shared_place() -> Iterator[Path]:
    yield from made(0o711)


@pytest.fixture
def closed_place() -> Iterator[Path]:
    yield from made(0o700)


def made(mode: int) -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="omnidesk-test-"))
    folder.chmod(mode)
    yield folder
    home.forget(folder / "var" / "postgres")
    shutil.rmtree(folder)
