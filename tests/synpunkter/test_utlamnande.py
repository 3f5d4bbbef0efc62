"""Handing out a public record: request, masking, prövning, files, delivery, refusal, the log."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, transaction
from django.db.models.functions import Now
from django.test import Client

from kvalitet import klocka
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare, Handelse
from kvalitet.pdf import finns
from synpunkter import utlamnandejobb
from synpunkter.actions import lagen
from synpunkter.actions import sekretess as sekretessakter
from synpunkter.actions import synpunkt as arendeakter
from synpunkter.actions import utlamnande as akter
from synpunkter.arendehandling import handling
from synpunkter.models import (
    Maskval,
    Sekretessprovning,
    Synpunkt,
    Utlamnande,
    Utlamnandefil,
)
from synpunkter.tillstand_utlamnande import UTLAMNANDE, Lage
from tests import factories
from tests.factories import Kommun
from tests.synpunkter import exempel
from tests.synpunkter.conftest import ONSDAG

TEXT = (
    "Gunilla här. Min granne Kurt Kula, 811218-9876, slog i dörren. "
    "Gunillas telefon är 070-123 45 67 och e-post gunilla.ek@exempel.se."
)
DELVIS = {"utfall": "delvis", "grund": "26:1", "skal": "Uppgifterna rör enskilda."}


@pytest.fixture
def nils(kommun: Kommun) -> Anvandare:
    return factories.person("Nils Nämnden", "NS", kommun.rot, namnd=kommun.von)


@pytest.fixture
def arende(kommun: Kommun) -> Synpunkt:
    return exempel.synpunkt(kommun, text=TEXT, plats="Drottninggatan 12")


@pytest.fixture
def begaran(arende: Synpunkt, nils: Anvandare) -> Utlamnande:
    return akter.begar(arende, begaran="Klagomålet om dörren.", av=nils)


def url(u: Utlamnande, del_: str = "") -> str:
    return f"/arbete/synpunkter/utlamnanden/{u.pk}/{del_}"


def pdftitel(innehall: bytes) -> str:
    """Return title and language of a file that is tagged and says that it is PDF/UA."""
    import pikepdf

    with pikepdf.open(io.BytesIO(innehall)) as pdf:
        assert "/StructTreeRoot" in pdf.Root
        assert b"pdfuaid" in pdf.Root.Metadata.read_bytes()
        return f"{pdf.docinfo.get('/Title')} {pdf.Root.get('/Lang')}"


# --- request ---------------------------------------------------------------------------------


def test_a_request_may_be_anonymous_and_pressed_twice_is_one(
    begaran: Utlamnande, arende: Synpunkt, nils: Anvandare
) -> None:
    assert (begaran.sokande, begaran.lage) == ("", Lage.BEGARD)
    assert akter.begar(arende, begaran=" Klagomålet om dörren. ", av=nils) == begaran
    assert [h.slag for h in Handelse.objects.om(begaran)] == ["utlamnande.begard"]
    with pytest.raises(Regelbrott):
        akter.begar(arende, begaran=" ", av=nils)


def test_who_asks_is_kept_encrypted(arende: Synpunkt, nils: Anvandare) -> None:
    u = akter.begar(arende, begaran="Allt.", sokande="Frida Fri, frida@exempel.se", av=nils)
    assert Utlamnande.objects.get(pk=u.pk).sokande == "Frida Fri, frida@exempel.se"
    with transaction.atomic():
        from django.db import connection

        with connection.cursor() as markor:
            markor.execute("select sokande from synpunkter_utlamnande where id = %s", [u.pk])
            assert "Frida" not in markor.fetchone()[0]


def test_who_may_not_try_takes_no_request(arende: Synpunkt, rut_revisor: Anvandare) -> None:
    with pytest.raises(PermissionDenied):
        akter.begar(arende, begaran="Allt.", av=rut_revisor)


# --- masking ---------------------------------------------------------------------------------


def texter(u: Utlamnande) -> str:
    h = handling(Utlamnande.objects.get(pk=u.pk), maskad=True)
    return " ".join([h.avsandare, *(v for _, v in h.fakta), *(d.maskat.text for d in h.delar)])


def test_the_copy_is_masked_in_every_part(
    begaran: Utlamnande, arende: Synpunkt, nils: Anvandare
) -> None:
    arendeakter.komplettera(arende, text="Ring Gunilla Ek på 011-15 00 00!")
    text = texter(begaran)
    for ord_ in ("Gunilla", "811218", "123 45 67", "@", "15 00 00", "Drottninggatan"):
        assert ord_ not in text, ord_
    assert "[namn], [e-postadress]" in text
    assert "Kurt Kula" in text  # nobody has said that it is a name


def test_the_senders_name_is_masked_in_a_part_too(
    arende: Synpunkt, kommun: Kommun, nils: Anvandare
) -> None:
    delar = [lagen.Del(f"Gunilla Ek undrar {n}.", arende.enhet, arende.namnd) for n in (1, 2)]
    del_ = lagen.dela(arende, delar=delar, av=nils).delar.all()[0]
    assert "Gunilla" not in texter(akter.begar(del_, begaran="Delen.", av=nils))


def test_a_handler_hides_more_and_shows_a_false_hit_with_a_reason(
    begaran: Utlamnande, nils: Anvandare
) -> None:
    val = akter.dolj(begaran, text="kurt  kula", av=nils)
    akter.dolj(begaran, text="kurt kula", av=nils)
    akter.visa(begaran, text="070-123 45 67", skal="Kommunens växel.", av=nils)
    text = texter(begaran)
    assert "Kurt" not in text
    assert "070-123 45 67" in text
    assert Maskval.objects.count() == 2
    akter.angra_maskval(val, av=nils)
    akter.angra_maskval(val, av=nils)
    assert "Kurt Kula" in texter(begaran)
    for fel in (
        lambda: akter.dolj(begaran, text="finns inte", av=nils),
        lambda: akter.dolj(begaran, text=" ", av=nils),
        lambda: akter.visa(begaran, text="dörren", skal="Nej.", av=nils),
        lambda: akter.visa(begaran, text="811218-9876", skal="", av=nils),
    ):
        with pytest.raises(Regelbrott):
            fel()


def test_the_masking_stands_when_the_decision_is_made(begaran: Utlamnande, nils: Anvandare) -> None:
    akter.bevilja(begaran, **DELVIS, av=nils)
    with pytest.raises(Regelbrott, match="Pröva om"):
        akter.dolj(begaran, text="dörren", av=nils)


def test_internal_notes_are_apart_and_only_of_a_closed_case_of_the_own_nämnd(
    arende: Synpunkt, begaran: Utlamnande, kommun: Kommun, nils: Anvandare, client: Client
) -> None:
    handlaggare = factories.person("Hugo", "HS", kommun.vok, namnd=kommun.von)
    with pytest.raises(Regelbrott):
        akter.bevilja(begaran, utfall="lamnas", med_anteckningar=True, av=nils)
    s = arendeakter.tilldela(arende, enhet=arende.enhet, av=nils)
    s = arendeakter.ta_hand_om(s, av=handlaggare)
    arendeakter.anteckna(s, text="Gunilla ringde.", av=handlaggare)
    assert handling(begaran, maskad=False).anteckningar == []
    arendeakter.avsluta(s, utfall="framfort", utfall_skal="Framfört.", av=handlaggare)
    assert handling(begaran, maskad=True).anteckningar == []
    akter.dolj(begaran, text="ringde", av=nils)  # a word of the note alone
    client.force_login(nils)
    assert (
        "Tas med bara om beslutet säger det" in client.get(url(begaran, "maska/")).content.decode()
    )
    u = akter.bevilja(begaran, utfall="lamnas", med_anteckningar=True, av=nils)
    (anteckning,) = handling(u, maskad=True).anteckningar
    assert anteckning.maskat.text == "[namn] [borttaget]."
    assert "Gunilla ringde." not in texter(u)
    Synpunkt.objects.filter(pk=s.pk).update(namnd=kommun.kfn)
    u = Utlamnande.objects.get(pk=u.pk)
    assert handling(u, maskad=False).anteckningar == []


def test_a_protected_senders_contact_is_in_no_version(
    begaran: Utlamnande, arende: Synpunkt, nils: Anvandare
) -> None:
    sekretessakter.skydda(arende, grund="21:3", skal="Hot.", lasare=[nils], av=nils)
    u = Utlamnande.objects.get(pk=begaran.pk)
    for maskad in (True, False):
        assert handling(u, maskad=maskad).avsandare == "Skyddade personuppgifter"


# --- prövning --------------------------------------------------------------------------------


def test_a_refusal_has_paragraph_and_reason_and_is_in_the_log(
    begaran: Utlamnande, arende: Synpunkt, nils: Anvandare
) -> None:
    for fel in ({"grund": ""}, {"grund": "99:1"}, {"skal": " "}):
        with pytest.raises(Regelbrott):
            akter.avsla(begaran, **{"grund": "26:1", "skal": "Skäl."} | fel, av=nils)
    u = akter.avsla(begaran, grund="26:1", skal="Skäl.", av=nils)
    provning = arende.sekretessprovningar.get()
    assert (u.provning, provning.utfall, provning.grund) == (provning, "nekas", "26:1")
    assert sorted(u.filer.values_list("slag", flat=True)) == ["beslut", "hel"]
    senaste = Handelse.objects.om(u)[0]
    assert (senaste.slag, senaste.roll) == ("utlamnande.avsla", "NS")
    assert senaste.data["provning"] == provning.pk


def test_a_yes_for_a_marked_case_says_why(
    begaran: Utlamnande, arende: Synpunkt, nils: Anvandare
) -> None:
    sekretessakter.markera(arende, grund="26:1", skal="Hälsa.", av=nils)
    with pytest.raises(Regelbrott):
        akter.bevilja(begaran, utfall="lamnas", av=nils)
    assert akter.bevilja(begaran, utfall="lamnas", skal="Samtycke.", av=nils).helt


def test_who_cannot_read_the_case_decides_nothing_about_it(
    begaran: Utlamnande, arende: Synpunkt, nils: Anvandare, hanna_handlaggare: Anvandare
) -> None:
    sekretessakter.markera(arende, grund="26:1", skal="Hälsa.", av=nils)
    for akt in (
        lambda: akter.bevilja(begaran, utfall="lamnas", skal="S", av=hanna_handlaggare),
        lambda: akter.aterta(begaran, skal="S", av=hanna_handlaggare),
    ):
        with pytest.raises(Regelbrott):
            akt()
    with pytest.raises(PermissionDenied):
        akter.dolj(begaran, text="dörren", av=hanna_handlaggare)


def test_nothing_is_handed_out_before_the_files_are_made_and_the_copy_read(
    begaran: Utlamnande, nils: Anvandare, monkeypatch: pytest.MonkeyPatch
) -> None:
    u = akter.bevilja(begaran, **DELVIS, av=nils)
    with pytest.raises(Regelbrott):
        akter.lamna_ut(u, satt="brev", genomlast=True, av=nils)
    _klara(u)
    for fel in ({"genomlast": False}, {"satt": ""}):
        with pytest.raises(Regelbrott):
            akter.lamna_ut(u, **{"satt": "brev", "genomlast": True} | fel, av=nils)
    u = akter.lamna_ut(u, satt="brev", genomlast=True, av=nils)
    assert (u.lage, u.satt) == (Lage.UTLAMNAD, "brev")
    assert u.utlamnad is not None


def test_tried_again_the_earlier_decision_and_its_files_stay(
    begaran: Utlamnande, arende: Synpunkt, nils: Anvandare, client: Client
) -> None:
    u = akter.avsla(begaran, grund="26:1", skal="Skäl.", av=nils)
    u.filer.filter(slag="beslut").update(lage="klar", innehall=b"%PDF-", klar=ONSDAG)
    with pytest.raises(Regelbrott):
        akter.prova_om(u, skal=" ", av=nils)
    u = akter.prova_om(u, skal="Nya uppgifter.", av=nils)
    assert (u.lage, u.provning) == (Lage.BEGARD, None)
    assert list(u.filer.values_list("slag", "lage")) == [("beslut", "klar")]
    akter.bevilja(u, utfall="lamnas", av=nils)
    assert [f.slag for f in Utlamnande.objects.get().gallande_filer] == ["hel", "maskad"]
    client.force_login(nils)
    assert "Filer till tidigare beslut" in client.get(url(u)).content.decode()
    assert [p.utfall for p in arende.sekretessprovningar.all()] == ["lamnas", "nekas"]


def test_a_request_is_taken_back(begaran: Utlamnande, nils: Anvandare) -> None:
    u = akter.bevilja(begaran, utfall="lamnas", av=nils)
    u = akter.aterta(u, skal="Behövs inte.", av=nils)
    assert (u.lage, u.filer.count()) == (Lage.ATERTAGEN, 0)


def test_every_step_that_the_table_does_not_hold_is_refused(
    begaran: Utlamnande, nils: Anvandare
) -> None:
    """Each state tries each act: only the table's rows go through, in the act and in SQL."""
    akt: dict[str, Any] = {
        "bevilja": lambda u: akter.bevilja(u, utfall="lamnas", av=nils),
        "avsla": lambda u: akter.avsla(u, grund="26:1", skal="S", av=nils),
        "lamna_ut": lambda u: akter.lamna_ut(u, satt="brev", genomlast=True, av=nils),
        "prova_om": lambda u: akter.prova_om(u, skal="S", av=nils),
        "aterta": lambda u: akter.aterta(u, skal="S", av=nils),
    }
    vag = {
        Lage.BEGARD: (),
        Lage.BEVILJAD: ("bevilja",),
        Lage.UTLAMNAD: ("bevilja", "lamna_ut"),
        Lage.AVSLAGEN: ("avsla",),
        Lage.ATERTAGEN: ("aterta",),
    }
    assert set(akt) == {rad.namn for rad in UTLAMNANDE.rader}
    for lage, steg in vag.items():
        for rad in UTLAMNANDE.rader:
            with transaction.atomic():
                u = begaran
                for namn in steg:
                    _klara(u)
                    u = akt[namn](u)
                _klara(u)
                if lage in rad.fran:
                    assert akt[rad.namn](u).lage == rad.till
                else:
                    with pytest.raises(Regelbrott):
                        akt[rad.namn](u)
                transaction.set_rollback(True)
    with pytest.raises(DatabaseError), transaction.atomic():
        Utlamnande.objects.filter(pk=begaran.pk).update(lage="utlamnad")


