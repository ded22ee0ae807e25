"""Children that cannot outlive their parent, and process ids that cannot be mistaken."""

import contextlib
import ctypes
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Self

import psutil

PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


@dataclass(frozen=True)
class Identity:
    """A process id alone may belong to a stranger after a restart; together with its start time it does not."""

    pid: int
    started: float

    @classmethod
    def of(cls, pid: int) -> Self:
        return cls(pid, start_time(pid))

    @classmethod
    def read(cls, file: Path) -> Self | None:
        try:
            return cls(**json.loads(file.read_text()))
        except (OSError, ValueError, TypeError):
            return None

    def write(self, file: Path) -> None:
        write_private(file, json.dumps(asdict(self)))

    def alive(self) -> bool:
        try:
            same = abs(start_time(self.pid) - self.started) < 1
            # Where nobody collects orphans (a container without an init) the dead keep their number.
            return same and psutil.Process(self.pid).status() != psutil.STATUS_ZOMBIE
        except psutil.NoSuchProcess:
            return False

    def signal(self, number: int) -> None:
        if self.alive():
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def wait(self, seconds: float) -> bool:
        try:
            psutil.Process(self.pid).wait(seconds) if self.alive() else None
        except psutil.NoSuchProcess:
            return True
        except psutil.TimeoutExpired:
            return False
        return True

    def end(self, politely: int, seconds: float) -> None:
        self.signal(politely)
        if not self.wait(seconds):
            self.signal(signal.SIGKILL)
            self.wait(5)


def start_time(pid: int) -> float:
    """On Linux in ticks since boot: the date that psutil tells moves when somebody sets the clock."""
    if sys.platform != "linux":
        return psutil.Process(pid).create_time()
    try:
        # The name, in brackets, may itself hold spaces and brackets.
        return float(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19])
    except (FileNotFoundError, ProcessLookupError):
        raise psutil.NoSuchProcess(pid) from None


@dataclass(frozen=True)
class Owner:
    """The user a server runs as: the one who started us, or an unprivileged one where that is root."""

    uid: int
    gid: int

    @classmethod
    def me(cls) -> Self:
        return cls(os.getuid(), os.getgid())

    @property
    def another(self) -> bool:
        return self.uid != os.getuid()

    def own(self, folder: Path) -> None:
        """Only for folders that we have made ourselves."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self.another:
            os.chown(folder, self.uid, self.gid)


def tether(death_signal: int) -> Callable[[], None] | None:
    """For preexec_fn: on Linux the kernel ends the child when the thread that started it is gone, even by kill -9."""
    libc, parent = LIBC, os.getpid()
    if libc is None:
        return None

    def tie() -> None:
        libc.prctl(PR_SET_PDEATHSIG, death_signal, 0, 0, 0)
        if os.getppid() != parent:
            os.kill(os.getpid(), death_signal)

    return tie


def start(
    argv: Sequence[str | Path],
    *,
    log: Path | int,
    death_signal: int = signal.SIGTERM,
    owner: Owner | None = None,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
) -> subprocess.Popen[bytes]:
    """Start a child in a session of its own: Ctrl-C reaches the one who ends them in order, not each of them."""
    other = owner if owner and owner.another else None
    with output(log) as out:
        return subprocess.Popen(
            [str(word) for word in argv],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=tether(death_signal),
            user=other.uid if other else None,
            group=other.gid if other else None,
            extra_groups=[] if other else None,
            env=env,
            cwd=cwd or "/",
        )


@contextlib.contextmanager
def output(log: Path | int) -> Iterator[IO[bytes] | int]:
    if isinstance(log, int):
        yield log
        return
    with os.fdopen(os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab") as file:
        yield file


def write_private(file: Path, text: str) -> None:
    """Whole or not at all, and readable by its owner only."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = file.with_name(f".{file.name}.{os.getpid()}")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as handle:
        handle.write(text)
    part.replace(file)
