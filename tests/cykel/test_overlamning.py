"""Leavers: what they owned waits in a queue until somebody else answers for it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from cykel.actions import aktivitet as aktivitetsakter
from cykel.actions import overlamning as akter
from cykel.models import Ansvarsbyte, Atgard, Indikator, Rutin
from cykel.villkor.overlamning import att_overlamna
from cykel.villkor.uppdatera import rader_for
from kvalitet import klocka
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare, Handelse, Utskick
from tests import factories
from tests.cykel import fabrik, kil

SIDA = "/arbete/overlamning/"
IDAG = fabrik.UNDER_DELARET.date()


@pytest.fixture(autouse=True)
def _september() -> Iterator[None]:
    with klocka.stalld(fabrik.UNDER_DELARET):
        yield


@pytest.fixture
def p(kommun: factories.Kommun) -> fabrik.Plan:
    """Amir reports on the activity and owns the indicator; an åtgärd and a routine are his too."""
    p = fabrik.i_folja_upp(kommun)
    atgard(p)
    forra = None
    for version, dag in (("1.0", date(2025, 1, 1)), ("2.0", date(2026, 1, 1))):
        forra = Rutin.objects.create(
            ersatter=forra,
            enhet=kommun.hemtjanst,
            namn="Ändrad tid",
            version=version,
            agare=p.folk.amir,
            galler_fran=dag,
        )
    return p


def atgard(p: fabrik.Plan, **andrat: Any) -> Atgard:
    k = kil.Kil(p.plan, p.version, None, None, p.varv, p.styrning.trygghet)  # type: ignore[arg-type]
    return kil.atgard(kil.brist(k), p.folk.amir, status="pagar")


def slutar(person: Anvandare) -> None:
    Anvandare.objects.filter(pk=person.pk).update(is_active=False)


def rollen_slutar(person: Anvandare) -> None:
    person.tilldelningar.update(giltig=(factories.SEDAN, IDAG))


def ko(av: Anvandare) -> dict[str, list[str]]:
    return {a.person.namn: [i.vad for i in a.innehav] for a in att_overlamna(av)}


@pytest.fixture
def ny(kommun: factories.Kommun) -> Anvandare:
    return factories.person("Nora Ny", "AA", kommun.hemtjanst)


# --- The queue ----------------------------------------------------------------------------------


@pytest.mark.parametrize("gar", [slutar, rollen_slutar])
def test_what_a_leaver_owned_waits(p: fabrik.Plan, gar: Any) -> None:
    assert ko(p.folk.erik) == {}
    gar(p.folk.amir)
    vantat = {
        "Amir Aktivitet": [
            "Ansvarig för rapportering",
            "Ansvarig för åtgärd",
            "Äger indikatorn",
            "Äger rutinen",
        ]
    }
    for chef in (p.folk.erik, p.folk.karin, p.folk.petra):
        assert ko(chef) == vantat


def test_the_plan_of_a_leaver_waits_too(p: fabrik.Plan) -> None:
    slutar(p.folk.petra)
    assert ko(p.folk.erik) == {"Petra Plan": ["Planansvarig", "Ansvarig för genomförande"]}


def test_who_moves_but_still_reaches_the_unit_keeps_it(
    p: fabrik.Plan, kommun: factories.Kommun
) -> None:
    p.folk.amir.tilldelningar.update(enhet=kommun.vok)
    assert ko(p.folk.erik) == {}
    p.folk.amir.tilldelningar.update(enhet=kommun.bibliotek)
    assert list(ko(p.folk.erik)) == ["Amir Aktivitet"]


def test_what_is_over_needs_nobody(p: fabrik.Plan) -> None:
    nyckel = p.version.aktiviteter.get().nyckel
    aktivitetsakter.rapportera(p.plan, aktivitet=nyckel, status="klar", av=p.folk.amir)
    ett = Atgard.objects.get()
    Atgard.objects.filter(pk=ett.pk).update(status="klar")
    ett.refresh_from_db()
    kil.bedom(ett, p.folk.karin)
    slutar(p.folk.amir)
    assert ko(p.folk.erik) == {"Amir Aktivitet": ["Äger indikatorn", "Äger rutinen"]}


def test_other_units_queue_is_not_seen(p: fabrik.Plan, kommun: factories.Kommun) -> None:
    slutar(p.folk.amir)
    assert ko(factories.person("Bo Bibliotekschef", "CH", kommun.kfk)) == {}


# --- The acts -----------------------------------------------------------------------------------


def allt(p: fabrik.Plan) -> list[Any]:
    return [i for a in att_overlamna(p.folk.erik) for i in a.innehav]


def test_all_is_handed_over_at_once_in_one_mail(p: fabrik.Plan, ny: Anvandare) -> None:
    slutar(p.folk.amir)
    Utskick.objects.all().delete()
    assert akter.overlamna_allt(allt(p), till=ny, av=p.folk.erik) == 4
    assert ko(p.folk.erik) == {}
    assert Indikator.objects.get().agare == ny
    assert Atgard.objects.get().ansvarig == ny
    assert Rutin.objects.get(version="2.0").agare == ny
    assert Rutin.objects.get(version="1.0").agare == p.folk.amir
    slag = ["plan.aktivitet_overlamnad", "indikator.overlamnad", "atgard.overlamnad"]
    for ett in [*slag, "rutin.overlamnad"]:
        handelse = Handelse.objects.get(slag=ett)
        assert handelse.av == p.folk.erik
        assert (handelse.data["fran"], handelse.data["till"]) == (p.folk.amir.pk, ny.pk)
    (brev,) = Utskick.objects.filter(mall="overlamning")
    assert "Trygga i hemmet" in json.loads(brev.innehall)["text"]


def test_the_adopted_text_stays_as_it_was_decided(
    p: fabrik.Plan, ny: Anvandare, client: Client
) -> None:
    rad, fore = p.version.aktiviteter.get(), p.version.ogonblick
    akter.overlamna_aktivitet(rad, vad="rapportor", till=ny, av=p.folk.erik)
    rad.refresh_from_db()
    assert rad.rapportor == p.folk.amir
    assert fore
    assert p.version.ogonblick == fore
    assert "Amir Aktivitet" in fore.innehall
    assert "Nora Ny" not in fore.innehall
    assert [r.slag for r in rader_for(ny, IDAG)] == ["aktivitet"]
    assert [r.slag for r in rader_for(p.folk.amir, IDAG)] == ["varde"]
    client.force_login(p.folk.petra)
    assert "Nora Ny rapporterar" in client.get(f"/arbete/planer/{p.plan.pk}/aktiviteter/").text


def test_the_one_who_took_over_may_report_and_the_other_no_longer(
    p: fabrik.Plan, kommun: factories.Kommun
) -> None:
    laser = factories.person("Lisa Läsare", "FV", kommun.hemtjanst)
    fore = factories.person("Frida Före", "FV", kommun.hemtjanst)
    rad = p.version.aktiviteter.get()
    akter.overlamna_aktivitet(rad, vad="rapportor", till=fore, av=p.folk.erik)
    akter.overlamna_aktivitet(rad, vad="rapportor", till=laser, av=p.folk.erik)
    aktivitetsakter.rapportera(p.plan, aktivitet=rad.nyckel, status="pagar", av=laser)
    with pytest.raises(PermissionDenied):
        aktivitetsakter.rapportera(p.plan, aktivitet=rad.nyckel, status="klar", av=fore)


def test_a_later_version_that_names_somebody_else_holds(p: fabrik.Plan, ny: Anvandare) -> None:
    rad = p.version.aktiviteter.get()
    akter.overlamna_aktivitet(rad, vad="rapportor", till=ny, av=p.folk.erik)
    p.version.aktiviteter.update(rapportor=p.folk.petra)  # as a revision would write it
    assert [r.slag for r in rader_for(p.folk.petra, IDAG)] == ["aktivitet"]


def test_the_same_handover_twice_is_one(p: fabrik.Plan, ny: Anvandare) -> None:
    rad = p.version.aktiviteter.get()
    for _ in range(2):
        akter.overlamna_aktivitet(rad, vad="rapportor", till=ny, av=p.folk.erik)
        akter.overlamna_indikator(Indikator.objects.get(), till=ny, av=p.folk.erik)
        akter.overlamna_atgard(Atgard.objects.get(), till=ny, av=p.folk.erik)
    assert Ansvarsbyte.objects.count() == 1
    assert Handelse.objects.filter(slag__endswith="overlamnad").count() == 3


def test_nobody_takes_over_an_atgard_that_they_have_judged(p: fabrik.Plan) -> None:
    ett = kil.bedom(Atgard.objects.get(), p.folk.karin, "for_tidigt")
    with pytest.raises(Regelbrott, match="Karin Kvalitet har bedömt effekten"):
        akter.overlamna_atgard(ett, till=p.folk.karin, av=p.folk.erik)
    slutar(p.folk.amir)
    with pytest.raises(Regelbrott):
        akter.overlamna_allt(allt(p), till=p.folk.karin, av=p.folk.erik)
    assert Indikator.objects.get().agare == p.folk.amir  # all or nothing


def test_a_judged_atgard_keeps_its_owner(p: fabrik.Plan, ny: Anvandare) -> None:
    Atgard.objects.update(status="klar")
    ett = kil.bedom(Atgard.objects.get(), p.folk.karin)
    with pytest.raises(Regelbrott, match="redan bedömd"):
        akter.overlamna_atgard(ett, till=ny, av=p.folk.erik)


def test_the_new_one_is_here_and_reaches_the_unit(
    p: fabrik.Plan, ny: Anvandare, kommun: factories.Kommun
) -> None:
    rad = p.version.aktiviteter.get()
    borta = factories.person("Bo Borta", "AA", kommun.bibliotek)
    with pytest.raises(Regelbrott, match="Bo Borta har ingen roll i Hemtjänst"):
        akter.overlamna_aktivitet(rad, vad="ansvarig", till=borta, av=p.folk.erik)
    slutar(ny)
    ny.refresh_from_db()
    with pytest.raises(Regelbrott, match="Nora Ny har slutat"):
        akter.overlamna_rutin(Rutin.objects.get(version="2.0"), till=ny, av=p.folk.erik)


def test_a_planansvarig_can_write_in_the_plan(
    p: fabrik.Plan, ny: Anvandare, kommun: factories.Kommun
) -> None:
    with pytest.raises(Regelbrott, match="får inte skriva i planen"):
        akter.overlamna_plan(p.plan, till=ny, av=p.folk.erik)
    pia = factories.person("Pia Planansvarig", "PA", kommun.hemtjanst)
    assert akter.overlamna_plan(p.plan, till=pia, av=p.folk.erik).planansvarig == pia
    assert Handelse.objects.get(slag="plan.overlamnad").data["till"] == pia.pk


def test_only_chef_kv_and_planansvarig_of_the_unit_hand_over(
    p: fabrik.Plan, ny: Anvandare, kommun: factories.Kommun
) -> None:
    annan = factories.person("Bo Bibliotekschef", "CH", kommun.kfk)
    rad = p.version.aktiviteter.get()
    for av in (annan, ny):
        for akt in (
            lambda av: akter.overlamna_plan(p.plan, till=ny, av=av),
            lambda av: akter.overlamna_aktivitet(rad, vad="ansvarig", till=ny, av=av),
            lambda av: akter.overlamna_indikator(Indikator.objects.get(), till=ny, av=av),
            lambda av: akter.overlamna_atgard(Atgard.objects.get(), till=ny, av=av),
            lambda av: akter.overlamna_rutin(Rutin.objects.latest("pk"), till=ny, av=av),
        ):
            with pytest.raises(PermissionDenied):
                akt(av)


# --- The page -----------------------------------------------------------------------------------


def test_the_page_hands_over_some_and_then_the_rest(
    p: fabrik.Plan, ny: Anvandare, client: Client
) -> None:
    slutar(p.folk.amir)
    client.force_login(p.folk.erik)
    assert "Välj vem som tar över efter Amir Aktivitet" in client.get("/arbete/").text
    assert "Kontot är stängt." in client.get(SIDA).text
    pre = f"p{p.folk.amir.pk}"
    indikator = f"indikator-{Indikator.objects.get().pk}"
    data = {"person": p.folk.amir.pk, f"{pre}-vad": [indikator], f"{pre}-till": ny.pk}
    assert client.post(SIDA, data).status_code == 302
    assert Indikator.objects.get().agare == ny
    assert Atgard.objects.get().ansvarig == p.folk.amir
    igen = client.post(SIDA, data)
    assert "Listan har ändrats" in igen.text
    tomt = client.post(SIDA, {"person": p.folk.amir.pk, f"{pre}-till": ny.pk})
    assert "Kryssa för vad som ska lämnas över." in tomt.text
    kvar = [i.nyckel for i in allt(p)]
    client.post(SIDA, data | {f"{pre}-vad": kvar})
    assert "Allt har en ansvarig" in client.get(SIDA).text


def test_a_refusal_is_said_on_the_page(p: fabrik.Plan, client: Client) -> None:
    kil.bedom(Atgard.objects.get(), p.folk.karin, "for_tidigt")
    slutar(p.folk.amir)
    client.force_login(p.folk.erik)
    pre = f"p{p.folk.amir.pk}"
    kvar = [i.nyckel for i in allt(p)]
    data = {"person": p.folk.amir.pk, f"{pre}-vad": kvar, f"{pre}-till": p.folk.karin.pk}
    assert "har bedömt effekten" in client.post(SIDA, data).text


def test_who_may_not_hand_over_is_refused(p: fabrik.Plan, client: Client) -> None:
    client.force_login(p.folk.amir)
    assert client.get(SIDA).status_code == 403