# --- the files -------------------------------------------------------------------------------


def _klara(u: Utlamnande) -> None:
    u.filer.update(lage="klar", innehall=b"%PDF-", klar=ONSDAG, lan_till=None)


def fil(u: Utlamnande, slag: str) -> str:
    return f"fil/{u.filer.get(slag=slag).pk}/"


@pytest.mark.skipif(not finns(), reason="Pango saknas")
def test_a_worker_makes_tagged_files_once(begaran: Utlamnande, nils: Anvandare) -> None:
    """The masked and the whole case and the decision, as tagged PDF; a second sweep makes none."""
    akter.dolj(begaran, text="Kurt Kula", av=nils)
    u = akter.bevilja(begaran, **DELVIS, av=nils)
    with klocka.stalld(ONSDAG):
        assert utlamnandejobb.sopa() == 3
        assert utlamnandejobb.sopa() == 0
    filer = {f.slag: f for f in u.filer.all()}
    assert set(filer) == {"hel", "maskad", "beslut"}
    for slag, fil in filer.items():
        assert fil.innehall
        assert fil.sidor >= 1
        text = pdftitel(bytes(fil.innehall))
        assert u.synpunkt.referens in text, slag
        assert "sv" in text
        assert bytes(fil.innehall).startswith(b"%PDF-")
    assert filer["maskad"].sha256 != filer["hel"].sha256
    klara = Handelse.objects.om(u).filter(slag="utlamnande.fil_klar").order_by("pk")
    assert [h.data["fil"] for h in klara] == ["hel", "maskad", "beslut"]


