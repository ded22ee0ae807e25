from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("channels_ingest", "0003_handed_over")]

    operations = [migrations.RenameField("mailbox", "idle_since", "watched_at")]
