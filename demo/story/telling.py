"""A scripted turn as the product can show it today: as a mail, in the web form, or on the web chat.

What customers wrote on other channels becomes a chat message, calls and visits become internal notes, and remarks of
machinery that is not built are left out.
"""

import re
from datetime import datetime

from channels_ingest.mail.quotes import split
from demo.planned import CUSTOMER, DESK, PlannedMail, Said
from demo.story.scripts import Script, Turn

QUOTED = re.compile(r"^(>|On .{4,80} wrote:|\d{4}年.{4,60}:$).*$", re.MULTILINE)
BLANKS = re.compile(r"\n{3,}")
# The bot's offer to fetch a person: nobody listens to that word now.
OFFERS = re.compile(
    r"(いつでも)?「担当者」と入力すると人に替わります。\s*|解決しないときは「担当者」と入力してください。|「担当者」でも承ります。"
    r"|Type \"agent\" at any time to reach a person\.\s*"
)
NUMBER = re.compile(r"C-2\d{3}\b")
PHOTOS = (".jpg", ".jpeg", ".png", ".pdf")
CALL = {"ja": "電話メモ ", "en": "Phone note: "}
FACE_TO_FACE = ("phone", "store")


def told(script: Script, turn: Turn, at: datetime, agent: str, mail: PlannedMail | None = None) -> Said | None:
    """None where the turn has no place here. `agent` writes down what was only spoken; `mail`: it is one."""
    text = own_number(turn.text if mail else cleaned(turn.text), script)
    files = tuple(name for name in turn.attachments if name.lower().endswith(PHOTOS))
    if turn.author == "note":
        return Said(at, turn.by, text, note=True, delivery="", attachments=files)
    if mail is not None:
        return mailed(script, turn, text, files, at, mail)
    if turn.author == "system":
        return Said(at, DESK, text, delivery=turn.delivery[-1]) if turn.delivery and text else None
    if turn.author == "bot":
        return Said(at, DESK, text, delivery="read") if text else None
    if turn.channel in FACE_TO_FACE:
        prefix = CALL[script.language] if turn.channel == "phone" else ""
        return Said(at, agent if turn.author == "customer" else turn.author, prefix + text, note=True, delivery="")
    return spoken(turn, text, files, at)


def spoken(turn: Turn, text: str, files: tuple[str, ...], at: datetime) -> Said | None:
    if not text and not files:
        return None
    if turn.author == "customer":
        is_form = turn.channel == "form"
        return Said(at, CUSTOMER, text, delivery="", attachments=files, unsent=turn.kind == "unsent", form=is_form)
    delivery = turn.delivery[-1] if turn.delivery else "read"
    return Said(at, turn.author, text, delivery=delivery, failure=turn.failure, attachments=files)


def mailed(
    script: Script, turn: Turn, text: str, files: tuple[str, ...], at: datetime, mail: PlannedMail
) -> Said | None:
    if not text:
        return None
    mail.subject = own_number(mail.subject, script)
    if turn.author == "customer" or mail.nature == "bounce":
        parts = split(text, mail.subject)
        mail.quoted = parts.quoted
        return Said(at, CUSTOMER, parts.said, delivery="", attachments=files, mail=mail)
    if turn.author == "system":
        return Said(at, DESK, text, delivery="sent", attachments=files, mail=mail) if turn.delivery else None
    # Nobody tells us that a mail was read; one that failed came back.
    delivery = "bounced" if "failed" in turn.delivery else "sent"
    return Said(at, turn.author, text, delivery=delivery, failure=turn.failure, attachments=files, mail=mail)


def cleaned(text: str) -> str:
    """Without the quoted mail below an answer."""
    return BLANKS.sub("\n\n", OFFERS.sub("", QUOTED.sub("", text))).strip()


def own_number(text: str, script: Script) -> str:
    """The matter's number is known when its row is written; a number of another matter stays."""
    numbers = {number for turn in script.turns for number in NUMBER.findall(turn.text + turn.subject)}
    return NUMBER.sub("<number>", text) if len(numbers) == 1 else text