def test_the_masked_file_is_made_of_the_masked_text_and_the_decision_says_how_to_appeal(
    begaran: Utlamnande, nils: Anvandare, monkeypatch: pytest.MonkeyPatch
) -> None:
    from synpunkter import arendehandling

    skrivna: list[str] = []
    monkeypatch.setattr(arendehandling, "gor_pdf", lambda html, **_: skrivna.append(html))
    u = akter.bevilja(begaran, **DELVIS, av=nils)
    u = Utlamnande.objects.med_plats().get(pk=u.pk)
    for slag in ("hel", "maskad", "beslut"):
        arendehandling.gor_fil(u.filer.get(slag=slag), skapad=ONSDAG)
    hel, maskad, beslut = skrivna
    for ord_ in ("811218-9876", "Gunilla", "gunilla.ek@exempel.se", "Drottninggatan"):
        assert ord_ in hel
        assert ord_ not in maskad
        assert ord_ not in beslut
    assert "2 e-postadresser" not in maskad
    assert "1\u00a0personnummer" in maskad
    for ord_ in (
        "26 kap. 1 § OSL",
        "Uppgifterna rör enskilda.",
        "Kammarrätten i Jönköping",
        "inom tre veckor från den dag då du fick del av beslutet",
        "6 kap. 7 § offentlighets- och sekretesslagen",
    ):
        assert ord_ in beslut


