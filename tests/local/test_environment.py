import subprocess
import sys

import pytest
from pydantic import ValidationError

from omnidesk import environment
from omnidesk.environment import BASE_DIR, Environment
from tests.local import house as houses

KEY = "0123456789abcdef" * 4
SAFE = {
    "PRODUCTION": "1",
    "SECRET_KEY": KEY,
    "CREDENTIAL_KEYS": KEY,
    "DATABASE_URL": "postgresql://desk:pw@db.example.com/desk?sslmode=verify-full",
    "REDIS_URL": "rediss://:pw@redis.example.com:6379/0",
    "PUBLIC_URL": "https://desk.example.com",
    "EMAIL_URL": "smtp+tls://user:pw@mail.example.com:587",
}


def refusal(monkeypatch, **given):
    """The one sentence that a person would read."""
    for name in Environment.model_fields:
        monkeypatch.delenv(name, raising=False)
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(ValidationError) as refused:
        Environment(_env_file=None)
    return environment.sentence(refused.value)


@pytest.mark.parametrize(
    ("name", "value", "advice"),
    [
        ("PORT", "eighty", "valid integer"),
        ("PORT", "70000", "less than or equal to 65534"),
        ("DATABASE_URL", "mysql://desk@host/desk", "postgresql://user:password@host:5432/name"),
        ("DATABASE_URL", "postgresql://host:port/desk", "postgresql://user:password@host:5432/name"),
        ("REDIS_URL", "localhost:6379", "redis://:password@host:6379/0"),
        ("PUBLIC_URL", "desk.example.com", "https://desk.example.com"),
        ("PUBLIC_URL", "https://desk.example.com/path", "without a path"),
        ("EMAIL_URL", "http://mail", "smtp+tls://user:password@host:587"),
        ("DEBUG", "perhaps", "valid boolean"),
        ("TRUSTED_PROXIES", "-1", "greater than or equal to 0"),
    ],
)
def test_it_refuses_a_wrong_value_with_one_sentence_of_advice(monkeypatch, name, value, advice):
    told = refusal(monkeypatch, **{name: value})
    assert told.startswith(f"{name} is wrong: ")
    assert told.endswith(f"Correct {name} in the environment and start again.")
    assert advice in told
    assert "\n" not in told


def test_it_never_repeats_a_secret(monkeypatch):
    assert "hunter2" not in refusal(monkeypatch, DATABASE_URL="mysql://desk:hunter2@host/desk")


@pytest.mark.parametrize("missing", [name for name in SAFE if name != "PRODUCTION"])
def test_production_needs_every_secret_from_outside(monkeypatch, missing):
    given = {name: value for name, value in SAFE.items() if name != missing}
    assert missing in refusal(monkeypatch, **given)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", "short"),
        ("SECRET_KEY", "k" * 64),
        ("CREDENTIAL_KEYS", f"{KEY},short"),
        ("PUBLIC_URL", "http://desk.example.com"),
        ("DEBUG", "1"),
        ("DATABASE_URL", "postgresql://desk:pw@db.example.com/desk"),
        ("REDIS_URL", "redis://:pw@redis.example.com:6379/0"),
    ],
)
def test_production_refuses_what_is_not_safe(monkeypatch, name, value):
    assert name in refusal(monkeypatch, **SAFE | {name: value})


def test_production_is_clean_for_django_s_own_deployment_check(tmp_path):
    done = subprocess.run(
        [sys.executable, "-W", "error::UserWarning", "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        env=houses.clean_environment(**SAFE, VAR_DIR=tmp_path / "var"),
        cwd=BASE_DIR,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert not (tmp_path / "var").exists()


def test_importing_the_settings_starts_and_writes_nothing(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", "import omnidesk.settings, omnidesk.celery; print(omnidesk.settings.DATABASES)"],
        env=houses.clean_environment(VAR_DIR=tmp_path / "var", PYTHONDONTWRITEBYTECODE=1),
        cwd=BASE_DIR,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert not (tmp_path / "var").exists()


def test_a_command_that_needs_no_database_starts_none(tmp_path):
    assert houses.command(tmp_path / "var", "check", "--tag", "models").returncode == 0
    assert not (tmp_path / "var").exists()


def test_it_reads_a_socket_folder_from_the_address():
    found = environment.database("postgresql://desk:p%40ss@/desk?host=%2Frun%2Fdesk", 5)
    assert (found["HOST"], found["PASSWORD"], found["NAME"]) == ("/run/desk", "p@ss", "desk")
    assert found["OPTIONS"]["options"] == "-c statement_timeout=5000"


def test_an_unreachable_server_gets_one_sentence(tmp_path):
    away = {"DATABASE_URL": "postgresql://desk@127.0.0.1:1/desk", "REDIS_URL": "redis://127.0.0.1:1/0"}
    done = houses.command(tmp_path / "var", "prepare", **away)
    assert done.returncode == 1
    assert done.stderr.startswith("The database does not answer")
    assert len(done.stderr.strip().splitlines()) == 1
