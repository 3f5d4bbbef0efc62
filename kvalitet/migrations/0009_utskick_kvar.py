from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """An index of the mails that have not been sent, made while the site sends.

    It waits for those who write, however long they take. Where a try was cut off, what is left of
    the index serves nobody, and goes first.
    """

    atomic = False

    dependencies = [
        ("kvalitet", "0008_en_nyckel"),
    ]

    operations = [
        migrations.RunSQL("set lock_timeout = 0", migrations.RunSQL.noop),
        migrations.RunSQL("set statement_timeout = 0", migrations.RunSQL.noop),
        migrations.RunSQL(
            "drop index concurrently if exists utskick_kvar", migrations.RunSQL.noop
        ),
        AddIndexConcurrently(
            model_name="utskick",
            index=models.Index(
                condition=~models.Q(status="skickad"),
                fields=["status", "skapad"],
                name="utskick_kvar",
            ),
        ),
        migrations.RunSQL("reset lock_timeout", migrations.RunSQL.noop),
        migrations.RunSQL("reset statement_timeout", migrations.RunSQL.noop),
    ]
