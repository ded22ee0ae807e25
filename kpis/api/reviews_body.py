"""A call that brings reviews: its form, and its reading. What a review must be is said where files are read too."""

from decimal import Decimal
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from kpis.surveys import reviews
from omnidesk.api.findings import findings

MOST = 1_000
MOST_BYTES = 1024 * 1024
# What a column of a file is called here.
KEYS = {"external_id": "id", "written_on": "date"}

type Wrongs = list[dict[str, Any]]


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    id: Annotated[str, StringConstraints(min_length=1, max_length=120)]
    score: Decimal
    scale: int = reviews.USUAL_SCALE
    date: Annotated[str, StringConstraints(max_length=40)]
    text: str = ""


class Call(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    source: Annotated[str, StringConstraints(min_length=1, max_length=reviews.LONGEST_SOURCE)]
    reviews: list[Any]


def take_in(source: str, rows: list[Any]) -> tuple[reviews.BroughtIn, Wrongs]:
    """Each review once for its source; what is wrong with one is told by its index, the others are kept."""
    bad: Wrongs = []
    told = reviews.take_in(source, said(rows, bad))
    bad += [refused(index, rows[index], [about(wrong)]) for index, wrong in told.wrong]
    return told, sorted(bad, key=lambda one: one["index"])


def said(rows: list[Any], bad: Wrongs) -> list[tuple[int, dict[str, str]]]:
    good = []
    for index, row in enumerate(rows):
        try:
            body = Body.model_validate(row)
        except ValidationError as error:
            bad.append(refused(index, row, findings(error)))
            continue
        columns = {name: str(value) for name, value in body.model_dump(exclude={"id", "date"}).items()}
        good.append((index, columns | {"external_id": body.id, "written_on": body.date}))
    return good


def about(wrong: reviews.Wrong) -> dict[str, str]:
    name = KEYS.get(wrong.column, wrong.column)
    return {"pointer": f"/{name}", "code": "invalid", "detail": wrong.words}


def refused(index: int, row: Any, errors: list[dict[str, str]]) -> dict[str, Any]:
    name = row.get("id") if isinstance(row, dict) else ""
    return {"index": index, "id": name[:120] if isinstance(name, str) else "", "errors": errors}
