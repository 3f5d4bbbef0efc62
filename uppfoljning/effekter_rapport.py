"""What follows when a report is approved, decided and published."""

from __future__ import annotations

from django.utils import timezone

from kvalitet.overgang import Steg
from uppfoljning import rapportutskick
from uppfoljning.models import Rapport
from uppfoljning.rapport.modell import Rapportlage
from uppfoljning.rapportfrysning import frys_status, jobb_for
from uppfoljning.samlare.omfang import Rapportomfang
from uppfoljning.tillstand import CHEFENS, Rapportliv


def rapporten_godkand(steg: Steg) -> None:
    frys_status(steg.objekt, av=steg.av, nu=steg.nu, lage=Rapportlage.GODKAND, **_av(steg))


def rapporten_beslutad(steg: Steg) -> None:
    """Freeze the decision into the report and order the final file, without UTKAST."""
    rapport: Rapport = steg.objekt
    rapport.dnr = steg.data.get("dnr", "")
    rapport.beslut_datum = steg.data["beslut_datum"]
    rapport.beslut_paragraf = steg.data.get("beslut_paragraf", "")
    rapport.publiceras = steg.data.get("publiceras")
    # One that was decided before and waits for its time is not published in this one's place.
    versioner = Rapportomfang.av(rapport).rapporter()
    tidigare = versioner.filter(lage=Rapportliv.FASTSTALLD, version__lt=rapport.version)
    tidigare.update(publiceras=None)
    # What nobody has approved yet is approved by the chef who decides it.
    egen = rapport.slag in CHEFENS and steg.fran == Rapportliv.UTKAST
    frys_status(
        rapport,
        av=steg.av,
        nu=steg.nu,
        lage=Rapportlage.FASTSTALLD,
        dnr=rapport.dnr,
        paragraf=rapport.beslut_paragraf,
        beslutsdatum=rapport.beslut_datum,
        **(_av(steg) if egen else {}),
    )


def rapporten_publicerad(steg: Steg) -> None:
    """The web page is there from now; the file follows by itself when it is not made yet."""
    rapport: Rapport = steg.objekt
    jobb = jobb_for(rapport)
    rapport.publicerad = steg.nu
    rapport.fil = jobb.fil if jobb else None


def lankar_skickade(steg: Steg) -> None:
    rapportutskick.skicka_lankar(steg.objekt, nu=steg.nu)


def _av(steg: Steg) -> dict[str, object]:
    return {
        "godkand_av": steg.av.namn if steg.av else "",
        "godkand_datum": timezone.localdate(steg.nu),
    }
