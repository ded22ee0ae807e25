"""Runs the product's processes together: one prefix each, started again when they die, ended in order."""

import datetime
import queue
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from honcho.colour import get_colours
from honcho.printer import Message, Printer

from omnidesk.local import processes

# A process that dies at once each time would flood the log for ever.
MOST_DEATHS, WITHIN_SECONDS = 5, 120
PATIENCE_SECONDS = 8
# How a process ends that has said itself, in one sentence, why it cannot start (EX_CONFIG).
REFUSED = 78


@dataclass
class Child:
    name: str
    argv: Sequence[str]
    colour: str = ""
    # How it is started the first time, where that differs.
    first: Sequence[str] = ()
    process: "subprocess.Popen[bytes] | None" = None
    deaths: list[float] = field(default_factory=list)

    def ended(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def dies_too_often(self, allowed: int) -> bool:
        now = time.monotonic()
        self.deaths = [at for at in self.deaths if now - at < WITHIN_SECONDS] + [now]
        return len(self.deaths) >= allowed


class Supervisor:
    def __init__(self, cwd: Path, env: Mapping[str, str]) -> None:
        self.cwd = cwd
        self.env = env
        self.children: list[Child] = []
        self.lines: queue.SimpleQueue[Message] = queue.SimpleQueue()
        self.printer = Printer(width=len("omnidesk"))
        self.colours = get_colours()
        self.stopping = False
        self.returncode = 0

    def add(self, name: str, argv: Sequence[str], first: Sequence[str] = ()) -> None:
        self.children.append(Child(name, argv, next(self.colours), first))
        self.printer.width = max(self.printer.width, len(name))

    def stop_on_signals(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self.ask_to_stop)

    def ask_to_stop(self, number: int, frame: object) -> None:
        self.stopping = True

    def start(self, *names: str) -> None:
        """Those of these names; without any, all that do not run yet."""
        for child in self.children:
            if child.process is None and (not names or child.name in names):
                self.run(child)

    def watch(self, tend: Callable[[], None]) -> None:
        """Until somebody asks for the end, or a process cannot be kept alive. `tend` looks after what is not ours."""
        while not self.stopping:
            self.print_lines(0.2)
            tend()
            self.revive_the_dead(MOST_DEATHS)

    def wait(self, true: Callable[[], bool], seconds: float) -> bool:
        """For the first start: who dies twice now would die for ever."""
        deadline = time.monotonic() + seconds
        while not self.stopping and time.monotonic() < deadline:
            self.print_lines(0.2)
            self.revive_the_dead(2)
            if not self.stopping and true():
                return True
        return False

    def revive_the_dead(self, allowed: int) -> None:
        for child in self.children:
            if child.ended() and not self.stopping:
                self.revive(child, allowed)

    def revive(self, child: Child, allowed: int) -> None:
        returncode = child.process.returncode if child.process else 0
        if returncode == REFUSED:
            self.stopping, self.returncode = True, 1
            return
        how = told(returncode)
        if child.dies_too_often(allowed):
            self.say(f"{child.name} {how} {len(child.deaths)} times within {WITHIN_SECONDS} s: stopping everything.")
            self.stopping, self.returncode = True, 1
            return
        self.say(f"{child.name} {how}: starting it again.")
        time.sleep(0.2 * len(child.deaths))
        self.run(child)

    def run(self, child: Child) -> None:
        argv = child.argv if child.process else child.first or child.argv
        child.process = processes.start(
            argv, log=subprocess.PIPE, death_signal=signal.SIGKILL, env=self.env, cwd=self.cwd
        )
        if child.process.stdout:
            threading.Thread(target=self.read, args=(child, child.process.stdout), daemon=True).start()

    def read(self, child: Child, output: IO[bytes]) -> None:
        with output:
            for line in output:
                self.lines.put(Message("line", line, datetime.datetime.now(), child.name, child.colour))  # noqa: DTZ005  the reader's own clock

    def say(self, text: str) -> None:
        self.printer.write(Message("line", text, datetime.datetime.now(), "omnidesk", None))  # noqa: DTZ005  as above

    def print_lines(self, seconds: float) -> None:
        """What has come, waiting so long for the first of it."""
        try:
            self.printer.write(self.lines.get(timeout=seconds))
            while True:
                self.printer.write(self.lines.get_nowait())
        except queue.Empty:
            return

    def stop(self) -> None:
        """Doors first, so that nothing new comes in while the work is finished."""
        for child in self.children:
            if child.process and not child.ended():
                child.process.terminate()
        deadline = time.monotonic() + PATIENCE_SECONDS
        while any(child.process and not child.ended() for child in self.children) and time.monotonic() < deadline:
            self.print_lines(0.1)
        for child in self.children:
            if child.process and not child.ended():
                self.say(f"{child.name} did not end within {PATIENCE_SECONDS} s: ending it at once.")
                child.process.kill()
                child.process.wait()
        self.print_lines(0.1)


def told(returncode: int) -> str:
    if returncode < 0:
        return f"was killed ({signal.Signals(-returncode).name})"
    return f"ended (status {returncode})"
