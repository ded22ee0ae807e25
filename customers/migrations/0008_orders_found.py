from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    # Page views go on being written while it is built, on however large a table.
    atomic = False

    dependencies = [("customers", "0007_survey_consent")]

    operations = [
        AddIndexConcurrently(
            model_name="touchpoint",
            index=models.Index(
                condition=models.Q(("kind", "order")), fields=["customer", "at"], name="touchpoint_orders"
            ),
        ),
    ]
