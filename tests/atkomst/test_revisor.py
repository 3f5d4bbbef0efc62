"""The auditor reads all, writes nothing, and each look at what is secret is on record."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.cache import cache
from django.test import override_settings

from kvalitet import klocka
from kvalitet.atkomst import MATRIS
from kvalitet.atkomst.typer import Dorr, Ligger, Stalle, far_gora, kanner, oppnar
from kvalitet.models import Anvandare, Handelse
from kvalitet.roller import Roll
from synpunkter.models import Synpunkt
from synpunkter.sekretess import LASNINGAR
from tests.atkomst.varld import ADRESSER, BYGGEN, adresser, inloggad, scenen
from tests.factories import Kommun
from tests.fragor import Bygge, Varld, alva

EGNA = {
    "cykel:arshjul_adress",
    "inloggning_avsluta",
    "inloggningar_avsluta",
    "logga_ut",
    "synpunkter:filter",
    "tvasteg_nyckel",
    "tvasteg_nyckel_bort",
    "tvasteg_reservkoder",
    "valkommen_undan",
}
"""What a person may post about themselves alone: an address, a filter, a greeting that is read,
and how one signs in."""
UTAN_VERKAN = {"uppfoljning:forhandsvisa"}
"""A survey as it is tried out before it opens: what is posted there is answered and forgotten."""


def far(namn: str, metod: str) -> bool:
    rad, roll = MATRIS[namn], Roll.REVISOR
    if metod not in rad.metoder.split() or namn.startswith(("synpunkter:folj", "publikt:")):
        return False
    if not oppnar(rad, roll) or not kanner(rad, roll, Stalle.OVER):
        return False
    return far_gora(rad, roll, Stalle.OVER, metod)


def test_an_auditor_writes_nothing() -> None:
    """The matrix holds that each row is as it says; this holds what the rows say of an auditor."""
    oppna = {namn for namn, rad in MATRIS.items() if rad.dorr in (Dorr.OPPEN, Dorr.SIGNERAD)}
    assert {namn for namn in MATRIS if far(namn, "POST")} - oppna == (EGNA | UTAN_VERKAN)


def test_an_auditor_reads_what_those_of_the_unit_read() -> None:
    """Of every kind of object that somebody reads by `plan.se` and its like, as all readers do."""
    for namn, rad in MATRIS.items():
        oppen = rad.dorr in (Dorr.OPPEN, Dorr.SIGNERAD) or not oppnar(rad, Roll.REVISOR)
        if rad.metoder == "GET" and not oppen and not rad.ratt:
            assert rad.ligger == Ligger.EGET or far(namn, "GET"), namn


INNEHALL = [
    namn
    for namn, rad in MATRIS.items()
    if far(namn, "GET")
    and (
        (namn.startswith("synpunkter:") and rad.ligger in (Ligger.ENHETEN, Ligger.HEMLIGT))
        or namn in ("synpunkter:inkorg", "synpunkter:export", "uppfoljning:synpunktsrader")
    )
]
"""The pages and files that show what stands in a case."""
EGNA_ORD = {
    "synpunkter:aterkoppling",
    "synpunkter:publicering",
    "synpunkter:trend",
}
"""The municipality's own words and figures, which no secret case is behind by name."""
SCENER = [b for b in BYGGEN if {n for n in INNEHALL if scenen(ADRESSER[n]) == b.namn} - EGNA_ORD]


def test_pages_files_and_lists_are_among_them() -> None:
    assert set(INNEHALL) >= {
        *("synpunkter:arende", "synpunkter:bilaga", "synpunkter:sekretess"),
        *("synpunkter:utlamnande", "synpunkter:liknande"),
        *("synpunkter:inkorg", "synpunkter:export", "synpunkter:monster"),
        *("synpunkter:sammanslagna", "uppfoljning:synpunktsrader"),
    }


@pytest.mark.parametrize("bygge", SCENER, ids=lambda bygge: bygge.namn)
def test_every_look_at_a_secret_case_is_on_record(
    bygge: Bygge,
    kommun: Kommun,
    rut_revisor: Anvandare,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    minne = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    varld = Varld(kommun, alva(kommun), monkeypatch, tmp_path)
    with override_settings(CACHES=minne):
        scen = bygge.bygg(varld)
        Synpunkt.objects.update(sekretess=True)
        klient = inloggad(rut_revisor)
        with klocka.stalld(scen.nu):
            for namn, url in adresser(bygge, scen, varld).items():
                if namn not in INNEHALL or namn in EGNA_ORD:
                    continue
                cache.clear()
                fore = set(Handelse.objects.values_list("pk", flat=True))
                svar = klient.get(url)
                assert svar.status_code == 200, namn
                nya = Handelse.objects.exclude(pk__in=fore).filter(av=rut_revisor, roll="REV")
                slag = set(nya.values_list("slag", flat=True))
                assert slag & {*LASNINGAR, "synpunkt.lista_last", "synpunkt.exporterade"}, namn
