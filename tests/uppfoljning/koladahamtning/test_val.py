"""What is compared with, and the key figures that are added."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from cykel.models import Indikator
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare
from tests.uppfoljning import kolada_server as ks
from tests.uppfoljning.kolada_server import Koladaserver
from tests.uppfoljning.koladahamtning.exempel import NATT, falt, nasta_natt, ny, varden
from uppfoljning.actions import kolada as akter
from uppfoljning.actions.koladahamtning import hamta_alla
from uppfoljning.kolada import klient
from uppfoljning.models import (
    Koladahamtning,
    Koladajamforelse,
    Koladanyckeltal,
    Koladaomrade,
)


def test_riket_and_the_usual_group_are_chosen_from_the_beginning(
    server: Koladaserver, natt: None, petra_planansvarig: Anvandare
) -> None:
    hamta_alla()  # the catalogue is there first
    indikator = ny("N00001", petra_planansvarig)
    hamta_alla()
    valda = Koladajamforelse.objects.filter(indikator=indikator)
    assert sorted(valda.values_list("omrade__kod", flat=True)) == ["0000", "G37480"]


def test_a_new_area_gets_all_its_years(
    server: Koladaserver, hamtad: Indikator, filip_fortroendevald: Anvandare
) -> None:
    linkoping = Koladaomrade.objects.create(kod="0580", namn="Linköping", slag="kommun")
    server.omraden.append(ks.omrade("0580", "Linköping"))
    riket = Koladaomrade.objects.get(kod="0000")
    with pytest.raises(PermissionDenied):
        akter.valj_jamforelser(hamtad, omraden=[linkoping], av=filip_fortroendevald)
    akter.valj_jamforelser(hamtad, omraden=[riket, linkoping], av=hamtad.agare)
    server.varden = [ks.varde("N00001", "0580", 2020, 61, andrad=date(2021, 1, 1))]
    nasta_natt()
    assert varden(hamtad)["0580", 2020, "T"] == 61
    assert varden(hamtad)["G37480", 2025, "T"] == 70  # stays, though no longer fetched
    assert "/municipality/0581,0000,0580/" in server.sett[-1]


def test_not_more_areas_than_a_page_can_show(hamtad: Indikator) -> None:
    manga = [
        Koladaomrade.objects.create(kod=f"9{n:03}", namn=f"Ort {n}", slag="kommun")
        for n in range(21)
    ]
    with pytest.raises(Regelbrott, match="högst 20"):
        akter.valj_jamforelser(hamtad, omraden=manga, av=hamtad.agare)


def test_an_area_chosen_while_we_ask_is_not_forgotten(
    server: Koladaserver, hamtad: Indikator, monkeypatch: pytest.MonkeyPatch
) -> None:
    linkoping = Koladaomrade.objects.create(kod="0580", namn="Linköping", slag="kommun")
    server.omraden.append(ks.omrade("0580", "Linköping"))
    fraga = klient.Klient.varden

    def medan(self: klient.Klient, *args: Any, **val: Any) -> Any:
        ut = fraga(self, *args, **val)
        akter.valj_jamforelser(hamtad, omraden=[linkoping], av=hamtad.agare)
        return ut

    monkeypatch.setattr(klient.Klient, "varden", medan)
    nasta_natt()
    assert Koladahamtning.objects.get().hamta_fran is None


def test_a_key_figure_is_added_once(
    server: Koladaserver, natt: None, petra_planansvarig: Anvandare
) -> None:
    hamta_alla()
    nyckeltal = Koladanyckeltal.objects.get(kod="N00001")
    ett = akter.lagg_till(nyckeltal, **falt(petra_planansvarig), av=petra_planansvarig)
    assert (ett.kalla, ett.kolada_id) == ("kolada", "N00001")
    assert ett.koladahamtning.titel == "Nöjda, andel (%)"
    with pytest.raises(Regelbrott, match="finns redan som indikator") as fel:
        akter.lagg_till(nyckeltal, **falt(petra_planansvarig), av=petra_planansvarig)
    assert [p.lank for p in fel.value.punkter] == [f"/arbete/indikatorer/{ett.pk}/"]


def test_one_that_is_gone_cannot_be_added(natt: None, petra_planansvarig: Anvandare) -> None:
    gammalt = Koladanyckeltal.objects.create(
        kod="N1", titel="Borta", definition_sha256="x", hamtad=NATT, borttagen=NATT
    )
    with pytest.raises(Regelbrott, match="finns inte längre"):
        akter.lagg_till(gammalt, **falt(petra_planansvarig), av=petra_planansvarig)


def test_who_may_not_define_indicators_may_not_add(
    natt: None, filip_fortroendevald: Anvandare
) -> None:
    ett = Koladanyckeltal.objects.create(kod="N1", titel="T", definition_sha256="x", hamtad=NATT)
    with pytest.raises(PermissionDenied):
        akter.lagg_till(ett, **falt(filip_fortroendevald), av=filip_fortroendevald)
