from django.contrib.postgres.operations import RemoveIndexConcurrently
from django.db import migrations, models

from kvalitet.migrering import nya_index, under_drift

AVSLUTADE = models.Index(
    fields=["namnd", "avslutad", "id"],
    include=("typ", "utfall"),
    condition=models.Q(avslutad__isnull=False, gallrad__isnull=True),
    name="synpunkt_avslutade",
)


class Migration(migrations.Migration):
    """What is alike is found among the newest, by their words: nothing reads by letters any more,
    and the index was the dearest that a new case is written to. What is closed has one instead,
    for disposal."""

    atomic = False

    dependencies = [("synpunkter", "0003_arendeantal")]

    operations = under_drift(
        *nya_index("synpunkt", AVSLUTADE), RemoveIndexConcurrently("synpunkt", "synpunkt_trigram")
    )
