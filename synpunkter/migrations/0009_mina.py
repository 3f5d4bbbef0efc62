from django.db import migrations, models

from kvalitet.migrering import nya_index, under_drift

KLAR = models.Case(
    models.When(besvarad=None, avslutad=None, then=models.Value(0)),
    default=models.Value(1),
    output_field=models.IntegerField(),
)


class Migration(migrations.Migration):
    """What waits for somebody lies in an index of its own; why stands at the models."""

    atomic = False

    dependencies = [("synpunkter", "0008_svar_efter_ankomst_provat")]

    operations = under_drift(
        *nya_index(
            "synpunkt",
            models.Index(
                "handlaggare",
                KLAR,
                "svar_senast",
                "id",
                include=(
                    *("lage", "typ", "enhet", "namnd", "inkom", "sekretess", "huvud"),
                    *("besvarad", "avslutad"),
                ),
                condition=models.Q(
                    lage__in=(
                        *("inkommen", "karantan", "tilldelad", "under_handlaggning"),
                        *("vantar_komplettering", "besvarad", "ateroppnad", "delad"),
                    ),
                    handlaggare__isnull=False,
                ),
                name="synpunkt_mina",
            ),
        ),
    )
