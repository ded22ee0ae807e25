"""Which addresses of the network are everybody's. What a stranger names may never lead to a neighbour of ours."""

import socket
from concurrent.futures import ThreadPoolExecutor
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

# These carry an IPv4 address inside: what they lead to is decided by a gateway we know nothing of.
_CARRIERS = [ip_network(block) for block in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "::/96")]
# A look-up has no time limit of its own; one that hangs holds a place here, not a worker.
_RESOLVERS = ThreadPoolExecutor(max_workers=8, thread_name_prefix="resolver")


class NotPublic(OSError):
    """The name leads into a private network, to this machine, or nowhere."""


def is_public(address: IPv4Address | IPv6Address) -> bool:
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped:
            return is_public(address.ipv4_mapped)
        if address.is_site_local or any(address in block for block in _CARRIERS):
            return False
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


def resolved(host: str, port: int, seconds: float = 5) -> list[str]:
    """All addresses of a name, as the system finds them; a bare or odd number counts as what it means there."""
    looking = _RESOLVERS.submit(socket.getaddrinfo, host, port, type=socket.SOCK_STREAM)
    try:
        found = looking.result(timeout=max(seconds, 0.01))
    except (OSError, UnicodeError, TimeoutError) as error:
        raise NotPublic(f"{host}: not found") from error
    return list(dict.fromkeys(str(place[4][0]) for place in found))


def public_address(host: str, port: int, seconds: float = 5) -> str:
    """The one address to connect to, checked. Connect to *this*, not to the name: a name may answer anew each time."""
    found = resolved(host, port, seconds)
    if not found or not all(is_public(ip_address(one.partition("%")[0])) for one in found):
        raise NotPublic(f"{host}: not a public address")
    return found[0]
