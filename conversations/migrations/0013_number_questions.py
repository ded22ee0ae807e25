import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("conversations", "0012_choices"),
        ("customers", "0007_survey_consent"),
    ]

    operations = [
        migrations.CreateModel(
            name="NumberQuestion",
            fields=[
                (
                    "message",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="number_question",
                        serialize=False,
                        to="conversations.message",
                    ),
                ),
                ("lowest", models.PositiveSmallIntegerField()),
                ("highest", models.PositiveSmallIntegerField()),
                ("until", models.DateTimeField()),
                ("number", models.PositiveSmallIntegerField(null=True)),
                ("answered_at", models.DateTimeField(null=True)),
                ("news", models.JSONField(default=list)),
                (
                    "answer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="conversations.message",
                    ),
                ),
                (
                    "comment",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="conversations.message",
                    ),
                ),
                (
                    "identity",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="customers.identity"
                    ),
                ),
                (
                    "stray",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="conversations.message",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["identity", "-message"], name="number_question_of"),
                    models.Index(
                        condition=models.Q(("news", []), _negated=True),
                        fields=["message"],
                        name="number_question_news",
                    ),
                ],
            },
        ),
    ]