def test_a_worker_that_dies_is_followed_by_another_and_three_times_is_enough(
    begaran: Utlamnande, nils: Anvandare, monkeypatch: pytest.MonkeyPatch
) -> None:
    u = akter.avsla(begaran, grund="26:1", skal="S", av=nils)
    u.filer.filter(slag="hel").delete()

    def dor(*_: object, **__: object) -> None:
        raise MemoryError

    monkeypatch.setattr(utlamnandejobb, "gor_fil", dor)
    for _ in range(4):
        assert utlamnandejobb.sopa() == 0
        assert utlamnandejobb.sopa() == 0  # still lent
        u.filer.update(lan_till=Now() - timedelta(seconds=1))
    fil = u.filer.get()
    assert (fil.lage, fil.forsok) == (Utlamnandefil.Lage.MISSLYCKAD, 3)
    # Tried again after the fault is mended, it is ordered anew.
    u = akter.prova_om(u, skal="Felet är rättat.", av=nils)
    akter.avsla(u, grund="26:1", skal="S", av=nils)
    assert set(u.filer.values_list("lage", flat=True)) == {"koad"}


@pytest.mark.parametrize("fel", [timedelta(days=-400), timedelta(minutes=30), timedelta(days=400)])
def test_a_worker_whose_clock_is_wrong_takes_nothing_from_another(
    begaran: Utlamnande, nils: Anvandare, monkeypatch: pytest.MonkeyPatch, fel: timedelta
) -> None:
    """The loan is the database's, whatever the worker thinks that the time is."""
    gjorda: list[int] = []

    def dor(fil: Utlamnandefil, **_: object) -> None:
        gjorda.append(fil.pk)
        raise MemoryError

    u = akter.avsla(begaran, grund="26:1", skal="S", av=nils)
    monkeypatch.setattr(utlamnandejobb, "gor_fil", dor)
    assert utlamnandejobb.sopa() == 0
    lanade = set(gjorda)
    with klocka.stalld(klocka.nu() + fel):
        assert utlamnandejobb.sopa() == 0  # all are lent
        assert len(gjorda) == len(lanade) == u.filer.count()
        u.filer.update(lan_till=Now() - timedelta(seconds=1))
        utlamnandejobb.sopa()
    assert len(gjorda) == 2 * len(lanade)
    assert not u.filer.exclude(lan_till__range=(Now(), Now() + utlamnandejobb.LAN)).exists()


