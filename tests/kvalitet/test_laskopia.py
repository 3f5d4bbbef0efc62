"""Which pages read the copy, that they ask the primary nothing, and that nothing is written there.

A second connection to the test database, which refuses to write, stands in for the copy; a real
one is tried by bench/laskopia.py (tests/test_laskopia_riktig.py).
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import InternalError, OperationalError, connection, connections
from django.db.backends.utils import CursorWrapper
from django.http import Http404
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import resolve

from kvalitet import databasval, drift, klocka, lagerprov, laskopia
from kvalitet.drift import Lage
from kvalitet.miljo import Miljo
from kvalitet.models import Enhet, Namnd
from kvalitet.roller import Roll
from kvalitet.views import matt as mattvy
from tests import factories
from tests.adresser import alla
from tests.fragor import Bygge, Scen, Varld, alva, las_alla
from tests.kvalitet.test_behorighet import OPPNA
from tests.kvalitet.test_matt import ADRESS, HUVUD, NYCKEL, las, varde

PRIMAREN = {
    "halsa halsa_matt halsa_redo": "tells how the primary fares",
    "profil_farg profil_logga tillganglighet": "asks no database",
    "logga_in logga_in_demo losenord losenord_valj oidc oidc_svar tvasteg_kod tvasteg_valj": (
        "makes a session"
    ),
    "synpunkter:lamna synpunkter:granska synpunkter:kvittens synpunkter:hitta_verksamhet "
    "enkat:svara enkat:tack synpunkter:nojdhet publikt:uppdatera": "is or leads to a form",
    "synpunkter:folj synpunkter:folj_arende synpunkter:folj_skriv synpunkter:folj_oppna "
    "synpunkter:folj_ny_lank synpunkter:folj_bilaga": "shows someone what they have just written",
    "uppfoljning:kontrollera uppfoljning:kod": "must not call a report of a minute ago unknown",
    "publikt:kalender": "its address may be a moment old; only its days are read from the copy",
}
"""Addresses that anyone may open and that read the primary, and why."""


@pytest.fixture
def kopia(riktig_databas: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    egen = {"options": "-c default_transaction_read_only=on"}
    connections.settings[laskopia.ALIAS] = {**connection.settings_dict, "OPTIONS": egen}
    monkeypatch.setattr(laskopia, "_halsa", laskopia.Halsa())
    monkeypatch.setattr(laskopia, "efterslap", lambda: 0.0)
    try:
        with override_settings(DATABASE_ROUTERS=["kvalitet.laskopia.Vagvisare"]):
            yield
    finally:
        connections[laskopia.ALIAS].close()
        del connections[laskopia.ALIAS], connections.settings[laskopia.ALIAS]


@contextmanager
def fragor() -> Iterator[tuple[list[str], list[str]]]:
    """What the primary and the copy are asked within."""
    primarens: list[str] = []
    kopians: list[str] = []
    with ExitStack() as hog:
        tagna = [
            (lista, hog.enter_context(CaptureQueriesContext(connections[alias])))
            for alias, lista in (("default", primarens), (laskopia.ALIAS, kopians))
        ]
        yield primarens, kopians
    for lista, fangst in tagna:
        lista += [fraga["sql"] for fraga in fangst.captured_queries]


def _laser(adress: str) -> bool:
    return hasattr(resolve(adress).func, "ur_laskopian")


def _sidor() -> set[str]:
    return {ett.namn for ett in alla() if _laser(ett.url)}


SIDOR = _sidor()


def _oppna(klient: Client, adress: str) -> None:
    svar = klient.get(adress)
    if svar.streaming:
        assert b"".join(svar.streaming_content)  # type: ignore[arg-type]
    assert svar.status_code == 200, adress


# --- which pages ------------------------------------------------------------------------------


def test_every_page_that_anyone_may_open_has_chosen_where_it_reads() -> None:
    primarens = {namn for rad in PRIMAREN for namn in rad.split()}
    assert not primarens & SIDOR
    assert primarens | SIDOR == OPPNA


def test_no_page_that_asks_for_a_sign_in_reads_the_copy() -> None:
    assert SIDOR <= OPPNA
    assert len(SIDOR) >= 14


BYGGEN = [bygge for bygge in las_alla() if bygge.mater & SIDOR]


@pytest.mark.langsam
@pytest.mark.parametrize("bygge", BYGGEN, ids=lambda bygge: bygge.namn)
def test_such_a_page_asks_the_primary_nothing(
    bygge: Bygge, kopia: None, client: Client, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    scen = _scen(bygge, monkeypatch, tmp_path)
    with klocka.stalld(scen.nu):
        for namn in sorted(set(scen.sidor) & SIDOR):
            with fragor() as (primarens, kopians):
                _oppna(client, scen.sidor[namn])
            assert (namn, primarens) == (namn, [])
            assert kopians, namn


def test_every_such_page_is_in_one_of_the_scenes() -> None:
    assert {namn for bygge in BYGGEN for namn in bygge.mater} >= SIDOR


def _scen(bygge: Bygge, monkeypatch: pytest.MonkeyPatch, mapp: Path) -> Scen:
    kommun = factories.kommun()
    return bygge.bygg(Varld(kommun, alva(kommun), monkeypatch, mapp))


def test_who_is_signed_in_reads_what_they_have_just_written(kopia: None, client: Client) -> None:
    kommun = factories.kommun()
    client.force_login(factories.person("Nina Nämndsekreterare", "NS", kommun.rot))
    with fragor() as (primarens, kopians):
        _oppna(client, "/sa-gar-det/")
    assert primarens
    assert kopians == []


def test_a_calendar_s_days_come_from_the_copy_and_its_secret_from_the_primary(
    kopia: None, client: Client
) -> None:
    from cykel import kalenderfil
    from cykel.actions.kalender import ny_kalenderadress

    person = factories.person("Erik Enhetschef", Roll.CHEF, factories.kommun().hemtjanst)
    vag = kalenderfil.adress(ny_kalenderadress(av=person)).partition("8000")[2]
    with fragor() as (primarens, kopians):
        _oppna(client, vag)
    assert any("cykel_kalenderadress" in fraga for fraga in primarens)
    assert any("cykel_aktivitet" in fraga for fraga in kopians)
    assert not any("cykel_aktivitet" in fraga for fraga in primarens)


# --- nothing is written there -----------------------------------------------------------------


def test_no_model_is_written_to_the_copy_nor_are_its_tables_made_there() -> None:
    vag = laskopia.Vagvisare()
    with laskopia._vid_kopian():
        for modell in apps.get_models():
            assert vag.db_for_read(modell) == laskopia.ALIAS
            assert vag.db_for_write(modell) == "default"
            assert not vag.allow_migrate(laskopia.ALIAS, modell._meta.app_label)
            assert vag.allow_migrate("default", modell._meta.app_label)
    assert vag.db_for_read(Namnd) == "default"


def test_what_is_written_while_reading_the_copy_goes_to_the_primary(kopia: None) -> None:
    def skriv() -> Namnd:
        rad = Namnd.objects.create(kod="PRV", namn="Prövningsnämnden")
        last = Namnd.objects.get(kod="PRV")
        assert last._state.db == laskopia.ALIAS
        last.namn = "Prövonämnden"
        last.save()
        assert Namnd.objects.select_for_update().filter(pk=rad.pk).db == "default"
        return last

    with fragor() as (primarens, kopians):
        assert laskopia.las(skriv)._state.db == "default"
    assert [fraga.partition(" ")[0] for fraga in kopians] == ["SELECT"]
    assert [fraga.partition(" ")[0] for fraga in primarens] == ["INSERT", "UPDATE"]


def test_a_write_that_names_the_copy_is_refused_by_the_server(kopia: None) -> None:
    with pytest.raises(InternalError, match="read-only"):
        Namnd.objects.using(laskopia.ALIAS).create(kod="PRV", namn="Prövningsnämnden")


def test_outside_the_block_the_primary_is_read_again(kopia: None) -> None:
    assert laskopia.las(lambda: Enhet.objects.db) == laskopia.ALIAS
    assert Enhet.objects.all().db == "default"


# --- a copy that is gone or behind ------------------------------------------------------------


@pytest.mark.parametrize(
    ("efter", "laser"), [(0.0, True), (15.0, True), (15.1, False), (None, False)]
)
def test_a_copy_that_is_too_far_behind_or_follows_nobody_is_not_read(
    kopia: None, monkeypatch: pytest.MonkeyPatch, efter: float | None, laser: bool
) -> None:
    monkeypatch.setattr(laskopia, "efterslap", lambda: efter)
    assert (laskopia.las(lambda: Namnd.objects.all().db) == laskopia.ALIAS) is laser


def test_what_is_no_copy_tells_no_lag(kopia: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """A copy that has become a primary of its own is not read."""
    monkeypatch.undo()
    connections.settings[laskopia.ALIAS]["NAME"] = connection.settings_dict["NAME"]
    assert laskopia.efterslap() is None


def test_it_is_asked_once_a_second(kopia: None, monkeypatch: pytest.MonkeyPatch) -> None:
    tid, fragade = [100.0], []
    monkeypatch.setattr(laskopia.time, "monotonic", lambda: tid[0])
    monkeypatch.setattr(laskopia, "efterslap", lambda: float(fragade.append(1) or 0))
    for tid[0] in (100.0, 100.5, 100.9, 101.0, 101.5, 102.1):
        assert laskopia.duger()
    assert len(fragade) == 3


@contextmanager
def nere(fel: Callable[[str], bool] = lambda sql: True) -> Iterator[list[str]]:
    """Let the copy's questions that `fel` names fail as when its server goes."""
    stallda: list[str] = []

    def falla(kor: Any, sql: str, params: Any, many: bool, sammanhang: dict[str, Any]) -> Any:
        stallda.append(sql)
        if fel(sql):
            raise OperationalError("terminating connection")
        return kor(sql, params, many, sammanhang)

    with connections[laskopia.ALIAS].execute_wrapper(falla):
        yield stallda


