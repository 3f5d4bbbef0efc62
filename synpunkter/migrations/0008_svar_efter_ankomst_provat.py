from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("synpunkter", "0007_svar_efter_ankomst")]

    operations = [ValidateConstraint("synpunkt", "synpunkt_svar_efter_ankomst")]
