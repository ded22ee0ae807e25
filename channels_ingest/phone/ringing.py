"""A call rings: whoever may see the matter is told who it is, before they pick up."""

from conversations.models import Message
from omnidesk.live import CallHint
from omnidesk.telling import publish


def tell(message: Message) -> None:
    matter = message.conversation
    publish(CallHint(message.pk, matter.team_id, matter.assignee_id))
