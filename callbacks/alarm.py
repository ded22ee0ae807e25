"""Who should have been called by now: those who can do it are told, once each."""

from django.utils import timezone

from callbacks.models import Callback, State
from omnidesk.live import CallbackHint
from omnidesk.telling import publish

AT_ONCE = 500


def ring() -> int:
    """Returns how many became late since the last look."""
    now, told = timezone.now(), 0
    late = Callback.objects.filter(state__in=[State.WAITING, State.TAKEN], due_at__lt=now, alarmed_at=None)
    rows = late.of_real_work().order_by("due_at").values_list("pk", "conversation__team", "owner")[:AT_ONCE]
    for pk, team, owner in rows:
        # Whoever is first tells it: two workers never ring for the same one.
        if Callback.objects.filter(pk=pk, alarmed_at=None).update(alarmed_at=now):
            publish(CallbackHint(pk, team, owner, late=True))
            told += 1
    return told
