"""Writing in what came by telephone, letter or visit: one on a screen, or many at once."""

from __future__ import annotations

import re
from datetime import date, datetime
from itertools import pairwise
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from kvalitet import klocka
from kvalitet.fel import Regelbrott
from kvalitet.kalender import SVENSK_TID
from kvalitet.models import Anvandare, Rolltilldelning
from synpunkter.actions.mangd import Muntlig, skriv_in_manga
from synpunkter.forms.mangd import perioder
from synpunkter.models import Synpunkt
from tests import factories
from tests.factories import SEDAN, Kommun

EN = "/arbete/synpunkter/ny/"
FLERA = "/arbete/synpunkter/flera/"


@pytest.fixture(autouse=True)
def en_onsdag() -> object:
    with klocka.stalld(datetime(2026, 10, 14, 9, tzinfo=SVENSK_TID)):
        yield


@pytest.fixture
def eva(kommun: Kommun) -> Anvandare:
    """Assigns and handles in Hemtjänst, so that she may close what she writes in."""
    person = factories.person("Eva Enhetschef", "KV", kommun.hemtjanst)
    Rolltilldelning.objects.create(
        anvandare=person, roll="HS", enhet=kommun.hemtjanst, giltig=(SEDAN, None)
    )
    return person


# --- One on one screen ---------------------------------------------------------------------


def en(kommun: Kommun, **andrat: Any) -> dict[str, Any]:
    return {
        "text": "Maten är kall.",
        "typ": "klagomal",
        "verksamhet": kommun.centrum.pk,
        "svarsval": "nej",
        "kanal": "brev",
        "kom_in": "2026-10-14",
    } | andrat


def test_the_form_begins_with_the_words_and_the_telephone(
    kommun: Kommun, client: Client, hanna_handlaggare: Anvandare
) -> None:
    client.force_login(hanna_handlaggare)
    _, _, sida = client.get(EN).content.decode().partition("<main")
    forsta = re.search(r'<(?:textarea|input|select)[^>]*name="(?!csrf|token)(\w+)"', sida)
    assert forsta
    assert forsta[1] == "text"
    assert sida.count("autofocus") == 1
    assert re.search(r'value="telefon"[^>]*checked', sida)
    assert "data-snabbspara" in sida


def test_the_next_one_begins_with_the_last_choices_and_nothing_of_the_case(
    kommun: Kommun, client: Client, hanna_handlaggare: Anvandare, erik_enhetschef: Anvandare
) -> None:
    client.force_login(hanna_handlaggare)
    client.post(EN, en(kommun, kom_in="2026-10-01"))
    sida = client.get(EN).content.decode()
    assert re.search(r'value="brev"[^>]*checked', sida)
    assert re.search(r'value="nej"[^>]*checked', sida)
    assert f'<option value="{kommun.centrum.pk}" selected>' in sida
    assert 'value="2026-10-14"' in sida  # today, whatever the last one's day was
    assert "Maten är kall" not in sida
    assert not re.search(r'value="klagomal"[^>]*checked', sida)
    client.logout()
    client.force_login(factories.person("Nora Ny", "HS", kommun.vok))
    assert re.search(r'value="telefon"[^>]*checked', client.get(EN).content.decode())


def test_a_letter_counts_from_the_day_it_came(
    kommun: Kommun, client: Client, hanna_handlaggare: Anvandare
) -> None:
    client.force_login(hanna_handlaggare)
    client.post(EN, en(kommun, kom_in="2026-10-09"))
    s = Synpunkt.objects.get()
    assert s.inkom == datetime(2026, 10, 9, 12, tzinfo=SVENSK_TID)
    assert (s.tas_om_hand_senast, s.svar_senast) == (date(2026, 10, 13), date(2026, 10, 23))


# --- Many at once --------------------------------------------------------------------------


def flera(kommun: Kommun, *rader: dict[str, str], **andrat: Any) -> dict[str, Any]:
    data: dict[str, Any] = {
        "enhet": kommun.hemtjanst.pk,
        "period": "2026-9",
        "kanal": "besok",
        "steg": "spara",
        "r-TOTAL_FORMS": "8",
        "r-INITIAL_FORMS": "0",
    }
    for nr, rad in enumerate(rader):
        data |= {f"r-{nr}-{namn}": varde for namn, varde in rad.items()}
    return data | andrat


