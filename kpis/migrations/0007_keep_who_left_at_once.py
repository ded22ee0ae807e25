from django.db import migrations


class Migration(migrations.Migration):
    """Rollups of who left a line at once keep their lists from now on: days that have such rows are packed anew."""

    dependencies = [("kpis", "0006_wall")]
    operations = [
        migrations.RunSQL(
            "INSERT INTO kpis_staleday (day, team_id) SELECT DISTINCT day, team_id FROM kpis_rollup"
            " WHERE excluded = 'short' ON CONFLICT DO NOTHING",
            migrations.RunSQL.noop,
        )
    ]
