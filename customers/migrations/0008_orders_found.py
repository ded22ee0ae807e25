from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("customers", "0007_survey_consent")]

    operations = [
        migrations.AddIndex(
            model_name="touchpoint",
            index=models.Index(
                condition=models.Q(("kind", "order")), fields=["customer", "at"], name="touchpoint_orders"
            ),
        ),
    ]
