from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("conversations", "0013_number_questions")]
    operations = [
        migrations.AddField("numberquestion", "tries", models.PositiveSmallIntegerField(default=0, db_default=0))
    ]
