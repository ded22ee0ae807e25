"""P2 for mails: how many are taken in per second, to django-helpdesk's own intake on the same PostgreSQL server."""

import base64
import gc
import hashlib
import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import django
import psycopg2

from tests.bench import mails
from tests.bench.report import Line, milliseconds
from tests.bench.stage import Stage

# Its newest release, on the Django of ours: whatever Django gained or lost then falls on both.
PINS = ["django-helpdesk==2.6.1", "psycopg2-binary==2.9.13", f"Django=={django.get_version()}"]
DATABASE = "bench_helpdesk"


class NoPeer(Exception):
    """One sentence: why django-helpdesk could not be had."""


def measure(stage: Stage, rounds: int, many: int) -> list[Line]:
    """`many` mails a round, one each in turn: what else the machine does meanwhile then falls on both."""
    try:
        peer = Helpdesk(stage)
    except NoPeer as error:
        print(f"P2 is not measured: {error}", file=sys.stderr, flush=True)
        return []
    ours = Ours()
    ratios: list[float] = []
    taken: dict[str, list[float]] = {"ours": [], "theirs": []}
    # The first round warms up.
    for number in range(rounds + 1):
        written = [mails.written(n) for n in range(number * many, (number + 1) * many)]
        pairs = [(ours.take(mail), peer.take(mail)) for mail in written]
        if number:
            taken["ours"] += [pair[0] for pair in pairs]
            taken["theirs"] += [pair[1] for pair in pairs]
            ratios.append(sum(pair[1] for pair in pairs) / sum(pair[0] for pair in pairs))
    ours.check((rounds + 1) * many)
    peer.check((rounds + 1) * many)
    return [line(ratios, taken)]


def line(ratios: list[float], taken: dict[str, list[float]]) -> Line:
    figures: dict[str, Any] = {}
    for name, values in taken.items():
        figures |= {f"{name} mails/s": len(values) / sum(values), f"{name} p50 ms": milliseconds(values)}
    figures["mails"] = len(taken["ours"])
    what = f"mails taken in per second, to {PINS[0].replace('==', ' ')}"
    return Line("P2", what, ratios, "≥ 1.2", statistics.median(ratios) >= 1.2, figures)


class Ours:
    """Kept and taken in by one process, as the command that a mail server pipes to does."""

    def __init__(self) -> None:
        from agents.models import Company, Team
        from conversations.models import Channel, Message

        Company.objects.get_or_create(pk=1, defaults={"name": "Bench"})
        team = Team.objects.create(name="Bench mails")
        self.channel = Channel.objects.create(
            kind="email", name="Bench", team=team, settings={"address": mails.ADDRESS, "from_name": "Bench"}
        )
        self.messages = Message.objects.filter(channel=self.channel)
        # As a worker begins (omnidesk.celery); the other side too.
        gc.freeze()

    def take(self, mail: bytes) -> float:
        from channels_ingest import intake

        began = time.perf_counter()
        intake.keep_and_ingest(self.channel, f"pipe/{hashlib.sha256(mail).hexdigest()}", mail)
        return time.perf_counter() - began

    def check(self, many: int) -> None:
        if self.messages.count() != many:
            raise RuntimeError(f"{self.messages.count()} of {many} mails were taken in")


class Helpdesk:
    """django-helpdesk in a process of its own, with a database of its own on the same server."""

    def __init__(self, stage: Stage) -> None:
        python = environment(stage.kept / "django-helpdesk")
        self.url = urlsplit(stage.postgres.url)
        for statement in (f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)", f"CREATE DATABASE {DATABASE}"):
            self.execute(statement, self.url.path[1:])
        database = {
            "NAME": DATABASE,
            "USER": self.url.username,
            "PASSWORD": self.url.password,
            "HOST": parse_qs(self.url.query)["host"][0],
        }
        told = {"database": database, "media": str(stage.folder / "helpdesk")}
        self.process = stage.talk_to(
            python, Path(__file__).with_name("helpdesk_peer.py"), {"HELPDESK": json.dumps(told)}
        )
        self.heard()

    def take(self, mail: bytes) -> float:
        assert self.process.stdin is not None
        self.process.stdin.write(base64.b64encode(mail) + b"\n")
        self.process.stdin.flush()
        return float(self.heard()["seconds"])

    def heard(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        answer = self.process.stdout.readline()
        if not answer:
            raise RuntimeError("django-helpdesk ended early")
        said: dict[str, Any] = json.loads(answer)
        return said

    def check(self, many: int) -> None:
        found = self.execute("SELECT count(*) FROM helpdesk_followup", DATABASE)
        if found != many:
            raise RuntimeError(f"django-helpdesk has {found} of {many} mails")

    def execute(self, statement: str, database: str) -> Any:
        link = psycopg2.connect(self.url._replace(path=f"/{database}").geturl())
        link.autocommit = True
        try:
            with link.cursor() as cursor:
                cursor.execute(statement)
                return cursor.fetchone()[0] if cursor.description else None
        finally:
            link.close()


def environment(folder: Path) -> Path:
    """Its virtual environment, made once; returns its Python."""
    python, mark = folder / "bin" / "python", folder / "pins"
    if not mark.exists() or mark.read_text() != "\n".join(PINS):
        print("    pip installs django-helpdesk, once …", file=sys.stderr, flush=True)
        made = [sys.executable, "-m", "venv", "--clear", str(folder)]
        install = [str(python), "-m", "pip", "install", "--quiet", "--no-input", *PINS]
        for command in (made, install):
            done = subprocess.run(command, capture_output=True, text=True, check=False, env=dict(os.environ))
            if done.returncode:
                raise NoPeer(f"pip could not install {PINS[0]}: {last_line(done.stderr)}")
        mark.write_text("\n".join(PINS))
    return python


def last_line(text: str) -> str:
    return (text.strip().splitlines() or ["no reason given"])[-1]
