"""Labels on a matter, and its title."""

import unicodedata

from django.db import transaction

from agents.models import Agent
from conversations import threads
from conversations.changing import change, tell
from conversations.history import record
from conversations.models import Conversation, ConversationLabel, Entry, Label
from omnidesk.redaction import redact


def clean(name: str) -> str:
    return redact(" ".join(unicodedata.normalize("NFKC", name).split()))[:40]


@transaction.atomic
def add(conversation: Conversation, name: str, agent: Agent | None) -> Entry | None:
    """Put a label on the matter, making the label if it is new; None = it is there, or the name is empty."""
    name = clean(name)
    if not name:
        return None
    matter = threads.lock(conversation)
    label, _ = Label.objects.get_or_create(name=name)
    _, made = ConversationLabel.objects.get_or_create(
        label=label,
        conversation=matter,
        defaults={"status": matter.status, "last_activity_at": matter.last_activity_at},
    )
    return _tell(matter, "labelled", label, agent) if made else None


@transaction.atomic
def remove(conversation: Conversation, name: str, agent: Agent | None) -> Entry | None:
    matter = threads.lock(conversation)
    label = Label.objects.filter(name=clean(name)).first()
    if label is None or not ConversationLabel.objects.filter(label=label, conversation=matter).delete()[0]:
        return None
    return _tell(matter, "unlabelled", label, agent)


def _tell(matter: Conversation, kind: str, label: Label, agent: Agent | None) -> Entry:
    matter.revision = matter.customer.revision
    matter.save(update_fields=["revision"])
    tell(matter, {"title"}, [matter.team_id], [matter.assignee_id])
    return record(matter, kind, actor=agent, label=label.name)


@transaction.atomic
def retitle(conversation: Conversation, title: str, agent: Agent) -> Entry | None:
    matter = threads.lock(conversation)
    title = redact(" ".join(title.split()))[:160]
    if not title or title == matter.title:
        return None
    before = matter.title
    change(matter, title=title)
    return record(matter, "titled", actor=agent, before=before, after=title)
