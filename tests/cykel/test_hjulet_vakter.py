"""Each guard of the wheel, one at a time: with it the act is refused, and without it the
invariants (or the database itself) find what came through."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from cykel.actions import atgard, plan
from cykel.models import Varv, Verksamhetsplan
from cykel.tillstand import PLAN
from kvalitet import overgang
from kvalitet.fel import Regelbrott
from kvalitet.overgang import Maskin, Steg
from tests.cykel.forsok import Forsok
from tests.cykel.invarianter import prova
from tests.cykel.uppfyllt import BRYT, UPPFYLL, forbered, forsok
from tests.cykel.uppfyllt_varv import ny_atgard
from tests.cykel.vagen import SCENER, nagon, plan_i
from tests.cykel.varlden import MASKINER, Varld, varlden

pytestmark = [pytest.mark.django_db, pytest.mark.langsam]
PLATSER = {plats for maskin in MASKINER for rad in maskin.rader for plats in rad.villkor}
FALL = [
    pytest.param(maskin, rad.namn, plats, satt, id=f"{maskin.namn}.{rad.namn}-{plats}-{satt}")
    for maskin in MASKINER
    for rad in maskin.rader
    for plats in rad.villkor
    for satt in range(len(BRYT[plats]))
]
DATABASEN_NEKAR = {
    ("planversion.faststall", "cykel.fyra_ogon", 0),
    ("plan.skicka_ater", "cykel.del_vald", 1),
    ("plan.revidera", "cykel.inget_utkast", 0),
    ("lardom.sakra", "cykel.effekten_avgjord", 0),
    ("sprang.starta_prov", "cykel.prov_helt", 2),
    ("sprang.infor", "cykel.niva_hojs", 1),
    ("sprang.infor", "cykel.rutin_publicerad", 1),
    ("sprang.infor", "cykel.sprang_fyra_ogon", 0),
    ("sprang.infor", "cykel.sprang_beslutat", 1),
    ("sprang.avsluta", "cykel.skal_och_lardom", 1),
}
"""Ways to leave a guard unmet that a constraint or a trigger stops by itself."""
MED = {
    # The effect asks again, under its own lock.
    ("plan.ateroppna", "uppfoljning.rapporten_inte_faststalld"): "uppfoljning.rapporten_last",
    # An åtgärd that is not judged is also open, and so not moved.
    ("plan.avsluta", "cykel.effekter_verifierade"): "cykel.atgarder_flyttade",
}
"""Guards that another slot asks for too: both are taken out."""


@pytest.fixture
def v(db: None) -> Varld:
    v = varlden()
    prova(v)
    return v


def test_every_guard_of_the_tables_can_be_met_and_left_unmet() -> None:
    assert set(UPPFYLL) == PLATSER == set(BRYT)


@pytest.mark.parametrize(("maskin", "namn", "plats", "satt"), FALL)
def test_a_guard_taken_out_is_found(
    v: Varld, settings: Any, maskin: Maskin, namn: str, plats: str, satt: int
) -> None:
    objekt = SCENER[maskin.namn, namn](v, plats)
    av = nagon(v, maskin, namn)
    f = forbered(v, maskin, objekt, namn, av=av, utom={plats}, satt=satt, val=1)
    if (maskin.namn, namn) == ("lardom", "sakra"):
        f.data["av"] = v.erik
    prova(v)
    with pytest.raises(Regelbrott), transaction.atomic():
        f.ta()

    rad = f"{maskin.namn}.{namn}"
    borta = {plats: (), MED.get((rad, plats), plats): ()}
    settings.OVERGANGSPLATSER = settings.OVERGANGSPLATSER | borta
    fel = IntegrityError if (rad, plats, satt) in DATABASEN_NEKAR else AssertionError
    with pytest.raises(fel), transaction.atomic():
        _ta_och_prova(f)


def _ta_och_prova(f: Forsok) -> None:
    f.ta()
    prova(f.v)


# --- Guards that are no slot of the tables ------------------------------------------------------


def hitta(v: Varld, akt: Callable[[], object], fel: type[Exception] = AssertionError) -> None:
    """What the act lets through is found."""

    def _gor_och_prova() -> None:
        akt()
        prova(v)

    with pytest.raises(fel), transaction.atomic():
        _gor_och_prova()


def test_two_live_plans_for_the_same_time_are_found(
    v: Varld, monkeypatch: pytest.MonkeyPatch
) -> None:
    en = plan_i(v, "planera")
    igen = partial(
        v.gor, plan.skapa_plan, enhet=en.enhet, namnd=en.namnd, styrmodell=en.styrmodell,
        period_fran=date(2026, 2, 1), period_till=date(2026, 12, 31), planansvarig=v.petra,
        av=v.petra,
    )  # fmt: skip
    with pytest.raises(Regelbrott, match="redan en plan"):
        igen()
    monkeypatch.setattr(plan, "_samtidiga", lambda _: Verksamhetsplan.objects.none())
    hitta(v, igen)


@pytest.mark.parametrize("antal", [0, 2])
def test_a_change_without_its_event_or_with_two_is_found(
    v: Varld, monkeypatch: pytest.MonkeyPatch, antal: int
) -> None:
    en, logga = plan_i(v, "genomfora"), overgang._logga

    def fel_antal(*args: Any, **falt: Any) -> None:
        for _ in range(antal):
            logga(*args, **falt)

    monkeypatch.setattr(overgang, "_logga", fel_antal)
    hitta(v, lambda: forsok(v, PLAN, en, "oppna_uppfoljning", av=v.karin))


def test_a_role_without_the_right_is_found(v: Varld, monkeypatch: pytest.MonkeyPatch) -> None:
    en = plan_i(v, "genomfora")
    monkeypatch.setattr(overgang, "_prova_ratt", lambda _: "FV")
    hitta(v, lambda: forsok(v, PLAN, en, "oppna_uppfoljning", av=v.filip))


def hoppa_over_ett_varv(steg: Steg) -> None:
    varv = steg.objekt.varv.get(avslutades=None)
    varv.avslutades = steg.nu
    varv.save()
    Varv.objects.create(plan=steg.objekt, nummer=varv.nummer + 2, borjade=steg.nu)


@pytest.mark.parametrize("effekt", [(), (f"{__name__}.hoppa_over_ett_varv",)])
def test_a_lap_that_does_not_follow_the_last_is_found(
    v: Varld, settings: Any, effekt: tuple[str, ...]
) -> None:
    en = plan_i(v, "kvalitetssakra")
    settings.OVERGANGSPLATSER = settings.OVERGANGSPLATSER | {"cykel.nytt_varv": effekt}
    hitta(v, lambda: forsok(v, PLAN, en, "nasta_varv", av=v.erik))


def test_the_database_refuses_an_owner_who_verifies(
    v: Varld, monkeypatch: pytest.MonkeyPatch
) -> None:
    en = ny_atgard(Forsok(v, PLAN, PLAN.rad("avsluta"), plan_i(v, "genomfora"), None))
    monkeypatch.setattr(atgard, "_prova_effekt", lambda *_: None)
    falt = {"effekt": "ja", "effekt_text": "Det blev bra.", "av": v.petra}
    hitta(v, lambda: v.gor(atgard.verifiera_effekt, en, **falt), IntegrityError)
