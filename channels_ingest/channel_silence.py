"""A channel that says nothing while so much usually comes: nobody complains about messages that never arrived."""

from datetime import timedelta

from django.db import connection
from django.utils import timezone

from conversations.models import Channel

# Since its last word at least so long; longer than a day is compared as one day.
SHORTEST, LONGEST = timedelta(hours=1), timedelta(days=1)
# In this time so many come as a rule, in most of the last four weeks: no chance, then.
FEWEST, WEEKS = 5, 3

# The same stretch of time, one to four weeks ago: what came between the channel's last word and now.
COUNTS = """
    SELECT channel.id, count(message.id), count(DISTINCT week.ago)
    FROM conversations_channel channel
    CROSS JOIN generate_series(1, 4) AS week(ago)
    JOIN conversations_message message ON message.channel_id = channel.id AND message.direction = 'in'
        AND message.received_at > greatest(channel.last_inbound_at, %(earliest)s) - week.ago * interval '7 days'
        AND message.received_at <= %(now)s - week.ago * interval '7 days'
    WHERE channel.paused_at IS NULL AND NOT channel.is_practice AND channel.last_inbound_at < %(latest)s
        AND message.received_at > %(earliest)s - interval '28 days'
    GROUP BY channel.id
"""


def listen() -> None:
    """Mark those that are silent now. A mark ends by itself with the next message (channel_health.is_silent)."""
    now = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(COUNTS, {"now": now, "earliest": now - LONGEST, "latest": now - SHORTEST})
        found = cursor.fetchall()
    silent = {pk: round(number / 4) for pk, number, weeks in found if number / 4 >= FEWEST and weeks >= WEEKS}
    for row in Channel.objects.filter(pk__in=silent).only("last_inbound_at"):
        told = {"silent_since": row.last_inbound_at, "silent_missing": silent[row.pk]}
        Channel.objects.filter(pk=row.pk).update(**told)
    Channel.objects.exclude(pk__in=silent).exclude(silent_since=None).update(silent_since=None, silent_missing=0)
