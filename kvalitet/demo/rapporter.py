"""The nämnd's published report of kvartal 1, made as at work: ordered, fastställd, published."""

from __future__ import annotations

from datetime import date

from cykel.models import Uppfoljningstillfalle
from kvalitet.demo.planer import AR
from kvalitet.demo.tid import den
from kvalitet.models import Anvandare, Namnd
from uppfoljning import rapportjobb
from uppfoljning.actions import rapport as akter
from uppfoljning.models import Rapport, Rapportjobb
from uppfoljning.samlare.maluppfyllelse import omfang


def ladda() -> None:
    nina = Anvandare.objects.get(epost="nina.sand@kommun.example")
    kv1 = Uppfoljningstillfalle.objects.get(ar=AR, slag="kv1")
    # Ordered with the plan, when only what was known then had happened.
    rapport = omfang(Namnd.objects.get(kod="VON"), kv1).rapporter().get()
    with den(date(AR, 4, 29)):
        if not _gjord(rapport):
            return
    with den(date(AR, 5, 20)):
        rapport = akter.faststall(
            rapport,
            beslut_datum=date(AR, 5, 20),
            beslut_paragraf="58",
            dnr=f"VON {AR}/0187",
            av=nina,
        )
        if not _gjord(rapport):
            return
    with den(date(AR, 5, 25)):
        akter.publicera(rapport, av=nina)


def _gjord(rapport: Rapport) -> bool:
    """Make the file here, since no worker is up yet; False where the server cannot make any."""
    for jobb in rapport.jobb.filter(lage=Rapportjobb.Lage.KOAD).order_by("pk"):
        rapportjobb.utfor(jobb.pk)
    klar = akter.jobb_for(rapport)
    return klar is not None and klar.fil is not None
