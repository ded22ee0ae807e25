"""A DNS server on this machine, which says what a test wrote down. What is not there does not exist."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.resolver
import dns.rrset

type Zone = dict[tuple[str, str], list[str]]


class Server:
    """`zone[("shop.example", "TXT")] = ['"v=spf1 -all"']`; a name in `silent` gets no answer at all."""

    def __init__(self) -> None:
        self.zone: Zone = {}
        self.silent: set[str] = set()
        self.asked: list[tuple[str, str]] = []
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.port: int = self.socket.getsockname()[1]

    def serve(self) -> None:
        while True:
            wire, sender = self.socket.recvfrom(4096)
            if not wire:
                return self.socket.close()
            question = dns.message.from_wire(wire)
            asked = question.question[0]
            name, kind = asked.name.to_text(omit_final_dot=True), dns.rdatatype.to_text(asked.rdtype)
            self.asked.append((name, kind))
            if name not in self.silent:
                self.socket.sendto(self.answer(question, name, kind).to_wire(), sender)

    def stop(self) -> None:
        """A closed socket does not wake the thread that reads from it; a last word does."""
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as last:
            last.sendto(b"", ("127.0.0.1", self.port))

    def answer(self, question: dns.message.QueryMessage, name: str, kind: str) -> dns.message.Message:
        answer = dns.message.make_response(question)
        answer.flags |= dns.flags.AA
        found = self.zone.get((name, kind))
        if found:
            answer.answer.append(dns.rrset.from_text(question.question[0].name, 60, "IN", kind, *found))
        elif not any(known == name for known, _kind in self.zone):
            answer.set_rcode(dns.rcode.NXDOMAIN)
        return answer


@contextmanager
def running() -> Iterator[Server]:
    """The process asks this server and no other as long as it runs."""
    server, before = Server(), dns.resolver.default_resolver
    resolver = dns.resolver.Resolver(configure=False)
    resolver.nameservers, resolver.port = ["127.0.0.1"], server.port
    thread = threading.Thread(target=server.serve, daemon=True)
    thread.start()
    dns.resolver.default_resolver = resolver
    try:
        yield server
    finally:
        dns.resolver.default_resolver = before
        server.stop()
        thread.join(2)
