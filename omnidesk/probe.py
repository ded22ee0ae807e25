"""Is this container's one process alive? `python -m omnidesk.probe web` ends with 0 or 1; for health checks."""

import os
import sys
import time
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

from omnidesk import environment

# The worker leaves its mark every fifteen seconds, the beat with each tick (ten seconds at most), the watch over the
# mailboxes with each round (five).
MARKS = {"worker": ("worker-seen", 60), "beat": ("beat-seen", 60), "mailboxes": ("mailboxes-seen", 60)}
PORTS = {"web": 8000, "sockets": 8001}


def main(service: str) -> int:
    return (
        0
        if (answers(int(os.environ.get("PROBE_PORT", PORTS[service]))) if service in PORTS else fresh(*MARKS[service]))
        else 1
    )


def answers(port: int, question: str = "healthz") -> bool:
    """Asked as the proxy asks: only the public name is served."""
    host = urlsplit(environment.read().PUBLIC_URL).netloc
    request = urllib.request.Request(f"http://127.0.0.1:{port}/{question}", headers={"Host": host})
    try:
        with urllib.request.urlopen(request, timeout=3) as answer:  # noqa: S310  our own address
            return bool(answer.status == 200)
    except OSError:
        return False


def fresh(name: str, seconds: int) -> bool:
    try:
        return time.time() - mark(name).stat().st_mtime < seconds
    except OSError:
        return False


def touch(service: str) -> None:
    file = mark(MARKS[service][0])
    file.parent.mkdir(mode=0o711, parents=True, exist_ok=True)
    file.touch()


def mark(name: str) -> Path:
    return environment.read().VAR_DIR / "run" / name


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
