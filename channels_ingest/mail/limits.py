"""How much of a mail is read: one table. What passes a limit at the door is kept whole in quarantine, never lost."""

from django.utils.translation import gettext_noop

MEGABYTE = 1024 * 1024

BYTES = 36 * MEGABYTE
PARTS = 100
DEPTH = 20
HEADER_BYTES = MEGABYTE
HEADER_LINES = 5000
# One header's value; what follows is left out (the raw mail has it).
VALUE_BYTES = 64 * 1024
ADDRESSES = 500
REFERENCES = 100
LINKS = 5000
# More than this is no letter: its words are kept, its formatting is not shown.
HTML_BYTES = 2 * MEGABYTE
# Of one part: the rest of so long a text is in the raw mail.
TEXT_BYTES = 2 * MEGABYTE
TEXT_CHARS = 2_000_000
# The searching of quotes costs more than its length: only this much of a text is looked at, in lines this long.
QUOTE_CHARS = 20_000
QUOTE_LINE = 400
DETECT_BYTES = 16 * 1024
ZIP_BYTES = 1024 * MEGABYTE
ZIP_RATIO = 200
ZIP_ENTRIES = 20_000
# Below this a good ratio is only a long log.
ZIP_HARMLESS = 10 * MEGABYTE

SENTENCES = {
    "bytes": gettext_noop("This mail is larger than 36 MB."),
    "parts": gettext_noop("This mail has more than 100 parts."),
    "depth": gettext_noop("The parts of this mail are nested more than 20 deep."),
    "zip": gettext_noop("An attached archive would unpack to far more than its size (a “zip bomb”)."),
}
# It came to no limit at all: there is nothing of it yet.
NOT_HANDED_OVER = gettext_noop("The mail server lists this mail and does not hand it over.")


class TooMuch(ValueError):
    """`code` names the limit that was passed; the sentence says it to an admin (translated where it is shown)."""

    def __init__(self, code: str) -> None:
        super().__init__(SENTENCES[code])
        self.code = code