def rad(**andrat: str) -> dict[str, str]:
    return {"dag": "2026-10-05", "typ": "berom", "text": "Fint väder i matsalen."} | andrat


def test_all_rows_are_written_in_at_once_and_empty_ones_left_out(
    kommun: Kommun, client: Client, eva: Anvandare
) -> None:
    client.force_login(eva)
    svar = client.post(
        FLERA,
        flera(
            kommun,
            rad(),
            {},
            rad(dag="2026-09-01", typ="fraga", text="När öppnar ni?", gjort="Svarade på plats."),
            rad(typ="klagomal", text="Kall mat", gjort="Vi bad om ursäkt.", utfall="atgardat"),
        ),
    ).content.decode()
    assert "Tre synpunkter är sparade" in svar
    alla = {s.text: s for s in Synpunkt.objects.order_by("pk")}
    assert set(alla) == {"Fint väder i matsalen.", "När öppnar ni?", "Kall mat"}
    assert {(s.enhet, s.namnd, s.svarsval, s.kanal) for s in alla.values()} == {
        (kommun.hemtjanst, kommun.von, "nej", "besok")
    }
    fraga, mat = alla["När öppnar ni?"], alla["Kall mat"]
    assert fraga.inkom == datetime(2026, 9, 1, 12, tzinfo=SVENSK_TID)
    assert (fraga.lage, fraga.meddelanden.get().text) == ("inkommen", "Svarade på plats.")
    assert fraga.svar_senast == date(2026, 10, 28)  # counted from today
    assert (mat.lage, mat.utfall, mat.utfall_skal) == ("avslutad", "atgardat", "Vi bad om ursäkt.")


def test_a_fault_in_one_row_saves_none_and_is_shown_at_its_row(
    kommun: Kommun, client: Client, eva: Anvandare
) -> None:
    client.force_login(eva)
    data = flera(
        kommun,
        rad(),
        rad(dag="2026-04-01"),  # another period
        rad(text=""),
        rad(dag="2026-10-20"),  # has not been yet
        rad(typ="klagomal", utfall="atgardat"),  # closed without a word
        rad(utfall="ingen"),
    )
    sida = client.post(FLERA, data).content.decode()
    assert not Synpunkt.objects.exists()
    assert "Inget är sparat än" in sida
    for nr, mening in (
        (2, "Dagen ligger utanför delåret"),
        (3, "Skriv vad som sades."),
        (4, "Dagen ligger utanför delåret"),
        (5, "Skriv vad ni gjorde eller svarade"),
        (6, "Skriv vad ni gjorde eller svarade"),
    ):
        assert re.search(rf"Rad {nr}: {mening}", sida), nr
    assert "Rad 1:" not in sida
    assert 'value="Fint väder i matsalen."' in sida  # nothing typed is lost


def test_a_fault_found_on_the_way_takes_all_back(kommun: Kommun, eva: Anvandare) -> None:
    rader = [
        Muntlig(date(2026, 10, 5), "berom", "Bra!"),
        Muntlig(date(2026, 10, 6), "klagomal", "Dåligt.", utfall="atgardat"),
    ]
    with pytest.raises(Regelbrott, match="Rad 2: Något återstår"):
        skriv_in_manga(
            rader,
            enhet=kommun.hemtjanst,
            namnd=kommun.von,
            kanal="besok",
            token="t",
            av=eva,
        )
    assert not Synpunkt.objects.exists()


def test_a_double_press_writes_them_in_once(kommun: Kommun, client: Client, eva: Anvandare) -> None:
    client.force_login(eva)
    token = re.search(r'name="token" value="([^"]+)"', client.get(FLERA).content.decode())
    assert token
    data = flera(kommun, rad(gjort="Tackade."), rad(text="Och en till."), token=token[1])
    for _ in range(2):
        assert "Två synpunkter är sparade" in client.post(FLERA, data).content.decode()
    assert Synpunkt.objects.count() == 2


def test_who_only_handles_closes_nothing_but_loses_no_words(
    kommun: Kommun, client: Client, hanna_handlaggare: Anvandare
) -> None:
    client.force_login(hanna_handlaggare)
    assert "Avsluta som" not in client.get(FLERA).content.decode()
    svar = client.post(FLERA, flera(kommun, rad(utfall="framfort", gjort="Sa till köket.")))
    assert "Du får inte avsluta ärenden åt enheten" in svar.content.decode()
    assert not Synpunkt.objects.exists()
    client.post(FLERA, flera(kommun, rad(gjort="Sa till köket.")))
    s = Synpunkt.objects.get()
    assert (s.lage, s.meddelanden.get().riktning) == ("inkommen", "intern")


