"""A mail handed on to somebody else: it becomes a draft, with its words below and copies of its files."""

import uuid

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agents.models import Agent
from conversations import private_links
from conversations.letter_form import line_of
from conversations.letters import bare
from conversations.models import Channel, Draft, Message
from conversations.writing import LONGEST


@transaction.atomic
def draft_of(message: Message, agent: Agent, channel: Channel) -> Draft:
    """What was typed before stays above."""
    draft, _made = Draft.objects.get_or_create(agent=agent, conversation=message.conversation, channel=channel)
    draft.text = f"{draft.text.rstrip()}\n\n{retold(message)}"[:LONGEST]
    # Whoever was to read the answer does not learn that it went elsewhere.
    draft.letter = {"forward": True, "subject": f"Fwd: {bare(message.subject)}"[:300]}
    draft.save()
    carry(message, agent, draft)
    return draft


def carry(message: Message, agent: Agent, draft: Draft) -> None:
    """Rows of the agent's own, which name the same stored bytes."""
    for file in message.attachments.order_by("pk"):
        file.pk, file._state.adding = None, True
        file.public_id, file.message, file.draft, file.uploaded_by = uuid.uuid4(), None, draft, agent
        file.save()


def retold(message: Message) -> str:
    envelope = message.envelope
    when = timezone.localtime(message.shown_at)
    head = [
        _("---------- Forwarded message ----------"),
        _("From: %(who)s") % {"who": line_of([[envelope.from_name, envelope.from_address]])},
        _("Date: %(when)s") % {"when": f"{when:%Y-%m-%d %H:%M}"},
        _("Subject: %(subject)s") % {"subject": message.subject},
        _("To: %(who)s") % {"who": line_of(envelope.to)},
    ]
    words = "\n\n".join(filter(None, [message.text, envelope.quoted]))
    return "\n".join(head) + f"\n\n{private_links.hidden(words)}"
