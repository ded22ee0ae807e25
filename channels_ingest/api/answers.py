"""The forms of what the API takes and answers, for its description."""

from channels_ingest import callback_body, handoff_body
from channels_ingest.touchpoint_body import MOST_EVENTS, Body
from omnidesk.api.forms import Form, flat

HANDOFF = flat(handoff_body.Body.model_json_schema())
CALLBACK_BODY = flat(callback_body.Body.model_json_schema())
EVENTS: Form = {
    "type": "object",
    "required": ["events"],
    "properties": {
        "events": {
            "type": "array",
            "minItems": 1,
            "maxItems": MOST_EVENTS,
            "items": flat(Body.model_json_schema()),
        }
    },
}
HANDED: Form = {
    "type": "object",
    "properties": {
        "id": {"type": "string", "format": "uuid"},
        "token": {"type": "string", "description": "Takes the hand-off up, once."},
        "code": {"type": "string", "description": "The same for people: typed in the chat, or read aloud."},
        "link": {"type": "string", "description": "Opens the chat with it."},
        "mail_to": {"type": "string", "description": "An address of ours that carries it; empty = no such mailbox."},
        "expires_at": {"type": "string", "format": "date-time"},
        "taken": {"type": "boolean"},
    },
}
SLOTS: Form = {
    "type": "object",
    "properties": {
        "minutes": {"type": "integer", "description": "How long each lasts."},
        "slots": {"type": "array", "items": {"type": "string", "format": "date-time"}},
    },
}
CALLBACK: Form = {
    "type": "object",
    "properties": {
        "wish": {"type": "string", "enum": ["now", "keep_place", "booked"]},
        "state": {"type": "string"},
        "asked_at": {"type": "string", "format": "date-time"},
        "call_at": {"type": "string", "format": "date-time", "description": "From when it is their turn."},
        "call_by": {"type": "string", "format": "date-time", "description": "By when we mean to have called."},
        "external_id": {"type": "string"},
    },
}
HANDOFF_EXAMPLE: Form = {
    "identity": {"account": "m-100293", "name": "佐藤 花子", "email": "hanako.sato@example.jp"},
    "authentication": {"state": "authenticated", "method": "passkey", "level": "aal2"},
    "context": {"screen": "AddressChange", "flow": "住所変更", "step": "3", "error": "E-ADDR-03"},
}
