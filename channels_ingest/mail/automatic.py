"""What the desk mails by itself: to whom it is safe, and how often. Whoever types an address may not be its owner."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from email.message import Message

from channels_ingest.mail import dns
from channels_ingest.mail.authentication import Headed, Verdict, assured, from_domain
from channels_ingest.mail.limits import VALUE_BYTES
from channels_ingest.mail.own import is_a_mailbox_of_ours
from channels_ingest.mail.settings import MailboxSettings
from omnidesk import limits


def answering(address: str) -> AbstractContextManager[bool]:
    """A machine's answer, with no word of a person in it: one a day to an address, whether a form or a mail came in
    its name, and however often."""
    return spending(("mail.answer", address), ("mail.automatic", address))


def writing_first(address: str, customer: int) -> AbstractContextManager[bool]:
    """A colleague's words, to an address that was only typed: one a day of all that type it."""
    return spending(("mail.typed", address), *counted(address, customer))


def writing(address: str, customer: int) -> AbstractContextManager[bool]:
    """Words of ours that a machine sends on; both the address and the person have a limit."""
    return spending(*counted(address, customer))


def counted(address: str, customer: int) -> tuple[tuple[str, str], ...]:
    return ("mail.automatic", address), ("mail.automatic", f"customer/{customer}")


@contextmanager
def spending(*kinds: tuple[str, str]) -> Iterator[bool]:
    """True = it may be written. All are counted, or none; and none when what is done inside fails: the next try must
    not find the day's one mail used up by one that never was."""
    allowed = spent(kinds)
    try:
        yield allowed
    except BaseException:
        if allowed:
            give_back(kinds)
        raise


def spent(kinds: tuple[tuple[str, str], ...]) -> bool:
    for place, (name, key) in enumerate(kinds):
        try:
            limits.spend(name, key.casefold())
        except limits.OverLimit:
            give_back(kinds[: place + 1])
            return False
    return True


def give_back(kinds: tuple[tuple[str, str], ...]) -> None:
    for name, key in kinds:
        limits.give_back(name, key.casefold())


def is_safe(head: Message, address: str, mailbox: MailboxSettings) -> bool:
    """Nobody gets an answer to what was surely, or may well have been, written in their name by another."""
    if is_a_mailbox_of_ours(address):
        return False
    told = Headed(tuple((name, str(value)[:VALUE_BYTES]) for name, value in head.items()))
    verdict = assured(told, mailbox.authserv_id)
    return verdict is Verdict.PASSED or (verdict is Verdict.NONE and not rejects(from_domain(told)))


def rejects(domain: str) -> bool:
    """The domain wants what it did not sign thrown away. Who cannot be asked, or is no plain address, counts as one."""
    for name in dns.upwards(domain):
        texts = dns.ask(f"_dmarc.{name}", "TXT")
        if texts is None:
            return True
        policies = [tags(text) for text in texts if text.lower().replace(" ", "").startswith("v=dmarc1")]
        if policies:
            own = policies[0].get("p", "none")
            return (own if name == domain else policies[0].get("sp", own)) == "reject"
    return not domain


def tags(record: str) -> dict[str, str]:
    pairs = (part.partition("=") for part in record.lower().split(";"))
    return {name.strip(): value.strip() for name, _is, value in pairs}
