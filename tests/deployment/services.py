"""The services of docker-compose.yml, started here without Docker: same commands, embedded servers."""

import os
import re
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from omnidesk.environment import BASE_DIR
from omnidesk.local import processes
from tests.product import free_ports, named

COMPOSE: dict[str, Any] = yaml.safe_load((BASE_DIR / "docker-compose.yml").read_text())
OURS = [name for name, service in COMPOSE["services"].items() if service["image"] == "omnidesk"]
KEY = "0123456789abcdef" * 4


@dataclass
class Deployment:
    var_dir: Path
    database_url: str
    redis_url: str
    ports: dict[str, int] = field(default_factory=lambda: named(free_ports(), "web", "sockets"))

    def environment(self, name: str) -> dict[str, str]:
        """What the file says, with its required values given; only the addresses are those of this machine."""
        told = {key: filled(str(value)) for key, value in COMPOSE["services"][name]["environment"].items()}
        told |= {"DATABASE_URL": self.database_url, "REDIS_URL": self.redis_url, "VAR_DIR": str(self.var_dir)}
        told |= {"PROMETHEUS_MULTIPROC_DIR": str(self.var_dir / "metrics")}
        if name in self.ports:
            told |= {"PROBE_PORT": str(self.ports[name]), "BIND": f"127.0.0.1:{self.ports[name]}"}
        # Where byte code is kept elsewhere (see the Makefile), six processes must not compile every package at once.
        told |= {name: value for name, value in os.environ.items() if name == "PYTHONPYCACHEPREFIX"}
        return told | {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}

    def command(self, name: str) -> list[str]:
        here = {"--host=0.0.0.0": "--host=127.0.0.1", "--port=8001": f"--port={self.ports['sockets']}"}
        here |= {"--schedule=/var/omnidesk/run/beat": f"--schedule={self.var_dir}/run/beat"}
        return [here.get(word, word) for word in COMPOSE["services"][name]["command"]]

    def start(self, name: str) -> "subprocess.Popen[bytes]":
        argv, env = self.command(name), self.environment(name)
        program = Path(env["PATH"].split(os.pathsep)[0]) / argv[0]
        log = self.var_dir / f"{name}.log"
        return processes.start([program, *argv[1:]], log=log, death_signal=9, env=env, cwd=BASE_DIR)

    def healthy(self, name: str) -> bool:
        program, *words = COMPOSE["services"][name]["healthcheck"]["test"][1:]
        env = self.environment(name)
        argv = [str(Path(sys.executable).parent / program), *words]
        return subprocess.run(argv, env=env, cwd=BASE_DIR, capture_output=True).returncode == 0

    def run(self, *words: str) -> "subprocess.CompletedProcess[str]":
        argv = [sys.executable, "manage.py", *words]
        return subprocess.run(argv, env=self.environment("web"), cwd=BASE_DIR, capture_output=True, text=True)


GIVEN = {
    "SECRET_KEY": KEY[::-1],
    "CREDENTIAL_KEYS": KEY,
    "PUBLIC_URL": "https://desk.example.com",
    "EMAIL_URL": "smtp://127.0.0.1:2525",
    "DEFAULT_FROM_EMAIL": "Support <support@example.com>",
    "METRICS_TOKEN": "m" * 40,
}


def filled(text: str) -> str:
    return re.sub(r"\$\{(\w+)[^}]*\}", lambda found: GIVEN.get(found[1], ""), text)
