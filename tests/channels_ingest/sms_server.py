"""Twilio's and Vonage's APIs in the tests: a real server on this machine that answers what it is told to."""

import base64
import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests.channels_ingest.local_server import serving
from tests.channels_ingest.providers import TWILIO_NUMBER, TWILIO_SID, TWILIO_TOKEN

ACCOUNT = f"/2010-04-01/Accounts/{TWILIO_SID}"
SENDING, VONAGE = f"{ACCOUNT}/Messages.json", "/sms/json"
SIGNED_IN = f"Basic {base64.b64encode(f'{TWILIO_SID}:{TWILIO_TOKEN}'.encode()).decode()}"
NUMBERS = f"{ACCOUNT}/IncomingPhoneNumbers.json"


class SmsServer:
    def __init__(self) -> None:
        self.calls: list[tuple[str, str, dict[str, str], dict[str, str]]] = []
        # By path: what the next calls meet instead; "broken" = the line goes dead after the request was taken in.
        self.troubles: dict[str, list[tuple[int, Any, dict[str, str]] | str]] = {}
        self.said: list[dict[str, str]] = []
        self.files: dict[str, bytes] = {}
        self.number: dict[str, Any] = {"phone_number": TWILIO_NUMBER, "sms_method": "POST", "capabilities": {"sms": 1}}
        self.balance = 15.5

    def answer(self, path: str, headers: dict[str, str], form: dict[str, str]) -> tuple[int, Any]:
        if path.startswith("/2010") and headers.get("authorization") != SIGNED_IN:
            return 401, {"code": 20003, "message": "Authenticate"}
        if path == SENDING:
            self.said.append(form)
            return 201, {"sid": f"SM{len(self.said):032d}", "status": "queued"}
        if path == VONAGE:
            self.said.append(form)
            rows = [{"status": "0", "message-id": f"0C{len(self.said):014d}"}]
            return 200, {"message-count": "1", "messages": rows}
        if path == "/account/get-balance":
            return 200, {"value": self.balance}
        if path == f"{ACCOUNT}.json":
            return 200, {"friendly_name": "みなと家電", "status": "active"}
        if path == NUMBERS:
            return 200, {"incoming_phone_numbers": [self.number]}
        return (200, self.files[path]) if path in self.files else (404, {"code": 20404})


@contextmanager
def running(sms: SmsServer | None = None) -> Iterator[tuple[SmsServer, str]]:
    sms = sms or SmsServer()
    with serving(handler(sms)) as address:
        yield sms, address


def handler(sms: SmsServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.take("GET")

        def do_POST(self) -> None:
            self.take("POST")

        def take(self, verb: str) -> None:
            content = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
            headers = {name.lower(): value for name, value in self.headers.items()}
            path, form = urlsplit(self.path).path, dict(parse_qsl(content))
            sms.calls.append((verb, self.path, headers, form))
            trouble = sms.troubles[path].pop(0) if sms.troubles.get(path) else None
            if trouble == "broken":
                sms.answer(path, headers, form)
                self.close_connection = True
            elif isinstance(trouble, tuple):
                self.say(*trouble)
            else:
                self.say(*sms.answer(path, headers, form))

        def say(self, status: int, answer: Any, headers: dict[str, str] | None = None) -> None:
            packed = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
            self.send_response(status)
            for name, value in {"Content-Length": str(len(packed)), **(headers or {})}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(packed)

        def log_message(self, *args: Any) -> None:
            pass

    return Handler
