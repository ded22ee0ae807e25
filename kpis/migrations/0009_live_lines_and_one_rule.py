from django.db import migrations, models

KEPT = ("goal", "alertrule", "alert")
# Of rules that say the very same the oldest goes on.
END_THE_SECOND = """
UPDATE kpis_alertrule r SET ended_at = now() WHERE ended_at IS NULL AND EXISTS (
    SELECT 1 FROM kpis_alertrule o WHERE o.ended_at IS NULL AND o.id < r.id
    AND (o.measure, o.percent, o.clock, o.team_id, o.channel_id, o."limit", o.way, o.days)
        IS NOT DISTINCT FROM (r.measure, r.percent, r.clock, r.team_id, r.channel_id, r."limit", r.way, r.days))
"""


class Migration(migrations.Migration):
    dependencies = [("kpis", "0008_scopes_of_many_teams")]
    operations = [
        *(
            migrations.AddField(model, "formula", models.CharField(blank=True, default="", max_length=8))
            for model in KEPT
        ),
        *(
            migrations.AddField(model, name, models.PositiveIntegerField(blank=True, null=True))
            for model in KEPT
            for name in ("within", "short")
        ),
        migrations.RunSQL(END_THE_SECOND, migrations.RunSQL.noop),
        migrations.AddConstraint(
            "alertrule",
            models.UniqueConstraint(
                fields=(
                    "measure", "percent", "clock", "team", "channel", "formula", "within", "short", "limit", "way",
                    "days",
                ),
                name="rule_once",
                condition=models.Q(ended_at=None),
                nulls_distinct=False,
            ),
        ),
    ]  # fmt: skip
