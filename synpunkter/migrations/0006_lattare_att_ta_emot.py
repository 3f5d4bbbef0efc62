import django.db.models.deletion
from django.contrib.postgres.operations import RemoveIndexConcurrently
from django.db import migrations, models

from kvalitet.migrering import nya_index, under_drift

KLAR = models.Case(
    models.When(besvarad=None, avslutad=None, then=models.Value(0)),
    default=models.Value(1),
    output_field=models.IntegerField(),
)
UTAN = models.Index(
    KLAR,
    "svar_senast",
    "id",
    include=("lage", "typ", "enhet", "namnd", "inkom", "sekretess", "huvud", "besvarad", "avslutad"),
    condition=models.Q(
        lage__in=("tilldelad", "under_handlaggning", "vantar_komplettering"), handlaggare=None
    ),
    name="synpunkt_utan",
)
DELARNA = models.Index(
    fields=["foralder"], condition=models.Q(foralder__isnull=False), name="synpunkt_delarna"
)
SAMMANSLAGNA = models.Index(
    fields=["huvud"], condition=models.Q(huvud__isnull=False), name="synpunkt_sammanslagna"
)


def utan_index(
    index: str, kolumn: str, *efter: migrations.operations.base.Operation
) -> migrations.SeparateDatabaseAndState:
    """Take away an index that Django made of a field, without stopping anyone; `efter` is what
    the field is then."""
    return migrations.SeparateDatabaseAndState(
        [
            migrations.RunSQL(
                f"drop index concurrently if exists {index}",
                [
                    # Where a try was cut off, what is left of an index serves nobody.
                    f"drop index concurrently if exists {index}",
                    f"create index concurrently {index} on synpunkter_synpunkt ({kolumn})",
                ],
            )
        ],
        list(efter),
    )


def till_ett_annat(falt: str, fran: str) -> migrations.AlterField:
    nyckel = models.ForeignKey(
        blank=True,
        db_index=False,
        null=True,
        on_delete=django.db.models.deletion.PROTECT,
        related_name=fran,
        to="synpunkter.synpunkt",
    )
    return migrations.AlterField("synpunkt", falt, nyckel)


class Migration(migrations.Migration):
    """Four indexes are no longer written to when a case comes: two that nothing reads (the
    beginning of a reference; a nämnd's cases by their day), and those of what few cases have. The
    few that wait for somebody to handle them have one of their own."""

    atomic = False

    dependencies = [("synpunkter", "0005_heltackande")]

    operations = under_drift(
        *nya_index("synpunkt", UTAN, DELARNA, SAMMANSLAGNA),
        RemoveIndexConcurrently("synpunkt", "synpunkt_namnd_svara"),
        utan_index(
            "synpunkter_synpunkt_referens_61502c8d_like",
            "referens varchar_pattern_ops",
            migrations.AlterField(
                "synpunkt", "referens", models.CharField(max_length=12, verbose_name="referens")
            ),
            migrations.AddConstraint(
                "synpunkt",
                # The name that the table has for it since before.
                models.UniqueConstraint(
                    fields=["referens"],
                    name="synpunkter_synpunkt_referens_key",
                    violation_error_message="Referensen finns redan. Skicka igen, så får du en ny.",
                ),
            ),
        ),
        utan_index(
            "synpunkter_synpunkt_foralder_id_9659d57e",
            "foralder_id",
            till_ett_annat("foralder", "delar"),
        ),
        utan_index(
            "synpunkter_synpunkt_huvud_id_542213f2",
            "huvud_id",
            till_ett_annat("huvud", "sammanslagna"),
        ),
    )
