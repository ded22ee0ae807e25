"""What an app may hand over: the form of it, published as JSON Schema, and its reading.

Keys that the form does not know are kept apart and shown as unknown. Whatever nobody may keep is masked in all values.
"""

import re
from contextlib import suppress
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, JsonValue

from channels_ingest.chat.pages import clean_url
from customers.identities import NotAnAddress, normalise
from customers.models import IdentityKind
from omnidesk.cleaning import clean
from omnidesk.redaction import MASK, redact

MOST_BYTES = 16 * 1024
LONGEST_LIFE = 600
MOST_KEYS = 50
LONGEST_VALUE = 500
SECRET_NAME = re.compile(r"pass(?:word|wd|phrase)?$|^pw$|^pwd$|secret|token|cvv|cvc|^pin$|card.?num|my.?number", re.I)

type Scalar = str | int | float | bool | None


class Part(BaseModel):
    model_config = ConfigDict(extra="allow", str_strip_whitespace=True)


class Who(Part):
    """`account` is the sender's own id of the person; it counts as proven where authentication.state says so. The rest
    is kept as said; an address of which you know that they read it finds them again when they write from there."""

    account: str = Field("", max_length=200)
    name: str = Field("", max_length=120)
    email: str = Field("", max_length=254)
    email_verified: bool | None = Field(None, description="They have shown you that they read mail to it.")
    phone: str = Field("", max_length=40)
    phone_verified: bool | None = None
    postal_code: str = Field("", max_length=12)
    address: str = Field("", max_length=300)
    language: str = Field("", max_length=8, description="In which they read you: ja, en.")


class SignIn(Part):
    state: Literal["authenticated", "guest"] = "guest"
    method: str = Field("", max_length=40, description="password, passkey, otp, sso …")
    level: str = Field("", max_length=40, description="How strong, in the sender's words: aal1, aal2, mfa …")
    at: AwareDatetime | None = Field(None, description="When they signed in.")


class Step(Part):
    id: str = Field("", max_length=80, description="Of the event that told it already, so that it counts once.")
    flow: str = Field("", max_length=80)
    step: str = Field("", max_length=40)
    title: str = Field("", max_length=200)
    outcome: Literal["", "ok", "fail", "left"] = ""
    error: str = Field("", max_length=120)
    at: AwareDatetime | None = None


class Item(Part):
    sku: str = Field("", max_length=80)
    name: str = Field("", max_length=200)
    quantity: int = Field(1, ge=0, le=100_000)
    price: float | None = None


class Where(Part):
    page: str = Field("", max_length=2000, description="A web address.")
    screen: str = Field("", max_length=120, description="The name of an app's screen.")
    title: str = Field("", max_length=200)
    flow: str = Field("", max_length=80)
    step: str = Field("", max_length=40)
    error: str = Field("", max_length=120)
    basket: list[Item] = Field([], max_length=MOST_KEYS)
    device: str = Field("", max_length=120, description="As a person would say it: iPhone 17, iOS 26.")
    device_id: str = Field("", max_length=64, description="The device's name in touchpoints.")
    app_version: str = Field("", max_length=40)
    steps: list[Step] = Field([], max_length=MOST_KEYS, description="The last self-service steps, oldest first.")


class Body(Part):
    identity: Who = Field(default_factory=Who)
    authentication: SignIn = Field(default_factory=SignIn)
    attributes: dict[Annotated[str, Field(max_length=40)], Scalar] = Field({}, max_length=MOST_KEYS)
    context: Where = Field(default_factory=Where)
    expires_in: int = Field(LONGEST_LIFE, ge=30, le=LONGEST_LIFE, description="Seconds.")
    external_id: str = Field("", max_length=100, description="Your own id: a repeated call makes one hand-off.")


def schema() -> dict[str, Any]:
    """JSON Schema of the hand-off, as the API publishes it."""
    return Body.model_json_schema() | {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Hand-off",
        "description": "Who a customer is and where they are, before they write or call. Other keys are kept too.",
    }


class Kept(BaseModel):
    """A body as it is stored: masked, without what is empty, and the unknown keys apart."""

    who: dict[str, Any]
    authentication: dict[str, Any]
    attributes: dict[str, Any]
    context: dict[str, Any]
    unknown: dict[str, Any]


def kept(body: Body) -> Kept:
    unknown = {name: safe(name, value) for name, value in strangers(body)}
    context = told(body.context)
    if "page" in context:
        context["page"] = clean_url(body.context.page)
    return Kept(
        who=reachable(told(body.identity)),
        authentication=told(body.authentication) | {"state": body.authentication.state},
        attributes={shown(name): safe(name, value) for name, value in body.attributes.items()},
        context=context,
        unknown=dict(list(unknown.items())[:MOST_KEYS]),
    )


def reachable(who: dict[str, Any]) -> dict[str, Any]:
    """Addresses in the form in which they are compared; what is none stays as it was said."""
    for kind in {IdentityKind.EMAIL, IdentityKind.PHONE} & who.keys():
        with suppress(NotAnAddress):
            who[kind] = normalise(kind, who[kind])
    return who


def told(part: BaseModel) -> dict[str, Any]:
    """The known keys that say something."""
    known = {name: value for name, value in part if name in type(part).model_fields}
    masked = {name: safe(name, plain(value)) for name, value in known.items()}
    return {name: value for name, value in masked.items() if value not in ("", None, [], {})}


def plain(value: Any) -> JsonValue:
    if isinstance(value, BaseModel):
        return told(value)
    if isinstance(value, list):
        return [plain(one) for one in value]
    return value.isoformat() if isinstance(value, datetime) else value


def strangers(part: BaseModel, path: str = "") -> list[tuple[str, Any]]:
    found = [(f"{path}{shown(name)}", value) for name, value in (part.model_extra or {}).items()]
    for name, value in part:
        parts = value if isinstance(value, list) else [value]
        for one in parts:
            found += strangers(one, f"{path}{name}.") if isinstance(one, BaseModel) else []
    return found


def shown(name: str) -> str:
    return redact(clean(name))[:40]


def safe(name: str, value: Any) -> Any:
    """A value without what nobody may keep: card numbers as text or number, and whatever is named like a secret."""
    if isinstance(value, dict):
        return {shown(key): safe(key, inner) for key, inner in list(value.items())[:MOST_KEYS]}
    if isinstance(value, list):
        return [safe(name, one) for one in value[:MOST_KEYS]]
    if value in ("", None) or isinstance(value, bool):
        return value
    if SECRET_NAME.search(name):
        return MASK * 4
    text = clean(str(value))[:LONGEST_VALUE] if name != "page" else clean(str(value))
    masked = redact(text)
    return masked if isinstance(value, str) or masked != text else value
