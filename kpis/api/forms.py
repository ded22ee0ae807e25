"""The forms of what figures answer and reviews take, for the API's description."""

from drf_spectacular.utils import OpenApiParameter

from omnidesk.api.forms import Form

NUMBER: Form = {"type": ["number", "null"]}
DAYS: Form = {
    "type": "object",
    "properties": {name: {"type": "string", "format": "date"} for name in ("from", "to")},
}
DEFINITION: Form = {
    "type": "object",
    "properties": {
        "id": {"type": "string"},
        "name": {"type": "string"},
        "unit": {"type": "string", "enum": ["seconds", "share", "count", "score", "yen"]},
        "clock": {"type": "string", "enum": ["both", "calendar", "none"]},
        "formula": {"type": "string"},
        "version": {"type": "integer", "description": "Raised whenever the numbers mean something else."},
        "since": {"type": "string", "format": "date"},
        "window": {"type": "string"},
        "interval": {"type": "string"},
    },
}
MEASURES: Form = {"type": "object", "properties": {"measures": {"type": "array", "items": DEFINITION}}}
ESTIMATE: Form = {"type": "object", "properties": {"value": NUMBER, "low": NUMBER, "high": NUMBER}}
HEADLINE: Form = {
    "type": "object",
    "description": "p50, p75 and p90 of a measure of time; value, low and high of a share or score; n of a count.",
    "properties": {
        "n": {"type": "integer"},
        "is_small": {"type": "boolean", "description": "Fewer than 30: for reference only."},
        "hits": {"type": "integer"},
        **dict.fromkeys(("value", "low", "high"), NUMBER),
        **dict.fromkeys(("p50", "p75", "p90"), ESTIMATE),
    },
}
POINT: Form = {
    "type": "object",
    "properties": {**DAYS["properties"], "n": {"type": "integer"}, **dict.fromkeys(("p50", "p75", "p90"), NUMBER),
                   **dict.fromkeys(("value", "low", "high"), NUMBER)},
}  # fmt: skip
FIGURE: Form = {
    "type": "object",
    "properties": {
        "measure": DEFINITION,
        "window": DAYS,
        "counted": DAYS | {"type": ["object", "null"], "description": "The days whose rows count by now."},
        "clock": {"type": ["string", "null"]},
        "filters": {"type": "object"},
        "n": {"type": "integer"},
        "left_out": {"type": "array", "items": {"type": "object"}},
        "headline": HEADLINE,
        "step": {"type": "string", "enum": ["day", "week", "month"]},
        "series": {"type": "array", "items": POINT},
    },
}


def asked(name: str, words: str, form: Form) -> OpenApiParameter:
    return OpenApiParameter(name, form, description=words)


PARAMETERS = [
    asked("from", "The first day; usually 28 days are asked for.", DAYS["properties"]["from"]),
    asked("to", "The last day, included; usually today.", DAYS["properties"]["to"]),
    asked("team", "The number of a team.", {"type": "integer"}),
    OpenApiParameter("channel", int, description="The number of a channel; may be said several times.", many=True),
    asked("clock", "For measures of time.", {"type": "string", "enum": ["calendar", "business"]}),
    asked("step", "What one point is; at most 400 of them.", {"type": "string", "enum": ["day", "week", "month"]}),
]


def reviews(one: Form, most: int) -> Form:
    return {
        "type": "object",
        "required": ["source", "reviews"],
        "properties": {
            "source": {"type": "string", "maxLength": 40, "description": "Where they were written."},
            "reviews": {"type": "array", "minItems": 1, "maxItems": most, "items": one},
        },
    }
