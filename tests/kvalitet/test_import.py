"""Reading in the organisation and its people: all rows or none, and twice is once."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.hashers import is_password_usable
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError
from django.test import Client

from kvalitet import klocka, tasks
from kvalitet.actions import import_anvandare, import_organisation, importfil
from kvalitet.inlasning import Inlasningsfel
from kvalitet.models import (
    Anvandare,
    Enhet,
    EnhetPlacering,
    Handelse,
    Importfil,
    Namnd,
    NamndAnsvar,
    Rolltilldelning,
)
from tests import factories
from tests.inloggad import for_lange_sedan
from tests.kalkylark import ark, las_in, xlsx

pytestmark = pytest.mark.django_db

ORG = import_organisation.KOLUMNER
FOLK = import_anvandare.KOLUMNER
KONTOR = {
    "enhet": "Socialkontoret",
    "slag": "Förvaltning",
    "namnd": "Socialnämnden",
    "namndkod": "SN",
}
OMRADE = {"enhet": "Vuxna", "slag": "Verksamhetsområde", "under": "Socialkontoret"}
ENHET = {"enhet": "Boendestöd", "slag": "enhet", "under": "Vuxna"}


def organisation(av: Anvandare, *rader: dict[str, Any]) -> dict[str, tuple[int, int, int]]:
    return las_in(import_organisation.las_in_organisation, ORG, *rader, av=av)


def folk(av: Anvandare, *rader: dict[str, Any]) -> dict[str, tuple[int, int, int]]:
    return las_in(import_anvandare.las_in_anvandare, FOLK, *rader, av=av)


def fel(fang: pytest.ExceptionInfo[Inlasningsfel]) -> list[tuple[int, str]]:
    return [(f.nummer, f.mening) for f in fang.value.fel]


def text(svar: Any) -> str:
    return " ".join(svar.content.decode().split())


# --- Organisation ---------------------------------------------------------------------------------


def test_units_come_in_whatever_their_order_and_twice_is_once(
    anna_administrator: Anvandare,
) -> None:
    forst = organisation(anna_administrator, ENHET, OMRADE, KONTOR)
    assert forst == {"Enheter": (3, 0, 0), "Nämnder som ansvarar": (1, 0, 0)}
    enhet, omrade = Enhet.objects.get(namn="Boendestöd"), Enhet.objects.get(namn="Vuxna")
    assert enhet.sokvag.startswith(omrade.sokvag)
    assert Enhet.objects.get(namn="Socialkontoret").slag == "kontor"
    assert NamndAnsvar.objects.get(namnd__kod="SN").enhet.namn == "Socialkontoret"
    assert Handelse.objects.filter(slag="enhet.inlast", av=anna_administrator).count() == 3
    igen = organisation(anna_administrator, ENHET, OMRADE, KONTOR)
    assert igen == {"Enheter": (0, 0, 3), "Nämnder som ansvarar": (0, 0, 1)}
    assert Handelse.objects.filter(slag="enhet.inlast").count() == 3


def test_new_units_come_under_those_that_exist(
    kommun: factories.Kommun, anna_administrator: Anvandare
) -> None:
    rad = {"enhet": "Hemtjänst Norr", "slag": "Enhet", "under": "hemtjänst"}
    organisation(anna_administrator, rad, {"enhet": "Provkommun", "slag": "Kommun"})
    ny = Enhet.objects.get(namn="Hemtjänst Norr")
    assert ny.sokvag.startswith(kommun.hemtjanst.sokvag)
    assert EnhetPlacering.objects.get(enhet=ny).fran == klocka.idag()
    assert Enhet.objects.filter(slag="kommun").count() == 1


def test_units_that_share_a_name_are_told_apart_by_what_lies_above(
    kommun: factories.Kommun, anna_administrator: Anvandare
) -> None:
    rader = [
        {"enhet": "Stab", "slag": "Enhet", "under": "Vård- och omsorgskontoret"},
        {"enhet": "Stab", "slag": "Enhet", "under": "Kultur- och fritidskontoret"},
    ]
    assert organisation(anna_administrator, *rader)["Enheter"] == (2, 0, 0)
    assert organisation(anna_administrator, *rader)["Enheter"] == (0, 0, 2)
    under = {"enhet": "Registrator", "slag": "Enhet", "under": "Stab"}
    with pytest.raises(Inlasningsfel) as fang:
        organisation(anna_administrator, under)
    assert "flera enheter heter ”Stab”. Skriv även vad den ligger under" in fel(fang)[0][1]
    hel = under | {"under": "Kultur- och fritidskontoret / Stab"}
    organisation(anna_administrator, hel)
    assert Enhet.objects.get(namn="Registrator").sokvag.startswith(kommun.kfk.sokvag)


@pytest.mark.parametrize(
    ("rader", "vantat"),
    [
        (
            [{"enhet": "X", "slag": "Enhet", "under": "Ingenstans"}],
            [(2, "Ligger under: det finns ingen enhet som heter ”Ingenstans”.")],
        ),
        (
            [
                {"enhet": "A", "slag": "Enhet", "under": "B"},
                {"enhet": "B", "slag": "Enhet", "under": "A"},
            ],
            [
                (2, "A ligger under sig själv. Rätta ”Ligger under”."),
                (3, "B ligger under sig själv. Rätta ”Ligger under”."),
            ],
        ),
        (
            [{"enhet": "Hemtjänst", "slag": "Enhet", "under": "Kultur- och fritidskontoret"}],
            [
                (
                    2,
                    "Hemtjänst finns redan på en annan plats. Flytta enheten på dess egen sida, "
                    "eller ge den nya ett eget namn.",
                )
            ],
        ),
        (
            [{"enhet": "Hemtjänst", "slag": "Enhet", "under": "Vård- och omsorgskontoret"}],
            [
                (
                    2,
                    "Hemtjänst finns redan som verksamhetsområde. Ändra ”Slag”, eller ge enheten "
                    "ett annat namn.",
                )
            ],
        ),
        (
            [{"enhet": "Nytt", "slag": "Kontor", "namnd": "Nya nämnden"}],
            [(2, "Nya nämnden finns inte än. Skriv dess kod i ”Nämndkod”.")],
        ),
        (
            [{"enhet": "Nytt", "slag": "Kontor", "namnd": "Nya nämnden", "namndkod": "von"}],
            [(2, "Koden von hör redan till en annan nämnd.")],
        ),
        (
            [
                {"enhet": "N1", "slag": "Kontor", "namnd": "Ett", "namndkod": "X"},
                {"enhet": "N2", "slag": "Kontor", "namnd": "Två", "namndkod": "X"},
            ],
            [(3, "Koden X står för två nämnder i filen.")],
        ),
    ],
)
def test_a_row_that_does_not_fit_stops_the_whole_file(
    anna_administrator: Anvandare, rader: list[dict[str, Any]], vantat: list[tuple[int, str]]
) -> None:
    fore = Enhet.objects.count()
    with pytest.raises(Inlasningsfel) as fang:
        organisation(anna_administrator, *rader, {**KONTOR, "namnd": None})
    assert fel(fang) == vantat
    assert Enhet.objects.count() == fore


def test_an_administrator_of_a_part_adds_only_there(kommun: factories.Kommun) -> None:
    adam = factories.person("Adam Admin", "ADM", kommun.vok)
    organisation(adam, {"enhet": "Ny", "slag": "Enhet", "under": "Hemtjänst"})
    with pytest.raises(Inlasningsfel) as fang:
        organisation(adam, {"enhet": "Annan", "slag": "Enhet", "under": "Stadsbiblioteket"})
    assert fel(fang) == [(2, "Du sköter inte organisationen där Annan ska ligga.")]


def test_a_unit_told_twice_is_made_once(anna_administrator: Anvandare) -> None:
    assert organisation(anna_administrator, KONTOR, KONTOR)["Enheter"] == (1, 0, 1)
    assert NamndAnsvar.objects.filter(namnd__kod="SN").count() == 1


# --- People ---------------------------------------------------------------------------------------


def rad(**andrat: Any) -> dict[str, Any]:
    grund = {
        "namn": "Per Ek",
        "epost": "Per.Ek@kommun.example",
        "roll": "Planansvarig",
        "enhet": "Hemtjänst",
        "fran": date(2026, 1, 1),
    }
    return grund | andrat


def test_people_get_accounts_and_roles_and_twice_is_once(
    kommun: factories.Kommun, anna_administrator: Anvandare
) -> None:
    rader = [
        rad(),
        rad(roll="CH", namnd="VON", till=date(2026, 12, 31)),
        rad(roll=None, enhet=None),
    ]
    assert folk(anna_administrator, *rader) == {"Personer": (1, 0, 0), "Roller": (2, 0, 0)}
    per = Anvandare.objects.get(epost="per.ek@kommun.example")
    assert not is_password_usable(per.password)
    given = per.tilldelningar.get(roll="CH")
    assert (given.enhet, given.namnd) == (kommun.hemtjanst, kommun.von)
    assert given.giltig.upper == date(2027, 1, 1)
    assert Handelse.objects.filter(slag="roll.given").count() == 2
    assert folk(anna_administrator, *rader) == {"Personer": (0, 0, 1), "Roller": (0, 0, 2)}
    nytt = [rad(namn="Per Ek Berg"), rad(namn="Per Ek Berg", roll="CH", namnd="VON")]
    assert folk(anna_administrator, *nytt) == {"Personer": (0, 1, 0), "Roller": (0, 0, 2)}
    assert Rolltilldelning.objects.filter(anvandare=per).count() == 2


@pytest.mark.parametrize(
    ("andrat", "mening"),
    [
        ({"epost": "per"}, "”per” är ingen e-postadress."),
        ({"enhet": "Månen"}, "Det finns ingen enhet som heter ”Månen”."),
        ({"enhet": None}, "Skriv i vilken enhet rollen gäller."),
        ({"namnd": "Månen"}, "Det finns ingen nämnd som heter ”Månen”."),
        (
            {"roll": None},
            "Skriv vilken roll personen har, eller lämna enhet och nämnd tomma.",
        ),
        (
            {"till": date(2025, 1, 1)},
            "”Gäller till” ska vara samma dag som ”Gäller från” eller senare.",
        ),
        (
            {"epost": "slutat@kommun.example", "namn": "Sten Slut"},
            "Sten Slut har slutat och får ingen ny roll.",
        ),
        (
            {"epost": "eva@kommun.example"},
            "eva@kommun.example heter Eva på en annan rad. Skriv samma namn på båda.",
        ),
    ],
)
def test_a_person_that_does_not_fit_stops_the_whole_file(
    anna_administrator: Anvandare, andrat: dict[str, Any], mening: str
) -> None:
    Anvandare.objects.create(epost="slutat@kommun.example", namn="Sten Slut", is_active=False)
    fore = Anvandare.objects.count()
    with pytest.raises(Inlasningsfel) as fang:
        folk(anna_administrator, rad(namn="Eva", epost="eva@kommun.example"), rad(**andrat))
    assert fel(fang) == [(3, mening)]
    assert Anvandare.objects.count() == fore


def test_roles_are_given_only_where_one_looks_after_accounts(
    kommun: factories.Kommun, petra_planansvarig: Anvandare
) -> None:
    adam = factories.person("Adam Admin", "ADM", kommun.kfk)
    for person in (adam, petra_planansvarig):
        with pytest.raises(Inlasningsfel) as fang:
            folk(person, rad())
        assert fel(fang) == [(2, "Du sköter inte konton i Hemtjänst.")]
    with pytest.raises(Inlasningsfel):
        folk(petra_planansvarig, rad(roll=None, enhet=None))


def test_who_manages_one_namnd_gives_roles_for_no_other(kommun: factories.Kommun) -> None:
    kim = factories.person("Kim Begränsad", "ADM", kommun.rot, namnd=kommun.von)
    for namnd, ord_ in ((None, "alla nämnder"), (kommun.kfn.kod, str(kommun.kfn))):
        with pytest.raises(Inlasningsfel) as fang:
            folk(kim, rad(namnd=namnd))
        assert fel(fang) == [(2, f"Du sköter inte konton för {ord_} i Hemtjänst.")]
    assert folk(kim, rad(namnd=kommun.von.kod))["Roller"] == (1, 0, 0)


def test_nobody_reads_in_a_role_of_their_own(anna_administrator: Anvandare) -> None:
    jag = {"namn": anna_administrator.namn, "epost": anna_administrator.epost}
    with pytest.raises(Inlasningsfel) as fang:
        folk(anna_administrator, rad(**jag))
    assert fel(fang) == [(2, "Du kan inte ge dig själv en roll. Be en annan administratör.")]
    har = rad(**jag, roll="Administratör", enhet="Provkommun", fran=None)
    assert folk(anna_administrator, har)["Roller"] == (0, 0, 1)


# --- The file -------------------------------------------------------------------------------------


def test_a_file_is_kept_until_it_expires(anna_administrator: Anvandare) -> None:
    fil = importfil.ta_emot(
        slag="organisation", namn="org.xlsx", innehall=ark(ORG, KONTOR), av=anna_administrator
    )
    with klocka.stalld(klocka.nu() + importfil.SPARAS - timedelta(minutes=1)):
        tasks.sopa_importfiler()
    assert Importfil.objects.get() == fil
    with klocka.stalld(klocka.nu() + importfil.SPARAS + timedelta(minutes=1)):
        tasks.sopa_importfiler()
    assert not Importfil.objects.exists()


def test_the_database_wants_an_end_of_every_file(anna_administrator: Anvandare) -> None:
    nu = klocka.nu()
    with pytest.raises(IntegrityError, match="importfil_gar_ut"):
        Importfil.objects.create(
            slag="x", namn="x", innehall=b"", skapad=nu, gar_ut=nu, skapad_av=anna_administrator
        )


# --- Pages ----------------------------------------------------------------------------------------


def ladda_upp(client: Client, slag: str, innehall: bytes, namn: str = "fil.xlsx") -> Any:
    fil = SimpleUploadedFile(namn, innehall)
    return client.post(f"/arbete/importera/{slag}/", {"fil": fil}, follow=True)


def test_a_file_is_uploaded_reviewed_and_read_in_once(
    anna_administrator: Anvandare, client: Client
) -> None:
    client.force_login(anna_administrator)
    svar = ladda_upp(client, "organisation", ark(ORG, KONTOR, OMRADE, ENHET))
    sida = text(svar)
    assert "fil.xlsx har 3 rader" in sida
    assert not Enhet.objects.filter(namn="Vuxna").exists()  # the trial was taken back
    adress = f"/arbete/importera/fil/{Importfil.objects.get().pk}/"
    svar = client.post(f"{adress}las-in/", follow=True)
    assert "fil.xlsx är inläst. Enheter: 3 nya." in text(svar)
    assert not Importfil.objects.exists()
    svar = client.post(f"{adress}las-in/", follow=True)
    assert "Filen är redan inläst" in text(svar)
    assert Enhet.objects.filter(namn="Vuxna").count() == 1
    assert client.get(adress).status_code == 404


def test_long_after_the_sign_in_nobody_is_read_in(
    anna_administrator: Anvandare, client: Client
) -> None:
    client.force_login(anna_administrator)
    for_lange_sedan(client)
    assert "Logga ut och in igen" in text(ladda_upp(client, "anvandare", ark(FOLK, rad())))
    adress = f"/arbete/importera/fil/{Importfil.objects.get().pk}/"
    sida = text(client.post(f"{adress}las-in/", follow=True))
    assert "Inget är ändrat." in sida
    assert not Anvandare.objects.filter(epost="per.ek@kommun.example").exists()
    assert Importfil.objects.exists(), "filen ligger kvar till efter inloggningen"
    assert "Logga ut och in igen" not in text(ladda_upp(client, "organisation", ark(ORG, KONTOR)))


def test_columns_with_other_names_are_chosen_by_a_person(
    anna_administrator: Anvandare, client: Client
) -> None:
    client.force_login(anna_administrator)
    innehall = xlsx(["Benämning", "Sort"], ["Socialkontoret", "Kontor"])
    sida = text(ladda_upp(client, "organisation", innehall))
    assert "Välj vilken kolumn som är Enhet" in sida
    assert "fyll i ett värde" not in sida  # the column is the fault, not its rows
    adress = f"/arbete/importera/fil/{Importfil.objects.get().pk}/"
    val = {"enhet": "0", "slag": "1"}
    svar = client.post(f"{adress}las-in/", {"enhet": "0"}, follow=True)
    assert "Ingenting är inläst." in text(svar)
    sida = text(client.get(adress, val))
    assert "Det här händer när du läser in" in sida
    assert '<td data-rubrik="Slag">Kontor</td>' in sida  # as it stands in the file, not our code
    client.post(f"{adress}las-in/", val)
    assert Enhet.objects.filter(namn="Socialkontoret").exists()


def test_faults_are_shown_by_row_and_nothing_is_read_in(
    anna_administrator: Anvandare, client: Client
) -> None:
    client.force_login(anna_administrator)
    rader = [KONTOR, OMRADE | {"under": "Ingenstans"}, ENHET | {"slag": "Grupp"}]
    sida = text(ladda_upp(client, "organisation", ark(ORG, *rader)))
    assert "Slag: ”Grupp” finns inte." in sida
    fil = Importfil.objects.get()
    svar = client.post(f"/arbete/importera/fil/{fil.pk}/las-in/", follow=True)
    assert "Filen behöver rättas. Ingenting är inläst." in text(svar)
    assert not Enhet.objects.filter(namn="Socialkontoret").exists()
    assert Importfil.objects.exists()
    client.post(f"/arbete/importera/fil/{fil.pk}/kasta/")
    assert not Importfil.objects.exists()


def test_a_file_that_is_no_spreadsheet_is_told_at_the_field(
    anna_administrator: Anvandare, client: Client
) -> None:
    client.force_login(anna_administrator)
    assert "Filen är inte en Excelfil" in text(ladda_upp(client, "anvandare", b"%PDF-1.7"))
    assert "Välj en fil." in text(client.post("/arbete/importera/anvandare/"))
    assert "Det finns inga rader" in text(ladda_upp(client, "anvandare", ark(FOLK)))


def test_a_file_is_only_for_the_one_who_uploaded_it(
    kommun: factories.Kommun, anna_administrator: Anvandare, client: Client
) -> None:
    client.force_login(anna_administrator)
    ladda_upp(client, "organisation", ark(ORG, KONTOR))
    adress = f"/arbete/importera/fil/{Importfil.objects.get().pk}/"
    client.force_login(factories.person("Adam Admin", "ADM", kommun.rot))
    assert client.get(adress).status_code == 404
    client.post(f"{adress}kasta/")
    client.post(f"{adress}las-in/")
    assert Importfil.objects.exists()
    assert not Enhet.objects.filter(namn="Socialkontoret").exists()


def test_each_role_reads_in_its_own_kinds(
    anna_administrator: Anvandare,
    karin_kvalitetssamordnare: Anvandare,
    petra_planansvarig: Anvandare,
    client: Client,
) -> None:
    far = {
        anna_administrator: {"organisation", "anvandare"},
        karin_kvalitetssamordnare: {"mal", "planer"},
        petra_planansvarig: set(),
    }
    for person, vantat in far.items():
        client.force_login(person)
        alla = ("organisation", "anvandare", "mal", "planer")
        assert vantat == {
            slag for slag in alla if client.get(f"/arbete/importera/{slag}/").status_code == 200
        }
        assert client.get("/arbete/importera/").status_code == (200 if vantat else 403)
        for slag in alla:
            mall = client.get(f"/arbete/importera/{slag}/mall/")
            assert mall.status_code == (200 if slag in vantat else 403)
    client.force_login(anna_administrator)
    assert client.get("/arbete/importera/annat/").status_code == 404
    assert client.get("/arbete/importera/fil/1/las-in/").status_code == 405


def test_the_links_are_for_those_who_may(
    anna_administrator: Anvandare, petra_planansvarig: Anvandare, client: Client
) -> None:
    for person, syns in ((anna_administrator, True), (petra_planansvarig, False)):
        client.force_login(person)
        assert ("/arbete/importera/" in text(client.get("/arbete/organisation/"))) is syns
    assert Namnd.objects.count() == 2


def test_a_name_is_changed_only_by_who_manages_all_of_the_persons_roles(
    kommun: factories.Kommun, petra_planansvarig: Anvandare
) -> None:
    adam = factories.person("Adam Admin", "ADM", kommun.kfk)
    petra = {"namn": "Petra Bytt", "epost": petra_planansvarig.epost}
    with pytest.raises(Inlasningsfel) as fang:
        folk(adam, rad(**petra, enhet="Stadsbiblioteket"))
    mening = f"{petra_planansvarig} har roller där du inte sköter konton. Låt namnet stå kvar."
    assert fel(fang) == [(2, mening)]
    eget = rad(namn=petra_planansvarig.namn, epost=petra_planansvarig.epost)
    assert folk(adam, eget | {"enhet": "Stadsbiblioteket"})["Roller"] == (1, 0, 0)
