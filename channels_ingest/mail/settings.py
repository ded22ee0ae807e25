"""What an admin set for a mailbox, read once and typed. Secrets lie apart, encrypted (Channel.credentials)."""

import json
from dataclasses import dataclass, field
from typing import Any, Literal, Self

from conversations.models import Channel

KIND = "email"
type Security = Literal["tls", "starttls", "none"]


@dataclass(frozen=True)
class Server:
    """One end of the line: IMAP to read, SMTP to send. No host = this end is not set up."""

    host: str = ""
    port: int = 0
    security: str = "tls"
    username: str = ""
    password: str = field(default="", repr=False)

    @classmethod
    def of(cls, told: dict[str, Any], password: str) -> Self:
        return cls(
            host=str(told.get("host", "")),
            port=int(told.get("port") or 0),
            security=str(told.get("security", "tls")),
            username=str(told.get("username", "")),
            password=password,
        )


@dataclass(frozen=True)
class MailboxSettings:
    address: str
    from_name: str
    imap: Server
    smtp: Server
    folder: str = "INBOX"
    aliases: tuple[str, ...] = ()
    # Whose Authentication-Results header is believed; empty = no sender is ever taken as verified.
    authserv_id: str = ""
    # How many days before the connection were read when the mailbox was new; 0 = from then on.
    since_days: int = 0
    # Replies go to local+token@domain: works where the server delivers such addresses.
    plus_address: bool = False

    @classmethod
    def of(cls, channel: Channel) -> Self:
        told = channel.settings
        secret = json.loads(channel.credentials or "{}")
        return cls(
            address=channel.address,
            from_name=str(told.get("from_name") or channel.name),
            imap=Server.of(told.get("imap") or {}, str(secret.get("imap_password", ""))),
            smtp=Server.of(told.get("smtp") or {}, str(secret.get("smtp_password", ""))),
            folder=str((told.get("imap") or {}).get("folder") or "INBOX"),
            aliases=tuple(str(one) for one in told.get("aliases") or ()),
            authserv_id=str(told.get("authserv_id", "")),
            since_days=int(told.get("since_days") or 0),
            plus_address=bool(told.get("plus_address", False)),
        )

    @property
    def addresses(self) -> frozenset[str]:
        """All that reaches this mailbox, in small letters."""
        return frozenset(one.casefold() for one in (self.address, *self.aliases) if one)

    def token_in(self, addresses: tuple[str, ...]) -> str:
        """The token that a reply carries in one of the addresses it was sent to: local+token@domain."""
        for own in self.addresses:
            local, _at, domain = own.rpartition("@")
            for address in addresses:
                to_local, _at, to_domain = address.casefold().rpartition("@")
                if to_domain == domain and to_local.startswith(f"{local}+"):
                    return to_local.removeprefix(f"{local}+")
        return ""
