"""What the DNS says of a domain that mail is sent from: only lookups here; domain_check.py judges them.

The system's own resolver answers, within a time; an answer that does not come is no answer "there is none".
"""

import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

SECONDS = 4.0
# RFC 7208: a record that asks for more is an error for every receiver.
MOST_SPF_LOOKUPS = 10
SPF_ASKS = ("include:", "a:", "mx:", "a/", "mx/", "ptr", "exists:", "redirect=")

type Answer = tuple[str, ...] | None


@dataclass(frozen=True)
class Answers:
    """None = nobody answered; empty = there is none."""

    mx: Answer
    txt: Answer
    dmarc: dict[str, Answer] = field(default_factory=dict)
    dkim: dict[str, Answer] = field(default_factory=dict)
    spf_lookups: int = 0


def look_up(domain: str, selectors: Iterable[str]) -> Answers:
    """All at the same time; at most about twice SECONDS in all."""
    with ThreadPoolExecutor(max_workers=8) as pool:
        mx, txt = pool.submit(ask, domain, "MX"), pool.submit(ask, domain, "TXT")
        dmarc = {name: pool.submit(ask, f"_dmarc.{name}", "TXT") for name in upwards(domain)}
        dkim = {name: pool.submit(ask, f"{name}._domainkey.{domain}", "TXT") for name in selectors}
        count = pool.submit(spf_lookups, txt.result() or (), time.monotonic() + SECONDS)
        return Answers(
            mx=mx.result(),
            txt=txt.result(),
            dmarc={name: one.result() for name, one in dmarc.items()},
            dkim={name: one.result() for name, one in dkim.items()},
            spf_lookups=count.result(),
        )


def upwards(domain: str) -> list[str]:
    """The domain and those above it that may have set a policy for it; never a top level alone."""
    labels = domain.split(".")
    return [".".join(labels[start:]) for start in range(min(len(labels) - 1, 5))]


def ask(name: str, kind: str) -> Answer:
    # Heavy, and needed only where a mailbox is being checked.
    import dns.exception
    import dns.resolver

    try:
        found = dns.resolver.resolve(name, kind, lifetime=SECONDS, search=False)
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        return ()
    except (dns.exception.DNSException, OSError):
        return None
    if kind == "MX":
        return tuple(str(row.exchange).rstrip(".") for row in sorted(found, key=lambda row: row.preference))
    return tuple(b"".join(row.strings).decode("utf-8", "replace")[:2048] for row in found)


def spf_records(texts: Iterable[str]) -> list[str]:
    return [text for text in texts if text.lower() == "v=spf1" or text.lower().startswith("v=spf1 ")]


def spf_lookups(texts: Iterable[str], deadline: float) -> int:
    """How many questions a receiver must ask for this record, included ones too; stops above ten."""
    count, waiting, seen = 0, spf_records(texts)[:1], set[str]()
    while waiting and count <= MOST_SPF_LOOKUPS and time.monotonic() < deadline:
        for term in waiting.pop().lower().split()[1:]:
            word = term.lstrip("+-~?")
            count += word in ("a", "mx", "ptr") or word.startswith(SPF_ASKS)
            target = word.partition(":")[2] if word.startswith("include:") else word.partition("=")[2]
            if word.startswith(("include:", "redirect=")) and target not in seen:
                seen.add(target)
                waiting += spf_records(ask(target, "TXT") or ())[:1]
    return count
