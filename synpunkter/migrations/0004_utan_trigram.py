from django.contrib.postgres.operations import RemoveIndexConcurrently
from django.db import migrations

from kvalitet.migrering import under_drift


class Migration(migrations.Migration):
    """What is alike is found among the newest, by their words: nothing reads by letters any more,
    and the index was the dearest that a new case is written to."""

    atomic = False

    dependencies = [("synpunkter", "0003_arendeantal")]

    operations = under_drift(RemoveIndexConcurrently("synpunkt", "synpunkt_trigram"))
