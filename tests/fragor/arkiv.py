"""The pages of the register: numbers, disposal and extracts."""

from __future__ import annotations

from itertools import count

from kvalitet import klocka
from kvalitet.models import Gallring
from synpunkter.actions import diarium
from synpunkter.actions import gallring as akter
from synpunkter.models import Gallringspost, Synpunkt
from tests.fragor import Scen, Varld, scen
from tests.synpunkter import exempel
from tests.synpunkter.conftest import ONSDAG
from tests.synpunkter.exempel import Personal
from tests.synpunkter.gallringsfall import LANGE_SEDAN, avslutat, regel

DIARIUM, GALLRING = "/arbete/synpunkter/diarium/", "/arbete/synpunkter/gallring/"


@scen(
    "synpunkter:diarium",
    "synpunkter:diarium_fil",
    "synpunkter:diarieinstallning",
    "synpunkter:registerutdrag",
)
def diariet(v: Varld) -> Scen:
    personal = Personal(v.kommun)
    form = {"form": "{kod} {ar}/{nr}", "siffror": 4, "filformat": "json"}
    diarium.stall_in(v.kommun.kfn, satt="extern", **form, av=v.alva)

    def vax(antal: int) -> None:
        for _ in range(antal):
            exempel.synpunkt(v.kommun)
            i_kfn = exempel.synpunkt(v.kommun, namnd=v.kommun.kfn, enhet=v.kommun.bibliotek)
            diarium.registrera(i_kfn, av=personal.registrator)

    with klocka.stalld(ONSDAG):
        vax(1)
        forsta = exempel.synpunkt(v.kommun, namnd=v.kommun.kfn, enhet=v.kommun.bibliotek)
        foring = diarium.registrera(forsta, av=personal.registrator)
    sidor = {
        "synpunkter:diarium": DIARIUM,
        "synpunkter:diarium_fil": f"{DIARIUM}{foring.pk}/fil/",
        "synpunkter:diarieinstallning": f"{DIARIUM}namnd/{v.kommun.kfn.pk}/",
        "synpunkter:registerutdrag": "/arbete/synpunkter/registerutdrag/",
    }
    return Scen(sidor, vax, v.alva, ONSDAG)


@scen(
    "synpunkter:gallring",
    "synpunkter:gallringsregel_ny",
    "synpunkter:gallringsregel_avsluta",
    "synpunkter:gallring_prova",
    "synpunkter:gallringen",
    "synpunkter:gallring_avsla",
    "synpunkter:gallring_pdf",
    "synpunkter:gallring_csv",
)
def gallringarna(v: Varld) -> Scen:
    personal, nummer = Personal(v.kommun), count()

    def avsluta() -> Synpunkt:
        return avslutat(v.kommun, personal, nar=LANGE_SEDAN)

    with klocka.stalld(ONSDAG):
        r = regel(v.kommun, v.alva)
        avsluta()
        klar = akter.foresla(v.kommun.von, av=personal.registrator)
        akter.godkann(klar, av=v.alva)
        akter.utfor_godkanda()
        akter.skriv_protokoll()
        avsluta()
        forslag = akter.foresla(v.kommun.von, av=personal.registrator)

    def vax(antal: int) -> None:
        for _ in range(antal):
            s = avsluta()
            Gallringspost.objects.create(
                gallring=klar, synpunkt=s, regel=r, status="undantagen", skal="Ändrat."
            )
            Gallringspost.objects.create(gallring=forslag, synpunkt=avsluta(), regel=r)
            regel(v.kommun, v.alva, handlingstyp=f"Synpunkter {next(nummer)}")
            ny = Gallring.objects.create(
                namnd=v.kommun.kfn, foreslagen=ONSDAG, foreslagen_av=personal.registrator
            )
            Gallring.objects.filter(pk=ny.pk).update(
                status="avslagen", avgjord=ONSDAG, avgjord_av=v.alva
            )

    with klocka.stalld(ONSDAG):
        vax(1)
    sidor = {
        "synpunkter:gallring": GALLRING,
        "synpunkter:gallringsregel_ny": f"{GALLRING}regel/",
        "synpunkter:gallringsregel_avsluta": f"{GALLRING}regel/{r.pk}/avsluta/",
        "synpunkter:gallring_prova": f"{GALLRING}namnd/{v.kommun.von.pk}/",
        "synpunkter:gallringen": f"{GALLRING}{forslag.pk}/",
        "synpunkter:gallring_avsla": f"{GALLRING}{forslag.pk}/avsla/",
        "synpunkter:gallring_pdf": f"{GALLRING}{klar.pk}/protokoll.pdf",
        "synpunkter:gallring_csv": f"{GALLRING}{klar.pk}/protokoll.csv",
    }
    return Scen(sidor, vax, v.alva, ONSDAG)
