from django.db import migrations, models

from kvalitet.migrering import nya_index, under_drift


class Migration(migrations.Migration):
    """The latest values of an indicator; why stands at the model."""

    atomic = False

    dependencies = [
        ("cykel", "0004_sidornas_index"),
    ]

    operations = under_drift(
        *nya_index(
            "matvarde",
            models.Index(
                fields=["indikator", "-period_till", "-period_fran", "enhet", "kon"],
                name="matvarde_senaste",
            ),
        ),
    )
