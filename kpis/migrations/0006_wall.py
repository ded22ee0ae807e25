import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def bounded(words: str, default: int, low: int, high: int) -> models.PositiveSmallIntegerField:
    within = [django.core.validators.MinValueValidator(low), django.core.validators.MaxValueValidator(high)]
    return models.PositiveSmallIntegerField(default=default, validators=within, verbose_name=words)


class Migration(migrations.Migration):
    dependencies = [
        ("agents", "0003_kept_hours"),
        ("kpis", "0005_costs"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="WallLimits",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("live_minutes", bounded("calls and chats", 5, 1, 600)),
                ("talk_minutes", bounded("LINE, SMS and other messages", 60, 1, 2880)),
                ("letter_minutes", bounded("mail and forms", 240, 1, 10080)),
                ("soon_percent", bounded("yellow from", 75, 10, 100)),
                ("within_seconds", bounded("answered within", 20, 1, 3600)),
                ("target_percent", bounded("target", 80, 1, 100)),
                (
                    "team",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="agents.team",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("team",), name="wall_limits_once", nulls_distinct=False)
                ],
            },
        ),
        migrations.CreateModel(
            name="BoardLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60, verbose_name="where the screen hangs")),
                ("scope", models.CharField(max_length=200)),
                ("token_hash", models.CharField(max_length=64, unique=True)),
                ("language", models.CharField(default="ja", max_length=10)),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                ("seen_at", models.DateTimeField(null=True)),
                ("revoked_at", models.DateTimeField(null=True)),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "revoked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
    ]
