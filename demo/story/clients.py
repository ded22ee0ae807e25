"""The customers of the story, and the pairs that only look alike."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Client:
    id: str
    family_name: str
    given_name: str
    kana: str
    roman: str
    honorific: str
    company: str
    department: str
    organisation_honorific: str
    phones: tuple[str, ...]
    emails: tuple[str, ...]
    tier: str
    language: str
    since: int | None
    note: str

    @classmethod
    def read(cls, row: dict[str, Any]) -> "Client":
        return cls(
            id=row["id"],
            family_name=row.get("sei") or "",
            given_name=row.get("mei") or "",
            kana=row.get("kana") or "",
            roman=row.get("roman") or "",
            honorific=row.get("honorific") or "",
            company=row.get("company") or "",
            department=row.get("dept") or "",
            organisation_honorific=row.get("org_honorific") or "",
            phones=tuple(row.get("phones") or ()),
            emails=tuple(row.get("emails") or ()),
            tier=row["tier"],
            language=row["lang"],
            since=int(row["since"]) if row.get("since") else None,
            note=note(row),
        )


def note(row: dict[str, Any]) -> str:
    """What the desk must know before it writes, needs first."""
    bar = "電話不可。" if row.get("no_phone") else ""
    care = "見守りが必要なお客様。" if row.get("vulnerable") else ""
    parts = [row.get("access") or "", row.get("notes") or ""]
    if bar and "電話不可" in parts[0]:
        bar = ""
    return "\n".join(part for part in [bar + care, *parts] if part)


@dataclass(frozen=True)
class Lookalike:
    a: str
    b: str
    same: bool
    why: str
