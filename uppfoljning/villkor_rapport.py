"""Guards of a report's life: what remains before it is approved, decided and published."""

from __future__ import annotations

from django.urls import reverse

from kvalitet.fel import Punkt
from kvalitet.overgang import Steg
from uppfoljning import rapportkrav
from uppfoljning.models import Rapport, Rapportjobb
from uppfoljning.periodforms import SKRIVS
from uppfoljning.rapport.alla import SLAG
from uppfoljning.rapportfrysning import jobb_for
from uppfoljning.rapportversioner import nya_rattelser, publicerad_fore, senaste, vantande
from uppfoljning.samlare.alla import SAMLARE
from uppfoljning.samlare.omfang import Rapportomfang
from uppfoljning.tillstand import BESLUTADE, CHEFENS


def namnden_beslutar(steg: Steg) -> list[Punkt]:
    if steg.objekt.slag in CHEFENS:
        return [Punkt("Den här rapporten fastställs av chefen")]
    return []


def chefen_beslutar(steg: Steg) -> list[Punkt]:
    if steg.objekt.slag not in CHEFENS:
        return [Punkt("Den här rapporten fastställs av nämnden")]
    return []


def rapporten_hel(steg: Steg) -> list[Punkt]:
    """The file is made, the mandatory parts are filled and page 1 holds its answers."""
    rapport: Rapport = steg.objekt
    jobb = jobb_for(rapport)
    klar = jobb is not None and jobb.lage == Rapportjobb.Lage.KLAR
    slag = SLAG[rapport.slag]
    underlag = slag.las(rapport.ogonblick.innehall)
    varningar = jobb.varningar if jobb else ()
    return rapportkrav.punkter(
        slag, underlag, klar=klar, varningar=varningar, texterna=_texterna(rapport)
    )


def _texterna(rapport: Rapport) -> str:
    """Where the texts of the report are written; "" for a kind that has none."""
    if rapport.slag not in SKRIVS:
        return ""
    om = (rapport.slag, rapport.namnd_id, rapport.period_fran, rapport.period_till)
    return reverse("uppfoljning:rapporttexter", args=om)


def senaste_versionen(steg: Steg) -> list[Punkt]:
    sista = senaste(steg.objekt)
    if sista.pk == steg.objekt.pk:
        return [Punkt("Det här är den senaste versionen", klar=True)]
    lank = reverse("uppfoljning:rapport", args=[sista.pk])
    return [Punkt(f"Det finns en nyare version, version {sista.version}", lank=lank)]


def underlaget_galler(steg: Steg) -> list[Punkt]:
    """What the kind's collector says stands in the way since the report was made."""
    return SAMLARE[steg.objekt.slag].hinder(steg.objekt)


def rattelse_skriven(steg: Steg) -> list[Punkt]:
    """What replaces a published version says what was wrong in it."""
    fore = publicerad_fore(steg.objekt)
    if fore is None:
        return []
    if nya_rattelser(steg.objekt):
        return [Punkt("Rättelsen är skriven", klar=True)]
    return [
        Punkt(
            f"Version {fore.version} är publicerad. Skriv vad som var fel i den",
            lank=reverse("uppfoljning:rapport_ratta", args=[fore.pk]),
        )
    ]


def rattelsens_fyra_ogon(steg: Steg) -> list[Punkt]:
    """Another than the one who wrote the rättelse stands behind it."""
    skrivna = vantande(steg.objekt)
    if not skrivna:
        return []
    if steg.av is not None and any(rad.skriven_av_id == steg.av.pk for rad in skrivna):
        return [Punkt("Du har skrivit rättelsen. Någon annan ska godkänna den")]
    return [Punkt("Rättelsen är skriven av någon annan", klar=True)]


def rapportbeslut_angivet(steg: Steg) -> list[Punkt]:
    """Asked when the step is taken: what the form has given."""
    if not steg.data:
        return []
    rapport: Rapport = steg.objekt
    saknas = []
    if not steg.data.get("beslut_datum"):
        saknas.append(Punkt("Beslutets datum saknas"))
    if rapport.slag not in CHEFENS and not steg.data.get("beslut_paragraf"):
        saknas.append(Punkt("Beslutets paragraf saknas"))
    return saknas


def ingen_nyare_beslutad(steg: Steg) -> list[Punkt]:
    """A version that a later one has been decided in the place of would need a rättelse."""
    rapport: Rapport = steg.objekt
    senare = Rapportomfang.av(rapport).rapporter().filter(version__gt=rapport.version)
    nyare = senare.filter(lage__in=BESLUTADE).order_by("-version").first()
    if nyare is None:
        return []
    lank = reverse("uppfoljning:rapport", args=[nyare.pk])
    hur = "publicerad" if nyare.lage == Rapport.Lage.PUBLICERAD else "fastställd"
    return [Punkt(f"Version {nyare.version} är redan {hur}", lank=lank)]
