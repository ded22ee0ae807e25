"""Who or what wrote a mail: a person, or a machine that must never be answered."""

import re

from channels_ingest.mail import words
from channels_ingest.mail.structure import Node
from conversations.models.envelope import Nature

_DAEMON = re.compile(r"\b(?:mailer-?daemon|postmaster|mail-?delivery)\b", re.IGNORECASE)
# What Exchange and others put before the subject; a person who writes *about* such mails does not begin like this.
_AUTO_SUBJECT = re.compile(
    r"\s*(?:automatic reply|auto-?reply|autoreply|out of (?:the )?office|automatische antwort|abwesenheitsnotiz"
    r"|réponse automatique|respuesta automática|risposta automatica|resposta automática|automatisch antwoord"
    r"|自動応答|自動返信|不在通知|自动答复|自动回复|자동 회신)\s*[:：]",
    re.IGNORECASE,
)
_ACTION = re.compile(rb"^Action:\s*([a-z]+)", re.IGNORECASE | re.MULTILINE)
BOUNCE_WORDS = re.compile(
    r"undeliver|returned mail|return to sender|returned to sender|delivery (?:status|failure|has failed|notification)"
    r"|failure notice|mail delivery (?:failed|failure|system|subsystem)|mail system error|message not delivered"
    r"|could ?n[o']t be delivered|user unknown|unknown user|unzustellbar|nicht zugestellt|non remis|échec de la remise"
    r"|no entregado|mancata consegna|配信不能|配信エラー|配信できません|送信できません"
    r"|宛先不明|届けられません|届きません|退信|投递失败|반송",
    re.IGNORECASE,
)


def nature_of(root: Node, text: str, kinds: frozenset[str]) -> Nature:
    if is_bounce(root, text, kinds):
        return Nature.BOUNCE
    if is_receipt(root, kinds):
        return Nature.RECEIPT
    if is_automatic(root):
        return Nature.AUTO_REPLY
    return Nature.LISTED if is_listed(root) else Nature.PERSON


def said(root: Node, name: str) -> str:
    """A header in small letters, without its comments and options."""
    return re.sub(r"\([^()]*\)", "", root.value(name)).partition(";")[0].strip().lower()


def is_bounce(root: Node, text: str, kinds: frozenset[str]) -> bool:
    if root.value("X-Failed-Recipients") or "message/delivery-status" in kinds:
        return True
    if root.kind == "multipart/report" and root.options.get("report-type", "").lower() == "delivery-status":
        return True
    subject = words.decoded(root.value("Subject"))
    return by_machine(root) and bool(BOUNCE_WORDS.search(subject) or BOUNCE_WORDS.search(text[:4000]))


def is_receipt(root: Node, kinds: frozenset[str]) -> bool:
    kind = root.options.get("report-type", "").lower()
    return "message/disposition-notification" in kinds or kind == "disposition-notification"


def by_machine(root: Node) -> bool:
    return root.value("Return-Path").strip() == "<>" or bool(_DAEMON.search(root.value("From")))


def is_automatic(root: Node) -> bool:
    submitted = said(root, "Auto-Submitted")
    return bool(
        (submitted and submitted != "no")
        or root.value("X-Autoreply").strip().lower() not in ("", "no")
        or root.value("X-Autorespond").strip()
        or said(root, "Precedence") in ("auto_reply", "auto-reply")
        or said(root, "X-Auto-Response-Suppress") not in ("", "none")
        or by_machine(root)
        or _AUTO_SUBJECT.match(words.decoded(root.value("Subject")))
    )


def is_listed(root: Node) -> bool:
    return bool(
        said(root, "Precedence") in ("bulk", "list", "junk")
        or root.value("List-Id").strip()
        or root.value("List-Unsubscribe").strip()
    )


def is_spam(root: Node) -> bool:
    """What the mailbox's own server found; a sender who writes it only harms himself."""
    flags = (root.value("X-Spam-Flag"), root.value("X-Spam-Status"), root.value("X-Spam"))
    return any(flag.strip().lower().startswith("yes") for flag in flags)


def is_success(reports: list[Node]) -> bool:
    """A report that all arrived: asked for by the sender, like a receipt."""
    told = [action.lower() for one in reports for action in _ACTION.findall(one.content[:100_000])]
    return bool(told) and all(action in (b"delivered", b"relayed", b"expanded") for action in told)
