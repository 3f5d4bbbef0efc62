from datetime import UTC

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models
from django.db.models.functions import TruncDate


class Migration(migrations.Migration):
    """What the list of a span of days goes by: no answer is promised before the case came, as all
    that promises one counts. The rows that are there are read through in the next, while others
    write."""

    dependencies = [("synpunkter", "0006_lattare_att_ta_emot")]

    operations = [
        AddConstraintNotValid(
            "synpunkt",
            models.CheckConstraint(
                condition=models.Q(svar_senast__gte=TruncDate("inkom", tzinfo=UTC)),
                name="synpunkt_svar_efter_ankomst",
                violation_error_message="Ett svar lovas tidigast den dag då synpunkten kom in.",
            ),
        )
    ]
