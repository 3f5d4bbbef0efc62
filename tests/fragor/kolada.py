"""The pages of Kolada."""

from __future__ import annotations

from datetime import date
from itertools import count

from cykel.models import Indikator, Matvarde
from kvalitet import klocka
from kvalitet.models import Anvandare, Enhet
from tests.cykel import kil
from tests.fragor import Scen, Varld, scen
from tests.uppfoljning import kolada_server as ks
from tests.uppfoljning.koladahamtning import exempel
from uppfoljning.actions.koladahamtning import folj
from uppfoljning.actions.koladakatalog import las_in
from uppfoljning.kolada.katalog import Katalog
from uppfoljning.kolada.svar import las_nyckeltal
from uppfoljning.models import Koladafraga, Koladajamforelse, Koladanyckeltal, Koladaomrade

_nummer = count(1)


def _indikator(agare: Anvandare) -> Indikator:
    kod = f"N{next(_nummer):05}"
    finns = [ks.nyckeltal(k) for k in Koladanyckeltal.objects.values_list("kod", flat=True)]
    las_in(Katalog(las_nyckeltal([*finns, ks.nyckeltal(kod)])))
    en = exempel.ny(kod, agare, f"Nöjda {kod}")
    folj(en)
    return en


def _fraga(en: Indikator, agare: Anvandare, **andrat: object) -> Koladafraga:
    return Koladafraga.objects.create(
        indikator=en, orsak="andrad", gammal_titel="Nöjda", stalld=kil.NU, **andrat
    )


def _vax(en: Indikator, agare: Anvandare, antal: int) -> None:
    """More key figures and indicators; more areas, years and answered questions of one."""
    forsta = Koladaomrade.objects.count()
    koder = [f"{n:04}" for n in range(1, forsta + antal + 1)]
    for kod in koder[forsta:]:
        omrade = Koladaomrade.objects.create(kod=kod, namn=f"Ort {kod}", slag="kommun")
        Koladajamforelse.objects.create(indikator=en, omrade=omrade)
        _varde(en, omrade=kod)
        _fraga(en, agare, svar="samma", besvarad=kil.NU, besvarad_av=agare)
    for _ in range(antal):
        _indikator(agare)


def _varde(en: Indikator, *, omrade: str = "", enhet: Enhet | None = None) -> None:
    Matvarde.objects.create(
        indikator=en,
        omrade=omrade,
        enhet=enhet,
        period_fran=date(2025, 1, 1),
        period_till=date(2025, 12, 31),
        varde=68,
        matdatum=date(2026, 4, 1),
        kalla="Kolada",
    )


@scen(
    "uppfoljning:kolada",
    "uppfoljning:koladanyckeltal",
    "uppfoljning:kolada_lagg_till",
    "uppfoljning:koladaindikator",
    "uppfoljning:koladafraga",
)
def kolada(v: Varld) -> Scen:
    with klocka.stalld(kil.NU):
        en = _indikator(v.alva)
        _vax(en, v.alva, 1)
        _varde(en, enhet=v.kommun.rot)
        fraga = _fraga(en, v.alva)

    def vax(antal: int) -> None:
        _vax(en, v.alva, antal)

    sidor = {
        "uppfoljning:kolada": "/arbete/kolada/?q=n%C3%B6jda",
        "uppfoljning:koladanyckeltal": f"/arbete/kolada/{en.kolada_id}/",
        "uppfoljning:kolada_lagg_till": f"/arbete/kolada/{en.kolada_id}/lagg-till/",
        "uppfoljning:koladaindikator": f"/arbete/indikatorer/{en.pk}/kolada/?sok=ort",
        "uppfoljning:koladafraga": f"/arbete/kolada/fragor/{fraga.pk}/",
    }
    return Scen(sidor, vax, v.alva, kil.NU)
