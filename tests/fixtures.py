"""Real mails and payloads, which lie beside the project and are not part of it."""

import os

import pytest

from omnidesk.environment import BASE_DIR

FOLDER = BASE_DIR.parent / "shared" / "fixtures"

if not FOLDER.is_dir():
    if os.environ.get("CI"):
        raise RuntimeError(f"The collection of real mails and payloads is missing: {FOLDER}")
    pytest.skip(f"the collection of real mails and payloads is not at {FOLDER}", allow_module_level=True)
