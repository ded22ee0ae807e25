"""The words of an SMS. A file travels as its address: MMS leaves no carrier's own network in Japan."""

from django.utils.translation import gettext as _
from django.utils.translation import override

from channels_ingest import sent_files
from conversations import code_letters
from conversations.models import Attachment, Message


def text_of(message: Message) -> str:
    """Raises CodeOver of conversations.code_letters."""
    links = [link(file, message) for file in message.attachments.all()]
    return "\n".join(filter(None, [code_letters.words_of(message).strip(), *links]))


def link(file: Attachment, message: Message) -> str:
    with override(message.customer.language):
        return _("File: %(name)s %(address)s") % {"name": file.name, "address": sent_files.address(file)}
