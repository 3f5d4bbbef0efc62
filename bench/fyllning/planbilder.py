"""The frozen snapshots of plans: put together from pieces that the app itself has written.

A snapshot is canonical JSON, so that equal data give equal bytes. The head is written once for
each nämnd and round and each goal once for each grade; what differs between units is put in.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import lru_cache
from hashlib import sha256

from bench.fyllning.organisation import NAMNDER
from bench.fyllning.styrning import Malrad, Runda
from bench.fyllning.tabell import Tabell
from bench.fyllning.varlden import klockan
from kvalitet.ogonblick import kanonisk
from kvalitet.statistik import Forandring
from uppfoljning.bedomning import Bedomning, Prognos
from uppfoljning.ogonblick import SLAG
from uppfoljning.rapport import modell

_ENHET, _PERSON, _DNR = "§ENHET§", "§PERSON§", "§DNR§"
_MALEN = '"mal":[]'


class Bilder:
    """Writes snapshots, and gives each its key."""

    def __init__(self, tabell: Tabell) -> None:
        self._tabell = tabell

    def frys(self, slag: str, schema: int, innehall: str, tid: str, av: int) -> int:
        nr = self._tabell.antal + 1
        summa = sha256(innehall.encode()).hexdigest()
        self._tabell.rad(nr, slag, schema, innehall, summa, tid, av)
        return nr

    def varv(
        self,
        namnd: int,
        runda: Runda,
        malen: list[tuple[Malrad, str]],
        *,
        enhet: str,
        person: str,
        dnr: str,
        tid: str,
        av: int,
    ) -> int:
        """Freeze the follow-up of a lap with the grade of each goal."""
        rader = ",".join(_mal(mal, grad, person) for mal, grad in malen)
        text = _huvud(namnd, runda).replace(_MALEN, f'"mal":[{rader}]')
        text = text.replace(_ENHET, enhet).replace(_PERSON, person).replace(_DNR, dnr)
        return self.frys(SLAG, modell.SCHEMA, text, tid, av)

    def version(
        self, plan: dict[str, object], malen: list[dict[str, object]], tid: str, av: int
    ) -> int:
        data = {**plan, "mal": malen, "lardomar": [], "arvda_atgarder": []}
        return self.frys("planversion", 1, kanonisk(data), tid, av)

    def arkiv(self, plan: int, enhet: str, tid: str, av: int) -> int:
        lasmig = f"Arkivpaket för Verksamhetsplan, {enhet}\n"
        summor = f"{sha256(lasmig.encode()).hexdigest()}  LASMIG.txt\n"
        filer = {"LASMIG.txt": lasmig, "kontrollsummor.txt": summor}
        return self.frys("arkiv", 1, kanonisk({"plan": plan, "filer": filer}), tid, av)


@lru_cache(maxsize=64)
def _huvud(namnd: int, runda: Runda) -> str:
    rapport = modell.Maluppfyllelserapport(
        kommun="Norrköpings kommun",
        namnd=NAMNDER[namnd - 1][1],
        kontor=_ENHET,
        tillfalle=modell.Tillfalle(
            slag=modell.Slag(runda.slag),
            namn=f"{_NAMN[runda.slag]} {runda.ar}",
            period_fran=date(runda.ar, 1, 1),
            period_till=runda.matdatum,
            matdatum=runda.matdatum,
            varv=1 + list(_NAMN).index(runda.slag),
        ),
        status=modell.Status(
            lage=modell.Rapportlage.GODKAND,
            dnr=_DNR,
            godkand_av=_PERSON,
            godkand_datum=runda.oppnar,
        ),
        skapad=klockan(runda.oppnar),
        kontakt=_PERSON,
        fas="atgarda",
    )
    text = kanonisk(modell.till_data(rapport))
    assert text.count(_MALEN) == 1
    return text


_NAMN = {"kv1": "kvartal 1", "delar": "delår", "helar": "helår"}


@lru_cache(maxsize=4096)
def _malet(mal: Malrad, grad: str) -> str:
    """Write one goal by letting the app write a report that holds nothing else."""
    bedomning = Bedomning(grad)
    ett = modell.Mal(
        id=f"m{mal.id}",
        nummer=str(mal.nummer),
        kort=mal.kort,
        text=mal.text,
        koppling="direkt",
        ansvarig=_PERSON,
        bedomning=bedomning,
        bedomd_av=_PERSON,
        forslag=bedomning,
        prognos=Prognos.VANTAS,
        trend=Forandring.SAKNAS,
        motivering=MOTIVERING,
        orsak="" if grad == "uppfyllt" else ORSAK,
        fungerade_inte=(FUNGERADE_INTE,),
    )
    hel = kanonisk({"rad": _data(ett)})
    return hel[len('{"rad":') : -1]


MOTIVERING = "Siffrorna pekar åt rätt håll, men det går långsammare än planerat."
FUNGERADE_INTE = "Under semestern dröjde det en vecka längre."
ORSAK = "Två vakanser sedan i våras."


def _data(mal: modell.Mal) -> object:
    runda = Runda(0, "kv1", 2020, date(2020, 3, 31), date(2020, 4, 1), date(2020, 5, 1))
    tom = modell.fran_json(_huvud(1, runda))
    return modell.till_data(replace(tom, mal=(mal,)))["mal"][0]


def _mal(mal: Malrad, grad: str, person: str) -> str:
    return _malet(mal, grad).replace(_PERSON, person)
