from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

KLAR = models.Case(
    models.When(besvarad=None, avslutad=None, then=models.Value(0)),
    default=models.Value(1),
    output_field=models.IntegerField(),
)
FILTRERAS = ("lage", "typ", "enhet", "namnd", "inkom", "sekretess", "handlaggare", "huvud")
OPPNA = (
    "inkommen",
    "karantan",
    "tilldelad",
    "under_handlaggning",
    "vantar_komplettering",
    "besvarad",
    "ateroppnad",
    "delad",
)
INDEX = (
    models.Index(KLAR, "svar_senast", "id", include=FILTRERAS, name="synpunkt_frist"),
    models.Index(
        "namnd", KLAR, "svar_senast", "id", include=FILTRERAS, name="synpunkt_namnd_frist"
    ),
    models.Index(
        KLAR,
        "svar_senast",
        "id",
        include=(*FILTRERAS, "besvarad", "stannad", "avslutad"),
        condition=models.Q(lage__in=OPPNA),
        name="synpunkt_oppna",
    ),
)


class Migration(migrations.Migration):
    """Indexes of the inbox's own order, made while the site receives synpunkter.

    Each waits for those who write, however long they take. Where a try was cut off, what is left
    of an index serves nobody, and goes first.
    """

    atomic = False

    dependencies = [
        ("synpunkter", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL("set lock_timeout = 0", migrations.RunSQL.noop),
        migrations.RunSQL("set statement_timeout = 0", migrations.RunSQL.noop),
        *(
            operation
            for index in INDEX
            for operation in (
                migrations.RunSQL(
                    f"drop index concurrently if exists {index.name}", migrations.RunSQL.noop
                ),
                AddIndexConcurrently(model_name="synpunkt", index=index),
            )
        ),
        migrations.RunSQL("reset lock_timeout", migrations.RunSQL.noop),
        migrations.RunSQL("reset statement_timeout", migrations.RunSQL.noop),
    ]