def test_a_result_of_a_decision_that_was_changed_is_thrown_away(
    begaran: Utlamnande, nils: Anvandare
) -> None:
    u = akter.avsla(begaran, grund="26:1", skal="S", av=nils)
    fil = u.filer.filter(slag="beslut").get()
    akter.prova_om(u, skal="Nytt.", av=nils)
    assert not utlamnandejobb._spara(fil, 1, b"%PDF-", 1)
    assert not Utlamnandefil.objects.exists()


def test_each_download_is_on_record(
    begaran: Utlamnande, arende: Synpunkt, nils: Anvandare, client: Client
) -> None:
    u = akter.bevilja(begaran, **DELVIS, av=nils)
    client.force_login(nils)
    assert "skapas" in client.get(url(u)).content.decode()
    assert client.get(url(u, fil(u, "maskad"))).status_code == 409
    _klara(u)
    svar = client.get(url(u, fil(u, "maskad")))
    assert svar.content == b"%PDF-"
    assert svar.headers["Cache-Control"] == "no-store"
    assert "attachment" in svar.headers["Content-Disposition"]
    assert Handelse.objects.om(u)[0].slag == "utlamnande.fil_hamtad"
    assert not Handelse.objects.om(arende).filter(slag="synpunkt.hemlig_fil").exists()
    sekretessakter.markera(arende, grund="26:1", skal="S", av=nils)
    client.get(url(u, fil(u, "hel")))
    assert Handelse.objects.om(arende).filter(slag="synpunkt.hemlig_fil").count() == 1
    assert client.get(url(u, "fil/0/")).status_code == 404


