
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("conversations", "0003_conversation_matter_channel"),
    ]

    operations = [
        migrations.AddField(
            model_name="attachment",
            name="content_id",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name="draft",
            name="letter",
            field=models.JSONField(blank=True, default=dict),
        ),
    ]
