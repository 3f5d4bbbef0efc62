from django.db import migrations, models

from kvalitet.migrering import nya_index, under_drift


class Migration(migrations.Migration):
    """What the boards count lies in indexes; why stands at the models."""

    atomic = False

    dependencies = [
        ("cykel", "0006_lardomsrader"),
    ]

    operations = under_drift(
        *nya_index(
            "varv",
            models.Index(
                fields=["tillfalle", "plan"], include=("id", "godkand"), name="varv_i_rundan"
            ),
        ),
        *nya_index(
            "verksamhetsplan",
            models.Index(
                fields=["namnd", "id"],
                include=("enhet",),
                condition=~models.Q(fas="avbruten"),
                name="plan_ej_avbruten",
            ),
        ),
        *nya_index(
            "atgard",
            models.Index(
                fields=["brist", "klar_senast"],
                condition=~models.Q(effekt__in=("ja", "delvis", "nej")) & ~models.Q(status="klar"),
                name="atgard_oppna_av_brist",
            ),
        ),
        *nya_index(
            "aktivitet",
            models.Index(fields=["version", "ansvarig", "rapportor"], name="aktivitet_folk"),
        ),
    )