def test_a_copy_that_goes_in_the_middle_of_a_page_costs_nobody_anything(
    kopia: None, client: Client, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    factories.kommun()
    tid = [100.0]
    monkeypatch.setattr(laskopia.time, "monotonic", lambda: tid[0])
    with nere(lambda sql: "kvalitet_namnd" in sql) as stallda, caplog.at_level(logging.WARNING):
        for _ in range(3):
            svar = client.get("/personuppgifter/")
            assert svar.status_code == 200
            assert "Kultur- och fritidsnämnden" in svar.content.decode()
    assert len(stallda) == 1  # it is left alone
    assert [rad.getMessage() for rad in caplog.records] == [
        "läskopian svarar inte, primären läses: OperationalError"
    ]
    tid[0] += laskopia.VILA
    with fragor() as (primarens, kopians):
        _oppna(client, "/personuppgifter/")
    assert (primarens, bool(kopians)) == ([], True)


def test_a_copy_that_cannot_be_reached_costs_nobody_anything(
    kopia: None, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    from tests.post import ledig_port

    monkeypatch.setattr(laskopia, "_halsa", laskopia.Halsa())
    connections.settings[laskopia.ALIAS]["PORT"] = ledig_port()
    factories.kommun()
    for _ in range(2):
        _oppna(client, "/personuppgifter/")
    assert not laskopia.duger()


def test_what_the_copy_has_not_got_yet_is_looked_for_at_the_primary(kopia: None) -> None:
    sokt: list[str] = []

    def sida() -> str:
        sokt.append(Namnd.objects.all().db)
        if sokt[-1] == laskopia.ALIAS:
            raise Http404
        return "finns"

    assert laskopia.las(sida) == "finns"
    assert sokt == [laskopia.ALIAS, "default"]
    assert laskopia.duger()


def test_a_fault_of_the_page_s_own_is_not_blamed_on_the_copy(kopia: None) -> None:
    def sida() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        laskopia.las(sida)
    assert laskopia.duger()


def test_without_a_copy_nothing_is_asked_of_any() -> None:
    assert not laskopia.finns()
    assert laskopia.las(lambda: Namnd.objects.all().db) == "default"


# --- what is told of it -----------------------------------------------------------------------


def test_the_page_of_the_site_s_health_tells_how_far_behind_it_is(
    kopia: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def borta() -> float:
        raise OperationalError

    for efter, lage, ord_ in (
        (lambda: 0.4, Lage.BRA, "ligger 0 sekunder efter (gränsen är 15)."),
        (lambda: 40.0, Lage.VARNING, "läser huvuddatabasen så länge."),
        (lambda: None, Lage.VARNING, "följer inte huvuddatabasen."),
        (borta, Lage.VARNING, "svarar inte."),
    ):
        monkeypatch.setattr(laskopia, "efterslap", efter)
        prov = lagerprov.laskopian()
        assert (prov.lage, ord_ in prov.mening) == (lage, True), prov
        assert bool(prov.gor) is (lage is not Lage.BRA)


def test_the_figures_tell_it_too(
    kopia: None, client: Client, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.MATT_NYCKEL = NYCKEL
    monkeypatch.setattr(mattvy, "KORT", 0.0)
    monkeypatch.setattr(laskopia, "efterslap", lambda: 2.5)
    familjer = las(client.get(ADRESS, headers=HUVUD).content.decode())
    assert varde(familjer, "kvalitet_laskopia_sekunder") == 2.5
    assert varde(familjer, "kvalitet_uppe", **{"del": "laskopia"}) == 1
    with nere():
        monkeypatch.setattr(
            laskopia, "efterslap", lambda: connections["laskopia"].cursor().execute("x")
        )
        familjer = las(client.get(ADRESS, headers=HUVUD).content.decode())
    assert varde(familjer, "kvalitet_uppe", **{"del": "laskopia"}) == 0
    assert varde(familjer, "kvalitet_uppe", **{"del": "databas"}) == 1


def test_a_queue_that_may_throw_away_what_waits_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    ko = lagerprov.matt.ko()
    for regel, lage in (("noeviction", Lage.BRA), ("allkeys-lru", Lage.VARNING)):
        monkeypatch.setattr(ko, "info", lambda _del, regel=regel: {"maxmemory_policy": regel})
        prov = lagerprov.kon_behaller()
        assert prov.lage is lage
        assert ("allkeys-lru" in prov.mening) is (lage is Lage.VARNING)
    monkeypatch.undo()
    assert lagerprov.kon_behaller().lage is Lage.BRA  # as bin/test starts it
    assert lagerprov.kon_behaller().namn not in {p.namn for p in (drift.disk(), drift.ko())}


# --- settings ---------------------------------------------------------------------------------

PRIMAR = {"HOST": "a", "PORT": 5432, "NAME": "k", "CONN_MAX_AGE": None, "OPTIONS": {"x": 1}}


def test_the_copy_is_the_primary_s_but_for_where_it_is_and_how_long_it_is_waited_for() -> None:
    assert databasval.laskopia(Miljo({}), PRIMAR) is None
    miljo = Miljo({"KVALITET_LASKOPIA": "postgres://u:l@b:5432/k?sslmode=require"})
    kopia = databasval.laskopia(miljo, PRIMAR)
    assert kopia is not None
    assert (kopia["HOST"], kopia["USER"], kopia["CONN_MAX_AGE"]) == ("b", "u", None)
    assert kopia["OPTIONS"]["sslmode"] == "require"
    assert "default_transaction_read_only=on" in kopia["OPTIONS"]["options"]
    assert kopia["OPTIONS"]["connect_timeout"] < databasval.ANSLUTNING
    assert miljo.fel == []


def test_a_copy_that_is_the_primary_itself_is_told() -> None:
    miljo = Miljo({"KVALITET_LASKOPIA": "postgres://u:l@a:5432/k"})
    databasval.laskopia(miljo, PRIMAR)
    assert miljo.fel == ["KVALITET_LASKOPIA och DATABASE_URL är samma databas. Ta bort den ena."]
    miljo = Miljo({"KVALITET_LASKOPIA_EFTERSLAP": "0"})
    databasval.efterslap(miljo)
    assert miljo.fel == ["KVALITET_LASKOPIA_EFTERSLAP ska vara minst 1."]


def test_a_pool_is_sent_no_setting_of_the_session() -> None:
    pool = Miljo({"KVALITET_POOL": "transaktion", "KVALITET_PROCESS": "webb"})
    assert databasval.poolval(pool) == {"DISABLE_SERVER_SIDE_CURSORS": True}
    assert databasval.databasval(pool) == {"connect_timeout": databasval.ANSLUTNING}
    assert databasval.poolval(Miljo({})) == {}
    fel = Miljo({"KVALITET_POOL": "session"})
    databasval.poolval(fel)
    assert fel.fel == ["KVALITET_POOL är ”session”. Välj något av: ingen, transaktion."]


def test_no_question_is_prepared_in_the_server(db: None) -> None:
    """A prepared one belongs to a session, which a pool lends to others."""
    with connection.cursor() as markor:
        assert isinstance(markor, CursorWrapper)
        for _ in range(20):
            markor.execute("select %s::int", [1])
        markor.execute("select count(*) from pg_prepared_statements")
        assert markor.fetchone() == (0,)


def test_a_site_with_a_copy_starts_with_its_router_and_its_check() -> None:
    from tests.kvalitet.test_installningar import DRIFT, manage

    kod = (
        "from django.conf import settings as s; from django.utils.module_loading import"
        " import_string as i; [i(p) for p in s.DRIFTPROV]; i(s.DATABASE_ROUTERS[0]);"
        " print(sorted(s.DATABASES), s.DRIFTPROV[-1], s.CACHES['default']['LOCATION'])"
    )
    egna = {
        "KVALITET_LASKOPIA": "postgres://l@127.0.0.1:2/ingen",
        "KVALITET_CACHE_URL": "redis://127.0.0.1:3/0",
    }
    svar = manage({**DRIFT, **egna}, "shell", "--no-imports", "-c", kod)
    assert svar.stdout.split() == [
        "['default',",
        "'laskopia']",
        "kvalitet.lagerprov.laskopian",
        "redis://127.0.0.1:3/0",
    ], svar.stderr
