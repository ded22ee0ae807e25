"""Log lines: JSON for machines in production, readable ones in development; each names its request.

No line holds what people wrote: known keys are blanked, and of an error only its kind, its place and its first line.
"""

import logging
from typing import Any

import structlog
from django.http import HttpRequest
from structlog.tracebacks import ExceptionDictTransformer
from structlog.typing import EventDict, Processor, WrappedLogger

from omnidesk import request_id
from omnidesk.metrics import route_of

# Third-party libraries log whole requests, mails or task arguments at these levels; people's words may be in them.
QUIET = {
    "django.server": "WARNING",
    "asyncio": "WARNING",
    "PIL": "INFO",
    "httpx": "WARNING",
    "kombu": "WARNING",
    "celery.app.trace": "WARNING",
    "celery.worker.strategy": "WARNING",
    # Addresses of people, and paths with tickets in them.
    "uvicorn.access": "CRITICAL",
    "gunicorn.access": "CRITICAL",
}
# These bring handlers of their own, whose lines would be in another form.
SELF_WILLED = ("django", "uvicorn", "uvicorn.error", "gunicorn.error")

PRIVATE = frozenset(
    ("text", "body", "content", "message_text", "html", "subject", "password", "token", "secret", "cookie", "email")
)
LONGEST_REASON = 200


def configured(*, json: bool, level: str) -> dict[str, Any]:
    """Django's LOGGING; structlog's own loggers end in the same handler."""
    structlog.configure(
        processors=[*shared(), structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    line = {
        "()": structlog.stdlib.ProcessorFormatter,
        "foreign_pre_chain": shared(),
        "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last(json=json)],
    }
    console = {"class": "logging.StreamHandler", "formatter": "line", "filters": ["requests"]}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": line},
        "filters": {"requests": {"()": "omnidesk.logs.Requests"}},
        "handlers": {"console": console},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {name: {"level": least} for name, least in QUIET.items()}
        | {name: {"handlers": [], "propagate": True} for name in SELF_WILLED},
    }


class Requests(logging.Filter):
    """Django names a failed request by its path, in which the token of a reset or an invitation may stand."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        if not isinstance(request, HttpRequest):
            return True
        if isinstance(record.args, tuple):
            record.args = tuple(route_of(request) if str(word).startswith("/") else word for word in record.args)
        # /readyz says in its answer what is missing; a line for each question would bury the others.
        return request.path != "/readyz"


def shared() -> list[Processor]:
    return [
        request_id.in_log_line,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.UnicodeDecoder(),
        drop_people_s_words,
    ]


def last(*, json: bool) -> list[Processor]:
    if json:
        # Without locals: they hold what was being worked on.
        trace = structlog.processors.ExceptionRenderer(ExceptionDictTransformer(show_locals=False))
        return [trace, shorten_reasons, structlog.processors.JSONRenderer(ensure_ascii=False)]
    return [
        without_time,
        structlog.dev.ConsoleRenderer(colors=False, pad_event_to=0, exception_formatter=structlog.dev.plain_traceback),
    ]


def drop_people_s_words(logger: WrappedLogger, name: str, event: EventDict) -> EventDict:
    """A message's text, a name or a secret is never logged, whatever key a hurried caller gave it."""
    for key in PRIVATE & event.keys():
        event[key] = "…"
    return event


def shorten_reasons(logger: WrappedLogger, name: str, event: EventDict) -> EventDict:
    """PostgreSQL's second line is the failing row."""
    for raised in event.get("exception") or ():
        raised["exc_value"] = first_line(raised["exc_value"])
    return event


def first_line(reason: str) -> str:
    return next(iter(reason.splitlines()), "")[:LONGEST_REASON]


def without_time(logger: WrappedLogger, name: str, event: EventDict) -> EventDict:
    """The supervisor already prints the time in front of each line."""
    event.pop("timestamp", None)
    return event
