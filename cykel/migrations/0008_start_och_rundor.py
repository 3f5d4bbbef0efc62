from django.db import migrations, models

from kvalitet.migrering import nya_index, slopade_index, under_drift


class Migration(migrations.Migration):
    """What the start page asks of rounds lies in indexes; why stands at the models."""

    atomic = False

    dependencies = [
        ("cykel", "0007_rundans_index"),
    ]

    operations = under_drift(
        *nya_index(
            "varv",
            models.Index(
                fields=["plan"],
                include=("id", "tillfalle"),
                condition=models.Q(avslutades__isnull=True),
                name="varv_oppna",
            ),
        ),
        *nya_index(
            "matvarde",
            models.Index(
                fields=["enhet", "period_till", "indikator"],
                condition=models.Q(kon="T", omrade=""),
                name="matvarde_i_perioden",
            ),
        ),
        *slopade_index("matvarde", "matvarde_enhetens"),
    )
