"""No personal dead ends: another handler, absence, replacements, and those who have left."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client

from kvalitet import klocka
from kvalitet.fel import Regelbrott
from kvalitet.kalender import SVENSK_TID
from kvalitet.models import Anvandare, Handelse, Utskick
from synpunkter.actions import franvaro as akter
from synpunkter.actions import synpunkt as synpunktsakter
from synpunkter.models import Franvaro, Synpunkt
from synpunkter.tasks import lamna_over
from synpunkter.tillstand import Lage
from tests import factories
from tests.factories import Kommun
from tests.synpunkter import exempel
from tests.synpunkter.exempel import Personal, i_lage

SIDA = "/arbete/synpunkter/franvaro/"
IDAG = date(2026, 10, 14)
NASTA_VECKA = IDAG + timedelta(days=7)


@pytest.fixture(autouse=True)
def en_onsdag() -> object:
    with klocka.stalld(datetime(2026, 10, 14, 9, tzinfo=SVENSK_TID)):
        yield


@pytest.fixture
def nora(kommun: Kommun) -> Anvandare:
    return factories.person("Nora Närvarande", "HS", kommun.vok, namnd=kommun.von)


def tilldelad(kommun: Kommun, till: Anvandare, av: Anvandare) -> Synpunkt:
    s = exempel.synpunkt(kommun)
    return synpunktsakter.tilldela(s, enhet=s.enhet, handlaggare=till, av=av)


def borta(
    person: Anvandare,
    ersattare: Anvandare | None = None,
    *,
    fran: date = IDAG,
    till: date = NASTA_VECKA,
) -> Franvaro:
    return akter.anmal_franvaro(person=person, fran=fran, till=till, ersattare=ersattare, av=person)


def farsk(s: Synpunkt) -> Synpunkt:
    return Synpunkt.objects.get(pk=s.pk)


# --- Another handler -----------------------------------------------------------------------


@pytest.mark.parametrize("lage", akter.BYTER)
def test_a_case_under_way_changes_hands_and_keeps_state_and_day(
    kommun: Kommun, lage: Lage, hanna_handlaggare: Anvandare
) -> None:
    personal = Personal(kommun)
    s = i_lage(lage, kommun, personal)
    fore = farsk(s)
    akter.byt_handlaggare(s, till=hanna_handlaggare, av=personal.registrator)
    efter = farsk(s)
    assert efter.handlaggare == hanna_handlaggare
    assert (efter.lage, efter.svar_senast) == (fore.lage, fore.svar_senast)
    assert Handelse.objects.get(slag="synpunkt.bytte_handlaggare").data == {
        "person": hanna_handlaggare.pk
    }
    akter.byt_handlaggare(s, till=None, av=hanna_handlaggare)
    assert farsk(s).handlaggare is None
    assert Handelse.objects.filter(slag="synpunkt.till_funktionen").count() == 1


@pytest.mark.parametrize("lage", [Lage.INKOMMEN, Lage.KARANTAN, Lage.AVSLUTAD])
def test_a_case_not_assigned_or_closed_does_not_change_hands(
    kommun: Kommun, lage: Lage, hanna_handlaggare: Anvandare
) -> None:
    personal = Personal(kommun)
    s = i_lage(lage, kommun, personal)
    with pytest.raises(Regelbrott, match="inte tilldelat än, eller redan avslutat"):
        akter.byt_handlaggare(s, till=hanna_handlaggare, av=personal.registrator)


def test_the_new_handler_must_be_one_who_may_handle_it(
    kommun: Kommun, hanna_handlaggare: Anvandare, bo_biblioteksman: Anvandare
) -> None:
    personal = Personal(kommun)
    s = i_lage(Lage.UNDER_HANDLAGGNING, kommun, personal)
    with pytest.raises(Regelbrott, match="kan inte lämnas"):
        akter.byt_handlaggare(s, till=bo_biblioteksman, av=hanna_handlaggare)
    with pytest.raises(PermissionDenied):
        akter.byt_handlaggare(s, till=None, av=bo_biblioteksman)


def test_the_page_offers_those_who_are_there_oneself_first(
    kommun: Kommun, client: Client, hanna_handlaggare: Anvandare, nora: Anvandare
) -> None:
    personal = Personal(kommun)
    s = i_lage(Lage.UNDER_HANDLAGGNING, kommun, personal)
    factories.person("Bo Bibliotek", "HS", kommun.kfk)
    borta(personal.handlaggare)
    client.force_login(nora)
    adress = f"/arbete/synpunkter/{s.pk}/byt-handlaggare/"
    sida = client.get(adress).content.decode()
    namn = [n for n in ("Nora", "Hanna", "Hugo", "Bo Bib") if f">{n}" in sida]
    assert namn == ["Nora", "Hanna"]
    assert f'value="{nora.pk}" selected' in sida
    assert client.post(adress, {"byt": "ja", "till": nora.pk}).status_code == 302
    assert farsk(s).handlaggare == nora
    assert not Utskick.objects.filter(mall="synpunkt_tilldelad").exists()  # she knows
    client.post(adress, {"byt": "ja", "till": hanna_handlaggare.pk})
    brev = Utskick.objects.get(mall="synpunkt_tilldelad")
    assert json.loads(brev.innehall)["mottagare"] == hanna_handlaggare.epost
    client.post(adress, {"byt": "ja", "till": ""})
    assert farsk(s).handlaggare is None
    sida = client.get(f"/arbete/synpunkter/{s.pk}/").content.decode()
    assert "Hemtjänst tillsammans. Ingen särskild är handläggare." in sida


def test_another_nämnds_case_and_a_reader_may_not_change_hands(
    synpunkt: Synpunkt, client: Client, bo_biblioteksman: Anvandare, rut_revisor: Anvandare
) -> None:
    adress = f"/arbete/synpunkter/{synpunkt.pk}/byt-handlaggare/"
    client.force_login(bo_biblioteksman)
    assert client.post(adress, {"byt": "ja"}).status_code == 404
    client.force_login(rut_revisor)
    assert client.post(adress, {"byt": "ja"}).status_code == 403


# --- Absence -------------------------------------------------------------------------------


def test_open_cases_go_to_the_replacement_on_the_first_day(
    kommun: Kommun,
    karin_kvalitetssamordnare: Anvandare,
    hanna_handlaggare: Anvandare,
    nora: Anvandare,
) -> None:
    karin = karin_kvalitetssamordnare
    mina = [tilldelad(kommun, hanna_handlaggare, karin) for _ in range(3)]
    avslutat = i_lage(Lage.AVSLUTAD, kommun, Personal(kommun))
    Synpunkt.objects.filter(pk=avslutat.pk).update(handlaggare=hanna_handlaggare)
    rad = borta(hanna_handlaggare, nora, fran=IDAG + timedelta(days=1))
    lamna_over()
    assert {farsk(s).handlaggare for s in mina} == {hanna_handlaggare}  # not yet
    with klocka.stalld(datetime(2026, 10, 15, 0, 25, tzinfo=SVENSK_TID)):
        lamna_over()
        lamna_over()  # twice is once
    assert {farsk(s).handlaggare for s in mina} == {nora}
    assert farsk(avslutat).handlaggare == hanna_handlaggare
    rad.refresh_from_db()
    assert rad.overlamnad is not None
    assert Handelse.objects.filter(slag="synpunkt.bytte_handlaggare").count() == 3
    brev = json.loads(Utskick.objects.get(mall="synpunkter_overlamnade").innehall)
    assert brev["mottagare"] == nora.epost
    assert all(s.referens in brev["text"] for s in mina)


def test_without_replacement_the_cases_go_back_to_the_function(
    kommun: Kommun, karin_kvalitetssamordnare: Anvandare, hanna_handlaggare: Anvandare
) -> None:
    s = tilldelad(kommun, hanna_handlaggare, karin_kvalitetssamordnare)
    borta(hanna_handlaggare)
    assert (farsk(s).handlaggare, farsk(s).enhet) == (None, kommun.hemtjanst)


def test_a_replacement_gets_no_case_that_they_may_not_read(
    kommun: Kommun,
    karin_kvalitetssamordnare: Anvandare,
    hanna_handlaggare: Anvandare,
    bo_biblioteksman: Anvandare,
) -> None:
    s = tilldelad(kommun, hanna_handlaggare, karin_kvalitetssamordnare)
    borta(hanna_handlaggare, bo_biblioteksman)
    assert farsk(s).handlaggare is None
    assert not Utskick.objects.filter(mall="synpunkter_overlamnade").exists()


def test_a_case_given_to_one_who_is_away_goes_to_the_replacement_and_says_so(
    kommun: Kommun,
    karin_kvalitetssamordnare: Anvandare,
    hanna_handlaggare: Anvandare,
    nora: Anvandare,
) -> None:
    borta(hanna_handlaggare, nora)
    s = tilldelad(kommun, hanna_handlaggare, karin_kvalitetssamordnare)
    assert farsk(s).handlaggare == nora
    assert Handelse.objects.get(slag="synpunkt.borta").data == {"person": hanna_handlaggare.pk}
    akter.byt_handlaggare(s, till=hanna_handlaggare, av=karin_kvalitetssamordnare)
    assert farsk(s).handlaggare == nora
    with klocka.stalld(datetime(2026, 10, 22, 9, tzinfo=SVENSK_TID)):  # the day she is back
        assert tilldelad(kommun, hanna_handlaggare, karin_kvalitetssamordnare).handlaggare == (
            hanna_handlaggare
        )


def test_when_the_replacement_is_away_too_the_function_has_it(
    kommun: Kommun,
    karin_kvalitetssamordnare: Anvandare,
    hanna_handlaggare: Anvandare,
    nora: Anvandare,
) -> None:
    borta(hanna_handlaggare, nora)
    Franvaro.objects.create(person=nora, fran=IDAG, till=IDAG, ersattare=hanna_handlaggare, av=nora)
    assert tilldelad(kommun, hanna_handlaggare, karin_kvalitetssamordnare).handlaggare is None


def test_the_first_and_the_last_day_are_days_away(
    kommun: Kommun, karin_kvalitetssamordnare: Anvandare, hanna_handlaggare: Anvandare
) -> None:
    borta(hanna_handlaggare, fran=IDAG + timedelta(days=1), till=IDAG + timedelta(days=2))
    vem = {}
    for dag in range(14, 18):
        with klocka.stalld(datetime(2026, 10, dag, 23, 59, tzinfo=SVENSK_TID)):
            vem[dag] = tilldelad(kommun, hanna_handlaggare, karin_kvalitetssamordnare).handlaggare
    assert vem == {14: hanna_handlaggare, 15: None, 16: None, 17: hanna_handlaggare}


def test_an_absence_called_off_moves_nothing(
    kommun: Kommun,
    client: Client,
    karin_kvalitetssamordnare: Anvandare,
    hanna_handlaggare: Anvandare,
) -> None:
    rad = borta(hanna_handlaggare, fran=IDAG + timedelta(days=1))
    client.force_login(hanna_handlaggare)
    for _ in range(2):
        assert client.post(f"{SIDA}{rad.pk}/avbryt/").status_code == 302
    with klocka.stalld(datetime(2026, 10, 15, 9, tzinfo=SVENSK_TID)):
        s = tilldelad(kommun, hanna_handlaggare, karin_kvalitetssamordnare)
        lamna_over()
        assert farsk(s).handlaggare == hanna_handlaggare
    assert Handelse.objects.filter(slag="franvaro.avbruten").count() == 1


# --- Those who have left -------------------------------------------------------------------


def test_cases_of_one_who_has_left_go_back_to_the_function(
    kommun: Kommun,
    karin_kvalitetssamordnare: Anvandare,
    hanna_handlaggare: Anvandare,
    nora: Anvandare,
) -> None:
    hannas = tilldelad(kommun, hanna_handlaggare, karin_kvalitetssamordnare)
    noras = tilldelad(kommun, nora, karin_kvalitetssamordnare)
    hanna_handlaggare.is_active = False
    hanna_handlaggare.save()
    lamna_over()
    assert (farsk(hannas).handlaggare, farsk(noras).handlaggare) == (None, nora)
    nora.tilldelningar.update(giltig=(factories.SEDAN, IDAG))  # the role ended yesterday
    assert akter.lamna_over_forfallna() == 1
    assert farsk(noras).handlaggare is None
    assert akter.lamna_over_forfallna() == 0


# --- The page ------------------------------------------------------------------------------


def test_the_page_lists_the_open_cases_and_takes_the_absence(
    kommun: Kommun,
    client: Client,
    karin_kvalitetssamordnare: Anvandare,
    hanna_handlaggare: Anvandare,
    nora: Anvandare,
) -> None:
    s = tilldelad(kommun, hanna_handlaggare, karin_kvalitetssamordnare)
    client.force_login(karin_kvalitetssamordnare)
    sida = client.get(SIDA, {"person": hanna_handlaggare.pk}).content.decode()
    assert "Öppna ärenden, Hanna Handläggare" in sida
    assert s.referens in sida
    data = {
        "person": hanna_handlaggare.pk,
        "fran": IDAG.isoformat(),
        "till": NASTA_VECKA.isoformat(),
        "ersattare": nora.pk,
    }
    svar = client.post(SIDA, data, follow=True).content.decode().replace("\xa0", " ")
    assert "Nora Närvarande har nu 1 öppet ärende." in svar
    assert "Nora Närvarande tar över" in svar
    assert farsk(s).handlaggare == nora


@pytest.mark.parametrize(
    ("fran", "till", "ersattare", "mening"),
    [
        ("2026-10-20", "2026-10-19", "", "kan inte ligga före den första"),
        ("2026-10-01", "2026-10-13", "", "redan över"),
        ("2026-10-14", "2026-10-20", "sig", "någon annan som ersättare"),
        ("", "2026-10-20", "", "Skriv första dagen"),
        ("2026-10-14", "2026-10-20", "chef", "Välj en person i listan"),
    ],
)
def test_an_absence_that_does_not_hold(
    kommun: Kommun,
    client: Client,
    hanna_handlaggare: Anvandare,
    erik_enhetschef: Anvandare,
    fran: str,
    till: str,
    ersattare: str,
    mening: str,
) -> None:
    vem = {"sig": hanna_handlaggare.pk, "chef": erik_enhetschef.pk, "": ""}[ersattare]
    client.force_login(hanna_handlaggare)
    data = {"person": hanna_handlaggare.pk, "fran": fran, "till": till, "ersattare": vem}
    assert mening in client.post(SIDA, data).content.decode()
    assert not Franvaro.objects.exists()


def test_absences_do_not_overlap_and_a_replacement_is_there(
    hanna_handlaggare: Anvandare, nora: Anvandare
) -> None:
    borta(hanna_handlaggare)
    with pytest.raises(Regelbrott, match="redan anmäld"):
        borta(hanna_handlaggare, fran=NASTA_VECKA, till=NASTA_VECKA)
    with pytest.raises(Regelbrott, match="själv borta"):
        borta(nora, hanna_handlaggare)


@pytest.mark.parametrize(
    ("roll", "enhet", "far"),
    [
        ("CH", "vok", True),
        ("KV", "rot", True),
        ("CH", "kfk", False),
        ("HS", "rot", False),  # a colleague
        ("REV", "rot", False),
        ("CH", "hemtjanst", False),  # below where Hanna's role lies
    ],
)
def test_who_may_note_anothers_absence(
    kommun: Kommun,
    client: Client,
    hanna_handlaggare: Anvandare,
    roll: str,
    enhet: str,
    far: bool,
) -> None:
    person = factories.person("Någon Annan", roll, getattr(kommun, enhet))
    rad = borta(hanna_handlaggare, fran=NASTA_VECKA)
    assert akter.far_skota(person, hanna_handlaggare) is far
    client.force_login(person)
    sida = client.get(SIDA).content.decode()
    assert ("frånvaron för Hanna Handläggare" in sida) is far
    assert client.post(f"{SIDA}{rad.pk}/avbryt/").status_code == (302 if far else 404)
    if not far:
        with pytest.raises(PermissionDenied):
            akter.avbryt_franvaro(rad, av=person)


@pytest.mark.parametrize(
    ("andrat", "villkor"),
    [
        ({"till": IDAG - timedelta(days=1)}, "franvaro_slutar_efter_borjan"),
        ({"ersattare": "sig"}, "franvaro_ersatts_av_annan"),
        ({}, "franvaro_en_i_taget"),
    ],
)
def test_the_database_refuses_it_too(
    hanna_handlaggare: Anvandare, andrat: dict[str, object], villkor: str
) -> None:
    if not andrat:
        borta(hanna_handlaggare, fran=NASTA_VECKA)
    rad = {"person": hanna_handlaggare, "fran": IDAG, "till": NASTA_VECKA, "av": hanna_handlaggare}
    if andrat.get("ersattare"):
        andrat = {"ersattare": hanna_handlaggare}
    with pytest.raises(IntegrityError, match=villkor), transaction.atomic():
        Franvaro.objects.create(**rad | andrat)
