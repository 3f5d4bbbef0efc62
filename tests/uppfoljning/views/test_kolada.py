"""The pages of Kolada: the search, adding, an indicator's page, and the question."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from cykel.models import Indikator, Matvarde
from kvalitet import klocka
from kvalitet.models import Anvandare
from tests.cykel import kil
from tests.htmx import ar_sidans
from tests.uppfoljning import kolada_server as ks
from tests.uppfoljning.koladahamtning import exempel
from tests.uppfoljning.lage import Lage
from tests.uppfoljning.test_matning import ett
from uppfoljning.actions.koladahamtning import folj, fraga_om_andrade
from uppfoljning.actions.koladakatalog import las_in
from uppfoljning.kolada.katalog import Katalog
from uppfoljning.kolada.svar import las_grupper, las_nyckeltal, las_omraden
from uppfoljning.models import (
    Koladafraga,
    Koladahamtning,
    Koladajamforelse,
    Koladanyckeltal,
    Koladaomrade,
)

GAMMALT = "Personalkontinuitet, antal personal, medelvärde (- 2024)"


@pytest.fixture(autouse=True)
def katalogen(kommun: object) -> Iterator[None]:
    with klocka.stalld(kil.NU):
        las_in(
            Katalog(
                las_nyckeltal(
                    [
                        ks.nyckeltal("U21468", "Nöjda med hemtjänsten, andel (%)"),
                        ks.nyckeltal("U21401", GAMMALT, is_divided_by_gender=False),
                        ks.nyckeltal("N00003", "Personalkostnader, kr/inv"),
                    ]
                ),
                las_omraden(
                    [
                        ks.omrade("0000", "Riket", "L"),
                        ks.omrade("0581", "Norrköping"),
                        ks.omrade("0580", "Linköping"),
                    ]
                ),
                las_grupper(
                    [ks.grupp("G37480", "Liknande kommuner, övergripande, Norrköping, 2025")]
                ),
            )
        )
        yield


@pytest.fixture
def petra(client: Client, petra_planansvarig: Anvandare) -> Anvandare:
    client.force_login(petra_planansvarig)
    return petra_planansvarig


@pytest.fixture
def indikator(petra: Anvandare) -> Indikator:
    return ny("U21468", petra)


def ny(kod: str, agare: Anvandare) -> Indikator:
    en = exempel.ny(kod, agare, "Nöjda med hemtjänsten")
    folj(en)
    return en


def varde(indikator: Indikator, tal: str, **andrat: Any) -> Matvarde:
    return Matvarde.objects.create(
        **{
            "indikator": indikator,
            "omrade": "0000",
            "period_fran": date(2025, 1, 1),
            "period_till": date(2025, 12, 31),
            "varde": Decimal(tal),
            "matdatum": date(2026, 4, 1),
            "kalla": "Kolada",
            **andrat,
        }
    )


def sida(client: Client, adress: str) -> str:
    svar = client.get(adress)
    assert svar.status_code == 200, adress
    return svar.content.decode()


# --- the search ----------------------------------------------------------------------------------


def test_the_search_shows_what_has_ended(client: Client, petra: Anvandare) -> None:
    text = sida(client, "/arbete/kolada/?q=personal")
    assert "2 nyckeltal" in text
    assert text.index("N00003") < text.index("U21401")
    assert "Upphörd 2024" in text


def test_the_swapped_list_is_the_pages(client: Client, petra: Anvandare) -> None:
    hela = sida(client, "/arbete/kolada/?q=hemtj")
    lista = client.get("/arbete/kolada/?q=hemtj", headers={"HX-Request": "true"}).content.decode()
    assert ar_sidans(lista, hela)
    assert "U21468" in lista
    assert "<h1" not in lista


@pytest.mark.parametrize(
    "fraga",
    ["q=zzz", "omrade=finns-inte", "kon=1&enheter=1", "efter=999999", "q=%00", "q=" + "x" * 300],
)
def test_a_search_that_finds_nothing_or_is_nonsense(
    client: Client, petra: Anvandare, fraga: str
) -> None:
    sida(client, f"/arbete/kolada/?{fraga}")


def test_pages_follow_each_other_and_miss_nothing(client: Client, petra: Anvandare) -> None:
    las_in(Katalog(las_nyckeltal([ks.nyckeltal(f"N1{n:04}", f"Mått {n % 7}") for n in range(65)])))
    sedda, adress = [], "/arbete/kolada/?q=m%C3%A5tt"
    while adress:
        svar = client.get(adress)
        sedda += [r.nyckeltal.kod for r in svar.context["rader"]]
        nasta = svar.context["blad"].nasta
        adress = f"/arbete/kolada/{nasta}" if nasta else ""
    assert len(sedda) == len(set(sedda)) == 65


def test_a_key_figures_page(client: Client, petra: Anvandare) -> None:
    text = sida(client, "/arbete/kolada/U21468/")
    assert "Beskrivning av U21468" in text
    assert "Kvinnor och män" in text
    assert "/arbete/kolada/U21468/lagg-till/" in text
    upphord = sida(client, "/arbete/kolada/U21401/")
    assert "Nyckeltalet har upphört" in upphord
    assert '<a href="/arbete/kolada/">Sök efter ett som har tagit över</a>' in upphord
    assert client.get("/arbete/kolada/N99999/").status_code == 404


@pytest.mark.parametrize(
    "adress", ["/arbete/kolada/", "/arbete/kolada/U21468/", "/arbete/kolada/U21468/lagg-till/"]
)
def test_only_those_who_may_define_indicators(
    client: Client, filip_fortroendevald: Anvandare, adress: str
) -> None:
    client.force_login(filip_fortroendevald)
    assert client.get(adress).status_code == 403


# --- adding --------------------------------------------------------------------------------------


def test_the_form_is_filled_in_and_the_indicator_is_made(client: Client, petra: Anvandare) -> None:
    adress = "/arbete/kolada/U21468/lagg-till/"
    form = client.get(adress).context["form"]
    forslag = {namn: form.get_initial_for_field(falt, namn) for namn, falt in form.fields.items()}
    assert forslag["namn"] == "Nöjda med hemtjänsten"
    assert (forslag["matt"], forslag["frekvens"]) == ("procent", "helar")
    assert (forslag["agare"], forslag["konsuppdelad"]) == (petra, True)
    post = {
        **{namn: v for namn, v in forslag.items() if v is not None},
        "agare": petra.pk,
        "riktning": "hogre",
    }
    text = client.post(adress, post, follow=True).content.decode()
    assert "är tillagd. Värdena hämtas i natt." in text
    en = Indikator.objects.get()
    assert (en.kalla, en.kolada_id) == ("kolada", "U21468")
    assert client.post(adress, post).status_code == 200
    assert Indikator.objects.count() == 1


def test_one_that_is_an_indicator_leads_there(client: Client, indikator: Indikator) -> None:
    lank = f'href="/arbete/indikatorer/{indikator.pk}/"'
    for adress in ("U21468/", "U21468/lagg-till/", "?q=hemtj"):
        assert lank in sida(client, f"/arbete/kolada/{adress}")


def test_an_ended_one_warns(client: Client, petra: Anvandare) -> None:
    text = sida(client, "/arbete/kolada/U21401/lagg-till/")
    assert "Upphörd 2024" in text
    assert "får inga nya värden" in text
    assert "Kolada delar inte upp nyckeltalet på kön." in text


def test_what_is_missing_is_asked_for_and_nothing_is_lost(client: Client, petra: Anvandare) -> None:
    text = client.post(
        "/arbete/kolada/U21468/lagg-till/", {"namn": "Mitt eget namn"}
    ).content.decode()
    assert "<title>Fel: " in text
    assert "Mitt eget namn" in text
    assert not Indikator.objects.exists()


# --- the indicator's page ------------------------------------------------------------------------


def test_values_by_area_with_the_names_that_kolada_gives(
    client: Client, indikator: Indikator, kommun: Any
) -> None:
    varde(indikator, "71.4")
    varde(indikator, "70", omrade="G37480", kalla="Kolada, medel av 7 kommuner")
    for kon, tal in (("T", "68.2"), ("K", "70.1"), ("M", "66.3")):
        varde(indikator, tal, omrade="", enhet=kommun.rot, kon=kon)
    text = sida(client, f"/arbete/indikatorer/{indikator.pk}/kolada/")
    for ord_ in (
        "Provkommun",
        "Kvinnor",
        "Riket",
        "Liknande kommuner, övergripande, 2025",
        "70,1\N{NO-BREAK SPACE}%",
        "Källa: Kolada",
    ):
        assert ord_ in text, ord_


def test_what_is_hidden_for_women_is_hidden_for_men(
    client: Client, indikator: Indikator, kommun: Any
) -> None:
    hemma: dict[str, Any] = {"omrade": "", "enhet": kommun.rot}
    varde(indikator, "68.2", **hemma)
    varde(indikator, "66.3", kon="M", **hemma)
    Matvarde.objects.create(
        indikator=indikator,
        enhet=kommun.rot,
        period_fran=date(2025, 1, 1),
        period_till=date(2025, 12, 31),
        kon="K",
        bortfallsorsak=".. sekretess enligt Kolada (status ”..”)",
        matdatum=date(2026, 4, 1),
        kalla="Kolada",
    )
    text = sida(client, f"/arbete/indikatorer/{indikator.pk}/kolada/")
    assert "66,3" not in text
    assert text.count(".. för få svar") == 2


def test_kolada_is_named_only_for_what_it_delivered(
    client: Client, indikator: Indikator, kommun: Any
) -> None:
    varde(indikator, "1", omrade="", enhet=kommun.rot, kalla="Egen beräkning")
    text = sida(client, f"/arbete/indikatorer/{indikator.pk}/kolada/")
    assert "Källa: Egen beräkning" in text
    assert "Källa: Kolada" not in text


def test_values_that_come_by_themselves_are_not_asked_for_in_a_grid(
    client: Client, indikator: Indikator, petra: Anvandare
) -> None:
    Indikator.objects.filter(pk=indikator.pk).update(agare=petra)
    adress = f"/arbete/indikatorer/{indikator.pk}/"
    assert f"{adress}for-in/" not in sida(client, adress)
    Indikator.objects.filter(pk=indikator.pk).update(kalla="manuell", kolada_id="")
    assert f"{adress}for-in/" in sida(client, adress)


def test_a_failure_is_shown_on_the_indicators_page(client: Client, indikator: Indikator) -> None:
    adress = f"/arbete/indikatorer/{indikator.pk}/"
    assert "Inget är hämtat än. Värdena hämtas i natt." in sida(client, adress)
    Koladahamtning.objects.update(
        senast_lyckad=datetime(2026, 5, 30, tzinfo=UTC),
        senast_forsok=datetime(2026, 5, 31, tzinfo=UTC),
        fel="Det gick inte att nå Kolada. Vi försöker igen nästa natt.",
    )
    for text in (sida(client, adress), sida(client, f"{adress}kolada/")):
        assert "Hämtades senast 30" in text
        assert "misslyckades därför att: Det gick inte att nå Kolada." in text


def test_an_indicator_that_is_not_from_kolada_has_no_such_page(
    client: Client, indikator: Indikator
) -> None:
    Indikator.objects.update(kalla="manuell", kolada_id="")
    assert client.get(f"/arbete/indikatorer/{indikator.pk}/kolada/").status_code == 404
    assert "Kolada" not in sida(client, f"/arbete/indikatorer/{indikator.pk}/")


def test_areas_are_searched_for_and_chosen(client: Client, indikator: Indikator) -> None:
    adress = f"/arbete/indikatorer/{indikator.pk}/kolada/"
    assert "Linköping" not in sida(client, adress)
    assert "Linköping" in sida(client, f"{adress}?sok=link")
    assert "Linköping" in sida(client, f"{adress}?sok=+link%00")
    assert client.get(f"{adress}jamforelser/").status_code == 405
    svar = client.post(
        f"{adress}jamforelser/", {"omrade": ["0580", "0581\0", "x" * 50]}, follow=True
    )
    assert "Jämförelserna är sparade." in svar.content.decode()
    valda = Koladajamforelse.objects.filter(indikator=indikator)
    assert list(valda.values_list("omrade__kod", flat=True)) == ["0580"]


def test_a_reader_sees_and_changes_nothing(
    client: Client, indikator: Indikator, filip_fortroendevald: Anvandare
) -> None:
    client.force_login(filip_fortroendevald)
    adress = f"/arbete/indikatorer/{indikator.pk}/kolada/"
    assert "Spara jämförelserna" not in (lasbar := sida(client, adress))
    assert "/arbete/kolada/" not in lasbar  # the catalogue is for those who define indicators
    assert client.post(f"{adress}jamforelser/", {"omrade": ["0580"]}).status_code == 403
    assert client.post(f"{adress}igen/").status_code == 403


# --- the question --------------------------------------------------------------------------------


@pytest.fixture
def fraga(indikator: Indikator) -> Koladafraga:
    Koladanyckeltal.objects.filter(kod="U21468").update(
        titel="Nöjda, ny fråga, andel (%)", definition_sha256="nytt"
    )
    assert fraga_om_andrade() == 1
    return Koladafraga.objects.get()


def test_old_and_new_stand_side_by_side_and_the_page_is_paused(
    client: Client, fraga: Koladafraga
) -> None:
    text = sida(client, f"/arbete/kolada/fragor/{fraga.pk}/")
    assert "Nöjda med hemtjänsten, andel (%)" in text
    assert "Nöjda, ny fråga, andel (%)" in text
    indikatorn = f"/arbete/indikatorer/{fraga.indikator_id}/"
    assert "Pausad: titeln eller beskrivningen har ändrats." in sida(client, indikatorn)
    assert f"/arbete/kolada/fragor/{fraga.pk}/" in sida(client, indikatorn)
    assert "Pausad" in sida(client, f"{indikatorn}kolada/")


@pytest.mark.parametrize(
    ("svar", "vantat"),
    [
        ({"svar": "samma"}, "samma"),
        ({"svar": "nytt", "fran": "2026-01-01", "skal": "Ny fråga."}, "nytt"),
        ({"svar": "sluta"}, "sluta"),
    ],
)
def test_an_answer_is_given(
    client: Client, fraga: Koladafraga, svar: dict[str, str], vantat: str
) -> None:
    adress = f"/arbete/kolada/fragor/{fraga.pk}/"
    sett = client.get(adress).context["sett"]
    text = client.post(adress, {**svar, "sett": sett}, follow=True).content.decode()
    assert "Tack, svaret är sparat." in text
    fraga.refresh_from_db()
    assert fraga.svar == vantat
    assert "Spara svaret" not in sida(client, adress)
    assert ("Börja hämta igen" in text) == (vantat == "sluta")


def test_what_the_answer_lacks_is_asked_for(client: Client, fraga: Koladafraga) -> None:
    adress = f"/arbete/kolada/fragor/{fraga.pk}/"
    sett = client.get(adress).context["sett"]
    assert "Välj vad ändringen betyder." in client.post(adress, {"sett": sett}).content.decode()
    text = client.post(adress, {"svar": "nytt", "sett": sett, "fran": ""}).content.decode()
    assert "Skriv vad som är nytt." in text
    assert "Skriv från vilken dag serien är ny." in text
    gammalt = client.post(adress, {"svar": "samma", "sett": "x"}).content.decode()
    assert "har ändrat texten igen" in gammalt
    fraga.refresh_from_db()
    assert not fraga.svar


def test_who_does_not_own_it_reads_the_question(
    client: Client, fraga: Koladafraga, filip_fortroendevald: Anvandare
) -> None:
    client.force_login(filip_fortroendevald)
    adress = f"/arbete/kolada/fragor/{fraga.pk}/"
    assert "Petra Planansvarig äger indikatorn och svarar." in sida(client, adress)
    sett = client.get(adress).context["sett"]
    assert client.post(adress, {"svar": "samma", "sett": sett}).status_code == 403


# --- the names in follow-up ----------------------------------------------------------------------


def test_follow_up_names_areas_as_kolada_does(lage: Lage) -> None:
    indikator = lage.kil.indikator.indikator
    for kod in ("0000", "G37480", "0580", "1480"):
        varde(indikator, "67", omrade=kod)
    matt = ett(lage, maltyp="gap_mot_jamforelse", jamforelse="G37480")
    assert matt.post.malvarde_text == "minst liknande kommuner, övergripande, 2025"
    assert [j.namn for j in matt.post.jamforelser] == [
        "Riket",
        "Liknande kommuner, övergripande, 2025",
        "Linköping",
        "Kommun 1480",  # not in the catalogue
    ]
    assert Koladaomrade.objects.count() == 4


def test_the_rows_behind_a_figure_and_the_plan_name_the_group(
    lage: Lage, client: Client, petra_planansvarig: Anvandare
) -> None:
    rad = lage.kil.indikator
    Matvarde.objects.create(
        indikator=rad.indikator,
        omrade="G37480",
        period_fran=date(2025, 1, 1),
        period_till=date(2025, 12, 31),
        varde=Decimal(71),
        matdatum=date(2025, 12, 31),
        kalla="Kolada",
    )
    ett(lage, maltyp="gap_mot_jamforelse", jamforelse="G37480")
    client.force_login(petra_planansvarig)
    bakom = f"/arbete/uppfoljning/{lage.varv.pk}/mal/{lage.mal.pk}/indikator/{rad.indikator_id}/"
    assert "Liknande kommuner, övergripande, 2025" in client.get(bakom).content.decode()
    planen = client.get(f"/arbete/planer/{lage.kil.plan.pk}/").content.decode()
    assert "minst som liknande kommuner, övergripande, 2025" in planen
    assert "G37480" not in planen
