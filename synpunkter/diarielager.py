"""The folder from which another register fetches what it is to number.

One file a case, under a name that is its key: handed over twice it is the same file. The folder
lies beside the web root and is read by the register's own job, under the operating system's rights.
"""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.utils.text import slugify

from kvalitet.helfil import skriv_helt
from kvalitet.texter import datum
from synpunkter.diariefil import Diariepost, skriv
from synpunkter.models import Diarieforing, Diarieinstallning, Kontakt

MAPP = "diarium"


def post_for(foring: Diarieforing) -> Diariepost:
    """Return what the register is told. The heading says what it is about and no more: it is
    read by everyone who reads the register."""
    s = foring.synpunkt
    hemlig = foring.sekretess or s.sekretess  # marked here, or where it has gone since
    kontakt = None if hemlig or s.skyddad else Kontakt.objects.filter(pk=s.pk).first()
    return Diariepost(
        nyckel=foring.nyckel,
        referens=s.referens,
        namnd=foring.namnd.kod,
        enhet=s.enhet.namn,
        typ=s.get_typ_display(),
        arendemening=f"{s.get_typ_display()} om {s.enhet}, inkommen {datum(s.inkom)}",
        inkom=s.inkom.isoformat(),
        kanal=s.get_kanal_display(),
        sekretess=hemlig,
        avsandare=kontakt.namn if kontakt else "",
        epost=kontakt.epost if kontakt else "",
        text="" if hemlig else s.text,
    )


def innehall(foring: Diarieforing, filformat: str) -> bytes:
    return skriv(post_for(foring), filformat)


def lagg_filen(foring: Diarieforing, filformat: str) -> Path:
    """Write the case's file beside and move it into place: the register never reads half a file."""
    mal = stig(foring, filformat)
    skriv_helt(mal, innehall(foring, filformat), prefix=".")
    return mal


def ta_bort_filen(foring: Diarieforing) -> int:
    """Take the case's file away in whatever format it was written; return how many there were."""
    antal = 0
    for filformat in Diarieinstallning.Filformat.values:
        fil = stig(foring, filformat)
        antal += fil.exists()
        fil.unlink(missing_ok=True)
    return antal


def stig(foring: Diarieforing, filformat: str) -> Path:
    mapp = slugify(foring.namnd.kod) or str(foring.namnd_id)
    return Path(settings.VAR) / MAPP / mapp / f"{foring.nyckel}.{filformat}"
