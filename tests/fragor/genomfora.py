"""The pages of carrying out: what is to be updated, handed over, and the year."""

from __future__ import annotations

from pathlib import Path

from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage

from cykel import kalenderfil, uppdateringslank
from cykel.actions.kalender import ny_kalenderadress
from cykel.models import (
    Aktivitet,
    Aktivitetslage,
    Ansvarsbyte,
    Bevisfil,
    Indikator,
    Planindikator,
    Rutin,
)
from cykel.villkor.uppdatera import rader_for
from kvalitet import klocka
from kvalitet.models import Anvandare
from tests.cykel import fabrik, kil
from tests.fragor import Scen, Varld, personer, scen
from tests.fragor.cykel import rader, tillfallen, uppdrag


def _bevis(p: fabrik.Plan, aktivitet: Aktivitet, mapp: Path) -> Bevisfil:
    lage = Aktivitetslage.objects.create(
        plan=p.plan,
        aktivitet=aktivitet.nyckel,
        varv=p.varv,
        status="pagar",
        framsteg=40,
        hinder="Vakanser",
        av=p.folk.petra,
        tid=klocka.nu(),
    )
    stig = FileSystemStorage(mapp).save(f"bevis-{aktivitet.pk}", ContentFile(b"%PDF-1.7"))
    return Bevisfil.objects.create(
        lage=lage, namn="bevis.pdf", slag="application/pdf", storlek=8, stig=stig, sha256="0" * 64
    )


@scen(
    "cykel:uppdatera",
    "publikt:uppdatera",
    "cykel:bevis",
    "cykel:arshjul",
    "publikt:kalender",
)
def det_jag_uppdaterar(v: Varld) -> Scen:
    p = fabrik.i_folja_upp(v.kommun)
    lager = FileSystemStorage(v.mapp)
    v.monkeypatch.setattr("cykel.views.bevis.default_storage", lager)

    def vax(antal: int) -> None:
        fore = set(p.version.aktiviteter.values_list("pk", flat=True))
        rader(p.version, p.styrning.trygghet, personer(v.kommun, antal))
        Aktivitet.objects.update(rapportor=v.alva)
        Indikator.objects.update(agare=v.alva)
        for ett in p.version.aktiviteter.exclude(pk__in=fore).order_by("pk")[: (antal + 1) // 2]:
            _bevis(p, ett, v.mapp)
        k = kil.Kil(p.plan, p.version, None, None, p.varv, p.styrning.trygghet)  # type: ignore[arg-type]
        for n in range(antal):
            kil.atgard(kil.brist(k, f"Brist {n}"), v.alva, status="pagar")
        uppdrag(p.plan, antal)
        tillfallen(antal)

    with klocka.stalld(fabrik.UNDER_DELARET):
        vax(1)
        lank = uppdateringslank.signera(v.alva.pk, rader_for(v.alva, klocka.idag()))
        kalender = kalenderfil.signera(ny_kalenderadress(av=v.alva))
    sidor = {
        "cykel:uppdatera": "/arbete/uppdatera/",
        "publikt:uppdatera": f"/uppdatera/{lank}/",
        "cykel:bevis": f"/arbete/planer/{p.plan.pk}/bevis/{Bevisfil.objects.get().pk}/",
        "cykel:arshjul": "/arbete/arshjul/",
        "publikt:kalender": f"/kalender/{kalender}/",
    }
    return Scen(sidor, vax, v.alva, fabrik.UNDER_DELARET)


@scen("cykel:overlamning")
def ansvar_lamnas_over(v: Varld) -> Scen:
    p = fabrik.i_folja_upp(v.kommun)

    def vax(antal: int) -> None:
        folk = personer(v.kommun, antal)
        for rad in rader(p.version, p.styrning.trygghet, folk):
            Planindikator.objects.filter(planmal=rad).update(malvarde=1)
        k = kil.Kil(p.plan, p.version, None, None, p.varv, p.styrning.trygghet)  # type: ignore[arg-type]
        for person in folk:
            kil.atgard(kil.brist(k, f"Brist {person.pk}"), person, status="pagar")
            Rutin.objects.create(
                enhet=p.plan.enhet,
                namn=f"Rutin {person.pk}",
                version="1",
                agare=person,
                galler_fran=fabrik.FASTSTALLS.date(),
            )
        for rad in Aktivitet.objects.filter(rapportor__in=folk):
            Ansvarsbyte.objects.create(
                plan=p.plan,
                aktivitet=rad.nyckel,
                vad="rapportor",
                skriven=rad.rapportor,
                till=rad.ansvarig,
                av=v.alva,
                tid=klocka.nu(),
            )
        Anvandare.objects.filter(pk__in=[person.pk for person in folk]).update(is_active=False)

    vax(1)
    return Scen({"cykel:overlamning": "/arbete/overlamning/"}, vax, v.alva, fabrik.UNDER_DELARET)
