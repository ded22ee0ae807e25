"""What a system of the company says when a customer wants to be called."""

from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from callbacks.asked import Asked
from callbacks.models import Through
from channels_ingest.mail.people import parts
from channels_ingest.models import ConnectedApp
from customers.identifying import Sender
from customers.models import Assurance, IdentityKind

MOST_BYTES = 8 * 1024


class Body(BaseModel):
    model_config = ConfigDict(extra="ignore", str_strip_whitespace=True)

    number: str = Field(max_length=60, description="In any common form; without a country code it is Japanese.")
    wish: Literal["now", "keep_place", "booked"] = "now"
    at: AwareDatetime | None = Field(None, description="With booked: one of the times of GET callbacks/slots/.")
    name: str = Field("", max_length=120)
    language: Literal["ja", "en"] = "ja"
    note: str = Field("", max_length=500, description="What it is about.")
    external_id: str = Field("", max_length=100, description="Yours; a repeat finds the first callback.")


def sender_of(app: ConnectedApp, body: Body, number: str) -> Sender:
    """A number that somebody typed into another system: a claim."""
    family, given = parts(body.name)
    return Sender(
        kind=IdentityKind.PHONE,
        value=number,
        assurance=Assurance.CLAIMED,
        assured_by=f"app-{app.pk}",
        family_name=family,
        given_name=given,
        language=body.language,
    )


def asked_of(app: ConnectedApp, body: Body, number: str) -> Asked:
    key = f"{app.pk}:{body.external_id}" if body.external_id else None
    return Asked(number, body.wish, Through.API, body.at, body.note, key)
