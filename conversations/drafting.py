"""Drafts: kept per agent, matter and channel; no revision, no history, nobody else sees them."""

from typing import Any

from django.db import transaction

from agents.models import Agent
from conversations.models import Attachment, Channel, Conversation, Draft
from omnidesk.redaction import redact


@transaction.atomic
def keep(
    matter: Conversation,
    agent: Agent,
    channel: Channel | None,
    text: str,
    attachment_ids: tuple[int, ...],
    letter: dict[str, Any] | None = None,
    choices: str = "",
) -> None:
    """The draft as it is now, without what nobody may keep; one with nothing in it is none."""
    place: dict[str, Any] = {"agent": agent, "conversation": matter, "channel": channel}
    if not text.strip() and not attachment_ids and not letter and not choices.strip():
        Draft.objects.filter(**place).delete()
        return
    typed = {"text": redact(text), "letter": letter or {}, "choices": redact(choices)}
    draft, _ = Draft.objects.update_or_create(**place, defaults=typed)
    draft.attachments.exclude(pk__in=attachment_ids).update(draft=None)
    Attachment.objects.filter(pk__in=attachment_ids, message=None).update(draft=draft)
