import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

# Each is packed once it was quiet for a while, so that no worker of the code before, which marks no month, packs a day
# of it afterwards; until then its days are read. Both ends are found in an index.
STALE = """
INSERT INTO kpis_packedmonth (month, stale_since)
SELECT month, now() FROM generate_series(
    (SELECT date_trunc('month', min(day)) FROM kpis_rollup), (SELECT max(day) FROM kpis_rollup), interval '1 month'
) AS month
"""


# Compressed, they would take longer to unpack than to read.
PLAIN = [
    f"ALTER TABLE kpis_monthrollup ALTER COLUMN {column} SET STORAGE EXTERNAL"
    for column in ("sent_seconds", "sent_business_seconds", "sent_minutes")
]


class Migration(migrations.Migration):
    """New tables only: nothing that exists is rewritten; channels and teams are locked for the moment that a key takes."""

    dependencies = [
        ("agents", "0003_kept_hours"),
        ("conversations", "0014_tries_of_number_questions"),
        ("kpis", "0009_live_lines_and_one_rule"),
    ]

    operations = [
        migrations.CreateModel(
            name="PackedMonth",
            fields=[
                ("month", models.DateField(primary_key=True, serialize=False)),
                ("stale_since", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="MonthRollup",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("measure", models.CharField(max_length=24)),
                ("day", models.DateField()),
                (
                    "excluded",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Counts"),
                            ("practice", "Practice"),
                            ("demo", "Demo"),
                            ("spam", "Spam"),
                            ("quiet", "No reply needed"),
                            ("joined", "Joined into another matter"),
                            ("ours", "Begun by us"),
                            ("callback", "Asked to be called back"),
                            ("lost", "Not delivered"),
                            ("short", "Left at once"),
                        ],
                        default="",
                        max_length=8,
                    ),
                ),
                ("n", models.PositiveIntegerField()),
                ("total", models.IntegerField(default=0)),
                (
                    "seconds",
                    django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(null=True), default=list),
                ),
                (
                    "business_seconds",
                    django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(null=True), default=list),
                ),
                (
                    "values",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.SmallIntegerField(null=True), default=list
                    ),
                ),
                (
                    "minutes",
                    django.contrib.postgres.fields.ArrayField(base_field=models.SmallIntegerField(), default=list),
                ),
                ("sent_seconds", models.BinaryField(default=bytes)),
                ("sent_business_seconds", models.BinaryField(default=bytes)),
                ("sent_minutes", models.BinaryField(default=bytes)),
                (
                    "channel",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="conversations.channel",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="agents.team"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["day"], name="month_rollup_day")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("measure", "day", "channel", "team", "excluded"),
                        name="month_rollup_once",
                        nulls_distinct=False,
                    )
                ],
            },
        ),
        migrations.RunSQL(PLAIN, migrations.RunSQL.noop),
        migrations.RunSQL(STALE, migrations.RunSQL.noop),
    ]
