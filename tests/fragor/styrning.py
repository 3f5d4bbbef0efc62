"""Steering models, coverage and single assignments."""

from __future__ import annotations

from datetime import date
from itertools import count

from cykel.models import Aterrapportering, Malmappning, Malniva, Planmal, Styrmodell, Uppdrag
from kvalitet import klocka, logg
from tests.cykel import fabrik, kil
from tests.fragor import Scen, Varld, personer, scen
from tests.fragor import cykel as ovrigt

_ar = count(2027, 4)


def styrmodell() -> Styrmodell:
    ar = next(_ar)
    ny = Styrmodell.objects.create(
        namn=f"Styrmodell {ar}",
        fran=date(ar, 1, 1),
        till=date(ar + 3, 12, 31),
        status="kommande",
        beslut_organ="Kommunfullmäktige",
    )
    Malniva.objects.create(styrmodell=ny, ordning=1, etikett="Mål")
    return ny


@scen(
    "cykel:styrmodeller",
    "cykel:styrmodell_ny",
    "cykel:styrmodell",
    "cykel:styrmodell_andra",
    "cykel:styrmodell_gor_gallande",
    "cykel:mappning",
    "cykel:mappning_svara",
    "cykel:tackning",
    "cykel:ett_mal",
    "cykel:mal_andra",
    "cykel:ett_uppdrag",
    "cykel:uppdrag_aterrapportera",
)
def styrningen(v: Varld) -> Scen:
    p = fabrik.i_genomfora(v.kommun)
    gammalt, ny, ett = p.styrning.trygghet, styrmodell(), fabrik.uppdrag(p)
    niva = ny.nivaer.get()
    under = Planmal.objects.create(version=p.version, uppdrag=ett, koppling="direkt")

    def vax(antal: int) -> None:
        folk = personer(v.kommun, antal)
        ovrigt.rader(p.version, gammalt, folk)
        ovrigt.mal(gammalt, antal)
        for ordning, etikett in enumerate(range(antal), start=ny.nivaer.count() + 1):
            Malniva.objects.create(styrmodell=ny, ordning=ordning, etikett=f"Nivå {etikett}")
        for person, mal in zip(folk, ovrigt.mal(gammalt, antal), strict=True):
            mal.niva, mal.foralder = niva, None
            mal.save()
            for fran in (gammalt, mal.__class__.objects.exclude(niva=niva).order_by("-pk")[0]):
                Malmappning.objects.create(fran=fran, styrmodell=ny, till=mal)
            kil.aktivitet(under, person, f"Under uppdraget {person.pk}")
            Aterrapportering.objects.create(
                uppdrag=ett, datum=date(2026, 3, 1), text="Pågår", av=person, tid=klocka.nu()
            )
            for objekt in (ny, gammalt, ett):
                logg.skriv("mal.andrat", objekt, av=person, nu=klocka.nu(), kommentar="Ord.")
        if antal > 1:
            for _ in range(antal):
                styrmodell()

    vax(1)
    ny_sida, mal_sida = f"/arbete/styrmodeller/{ny.pk}/", f"/arbete/mal/{gammalt.pk}/"
    sidor = {
        "cykel:styrmodeller": "/arbete/styrmodeller/",
        "cykel:styrmodell_ny": "/arbete/styrmodeller/ny/",
        "cykel:styrmodell": ny_sida,
        "cykel:styrmodell_andra": f"{ny_sida}andra/",
        "cykel:styrmodell_gor_gallande": f"{ny_sida}gor-gallande/",
        "cykel:mappning": f"{ny_sida}gamla-mal/",
        "cykel:mappning_svara": f"{ny_sida}gamla-mal/{gammalt.pk}/",
        "cykel:tackning": "/arbete/mal/tackning/",
        "cykel:ett_mal": mal_sida,
        "cykel:mal_andra": f"{mal_sida}andra/",
        "cykel:ett_uppdrag": f"/arbete/uppdrag/{Uppdrag.objects.get().pk}/",
        "cykel:uppdrag_aterrapportera": f"/arbete/uppdrag/{ett.pk}/aterrapportera/",
    }
    return Scen(sidor, vax, v.alva, fabrik.UNDER_DELARET)
