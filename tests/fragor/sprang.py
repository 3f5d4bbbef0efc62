"""The pages of förbättringssprång, each in the state in which it can be opened."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import count

from cykel.models import Forbattringssprang, Indikator, Matvarde, Nivahojning, Rutin
from kvalitet import klocka, logg
from tests.cykel import fabrik
from tests.cykel import sprang as fall
from tests.fragor import Scen, Varld, enheter, personer, scen
from tests.fragor.cykel import mal, rader, varden

_nummer = count(1)


def fler(v: Varld, s: fall.Sprang, antal: int) -> None:
    """As many of everything that the pages of a leap show."""
    folk = personer(v.kommun, antal, "PA")
    Forbattringssprang.objects.bulk_create(
        Forbattringssprang(
            enhet=enhet,
            namnd=v.kommun.von,
            rubrik=f"Språng {next(_nummer)}",
            problem="P",
            ursprung="omvarld",
            ursprung_mening="M",
            indikator=s.indikator,
            baslinje=Decimal(60),
            vantad_niva=Decimal(70),
            agare=person,
            skapad=klocka.nu(),
            skapad_av=person,
        )
        for enhet, person in zip(enheter(v.kommun, antal), folk, strict=True)
    )
    s.sprang.mal.add(*mal(s.p.styrning.trygghet, antal))
    s.sprang.pilotenheter.add(*enheter(v.kommun, antal))
    rader(s.p.version, s.p.styrning.trygghet, folk)
    s.sprang.ovriga_indikatorer.add(*Indikator.objects.exclude(pk=s.indikator.pk))
    varden(s.indikator.pk, s.p.plan, antal)
    Rutin.objects.bulk_create(
        Rutin(
            enhet=v.kommun.hemtjanst,
            namn=f"Rutin {next(_nummer)}",
            version="1",
            agare=person,
            galler_fran=date(2026, 1, 1),
        )
        for person in folk
    )
    for person in folk:
        logg.skriv(
            "sprang.andrad",
            s.sprang,
            av=person,
            nu=klocka.nu(),
            data=s.sprang.loggdata(),
            kommentar="Ord.",
        )


@scen(
    "cykel:sprangen",
    "cykel:sprang_nytt",
    "cykel:sprang",
    "cykel:sprang_andra",
    "cykel:sprang_starta_prov",
    "cykel:sprang_avsluta",
)
def iden_skrivs(v: Varld) -> Scen:
    s = fall.ide(v.kommun)
    sidan = f"/arbete/sprang/{s.sprang.pk}/"

    def vax(antal: int) -> None:
        fler(v, s, antal)

    vax(1)
    sidor = {
        "cykel:sprangen": "/arbete/sprang/",
        "cykel:sprang_nytt": "/arbete/sprang/nytt/",
        "cykel:sprang": sidan,
        "cykel:sprang_andra": f"{sidan}andra/",
        "cykel:sprang_starta_prov": f"{sidan}starta-prov/",
        "cykel:sprang_avsluta": f"{sidan}avsluta/",
    }
    return Scen(sidor, vax, v.alva, fall.BORJAR)


@scen("cykel:sprang_utvardera")
def provet_pagar(v: Varld) -> Scen:
    s = fall.i_prov(v.kommun)
    sidor = {"cykel:sprang_utvardera": f"/arbete/sprang/{s.sprang.pk}/utvardera/"}
    return Scen(sidor, lambda antal: fler(v, s, antal), v.alva, fall.BORJAR)


@scen("cykel:sprang_infor")
def provet_utvarderas(v: Varld) -> Scen:
    s = fall.i_utvardering(v.kommun)
    sidor = {"cykel:sprang_infor": f"/arbete/sprang/{s.sprang.pk}/infor/"}
    return Scen(sidor, lambda antal: fler(v, s, antal), v.alva, fall.BESLUTAS)


@scen("cykel:plan", "cykel:indikator", "cykel:sprang")
def nivan_ar_hojd(v: Varld) -> Scen:
    """The same pages once a leap has raised a level in the unit, and in other units."""
    s = fall.infort(v.kommun)
    plan = f"/arbete/planer/{s.p.plan.pk}/"

    def vax(antal: int) -> None:
        fler(v, s, antal)
        for enhet, person in zip(
            enheter(v.kommun, antal), personer(v.kommun, antal, "PA"), strict=True
        ):
            _hojd(s, enhet.pk, person.pk)

    vax(1)
    sidor = {
        "cykel:plan": plan,
        "cykel:indikator": f"/arbete/indikatorer/{s.indikator.pk}/",
        "cykel:sprang": f"/arbete/sprang/{s.sprang.pk}/",
    }
    return Scen(sidor, vax, v.alva, fall.BESLUTAS)


def _hojd(s: fall.Sprang, enhet: int, person: int) -> None:
    with klocka.stalld(fabrik.FORE_DELARET):
        ett = Forbattringssprang.objects.create(
            enhet_id=enhet,
            namnd=s.p.kommun.von,
            rubrik=f"Höjer {next(_nummer)}",
            problem="P",
            ursprung="omvarld",
            ursprung_mening="M",
            skapad=klocka.nu(),
            skapad_av_id=person,
        )
    Nivahojning.objects.create(
        indikator=s.indikator,
        enhet_id=enhet,
        fran_datum=date(2026, 6, 1),
        gammal_niva=60,
        ny_niva=70,
        sprang=ett,
        skapad=fall.BESLUTAS,
    )
    Matvarde.objects.create(
        indikator=s.indikator,
        enhet_id=enhet,
        period_fran=date(2026, 6, 1),
        period_till=date(2026, 6, 30),
        varde=71,
        matdatum=date(2026, 6, 30),
        kalla="Påhittat",
    )
