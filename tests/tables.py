"""The tables as the migrations make them, without making them so each time: what Django does to render its models at
each step takes a quarter of a minute of a core.

The migrations run once. What they said to PostgreSQL is kept, and said again wherever a test needs tables of its own;
what stands there then is held against what stood at the end of the migrations. `python -m tests.tables FILE` keeps it.
"""

import fcntl
import hashlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg2

from omnidesk.environment import BASE_DIR

SOURCES = (BASE_DIR / "requirements.txt", *sorted(BASE_DIR.glob("*/migrations/*.py")))
DIGEST = hashlib.sha256(b"".join(source.read_bytes() for source in SOURCES)).hexdigest()[:12]
# Each is said by itself: what belongs to a transaction alone is left out, and what only asks.
UNSAID = re.compile(r"\s*(SELECT|SAVEPOINT|RELEASE)\b")
STANDS = """
SELECT table_name, column_name, udt_name, column_default, is_nullable, is_identity, character_maximum_length
    FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1, 2;
SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
    WHERE connamespace = 'public'::regnamespace ORDER BY 1, 2;
SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1;
SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1;
SELECT oid::regprocedure::text FROM pg_proc WHERE pronamespace = 'public'::regnamespace ORDER BY 1;
SELECT app, name FROM django_migrations ORDER BY 1, 2;
SELECT id, app_label, model FROM django_content_type ORDER BY 1;
SELECT id, content_type_id, codename FROM auth_permission ORDER BY 1
"""
# Where the runs of this VAR_DIR keep it; with none, a product makes its tables itself.
folder: Path | None = None


def file() -> Path:
    assert folder is not None
    return folder / f"tables-{DIGEST}.json"


def keeping() -> "subprocess.Popen[bytes]":
    """Does nothing where it is kept, and waits where another process is about it."""
    return subprocess.Popen([sys.executable, "-m", "tests.tables", str(file())], cwd=BASE_DIR)


def copied(database_url: str) -> str:
    """The name of a database on this server that can be copied, made where it is missing."""
    name = f"tables_{DIGEST}"
    with one_at_a_time(Path(os.environ["VAR_DIR"]) / "copied"), speaking(database_url) as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE 'tables\\_%%'")
        found = [row[0] for row in cursor.fetchall()]
        if name not in found:
            for old in found:
                cursor.execute(f'DROP DATABASE "{old}"')
            cursor.execute(f'CREATE DATABASE "{name}_half"')
            say_again(beside(database_url, f"{name}_half"))
            cursor.execute(f'ALTER DATABASE "{name}_half" RENAME TO "{name}"')
    return name


def say_again(database_url: str) -> None:
    if folder is None:
        return
    if not file().exists():
        assert keeping().wait() == 0
    kept = json.loads(file().read_text())
    with speaking(database_url) as cursor:
        for words in kept["said"]:
            cursor.execute(words)
        assert stands(cursor) == kept["stood"]


@contextmanager
def speaking(database_url: str) -> Iterator[Any]:
    with closing(psycopg2.connect(database_url)) as connection:
        connection.autocommit = True
        yield connection.cursor()


def beside(database_url: str, name: str) -> str:
    return urlunsplit(urlsplit(database_url)._replace(path=f"/{name}"))


def stands(cursor: Any) -> list[list[list[Any]]]:
    found = []
    for question in STANDS.split(";"):
        cursor.execute(question)
        found.append([list(row) for row in cursor.fetchall()])
    return found


@contextmanager
def one_at_a_time(made: Path) -> Iterator[None]:
    with made.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def keep(kept: Path) -> None:
    with one_at_a_time(kept):
        if kept.exists():
            return
        for old in kept.parent.glob("tables-*.json"):
            old.unlink()
        name = f"migrating_{os.getpid()}"
        with speaking(os.environ["DATABASE_URL"]) as cursor:
            cursor.execute(f"CREATE DATABASE {name}")
            try:
                told = migrated(beside(os.environ["DATABASE_URL"], name))
            finally:
                cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")
        half = kept.with_suffix(".half")
        half.write_text(json.dumps(told))
        half.rename(kept)


def migrated(database_url: str) -> dict[str, Any]:
    os.environ |= {"DATABASE_URL": database_url, "DJANGO_SETTINGS_MODULE": "omnidesk.settings"}
    import django
    from django.core.management import call_command
    from django.db import connection

    django.setup()
    said: list[str] = []

    def heard(execute: Any, words: str, given: Any, many: bool, context: dict[str, Any]) -> Any:
        answer = execute(words, given, many, context)
        if not UNSAID.match(words):
            each = given if many else [given]
            said.extend(context["cursor"].mogrify(words, one).decode() for one in each)
        return answer

    with connection.execute_wrapper(heard):
        call_command("migrate", verbosity=0, interactive=False)
    with connection.cursor() as cursor:
        return {"said": said, "stood": stands(cursor)}


if __name__ == "__main__":
    keep(Path(sys.argv[1]))
