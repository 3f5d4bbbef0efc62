from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """An index of the day of the answer.

    Made while the site is used: it waits for those who write, however long they take. Where a try
    was cut off, what is left of an index serves nobody, and goes first.
    """

    atomic = False

    dependencies = [
        ("synpunkter", "0002_inkorgens_ordning"),
    ]

    operations = [
        migrations.RunSQL("set lock_timeout = 0", migrations.RunSQL.noop),
        migrations.RunSQL("set statement_timeout = 0", migrations.RunSQL.noop),
        migrations.RunSQL(
            "drop index concurrently if exists synpunkt_besvarad", migrations.RunSQL.noop
        ),
        AddIndexConcurrently(
            model_name="synpunkt",
            index=models.Index(
                condition=models.Q(besvarad__isnull=False),
                fields=["besvarad"],
                name="synpunkt_besvarad",
            ),
        ),
        migrations.RunSQL("reset lock_timeout", migrations.RunSQL.noop),
        migrations.RunSQL("reset statement_timeout", migrations.RunSQL.noop),
    ]
