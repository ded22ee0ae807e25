"""Which pages may hold a chat: origins as a browser names them, typed by people."""

import re
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

PLAIN_HOSTS = ("localhost", "127.0.0.1")
USUAL_PORTS = {"https": 443, "http": 80}
MOST = 20
BEHIND = re.compile("[/?#]")


def origins_of(lines: str) -> list[str]:
    """One a line, each once. Raises ValidationError with the line that is wrong."""
    found = dict.fromkeys(origin_of(line) for line in lines.split() if line)
    if not found:
        raise ValidationError(_("Enter at least one address, such as https://shop.example.com."))
    if len(found) > MOST:
        raise ValidationError(_("Enter up to %(n)s addresses.") % {"n": MOST})
    return list(found)


def origin_of(address: str) -> str:
    """Scheme, host and port: a browser names no more of the page that shows the chat."""
    try:
        parts = urlsplit(address if "//" in address else f"https://{address}")
        host, port = in_ascii(parts.hostname or ""), parts.port
    except ValueError:
        host, port, parts = "", None, urlsplit("")
    safe = parts.scheme == "https" or (parts.scheme == "http" and host in PLAIN_HOSTS)
    if not safe or not host or parts.username is not None or parts.query or parts.path.strip("/"):
        raise ValidationError(
            _("%(line)s is not the address of a site: https://, the name and nothing behind it.")
            % {"line": address[:80]}
        )
    return f"{parts.scheme}://{host}" + (f":{port}" if port and port != USUAL_PORTS[parts.scheme] else "")


def origin_of_page(address: str) -> str:
    """The same of any page of a site, as people copy it from where they are."""
    scheme, slashes, rest = (address if "//" in address else f"https://{address}").strip().partition("//")
    return origin_of(scheme + slashes + BEHIND.split(rest)[0])


def in_ascii(host: str) -> str:
    """A name in any letters as the browser sends it; "" for what is no name."""
    plain = host if host.isascii() else host.encode("idna").decode()
    labels = plain.split(".")
    good = all(label and label.strip("-") == label and label.replace("-", "").isalnum() for label in labels)
    return plain if good and len(plain) <= 253 else ""
