import django.db.models.deletion
from django.conf import settings
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
FRISTENS = (*FILTRERAS, "besvarad", "avslutad")
NYAST = (models.F("inkom").desc(), models.F("id").desc())
NYA = (
    models.Index(
        *NYAST,
        include=("lage", "typ", "enhet", "namnd", "sekretess", "handlaggare", "huvud"),
        name="synpunkt_inkom",
    ),
    models.Index(
        "enhet",
        *NYAST,
        include=(
            "lage",
            "typ",
            "namnd",
            "sekretess",
            "handlaggare",
            "huvud",
            "svar_senast",
            "besvarad",
            "avslutad",
        ),
        name="synpunkt_enhet_inkom",
    ),
    models.Index(KLAR, "svar_senast", "id", include=FRISTENS, name="synpunkt_svara"),
    models.Index("namnd", KLAR, "svar_senast", "id", include=FRISTENS, name="synpunkt_namnd_svara"),
    models.Index(
        KLAR,
        "svar_senast",
        "id",
        include=(*FILTRERAS, "besvarad", "stannad", "avslutad"),
        condition=models.Q(lage__in=OPPNA),
        name="synpunkt_oppna",
    ),
    models.Index(
        fields=["handlaggare"],
        include=("id", "lage", "namnd", "enhet", "sekretess", "huvud", "besvarad"),
        condition=models.Q(handlaggare__isnull=False),
        name="synpunkt_handlaggare",
    ),
    models.Index(
        fields=["besvarad"],
        condition=models.Q(besvarad__isnull=False),
        name="synpunkt_besvarad",
    ),
)


def utan_index(falt: str, index: str, nyckel: models.Field) -> migrations.SeparateDatabaseAndState:
    """Take away the index that Django made of a foreign key, without stopping anyone."""
    return migrations.SeparateDatabaseAndState(
        [
            migrations.RunSQL(
                f"drop index concurrently if exists {index}",
                f"create index concurrently if not exists {index}"
                f" on synpunkter_synpunkt ({falt}_id)",
            )
        ],
        [migrations.AlterField("synpunkt", falt, nyckel)],
    )


class Migration(migrations.Migration):
    """Indexes that the lists are read from alone, in the place of those that named the rows.

    The new ones first, so that no list is without.
    """

    atomic = False

    dependencies = [
        ("synpunkter", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = under_drift(
        *nya_index("synpunkt", *NYA),
        RemoveIndexConcurrently("synpunkt", "synpunkt_nyast"),
        utan_index(
            "enhet",
            "synpunkter_synpunkt_enhet_id_c1d73315",
            models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="synpunkter",
                to="kvalitet.enhet",
            ),
        ),
        utan_index(
            "handlaggare",
            "synpunkter_synpunkt_handlaggare_id_17ebf035",
            models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="arenden",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
    )
