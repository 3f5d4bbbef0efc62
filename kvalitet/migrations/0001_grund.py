"""What the tables stand on: range constraints over ids, trigrams, and Swedish order without ICU."""

from django.contrib.postgres.operations import BtreeGistExtension, TrigramExtension
from django.db import migrations

# Maps lower-case letters so that plain byte order is Swedish order: z < å < ä < ö, with é and
# other accents among their base letters and ü as y. Works on a server without ICU.
SV_NYCKEL = """
create function sv_nyckel(t text) returns text
language sql immutable strict parallel safe as
$$ select translate(lower(t collate pg_c_utf8),'åäöéèëüæøáàíóú','{|}eeey|}aaiou') collate "C" $$
"""


class Migration(migrations.Migration):
    initial = True
    dependencies: list[tuple[str, str]] = []
    operations = [
        BtreeGistExtension(),
        TrigramExtension(),
        migrations.RunSQL(SV_NYCKEL, "drop function sv_nyckel(text)"),
    ]
