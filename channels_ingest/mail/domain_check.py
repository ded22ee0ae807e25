"""SPF, DKIM, DMARC and MX of a sending domain in words: what is there, what is missing, and the record to copy."""

import re
from dataclasses import dataclass
from ipaddress import ip_address

from django.utils.translation import gettext as _

from channels_ingest.mail import dns
from channels_ingest.mail.presets import Preset
from channels_ingest.origins import in_ascii

MOST_SELECTORS = 6


@dataclass(frozen=True)
class Record:
    name: str
    value: str


@dataclass(frozen=True)
class Finding:
    """state: ok, weak (works, but could be better), bad (missing or broken), unknown (nobody answered)."""

    subject: str
    state: str
    words: str
    found: tuple[str, ...] = ()
    record: Record | None = None


@dataclass(frozen=True)
class Sending:
    """From which domain mail goes out, and over whose server."""

    domain: str
    host: str
    preset: Preset | None = None
    selectors: tuple[str, ...] = ()


def domain_of(address: str) -> str:
    """As the DNS knows it; "" for what is no domain."""
    try:
        domain = in_ascii(address.rpartition("@")[2].strip().lower())
    except UnicodeError:
        return ""
    return domain if "." in domain else ""


def check(sending: Sending) -> list[Finding]:
    answers = dns.look_up(sending.domain, sending.selectors[:MOST_SELECTORS])
    return [mx(answers), spf(answers, sending), dkim(answers, sending), dmarc(answers, sending)]


def silent(subject: str) -> Finding:
    words = _("No DNS server answered. Try again later, or ask whoever runs this server's network.")
    return Finding(subject, "unknown", words)


def mx(answers: dns.Answers) -> Finding:
    if answers.mx is None:
        return silent("MX")
    if not [host for host in answers.mx if host]:
        return Finding("MX", "bad", _("The domain names no mail server, so replies to it do not arrive."))
    return Finding("MX", "ok", _("Mail to this domain is delivered to:"), answers.mx)


def spf(answers: dns.Answers, sending: Sending) -> Finding:
    if answers.txt is None:
        return silent("SPF")
    found = tuple(dns.spf_records(answers.txt))
    if len(found) > 1:
        return Finding("SPF", "bad", _("There are several SPF records, so none counts. Merge them into one."), found)
    if not found:
        words = _("There is no SPF record. Add this one:")
        return Finding("SPF", "bad", words, (), Record(sending.domain, f"v=spf1 {allowed(sending)} ~all"))
    return judged_spf(found[0], answers.spf_lookups, sending)


def allowed(sending: Sending) -> str:
    """Who sends for the domain; a name inside our own house means nothing to others."""
    if sending.preset and sending.preset.spf:
        return f"include:{sending.preset.spf}"
    try:
        address = ip_address(sending.host)
    except ValueError:
        return f"a:{sending.host}" if "." in sending.host else "mx"
    return f"ip{address.version}:{address}" if address.is_global else "mx"


def judged_spf(found: str, lookups: int, sending: Sending) -> Finding:
    terms = [term.lstrip("+") for term in found.lower().split()[1:]]
    if "all" in terms:
        return Finding("SPF", "bad", _("It ends in +all: everybody may send in this domain's name."), (found,))
    if lookups > dns.MOST_SPF_LOOKUPS:
        words = _("It asks for more than ten lookups, which receivers take as an error. Remove what is not needed.")
        return Finding("SPF", "bad", words, (found,))
    preset = sending.preset
    if preset and preset.spf and f"include:{preset.spf}" not in terms:
        better = found.replace("v=spf1", f"v=spf1 include:{preset.spf}", 1)
        words = _("%(name)s is not in it. Change the record to this:") % {"name": preset.name}
        return Finding("SPF", "weak", words, (found,), Record(sending.domain, better))
    if preset and preset.spf:
        return Finding("SPF", "ok", _("The record is there and names your provider."), (found,))
    return Finding("SPF", "ok", _("The record is there. Make sure that it names your outgoing mail server."), (found,))


def dkim(answers: dns.Answers, sending: Sending) -> Finding:
    if not answers.dkim:
        words = _("Enter the selector, or run the echo test: the mail that comes back names it.")
        return Finding("DKIM", "unknown", words)
    known = {name: texts for name, texts in answers.dkim.items() if texts}
    live = {name: text for name, texts in known.items() for text in texts if key_of(text)}
    if live:
        words = _("The public key is there. Selector: %(names)s") % {"names": ", ".join(live)}
        return Finding("DKIM", "ok", words, tuple(short(text) for text in live.values()))
    if None in answers.dkim.values():
        return silent("DKIM")
    if known:
        return Finding("DKIM", "bad", _("The key was withdrawn: its record is empty. Switch DKIM on at your provider."))
    asked = ", ".join(f"{name}._domainkey.{sending.domain}" for name in answers.dkim)
    words = _("No key at %(names)s. Switch DKIM on at your provider and add the record that it shows.")
    return Finding("DKIM", "bad", words % {"names": asked})


def key_of(text: str) -> str:
    tags = dict(part.strip().split("=", 1) for part in text.split(";") if "=" in part)
    return "".join(tags.get("p", "").split())


def short(text: str) -> str:
    return text if len(text) <= 80 else f"{text[:77]}…"


def dmarc(answers: dns.Answers, sending: Sending) -> Finding:
    for name, texts in answers.dmarc.items():
        if texts is None:
            return silent("DMARC")
        found = [text for text in texts if text.lower().replace(" ", "").startswith("v=dmarc1")]
        if found:
            return judged_dmarc(name, tuple(found), sending)
    words = _("There is no DMARC record. Add this one, and let it grow stricter once all your mail passes:")
    return Finding("DMARC", "bad", words, (), Record(f"_dmarc.{sending.domain}", "v=DMARC1; p=none"))


def judged_dmarc(name: str, found: tuple[str, ...], sending: Sending) -> Finding:
    if len(found) > 1:
        return Finding("DMARC", "bad", _("There are several DMARC records, so none counts. Keep one."), found)
    tags = {part.strip().lower().replace(" ", "") for part in found[0].split(";")}
    if "p=none" in tags:
        words = _("It only watches (p=none). Once all your mail passes, quarantine protects your name better.")
        stricter = re.sub(r"(?i)\bp\s*=\s*none\b", "p=quarantine", found[0], count=1)
        return Finding("DMARC", "weak", words, found, Record(f"_dmarc.{name}", stricter))
    if name != sending.domain:
        return Finding("DMARC", "ok", _("The policy of %(name)s holds here too.") % {"name": name}, found)
    return Finding("DMARC", "ok", _("The record is there and protects your name."), found)
