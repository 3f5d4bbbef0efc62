from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

LEVANDE = ("planera", "genomfora", "folja_upp", "atgarda", "kvalitetssakra")


class Migration(migrations.Migration):
    """Indexes of the staff start page, made while others write; why each is there stands at its
    model.

    Each waits for those who write, however long they take. Where a try was cut off, what is left of
    an index serves nobody, and goes first.
    """

    atomic = False

    dependencies = [
        ("cykel", "0005_sidornas_index"),
    ]

    operations = [
        migrations.RunSQL("set lock_timeout = 0", migrations.RunSQL.noop),
        migrations.RunSQL("set statement_timeout = 0", migrations.RunSQL.noop),
        migrations.RunSQL("drop index concurrently if exists plan_skede", migrations.RunSQL.noop),
        AddIndexConcurrently(
            model_name="verksamhetsplan",
            index=models.Index(
                fields=["fas", "id"],
                include=["enhet", "namnd", "planansvarig", "period_fran", "period_till"],
                condition=models.Q(fas__in=LEVANDE),
                name="plan_skede",
            ),
        ),
        migrations.RunSQL("drop index concurrently if exists planversion_antagna", migrations.RunSQL.noop),
        AddIndexConcurrently(
            model_name="planversion",
            index=models.Index(
                fields=["-faststalld", "-id"],
                condition=models.Q(lage="faststalld"),
                name="planversion_antagna",
            ),
        ),
        migrations.RunSQL("drop index concurrently if exists varv_godkanda", migrations.RunSQL.noop),
        AddIndexConcurrently(
            model_name="varv",
            index=models.Index(
                fields=["-godkand", "-id"],
                condition=models.Q(godkand__isnull=False),
                name="varv_godkanda",
            ),
        ),
        migrations.RunSQL("drop index concurrently if exists matvarde_enhetens", migrations.RunSQL.noop),
        AddIndexConcurrently(
            model_name="matvarde",
            index=models.Index(
                fields=["enhet", "indikator", "period_till"],
                condition=models.Q(kon="T", omrade=""),
                name="matvarde_enhetens",
            ),
        ),
        migrations.RunSQL("drop index concurrently if exists matvarde_hamtade", migrations.RunSQL.noop),
        AddIndexConcurrently(
            model_name="matvarde",
            index=models.Index(
                fields=["indikator", "enhet", "period_till"],
                condition=models.Q(infort_av__isnull=True, omrade=""),
                name="matvarde_hamtade",
            ),
        ),
        migrations.RunSQL("reset lock_timeout", migrations.RunSQL.noop),
        migrations.RunSQL("reset statement_timeout", migrations.RunSQL.noop),
    ]
