"""What one statement finds of leavers' things is never less than the rule asked of each thing."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from cykel.models import Atgard, Indikator, Rutin, Verksamhetsplan
from cykel.villkor import avgangna, overlamning
from cykel.villkor.avgangna import Kandidater
from kvalitet import klocka
from kvalitet.models import Anvandare, Enhet, Rolltilldelning
from kvalitet.roller import Roll
from tests import factories
from tests.cykel import fabrik, kil

SLAG: dict[str, Any] = {
    "plan": Verksamhetsplan,
    "aktivitet": Verksamhetsplan,  # of an activity its plan is named
    "atgard": Atgard,
    "indikator": Indikator,
    "rutin": Rutin,
}


def allt(_av: Anvandare, _ratt: object) -> Kandidater:
    """Everything and everybody, so that nothing is left out before the rule is asked."""
    folk = set(Anvandare.objects.values_list("pk", flat=True))
    return {
        slag: dict.fromkeys(modell.objects.values_list("pk", flat=True), folk)
        for slag, modell in SLAG.items()
    }


def uppfoljd(kommun: factories.Kommun) -> fabrik.Plan:
    """A plan in follow-up with an åtgärd of Amir's."""
    p = fabrik.i_folja_upp(kommun)
    k = kil.Kil(p.plan, p.version, None, None, p.varv, p.styrning.trygghet)  # type: ignore[arg-type]
    kil.atgard(kil.brist(k), p.folk.amir, status="pagar")
    return p


def kon(av: Anvandare) -> list[tuple[int, list[str]]]:
    rader = overlamning.att_overlamna(Anvandare.objects.get(pk=av.pk))
    return [(a.person.pk, sorted(i.nyckel for i in a.innehav)) for a in rader]


@pytest.mark.parametrize("fro", range(30))
def test_whatever_roles_people_have_nothing_is_left_out(
    fro: int, kommun: factories.Kommun, monkeypatch: pytest.MonkeyPatch
) -> None:
    slump = Random(fro)
    with klocka.stalld(fabrik.UNDER_DELARET):
        p = uppfoljd(kommun)
        for roll in Rolltilldelning.objects.exclude(anvandare=p.folk.karin):
            roll.roll = slump.choice(
                [Roll.CHEF, Roll.PLANANSVARIG, Roll.REVISOR, Roll.ADMINISTRATOR]
            )
            roll.enhet = slump.choice([kommun.rot, kommun.vok, kommun.hemtjanst, kommun.bibliotek])
            roll.namnd = slump.choice([None, kommun.von, kommun.kfn])
            Rolltilldelning.objects.filter(pk=roll.pk).update(
                roll=roll.roll, enhet=roll.enhet, namnd=roll.namnd
            )
        borta = [person.pk for person in Anvandare.objects.exclude(pk=p.folk.karin.pk)]
        Anvandare.objects.filter(pk__in=slump.sample(borta, 1)).update(is_active=False)
        funna = {av: kon(av) for av in (p.folk.karin, p.folk.erik)}
        monkeypatch.setattr(overlamning, "kandidater", allt)
        assert funna == {av: kon(av) for av in funna}
        assert fro != 1 or any(funna.values()), "the trial sees something"


@pytest.mark.parametrize("fro", range(10))
def test_few_units_are_told_of_in_full_on_the_start_page(
    fro: int, kommun: factories.Kommun
) -> None:
    slump = Random(fro)
    with klocka.stalld(fabrik.UNDER_DELARET):
        p = uppfoljd(kommun)
        borta = Anvandare.objects.exclude(pk__in=(p.folk.karin.pk, p.folk.erik.pk))
        vilka = slump.sample(sorted(borta.values_list("pk", flat=True)), 2)
        Anvandare.objects.filter(pk__in=vilka).update(is_active=False)
        for av in (p.folk.karin, p.folk.erik):
            narmast = overlamning.narmast_att_overlamna(Anvandare.objects.get(pk=av.pk))
            alla = overlamning.att_overlamna(Anvandare.objects.get(pk=av.pk))
            assert narmast == alla


def test_of_many_units_the_own_and_those_right_under_it_are_told_of(
    kommun: factories.Kommun, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(avgangna, "MEST_ENHETER", 1)
    with klocka.stalld(fabrik.UNDER_DELARET):
        sam = factories.person("Sam Slutar", "HS", kommun.rot)
        for enhet in (kommun.vok, kommun.hemtjanst, kommun.centrum):
            Rutin.objects.create(
                enhet=enhet, namn="Rond", version="1", agare=sam, galler_fran=klocka.idag()
            )
        under: dict[str, list[str]] = {}
        for enhet in (kommun.rot, kommun.vok, kommun.centrum):
            chef = factories.person(f"Chef Nummer{enhet.pk}", "CH", enhet)
            rader = overlamning.narmast_att_overlamna(chef)
            under[enhet.namn] = [i.var for ett in rader for i in ett.innehav]
            assert [ett.person for ett in overlamning.att_overlamna(chef)] == [sam]
    assert under == {
        "Provkommun": ["Vård- och omsorgskontoret"],
        "Vård- och omsorgskontoret": ["Vård- och omsorgskontoret", "Hemtjänst"],
        "Hemtjänst Centrum": ["Hemtjänst Centrum"],
    }


@pytest.mark.parametrize(("roll", "kvar"), [("CH", False), ("HS", True)])
def test_a_role_in_the_very_unit_reaches_what_lies_there_while_it_has_a_place(
    roll: str, kvar: bool, kommun: factories.Kommun
) -> None:
    sam = factories.person("Sam Stannar", roll, kommun.centrum)
    kv = factories.person("Karin Samordnar", "KV", kommun.rot)
    rutin = Rutin.objects.create(
        enhet=kommun.centrum, namn="Rond", version="1", agare=sam, galler_fran=klocka.idag()
    )

    def funnen() -> bool:
        return rutin.pk in avgangna.kandidater(kv, overlamning.RATT).get("rutin", {})

    assert funnen() is kvar
    Enhet.objects.filter(pk=kommun.centrum.pk).update(sokvag="")
    assert funnen()
