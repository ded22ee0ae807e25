"""The one reader of the environment: typed, and each refusal is one sentence that says what to do."""

import json
import os
import secrets
from functools import cache
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Any, Self
from urllib.parse import parse_qsl, unquote, urlsplit

from dotenv import dotenv_values
from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

BASE_DIR = Path(__file__).resolve().parent.parent

# Nothing listens there. Commands that need no database (help, check, makemessages) run with it.
PLACEHOLDER_DATABASE = "postgresql://omnidesk@127.0.0.1:1/omnidesk"
PLACEHOLDER_REDIS = "redis://127.0.0.1:1/0"

Words = Annotated[tuple[str, ...], NoDecode]


class Refused(SystemExit):
    """One sentence for the person at the keyboard; as SystemExit it ends any entry point without a traceback."""


def unusable(error: OSError) -> Refused:
    return Refused(f"VAR_DIR cannot be used ({error.strerror}: {error.filename}): set it to a folder of yours.")


class Environment(BaseSettings):
    model_config = SettingsConfigDict(extra="ignore", env_ignore_empty=True)

    PORT: int = Field(default=8000, ge=1, le=65534)
    VAR_DIR: Path = BASE_DIR / "var"
    DEMO: bool = True
    DEBUG: bool = False
    PRODUCTION: bool = False
    DATABASE_URL: SecretStr = SecretStr("")
    REDIS_URL: SecretStr = SecretStr("")
    SECRET_KEY: SecretStr = SecretStr("")
    CREDENTIAL_KEYS: SecretStr = SecretStr("")
    PUBLIC_URL: str = ""
    FILES_URL: str = ""
    # Where our own workers reach our own pages, for the simulator of providers.
    SIMULATOR_URL: str = ""
    ALLOWED_HOSTS: Words = ()
    TRUSTED_PROXIES: int = Field(default=0, ge=0, le=5)
    EMAIL_URL: SecretStr = SecretStr("")
    DEFAULT_FROM_EMAIL: str = "Omnidesk <desk@localhost>"
    # Looks for viruses in every file that comes in.
    CLAMD_URL: str = ""
    METRICS_TOKEN: SecretStr = SecretStr("")
    # Database and Redis on other hosts are reached over TLS, unless nobody can listen there (one host's containers).
    PRIVATE_NETWORK: bool = False
    # Inside our own network: what an admin may enter as a mail server. A stranger's word never leads there.
    ALLOWED_PRIVATE_HOSTS: Words = ()
    STATEMENT_TIMEOUT: float = Field(default=0, ge=0, le=3600)
    LOG_LEVEL: str = Field(default="INFO", pattern="^(DEBUG|INFO|WARNING|ERROR)$")

    @field_validator("ALLOWED_HOSTS", "ALLOWED_PRIVATE_HOSTS", mode="before")
    @classmethod
    def split_at_commas(cls, value: object) -> object:
        return tuple(word.strip() for word in value.split(",") if word.strip()) if isinstance(value, str) else value

    @field_validator("ALLOWED_PRIVATE_HOSTS")
    @classmethod
    def name_networks_well(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for word in value:
            if "/" in word:
                ip_network(word, strict=False)
        return value

    @field_validator("VAR_DIR")
    @classmethod
    def from_the_project(cls, value: Path) -> Path:
        return (BASE_DIR / value.expanduser()).resolve()

    @field_validator("PUBLIC_URL", "FILES_URL", "SIMULATOR_URL")
    @classmethod
    def be_an_origin(cls, value: str) -> str:
        parts = urlsplit(value)
        if value and (parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/")):
            raise ValueError("must be an origin such as https://desk.example.com, without a path")
        return value.rstrip("/")

    @field_validator("DATABASE_URL")
    @classmethod
    def be_postgresql(cls, value: SecretStr) -> SecretStr:
        return be_url(value, ("postgresql", "postgres"), "postgresql://user:password@host:5432/name")

    @field_validator("REDIS_URL")
    @classmethod
    def be_redis(cls, value: SecretStr) -> SecretStr:
        return be_url(value, ("redis", "rediss"), "redis://:password@host:6379/0")

    @field_validator("EMAIL_URL")
    @classmethod
    def be_smtp(cls, value: SecretStr) -> SecretStr:
        return be_url(value, ("smtp", "smtps", "smtp+tls"), "smtp+tls://user:password@host:587")

    @field_validator("CLAMD_URL")
    @classmethod
    def be_clamd(cls, value: str) -> str:
        return be_url(SecretStr(value), ("clamd",), "clamd://scanner.internal:3310").get_secret_value()

    @model_validator(mode="after")
    def fill_in(self) -> Self:
        self.SIMULATOR_URL = self.SIMULATOR_URL or self.PUBLIC_URL or f"http://localhost:{self.PORT}"
        if self.PRODUCTION:
            refuse_unsafe(self)
            return self
        addresses = self.recorded_addresses()
        self.DATABASE_URL = self.DATABASE_URL or SecretStr(addresses.get("database_url", PLACEHOLDER_DATABASE))
        self.REDIS_URL = self.REDIS_URL or SecretStr(addresses.get("redis_url", PLACEHOLDER_REDIS))
        self.PUBLIC_URL = self.PUBLIC_URL or f"http://localhost:{self.PORT}"
        self.SECRET_KEY = self.SECRET_KEY or self.kept_secret("secret-key")
        self.CREDENTIAL_KEYS = self.CREDENTIAL_KEYS or self.kept_secret("credential-keys")
        return self

    def recorded_addresses(self) -> dict[str, str]:
        """Where the embedded servers of this VAR_DIR were last started, if they ever were."""
        try:
            found: dict[str, str] = json.loads((self.VAR_DIR / "run" / "servers.json").read_text())
        except (OSError, ValueError):
            return {}
        return found

    def kept_secret(self, name: str) -> SecretStr:
        """What the starter keeps under VAR_DIR; without a starter a key for this process alone."""
        try:
            return SecretStr((self.VAR_DIR / "secrets" / name).read_text().strip())
        except OSError:
            return SecretStr(secrets.token_urlsafe(48))

    @property
    def hosts(self) -> list[str]:
        public = urlsplit(self.PUBLIC_URL).hostname or "localhost"
        return list(self.ALLOWED_HOSTS) or [public, *(() if self.PRODUCTION else ("localhost", "127.0.0.1", "[::1]"))]

    @property
    def private_hosts(self) -> tuple[str, ...]:
        """On a person's own machine everything that they can reach may be tried."""
        return self.ALLOWED_PRIVATE_HOSTS or (() if self.PRODUCTION else ("*",))

    @property
    def origins(self) -> list[str]:
        """Where a page that opens a socket may come from: ourselves."""
        here = () if self.PRODUCTION else (f"http://localhost:{self.PORT}", f"http://127.0.0.1:{self.PORT}")
        return [self.PUBLIC_URL, *here]


def refuse_unsafe(env: Environment) -> None:
    """A desk on the open network starts with everything set, or not at all."""
    for name, advice in REQUIRED.items():
        value = getattr(env, name)
        if not (value.get_secret_value() if isinstance(value, SecretStr) else value):
            raise ValueError(f"{name} is missing, and PRODUCTION=1 needs it: {advice}")
    for name in ("SECRET_KEY", "CREDENTIAL_KEYS"):
        given = getattr(env, name).get_secret_value()
        if any(len(key) < 50 or len(set(key)) < 10 for key in given.split(",")):
            raise ValueError(f"{name} is too short or too simple: {REQUIRED[name]}")
    if not env.PUBLIC_URL.startswith("https://"):
        raise ValueError("PUBLIC_URL must begin with https:// under PRODUCTION=1: put a TLS proxy in front")
    if env.DEBUG:
        raise ValueError("DEBUG=1 would show the insides to everybody: leave it out under PRODUCTION=1")
    refuse_plain_text_lines(env)


def refuse_plain_text_lines(env: Environment) -> None:
    for name, secure in (("DATABASE_URL", "?sslmode=verify-full"), ("REDIS_URL", "the rediss:// scheme")):
        url = getattr(env, name).get_secret_value()
        parts = urlsplit(url)
        near = not parts.hostname or parts.hostname in ("localhost", "127.0.0.1", "::1") or env.PRIVATE_NETWORK
        if not (near or parts.scheme == "rediss" or dict(parse_qsl(parts.query)).get("sslmode") in ENCRYPTED):
            raise ValueError(f"{name} would cross the network in plain text: use {secure}, or say PRIVATE_NETWORK=1")


ENCRYPTED = ("require", "verify-ca", "verify-full")
KEY_ADVICE = "make one with python -c 'import secrets; print(secrets.token_urlsafe(48))'"
REQUIRED = {
    "SECRET_KEY": KEY_ADVICE,
    "CREDENTIAL_KEYS": KEY_ADVICE,
    "DATABASE_URL": "postgresql://user:password@host:5432/name",
    "REDIS_URL": "redis://:password@host:6379/0",
    "PUBLIC_URL": "the address people open, such as https://desk.example.com",
    "EMAIL_URL": "smtp+tls://user:password@host:587",
}


def be_url(value: SecretStr, schemes: tuple[str, ...], example: str) -> SecretStr:
    try:
        parts = urlsplit(value.get_secret_value())
        wrong = bool(value) and (parts.scheme not in schemes or parts.port == 0)
    except ValueError:
        wrong = True
    if wrong:
        raise ValueError(f"must look like {example}")
    return value


def database(url: str, statement_timeout: float) -> dict[str, Any]:
    """Django's DATABASES entry for a URL; a `host` parameter names the directory of a unix socket."""
    parts = urlsplit(url)
    options: dict[str, Any] = dict(parse_qsl(parts.query))
    host = options.pop("host", parts.hostname or "")
    options.setdefault("connect_timeout", 5)
    if statement_timeout:
        options["options"] = f"-c statement_timeout={int(statement_timeout * 1000)}"
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }


def dotenv() -> Path:
    return Path(os.environ.get("ENV_FILE", BASE_DIR / ".env"))


def given(name: str) -> bool:
    """Set by the person, in the environment or in .env; what we recorded ourselves does not count."""
    return bool(os.environ.get(name) or dotenv_values(dotenv()).get(name))


@cache
def read() -> Environment:
    return fresh()


def fresh() -> Environment:
    """As `read`, but asked anew: for starters, which learn addresses before any settings do."""
    try:
        return Environment(_env_file=dotenv())
    except ValidationError as error:
        raise Refused(sentence(error)) from None


def sentence(error: ValidationError) -> str:
    """The first mistake only: people mend one thing at a time. Values of secrets are never repeated."""
    mistake = error.errors(include_url=False, include_input=False)[0]
    name = ".".join(str(part) for part in mistake["loc"])
    text = mistake["msg"].removeprefix("Value error, ")
    if not name:
        return f"{text}."
    where = "the environment" if name in os.environ else f"the file {dotenv()}"
    return f"{name} is wrong: {text[:1].lower()}{text[1:]}. Correct {name} in {where} and start again."
