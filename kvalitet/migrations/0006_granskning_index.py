from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """Indexes of the auditor's page, made without stopping those who write in the log."""

    atomic = False

    dependencies = [
        ("kvalitet", "0005_inloggning"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="handelse",
            index=models.Index(fields=["-tid", "-id"], name="handelse_tid"),
        ),
        AddIndexConcurrently(
            model_name="handelse",
            index=models.Index(fields=["av", "-tid", "-id"], name="handelse_av"),
        ),
    ]
