"""The pages of secrecy."""

from __future__ import annotations

from kvalitet import klocka
from kvalitet.models import Rolltilldelning
from synpunkter import sekretess
from synpunkter.actions import sekretess as akter
from synpunkter.models import Sekretessmarkering, Sekretessprovning, Skyddslasare
from tests.factories import SEDAN
from tests.fragor import Scen, Varld, personer, scen
from tests.synpunkter import exempel
from tests.synpunkter.conftest import ONSDAG


@scen(
    "synpunkter:sekretess",
    "synpunkter:sekretess_markera",
    "synpunkter:sekretess_lyft",
    "synpunkter:skydda",
    "synpunkter:lyft_skydd",
)
def markt_arende(v: Varld) -> Scen:
    Rolltilldelning.objects.create(
        anvandare=v.alva, roll="NS", enhet=v.kommun.vok, namnd=v.kommun.von, giltig=(SEDAN, None)
    )
    with klocka.stalld(ONSDAG):
        s = exempel.synpunkt(v.kommun)
        s = akter.markera(s, grund="26:1", skal="Hälsa.", av=v.alva)
        s = akter.skydda(s, grund="21:3", skal="Hot.", lasare=[v.alva], av=v.alva)

    def vax(antal: int) -> None:
        for person in personer(v.kommun, antal, "CH"):
            Skyddslasare.objects.create(synpunkt=s, anvandare=person)
            falt = {"synpunkt": s, "av": person, "tid": ONSDAG, "skal": "Skäl."}
            Sekretessmarkering.objects.create(slag="sekretess", galler=True, grund="26:1", **falt)
            Sekretessprovning.objects.create(utfall="lamnas", **falt)
            sekretess.skriv_lasning(sekretess.LAST, s, av=person)

    with klocka.stalld(ONSDAG):
        vax(1)
    ett = f"/arbete/synpunkter/{s.pk}/"
    sidor = {
        "synpunkter:sekretess": f"{ett}sekretess/",
        "synpunkter:sekretess_markera": f"{ett}sekretess/markera/",
        "synpunkter:sekretess_lyft": f"{ett}sekretess/lyft/",
        "synpunkter:skydda": f"{ett}skydd/",
        "synpunkter:lyft_skydd": f"{ett}skydd/lyft/",
    }
    return Scen(sidor, vax, v.alva, ONSDAG)
