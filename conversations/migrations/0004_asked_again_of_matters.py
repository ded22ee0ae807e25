from django.db import migrations


class Migration(migrations.Migration):
    """Practice and demo are told by the matter, once."""

    dependencies = [("conversations", "0003_virus_scan")]

    operations = [migrations.RemoveField(model_name="askedagain", name="is_demo")]
