"""What a connected system and we say to each other: the form of it, published as JSON Schema, and its reading.

Keys that the form does not know are passed over, so that a newer system can speak with an older desk.
"""

from typing import Annotated, Any, Literal, cast

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter, ValidationError
from pydantic.json_schema import models_json_schema

from omnidesk.cleaning import Unreadable, cleaned, read_json

MOST_EVENTS = 100
MOST_FILES = 10
LONGEST_TEXT = 20_000

type Id = Annotated[str, StringConstraints(min_length=1, max_length=100, pattern=r"^[\x21-\x7e]+$")]


class Part(BaseModel):
    model_config = ConfigDict(extra="ignore")


class Who(Part):
    """`id` is your system's own name for the person, and you vouch for it. Address and number are kept as said."""

    id: Id
    name: str = Field("", max_length=120)
    email: str = Field("", max_length=254)
    phone: str = Field("", max_length=40)
    language: str = Field("", max_length=8, description="In which they are answered: ja, en.")


class File(Part):
    """By `url`, which we fetch at once, or inside the event in `base64`."""

    name: str = Field("", max_length=200)
    type: str = Field("", max_length=100)
    url: str = Field("", max_length=2000)
    base64: str = ""


class Said(Part):
    """To us: a customer said something. `id` is your id of the message; the same one counts once."""

    type: Literal["message"]
    id: Id
    sender: Who
    text: str = Field("", max_length=LONGEST_TEXT)
    files: list[File] = Field([], max_length=MOST_FILES)
    at: AwareDatetime | None = None
    thread: str = Field("", max_length=200, description="Yours, and given back with each answer.")


class Receipt(Part):
    """To us: how far a message of ours got. `message`: what you answered as its id, or its Omnidesk-Delivery."""

    type: Literal["receipt"]
    message: str = Field(min_length=1, max_length=200)
    status: Literal["delivered", "read", "failed"]
    reason: str = Field("", max_length=300)
    at: AwareDatetime | None = None


class Unsent(Part):
    """To us: a customer took a message back. `message`: its id."""

    type: Literal["unsent"]
    message: Id
    at: AwareDatetime | None = None


type Event = Annotated[Said | Receipt | Unsent, Field(discriminator="type")]


class Batch(BaseModel):
    """To us: several at once; each is taken in by itself."""

    events: list[Event] = Field(max_length=MOST_EVENTS)


class To(BaseModel):
    id: str
    name: str = ""


class Link(BaseModel):
    """The address holds for 30 days and opens this file only."""

    name: str
    type: str
    size: int
    url: str


class Answer(BaseModel):
    """From us: an agent's words. `id` is also in Omnidesk-Delivery, and the same each time we repeat it."""

    type: Literal["message"] = "message"
    id: str
    channel: str
    to: To
    text: str
    files: list[Link] = []
    at: AwareDatetime
    in_reply_to: str = Field("", description="Your id of their last message.")
    thread: str = ""


class Ping(BaseModel):
    """From us: somebody runs a connection test. Answer 2xx."""

    type: Literal["ping"] = "ping"
    id: str
    channel: str


# The name of a type is one, whatever the checker of the day thinks.
_EVENT: TypeAdapter[Any] = TypeAdapter(cast(Any, Event))
PUBLISHED = (Said, Receipt, Unsent, Batch, Answer, Ping)


def read(content: bytes) -> Said | Receipt | Unsent:
    """Raises Unreadable, which names the field and nothing of what stands in it."""
    try:
        found: Said | Receipt | Unsent = _EVENT.validate_python(without_null(cleaned(read_json(content))))
    except ValidationError as error:
        raise Unreadable(where(error)) from None
    return found


def without_null(value: Any) -> Any:
    """Many programs write null for what is not there."""
    if isinstance(value, list):
        return [without_null(one) for one in value]
    if isinstance(value, dict):
        return {name: without_null(one) for name, one in value.items() if one is not None}
    return value


def where(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    place = ".".join(str(part) for part in first["loc"])
    return f"{place or 'type'}: {first['type']}"[:200]


def schema() -> dict[str, Any]:
    refs, found = models_json_schema([(form, "validation") for form in PUBLISHED])
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Events of an API channel",
        "description": "Said, Receipt, Unsent and Batch are sent to the desk; Answer and Ping come from it.",
        "anyOf": [refs[form, "validation"] for form in PUBLISHED],
        **found,
    }
