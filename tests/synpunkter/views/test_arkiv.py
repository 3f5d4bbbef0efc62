"""The pages of the register: who comes in, what they say, and that twice is once."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from kvalitet import klocka
from kvalitet.models import Anvandare, Gallring, Handelse
from synpunkter import diarieko
from synpunkter.actions import diarium
from synpunkter.actions import gallring as akter
from synpunkter.gallringsprotokoll import protokoll, som_pdf
from synpunkter.models import Diarieforing, Diarieinstallning, Gallringsregel, Synpunkt
from tests import factories
from tests.factories import Kommun
from tests.synpunkter import exempel
from tests.synpunkter.conftest import ONSDAG
from tests.synpunkter.exempel import EPOST, TEXT, Personal
from tests.synpunkter.gallringsfall import LANGE_SEDAN, ORD, avslutat, gallra, ordrikt, regel

DIARIUM = "/arbete/synpunkter/diarium/"
GALLRING = "/arbete/synpunkter/gallring/"
UTDRAG = "/arbete/synpunkter/registerutdrag/"


@pytest.fixture
def nina(nina_namndsekreterare: Anvandare) -> Anvandare:
    return nina_namndsekreterare


@pytest.fixture
def var(settings: Any, tmp_path: Path) -> Path:
    settings.VAR = tmp_path
    return tmp_path


@pytest.fixture
def kim(kommun: Kommun) -> Anvandare:
    """Nämndsekreterare of another nämnd."""
    return factories.person("Kim Kultur", "NS", kommun.rot, namnd=kommun.kfn)


def text(svar: Any) -> str:
    return " ".join(svar.content.decode().split()).replace("\xa0", " ")


def stall_in_externt(kommun: Kommun, av: Anvandare) -> None:
    diarium.stall_in(
        kommun.von, satt="extern", form="{kod} {ar}/{nr}", siffror=4, filformat="xml", av=av
    )


# --- The register ---------------------------------------------------------------------------------


def test_many_are_chosen_and_registered_at_once(
    kommun: Kommun, nina: Anvandare, client: Client
) -> None:
    client.force_login(nina)
    tre = [exempel.synpunkt(kommun) for _ in range(3)]
    with klocka.stalld(ONSDAG):
        svar = client.post(DIARIUM, {"pk": [tre[0].pk, tre[2].pk]}, follow=True)
    assert "Registrerat med diarienummer VON 2026/0001 till VON 2026/0002." in text(svar)
    assert tre[1].referens in text(svar)
    assert tre[0].referens not in text(svar)
    assert "VON 2026/0002" in text(client.get(f"{DIARIUM}?visa=registrerade"))
    assert "Välj minst ett" in text(client.post(DIARIUM, {"pk": ["x", tre[0].pk]}, follow=True))


def test_another_namnds_cases_are_neither_listed_nor_registered(
    kommun: Kommun, synpunkt: Synpunkt, kim: Anvandare, client: Client
) -> None:
    client.force_login(kim)
    assert synpunkt.referens not in text(client.get(DIARIUM))
    client.post(DIARIUM, {"pk": [synpunkt.pk]})
    assert client.post(f"/arbete/synpunkter/{synpunkt.pk}/diariefor/").status_code == 404
    assert not Diarieforing.objects.exists()


def test_one_is_registered_from_its_own_page_and_twice_is_once(
    kommun: Kommun, synpunkt: Synpunkt, nina: Anvandare, client: Client
) -> None:
    client.force_login(nina)
    sida = f"/arbete/synpunkter/{synpunkt.pk}/"
    assert "Inte registrerat i diariet" in text(client.get(sida))
    for _ in range(2):
        client.post(f"{sida}diariefor/")
    foring = Diarieforing.objects.get()
    assert f"Diarienummer {foring.dnr}" in text(client.get(sida))
    assert "Inte registrerat" not in text(client.get(sida))


def test_who_only_handles_sees_no_button_and_registers_nothing(
    synpunkt: Synpunkt, hanna_handlaggare: Anvandare, client: Client
) -> None:
    client.force_login(hanna_handlaggare)
    sida = f"/arbete/synpunkter/{synpunkt.pk}/"
    assert "diariefor" not in text(client.get(sida))
    assert client.post(f"{sida}diariefor/").status_code == 403
    assert client.get(DIARIUM).status_code == 403
    assert "Gallring" not in text(client.get("/arbete/synpunkter/"))


def test_the_number_of_another_register_is_written_in_by_hand_or_from_a_file(
    kommun: Kommun, nina: Anvandare, client: Client, var: Path
) -> None:
    client.force_login(nina)
    stall_in_externt(kommun, nina)
    forst, sedan = (diarium.registrera(exempel.synpunkt(kommun), av=nina) for _ in range(2))
    assert "Väntar på att lämnas" in text(client.get(f"{DIARIUM}?visa=vantar"))
    diarieko.lamna_vantande()
    assert "Lämnad, väntar på diarienummer" in text(client.get(f"{DIARIUM}?visa=vantar"))
    fil = client.get(f"{DIARIUM}{forst.pk}/fil/")
    assert fil["Content-Type"] == "application/xml"
    assert "attachment" in fil["Content-Disposition"]
    assert TEXT.split(".")[0] in fil.content.decode()
    svar = client.post(f"{DIARIUM}{forst.pk}/dnr/", {"dnr": "VON 1"}, follow=True)
    assert "har fått numret VON 1" in text(svar)
    svar = client.post(f"{DIARIUM}{forst.pk}/dnr/", {"dnr": ""}, follow=True)
    assert "Skriv diarienumret." in text(svar)
    csvfil = SimpleUploadedFile("svar.csv", f"nyckel;dnr\n{sedan.nyckel};VON 2\n".encode())
    svar = client.post(f"{DIARIUM}svar/", {"svarsfil": csvfil}, follow=True)
    assert "Nya diarienummer: 1." in text(svar)


@pytest.mark.parametrize("visa", ["vantar", "registrerade"])
def test_every_tab_asks_as_many_questions_whatever_it_holds(
    kommun: Kommun, nina: Anvandare, client: Client, visa: str
) -> None:
    client.force_login(nina)
    if visa == "vantar":
        stall_in_externt(kommun, nina)

    def fragor(antal: int) -> int:
        for _ in range(antal):
            diarium.registrera(exempel.synpunkt(kommun), av=nina)
        with CaptureQueriesContext(connection) as tagna:
            client.get(f"{DIARIUM}?visa={visa}")
        return len(tagna)

    fragor(1)
    assert fragor(1) == fragor(8)


def test_a_long_list_has_more_pages(
    kommun: Kommun, nina: Anvandare, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.force_login(nina)
    monkeypatch.setattr("synpunkter.views.diarium.PER_SIDA", 2)
    fem = [exempel.synpunkt(kommun) for _ in range(3)]
    forsta = client.get(DIARIUM)
    assert fem[2].referens not in text(forsta)
    andra = client.get(forsta.context["blad"].nasta)
    assert fem[2].referens in text(andra)
    assert not andra.context["blad"].nasta


def test_a_wrong_answer_file_is_told_at_the_field(
    kommun: Kommun, nina: Anvandare, client: Client
) -> None:
    client.force_login(nina)
    for innehall, mening in (
        (b"hej", "Filen går inte att läsa."),
        (b"nyckel;dnr\nSP-X;VON 1\n", "Rad 2: Det finns inget ärende i kön som heter ”SP-X”."),
    ):
        fil = SimpleUploadedFile("svar.csv", innehall)
        assert mening in text(client.post(f"{DIARIUM}svar/", {"svarsfil": fil}))
    assert "Välj en fil." in text(client.post(f"{DIARIUM}svar/"))


def test_another_namnds_queue_is_unknown(
    kommun: Kommun, nina: Anvandare, kim: Anvandare, client: Client, var: Path
) -> None:
    stall_in_externt(kommun, nina)
    foring = diarium.registrera(exempel.synpunkt(kommun), av=nina)
    client.force_login(kim)
    assert client.get(f"{DIARIUM}{foring.pk}/fil/").status_code == 404
    assert client.post(f"{DIARIUM}{foring.pk}/dnr/", {"dnr": "X"}).status_code == 404
    assert client.get(f"{DIARIUM}namnd/{kommun.von.pk}/").status_code == 404


def test_how_a_namnd_numbers_is_set_on_its_page(
    kommun: Kommun, nina: Anvandare, client: Client
) -> None:
    client.force_login(nina)
    sida = f"{DIARIUM}namnd/{kommun.von.pk}/"
    data = {"satt": "egen", "form": "V-{ar}-{nr}", "siffror": 5, "filformat": "xml"}
    assert "Numrets form ska ha" in text(client.post(sida, data | {"form": "V-{ar}"}))
    with klocka.stalld(ONSDAG):
        client.post(sida, data | {"fortsatt_efter": 41})
        assert Diarieinstallning.objects.get().format == "V-{ar}-{nr}"
        assert "V-{ar}-{nr}" in text(client.get(sida))
        client.post(DIARIUM, {"pk": [exempel.synpunkt(kommun).pk]})
    assert Diarieforing.objects.get().dnr == "V-2026-00042"


# --- Disposal -------------------------------------------------------------------------------------


def regeldata(kommun: Kommun, **andrat: Any) -> dict[str, Any]:
    return {
        "namnd": kommun.von.pk,
        "handlingstyp": "Synpunkter",
        "typ": "",
        "utfall": "",
        "ar": 2,
        "beslut_organ": "Vård- och omsorgsnämnden",
        "beslut_datum": "2025-03-12",
        "beslut_paragraf": "§ 41",
        "beslut_dnr": "VON 2025/0099",
        "galler_fran": "2025-04-01",
        **andrat,
    }


def test_from_rule_to_protocol_through_the_pages(
    kommun: Kommun, nina: Anvandare, client: Client, var: Path
) -> None:
    personal = Personal(kommun)
    s = ordrikt(kommun, personal, nar=LANGE_SEDAN)
    with klocka.stalld(ONSDAG):
        client.force_login(nina)
        client.post(f"{GALLRING}regel/", regeldata(kommun))
        assert "2 år efter avslut" in text(client.get(GALLRING))
        prov = f"{GALLRING}namnd/{kommun.von.pk}/"
        assert "1 ärende kan gallras." in text(client.get(prov))
        assert s.referens in text(client.get(prov))
        client.post(prov)
        ett = Gallring.objects.get()
        assert "inte är klar" in text(client.post(prov, follow=True))
        sida = f"{GALLRING}{ett.pk}/"
        assert "Godkänn och gallra" not in text(client.get(sida))
        assert "Du föreslog" in text(client.post(f"{sida}godkann/", follow=True))
        assert client.get(f"{sida}protokoll.pdf").status_code == 404
        client.force_login(personal.registrator)
        assert "Godkänn och gallra" in text(client.get(sida))
        assert "är godkänd" in text(client.post(f"{sida}godkann/", follow=True))
        assert "0 ärenden är gallrade, 1 återstår" in text(client.get(sida))
        akter.utfor_godkanda()
        assert client.get(f"{sida}protokoll.pdf").status_code == 404
        assert "Protokollet som PDF skapas." in text(client.get(sida))
        assert (akter.skriv_protokoll(), akter.skriv_protokoll()) == (1, 0)
        assert client.get(f"{sida}protokoll.pdf").status_code == 200
        klar = text(client.get(sida))
        assert "1 ärende gallrades 14 oktober 2026" in klar
        assert "överskrivna senast 18 november 2026" in klar
        skal = text(client.get(f"/arbete/synpunkter/{s.pk}/"))
        assert "Ärendet är gallrat" in skal
        for ett_ord in (*ORD, EPOST):
            assert ett_ord not in klar + skal + text(client.get("/arbete/synpunkter/?lage=alla"))
        assert client.post(f"/arbete/synpunkter/{s.pk}/anteckna/", {"text": "x"}).status_code == 404


def test_the_protocol_holds_numbers_and_decisions_and_no_ones_words(
    kommun: Kommun, nina: Anvandare, client: Client, var: Path
) -> None:
    personal = Personal(kommun)
    s = ordrikt(kommun, personal, nar=LANGE_SEDAN)
    with klocka.stalld(ONSDAG):
        regel(kommun, nina)
        g = gallra(kommun, personal.registrator, nina)
        client.force_login(nina)
        akter.skriv_protokoll()
        pdf = client.get(f"{GALLRING}{g.pk}/protokoll.pdf")
        csvfil = client.get(f"{GALLRING}{g.pk}/protokoll.csv")
    sidor = " ".join(
        " ".join(s.extract_text().split()) for s in PdfReader(io.BytesIO(pdf.content)).pages
    )
    rader = list(csv.DictReader(io.StringIO(csvfil.content.decode("utf-8-sig")), delimiter=";"))
    (rad,) = rader
    assert (rad["referens"], rad["diarienummer"]) == (s.referens, "VON 7")
    beslut = rad["beslut"].replace("\xa0", " ")
    assert beslut == "Vård- och omsorgsnämnden 12 mars 2025 § 41, VON 2025/0099"
    for del_ in (s.referens, "VON 7", "§ 41", "VON 2025/0099", "Nina Nämndsekreterare"):
        assert del_ in sidor
    for ett_ord in (*ORD, EPOST):
        assert ett_ord not in sidor + csvfil.content.decode()
    assert pdf.content == som_pdf(protokoll(Gallring.objects.get(pk=g.pk)))


def test_a_number_that_is_a_formula_is_text_in_the_protocol(
    kommun: Kommun, nina: Anvandare, client: Client
) -> None:
    personal = Personal(kommun)
    s = avslutat(kommun, personal, nar=LANGE_SEDAN)
    Synpunkt.objects.filter(pk=s.pk).update(dnr="=1+1")
    with klocka.stalld(ONSDAG):
        regel(kommun, nina)
        g = gallra(kommun, personal.registrator, nina)
    client.force_login(nina)
    assert ";'=1+1;" in client.get(f"{GALLRING}{g.pk}/protokoll.csv").content.decode()


def test_an_auditor_reads_the_disposals_and_each_look_is_on_record(
    kommun: Kommun, nina: Anvandare, rut_revisor: Anvandare, client: Client
) -> None:
    personal = Personal(kommun)
    s = avslutat(kommun, personal, nar=LANGE_SEDAN)
    with klocka.stalld(ONSDAG):
        r = regel(kommun, nina)
        g = gallra(kommun, personal.registrator, nina)
    client.force_login(rut_revisor)
    alla, ett = text(client.get(GALLRING)), text(client.get(f"{GALLRING}{g.pk}/"))
    assert f"Gallring {g.pk}" in alla
    assert s.referens in ett
    for knapp in ("Skriv in en regel", "Se vad som kan gallras", "Avsluta"):
        assert knapp not in alla
    assert s.referens in client.get(f"{GALLRING}{g.pk}/protokoll.csv").content.decode()
    lasta = Handelse.objects.om(g).filter(slag="gallring.last").order_by("pk")
    assert {(h.av, h.roll) for h in lasta} == {(rut_revisor, "REV")}
    assert [h.data for h in lasta] == [{"synpunkter": [s.pk]}, {"fil": "csv"}]
    assert "Lästes av revisor" not in text(client.get(f"{GALLRING}{g.pk}/"))
    for del_ in ("regel/", f"regel/{r.pk}/avsluta/", f"namnd/{kommun.von.pk}/", f"{g.pk}/avsla/"):
        assert client.get(f"{GALLRING}{del_}").status_code == 403
    assert client.post(f"{GALLRING}{g.pk}/godkann/").status_code == 403
    client.force_login(nina)
    client.get(f"{GALLRING}{g.pk}/")
    assert not Handelse.objects.filter(slag="gallring.last", av=nina).exists()


def test_a_list_is_turned_down_with_a_reason(
    kommun: Kommun, nina: Anvandare, client: Client
) -> None:
    personal = Personal(kommun)
    avslutat(kommun, personal, nar=LANGE_SEDAN)
    with klocka.stalld(ONSDAG):
        regel(kommun, nina)
        g = akter.foresla(kommun.von, av=nina)
        client.force_login(nina)
        sida = f"{GALLRING}{g.pk}/avsla/"
        assert "Skriv varför gallringen inte ska göras." in text(client.post(sida, {"skal": ""}))
        client.post(sida, {"skal": "Vi väntar på arkivet."})
        assert "Vi väntar på arkivet." in text(client.get(f"{GALLRING}{g.pk}/"))
    assert Synpunkt.objects.get().gallrad is None


def test_the_form_of_a_rule_tells_what_is_missing(
    kommun: Kommun, nina: Anvandare, client: Client
) -> None:
    client.force_login(nina)
    svar = text(client.post(f"{GALLRING}regel/", {"ar": ""}))
    for mening in ("Välj nämnd.", "Skriv paragrafen", "Skriv hur många år"):
        assert mening in svar
    for andrat, mening in (
        ({"ar": 0}, "Skriv mellan 1 och 100 år."),
        ({"galler_fran": "2025-01-01"}, "Regeln gäller tidigast från dagen för beslutet."),
        ({"namnd": kommun.kfn.pk}, "Välj en nämnd i listan."),
        (
            {"beslut_datum": "2099-01-01", "galler_fran": "2099-01-01"},
            "Beslutet är daterat i framtiden.",
        ),
    ):
        assert mening in text(client.post(f"{GALLRING}regel/", regeldata(kommun, **andrat)))
    assert not Gallringsregel.objects.exists()


def test_a_rule_ends_on_its_page(kommun: Kommun, nina: Anvandare, client: Client) -> None:
    client.force_login(nina)
    with klocka.stalld(ONSDAG):
        r = regel(kommun, nina)
        sida = f"{GALLRING}regel/{r.pk}/avsluta/"
        svar = text(client.post(sida, {"galler_till": "2026-01-01"}))
        assert "Sista dagen är tidigast i går" in svar
        client.post(sida, {"galler_till": "2026-10-31"})
    r.refresh_from_db()
    assert r.galler_till == date(2026, 10, 31)


def test_another_namnds_disposals_are_unknown(
    kommun: Kommun, nina: Anvandare, kim: Anvandare, client: Client
) -> None:
    personal = Personal(kommun)
    avslutat(kommun, personal, nar=LANGE_SEDAN)
    with klocka.stalld(ONSDAG):
        r = regel(kommun, nina)
        g = akter.foresla(kommun.von, av=nina)
        client.force_login(kim)
        assert "Synpunkter och klagomål" not in text(client.get(GALLRING))
        for sida in (f"{g.pk}/", f"{g.pk}/avsla/", f"{g.pk}/protokoll.csv",
                     f"regel/{r.pk}/avsluta/", f"namnd/{kommun.von.pk}/"):  # fmt: skip
            assert client.get(f"{GALLRING}{sida}").status_code == 404, sida
        assert client.post(f"{GALLRING}{g.pk}/godkann/").status_code == 404
    g.refresh_from_db()
    assert g.status == "forslag"


@pytest.mark.parametrize("sida", [DIARIUM, GALLRING, UTDRAG, f"{GALLRING}regel/"])
def test_the_register_is_for_those_who_look_after_it(
    synpunkt: Synpunkt, hanna_handlaggare: Anvandare, client: Client, sida: str
) -> None:
    client.force_login(hanna_handlaggare)
    assert client.get(sida).status_code == 403


# --- Extracts -------------------------------------------------------------------------------------


def test_the_search_is_posted_and_the_extract_is_a_file(
    kommun: Kommun, synpunkt: Synpunkt, nina: Anvandare, client: Client
) -> None:
    client.force_login(nina)
    sok = {"namnd": kommun.von.pk, "epost": EPOST, "namn": "", "telefon": "", "personnummer": ""}
    assert synpunkt.referens not in text(client.get(UTDRAG, sok))
    svar = client.post(UTDRAG, sok)
    assert "1 ärende hittades" in text(svar)
    assert synpunkt.referens in text(svar)
    assert svar["Cache-Control"] == "no-store"
    fil = client.post(f"{UTDRAG}hamta/", sok | {"pk": synpunkt.pk})
    assert fil["Content-Type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(fil.content)) as zip_:
        assert EPOST in zip_.read("utdrag.json").decode()
    assert "Välj minst ett ärende" in text(client.post(f"{UTDRAG}hamta/", sok))


@pytest.mark.parametrize(
    ("andrat", "mening"),
    [
        ({}, "Skriv något om personen att söka efter."),
        ({"telefon": "123"}, "Skriv hela telefonnumret."),
        ({"personnummer": "1212"}, "Skriv tio eller tolv siffror."),
        ({"epost": "x"}, "Skriv e-postadressen som namn@exempel.se."),
    ],
)
def test_a_search_that_says_too_little_is_told(
    kommun: Kommun, nina: Anvandare, client: Client, andrat: dict[str, str], mening: str
) -> None:
    client.force_login(nina)
    assert mening in text(client.post(UTDRAG, {"namnd": kommun.von.pk} | andrat))


def test_another_namnds_register_is_not_in_the_list(
    kommun: Kommun, synpunkt: Synpunkt, kim: Anvandare, client: Client
) -> None:
    client.force_login(kim)
    svar = client.post(
        f"{UTDRAG}hamta/", {"namnd": kommun.von.pk, "epost": EPOST, "pk": synpunkt.pk}
    )
    assert "Välj en nämnd i listan." in text(svar)


# --- Nothing is chosen for the person -------------------------------------------------------------


@pytest.mark.parametrize("vag", [UTDRAG, f"{GALLRING}regel/"])
def test_who_has_several_namnder_chooses_one(
    kommun: Kommun,
    karin_kvalitetssamordnare: Anvandare,
    nina: Anvandare,
    client: Client,
    vag: str,
) -> None:
    client.force_login(karin_kvalitetssamordnare)
    sida = text(client.get(vag))
    assert '<option value="" selected>Välj nämnd</option>' in sida
    assert "Välj nämnd." in text(client.post(vag, {"epost": EPOST}))
    client.force_login(nina)
    assert "Välj nämnd</option>" not in text(client.get(vag))


def test_namnder_without_rules_are_named_in_one_sentence(
    kommun: Kommun, karin_kvalitetssamordnare: Anvandare, client: Client
) -> None:
    regel(kommun, karin_kvalitetssamordnare)
    client.force_login(karin_kvalitetssamordnare)
    sida = text(client.get(GALLRING))
    assert f'<h2 id="namnd-{kommun.von.pk}">' in sida
    assert f'<h2 id="namnd-{kommun.kfn.pk}">' not in sida
    assert "bevaras allt: Kultur- och fritidsnämnden." in sida
