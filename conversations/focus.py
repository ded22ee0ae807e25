"""For how long an agent had a matter before them. Recorded from the first day: it cannot be found out later."""

from datetime import datetime, timedelta

from agents.models import Agent
from conversations.models import FocusInterval

# A page says every 15 s that its person is active; silence beyond this ends the interval.
IDLE = timedelta(seconds=60)


def note_focus(agent: Agent, conversation_id: int, at: datetime) -> None:
    """Lengthen the running interval on this matter, or begin one; looking elsewhere begins another."""
    last = FocusInterval.objects.filter(agent=agent).order_by("-ended_at", "-id").first()
    if last is not None and last.conversation_id == conversation_id and at - last.ended_at <= IDLE:
        FocusInterval.objects.filter(pk=last.pk, ended_at__lt=at).update(ended_at=at)
    else:
        FocusInterval.objects.create(agent=agent, conversation_id=conversation_id, started_at=at, ended_at=at)
