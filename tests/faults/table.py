"""One line for each thing that broke."""

from dataclasses import dataclass

HEADS = {
    "name": "broken", "sent_to_us": "sent to us", "refused": "refused", "acknowledged": "acknowledged",
    "stored": "stored", "shown": "shown", "queued": "queued", "shown_out": "shown", "sent": "sent",
    "unknown": "unknown", "other": "other", "received": "provider has", "twice": "has twice", "doubled": "doubled",
    "lost": "lost",
}  # fmt: skip


@dataclass(frozen=True)
class Row:
    """In: told to us, answered by 2xx (after so many requests that were not), stored, shown. Out: accepted from the
    agent, shown, and how it ended; what the provider took, and took twice."""

    name: str
    sent_to_us: int
    refused: int
    acknowledged: int
    stored: int
    shown: int
    queued: int
    shown_out: int
    sent: int
    unknown: int
    # Neither: failed, or still waiting.
    other: int
    received: int
    twice: int
    doubled: int
    lost: int
    # Said to be sent, and the provider never had it; unknown, and yet said to the provider again; set aside unread.
    claimed: int
    repeated: int
    aside: int

    @property
    def wrong(self) -> list[str]:
        """What must not be, in words."""
        same = self.sent_to_us == self.acknowledged == self.stored == self.shown
        ended = self.queued == self.shown_out == self.sent + self.unknown
        rules = {
            "acknowledged, stored and shown differ": not same, "an answer has no end": not ended,
            "lost": self.lost, "doubled": self.doubled, "sent twice": self.twice, "never sent": self.claimed,
            "an unknown one was repeated": self.repeated, "set aside": self.aside,
        }  # fmt: skip
        return [what for what, broken in rules.items() if broken]


def written(rows: list[Row]) -> str:
    lines = [list(HEADS.values()), *([str(getattr(row, name)) for name in HEADS] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    table = ["  ".join(cell.rjust(width) for cell, width in zip(line, widths, strict=True)) for line in lines]
    wrong = [f"{row.name}: {', '.join(row.wrong)}" for row in rows if row.wrong]
    return "\n".join([*table, "", *(wrong or ["Nothing was lost, and nothing was sent twice."])])
