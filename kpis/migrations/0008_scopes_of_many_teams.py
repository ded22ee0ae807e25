from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("kpis", "0007_keep_who_left_at_once")]
    operations = [migrations.AlterField("boardlink", "scope", models.TextField())]
