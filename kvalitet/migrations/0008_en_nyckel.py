"""One key at the identity provider for each account: django-allauth's table allows several, and two
would be two ways in for two people."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("kvalitet", "0007_personuppgiftsansvar"),
        ("socialaccount", "0006_alter_socialaccount_extra_data"),
    ]

    operations = [
        migrations.RunSQL(
            "CREATE UNIQUE INDEX konto_en_nyckel ON socialaccount_socialaccount (user_id)",
            "DROP INDEX konto_en_nyckel",
        ),
    ]
