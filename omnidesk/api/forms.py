"""The forms of what every room's API answers, for its description."""

from typing import Any

type Form = dict[str, Any]

ERROR: Form = {
    "type": "object",
    "properties": {name: {"type": "string"} for name in ("pointer", "code", "detail")},
}
PROBLEM: Form = {
    "type": "object",
    "required": ["type", "status", "code", "detail", "request_id"],
    "properties": {
        "type": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string", "description": "For programs; it never changes."},
        "detail": {"type": "string", "description": "For people, in the language of Accept-Language (ja, en)."},
        "request_id": {"type": "string"},
        "errors": {"type": "array", "items": ERROR},
    },
}
REFUSED: Form = {
    "type": "object",
    "properties": {
        "index": {"type": "integer"},
        "id": {"type": "string"},
        "errors": {"type": "array", "items": ERROR},
    },
}
TAKEN: Form = {
    "type": "object",
    "properties": {
        "accepted": {"type": "integer"},
        "repeated": {"type": "integer"},
        "refused": {"type": "array", "items": REFUSED},
    },
}


def flat(form: Form) -> Form:
    """Without references: the description has one place for definitions, and these are small."""
    known = form.get("$defs", {})

    def filled(part: Any) -> Any:
        if isinstance(part, dict):
            name = str(part.get("$ref", "")).removeprefix("#/$defs/")
            rest = {key: filled(value) for key, value in part.items() if key not in ("$ref", "$defs", "default")}
            return filled(known[name]) | rest if name else rest
        return [filled(one) for one in part] if isinstance(part, list) else part

    return dict(filled(form))


def problems(*statuses: int) -> dict[tuple[int, str], Form]:
    return {(status, "application/problem+json"): PROBLEM for status in statuses}


def taken(new: int, repeated: int, bad: list[dict[str, Any]]) -> dict[str, Any]:
    """What a call of many brought: bad is told by index, the others are kept."""
    return {"accepted": new, "repeated": repeated, "refused": bad}