def test_more_rows_keep_what_is_written_and_may_be_left_empty(
    kommun: Kommun, client: Client, eva: Anvandare
) -> None:
    client.force_login(eva)
    sida = client.post(FLERA, flera(kommun, rad(), steg="fler")).content.decode()
    assert 'name="r-TOTAL_FORMS" value="16"' in sida
    assert 'name="r-INITIAL_FORMS" value="0"' in sida
    assert 'value="Fint väder i matsalen."' in sida
    assert f'<option value="{kommun.hemtjanst.pk}" selected>' in sida
    client.post(FLERA, flera(kommun, rad(), **{"r-TOTAL_FORMS": "16"}))
    assert Synpunkt.objects.count() == 1


@pytest.mark.parametrize(
    ("andrat", "mening"),
    [
        ({"enhet": ""}, "Välj vilken enhet"),
        ({"enhet": "annan"}, "Välj en enhet i listan"),
        ({"period": "1999-1"}, "1999-1"),
        ({"r-TOTAL_FORMS": "9999"}, "60"),
        ({"r-0-text": "", "r-0-dag": "", "r-0-typ": ""}, "Fyll i minst en rad"),
    ],
)
def test_what_cannot_be_written_in(
    kommun: Kommun, client: Client, eva: Anvandare, andrat: dict[str, str], mening: str
) -> None:
    if andrat.get("enhet") == "annan":
        andrat = {"enhet": str(kommun.bibliotek.pk)}  # not hers
    client.force_login(eva)
    assert mening in client.post(FLERA, flera(kommun, rad()) | andrat).content.decode()
    assert not Synpunkt.objects.exists()


def test_who_may_not_write_in(
    kommun: Kommun,
    client: Client,
    rut_revisor: Anvandare,
    erik_enhetschef: Anvandare,
    bo_biblioteksman: Anvandare,
) -> None:
    for person in (rut_revisor, erik_enhetschef):
        client.force_login(person)
        assert client.get(FLERA).status_code == 403
        assert client.post(FLERA, flera(kommun, rad())).status_code == 403
    with pytest.raises(PermissionDenied):
        skriv_in_manga(
            [Muntlig(date(2026, 10, 5), "berom", "Bra!")],
            enhet=kommun.hemtjanst,
            namnd=kommun.von,
            kanal="besok",
            token="t",
            av=bo_biblioteksman,
        )


@pytest.mark.parametrize(
    ("dag", "nycklar"),
    [
        (date(2026, 1, 1), ["2026-1", "2025-9", "2025-5"]),
        (date(2026, 4, 30), ["2026-1", "2025-9", "2025-5"]),
        (date(2026, 5, 1), ["2026-5", "2026-1", "2025-9"]),
        (date(2028, 12, 31), ["2028-9", "2028-5", "2028-1"]),
    ],
)
def test_the_periods_are_the_tertial_that_runs_and_two_before(
    dag: date, nycklar: list[str]
) -> None:
    valda = perioder(dag)
    assert [nyckel for nyckel, *_ in valda] == nycklar
    for (_, _, fran, till), (_, _, _, fore) in pairwise(valda):
        assert fran.toordinal() == fore.toordinal() + 1
        assert till > fran


def test_what_is_missing_is_said_to_who_writes_and_not_to_the_sender(
    kommun: Kommun, client: Client, hanna_handlaggare: Anvandare
) -> None:
    client.force_login(hanna_handlaggare)
    tomt = client.post(EN, {"kanal": "telefon", "kom_in": "2026-10-14"}).content.decode()
    for mening in ("vad avsändaren säger", "Välj vad det är", "om avsändaren vill ha svar"):
        assert mening in tomt
    assert "Ja, men vill vara anonym" in tomt
    assert "jag" not in re.findall(r"\w+", tomt[tomt.index("Vill avsändaren ha svar") :])
    utan = client.post(EN, en(kommun, svarsval="epost")).content.decode()
    assert "Skriv avsändarens e-postadress" in utan
