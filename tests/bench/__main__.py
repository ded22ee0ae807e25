"""`make bench [ARGS="--full --json FILE"]`: every line is a ratio to a floor of the same run."""

import argparse
import asyncio
import signal
import sys
from pathlib import Path

from tests.bench import report
from tests.bench.stage import Stage, stage

NOT_MEASURED = ["P6", "P7", "P9"]


def main() -> int:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--full", action="store_true", help="more rounds")
    parser.add_argument("--json", type=Path, help="write the same as JSON")
    parser.add_argument("--only", default="", help="lines to measure, such as 'P2 JSON,P4,P8'")
    asked = parser.parse_args()
    # Ended from outside, it still ends its servers and takes its folders away.
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    with stage() as built:
        lines = measured(built, asked.full, set(filter(None, asked.only.split(","))))
    print(report.written(lines, NOT_MEASURED, asked.json))
    return 0


def measured(built: Stage, full: bool, only: set[str]) -> list[report.Line]:
    from tests.bench import (
        contact_card,
        door,
        fan_out,
        guard,
        inbound,
        json_intake,
        loss,
        mail_intake,
        outbox,
        reports,
        thread_page,
        wall_viewers,
    )

    rounds = 11 if full else 5
    lines: list[report.Line] = []
    parts = {
        "P1": lambda: [door.measure(built, rounds, requests=400)],
        "P2": lambda: mail_intake.measure(built, rounds, many=40),
        "P2 JSON": lambda: json_intake.measure(built, rounds, many=50),
        "P3": lambda: [asyncio.run(inbound.measure(built, rounds, events=20))],
        "P4": lambda: asyncio.run(fan_out.FanOut(built, sockets=1000, rounds=rounds, events=8).measure()),
        "P8": lambda: [thread_page.measure(built, rounds, pages=12)],
        "P10": lambda: [outbox.measure(built, rounds, replies=20)],
        "P11": lambda: [loss.measure()],
        # At full size 450,000 matters, which take half an hour to load.
        "P12": lambda: reports.measure(built, rounds, matters=450_000 if full else 3_000),
        "P14": lambda: [guard.measure(built, rounds, checks=30)],
        "P13": lambda: [wall_viewers.measure(built, rounds, refreshes=9)],
        "P15": lambda: [asyncio.run(contact_card.measure(built, rounds, events=12))],
    }
    for number, (name, part) in enumerate(parts.items(), 1):
        if only and name not in only:
            continue
        print(f"[{number}/{len(parts)}] {name} …", file=sys.stderr, flush=True)
        lines += part()
        built.end_children()
    return lines


if __name__ == "__main__":
    sys.exit(main())
