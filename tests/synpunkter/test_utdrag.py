"""Register extract: all on one person, within one nämnd, and nothing of anyone else."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from openpyxl import load_workbook

from kvalitet import klocka
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare, Handelse
from synpunkter import utdrag
from synpunkter.actions import sekretess as sekretessakter
from synpunkter.actions import synpunkt as synpunktakter
from synpunkter.actions import utdrag as akter
from synpunkter.actions import utlamnande as utlamnandeakter
from synpunkter.models import Synpunkt
from synpunkter.tillstand import Lage
from synpunkter.utdrag import Sokning
from tests import factories
from tests.factories import Kommun
from tests.synpunkter import exempel
from tests.synpunkter.conftest import ONSDAG
from tests.synpunkter.exempel import EPOST, TEXT, Personal, i_lage
from tests.synpunkter.gallringsfall import LANGE_SEDAN, avslutat, gallra, regel
from tests.synpunkter.lagenfall import delat, svara_pa

GUNILLA = Sokning(epost=EPOST, namn="Gunilla Ek")


@pytest.fixture
def nina(nina_namndsekreterare: Anvandare) -> Anvandare:
    return nina_namndsekreterare


def hittade(av: Anvandare, kommun: Kommun, **sokning: str) -> dict[int, bool]:
    traffar = akter.sok_person(kommun.von, Sokning(**sokning), av=av)
    return {t.synpunkt.pk: t.avsandare for t in traffar}


def utdraget(av: Anvandare, kommun: Kommun, sokning: Sokning, *valda: Synpunkt) -> dict[str, Any]:
    fil, _ = akter.lamna_ut(kommun.von, sokning, [s.pk for s in valda], av=av)
    with zipfile.ZipFile(io.BytesIO(fil)) as zip_:
        data: dict[str, Any] = json.loads(zip_.read("utdrag.json"))
    return data


# --- Finding --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sokning",
    [
        {"epost": EPOST},
        {"epost": EPOST.upper()},
        {"namn": "gunilla ek"},
        {"namn": "Gunilla"},
        {"epost": "fel@exempel.se", "namn": "Gunilla Ek"},
    ],
)
def test_the_sender_is_found_by_address_and_name(
    kommun: Kommun, synpunkt: Synpunkt, nina: Anvandare, sokning: dict[str, str]
) -> None:
    exempel.anonymt(kommun)
    assert hittade(nina, kommun, **sokning) == {synpunkt.pk: True}


@pytest.mark.parametrize("sokning", [{"namn": "Gun"}, {"namn": "Gunilla Eklund"}, {"namn": "%"}])
def test_half_a_name_is_another_name(
    kommun: Kommun, synpunkt: Synpunkt, nina: Anvandare, sokning: dict[str, str]
) -> None:
    assert hittade(nina, kommun, **sokning) == {}


@pytest.mark.parametrize("skrivet", ["070-123 45 67", "+46 70 123 45 67", "0046701234567"])
@pytest.mark.parametrize("sokt", ["0701234567", "+46701234567", "070 - 12 34 567"])
def test_a_telephone_number_is_found_however_it_is_written(
    kommun: Kommun, nina: Anvandare, skrivet: str, sokt: str
) -> None:
    s = exempel.anonymt(kommun, text=f"Ring mig på {skrivet}, tack.").synpunkt
    exempel.anonymt(kommun, text="Ring mig på 070-123 45 678, tack.")
    assert hittade(nina, kommun, telefon=sokt) == {s.pk: False}


@pytest.mark.parametrize("skrivet", ["19121212-1212", "121212+1212", "1212121212", "121212 1212"])
@pytest.mark.parametrize("sokt", ["191212121212", "121212-1212"])
def test_a_personnummer_is_found_in_ten_and_twelve_digits(
    kommun: Kommun, nina: Anvandare, skrivet: str, sokt: str
) -> None:
    s = exempel.anonymt(kommun, text=f"Hon heter {skrivet}.").synpunkt
    exempel.anonymt(kommun, text="Ordernummer 91212121212.")
    assert hittade(nina, kommun, personnummer=sokt) == {s.pk: False}


def test_messages_and_notes_are_searched_too(
    kommun: Kommun, nina: Anvandare, synpunkt: Synpunkt, karin_kvalitetssamordnare: Anvandare
) -> None:
    synpunktakter.anteckna(synpunkt, text="Talade med Åsa Öberg.", av=karin_kvalitetssamordnare)
    assert hittade(nina, kommun, namn="åsa öberg") == {synpunkt.pk: False}


def test_who_has_asked_for_records_is_found_and_gets_the_request_alone(
    kommun: Kommun, nina: Anvandare, synpunkt: Synpunkt
) -> None:
    with klocka.stalld(ONSDAG):
        for vem, vad in (("Pia Press, pia@tidning.se", "Kopia av allt."), ("", "Svaret.")):
            utlamnandeakter.begar(synpunkt, begaran=vad, sokande=vem, av=nina)
        utlamnandeakter.begar(synpunkt, begaran="Vad Olle Oro skrev.", av=nina)
    for sokt in ({"epost": "pia@tidning.se"}, {"namn": "pia press"}):
        (traff,) = akter.sok_person(kommun.von, Sokning(**sokt), av=nina)
        assert (traff.synpunkt, traff.hur) == (synpunkt, "Har begärt handlingar")
    (arende,) = utdraget(nina, kommun, Sokning(namn="Pia Press"), synpunkt)["arenden"]
    (begaran,) = arende["begaranden"]
    assert (begaran["vem"], begaran["begaran"]) == ("Pia Press, pia@tidning.se", "Kopia av allt.")
    assert TEXT not in json.dumps(arende, ensure_ascii=False)
    assert "meningar" not in arende
    (olle,) = utdraget(nina, kommun, Sokning(namn="Olle Oro"), synpunkt)["arenden"]
    assert olle["meningar"] == ["Vad Olle Oro skrev."]
    assert "begaranden" not in olle


def test_a_sender_who_has_asked_gets_both(
    kommun: Kommun, nina: Anvandare, synpunkt: Synpunkt
) -> None:
    utlamnandeakter.begar(synpunkt, begaran="Mitt eget.", sokande="Gunilla Ek", av=nina)
    (arende,) = utdraget(nina, kommun, GUNILLA, synpunkt)["arenden"]
    assert arende["roll"] == "Avsändare. Har begärt handlingar"
    assert arende["text"]
    assert [b["begaran"] for b in arende["begaranden"]] == ["Mitt eget."]


def test_a_hostile_search_is_words_and_no_pattern(
    kommun: Kommun, synpunkt: Synpunkt, nina: Anvandare
) -> None:
    for namn in (
        ".*",
        "(",
        "[",
        "\\",
        "a{1000000}",
        "'; drop table synpunkter_synpunkt; --",
        "((a+)+)+$",
    ):
        assert hittade(nina, kommun, namn=namn) == {}


def test_another_namnds_cases_are_never_found(kommun: Kommun, nina: Anvandare) -> None:
    exempel.synpunkt(kommun, namnd=kommun.kfn, enhet=kommun.bibliotek)
    assert hittade(nina, kommun, epost=EPOST) == {}
    with pytest.raises(PermissionDenied):
        akter.sok_person(kommun.kfn, GUNILLA, av=nina)


def test_who_has_no_right_to_extracts_searches_nothing(
    kommun: Kommun, synpunkt: Synpunkt, hanna_handlaggare: Anvandare, rut_revisor: Anvandare
) -> None:
    for person in (hanna_handlaggare, rut_revisor):
        with pytest.raises(PermissionDenied):
            akter.sok_person(kommun.von, GUNILLA, av=person)


def test_what_is_disposed_of_is_not_found(kommun: Kommun, nina: Anvandare) -> None:
    personal = Personal(kommun)
    avslutat(kommun, personal, nar=LANGE_SEDAN)
    with klocka.stalld(ONSDAG):
        regel(kommun, nina)
        gallra(kommun, personal.registrator, nina)
    assert hittade(nina, kommun, epost=EPOST, namn="Gunilla Ek") == {}


def test_too_wide_a_search_asks_for_more(
    kommun: Kommun, nina: Anvandare, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(utdrag, "MEST", 2)
    monkeypatch.setattr(akter, "MEST", 2)
    for _ in range(3):
        exempel.synpunkt(kommun)
    with pytest.raises(Regelbrott, match="Fler än 2"):
        hittade(nina, kommun, epost=EPOST)
    with pytest.raises(Regelbrott, match="Skriv något"):
        hittade(nina, kommun, namn="  ")


# --- Handing over ---------------------------------------------------------------------------------


def test_the_extract_holds_all_of_the_senders_case(kommun: Kommun, nina: Anvandare) -> None:
    personal = Personal(kommun)
    s = i_lage(Lage.ATEROPPNAD, kommun, personal)
    synpunktakter.anteckna(s, text="Verkar orolig.", av=personal.registrator)
    (arende,) = utdraget(nina, kommun, GUNILLA, s)["arenden"]
    assert (arende["text"], arende["roll"]) == (TEXT, "Avsändare")
    assert arende["kontaktuppgifter"]["epost"] == EPOST
    assert {m["text"] for m in arende["meddelanden"]} == {
        "Du har rätt. Nu ringer vi alltid.",
        "Verkar orolig.",
    }
    assert "Det hände igen." in {h["kommentar"] for h in arende["handelser"]}
    assert "synpunkt_kvitto" in {b["brev"] for b in arende["brev"]}
    assert personal.handlaggare.namn not in json.dumps(arende, ensure_ascii=False)


def test_a_protected_senders_contact_is_taken_out_by_one_of_the_few_and_logged(
    kommun: Kommun, synpunkt: Synpunkt, nina: Anvandare
) -> None:
    annan = factories.person("Rakel Arkivarie", "NS", kommun.rot, namnd=kommun.von)
    sekretessakter.skydda(synpunkt, grund="21:3", skal="Hot.", lasare=[annan], av=nina)
    with pytest.raises(Regelbrott, match="skyddade personuppgifter"):
        utdraget(nina, kommun, GUNILLA, synpunkt)
    (arende,) = utdraget(annan, kommun, GUNILLA, synpunkt)["arenden"]
    assert arende["kontaktuppgifter"]["epost"] == EPOST
    assert Handelse.objects.get(slag="synpunkt.skyddad_last").av == annan


def test_the_nämnds_own_parts_of_the_senders_case_are_in_it(
    kommun: Kommun, nina: Anvandare
) -> None:
    personal = Personal(kommun)
    hela, (egen, _) = delat(kommun, personal)
    egen = svara_pa(egen, "Tiden ändras inte mer.", personal)
    assert hittade(nina, kommun, epost=EPOST) == {hela.pk: True, egen.pk: True}
    _, arende = sorted(
        utdraget(nina, kommun, GUNILLA, hela, egen)["arenden"], key=lambda a: len(a["meddelanden"])
    )
    assert [m["text"] for m in arende["meddelanden"]] == ["Tiden ändras inte mer."]


def test_of_anothers_case_only_the_sentences_about_the_person(
    kommun: Kommun, nina: Anvandare
) -> None:
    text = "Min granne bor på Storgatan. Per Ek var otrevlig. Ring mig på 070-123 45 67."
    s = exempel.synpunkt(kommun, text=text)
    data = utdraget(nina, kommun, Sokning(namn="Per Ek"), s)
    (arende,) = data["arenden"]
    assert arende["meningar"] == ["Per Ek var otrevlig."]
    hela = json.dumps(data, ensure_ascii=False)
    for annans in (EPOST, "Gunilla", "Storgatan", "070"):
        assert annans not in hela


def test_other_peoples_numbers_are_taken_out_and_ones_own_stand(
    kommun: Kommun, nina: Anvandare
) -> None:
    text = "Jag nås på 070-123 45 67, min bror på 073-999 88 77 och bror@exempel.se, 19121212-1212."
    s = exempel.synpunkt(kommun, text=text)
    sokning = Sokning(epost=EPOST, telefon="0701234567")
    (arende,) = utdraget(nina, kommun, sokning, s)["arenden"]
    assert arende["text"] == (
        "Jag nås på 070-123 45 67, min bror på [telefonnummer] och [e-postadress], [personnummer]."
    )


def test_the_senders_name_is_taken_out_unless_the_sender_asks(
    kommun: Kommun, nina: Anvandare
) -> None:
    s = exempel.synpunkt(kommun, text="Per Ek skrek åt mig. Hälsningar, Gunilla Ek och Per Ek.")
    (arende,) = utdraget(nina, kommun, Sokning(namn="Per Ek"), s)["arenden"]
    assert arende["meningar"] == ["Per Ek skrek åt mig.", "Hälsningar, [namn] och Per Ek."]
    (arende,) = utdraget(nina, kommun, Sokning(epost=EPOST), s)["arenden"]
    assert arende["text"] == s.text


def test_the_notes_of_another_namnd_stay_there(
    kommun: Kommun, synpunkt: Synpunkt, nina: Anvandare
) -> None:
    personal = Personal(kommun)
    synpunktakter.anteckna(synpunkt, text="Kulturens egen.", av=personal.registrator)
    synpunkt.meddelanden.update(namnd=kommun.kfn)
    (arende,) = utdraget(nina, kommun, GUNILLA, synpunkt)["arenden"]
    assert arende["meddelanden"] == []


def test_only_what_the_search_finds_can_be_chosen(
    kommun: Kommun, synpunkt: Synpunkt, nina: Anvandare
) -> None:
    annan = exempel.anonymt(kommun, text="Något helt annat.").synpunkt
    data = utdraget(nina, kommun, GUNILLA, synpunkt, annan)
    assert [a["referens"] for a in data["arenden"]] == [synpunkt.referens]
    with pytest.raises(Regelbrott, match="Välj minst"):
        utdraget(nina, kommun, GUNILLA, annan)


def test_search_and_extract_are_logged_without_the_words(
    kommun: Kommun, synpunkt: Synpunkt, nina: Anvandare
) -> None:
    hittade(nina, kommun, namn="Gunilla Ek")
    utdraget(nina, kommun, GUNILLA, synpunkt)
    handelser = Handelse.objects.filter(av=nina).order_by("pk")
    assert [h.slag for h in handelser] == ["register.sokt", "register.utdrag", "synpunkt.utdrag"]
    assert handelser[0].data == {"antal": 1, "namnd": kommun.von.pk}
    assert not any("Gunilla" in str(h.data) for h in handelser)


def test_the_spreadsheet_holds_the_same_and_no_formula(kommun: Kommun, nina: Anvandare) -> None:
    s = exempel.synpunkt(kommun, text="=HYPERLINK(1)\x0b hej")
    fil, _ = akter.lamna_ut(kommun.von, GUNILLA, [s.pk], av=nina)
    with zipfile.ZipFile(io.BytesIO(fil)) as zip_:
        assert set(zip_.namelist()) == {"LAS_MIG.txt", "utdrag.json", "utdrag.xlsx"}
        assert "omfattar 1 ärende hos nämnden." in zip_.read("LAS_MIG.txt").decode()
        blad = load_workbook(io.BytesIO(zip_.read("utdrag.xlsx"))).worksheets[0]
    rader = {rad[1]: rad[2] for rad in blad.iter_rows(min_row=2, values_only=True)}
    assert rader["text"] == "'=HYPERLINK(1) hej"
    assert rader["kontaktuppgifter epost"] == EPOST


def test_other_rooms_hang_on_what_they_hold(
    kommun: Kommun, synpunkt: Synpunkt, nina: Anvandare, settings: Any
) -> None:
    settings.REGISTERUTDRAGETS_DELAR = ("tests.synpunkter.test_utdrag.bilagor",)
    (arende,) = utdraget(nina, kommun, GUNILLA, synpunkt)["arenden"]
    assert arende["bilagor"] == [{"namn": f"{synpunkt.referens}.pdf"}]


def bilagor(synpunkt: Synpunkt) -> dict[str, list[dict[str, str]]]:
    return {"bilagor": [{"namn": f"{synpunkt.referens}.pdf"}]}


def test_a_role_below_the_root_does_not_answer_for_the_register(
    kommun: Kommun, synpunkt: Synpunkt
) -> None:
    under = factories.person("Ulla Under", "NS", kommun.hemtjanst, namnd=kommun.von)
    with pytest.raises(PermissionDenied):
        akter.sok_person(kommun.von, GUNILLA, av=under)
