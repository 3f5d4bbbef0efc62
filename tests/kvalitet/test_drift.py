"""The page of the site's health: every check in both its moods, who may see it, and its acts."""

from __future__ import annotations

import json
import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from celery import current_app
from django.db import DatabaseError, IntegrityError, OperationalError, connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client

from kvalitet import drift, klocka, logg, tasks
from kvalitet.actions import sigill
from kvalitet.drift import Lage
from kvalitet.models import Anvandare, Handelse, Jobbfel, Puls, Utskick
from synpunkter import drift as synpunkternas
from synpunkter.models import Bilaga
from tests.factories import Kommun
from tests.post import Mottagare, ledig_port
from uppfoljning import drift as uppfoljningens
from uppfoljning.models import Rapportjobb

SIDA = "/arbete/drift/"


def rad(**falt: Any) -> Utskick:
    nu = klocka.nu()
    grund = {
        "nyckel": "prov",
        "mall": "prov",
        "innehall": "{}",
        "message_id": "<prov@kommun.example>",
        "skapad": nu,
        "nasta_forsok": nu,
    }
    return Utskick.objects.create(**{**grund, **falt})


def jobbfel(**falt: Any) -> Jobbfel:
    nu = klocka.nu()
    return Jobbfel.objects.create(
        **{"uppgift": "a.b", "undantag": "ValueError", "forst": nu, "senast": nu, **falt}
    )


# --- the page --------------------------------------------------------------------------------


def test_the_administrator_sees_each_part_with_its_state_in_words(
    anna_administrator: Anvandare, client: Client
) -> None:
    tasks.puls()
    client.force_login(anna_administrator)
    sida = client.get(SIDA).content.decode()
    for ett in drift.laget().prov:
        assert f'scope="row">{ett.namn}</th>' in sida
        assert ett.lage.ord in sida
    assert "Arbetaren och tidtagaren har hörts av den senaste minuten." in sida


def test_what_is_wrong_stands_first_and_by_name(
    anna_administrator: Anvandare, client: Client
) -> None:
    tasks.puls()
    rad(status=Utskick.Status.MISSLYCKAD, forsok=12)
    client.force_login(anna_administrator)
    sida = client.get(SIDA).content.decode()
    assert "Något fungerar inte: <strong>Utkorg</strong>." in sida
    ordning = [sida.index(f'scope="row">{namn}</th>') for namn in ("Utkorg", "Säkerhetskopia")]
    assert ordning == sorted(ordning)
    assert ordning[-1] < sida.index('scope="row">Databas</th>')
    assert drift.Laget([drift.Prov("A", Lage.BRA, "A.")]).brister == ""


def test_nobody_else_sees_it_or_acts(karin_kvalitetssamordnare: Anvandare, client: Client) -> None:
    client.force_login(karin_kvalitetssamordnare)
    assert client.get(SIDA).status_code == 403
    assert client.post(f"{SIDA}utskick/").status_code == 403
    assert client.post(f"{SIDA}jobbfel/{jobbfel().pk}/").status_code == 403
    assert Jobbfel.objects.exists()


