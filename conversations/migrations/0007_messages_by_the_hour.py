from django.contrib.postgres.indexes import BrinIndex
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations


class Migration(migrations.Migration):
    # Messages are written while it is built, on however large a table.
    atomic = False

    dependencies = [
        ("conversations", "0006_channel_silence"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="message",
            index=BrinIndex(autosummarize=True, fields=["received_at"], name="message_received", pages_per_range=32),
        ),
    ]
