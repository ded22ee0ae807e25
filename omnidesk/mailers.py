"""How mail leaves: by SMTP where EMAIL_URL is set, else as files that a developer can open."""

from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import structlog
from django.core.mail.backends.filebased import EmailBackend as FileBackend
from django.core.mail.message import EmailMessage

from omnidesk.environment import Environment

log = structlog.get_logger(__name__)


def chosen(env: Environment) -> dict[str, dict[str, Any]]:
    if not env.EMAIL_URL:
        return {"default": {"BACKEND": "omnidesk.mailers.Folder", "OPTIONS": {"file_path": str(env.VAR_DIR / "mail")}}}
    parts = urlsplit(env.EMAIL_URL.get_secret_value())
    options = {
        "host": parts.hostname or "localhost",
        "port": parts.port or {"smtps": 465, "smtp+tls": 587}.get(parts.scheme, 25),
        "username": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "use_tls": parts.scheme == "smtp+tls",
        "use_ssl": parts.scheme == "smtps",
        "timeout": 10,
    }
    return {"default": {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": options}}


class Folder(FileBackend):
    """Writes each mail to a file and says where, so that a reset link can be followed without a mail server."""

    def write_message(self, message: EmailMessage) -> None:
        super().write_message(message)
        log.info("mail written", file=str(Path(self._get_filename())))  # type: ignore[attr-defined]  # not in the stubs