def test_a_database_that_is_down_is_told_and_asked_nothing_more(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nere(*_: Any, **__: Any) -> None:
        raise OperationalError

    with monkeypatch.context() as borta:
        borta.setattr(connection, "cursor", nere)
        laget = drift.laget()
    assert laget.varst is Lage.FEL
    assert laget.prov[0].mening == "Databasen svarar inte."
    assert "Bakgrundsarbete" not in {ett.namn for ett in laget.prov}


def test_a_check_that_cannot_be_read_is_a_fault_and_stops_no_other(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def trasig() -> None:
        raise DatabaseError

    monkeypatch.setattr(drift, "utkorg", trasig)
    tasks.puls()
    prov = {ett.namn: ett for ett in drift.laget().prov}
    assert prov["Kontroll"].lage is Lage.FEL
    assert prov["Bakgrundsarbete"].lage is Lage.BRA


# --- the checks ------------------------------------------------------------------------------


def test_the_queue_is_counted_and_a_broker_that_is_down_is_told(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert drift.ko().lage is Lage.BRA
    monkeypatch.setattr(drift, "kolangd", lambda: drift.LANG_KO + 1)
    assert drift.ko().lage is Lage.VARNING
    monkeypatch.undo()
    monkeypatch.setattr(current_app.conf, "broker_write_url", "redis://127.0.0.1:1/0")
    assert drift.ko().mening == "Meddelandekön svarar inte."


def test_mails_that_wait_long_or_were_given_up(db: None) -> None:
    assert drift.utkorg().lage is Lage.BRA
    gammal = rad(skapad=klocka.nu() - timedelta(minutes=11))
    assert drift.utkorg().lage is Lage.VARNING
    gammal.status = Utskick.Status.MISSLYCKAD
    gammal.save()
    assert drift.utkorg().lage is Lage.FEL
    assert drift.utkorg().mening == "1 mejl gick inte att skicka. 0 väntar."


def test_tasks_that_failed_warn_for_a_day(db: None) -> None:
    assert drift.jobbfel().lage is Lage.BRA
    fel = jobbfel(antal=13)
    assert drift.jobbfel().lage is Lage.VARNING
    assert drift.jobbfel().mening == "1 sorts fel, 13 gånger det senaste dygnet."
    jobbfel(undantag="KeyError")
    assert drift.jobbfel().mening == "2 sorters fel, 14 gånger det senaste dygnet."
    gammalt = jobbfel(undantag="OSError", forst=fel.forst - timedelta(days=3))
    mening = "3 sorters fel det senaste dygnet, 15 gånger sedan det först hände."
    assert drift.jobbfel().mening == mening
    gammalt.delete()
    with klocka.stalld(fel.senast + timedelta(days=2)):
        assert drift.jobbfel().lage is Lage.BRA


@pytest.mark.parametrize(
    ("anvant", "lage"), [(0.5, Lage.BRA), (0.9, Lage.VARNING), (0.97, Lage.FEL)]
)
def test_a_disk_that_fills(monkeypatch: pytest.MonkeyPatch, anvant: float, lage: Lage) -> None:
    helt = 1024**4
    fri = round(helt * (1 - anvant))
    storlek = shutil._ntuple_diskusage(helt, helt - fri, fri)  # type: ignore[attr-defined]
    monkeypatch.setattr(shutil, "disk_usage", lambda _: storlek)
    assert drift.disk().lage is lage


@pytest.mark.parametrize("timmar", [-24, 24])
def test_a_clock_that_has_jumped_is_told_whose_it_is(db: None, timmar: int) -> None:
    tasks.puls()
    assert drift.klockor().lage is Lage.BRA
    with klocka.stalld(klocka.nu() + timedelta(hours=timmar)):
        prov = drift.klockor()
        assert prov.lage is Lage.FEL
        ord_ = "före" if timmar > 0 else "efter"
        assert prov.mening.startswith("Webbserverns klocka går 2")
        assert prov.mening.endswith(f"timmar {ord_} databasens.")
        tasks.puls()
    assert drift.klockor().mening.startswith("Arbetarens klocka går")


def test_a_mail_server_is_asked_and_nothing_is_sent(settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", ledig_port()
    assert drift.epost().lage is Lage.FEL
    with Mottagare() as post:
        settings.EMAIL_PORT = post.port
        assert drift.epost().lage is Lage.BRA
        assert not post.brev


def test_the_last_backup_is_old_or_unknown(settings: Any, tmp_path: Path) -> None:
    settings.VAR = tmp_path
    fil = tmp_path / "sakerhetskopia.json"
    assert drift.kopia().mening == "Ingen känd säkerhetskopia."
    for trasig in ("{", "[]", '{"tid": "i går"}', '{"tid": "2026-01-01T00:00:00"}'):
        fil.write_text(trasig)
        assert drift.kopia().mening == "Ingen känd säkerhetskopia."
    fil.write_text(json.dumps({"tid": (klocka.nu() - timedelta(hours=3)).isoformat()}))
    assert drift.kopia().mening == "Den senaste togs för 3 timmar sedan."
    with klocka.stalld(klocka.nu() + timedelta(days=2)):
        assert drift.kopia().lage is Lage.FEL


def test_a_log_that_is_not_sealed_is_told(kommun: Kommun) -> None:
    assert drift.loggen().mening == "Inget att försegla än."
    logg.skriv("enhet.skapad", kommun.vok, av=None, nu=klocka.nu())
    assert drift.loggen().lage is Lage.BRA
    with klocka.stalld(klocka.nu() + timedelta(days=2)):
        assert drift.loggen().lage is Lage.VARNING
        sigill.forsegla_dagen(nu=klocka.nu())
        assert drift.loggen().mening == "Sigill 1 är det senaste."


def test_tables_that_wait_for_a_migration(db: None) -> None:
    assert drift.migrationer().lage is Lage.BRA
    spar = MigrationRecorder(connection).migration_qs.filter(app="kvalitet").order_by("-name")
    spar.filter(pk=spar[0].pk).delete()
    assert drift.migrationer().lage is Lage.FEL


def test_reports_files_and_the_register_have_their_own(
    db: None, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert uppfoljningens.rapporter().lage is Lage.BRA
    monkeypatch.setattr(
        type(Rapportjobb.objects), "misslyckade", lambda _: Utskick.objects.all(), raising=False
    )
    rad()
    assert uppfoljningens.rapporter().mening == "1 gick inte att skapa."
    assert synpunkternas.diariet().lage is Lage.BRA
    assert synpunkternas.karantan().lage is Lage.VARNING  # none is plugged in
    settings.CLAMD = "tcp://127.0.0.1:1"
    assert synpunkternas.karantan().lage is Lage.BRA
    falt = {"nyckel": "a" * 32, "namn": "a.pdf", "slag": "pdf", "storlek": 1, "sha256": "b" * 64}
    igar = klocka.nu() - timedelta(hours=2)
    Bilaga.objects.create(**falt, lage=Bilaga.Lage.KARANTAN, skapad=igar)
    assert synpunkternas.karantan().lage is Lage.FEL
    settings.CLAMD = ""  # none that could be down: the file waits for a person
    assert synpunkternas.karantan().lage is Lage.VARNING
    assert "släppa filen" in synpunkternas.karantan().gor


# --- the acts --------------------------------------------------------------------------------


def test_what_was_given_up_is_sent_again_and_twice_is_once(
    anna_administrator: Anvandare, client: Client
) -> None:
    borta = rad(status=Utskick.Status.MISSLYCKAD, forsok=12)
    client.force_login(anna_administrator)
    assert "Försök skicka mejlen igen" in client.get(SIDA).content.decode()
    for _ in range(2):
        assert client.post(f"{SIDA}utskick/").status_code == 302
    borta.refresh_from_db()
    assert (borta.status, borta.forsok) == (Utskick.Status.VANTAR, 0)
    assert Utskick.objects.att_sanda(klocka.nu()).get() == borta
    handelse = Handelse.objects.get(slag="utskick.forsok_igen")
    assert (handelse.objekt_id, handelse.av) == (borta.pk, anna_administrator)
    assert "Försök skicka mejlen igen" not in client.get(SIDA).content.decode()


def test_a_failure_that_is_dealt_with_goes_off_the_list(
    anna_administrator: Anvandare, client: Client
) -> None:
    fel = jobbfel(uppgift="synpunkter.tasks.larma")
    client.force_login(anna_administrator)
    assert "synpunkter.tasks.larma" in client.get(SIDA).content.decode()
    assert client.post(f"{SIDA}jobbfel/{fel.pk}/").status_code == 302
    assert client.post(f"{SIDA}jobbfel/{fel.pk}/").status_code == 404
    assert not Jobbfel.objects.exists()
    assert Handelse.objects.get(slag="jobbfel.avklarat").data["antal"] == 1


@pytest.mark.parametrize("adress", ["utskick/", "jobbfel/1/"])
def test_the_acts_are_only_posted(
    anna_administrator: Anvandare, client: Client, adress: str
) -> None:
    client.force_login(anna_administrator)
    assert client.get(f"{SIDA}{adress}").status_code == 405


def test_a_failure_stands_once_and_ends_after_it_began(db: None) -> None:
    jobbfel()
    with pytest.raises(IntegrityError, match="jobbfel_ett_per_slag"), transaction.atomic():
        jobbfel()
    fore = klocka.nu() - timedelta(days=1)
    with pytest.raises(IntegrityError, match="jobbfel_tider"), transaction.atomic():
        jobbfel(uppgift="c", senast=fore)


def test_the_pulse_holds_the_same_moment_by_both_clocks(db: None) -> None:
    tasks.puls()
    puls = Puls.objects.get()
    assert puls.databastid is not None
    assert abs(puls.tid - puls.databastid) < timedelta(seconds=30)
