from django.db import migrations, models

from kvalitet.migrering import nya_index, under_drift

LEVANDE = ("planera", "genomfora", "folja_upp", "atgarda", "kvalitetssakra")


class Migration(migrations.Migration):
    """Indexes of the staff pages; why each is there stands at its model."""

    atomic = False

    dependencies = [
        ("cykel", "0003_rapportomrade"),
    ]

    operations = under_drift(
        *nya_index(
            "verksamhetsplan",
            models.Index(
                fields=["-period_fran", "id"],
                condition=models.Q(fas__in=LEVANDE),
                name="plan_levande",
            ),
            models.Index(fields=["-period_fran", "id"], name="plan_senaste"),
            models.Index(
                fields=["fas", "id"],
                include=["enhet", "namnd", "planansvarig", "period_fran", "period_till"],
                condition=models.Q(fas__in=LEVANDE),
                name="plan_skede",
            ),
        ),
        *nya_index(
            "planmal",
            models.Index(
                fields=["mal", "version"],
                condition=~models.Q(koppling="beror_inte"),
                name="planmal_svarar",
            ),
        ),
        *nya_index(
            "planindikator",
            models.Index(fields=["indikator", "version"], name="planindikator_planer"),
        ),
        *nya_index(
            "planversion",
            models.Index(
                fields=["-faststalld", "-id"],
                condition=models.Q(lage="faststalld"),
                name="planversion_antagna",
            ),
        ),
        *nya_index(
            "varv",
            models.Index(
                fields=["-godkand", "-id"],
                condition=models.Q(godkand__isnull=False),
                name="varv_godkanda",
            ),
        ),
        *nya_index(
            "matvarde",
            models.Index(
                fields=["enhet", "indikator", "period_till"],
                condition=models.Q(kon="T", omrade=""),
                name="matvarde_enhetens",
            ),
            models.Index(
                fields=["indikator", "enhet", "period_till"],
                condition=models.Q(infort_av__isnull=True, omrade=""),
                name="matvarde_hamtade",
            ),
        ),
        *nya_index(
            "atgard",
            models.Index(
                fields=["klar_senast", "id"],
                include=["brist"],
                condition=~models.Q(effekt__in=("ja", "delvis", "nej")),
                name="atgard_oppna",
            ),
        ),
        *nya_index(
            "lardom",
            models.Index(
                fields=["-sakrad", "-id"],
                include=["plan"],
                condition=models.Q(lage="sakrad"),
                name="lardom_sakrade",
            ),
        ),
    )
