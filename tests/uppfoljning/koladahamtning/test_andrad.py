"""A key figure that Kolada changes asks a person."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from cykel.models import Indikator
from kvalitet import klocka
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare, Utskick
from tests.uppfoljning import kolada_server as ks
from tests.uppfoljning.kolada_server import Koladaserver
from tests.uppfoljning.koladahamtning.exempel import NASTA, fragan, nasta_natt, slag, varden
from uppfoljning.actions import kolada as akter
from uppfoljning.actions.koladahamtning import Resultat, hamta_alla
from uppfoljning.models import (
    Koladafraga,
    Koladahamtning,
)


@pytest.mark.parametrize(
    ("andrat", "orsak"),
    [
        ({"titel": "Nöjda, ny fråga, andel (%)"}, "andrad"),
        ({"description": "En annan fråga ställs."}, "andrad"),
        ({"titel": "Nöjda, andel (%) (- 2024)"}, "upphord"),
        ({"titel": "Nöjda, andel (%), gammal definition"}, "upphord"),
    ],
)
def test_another_title_or_description_stops_and_asks_the_owner(
    server: Koladaserver, hamtad: Indikator, andrat: dict[str, Any], orsak: str
) -> None:
    forut = varden(hamtad)
    server.varden = [ks.varde("N00001", "0581", 2025, 1)]
    server.sett.clear()
    fraga = fragan(server, **andrat)
    assert fraga.orsak == orsak
    assert fraga.gammal_titel == "Nöjda, andel (%)"
    assert varden(hamtad) == forut
    assert not any("/data/" in vag for vag in server.vagar)
    assert slag(hamtad) == ["hamtad", "fraga"]
    brev = Utskick.objects.get(mall="kolada_fraga")
    assert hamtad.agare.epost in brev.innehall
    assert f"/arbete/kolada/fragor/{fraga.pk}/" in brev.innehall
    assert nasta_natt().fragor == 0  # it is asked once
    assert Utskick.objects.count() == 1


def test_one_that_is_gone_stops_and_asks(server: Koladaserver, hamtad: Indikator) -> None:
    del server.nyckeltal[0]
    assert nasta_natt().fragor == 1
    fraga = Koladafraga.objects.get()
    assert (fraga.orsak, fraga.ny_titel) == ("borttagen", "")
    sett = akter.ny_definition(fraga)
    with pytest.raises(Regelbrott, match="finns inte i Kolada"):
        akter.samma_matt(fraga, sett=sett, av=hamtad.agare)
    akter.sluta_hamta(fraga, sett=sett, av=hamtad.agare)


@pytest.mark.parametrize(
    "andrat",
    [
        {"publication_date": "2027-01-01"},
        {"titel": "Nöjda,  andel (%) "},
        {"operating_area": "Demokrati"},
    ],
)
def test_what_is_no_part_of_the_definition_asks_nobody(
    server: Koladaserver, hamtad: Indikator, andrat: dict[str, Any]
) -> None:
    server.nyckeltal[0] = ks.nyckeltal("N00001", **andrat)
    assert nasta_natt().fragor == 0
    assert Koladafraga.objects.count() == 0


def test_one_that_had_ended_when_it_was_chosen_asks_nobody(
    server: Koladaserver, indikator: Indikator
) -> None:
    server.nyckeltal[0] = ks.nyckeltal("N00001", "Nöjda, andel (%) (-2024)")
    assert hamta_alla().hamtade == 1
    assert nasta_natt().fragor == 0


def test_the_same_measure_goes_on_with_the_new_words(
    server: Koladaserver, hamtad: Indikator
) -> None:
    fraga = fragan(server, titel="Nöjda brukare, andel (%)")
    akter.samma_matt(fraga, sett=akter.ny_definition(fraga), av=hamtad.agare)
    server.varden = [ks.varde("N00001", "0581", 2025, 99)]
    assert nasta_natt().hamtade == 1
    assert varden(hamtad)["Provkommun", 2025, "T"] == 99
    assert Koladahamtning.objects.get().titel == "Nöjda brukare, andel (%)"
    assert "from_date" not in server.sett[-1]  # its earlier years may have changed with it
    assert slag(hamtad)[-2:] == ["samma", "hamtad"]


def test_a_new_measure_has_a_day_and_a_reason(server: Koladaserver, hamtad: Indikator) -> None:
    fraga = fragan(server, titel="Nöjda, ny fråga, andel (%)")
    sett = akter.ny_definition(fraga)
    with pytest.raises(Regelbrott, match="vad som är nytt"):
        akter.nytt_matt(fraga, fran=date(2026, 1, 1), skal=" ", sett=sett, av=hamtad.agare)
    svar = akter.nytt_matt(
        fraga, fran=date(2026, 1, 1), skal="Ny fråga.", sett=sett, av=hamtad.agare
    )
    assert (svar.svar, svar.brott_fran, svar.skal) == ("nytt", date(2026, 1, 1), "Ny fråga.")
    brott = hamtad.seriebrott.get()
    assert (brott.datum, brott.orsak, brott.av) == (date(2026, 1, 1), "Ny fråga.", hamtad.agare)
    assert nasta_natt().hamtade == 1


def test_a_break_that_cannot_be_leaves_the_question_open(
    server: Koladaserver, hamtad: Indikator
) -> None:
    fraga = fragan(server, titel="Nöjda, ny fråga, andel (%)")
    sett = akter.ny_definition(fraga)
    with klocka.stalld(NASTA), pytest.raises(Regelbrott, match="i framtiden"):
        akter.nytt_matt(fraga, fran=date(2027, 1, 1), skal="Ny.", sett=sett, av=hamtad.agare)
    fraga.refresh_from_db()
    assert not fraga.svar
    assert Koladahamtning.objects.get().titel == "Nöjda, andel (%)"


def test_what_is_ended_is_not_fetched_until_it_is_begun_again(
    server: Koladaserver, hamtad: Indikator
) -> None:
    fraga = fragan(server, titel="Nöjda, andel (%) (-2025)")
    akter.sluta_hamta(fraga, sett=akter.ny_definition(fraga), av=hamtad.agare)
    assert nasta_natt() == Resultat()
    assert len(varden(hamtad)) == 8
    akter.borja_igen(hamtad, av=hamtad.agare)
    assert nasta_natt().hamtade == 1
    with pytest.raises(Regelbrott, match="hämtas redan"):
        akter.borja_igen(hamtad, av=hamtad.agare)


def test_an_answer_holds_for_the_words_that_were_read(
    server: Koladaserver, hamtad: Indikator
) -> None:
    fraga = fragan(server, titel="Nöjda, ny fråga, andel (%)")
    last = akter.ny_definition(fraga)
    server.nyckeltal[0] = ks.nyckeltal("N00001", "Nöjda, ännu en fråga, andel (%)")
    assert nasta_natt().fragor == 0  # the open question follows
    with pytest.raises(Regelbrott, match="ändrat texten igen"):
        akter.samma_matt(fraga, sett=last, av=hamtad.agare)
    fraga.refresh_from_db()
    akter.samma_matt(fraga, sett=akter.ny_definition(fraga), av=hamtad.agare)


def test_a_question_is_answered_once_and_by_who_may(
    server: Koladaserver,
    hamtad: Indikator,
    filip_fortroendevald: Anvandare,
    bodil_biblioteksansvarig: Anvandare,
    karin_kvalitetssamordnare: Anvandare,
) -> None:
    fraga = fragan(server, titel="Nöjda, ny fråga, andel (%)")
    sett = akter.ny_definition(fraga)
    # Bodil writes plans in another kontor; the indicator is everyone's.
    for inte in (filip_fortroendevald, bodil_biblioteksansvarig):
        with pytest.raises(PermissionDenied):
            akter.samma_matt(fraga, sett=sett, av=inte)
    akter.samma_matt(fraga, sett=sett, av=karin_kvalitetssamordnare)
    with pytest.raises(Regelbrott, match="redan besvarad: Samma mått"):
        akter.sluta_hamta(fraga, sett=sett, av=hamtad.agare)
