"""The form of one touchpoint as apps and pages send it, and its reading into what the customers' room keeps."""

import hashlib
from contextlib import suppress
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from channels_ingest.chat.pages import clean_url
from channels_ingest.handoff_body import Scalar, safe, shown
from customers.identities import NotAnAddress, normalise
from customers.models import IdentityKind
from customers.touchpoints import Event
from omnidesk.api.findings import findings
from omnidesk.cleaning import clean_words
from omnidesk.redaction import redact

MOST_EVENTS = 1_000
MOST_BYTES = 1024 * 1024
MOST_KEYS = 20

type Where = Literal["web", "app", "shop", "store", "call", "campaign", "self_service"]


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    id: Annotated[str, StringConstraints(min_length=1, max_length=80, pattern=r"^[\x21-\x7e]+$")]
    at: AwareDatetime
    place: Where
    kind: Annotated[str, StringConstraints(max_length=40, pattern=r"^[a-z][a-z0-9_]*$")]
    account: str = Field("", max_length=200)
    email: str = Field("", max_length=254)
    phone: str = Field("", max_length=40)
    device: Annotated[str, StringConstraints(max_length=64, pattern=r"^[\x21-\x7e]*$")] = ""
    title: str = Field("", max_length=200)
    url: str = Field("", max_length=2000)
    flow: str = Field("", max_length=80)
    step: str = Field("", max_length=40)
    outcome: Literal["", "ok", "fail", "left"] = ""
    error: str = Field("", max_length=120)
    data: dict[Annotated[str, Field(max_length=40)], Scalar] = Field({}, max_length=MOST_KEYS)

    @model_validator(mode="after")
    def names_somebody(self) -> "Body":
        if not (self.account or self.email or self.phone or self.device):
            raise PydanticCustomError("nobody", "Name an account, an address, a number or a device.")
        return self


def read(row: Any) -> Event:
    """Raises pydantic's ValidationError."""
    body = Body.model_validate(row)
    return Event(
        external_id=body.id,
        place=body.place,
        kind=body.kind,
        at=body.at,
        device=body.device,
        who=who(body),
        title=words(body.title, 200),
        url=clean_url(body.url) if body.url else "",
        flow=words(body.flow, 80),
        step=words(body.step, 40),
        outcome=body.outcome,
        error=words(body.error, 120),
        data={shown(name): safe(name, value) for name, value in body.data.items()},
    )


def who(body: Body) -> dict[str, str]:
    """Only what is an address finds anybody."""
    found = {"account": body.account} if body.account else {}
    for kind, value in ((IdentityKind.EMAIL, body.email), (IdentityKind.PHONE, body.phone)):
        if value:
            with suppress(NotAnAddress):
                found[str(kind)] = normalise(kind, value)
    return found


def words(text: str, longest: int) -> str:
    return redact(clean_words(text, longest)) if text else ""


def read_all(rows: list[Any]) -> tuple[list[Event], list[dict[str, Any]]]:
    """What is good, and what is wrong with the rest: one bad event never loses its neighbours."""
    good: list[Event] = []
    bad: list[dict[str, Any]] = []
    for index, row in enumerate(rows):
        try:
            good.append(read(row))
        except ValidationError as error:
            bad.append({"index": index, "id": id_of(row), "errors": findings(error)})
    return good, bad


def id_of(row: Any) -> str:
    said = row.get("id") if isinstance(row, dict) else ""
    return said[:80] if isinstance(said, str) else ""


def of_browser(event: Event) -> Event:
    """A page's word: it speaks for its device only, and cannot take the ids of the company's own servers."""
    return Event(**{**vars(event), "who": {}, "external_id": browser_id(event.device, event.external_id)})


def browser_id(device: str, name: str) -> str:
    return f"browser:{hashlib.sha256(f'{device}\n{name}'.encode()).hexdigest()[:40]}"
