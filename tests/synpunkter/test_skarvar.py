"""Where areas meet: secrecy with merging, files, lists and the register; extracts of it all."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from kvalitet import klocka
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare, Handelse
from synpunkter import arendehandling, diarielager, kampanj, samman, sekretess, utdragsdelar
from synpunkter.actions import bilaga as bilageakter
from synpunkter.actions import lagen, monster, nojdhet, utlamnande
from synpunkter.actions import sekretess as akter
from synpunkter.actions import synpunkt as arendeakter
from synpunkter.models import Bilaga, Diarieforing, Meddelande, Samband, Synpunkt
from synpunkter.tillstand import Lage
from tests import factories
from tests.factories import Kommun
from tests.synpunkter import exempel
from tests.synpunkter.bilagor.conftest import lager  # noqa: F401  (used by every test)
from tests.synpunkter.conftest import ONSDAG
from tests.synpunkter.exempel import Personal, i_lage

LIKA = (
    "Riv upp beslutet om skolskjutsen i Vilbergen. Barnen går en mil längs en väg utan belysning, "
    "och det är bara en tidsfråga innan någon blir påkörd."
)


@pytest.fixture
def nils(kommun: Kommun) -> Anvandare:
    """Registrator of the nämnd, who reads its marked cases."""
    return factories.person("Nils Nämnden", "NS", kommun.rot, namnd=kommun.von)


@pytest.fixture
def karin(karin_kvalitetssamordnare: Anvandare) -> Anvandare:
    """Of the whole municipality: reads no marked case."""
    return karin_kvalitetssamordnare


def markt(s: Synpunkt, av: Anvandare) -> Synpunkt:
    return akter.markera(s, grund="26:1", skal="Det står om hälsan.", av=av)


def skyddad(s: Synpunkt, av: Anvandare) -> Synpunkt:
    return akter.skydda(s, grund="21:3", skal="Hotbild.", lasare=[av], av=av)


def med_fil(s: Synpunkt, namn: str = "Brev från Gunilla.txt") -> Bilaga:
    (ny,) = bilageakter.spara([SimpleUploadedFile(namn, b"Hej")]).filer
    Bilaga.objects.filter(pk=ny.pk).update(synpunkt=s)
    return ny


# --- secrecy and merging ------------------------------------------------------------------------


@pytest.mark.parametrize("marka", [markt, skyddad])
def test_a_marked_case_is_merged_only_with_one_marked_the_same_way(
    kommun: Kommun, nils: Anvandare, marka: Any
) -> None:
    huvud = exempel.synpunkt(kommun)
    en = marka(exempel.kvitto_i(huvud).synpunkt, nils)
    for forst, sedan in ((huvud, en), (en, huvud)):
        with pytest.raises(Regelbrott) as fel:
            lagen.sla_ihop(forst, [sedan], av=nils)
        assert any("markerat likadant" in p.mening for p in fel.value.punkter if not p.klar)
    lagen.sla_ihop(marka(huvud, nils), [en], av=nils)
    assert Synpunkt.objects.get(pk=en.pk).lage == Lage.SAMMANSLAGEN


def test_campaigns_and_like_cases_hold_no_marked_case(
    kommun: Kommun, nils: Anvandare, karin: Anvandare, client: Client
) -> None:
    alla = [exempel.synpunkt(kommun, text=LIKA) for _ in range(4)]
    hemlig = markt(alla[0], nils)
    for person in (nils, karin):
        (grupp,) = kampanj.grupper(person)
        assert [p.pk for p in grupp.poster] == [s.pk for s in alla[1:]]
        assert hemlig.pk not in {lik.post.pk for lik in kampanj.lika(alla[1], person)}
    assert kampanj.lika(hemlig, nils) == []
    markt(alla[1], nils)
    assert kampanj.grupper(nils) == []
    client.force_login(karin)
    assert "Riv upp" not in client.get("/arbete/synpunkter/kampanjer/").content.decode()


def test_who_may_not_read_a_marked_case_sees_no_link_to_it_and_makes_none(
    kommun: Kommun, nils: Anvandare, hanna_handlaggare: Anvandare, client: Client
) -> None:
    en = exempel.synpunkt(kommun)
    hemlig = markt(exempel.kvitto_i(en).synpunkt, nils)
    with pytest.raises(PermissionDenied):
        lagen.lanka(en, hemlig, av=hanna_handlaggare)
    Samband.objects.create(en=en, annan=hemlig)
    client.force_login(hanna_handlaggare)
    assert hemlig.referens not in client.get(f"/arbete/synpunkter/{en.pk}/").content.decode()
    client.force_login(nils)
    sida = client.get(f"/arbete/synpunkter/{en.pk}/").content.decode()
    assert hemlig.referens in sida
    assert "Samma sak hos oss" not in sida


def test_mönster_and_like_cases_do_not_quote_a_marked_case(
    kommun: Kommun, nils: Anvandare, hanna_handlaggare: Anvandare, client: Client
) -> None:
    en, hemlig = (exempel.synpunkt(kommun, text=LIKA) for _ in range(2))
    kerstin = factories.person("Kerstin Kvalitet", "KV", kommun.vok, namnd=kommun.von)
    ett = monster.skapa_monster(
        [en, hemlig], namn="Skolskjuts", beskrivning="Vägen.", tema="Trafik", av=kerstin
    )
    markt(hemlig, nils)
    with pytest.raises(PermissionDenied):
        monster.lagg_till(ett, [hemlig], av=hanna_handlaggare)
    sidor = (
        f"/arbete/synpunkter/monster/{ett.pk}/",
        f"/arbete/synpunkter/{en.pk}/liknande/",
        f"/arbete/synpunkter/monster/valj/?s={hemlig.pk}",
    )
    for person, ser in ((kerstin, True), (hanna_handlaggare, False)):
        client.force_login(person)
        for sida in sidor:
            text = client.get(sida).content.decode()
            assert (hemlig.referens in text) == ser, (person, sida)
            ord_ = text.count("Riv upp beslutet")
            assert ord_ == (1 if "monster/" in sida and "valj" not in sida else 0), sida


def test_what_is_marked_after_the_merge_is_read_on_its_own_page_alone(
    kommun: Kommun, nils: Anvandare, client: Client
) -> None:
    huvud = exempel.synpunkt(kommun)
    en = exempel.kvitto_i(huvud).synpunkt
    lagen.sla_ihop(huvud, [en], av=nils)
    arendeakter.komplettera(en, text="Min diagnos är känd.")
    assert Meddelande.objects.get().text in samman.meddelanden(huvud, sammanslagna=True).get().text
    markt(en, nils)
    assert not samman.meddelanden(huvud, sammanslagna=True).exists()
    client.force_login(nils)
    sida = client.get(f"/arbete/synpunkter/{huvud.pk}/sammanslagna/").content.decode()
    assert en.referens in sida
    assert "Samma sak hos oss" not in sida


# --- secrecy and files --------------------------------------------------------------------------


@pytest.mark.parametrize("marka", [markt, skyddad])
def test_fetching_a_file_of_a_marked_case_is_on_record(
    synpunkt: Synpunkt, nils: Anvandare, client: Client, marka: Any
) -> None:
    fil = med_fil(synpunkt)
    client.force_login(nils)
    client.get(f"/arbete/synpunkter/{synpunkt.pk}/bilaga/{fil.pk}/")
    assert not sekretess.laslogg(synpunkt).exists()
    marka(synpunkt, nils)
    client.head(f"/arbete/synpunkter/{synpunkt.pk}/bilaga/{fil.pk}/")
    assert not sekretess.laslogg(synpunkt).exists()
    client.get(f"/arbete/synpunkter/{synpunkt.pk}/bilaga/{fil.pk}/")
    (rad,) = sekretess.laslogg(synpunkt)
    assert (rad.slag, rad.av, rad.roll) == (sekretess.FIL_HAMTAD, nils, "NS")
    assert rad.data == {"bilaga": str(fil.pk)}


def test_the_copy_that_is_handed_out_lists_the_files_by_masked_name_and_size(
    synpunkt: Synpunkt, nils: Anvandare, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    med_fil(synpunkt)
    u = utlamnande.begar(synpunkt, begaran="Allt.", av=nils)
    client.force_login(nils)
    sida = client.get(f"/arbete/synpunkter/utlamnanden/{u.pk}/maska/").content.decode()
    assert "Brev från [namn].txt, 3" in sida
    assert any(t.text == "Gunilla" for t in arendehandling.traffar(u, arendehandling.sok_for(u)))
    u = utlamnande.bevilja(u, utfall="delvis", grund="26:1", skal="Enskilda.", av=nils)
    skrivna: dict[str, str] = {}
    monkeypatch.setattr(
        arendehandling, "gor_pdf", lambda html, **kw: skrivna.setdefault(kw["titel"], html)
    )
    for fil in u.filer.order_by("pk"):
        arendehandling.gor_fil(fil, skapad=ONSDAG)
    hel, maskad = (
        skrivna[f"{namn} {synpunkt.referens}"] for namn in ("Ärende", "Maskad kopia av ärende")
    )
    assert "Brev från Gunilla.txt, 3" in hel
    assert "Brev från [namn].txt, 3" in maskad


# --- secrecy and the register -------------------------------------------------------------------


def test_marking_a_case_registers_it_once_as_secret(synpunkt: Synpunkt, nils: Anvandare) -> None:
    assert not synpunkt.dnr
    s = markt(synpunkt, nils)
    foring = Diarieforing.objects.get()
    assert (foring.synpunkt_id, foring.sekretess) == (s.pk, True)
    assert s.dnr == foring.dnr != ""
    markt(akter.lyft(s, skal="Fel.", av=nils), nils)
    assert Diarieforing.objects.get().dnr == s.dnr


def test_a_protected_sender_alone_makes_the_case_registered_as_secret(
    synpunkt: Synpunkt, nils: Anvandare
) -> None:
    """Who the sender is is secret (OSL 21 kap.), and what is secret is registered (5 kap. 1 §)."""
    s = skyddad(synpunkt, nils)
    foring = Diarieforing.objects.get()
    assert (foring.synpunkt_id, foring.sekretess) == (s.pk, True)
    assert s.dnr == foring.dnr != ""
    skyddad(markt(s, nils), nils)
    assert Diarieforing.objects.get().dnr == s.dnr


def test_another_register_gets_a_protected_case_without_words_and_sender(
    synpunkt: Synpunkt, nils: Anvandare
) -> None:
    s = skyddad(synpunkt, nils)
    fil = diarielager.innehall(Diarieforing.objects.get(), "json").decode()
    assert s.referens in fil
    for hemligt in (s.text[:20], exempel.EPOST, "Gunilla"):
        assert hemligt not in fil


def test_a_mark_that_cannot_be_registered_is_no_mark(
    synpunkt: Synpunkt, nils: Anvandare, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fel(*_: object, **__: object) -> None:
        raise Regelbrott("Numret är taget.")

    monkeypatch.setattr("synpunkter.actions.sekretess.registrera_hemlig", fel)
    with pytest.raises(Regelbrott, match="taget"):
        markt(synpunkt, nils)
    assert not Synpunkt.objects.get(pk=synpunkt.pk).sekretess
    assert not Handelse.objects.om(synpunkt).filter(slag="synpunkt.sekretess_satt").exists()


# --- the register extract -----------------------------------------------------------------------


def test_an_extract_holds_files_answers_and_handings_out_but_not_who_asked(
    kommun: Kommun, nils: Anvandare, settings: Any
) -> None:
    with klocka.stalld(ONSDAG):
        s = i_lage(Lage.AVSLUTAD, kommun, Personal(kommun))
        med_fil(s)
        nojdhet.svara_nojdhet(s, poang=4)
        utlamnande.begar(s, begaran="Allt om Bo.", sokande="Bo Frågvis", av=nils)
    assert (
        tuple(f"synpunkter.utdragsdelar.{namn}" for namn in ("filer", "nojdhet", "utlamnanden"))
        == settings.REGISTERUTDRAGETS_DELAR
    )
    dag = ONSDAG.date().isoformat()
    assert utdragsdelar.filer(s)["filer"] == [
        {"namn": "Brev från Gunilla.txt", "slag": "Text", "storlek": "3 byte", "dag": dag}
    ]
    (svar,) = utdragsdelar.nojdhet(s)["nojdhet"]
    assert svar == {"avslutades": dag, "svarade": dag, "svar": "4 av 5"}
    (ett,) = utdragsdelar.utlamnanden(s)["utlamnanden"]
    assert ett == {"begardes": dag, "lage": "Begärd", "lamnades": "", "hur": ""}


# --- One calm page ------------------------------------------------------------------------------


@pytest.mark.parametrize("lage", [Lage.INKOMMEN, Lage.UNDER_HANDLAGGNING, Lage.AVSLUTAD])
def test_the_case_page_has_one_primary_button_and_the_rare_acts_under_mer(
    kommun: Kommun, nils: Anvandare, client: Client, lage: Lage
) -> None:
    s = i_lage(lage, kommun, Personal(kommun))
    client.force_login(nils)
    for _ in range(2):
        sida = client.get(f"/arbete/synpunkter/{s.pk}/").content.decode()
        sida = sida.partition("<main")[2].partition("</main>")[0]
        utan = re.findall(r'class="ds-button"(?! data-variant="(?:secondary|tertiary)")', sida)
        assert len(utan) <= 1
        _, mer, rest = sida.partition('<details class="ds-details"><summary>Mer</summary>')
        assert mer
        assert f"/arbete/synpunkter/{s.pk}/utlamnande/" in rest.partition("</details>")[0]
        assert f"/{s.pk}/sekretess/" in sida
        markt(s, nils)


def test_the_inbox_has_one_row_of_ways_on(kommun: Kommun, nils: Anvandare, client: Client) -> None:
    client.force_login(nils)
    sida = client.get("/arbete/synpunkter/").content.decode()
    rad = sida.partition('<nav aria-label="Mer om synpunkter">')[2].partition("</nav>")[0]
    for vag in ("kampanjer", "overlamnat", "utlamnanden", "franvaro", "diarium"):
        assert f"/arbete/synpunkter/{vag}/" in rad
        assert sida.count(f'"/arbete/synpunkter/{vag}/"') == 1
