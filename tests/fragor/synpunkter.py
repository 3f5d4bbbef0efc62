"""The pages of residents' feedback: the inbox, a case in each state, and the public ones."""

from __future__ import annotations

from collections.abc import Iterable

from kvalitet import klocka
from kvalitet.models import Anvandare
from synpunkter import lank
from synpunkter.actions import synpunkt as akter
from synpunkter.models import Bristkoppling, Meddelande, Synpunkt
from synpunkter.tillstand import Lage
from tests.cykel import kil
from tests.fragor import Scen, Varld, enheter, personer, scen
from tests.synpunkter import exempel
from tests.synpunkter.conftest import ONSDAG
from tests.synpunkter.exempel import Personal, i_lage


def samtal(arenden: Iterable[Synpunkt], folk: list[Anvandare]) -> None:
    """Each person has written in each case, to the sender and as a note."""
    Meddelande.objects.bulk_create(
        Meddelande(
            synpunkt=s,
            riktning=riktning,
            text="Hej.",
            av=person,
            tid=ONSDAG,
            namnd=s.namnd if riktning == "intern" else None,
        )
        for s in arenden
        for person in folk
        for riktning in ("till", "intern")
    )


@scen(
    "synpunkter:inkorg",
    "synpunkter:registrera",
    "synpunkter:arende",
    "synpunkter:tilldela",
    "synpunkter:begar_komplettering",
    "synpunkter:komplettera",
    "synpunkter:besvara",
    "synpunkter:avsluta",
    "synpunkter:ateroppna",
    "synpunkter:koppla",
)
def arenden_handlaggs(v: Varld) -> Scen:
    personal = Personal(v.kommun)
    (petra,) = personer(v.kommun, 1, "PA")
    k = kil.plan(v.kommun, petra, kil.styrning(v.kommun), tillfalle=kil.tillfallen()[0])
    with klocka.stalld(ONSDAG):
        s = {
            lage: i_lage(lage, v.kommun, personal)
            for lage in (
                Lage.INKOMMEN,
                Lage.UNDER_HANDLAGGNING,
                Lage.VANTAR_KOMPLETTERING,
                Lage.BESVARAD,
                Lage.AVSLUTAD,
            )
        }

    def vax(antal: int) -> None:
        folk = personer(v.kommun, antal, "HS")
        enheter(v.kommun, antal)
        samtal(s.values(), folk)
        for person in folk:
            brist = kil.brist(k, f"Brist {person.pk}")
            kil.atgard(brist, person, status="pagar")
            Bristkoppling.objects.create(synpunkt=s[Lage.UNDER_HANDLAGGNING], brist=brist)
            kil.brist(k, f"Ännu inte kopplad {person.pk}")
            ny = exempel.synpunkt(v.kommun)
            akter.tilldela(ny, enhet=ny.enhet, handlaggare=person, av=personal.registrator)

    with klocka.stalld(ONSDAG):
        vax(1)

    def sida(lage: Lage, akt: str = "") -> str:
        return f"/arbete/synpunkter/{s[lage].pk}/{akt}"

    sidor = {
        "synpunkter:inkorg": "/arbete/synpunkter/",
        "synpunkter:registrera": "/arbete/synpunkter/ny/",
        "synpunkter:arende": sida(Lage.UNDER_HANDLAGGNING),
        "synpunkter:tilldela": sida(Lage.INKOMMEN, "tilldela/"),
        "synpunkter:begar_komplettering": sida(Lage.UNDER_HANDLAGGNING, "begar-komplettering/"),
        "synpunkter:komplettera": sida(Lage.VANTAR_KOMPLETTERING, "komplettera/"),
        "synpunkter:besvara": sida(Lage.UNDER_HANDLAGGNING, "besvara/"),
        "synpunkter:avsluta": sida(Lage.BESVARAD, "avsluta/"),
        "synpunkter:ateroppna": sida(Lage.AVSLUTAD, "ateroppna/"),
        "synpunkter:koppla": sida(Lage.UNDER_HANDLAGGNING, "koppla/"),
    }
    return Scen(sidor, vax, v.alva, ONSDAG)


@scen(
    "synpunkter:lamna",
    "synpunkter:hitta_verksamhet",
    "synpunkter:folj",
    "synpunkter:folj_arende",
    "synpunkter:nojdhet",
)
def invanaren_skriver(v: Varld) -> Scen:
    with klocka.stalld(ONSDAG):
        s = i_lage(Lage.BESVARAD, v.kommun, Personal(v.kommun))

    def vax(antal: int) -> None:
        enheter(v.kommun, antal)
        samtal([s], personer(v.kommun, antal, "HS"))
        for _ in range(antal):
            exempel.synpunkt(v.kommun)

    sidor = {
        "synpunkter:lamna": "/synpunkter/lamna/",
        "synpunkter:folj": "/synpunkter/folj/",
        "synpunkter:hitta_verksamhet": "/synpunkter/lamna/verksamheter/",
        "synpunkter:folj_arende": f"/synpunkter/folj/{lank.signera(s.referens, 'epost')}/",
        "synpunkter:nojdhet": f"/synpunkter/folj/{lank.signera(s.referens, 'epost')}/nojdhet/",
    }
    return Scen(sidor, vax, None, ONSDAG)
