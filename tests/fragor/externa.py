"""The pages of external surveys: as many questions to the database for sixty units as for one."""

from __future__ import annotations

import uuid

from kvalitet import klocka
from tests import factories
from tests.cykel import kil
from tests.fragor import Scen, Varld, enheter, scen
from tests.uppfoljning.externfall import Fall, fall, indikator, lang
from uppfoljning import externlager
from uppfoljning.actions.extern import koppla
from uppfoljning.externfil import tabell
from uppfoljning.externlager import Uppladdning
from uppfoljning.models import Externfraga


def rader(namn: list[str], antal: int) -> bytes:
    return lang(
        *[
            (ett, f"F{nr} Fråga {nr}", kon, n, 70)
            for ett in namn
            for nr in range(1, antal + 1)
            for kon, n in (("T", 100), ("K", 50), ("M", 50))
        ]
    )


def lagg_upp(v: Varld, f: Fall, innehall: bytes) -> None:
    data = {"ar": "2026", "period_fran": "2026-01-01", "period_till": "2026-03-31"}
    data |= {"matdatum": "2026-03-31", "urval": "None", "ram": "None", "overtackning": "0"}
    upp = Uppladdning(uuid.uuid4(), "fil.csv", tabell.las(innehall), data)
    externlager.spara(upp, f.u, v.alva)


@scen(
    "uppfoljning:externa",
    "uppfoljning:extern",
    "uppfoljning:extern_ny",
    "uppfoljning:extern_mall",
    "uppfoljning:extern_csv",
    "uppfoljning:extern_fil",
    "uppfoljning:extern_granska",
)
def utifran(v: Varld) -> Scen:
    with klocka.stalld(kil.NU):
        f = fall(v.kommun, v.alva)
    antal = 0

    def vax(fler: int) -> None:
        nonlocal antal
        antal += fler
        enheter(v.kommun, fler)
        namn = list(
            factories.Enhet.objects.under(v.kommun.hemtjanst)
            .order_by("pk")
            .values_list("namn", flat=True)
        )
        innehall = rader(namn, min(antal, 20))
        with klocka.stalld(kil.NU):
            f.las_in(innehall, ar=2025)
            f.las_in(innehall, ar=2026)
            for nr in range(fler):
                fall(v.kommun, v.alva, namn=f"Undersökning {antal}-{nr}")
            lagg_upp(v, f, innehall)
            fraga = Externfraga.objects.filter(indikator=None).order_by("pk").first()
            if fraga is not None:
                koppla(fraga, indikator(v.alva, namn=f"Indikator {antal}"), av=v.alva)

    with klocka.stalld(kil.NU):
        vax(1)
    bas = "/arbete/undersokningar/externa/"
    ett = f"{bas}{f.u.pk}/"
    sidor = {
        "uppfoljning:externa": bas,
        "uppfoljning:extern": ett,
        "uppfoljning:extern_ny": f"{bas}ny/",
        "uppfoljning:extern_mall": f"{bas}mall/",
        "uppfoljning:extern_csv": f"{ett}csv/",
        "uppfoljning:extern_fil": f"{ett}fil/",
        "uppfoljning:extern_granska": f"{ett}granska/",
    }
    return Scen(sidor, vax, v.alva, kil.NU)
