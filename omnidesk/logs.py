"""Log lines: JSON for machines in production, readable ones in development; each names its request."""

import logging
from typing import Any

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

# Third-party libraries log whole requests, mails or task arguments at these levels; people's words may be in them.
QUIET = {
    "django.server": "WARNING",
    "asyncio": "WARNING",
    "PIL": "INFO",
    "httpx": "WARNING",
    "kombu": "WARNING",
    "celery.app.trace": "WARNING",
    "celery.worker.strategy": "WARNING",
}


def configured(*, json: bool, level: str) -> dict[str, Any]:
    """Django's LOGGING; structlog's own loggers end in the same handler."""
    structlog.configure(
        processors=[*shared(), structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": shared(),
                "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last(json=json)],
            }
        },
        "filters": {"probes": {"()": "omnidesk.logs.WithoutProbes"}},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["probes"]}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {name: {"level": least} for name, least in QUIET.items()} | {"django": {"handlers": []}},
    }


class WithoutProbes(logging.Filter):
    """/readyz says in its answer what is missing; a line for each question would bury the others."""

    def filter(self, record: logging.LogRecord) -> bool:
        return getattr(getattr(record, "request", None), "path", "") != "/readyz"


def shared() -> list[Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.UnicodeDecoder(),
        drop_people_s_words,
    ]


def last(*, json: bool) -> list[Processor]:
    # Neither form shows local variables: people's words and secrets are among them.
    if json:
        told = structlog.processors.ExceptionRenderer(structlog.tracebacks.ExceptionDictTransformer(show_locals=False))
        return [told, structlog.processors.JSONRenderer(ensure_ascii=False)]
    plain = structlog.dev.plain_traceback
    return [shorten, structlog.dev.ConsoleRenderer(colors=False, pad_event_to=0, exception_formatter=plain)]


def drop_people_s_words(logger: WrappedLogger, name: str, event: EventDict) -> EventDict:
    """A message's text, a name or a secret is never logged, whatever key a hurried caller gave it."""
    for key in PRIVATE & event.keys():
        event[key] = "…"
    return event


PRIVATE = frozenset(
    ("text", "body", "content", "message_text", "html", "subject", "password", "token", "secret", "cookie", "email")
)


def shorten(logger: WrappedLogger, name: str, event: EventDict) -> EventDict:
    """The supervisor already prints the time in front of each line."""
    event.pop("timestamp", None)
    return event
