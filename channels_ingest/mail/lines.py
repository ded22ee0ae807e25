"""The line to a mail server: to an address that may be called, and with a certificate that was checked."""

import socket
import ssl
from ipaddress import ip_address, ip_network

from channels_ingest.mail import troubles
from channels_ingest.mail.settings import Server
from channels_ingest.mail.troubles import Trouble
from omnidesk import addresses, environment

CONNECT_SECONDS = 10.0


def opened(server: Server, seconds: float = CONNECT_SECONDS) -> socket.socket:
    """Connected to a judged address; with `tls` encrypted already, with `starttls` that is still to come."""
    line = connected(server, seconds)
    if server.security != "tls":
        return line
    try:
        return context().wrap_socket(line, server_hostname=server.host)
    except OSError:
        line.close()
        raise


def connected(server: Server, seconds: float) -> socket.socket:
    """A name may have several addresses, of which some cannot be reached from here."""
    failure: OSError = ConnectionRefusedError()
    for address in judged(server):
        try:
            return socket.create_connection((address, server.port), timeout=seconds)
        except OSError as error:
            failure = error
    raise failure


def judged(server: Server) -> list[str]:
    """All addresses of the server, once: the connection goes to them and not to the name, which may answer anew."""
    try:
        found = addresses.resolved(server.host, server.port)
    except addresses.NotPublic as error:
        raise Trouble(troubles.HOST_UNKNOWN, detail=server.host) from error
    if not found or not all(may_be_called(server.host, one.partition("%")[0]) for one in found):
        raise Trouble(troubles.PRIVATE, permanent=True, detail=server.host)
    return found


def may_be_called(host: str, address: str) -> bool:
    """Everybody's addresses, and those of our own network that whoever runs this installation has named."""
    number = ip_address(address)
    return addresses.is_public(number) or any(
        word in ("*", host, address) or ("/" in word and number in ip_network(word, strict=False))
        for word in environment.read().private_hosts
    )


def context() -> ssl.SSLContext:
    """Trusts what the system trusts; SSL_CERT_FILE and SSL_CERT_DIR add an authority of one's own."""
    return ssl.create_default_context()
