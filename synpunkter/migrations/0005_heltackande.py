from django.contrib.postgres.operations import RemoveIndexConcurrently
from django.db import migrations, models

from kvalitet.migrering import nya_index, under_drift


KLAR = models.Case(
    models.When(besvarad=None, avslutad=None, then=models.Value(0)),
    default=models.Value(1),
    output_field=models.IntegerField(),
)
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
FILTRERAS = ("lage", "typ", "enhet", "namnd", "inkom", "sekretess", "handlaggare", "huvud")
DE_OPPNA = models.Index(
    KLAR,
    "svar_senast",
    "id",
    include=(*FILTRERAS, "besvarad", "stannad", "avslutad", "tas_om_hand_senast"),
    condition=models.Q(lage__in=OPPNA),
    name="synpunkt_de_oppna",
)
LASES_AV = ("enhet", "namnd", "sekretess", "handlaggare", "huvud")
BESVARADE = models.Index(
    fields=["besvarad"],
    include=("svarsval", "svar_senast", *LASES_AV),
    condition=models.Q(besvarad__isnull=False),
    name="synpunkt_besvarade",
)


class Migration(migrations.Migration):
    """What the start page counts lies in the indexes themselves: what is open and not yet taken
    care of, and what was answered the last thirty days. They take the places of two."""

    atomic = False

    dependencies = [("synpunkter", "0004_utan_trigram")]

    operations = under_drift(
        *nya_index("synpunkt", DE_OPPNA, BESVARADE),
        RemoveIndexConcurrently("synpunkt", "synpunkt_oppna"),
        RemoveIndexConcurrently("synpunkt", "synpunkt_besvarad"),
    )
