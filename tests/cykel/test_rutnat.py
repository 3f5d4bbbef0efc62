"""The entry grid: many units at once, pasted or written, all saved or nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cykel.actions.matvarden import (
    KROCK,
    Inforing,
    Post,
    Rutnatsfel,
    Rutnatsrad,
    infor_rutnat,
)
from cykel.forms.rutnat import INTE_BORT, tolka
from cykel.models import Indikator, Matvarde, Planindikator
from cykel.rutnat import Celler, las_klistrat, visade
from cykel.villkor.inforing import enheter_att_fora_in, perioder
from kvalitet import klocka
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare, Enhet, Handelse
from tests import factories
from tests.cykel import fabrik
from tests.fragor import enheter as nya_enheter

FRAN, TILL = date(2026, 1, 1), date(2026, 8, 31)
PERIOD = f"period_fran={FRAN}&period_till={TILL}"
GEMENSAMT = {"matdatum": "2026-08-31", "kalla": "Brukarenkäten"}


@pytest.fixture(autouse=True)
def september() -> Iterator[None]:
    with klocka.stalld(fabrik.UNDER_DELARET):
        yield


@pytest.fixture
def p(kommun: factories.Kommun) -> fabrik.Plan:
    return fabrik.i_genomfora(kommun)


@pytest.fixture
def en(p: fabrik.Plan) -> Indikator:
    indikator = p.version.indikatorer.get().indikator
    Indikator.objects.update(lagst=0, hogst=100)
    indikator.refresh_from_db()
    return indikator


def adress(en: Indikator) -> str:
    return f"/arbete/indikatorer/{en.pk}/for-in/?{PERIOD}"


def skicka(
    client: Client, en: Indikator, enhet: Enhet, *, fore: str = "||||", **celler: str
) -> Any:
    falt = {f"r{enhet.pk}-{namn}": text for namn, text in celler.items()}
    data = GEMENSAMT | {f"r{enhet.pk}-fore": fore} | falt
    data |= {namn: celler[namn] for namn in ("skal", "matdatum") if namn in celler}
    return client.post(adress(en), data)


def text(svar: Any) -> str:
    return str(svar.content.decode())


# --- Saving -------------------------------------------------------------------------------------


def test_a_row_is_saved_with_sex_and_uncertainty(
    client: Client, p: fabrik.Plan, en: Indikator
) -> None:
    client.force_login(p.folk.petra)
    assert p.plan.enhet.namn in text(client.get(adress(en)))
    svar = skicka(client, en, p.plan.enhet, t="86,5", k="87", m="86", osakerhet="2,1")
    assert svar.status_code == 302
    varden = {v.kon: (v.varde, v.osakerhet, v.infort_av) for v in Matvarde.objects.all()}
    petra = p.folk.petra
    assert varden == {
        "T": (Decimal("86.5"), Decimal("2.1"), petra),
        "K": (87, None, petra),
        "M": (86, None, petra),
    }
    assert Handelse.objects.filter(slag="matvarde.infort").count() == 3


def test_what_cannot_be_is_told_in_its_row_and_what_was_written_stays(
    client: Client, p: fabrik.Plan, en: Indikator
) -> None:
    client.force_login(p.folk.petra)
    svar = skicka(client, en, p.plan.enhet, t="104", k="åttio", m="")
    sida = text(svar).replace("\xa0", " ")
    assert svar.status_code == 200
    assert "Värdet ska vara mellan 0 och 100 procent. Du skrev 104." in sida
    assert "”åttio” är inget tal. Skriv till exempel 86,5." in sida
    assert 'value="104"' in sida
    assert 'value="åttio"' in sida
    assert not Matvarde.objects.exists()


def test_one_bad_row_saves_nothing(kommun: factories.Kommun, p: fabrik.Plan, en: Indikator) -> None:
    rader = [
        Rutnatsrad(kommun.hemtjanst, (Post(kommun.hemtjanst, varde=Decimal(80)),), Celler()),
        Rutnatsrad(kommun.centrum, (Post(kommun.centrum, varde=Decimal(101)),), Celler()),
    ]
    with pytest.raises(Rutnatsfel) as fel:
        infor_rutnat(en, rader, inforing=Inforing(FRAN, TILL, TILL, "Enkät"), av=p.folk.petra)
    assert list(fel.value.per_enhet) == [kommun.centrum.pk]
    assert not Matvarde.objects.exists()


def test_a_value_is_put_right_with_a_reason_that_stands_in_the_history(
    client: Client, p: fabrik.Plan, en: Indikator
) -> None:
    client.force_login(p.folk.petra)
    skicka(client, en, p.plan.enhet, t="84", k="82", m="86")
    fore = "84|82|86||"
    svar = skicka(client, en, p.plan.enhet, fore=fore, t="84", k="83", m="86")
    assert "Värdet är redan infört. Skriv varför det ändras." in text(svar)
    svar = skicka(
        client, en, p.plan.enhet, fore=fore, t="84", k="83", m="86", skal="Ett svar var dubbelt."
    )
    assert svar.status_code == 302
    (rattelse,) = Handelse.objects.filter(slag="matvarde.rattat")
    assert (rattelse.av, rattelse.text.text) == (p.folk.petra, "Ett svar var dubbelt.")
    assert rattelse.data["kon"] == "K"
    sida = text(client.get(f"/arbete/indikatorer/{en.pk}/")).replace("\xa0", " ")
    assert "Ett svar var dubbelt." in sida
    assert "Värde: från 82 till 83" in sida
    assert "Rättat 2026-09-03 av Petra" in sida


def test_a_correction_of_a_sex_is_not_told_where_one_has_been_hidden(
    client: Client, p: fabrik.Plan, en: Indikator
) -> None:
    client.force_login(p.folk.petra)
    skicka(client, en, p.plan.enhet, t="84", k="82", m="86")
    skicka(client, en, p.plan.enhet, fore="84|82|86||", t="84", k="83", m="86", skal="Fel.")
    sida = f"/arbete/indikatorer/{en.pk}/"
    assert "från 82 till 83" in text(client.get(sida))
    skicka(client, en, p.plan.enhet, fore="84|83|86||", t="84", k="83", m="..", skal="Få svar.")
    assert "från 82 till 83" not in text(client.get(sida))
    skicka(client, en, p.plan.enhet, fore="84|..|..||", t="84", k="..", m="86", skal="Igen.")
    assert "från 82 till 83" not in text(client.get(sida))


def test_a_hidden_cell_is_neither_shown_nor_changed(
    client: Client, p: fabrik.Plan, en: Indikator
) -> None:
    client.force_login(p.folk.petra)
    skicka(client, en, p.plan.enhet, t="84", k="72", m="..")
    sida = text(client.get(adress(en)))
    assert 'value="72"' not in sida
    svar = skicka(
        client, en, p.plan.enhet, fore="84|..|..||", t="85", k="..", m="..", skal="Räknefel."
    )
    assert svar.status_code == 302
    assert Matvarde.objects.get(kon="K").varde == 72
    assert Matvarde.objects.get(kon="T").varde == 85


def test_what_nobody_touched_is_not_saved_and_not_a_clash(
    client: Client, p: fabrik.Plan, en: Indikator
) -> None:
    client.force_login(p.folk.petra)
    skicka(client, en, p.plan.enhet, t="84")
    antal = Handelse.objects.count()
    svar = skicka(client, en, p.plan.enhet, fore="80||||", t="80")  # opened long ago
    assert svar.status_code == 302
    assert Matvarde.objects.get().varde == 84
    assert Handelse.objects.count() == antal


def test_a_row_that_somebody_changed_meanwhile_is_told_and_not_overwritten(
    client: Client, p: fabrik.Plan, en: Indikator
) -> None:
    client.force_login(p.folk.petra)
    skicka(client, en, p.plan.enhet, t="84")
    svar = skicka(client, en, p.plan.enhet, t="90", skal="Jag vet bäst.")
    assert KROCK in text(svar)
    assert "Nu står där totalt 84." in text(svar)
    assert 'value="90"' in text(svar)
    assert 'value="84||||"' in text(svar)
    assert Matvarde.objects.get().varde == 84
    svar = skicka(client, en, p.plan.enhet, fore="84||||", t="90", skal="Jag vet bäst.")
    assert svar.status_code == 302
    assert Matvarde.objects.get().varde == 90


def test_the_total_outside_its_parts_is_saved_with_a_warning(
    client: Client, p: fabrik.Plan, en: Indikator
) -> None:
    client.force_login(p.folk.petra)
    svar = skicka(client, en, p.plan.enhet, t="95", k="80", m="82")
    sida = text(client.get(svar.headers["Location"]))
    assert "Totalen 95 ligger inte mellan kvinnors 80 och mäns 82." in sida
    assert Matvarde.objects.count() == 3


# --- Who ----------------------------------------------------------------------------------------


def test_only_units_that_one_may_write_for(
    client: Client, kommun: factories.Kommun, p: fabrik.Plan, en: Indikator
) -> None:
    bodil = factories.person("Bodil Bibliotek", "PA", kommun.kfk)
    client.force_login(bodil)
    assert p.plan.enhet.namn not in text(client.get(adress(en)))
    skicka(client, en, p.plan.enhet, t="84")
    assert not Matvarde.objects.exists()
    rad = Rutnatsrad(kommun.hemtjanst, (Post(kommun.hemtjanst, varde=Decimal(1)),), Celler())
    with pytest.raises(PermissionDenied):
        infor_rutnat(en, [rad], inforing=Inforing(FRAN, TILL, TILL, "Enkät"), av=bodil)


def test_who_only_reads_has_no_grid_but_the_owner_has(
    client: Client, kommun: factories.Kommun, p: fabrik.Plan, en: Indikator
) -> None:
    filip = factories.person("Filip Förtroendevald", "FV", kommun.rot)
    client.force_login(filip)
    assert client.get(adress(en)).status_code == 403
    Indikator.objects.update(agare=filip)
    assert p.plan.enhet.namn in text(client.get(adress(en)))
    assert client.get("/arbete/indikatorer/999999/for-in/").status_code == 404


# --- Period -------------------------------------------------------------------------------------


def test_a_period_that_does_not_fit_is_told_and_shows_no_grid(
    client: Client, p: fabrik.Plan, en: Indikator
) -> None:
    Indikator.objects.update(frekvens="manad")
    client.force_login(p.folk.petra)
    sida = text(client.get(adress(en)))
    assert "Skriv en period på en månad, till exempel 2026-08-01 till 2026-08-31." in sida
    assert f"r{p.plan.enhet.pk}-t" not in sida


@pytest.mark.parametrize(
    ("frekvens", "forsta"),
    [
        ("manad", (date(2026, 8, 1), date(2026, 8, 31))),
        ("halvar", (date(2026, 1, 1), date(2026, 6, 30))),
        ("helar", (date(2025, 1, 1), date(2025, 12, 31))),
        ("tillfalle", (date(2025, 1, 1), date(2025, 12, 31))),
    ],
)
def test_the_periods_that_are_over_are_offered(
    en: Indikator, frekvens: str, forsta: tuple[date, date]
) -> None:
    en.frekvens = frekvens
    assert perioder(en, date(2026, 9, 3))[0] == forsta


def test_the_round_that_is_measured_is_offered(en: Indikator) -> None:
    fabrik.delar()
    assert perioder(en, date(2026, 9, 3)) == [(FRAN, TILL)]


def test_a_plan_that_was_cancelled_or_of_another_year_gives_no_row(
    p: fabrik.Plan, en: Indikator
) -> None:
    petra = p.folk.petra
    assert list(enheter_att_fora_in(petra, en, (FRAN, TILL))) == [p.plan.enhet]
    assert not enheter_att_fora_in(petra, en, (date(2024, 1, 1), date(2024, 12, 31))).exists()
    Planindikator.objects.all().delete()
    assert not enheter_att_fora_in(petra, en, (FRAN, TILL)).exists()


def test_matdatum_in_the_future_is_refused(client: Client, p: fabrik.Plan, en: Indikator) -> None:
    client.force_login(p.folk.petra)
    svar = skicka(client, en, p.plan.enhet, t="84", matdatum="2026-12-31")
    assert "Mätdatumet ligger i framtiden." in text(svar)
    rad = Rutnatsrad(p.plan.enhet, (Post(p.plan.enhet, varde=Decimal(1)),), Celler())
    framtid = Inforing(FRAN, TILL, date(2026, 12, 31), "Enkät")
    with pytest.raises(Regelbrott, match="ligger i framtiden"):
        infor_rutnat(en, [rad], inforing=framtid, av=p.folk.petra)


# --- Pasting ------------------------------------------------------------------------------------


def test_pasted_rows_fill_the_grid_and_save_nothing(
    client: Client, p: fabrik.Plan, en: Indikator
) -> None:
    client.force_login(p.folk.petra)
    tabell = "Enhet\tTotalt\tKvinnor\tMän\n hemtjänst \t86,5\t87\t..\nBibblan\t1\t2\t3\n\t4\n"
    svar = client.post(adress(en), GEMENSAMT | {"klistra": "1", "klistrat": tabell})
    sida = text(svar).replace("\xa0", " ")
    assert 'value="86,5"' in sida
    assert "Tabellen fyllde 1 rad. Inget är sparat än." in sida
    assert "Rad 3: ”Bibblan” finns inte bland enheterna här." in sida
    assert "Rad 4: enhetens namn saknas." in sida
    assert "Ändrad, inte sparad" in sida
    assert "Bibblan\t1\t2\t3" in sida  # nothing that was pasted is lost
    assert not Matvarde.objects.exists()


def test_the_same_unit_twice_is_told(client: Client, p: fabrik.Plan, en: Indikator) -> None:
    client.force_login(p.folk.petra)
    svar = client.post(adress(en), {"klistra": "1", "klistrat": "Hemtjänst\t1\nHemtjänst\t2"})
    assert "Rad 2: Hemtjänst står redan på rad 1." in text(svar)
    assert 'value="1"' in text(svar)


def test_nonsense_pasted_is_told(client: Client, p: fabrik.Plan, en: Indikator) -> None:
    client.force_login(p.folk.petra)
    svar = client.post(adress(en), {"klistra": "1", "klistrat": "<script>alert(1)</script>"})
    assert "Inget i det som klistrades in passade." in text(svar)
    assert "<script>alert" not in text(svar)


@pytest.mark.parametrize(
    ("tabell", "celler"),
    [
        ("Solen\t86,5\t87\t86", {"t": "86,5", "k": "87", "m": "86"}),
        ("Solen\t1\u00a0234,5\t1\u202f000\t", {"t": "1 234,5", "k": "1 000", "m": ""}),
        ("Solen\t–\t..\t-", {"t": "-", "k": "..", "m": "-", "orsak": "Bortfall"}),
        ("Solen\t.", {"t": "-", "orsak": "Ej tillämpligt"}),
        ("Solen;86,5;87;86", {"t": "86,5", "k": "87", "m": "86"}),
        ("Män\tEnhet\tTotalt\n3\tSolen\t1", {"m": "3", "t": "1"}),
        ("Enhet\tAntal svar\tTotalt\nSolen\t40\t1", {"t": "1"}),
        ('"Solen"\t"86,5"', {"t": "86,5"}),
        ("\n\nSolen\t1\n\n", {"t": "1"}),
    ],
)
def test_what_excel_copies_is_read(tabell: str, celler: dict[str, str]) -> None:
    (rad,) = las_klistrat(tabell, konsuppdelad=True)
    assert (rad.enhet, rad.celler) == ("Solen", celler)


def test_without_sex_the_columns_are_fewer() -> None:
    (rad,) = las_klistrat("Solen\t86\t2,1\t", konsuppdelad=False)
    assert rad.celler == {"t": "86", "osakerhet": "2,1", "orsak": ""}


# --- Cells --------------------------------------------------------------------------------------


TOM = Celler()
ORSAK_UTAN_TOMT = "Skriv en orsak bara när ett värde saknas (-)."


@pytest.mark.parametrize(
    ("fore", "nu", "poster", "fel"),
    [
        (TOM, TOM, [], {}),
        (TOM, Celler(t="0"), [("T", Decimal(0), "")], {}),
        (TOM, Celler(t="1 234,5"), [("T", Decimal("1234.5"), "")], {}),
        (TOM, Celler(t="\u22125"), [("T", Decimal(-5), "")], {}),
        (TOM, Celler(t="86 %"), [("T", Decimal(86), "")], {}),
        (TOM, Celler(t=".."), [("T", None, ".. för få svar")], {}),
        (TOM, Celler(t="-", orsak="Ingen mätning"), [("T", None, "Ingen mätning")], {}),
        (TOM, Celler(orsak="Ingen mätning"), [("T", None, "Ingen mätning")], {}),
        (TOM, Celler(t="-"), [], {"orsak": "Skriv varför värdet saknas."}),
        (TOM, Celler(k="3"), [], {"t": "Skriv totalen också, eller varför den saknas."}),
        (TOM, Celler(t="3", orsak="Fel"), [], {"orsak": ORSAK_UTAN_TOMT}),
        (TOM, Celler(t="3", osakerhet="-1"), [], {"osakerhet": "Skriv osäkerheten utan minus."}),
        (Celler(t="3"), TOM, [], {"t": INTE_BORT}),
        (Celler(t="3", k="2"), Celler(t="3"), [], {"k": INTE_BORT}),
        (Celler(t="3", k="2"), Celler(t="4", k="2"), [("T", Decimal(4), "")], {}),
        (Celler(t="3"), Celler(t="-", orsak="Fel fråga"), [("T", None, "Fel fråga")], {}),
        (TOM, Celler(t="1e99"), [], {"t": "”1e99” är för stort eller för litet."}),
        (TOM, Celler(t="NaN"), [], {"t": "”NaN” är inget tal. Skriv till exempel 86,5."}),
    ],
)  # fmt: skip
def test_a_cell_says_a_value_a_reason_or_what_to_mend(
    kommun: factories.Kommun, fore: Celler, nu: Celler, poster: list[Any], fel: dict[str, str]
) -> None:
    tolkad = tolka(Indikator(matt="dagar", konsuppdelad=True), kommun.hemtjanst, fore, nu)
    assert [(post.kon, post.varde, post.bortfallsorsak) for post in tolkad.poster] == poster
    assert tolkad.fel == fel


def test_the_uncertainty_alone_is_changed_and_taken_away(
    p: fabrik.Plan, en: Indikator, kommun: factories.Kommun
) -> None:
    def spara(fore: Celler, nu: Celler) -> Matvarde:
        poster = tolka(en, kommun.hemtjanst, fore, nu).poster
        inforing = Inforing(FRAN, TILL, TILL, "Enkät", "Fel osäkerhet.")
        infor_rutnat(
            en, [Rutnatsrad(kommun.hemtjanst, poster, fore)], inforing=inforing, av=p.folk.petra
        )
        return Matvarde.objects.get()

    forst, sedan = Celler(t="84", osakerhet="2"), Celler(t="84", osakerhet="3")
    assert spara(TOM, forst).osakerhet == 2
    assert spara(forst, sedan).osakerhet == 3
    assert spara(sedan, Celler(t="84")).osakerhet is None


def test_a_row_is_carried_by_the_page_and_read_back() -> None:
    rad = Celler("84", "..", "-", "2,1", "Bröt | mitt i")
    assert Celler.fran_text(str(rad)) == rad
    assert Celler.fran_text("hej") == TOM


def test_the_cells_of_saved_values(p: fabrik.Plan, en: Indikator) -> None:
    gemensamt = {"enhet": p.plan.enhet, "period_fran": FRAN, "period_till": TILL}
    rader = [
        Matvarde(kon="T", varde=Decimal("1234.5000"), osakerhet=Decimal("2.10"), **gemensamt),
        Matvarde(kon="K", bortfallsorsak="Föll bort", **gemensamt),
    ]
    assert visade(rader) == {p.plan.enhet.pk: Celler("1234,5", "-", "", "2,1", "Föll bort")}


# --- Many ---------------------------------------------------------------------------------------


def _fragor(client: Client, en: Indikator, enheter: list[Enhet], tal: str) -> tuple[int, int]:
    """How many queries it takes to show the grid and to save every row of it."""
    with CaptureQueriesContext(connection) as visa:
        assert client.get(adress(en)).status_code == 200
    data: dict[str, str] = dict(GEMENSAMT)
    for enhet in enheter:
        data |= {f"r{enhet.pk}-fore": "||||", f"r{enhet.pk}-t": tal, f"r{enhet.pk}-k": tal}
    with CaptureQueriesContext(connection) as spara:
        svar = client.post(adress(en), data)
    assert svar.status_code == 302, text(svar)
    return len(visa), len(spara)


def test_as_many_queries_for_fifty_units_as_for_five(
    client: Client, kommun: factories.Kommun, p: fabrik.Plan, en: Indikator
) -> None:
    client.force_login(p.folk.petra)
    client.get(adress(en))  # what is read once per process is read now
    fem = nya_enheter(kommun, 5)
    fabrik.planer_med(p, fem)
    forst = _fragor(client, en, fem, "80")
    assert Matvarde.objects.count() == 10
    femtio = nya_enheter(kommun, 50)
    fabrik.planer_med(p, femtio)
    assert _fragor(client, en, femtio, "81") == forst
    assert Matvarde.objects.count() == 110


def test_two_hundred_units_in_one_submit(
    client: Client, kommun: factories.Kommun, p: fabrik.Plan, en: Indikator
) -> None:
    client.force_login(p.folk.petra)
    manga = nya_enheter(kommun, 200)
    fabrik.planer_med(p, manga)
    data: dict[str, str] = dict(GEMENSAMT)
    for enhet in manga:
        rad = {"fore": "||||", "t": "80", "k": "81", "m": "79", "osakerhet": "2", "orsak": ""}
        data |= {f"r{enhet.pk}-{namn}": varde for namn, varde in rad.items()}
    assert client.post(adress(en), data).status_code == 302
    assert Matvarde.objects.count() == 600


def test_the_page_works_for_each_who_may(
    client: Client, p: fabrik.Plan, en: Indikator, karin_kvalitetssamordnare: Anvandare
) -> None:
    client.force_login(karin_kvalitetssamordnare)
    assert p.plan.enhet.namn in text(client.get(f"/arbete/indikatorer/{en.pk}/for-in/?{PERIOD}"))
