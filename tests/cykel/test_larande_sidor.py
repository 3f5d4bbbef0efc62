"""The pages of åtgärder and lärdomar: who sees them, what they take, what they say."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client

from cykel.models import Atgard, Brist, Lardom, LardomSvar, Mal, Rutin
from cykel.tillstand import Fas
from kvalitet.models import Anvandare
from tests.cykel import kil
from tests.cykel.kil import NU, Kil
from tests.factories import Kommun

ORDEN = {
    "rubrik": "Ring när tiden flyttas",
    "hande": "Tiderna ändrades utan besked.",
    "orsak": "Planeraren saknade ersättare.",
    "gor_annorlunda": "Planeraren ringer alltid.",
}


@pytest.fixture(autouse=True)
def inget_efterat(settings: object) -> None:
    settings.EFTER_EFFEKT = ()  # type: ignore[attr-defined]


@pytest.fixture
def brist(kilen: Kil) -> Brist:
    return kil.brist(kilen)


@pytest.fixture
def atgard(brist: Brist, petra_planansvarig: Anvandare) -> Atgard:
    return kil.atgard(brist, petra_planansvarig)


@pytest.fixture
def sakrad(kilen: Kil, atgard: Atgard, erik_enhetschef: Anvandare) -> Lardom:
    kil.bedom(atgard, erik_enhetschef)
    return kil.lardom(kilen, atgard, lage="sakrad")


@pytest.fixture
def nasta(kilen: Kil, kommun: Kommun, petra_planansvarig: Anvandare, mal: Mal) -> Kil:
    return kil.plan(
        kommun, petra_planansvarig, mal, fas=Fas.PLANERA, ar=2027, foregangare=kilen.plan
    )


def _bas(kilen: Kil) -> str:
    return f"/arbete/planer/{kilen.plan.pk}/"


def _adresser(kilen: Kil, atgard: Atgard, lardom: Lardom) -> list[str]:
    bas = _bas(kilen)
    return [
        f"{bas}aktiviteter/",
        f"{bas}atgarder/",
        f"{bas}atgarder/{atgard.pk}/",
        f"{bas}lardom/",
        f"{bas}lardom/{lardom.pk}/",
        f"{bas}lardomar/",
    ]


SKRIVANDE = ("brister/ny/", "lardom/ny/", "lardom/rutin/", "kvalitetssakra/")


def test_readers_read_all_and_other_units_get_404(
    kilen: Kil,
    atgard: Atgard,
    sakrad: Lardom,
    nasta: Kil,
    filip_fortroendevald: Anvandare,
    bodil_biblioteksansvarig: Anvandare,
    client: Client,
) -> None:
    for person, kod in ((filip_fortroendevald, 200), (bodil_biblioteksansvarig, 404)):
        client.force_login(person)
        for adress in _adresser(kilen, atgard, sakrad):
            assert client.get(adress).status_code == kod, adress
        assert client.get(f"{_bas(nasta)}lardomar/").status_code == kod
    for adress in SKRIVANDE:
        assert client.get(_bas(kilen) + adress).status_code == 404


def test_a_reader_may_not_write(
    kilen: Kil,
    brist: Brist,
    atgard: Atgard,
    filip_fortroendevald: Anvandare,
    client: Client,
) -> None:
    client.force_login(filip_fortroendevald)
    bas = _bas(kilen)
    for adress in (
        *SKRIVANDE,
        "nasta-varv/",
        f"brister/{brist.pk}/atgard/",
        f"brister/{brist.pk}/ingen-atgard/",
    ):
        assert client.get(bas + adress).status_code == 403, adress
    for adress in ("lardom/avgor/", f"atgarder/{atgard.pk}/effekt/"):
        assert client.post(bas + adress).status_code == 403, adress
    lage = client.post(f"{bas}atgarder/{atgard.pk}/lage/", {"status": "pagar"})
    assert lage.status_code == 403


def test_a_search_for_signs_alone_is_no_fault(
    kilen: Kil, petra_planansvarig: Anvandare, client: Client
) -> None:
    client.force_login(petra_planansvarig)
    assert client.get("/arbete/larande/", {"q": "\\ :"}).status_code == 200


@pytest.mark.parametrize("nyckel", ["9" * 5000, "x", "999999"])
def test_a_brist_repeats_only_a_learning_that_is_there(
    kilen: Kil, brist: Brist, petra_planansvarig: Anvandare, client: Client, nyckel: str
) -> None:
    client.force_login(petra_planansvarig)
    adress = f"{_bas(kilen)}brister/{brist.pk}/upprepar/"
    assert client.post(adress, {"lardom": nyckel}).status_code == 404


def test_acts_are_posted(
    kilen: Kil, atgard: Atgard, petra_planansvarig: Anvandare, client: Client
) -> None:
    client.force_login(petra_planansvarig)
    for adress in ("lardom/avgor/", f"atgarder/{atgard.pk}/lage/"):
        assert client.get(_bas(kilen) + adress).status_code == 405


def test_a_brist_gets_its_atgard_and_its_verdict_through_the_pages(
    kilen: Kil, petra_planansvarig: Anvandare, erik_enhetschef: Anvandare, client: Client
) -> None:
    bas = _bas(kilen)
    client.force_login(petra_planansvarig)
    client.post(
        f"{bas}brister/ny/",
        {
            "rubrik": "Tider ändras",
            "kalla": "synpunkter",
            "kalla_mening": "14 synpunkter",
            "mal": kilen.mal.pk,
        },
    )
    brist = Brist.objects.get()
    sida = client.get(f"{bas}atgarder/").content.decode()
    assert "En brist väntar på en åtgärd" in sida
    assert "14 synpunkter" in sida
    client.post(
        f"{bas}brister/{brist.pk}/atgard/",
        {
            "rubrik": "Dubbla ersättare",
            "ansvarig": petra_planansvarig.pk,
            "klar_senast": (NU.date() + timedelta(days=30)).isoformat(),
            "vantad_effekt": "Färre klagomål",
        },
    )
    atgard = Atgard.objects.get()
    client.post(f"{bas}atgarder/{atgard.pk}/lage/", {"status": "klar"})
    assert "någon annan bedömer om den hjälpte" in (
        client.get(f"{bas}atgarder/{atgard.pk}/").content.decode()
    )
    client.force_login(erik_enhetschef)
    svar = client.post(
        f"{bas}atgarder/{atgard.pk}/effekt/",
        {"effekt": "ja", "effekt_text": "Från 14 till 5"},
        follow=True,
    )
    assert "Kontrollerat av Erik Enhetschef 10" in svar.content.decode()


def test_an_effect_that_cannot_be_saved_is_told_and_kept(
    kilen: Kil, atgard: Atgard, erik_enhetschef: Anvandare, client: Client
) -> None:
    Atgard.objects.update(status="pagar")
    client.force_login(erik_enhetschef)
    svar = client.post(
        f"{_bas(kilen)}atgarder/{atgard.pk}/effekt/",
        {"effekt": "ja", "effekt_text": "Från 14 till 5"},
    )
    sida = svar.content.decode()
    assert "<title>Fel: " in sida
    assert "inte rapporterad som klar" in sida
    assert "Från 14 till 5</textarea>" in sida


def test_a_chef_decides_that_nothing_is_done(
    kilen: Kil, brist: Brist, erik_enhetschef: Anvandare, client: Client
) -> None:
    client.force_login(erik_enhetschef)
    bas = _bas(kilen)
    client.post(f"{bas}brister/{brist.pk}/ingen-atgard/", {"skal": "Löst av sig självt"})
    sida = client.get(f"{bas}atgarder/").content.decode()
    assert "Skäl: Löst av sig självt Erik Enhetschef." in sida


def test_those_that_wait_come_first_and_are_counted(
    kilen: Kil,
    sakrad: Lardom,
    erik_enhetschef: Anvandare,
    client: Client,
    request: pytest.FixtureRequest,
) -> None:
    bevis = kil.atgard(kil.brist(kilen, "En annan"), kilen.plan.planansvarig)
    senare = kil.lardom(kilen, kil.bedom(bevis, erik_enhetschef), lage="sakrad", rubrik="Senare")
    client.force_login(erik_enhetschef)

    def sidan() -> tuple[list[str], int]:
        sida = client.get("/arbete/larande/").content.decode()
        i_ordning = sorted((rad.rubrik for rad in (sakrad, senare)), key=sida.index)
        return i_ordning, sida.count("Väntar på svar i plan 2027")

    assert sidan() == (["Senare", sakrad.rubrik], 0)  # no plan goes on
    nasta: Kil = request.getfixturevalue("nasta")
    assert sidan() == (["Senare", sakrad.rubrik], 2)
    av = nasta.plan.planansvarig
    LardomSvar.objects.create(
        lardom=senare, plan=nasta.plan, svar="avvisad", skal="Nej", av=av, tid=NU
    )
    assert sidan() == ([sakrad.rubrik, "Senare"], 1)  # answered


def test_a_learning_is_drafted_proposed_and_taken_back(
    kilen: Kil, atgard: Atgard, petra_planansvarig: Anvandare, client: Client
) -> None:
    client.force_login(petra_planansvarig)
    bas = _bas(kilen)
    sida = client.get(f"{bas}lardom/ny/?atgard={atgard.pk}").content.decode()
    assert f'<option value="{atgard.pk}" selected' in sida
    forsta = re.findall(r'<button type="submit" name="gor" value="(\w+)"', sida)[0]
    assert forsta == "spara"  # what Enter does in a field: nothing is lost, nothing proposed
    svar = client.post(f"{bas}lardom/ny/", {**ORDEN, "gor": "foresla"})
    assert "Åtgärden som är beviset är vald." in svar.content.decode()
    assert not Lardom.objects.exists()  # both or neither
    client.post(f"{bas}lardom/ny/", {**ORDEN, "gor": "spara"})
    lardom = Lardom.objects.get()
    client.post(f"{bas}lardom/{lardom.pk}/", {**ORDEN, "atgard": atgard.pk, "gor": "foresla"})
    lardom.refresh_from_db()
    assert lardom.lage == "foreslagen"
    igen = client.post(f"{bas}lardom/{lardom.pk}/", {**ORDEN, "gor": "foresla"}, follow=True)
    assert "Lärdomen är föreslagen." in igen.content.decode()
    client.post(f"{bas}lardom/{lardom.pk}/ta-tillbaka/")
    lardom.refresh_from_db()
    assert lardom.lage == "utkast"


def test_the_lap_is_decided_and_a_routine_added(
    kilen: Kil, petra_planansvarig: Anvandare, client: Client
) -> None:
    client.force_login(petra_planansvarig)
    bas = _bas(kilen)
    sida = client.get(f"{bas}lardom/").content.decode()
    assert "Det här återstår innan kilen är lagd" in sida
    assert 'href="#rutin"' in sida
    svar = client.post(
        f"{bas}lardom/avgor/", {"ingen_rutin": "ja", "ingen_lardom": "ja"}, follow=True
    )
    sida = svar.content.decode()
    assert "ingen rutin berörs i det här varvet" in sida
    assert "Ångra ”ingen ny lärdom”" in sida
    client.post(
        f"{bas}lardom/rutin/",
        {
            "namn": "Planering",
            "version": "3",
            "agare": petra_planansvarig.pk,
            "galler_fran": "2026-06-01",
        },
    )
    assert Rutin.objects.get().enhet == kilen.plan.enhet


def test_row_9_through_its_page(
    kilen: Kil,
    atgard: Atgard,
    erik_enhetschef: Anvandare,
    client: Client,
) -> None:
    client.force_login(erik_enhetschef)
    adress = f"{_bas(kilen)}nasta-varv/"
    sida = client.get(adress).content.decode()
    assert "Kontrollera om åtgärden" in sida
    kil.bedom(atgard, erik_enhetschef)
    kil.lardom(kilen, atgard)
    kilen.varv.ingen_rutin = True  # type: ignore[union-attr]
    kilen.varv.save()  # type: ignore[union-attr]
    for _ in range(2):
        assert client.post(adress).status_code == 302
    assert Lardom.objects.get().lage == "sakrad"
    assert kilen.plan.varv.count() == 2


def test_the_next_plan_answers_on_its_page(
    sakrad: Lardom, nasta: Kil, petra_planansvarig: Anvandare, client: Client
) -> None:
    client.force_login(petra_planansvarig)
    adress = f"{_bas(nasta)}lardomar/"
    assert '<strong class="siffra">0 av 1</strong>' in client.get(adress).content.decode()
    gor = f"avvisa-{sakrad.pk}"
    sida = client.post(adress, {"gor": gor, f"{gor}-skal": " "}).content.decode()
    assert "Skriv varför lärdomen avvisas." in sida
    assert '<details class="ds-details" data-variant="tinted" open>' in sida
    gor = f"inarbeta-{sakrad.pk}"
    plats = f"aktivitet:{nasta.aktivitet.nyckel}"
    svar = client.post(adress, {"gor": gor, f"{gor}-plats": plats}, follow=True)
    sida = svar.content.decode()
    assert '<strong class="siffra">1 av 1</strong>' in sida
    assert "Inarbetad i ”Ring när tiden ändras”." in sida
    assert LardomSvar.objects.get().aktivitet == nasta.aktivitet.nyckel


def test_an_answer_to_what_is_not_asked_gets_404(
    nasta: Kil, petra_planansvarig: Anvandare, filip_fortroendevald: Anvandare, client: Client
) -> None:
    client.force_login(petra_planansvarig)
    assert client.post(f"{_bas(nasta)}lardomar/", {"gor": "avvisa-1"}).status_code == 404


def test_open_atgarder_of_the_predecessor_are_shown(
    kilen: Kil, atgard: Atgard, nasta: Kil, petra_planansvarig: Anvandare, client: Client
) -> None:
    client.force_login(petra_planansvarig)
    sida = client.get(f"{_bas(nasta)}lardomar/").content.decode()
    assert "Öppna åtgärder från förra planen" in sida
    assert "Dubbla ersättare för planeraren" in sida


# --- All that has been learnt ----------------------------------------------------------------


def test_the_overview_counts_and_leads_on(
    kilen: Kil,
    sakrad: Lardom,
    nasta: Kil,
    brist: Brist,
    petra_planansvarig: Anvandare,
    client: Client,
) -> None:
    kil.atgard(brist, petra_planansvarig, status="pagar")
    upprepning = kil.lardom(kilen, lage="foreslagen", rubrik="Det hände igen")
    Lardom.objects.filter(pk=upprepning.pk).update(upprepar=sakrad)
    client.force_login(petra_planansvarig)
    sida = client.get("/arbete/larande/").content.decode()
    assert "Väntar på svar i plan 2027" in sida
    assert f"/arbete/planer/{nasta.plan.pk}/lardomar/#lardom-{sakrad.pk}" in sida
    assert "1 av 1 har fått läras om" in sida
    assert "1\xa0juni, 9 dagar sen" in sida
    LardomSvar.objects.create(
        lardom=sakrad, plan=nasta.plan, svar="avvisad", skal="Nej", av=petra_planansvarig, tid=NU
    )
    sida = client.get("/arbete/larande/").content.decode()
    assert "Avvisad i plan 2027" in sida
    assert "Skäl: Nej" in sida


def test_the_overview_is_of_ones_own_scope(
    sakrad: Lardom, atgard: Atgard, bodil_biblioteksansvarig: Anvandare, client: Client
) -> None:
    client.force_login(bodil_biblioteksansvarig)
    sida = client.get("/arbete/larande/").content.decode()
    assert "Inga säkrade lärdomar än" in sida
    assert "Inga åtgärder är öppna." in sida


def test_the_overview_turns_pages(
    kilen: Kil, sakrad: Lardom, petra_planansvarig: Anvandare, client: Client
) -> None:
    for nummer in range(30):
        kil.lardom(kilen, sakrad.atgard, lage="sakrad", rubrik=f"Lärdom {nummer}")
    client.force_login(petra_planansvarig)
    forsta = client.get("/arbete/larande/").content.decode()
    fjarde = client.get("/arbete/larande/?sida=4").content.decode()
    assert 'href="?sida=2"' in forsta
    assert forsta.count('class="lardom ') == 10
    assert fjarde.count('class="lardom ') == 1


def test_a_person_without_role_gets_403(kommun: Kommun, client: Client) -> None:
    utan = Anvandare.objects.skapa(epost="utan@kommun.example", namn="Utan", losenord="x" * 14)
    client.force_login(utan)
    assert client.get("/arbete/larande/").status_code == 403
