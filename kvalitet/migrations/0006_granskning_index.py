from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """Indexes of the auditor's page, made without stopping those who write in the log.

    An index made so waits for everyone who is writing, longer than the owner else waits for a
    lock (kvalitet/agare.py). One that is cut short leaves an index that is not valid, which is
    taken away before the next try.
    """

    atomic = False

    dependencies = [
        ("kvalitet", "0005_inloggning"),
    ]

    operations = [
        migrations.RunSQL("set lock_timeout = 0", migrations.RunSQL.noop),
        migrations.RunSQL("set statement_timeout = 0", migrations.RunSQL.noop),
        migrations.RunSQL(
            "drop index concurrently if exists handelse_tid", migrations.RunSQL.noop
        ),
        AddIndexConcurrently(
            model_name="handelse",
            index=models.Index(fields=["-tid", "-id"], name="handelse_tid"),
        ),
        migrations.RunSQL("drop index concurrently if exists handelse_av", migrations.RunSQL.noop),
        AddIndexConcurrently(
            model_name="handelse",
            index=models.Index(fields=["av", "-tid", "-id"], name="handelse_av"),
        ),
        migrations.RunSQL("reset lock_timeout", migrations.RunSQL.noop),
        migrations.RunSQL("reset statement_timeout", migrations.RunSQL.noop),
    ]
