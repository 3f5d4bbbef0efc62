from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """An index of what is alive among ten years of plans.

    Made while the site is used: it waits for those who write, however long they take. Where a try
    was cut off, what is left of an index serves nobody, and goes first.
    """

    atomic = False

    dependencies = [
        ("cykel", "0003_rapportomrade"),
    ]

    operations = [
        migrations.RunSQL("set lock_timeout = 0", migrations.RunSQL.noop),
        migrations.RunSQL("set statement_timeout = 0", migrations.RunSQL.noop),
        migrations.RunSQL(
            "drop index concurrently if exists plan_levande", migrations.RunSQL.noop
        ),
        AddIndexConcurrently(
            model_name="verksamhetsplan",
            index=models.Index(
                condition=models.Q(
                    fas__in=("planera", "genomfora", "folja_upp", "atgarda", "kvalitetssakra")
                ),
                fields=["-period_fran", "id"],
                name="plan_levande",
            ),
        ),
        migrations.RunSQL("reset lock_timeout", migrations.RunSQL.noop),
        migrations.RunSQL("reset statement_timeout", migrations.RunSQL.noop),
    ]
