"""Where a report stands in its life, and what the reader may do with it now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from kvalitet.behorighet import far
from kvalitet.fel import Punkt
from kvalitet.models import Anvandare
from kvalitet.overgang import aterstar, knappar
from kvalitet.roller import Rattighet
from kvalitet.visning import Knapp, Steg
from uppfoljning.models import Rapport, Rapportrattelse
from uppfoljning.rapportversioner import rattelser
from uppfoljning.samlare.omfang import Rapportomfang
from uppfoljning.tillstand import RAPPORT, Rapportliv, beslutsraden, raderna

FORKLARING = {
    "godkann": "När du godkänner står kontoret bakom det som står i rapporten. Sedan fastställer "
    "nämnden den.",
    "faststall": "När nämnden har beslutat skriver du in beslutet. Då tas ordet utkast bort.",
    "faststall_chef": "Den här rapporten fastställer du själv. Då tas ordet utkast bort.",
    "publicera": "När du publicerar kan alla läsa rapporten på webbplatsen. De som står på "
    "nämndens lista får ett mejl med länken.",
}
_VAGAR = {
    "godkann": "uppfoljning:rapport_godkann",
    "faststall": "uppfoljning:rapport_faststall",
    "faststall_chef": "uppfoljning:rapport_faststall",
    "publicera": "uppfoljning:rapport_publicera",
}
_LANKAR = ("faststall", "faststall_chef")


@dataclass(frozen=True)
class Akt:
    """A step that may be taken now: what it means, and its button."""

    text: str
    knapp: Knapp
    fattas: Sequence[Punkt] = ()
    """What the decision will ask for that is not there yet; the step itself may be taken."""


@dataclass(frozen=True)
class Liv:
    rapport: Rapport
    steg: Sequence[Steg]
    akter: Sequence[Akt]
    vantar: str
    """Who is waited for, when the reader may do nothing."""
    nyare: Rapport | None
    """The version that took its place: the last published one after it, else the last one."""
    rattelser: Sequence[Rapportrattelse]
    far_ratta: bool


def livet(rapport: Rapport, person: Anvandare) -> Liv:
    omfang = Rapportomfang.av(rapport)
    senare = omfang.rapporter().filter(version__gt=rapport.version).order_by("-version")
    publicerad = rapport.lage == Rapportliv.PUBLICERAD
    ersatt = senare.filter(lage=Rapportliv.PUBLICERAD).first() if publicerad else None
    nyare = ersatt or senare.first()
    passerad = nyare is not None and (nyare.beslutad or not rapport.beslutad)
    rader = [] if passerad else _mina(rapport, person)
    skrivna = [rad for rad in rattelser(omfang) if rad.rapport.version <= rapport.version]
    return Liv(
        rapport=rapport,
        steg=_steg(rapport),
        akter=rader,
        vantar="" if rader or nyare else _vantar(rapport),
        nyare=nyare,
        rattelser=skrivna,
        far_ratta=publicerad
        and ersatt is None
        and far(person, Rattighet.RAPPORT_BESTALLA, rapport),
    )


def _mina(rapport: Rapport, person: Anvandare) -> list[Akt]:
    galler = raderna(rapport.slag)
    return [
        Akt(
            FORKLARING[rad.namn],
            Knapp(
                rad.etikett,
                reverse(_VAGAR[rad.namn], args=[rapport.pk]),
                slag="lank" if rad.namn in _LANKAR else "post",
            ),
            _fattas(rapport, person) if rad.namn == "godkann" else (),
        )
        for rad in knappar(RAPPORT, rapport, person)
        if rad.namn in galler
    ]


def _fattas(rapport: Rapport, person: Anvandare) -> list[Punkt]:
    punkter = aterstar(RAPPORT, rapport, beslutsraden(rapport.slag), av=person)
    return [punkt for punkt in punkter if not punkt.klar]


def _vantar(rapport: Rapport) -> str:
    namn = {rad.namn for rad in RAPPORT.fran(rapport.lage)} & set(raderna(rapport.slag))
    if "godkann" in namn or "faststall_chef" in namn:
        return "Rapporten väntar på chefen."
    if "faststall" in namn:
        return "Rapporten väntar på nämndens beslut. Nämndsekreteraren skriver in det."
    if "publicera" in namn and rapport.publiceras is None:
        return "Rapporten väntar på att nämndsekreteraren publicerar den."
    return ""


def _steg(rapport: Rapport) -> list[Steg]:
    """The states that the kind goes through, as far as it has come."""
    genom = [RAPPORT.rad(namn) for namn in raderna(rapport.slag)]
    lagen = [Rapportliv.UTKAST, *(Rapportliv(rad.till) for rad in genom)]
    if rapport.lage == Rapportliv.GODKAND and Rapportliv.GODKAND not in lagen:
        lagen.insert(1, Rapportliv.GODKAND)
    nu = lagen.index(Rapportliv(rapport.lage))
    return [
        Steg(lage.label, lage="klar" if i < nu else "nu" if i == nu else "kommer")
        for i, lage in enumerate(lagen)
    ]
