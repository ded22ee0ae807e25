import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

PERCENT = (django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(100))


def percent(name: str) -> models.DecimalField:
    return models.DecimalField(
        blank=True, decimal_places=1, max_digits=4, null=True, validators=PERCENT, verbose_name=name
    )


class Migration(migrations.Migration):
    dependencies = [
        ("kpis", "0004_mailed_reports"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CostAssumptions",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("since", models.DateField(unique=True, verbose_name="holds from")),
                (
                    "hourly_rate",
                    models.PositiveIntegerField(
                        validators=[django.core.validators.MaxValueValidator(1000000)], verbose_name="hourly rate"
                    ),
                ),
                (
                    "paid_hours",
                    models.DecimalField(
                        decimal_places=1,
                        max_digits=9,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="paid hours a month, of everybody",
                    ),
                ),
                (
                    "licences",
                    models.PositiveIntegerField(
                        default=0,
                        validators=[django.core.validators.MaxValueValidator(1000000000)],
                        verbose_name="licences a month",
                    ),
                ),
                ("fees", models.JSONField(blank=True, default=dict)),
                ("retention", percent("retention a year")),
                ("interest", percent("interest a year")),
                ("margin", percent("margin of the sales")),
                ("changed_at", models.DateTimeField(auto_now=True)),
                (
                    "changed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={"ordering": ["-since"]},
        ),
    ]
