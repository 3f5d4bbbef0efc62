"""What a nämnd promises: every red day 2024–2030, eves, midnight, summer time, and its page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client

from kvalitet import klocka
from kvalitet.fel import Regelbrott
from kvalitet.kalender import SVENSK_TID
from kvalitet.models import Anvandare, Handelse
from synpunkter.actions.tidsfrist import satt_tidsfrist
from synpunkter.models import Synpunkt, Tidsfrist
from synpunkter.tidsfrist import efter_paus, lofte, vardagar_kvar
from tests import factories
from tests.factories import Kommun
from tests.synpunkter import exempel

AR = range(2024, 2031)
EN_DAG = timedelta(days=1)
SIDA = "/arbete/synpunkter/installningar/"


def paskdagen(ar: int) -> date:
    """Gauss' and Butcher's rule: the tests count Easter themselves."""
    a, b, c = ar % 19, ar // 100, ar % 100
    d = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    e = (32 + 2 * (b % 4) + 2 * (c // 4) - d - c % 4) % 7
    f = d + e - 7 * ((a + 11 * d + 22 * e) // 451) + 114
    return date(ar, f // 31, f % 31 + 1)


def forsta(veckodag: int, fran: date) -> date:
    return fran + timedelta(days=(veckodag - fran.weekday()) % 7)


def roda(ar: int) -> set[date]:
    """The red days that lagen (1989:253) names, Sundays apart."""
    pask = paskdagen(ar)
    rorliga = {pask + timedelta(days=n) for n in (-2, 0, 1, 39, 49)}
    fasta = {date(ar, m, d) for m, d in ((1, 1), (1, 6), (5, 1), (6, 6), (12, 25), (12, 26))}
    return rorliga | fasta | {forsta(5, date(ar, 6, 20)), forsta(5, date(ar, 10, 31))}


def aftnar(ar: int) -> set[date]:
    return {forsta(4, date(ar, 6, 19)), date(ar, 12, 24), date(ar, 12, 31)}


RODA = {dag for ar in range(2023, 2033) for dag in roda(ar)}
AFTNAR = {dag for ar in range(2023, 2033) for dag in aftnar(ar)}


def ar_vardag(dag: date, *, aftnar_lediga: bool) -> bool:
    ledig = dag.weekday() > 4 or dag in RODA
    return not ledig and not (aftnar_lediga and dag in AFTNAR)


def rakna(dag: date, n: int, *, aftnar_lediga: bool) -> date:
    """Count working days one by one, as one would with a calendar on the wall."""
    while not ar_vardag(dag, aftnar_lediga=aftnar_lediga):
        dag += EN_DAG
    while n:
        dag += EN_DAG
        n -= ar_vardag(dag, aftnar_lediga=aftnar_lediga)
    return dag


def alla_dagar() -> Iterator[date]:
    dag = date(AR[0], 1, 1)
    while dag.year <= AR[-1]:
        yield dag
        dag += EN_DAG


@pytest.mark.parametrize("aftnar_lediga", [True, False])
@pytest.mark.parametrize("n", [1, 2, 10])
def test_every_day_of_arrival_2024_to_2030_is_promised_the_right_day(
    n: int, aftnar_lediga: bool
) -> None:
    frist = Tidsfrist(svara_dagar=n, ta_hand_om_vardagar=n, aftnar_lediga=aftnar_lediga)
    fel = [
        dag
        for dag in alla_dagar()
        if (nytt := lofte(frist, dag)).svar != rakna(dag, n, aftnar_lediga=aftnar_lediga)
        or nytt.tas_om_hand != nytt.svar
    ]
    assert fel == []


@pytest.mark.parametrize("aftnar_lediga", [True, False])
def test_calendar_days_never_end_on_a_day_off(aftnar_lediga: bool) -> None:
    frist = Tidsfrist(svara_dagar=14, svara_i_vardagar=False, aftnar_lediga=aftnar_lediga)
    for dag in alla_dagar():
        sist = rakna(dag + timedelta(days=14), 0, aftnar_lediga=aftnar_lediga)
        assert lofte(frist, dag).svar == sist


@pytest.mark.parametrize("rod", sorted(dag for dag in RODA if dag.year in AR))
def test_no_promise_falls_on_a_red_day(rod: date) -> None:
    for fore in range(1, 15):
        assert lofte(Tidsfrist(svara_dagar=5), rod - timedelta(days=fore)).svar != rod
    assert vardagar_kvar(Tidsfrist(), rod - EN_DAG, rod + EN_DAG) <= 1


@pytest.mark.parametrize("afton", sorted(a for a in AFTNAR if a.year in AR and a.weekday() < 5))
def test_an_eve_is_a_working_day_only_where_the_nämnd_says_so(afton: date) -> None:
    dagen_fore = afton - EN_DAG
    while not ar_vardag(dagen_fore, aftnar_lediga=True):
        dagen_fore -= EN_DAG
    ledig, oppet = Tidsfrist(svara_dagar=1), Tidsfrist(svara_dagar=1, aftnar_lediga=False)
    assert lofte(oppet, dagen_fore).svar == afton
    assert lofte(ledig, dagen_fore).svar > afton
    assert vardagar_kvar(oppet, dagen_fore, afton) == 1
    assert vardagar_kvar(ledig, dagen_fore, afton) == vardagar_kvar(
        ledig, dagen_fore, afton + EN_DAG
    )


def test_the_pause_counts_the_days_that_the_nämnd_counts() -> None:
    svar = date(2026, 6, 16)
    paus = {"stannad": date(2026, 6, 18), "igang": date(2026, 6, 22)}  # over midsommarafton
    assert efter_paus(Tidsfrist(), svar, **paus) == date(2026, 6, 17)
    assert efter_paus(Tidsfrist(aftnar_lediga=False), svar, **paus) == date(2026, 6, 18)
    kalender = Tidsfrist(svara_i_vardagar=False)
    assert efter_paus(kalender, svar, **paus) == date(2026, 6, 22)  # the 20th is a Saturday


@pytest.mark.parametrize(
    ("inkom", "svar"),
    [
        # A minute on each side of midnight in Sweden, in winter and in summer time.
        (datetime(2026, 1, 12, 22, 59, tzinfo=UTC), date(2026, 1, 26)),
        (datetime(2026, 1, 12, 23, 0, tzinfo=UTC), date(2026, 1, 27)),
        (datetime(2026, 8, 10, 21, 59, tzinfo=UTC), date(2026, 8, 24)),
        (datetime(2026, 8, 10, 22, 0, tzinfo=UTC), date(2026, 8, 25)),
        # The night when the clock goes forward, and both the hours called two o'clock in October.
        (datetime(2026, 3, 29, 0, 59, tzinfo=UTC), date(2026, 4, 15)),
        (datetime(2026, 3, 29, 1, 0, tzinfo=UTC), date(2026, 4, 15)),
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), date(2026, 11, 9)),
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), date(2026, 11, 9)),
        # Friday a minute to midnight, and the weekend after it: Saturday and Sunday are Monday.
        (datetime(2026, 10, 9, 21, 59, tzinfo=UTC), date(2026, 10, 23)),
        (datetime(2026, 10, 9, 22, 0, tzinfo=UTC), date(2026, 10, 26)),
        (datetime(2026, 10, 11, 12, 0, tzinfo=UTC), date(2026, 10, 26)),
        (datetime(2026, 10, 12, 5, 0, tzinfo=UTC), date(2026, 10, 26)),
    ],
)
def test_the_promise_counts_from_the_day_in_sweden(
    kommun: Kommun, inkom: datetime, svar: date
) -> None:
    with klocka.stalld(inkom):
        assert exempel.synpunkt(kommun).svar_senast == svar


def test_an_arrival_on_a_weekend_is_an_arrival_on_monday(kommun: Kommun) -> None:
    dagar = []
    for dag in (10, 11, 12):
        with klocka.stalld(datetime(2026, 10, dag, 9, tzinfo=SVENSK_TID)):
            s = exempel.synpunkt(kommun)
        dagar.append((s.tas_om_hand_senast, s.svar_senast))
    assert set(dagar) == {(date(2026, 10, 14), date(2026, 10, 26))}


# --- The page where it is decided ----------------------------------------------------------

NYTT = {
    "svara_dagar": "14",
    "svara_i_vardagar": "nej",
    "ta_hand_om_vardagar": "1",
    "vanta_vardagar": "5",
}


@pytest.mark.parametrize("roll", ["KV", "ADM"])
def test_who_sets_the_promise(kommun: Kommun, client: Client, roll: str) -> None:
    person = factories.person("Signe Sätter", roll, kommun.rot)
    client.force_login(person)
    assert client.post(f"{SIDA}svarstid/{kommun.von.pk}/", NYTT).status_code == 302
    frist = Tidsfrist.objects.get(pk=kommun.von.pk)
    assert (frist.svara_dagar, frist.svara_i_vardagar, frist.aftnar_lediga) == (14, False, False)
    assert frist.vanta_vardagar == 5
    handelse = Handelse.objects.get(slag="tidsfrist.satt")
    assert (handelse.av, handelse.namnd, handelse.data["svara_dagar"]) == (person, kommun.von, 14)
    assert "14 dagar" in client.get(SIDA).content.decode()


@pytest.mark.parametrize("roll", ["HS", "CH", "NS", "REV", "FV", "PA"])
def test_who_may_not_set_the_promise(kommun: Kommun, client: Client, roll: str) -> None:
    person = factories.person("Nils Nej", roll, kommun.rot)
    client.force_login(person)
    assert client.post(f"{SIDA}svarstid/{kommun.von.pk}/", NYTT).status_code == 403
    with pytest.raises(PermissionDenied):
        satt_tidsfrist(
            kommun.von,
            svara_dagar=1,
            ta_hand_om_vardagar=1,
            svara_i_vardagar=True,
            vanta_vardagar=10,
            aftnar_lediga=True,
            av=person,
        )
    assert not Tidsfrist.objects.exists()


def test_another_nämnds_promise_does_not_exist(kommun: Kommun, client: Client) -> None:
    client.force_login(factories.person("Vera Vård", "KV", kommun.rot, namnd=kommun.von))
    assert client.get(f"{SIDA}svarstid/{kommun.kfn.pk}/").status_code == 404
    assert client.post(f"{SIDA}svarstid/{kommun.kfn.pk}/", NYTT).status_code == 404
    assert client.get(f"{SIDA}svarstid/{kommun.von.pk}/").status_code == 200
    assert str(kommun.kfn) not in client.get(SIDA).content.decode()


def test_open_cases_keep_their_day_and_new_ones_get_the_new(
    kommun: Kommun, karin_kvalitetssamordnare: Anvandare
) -> None:
    with klocka.stalld(datetime(2026, 10, 14, 9, tzinfo=SVENSK_TID)):
        gammal = exempel.synpunkt(kommun)
        satt_tidsfrist(
            kommun.von,
            svara_dagar=20,
            ta_hand_om_vardagar=3,
            svara_i_vardagar=True,
            vanta_vardagar=10,
            aftnar_lediga=True,
            av=karin_kvalitetssamordnare,
        )
        ny = exempel.synpunkt(kommun)
        annan = exempel.synpunkt(kommun, namnd=kommun.kfn, enhet=kommun.bibliotek)
    assert Synpunkt.objects.get(pk=gammal.pk).svar_senast == date(2026, 10, 28)
    assert (ny.svar_senast, annan.svar_senast) == (date(2026, 11, 11), date(2026, 10, 28))


@pytest.mark.parametrize("falt", ["svara_dagar", "ta_hand_om_vardagar", "vanta_vardagar"])
@pytest.mark.parametrize("varde", ["0", "-1", "999", "två", ""])
def test_a_promise_that_cannot_be_kept_is_refused(
    kommun: Kommun,
    client: Client,
    karin_kvalitetssamordnare: Anvandare,
    falt: str,
    varde: str,
) -> None:
    client.force_login(karin_kvalitetssamordnare)
    svar = client.post(f"{SIDA}svarstid/{kommun.von.pk}/", {**NYTT, falt: varde})
    assert "Skriv ett helt tal" in svar.content.decode()
    assert not Tidsfrist.objects.exists()


def test_the_act_and_the_database_refuse_it_too(
    kommun: Kommun, karin_kvalitetssamordnare: Anvandare
) -> None:
    with pytest.raises(Regelbrott, match="Lova svar inom"):
        satt_tidsfrist(
            kommun.von,
            svara_dagar=121,
            ta_hand_om_vardagar=2,
            svara_i_vardagar=True,
            vanta_vardagar=10,
            aftnar_lediga=True,
            av=karin_kvalitetssamordnare,
        )
    with pytest.raises(IntegrityError, match="tidsfrist_rimlig"), transaction.atomic():
        Tidsfrist.objects.create(namnd=kommun.von, svara_dagar=121)


def test_the_administrator_finds_the_page(kommun: Kommun, client: Client) -> None:
    client.force_login(factories.person("Anna Adm", "ADM", kommun.rot))
    assert SIDA in client.get("/arbete/organisation/").content.decode()
    sida = client.get(SIDA).content.decode()
    assert "/arbete/synpunkter/franvaro/" not in sida  # whose pages she may not open
    assert "/arbete/synpunkter/regler/" not in sida
