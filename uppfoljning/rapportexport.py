"""A report's files beside its PDF: read from its snapshot, never from live rows."""

from __future__ import annotations

from datetime import date
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from typing import Any

from django.conf import settings
from django.utils.text import slugify

from kvalitet.fel import Regelbrott
from uppfoljning import lager
from uppfoljning.export.arkiv import Arkivunderlag, FelFil, arkivpaket
from uppfoljning.export.format import Exportformat
from uppfoljning.export.underlag import Exportfil, exportunderlag
from uppfoljning.models import Rapport, Rapportfil, Rapportjobb
from uppfoljning.rapport.alla import SLAG
from uppfoljning.rapport.kanon import FelForm
from uppfoljning.rapport.modell import OkantSchema
from uppfoljning.rapport.slag import Rapportslag, Underlag
from uppfoljning.rapportjobb import OLASLIG, mallversion, nyckel

BORTA = "Filen finns inte kvar i lagret. Be driften läsa tillbaka den från säkerhetskopian."
FEL_FIL = (
    "Filen i lagret är inte den som fastställdes, så inget arkivpaket har gjorts. Be driften läsa "
    "tillbaka filen från säkerhetskopian."
)
INTE_KLAR = "Den fastställda filen är inte klar än. Vänta tills den är det."
INTE_FASTSTALLD = "Arkivpaketet finns när rapporten är fastställd."


def exportera(rapport: Rapport, form: Exportformat) -> Exportfil:
    """The report in the format. The kind must have a `dokument`."""
    slag = SLAG[rapport.slag]
    if slag.dokument is None:
        raise Regelbrott(f"{slag.namn} finns bara som webbsida och pdf.")
    u = _las(slag, rapport)
    return form.gor(exportunderlag(slag.dokument(u), u, rapport.ogonblick.sha256))


def etag(rapport: Rapport, vad: str) -> str:
    """The same for as long as the bytes are: the snapshot, the format and the build decide."""
    delar = (rapport.ogonblick.sha256, vad, mallversion(), exportversion())
    return f'"{sha256("|".join(delar).encode()).hexdigest()}"'


@cache
def exportversion() -> str:
    """Return a hash of all that decides the bytes beside the snapshot and `mallversion`."""
    filer = [*(settings.ROT / "uppfoljning/export").rglob("*.py")]
    filer += [
        settings.ROT / stig for stig in ("kvalitet/exportcell.py", "uppfoljning/bedomning.py")
    ]
    program = " ".join(version(namn) for namn in ("openpyxl", "python-docx", "lxml"))
    summa = sha256(program.encode())
    for fil in sorted(filer):
        summa.update(sha256(fil.read_bytes()).digest())
    return summa.hexdigest()


def _las(slag: Rapportslag, rapport: Rapport) -> Underlag:
    try:
        underlag: Underlag = slag.las(rapport.ogonblick.innehall)
    except (OkantSchema, FelForm) as fel:
        raise Regelbrott(OLASLIG) from fel
    return underlag


# --- the archive package ----------------------------------------------------------------------


def arkivera(rapport: Rapport, jobb: Rapportjobb | None) -> bytes:
    """The package of a fastställd report; `jobb`: the latest for what it holds."""
    if rapport.lage != Rapport.Lage.FASTSTALLD:
        raise Regelbrott(INTE_FASTSTALLD)
    # The published file is the one that counts, whatever was made after it.
    fil = rapport.fil or (jobb.fil if jobb else None)
    if fil is None:
        raise Regelbrott(INTE_KLAR)
    slag = SLAG[rapport.slag]
    u = _las(slag, rapport)
    underlag = Arkivunderlag(
        titel=slag.titel(u, False),
        pdf=_innehall(fil),
        pdf_sha256=fil.sha256,
        underlag=rapport.ogonblick.innehall,
        fingeravtryck=rapport.ogonblick.sha256,
        metadata=metadata(rapport, slag, u, fil),
        dokument=slag.dokument(u) if slag.dokument else None,
    )
    try:
        return arkivpaket(underlag)
    except FelFil as fel:
        raise Regelbrott(FEL_FIL) from fel


def metadata(rapport: Rapport, slag: Rapportslag, u: Underlag, fil: Rapportfil) -> dict[str, Any]:
    """What a register needs to know, in plain values."""
    s = u.status
    return {
        "titel": slag.titel(u, False),
        "slag": slag.namn,
        "kommun": u.kommun,
        "namnd": u.namnd,
        "kontor": u.kontor,
        "enhet": str(rapport.enhet),
        "diarienummer": s.dnr,
        "paragraf": s.paragraf,
        "faststalld": _dag(s.beslutsdatum),
        "godkand": _dag(s.godkand_datum),
        "godkand_av": s.godkand_av,
        "period": {"fran": _dag(rapport.period_fran), "till": _dag(rapport.period_till)},
        "version": rapport.version,
        "ersatter_version": _ersatter(rapport),
        "rattelser": [{"datum": _dag(x.datum), "text": x.text} for x in u.rattelser],
        "pahittade_varden": u.pahittad,
        "underlag": {
            "skapat": u.skapad.isoformat(),
            "schema": rapport.ogonblick.schema,
            "fingeravtryck": rapport.ogonblick.sha256,
        },
        "fil": {
            "format": "PDF/A-2a, PDF/UA-1",
            "sha256": fil.sha256,
            "storlek": fil.storlek,
            "sidor": fil.sidor,
            "verktyg": fil.verktyg,
            "mallversion": _mallversion(rapport, fil),
        },
    }


def _dag(dag: date | None) -> str | None:
    return dag.isoformat() if dag else None


def _ersatter(rapport: Rapport) -> int | None:
    """The last decided version before this one."""
    samma = ("slag", "namnd_id", "enhet_id", "tillfalle_id", "period_fran", "period_till")
    tidigare = Rapport.objects.filter(
        **{falt: getattr(rapport, falt) for falt in samma},
        lage=Rapport.Lage.FASTSTALLD,
        version__lt=rapport.version,
    )
    return tidigare.order_by("-version").values_list("version", flat=True).first()


def _mallversion(rapport: Rapport, fil: Rapportfil) -> str | None:
    """This build's, when it was this build that made the file; of another nothing is known."""
    min_ = rapport.jobb.filter(nyckel=nyckel(rapport), fil=fil).exists()
    return mallversion() if min_ else None


def _innehall(fil: Rapportfil) -> bytes:
    try:
        with lager.oppna(fil) as oppen:
            return bytes(oppen.read())
    except FileNotFoundError as fel:
        raise Regelbrott(BORTA) from fel


def filnamn(rapport: Rapport, andelse: str, *delar: str) -> str:
    """delarsrapport-2026-von-v1-utkast.xlsx"""
    utkast = ("utkast",) if rapport.lage == Rapport.Lage.UTKAST else ()
    alla = (rapport.namn, rapport.namnd.kod, f"v{rapport.version}", *delar, *utkast)
    return f"{slugify(' '.join(alla))}.{andelse}"