# --- the database ----------------------------------------------------------------------------


def test_the_database_refuses_half_a_request(begaran: Utlamnande, nils: Anvandare) -> None:
    rad = Utlamnande.objects.filter(pk=begaran.pk)
    provning = Sekretessprovning.objects.create(
        synpunkt=begaran.synpunkt, utfall="lamnas", av=nils, tid=ONSDAG
    )
    for fel in (
        {"begaran": ""},
        {"provning": provning},
        {"satt": "brev"},
        {"utlamnad": ONSDAG},
        {"lage": "avslagen"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            rad.update(**fel)


def test_the_database_refuses_a_shown_hit_without_reason_and_half_a_file(
    begaran: Utlamnande, nils: Anvandare
) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Maskval.objects.create(utlamnande=begaran, slag="visa", text="x", av=nils, tid=ONSDAG)
    provning = Sekretessprovning.objects.create(
        synpunkt=begaran.synpunkt, utfall="lamnas", av=nils, tid=ONSDAG
    )
    falt: dict[str, Any] = {
        "utlamnande": begaran,
        "provning": provning,
        "slag": "hel",
        "bestalld": ONSDAG,
    }
    Utlamnandefil.objects.create(**falt)
    for fel in ({"slag": "hel"}, {"slag": "maskad", "lage": "klar"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Utlamnandefil.objects.create(**falt | fel)


# --- the pages -------------------------------------------------------------------------------


def test_from_request_to_delivery_through_the_pages(
    arende: Synpunkt, nils: Anvandare, client: Client
) -> None:
    client.force_login(nils)
    begar = f"/arbete/synpunkter/{arende.pk}/utlamnande/"
    assert client.get(begar).status_code == 200
    assert client.post(begar, {}).status_code == 200
    svar = client.post(begar, {"begaran": "Allt."})
    u = Utlamnande.objects.get()
    assert svar.headers["Location"] == url(u)
    sida = client.get(url(u, "maska/")).content.decode()
    assert ">[personnummer]</mark>" in sida
    assert (
        "finns inte i ärendet"
        in client.post(url(u, "maska/"), {"akt": "dolj", "text": "saknas"}).content.decode()
    )
    for data in (
        {"akt": "dolj", "text": "Kurt Kula"},
        {"akt": "visa", "traff": "070-123 45 67", "skal": "Växeln."},
    ):
        assert client.post(url(u, "maska/"), data).status_code == 302
    val = Maskval.objects.get(slag="visa")
    assert client.post(url(u, f"maska/{val.pk}/angra/")).status_code == 302
    assert client.get(url(u, f"maska/{val.pk}/angra/")).status_code == 405
    assert client.get(url(u, "prova/")).status_code == 200
    utan_skal = client.post(url(u, "prova/"), {"utfall": "delvis"}).content.decode()
    assert "gå vidare. Välj vilken paragraf som gäller. Skriv skälet.</" in utan_skal
    assert client.post(url(u, "prova/"), DELVIS).headers["Location"] == url(u)
    assert client.get(url(u, "maska/")).status_code == 200
    _klara(u)
    assert client.get(url(u, "lamna-ut/")).status_code == 200
    assert client.post(url(u, "lamna-ut/"), {"satt": "brev", "genomlast": "on"}).status_code == 302
    sida = client.get(url(u)).content.decode()
    assert "Utlämnad" in sida
    assert "Maskad kopia (pdf, 0 sidor)" in sida
    assert arende.referens in client.get("/arbete/synpunkter/utlamnanden/?alla=1").content.decode()
    assert arende.referens not in client.get("/arbete/synpunkter/utlamnanden/").content.decode()
    assert "Begärda handlingar" in client.get(f"/arbete/synpunkter/{arende.pk}/").content.decode()


def test_refused_tried_again_and_taken_back_through_the_pages(
    begaran: Utlamnande, nils: Anvandare, client: Client
) -> None:
    client.force_login(nils)
    nej = {"utfall": "nekas", "grund": "26:1", "skal": "Skäl."}
    assert client.post(url(begaran, "prova/"), nej).status_code == 302
    assert "Lämnas inte ut" in client.get(url(begaran)).content.decode()
    for del_ in ("prova-om/", "aterta/"):
        assert client.get(url(begaran, del_)).status_code == 200
        assert client.post(url(begaran, del_), {"skal": "Skäl."}).status_code == 302
    assert Utlamnande.objects.get().lage == Lage.ATERTAGEN


DELAR = ["", "maska/", "prova/", "lamna-ut/", "prova-om/", "aterta/", "fil/1/"]


@pytest.mark.parametrize("del_", DELAR)
def test_another_nämnds_request_does_not_exist_and_who_only_reads_does_not_act(
    begaran: Utlamnande,
    client: Client,
    bo_biblioteksman: Anvandare,
    rut_revisor: Anvandare,
    del_: str,
) -> None:
    client.force_login(bo_biblioteksman)
    assert client.get(url(begaran, del_)).status_code == 404
    client.force_login(rut_revisor)
    lasbart = {"": 200, "fil/1/": 404}  # there is no such file
    assert client.get(url(begaran, del_)).status_code == lasbart.get(del_, 403)


def test_an_auditor_reads_what_was_handed_out_and_that_is_on_record(
    begaran: Utlamnande,
    arende: Synpunkt,
    nils: Anvandare,
    rut_revisor: Anvandare,
    client: Client,
) -> None:
    u = akter.bevilja(begaran, **DELVIS, av=nils)
    _klara(u)
    sekretessakter.markera(arende, grund="26:1", skal="S", av=nils)
    client.force_login(rut_revisor)
    adress = url(u, fil(u, "maskad"))
    assert adress in (sida := client.get(url(u)).content.decode())
    assert "Pröva om" not in sida
    assert client.get(adress).content == b"%PDF-"
    hamtad = Handelse.objects.om(u).get(slag="utlamnande.fil_hamtad")
    assert (hamtad.av, hamtad.roll) == (rut_revisor, "REV")
    last = Handelse.objects.om(arende).filter(av=rut_revisor, roll="REV")
    assert last.filter(slag="synpunkt.hemlig_fil").count() == 1


def test_the_list_goes_page_by_page(arende: Synpunkt, nils: Anvandare, client: Client) -> None:
    Utlamnande.objects.bulk_create(
        Utlamnande(synpunkt=arende, begaran=f"{n}", inkom=ONSDAG, mottagen_av=nils)
        for n in range(51)
    )
    client.force_login(nils)
    sida = client.get("/arbete/synpunkter/utlamnanden/").content.decode()
    assert sida.count("/arbete/synpunkter/utlamnanden/") >= 50
    (nasta,) = re.findall(r'href="(\?efter=[^"]+)" rel="next"', sida)
    sida = client.get(f"/arbete/synpunkter/utlamnanden/{nasta}").content.decode()
    assert sida.count(arende.referens) == 1
    assert client.get("/arbete/synpunkter/utlamnanden/?efter=skräp").status_code == 200
