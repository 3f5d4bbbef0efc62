"""A signal in an indicator becomes a task for the plan owner, once; noise does not."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from cykel.frekvens import manader_bakat
from cykel.models import Indikator, Matvarde, Planindikator
from kvalitet import klocka
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare
from kvalitet.statistik import Variation
from tests import factories
from tests.databas import nekas
from tests.uppfoljning.lage import Lage
from uppfoljning.actions.indikatorsignal import besvara_signal, leta
from uppfoljning.indikatorserie import serie_for
from uppfoljning.models import Indikatorsignal
from uppfoljning.styrserie import sagt
from uppfoljning.tasks import leta_signaler

LUGNT = [70, 71, 69, 70, 72, 68, 70, 71, 69, 70, 71, 69]


def manader(lage: Lage, varden: list[int], *, sist: date = date(2026, 5, 31)) -> Indikator:
    """Make the plan's indicator monthly, with these values up to and with `sist`."""
    indikator = lage.kil.indikator.indikator
    Indikator.objects.filter(pk=indikator.pk).update(frekvens="manad")
    Matvarde.objects.filter(indikator=indikator).delete()
    for n, tal in enumerate(reversed(varden)):
        till = manader_bakat(sist, n)
        Matvarde.objects.create(
            indikator=indikator,
            enhet=lage.kil.plan.enhet,
            period_fran=till.replace(day=1),
            period_till=till,
            varde=Decimal(tal),
            matdatum=till,
            kalla="Egen mätning",
        )
    indikator.refresh_from_db()
    return indikator


def test_noise_is_no_task(lage: Lage) -> None:
    manader(lage, LUGNT)
    assert leta() == 0


@pytest.mark.parametrize(("sist", "vad"), [(40, "forsamring"), (99, "forbattring")])
def test_a_signal_is_a_task_for_the_plan_owner_and_comes_once(
    lage: Lage, sist: int, vad: str
) -> None:
    indikator = manader(lage, [*LUGNT, sist])
    leta_signaler()
    signal = Indikatorsignal.objects.get()
    assert (signal.indikator, signal.enhet) == (indikator, lage.kil.plan.enhet)
    assert (signal.variation, signal.ansvarig) == (vad, lage.kil.plan.planansvarig)
    assert signal.varde == sist
    assert leta() == 0


def test_within_an_interval_neither_way_is_better(
    lage: Lage, client: Client, petra_planansvarig: Anvandare
) -> None:
    manader(lage, [*LUGNT, 99])
    Planindikator.objects.update(maltyp="intervall", malvarde=60, malvarde_ovre=80)
    assert leta() == 1
    signal = Indikatorsignal.objects.get()
    assert signal.variation == "andring"
    client.force_login(petra_planansvarig)
    svar = client.get(f"/arbete/uppfoljning/signaler/{signal.pk}/")
    assert "förändrats" in svar.content.decode()


def test_the_same_run_gives_no_second_task_after_the_answer(
    lage: Lage, petra_planansvarig: Anvandare
) -> None:
    manader(lage, [*LUGNT, 40])
    leta()
    besvara_signal(
        Indikatorsignal.objects.get(), svar="kant", kommentar="Ny blankett", av=petra_planansvarig
    )
    manader(lage, [*LUGNT, 40, 41], sist=date(2026, 6, 30))
    assert leta() == 0
    manader(lage, [*LUGNT, 40, 99], sist=date(2026, 6, 30))
    assert leta() == 1  # another kind of change is another signal


def test_a_raised_level_begins_the_limits_anew(lage: Lage) -> None:
    indikator = manader(lage, [*LUGNT, *[v + 15 for v in LUGNT]])
    ett = serie_for(indikator, lage.kil.plan, date(2026, 5, 31))
    assert sagt(ett.serie, indikator, None).variation is Variation.FORBATTRING
    assert len(ett.varden) == len(ett.serie.punkter) == 24


def test_the_first_answer_stands_and_needs_words(
    lage: Lage, petra_planansvarig: Anvandare, bodil_biblioteksansvarig: Anvandare
) -> None:
    manader(lage, [*LUGNT, 40])
    leta()
    signal = Indikatorsignal.objects.get()
    with pytest.raises(PermissionDenied):
        besvara_signal(signal, svar="kant", kommentar="Nej", av=bodil_biblioteksansvarig)
    for svar, kommentar in (("kant", " "), ("", "Vi vet."), ("annat", "Vi vet.")):
        with pytest.raises(Regelbrott, match="Välj vad ni gör"):
            besvara_signal(signal, svar=svar, kommentar=kommentar, av=petra_planansvarig)
    besvara_signal(signal, svar="bevakas", kommentar="Vi mäter igen.", av=petra_planansvarig)
    with pytest.raises(Regelbrott, match="redan besvarad"):
        besvara_signal(signal, svar="kant", kommentar="Vi vet.", av=petra_planansvarig)


def test_the_database_keeps_one_open_and_whole_answers(lage: Lage) -> None:
    manader(lage, [*LUGNT, 40])
    leta()
    signal = Indikatorsignal.objects.get()
    signal.svar = "kant"
    with nekas("indikatorsignal_besvarad_helt"):
        signal.save()
    signal.pk, signal.svar = None, ""
    with nekas("indikatorsignal_en_gang"):
        signal.save(force_insert=True)
    signal.period_till = date(2026, 6, 30)
    with nekas("indikatorsignal_en_oppen"):
        signal.save(force_insert=True)


def test_the_pages_show_the_chart_take_the_answer_and_hide_from_others(
    lage: Lage,
    client: Client,
    petra_planansvarig: Anvandare,
    bodil_biblioteksansvarig: Anvandare,
) -> None:
    manader(lage, [*LUGNT, 40])
    leta()
    adress = f"/arbete/uppfoljning/signaler/{Indikatorsignal.objects.get().pk}/"
    client.force_login(bodil_biblioteksansvarig)
    assert client.get(adress).status_code == 404
    client.force_login(petra_planansvarig)
    assert "har blivit sämre" in client.get("/arbete/").text
    assert "Väntar" in client.get("/arbete/uppfoljning/signaler/").text
    sida = client.get(adress).text
    assert "<svg" in sida
    assert "juni 2025" in sida
    ofullstandigt = client.post(adress, {"svar": "kant", "kommentar": ""})
    assert "Skriv vad ni tror att det beror på." in ofullstandigt.text
    svar = client.post(adress, {"svar": "brist", "kommentar": "Tiderna ändrades."}, follow=True)
    assert "Tiderna ändrades." in svar.text
    assert "har blivit sämre" not in client.get("/arbete/").text


def test_a_reader_sees_the_signal_and_may_not_answer(
    lage: Lage, client: Client, kommun: factories.Kommun
) -> None:
    manader(lage, [*LUGNT, 40])
    leta()
    adress = f"/arbete/uppfoljning/signaler/{Indikatorsignal.objects.get().pk}/"
    client.force_login(factories.person("Rut Revisor", "REV", kommun.rot))
    assert "svarar senast" in client.get(adress).text
    assert client.post(adress, {"svar": "kant", "kommentar": "x"}).status_code == 403


def test_what_was_entered_meanwhile_is_judged_the_next_night(lage: Lage) -> None:
    manader(lage, LUGNT[:8])
    assert leta() == 0
    with klocka.stalld(klocka.nu()):
        manader(lage, [*LUGNT, 40])
        assert leta() == 1
