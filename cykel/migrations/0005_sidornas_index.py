from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """Indexes of the lists of plans, goals, indicators, learnings and åtgärder, made while others
    write; why each is there stands at its model.

    Each waits for those who write, however long they take. Where a try was cut off, what is left of
    an index serves nobody, and goes first.
    """

    atomic = False

    dependencies = [
        ("cykel", "0004_levande_index"),
    ]

    operations = [
        migrations.RunSQL("set lock_timeout = 0", migrations.RunSQL.noop),
        migrations.RunSQL("set statement_timeout = 0", migrations.RunSQL.noop),
        migrations.RunSQL("drop index concurrently if exists lardom_sakrade", migrations.RunSQL.noop),
        AddIndexConcurrently(
            model_name="lardom",
            index=models.Index(
                fields=["-sakrad", "-id"],
                include=["plan"],
                condition=models.Q(lage="sakrad"),
                name="lardom_sakrade",
            ),
        ),
        migrations.RunSQL("drop index concurrently if exists atgard_oppna", migrations.RunSQL.noop),
        AddIndexConcurrently(
            model_name="atgard",
            index=models.Index(
                fields=["klar_senast", "id"],
                include=["brist"],
                condition=~models.Q(effekt__in=("ja", "delvis", "nej")),
                name="atgard_oppna",
            ),
        ),
        migrations.RunSQL("drop index concurrently if exists plan_senaste", migrations.RunSQL.noop),
        AddIndexConcurrently(
            model_name="verksamhetsplan",
            index=models.Index(fields=["-period_fran", "id"], name="plan_senaste"),
        ),
        migrations.RunSQL("drop index concurrently if exists planmal_svarar", migrations.RunSQL.noop),
        AddIndexConcurrently(
            model_name="planmal",
            index=models.Index(
                fields=["mal", "version"],
                condition=~models.Q(koppling="beror_inte"),
                name="planmal_svarar",
            ),
        ),
        migrations.RunSQL("drop index concurrently if exists planindikator_planer", migrations.RunSQL.noop),
        AddIndexConcurrently(
            model_name="planindikator",
            index=models.Index(fields=["indikator", "version"], name="planindikator_planer"),
        ),
        migrations.RunSQL("reset lock_timeout", migrations.RunSQL.noop),
        migrations.RunSQL("reset statement_timeout", migrations.RunSQL.noop),
    ]
