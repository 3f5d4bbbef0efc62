"""The pages under "Mer" on a case: merged, split, linked, campaigns, and what left the nämnd."""

from __future__ import annotations

from kvalitet import klocka
from synpunkter.actions import lagen
from synpunkter.tillstand import Lage
from synpunkter.villkor_lagen import Del
from tests.fragor import Scen, Varld, enheter, scen
from tests.synpunkter import exempel
from tests.synpunkter.conftest import ONSDAG
from tests.synpunkter.exempel import PROVAT, Personal, i_lage


@scen(
    "synpunkter:sla_ihop",
    "synpunkter:sammanslagna",
    "synpunkter:dela",
    "synpunkter:vidarebefordra",
    "synpunkter:galler",
    "synpunkter:lanka",
    "synpunkter:kampanjer",
    "synpunkter:overlamnat",
)
def arenden_hor_ihop(v: Varld) -> Scen:
    personal = Personal(v.kommun)
    with klocka.stalld(ONSDAG):
        huvud = i_lage(Lage.UNDER_HANDLAGGNING, v.kommun, personal)
        lagen.peka_ut(huvud, person=personal.chef, av=personal.registrator)

    def vax(antal: int) -> None:
        enheter(v.kommun, antal)
        for nr in range(antal):
            for _ in range(3):
                exempel.synpunkt(v.kommun)
            exempel.synpunkt(v.kommun, text=f"{exempel.TEXT} Hälsningar från hus {nr}.")
            med = exempel.kvitto_i(huvud).synpunkt
            lagen.sla_ihop(huvud, [med], av=personal.registrator)
            lagen.lanka(huvud, exempel.synpunkt(v.kommun), av=personal.registrator)
            hela = i_lage(Lage.TILLDELAD, v.kommun, personal)
            delar = [
                Del("Ett", v.kommun.hemtjanst, v.kommun.von),
                Del("Två", v.kommun.bibliotek, v.kommun.kfn, **PROVAT),
            ]
            lagen.dela(hela, delar=delar, av=personal.registrator)

    with klocka.stalld(ONSDAG):
        vax(1)

    def sida(akt: str) -> str:
        return f"/arbete/synpunkter/{huvud.pk}/{akt}/"

    sidor = {
        "synpunkter:sla_ihop": sida("sla-ihop"),
        "synpunkter:sammanslagna": sida("sammanslagna"),
        "synpunkter:dela": sida("dela"),
        "synpunkter:vidarebefordra": sida("vidarebefordra"),
        "synpunkter:galler": sida("galler"),
        "synpunkter:lanka": sida("lanka"),
        "synpunkter:kampanjer": "/arbete/synpunkter/kampanjer/",
        "synpunkter:overlamnat": "/arbete/synpunkter/overlamnat/",
    }
    return Scen(sidor, vax, v.alva, ONSDAG)
