"""The words of an SMS. A file travels as its address, unless its provider takes it along (mms.py): MMS leaves no
carrier's own network in Japan."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import override

from channels_ingest import sent_files
from conversations import code_letters
from conversations.models import Attachment, Message


def text_of(message: Message, along: Sequence[Attachment] = ()) -> str:
    """along: files that need no address. Raises CodeOver of conversations.code_letters."""
    links = [link(file, message) for file in message.attachments.all() if file not in along]
    return "\n".join(filter(None, [code_letters.words_of(message).strip(), *links]))


def link(file: Attachment, message: Message) -> str:
    with override(message.customer.language):
        return _("File: %(name)s %(address)s") % {"name": file.name, "address": sent_files.address(file)}
