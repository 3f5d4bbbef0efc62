"""The database refuses nonsense: every constraint is tried, and speaks Swedish.

The attempts on the core stand here, those on the other rooms in their own tests; a constraint
that no test names fails the last test of this file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, models, transaction
from django.db.models import BaseConstraint

from kvalitet import klocka
from kvalitet.models import (
    Anvandare,
    Enhet,
    EnhetPlacering,
    Gallring,
    Grupproll,
    Importfil,
    Jobbfel,
    Loggsigill,
    Namnd,
    NamndAnsvar,
    Ogonblick,
    Omorganisation,
    Personuppgiftsansvar,
    Rolltilldelning,
    Utskick,
)
from tests import factories
from tests.databas import nekas
from tests.factories import SEDAN, Kommun

RUM = ("kvalitet", "cykel", "synpunkter", "uppfoljning")
TOMT = (SEDAN, SEDAN)
UTAN_BORJAN = (None, date(2030, 1, 1))
NU = klocka.nu()


def modeller(*rum: str) -> Iterator[type[models.Model]]:
    for modell in apps.get_models():
        if modell._meta.app_label in rum:
            yield modell


def villkoren(*rum: str) -> list[BaseConstraint]:
    return [villkor for modell in modeller(*rum) for villkor in modell._meta.constraints]


# --- The core ------------------------------------------------------------------------------


def _placering(kommun: Kommun, **andrat: Any) -> EnhetPlacering:
    ny = Enhet.objects.create(namn="Ny", slag="enhet")
    return EnhetPlacering(
        **{"enhet": ny, "foralder": kommun.vok, "giltig": (SEDAN, None), **andrat}
    )


def _ansvar(kommun: Kommun, **andrat: Any) -> NamndAnsvar:
    ny = {"enhet": kommun.hemtjanst, "namnd": kommun.kfn, "giltig": (SEDAN, None)}
    return NamndAnsvar(**{**ny, **andrat})


def _roll(kommun: Kommun, **andrat: Any) -> Rolltilldelning:
    """Nina is nämndsekreterare in VON already."""
    nina = Anvandare.objects.filter(namn="Nina").first() or factories.person(
        "Nina", "NS", kommun.rot, namnd=kommun.von
    )
    ny = {"anvandare": nina, "roll": "NS", "enhet": kommun.rot, "namnd": kommun.kfn}
    return Rolltilldelning(**{**ny, "giltig": (SEDAN, None), **andrat})


def _utskick(_: Kommun, **andrat: Any) -> Utskick:
    ny: dict[str, Any] = {"nyckel": "a", "mall": "prov", "innehall": "x", "message_id": "<a@b>"}
    return Utskick(**{**ny, "skapad": NU, "nasta_forsok": NU, **andrat})


def _samma_message_id(k: Kommun) -> Utskick:
    _utskick(k).save()
    return _utskick(k, nyckel="b")


def _ogonblick(_: Kommun, **andrat: Any) -> Ogonblick:
    summa = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"  # of "{}"
    ny: dict[str, Any] = {"slag": "prov", "schema": 1, "innehall": "{}", "sha256": summa}
    return Ogonblick(**{**ny, "skapad": NU, **andrat})


def _grupproll(kommun: Kommun, **andrat: Any) -> Grupproll:
    ny: dict[str, Any] = {"grupp": "chefer", "roll": "CH", "enhet": kommun.vok}
    return Grupproll(**{**ny, **andrat})


def _samma_grupproll(kommun: Kommun) -> Grupproll:
    _grupproll(kommun).save()
    return _grupproll(kommun)


def _jobbfel(_: Kommun, **andrat: Any) -> Jobbfel:
    ny: dict[str, Any] = {"uppgift": "a.b", "undantag": "ValueError", "forst": NU, "senast": NU}
    return Jobbfel(**{**ny, **andrat})


def _samma_jobbfel(kommun: Kommun) -> Jobbfel:
    _jobbfel(kommun).save()
    return _jobbfel(kommun)


def _utan_ombud(kommun: Kommun) -> Personuppgiftsansvar:
    anna = factories.person("Anna", "ADM", kommun.rot)
    epost = "von@kommun.example"
    return Personuppgiftsansvar(namnd=kommun.von, epost=epost, andrad=NU, andrad_av=anna)


def _sigill(_: Kommun, **andrat: Any) -> Loggsigill:
    ny: dict[str, Any] = {"nummer": 1, "schema": 1, "dag": NU.date(), "skapad": NU, "antal": 1}
    ny |= {"fran_id": 1, "till_id": 1, "avtryck": b"x" * 16, "summa": "0" * 64}
    return Loggsigill(**{**ny, **andrat})


def _omorganisation(kommun: Kommun, **andrat: Any) -> Omorganisation:
    anna = factories.person("Anna", "ADM", kommun.rot)
    ny: dict[str, Any] = {"slag": "upphor", "enhet": kommun.centrum, "mottagare": kommun.hemtjanst}
    ny |= {"planregel": "foljer", "fran": NU.date(), "av": anna, "beslutad": NU}
    return Omorganisation(**{**ny, **andrat})


def _bestamd_igen(kommun: Kommun) -> Omorganisation:
    rad = _omorganisation(kommun)
    rad.save()
    rad.pk = None
    return rad


def _importfil(kommun: Kommun, **andrat: Any) -> Importfil:
    anna = factories.person("Anna", "ADM", kommun.rot)
    ny: dict[str, Any] = {"slag": "mal", "namn": "mal.xlsx", "innehall": b"x", "skapad_av": anna}
    return Importfil(**{**ny, "skapad": NU, "gar_ut": NU + timedelta(hours=2), **andrat})


Forsok = Callable[[Kommun], models.Model]
FORSOK: list[tuple[str, Forsok]] = [
    ("enhet_har_namn", lambda k: Enhet(namn="", slag="enhet")),
    ("enhet_en_kommun", lambda k: Enhet(namn="Rike", slag="kommun")),
    ("enhet_kant_slag", lambda k: Enhet(namn="Rike", slag="rike")),
    ("placering_en_i_taget", lambda k: _placering(k, enhet=k.hemtjanst)),
    ("placering_inte_under_sig", lambda k: _placering(k, foralder=k.rot, enhet=k.rot)),
    ("placering_har_borjan", lambda k: _placering(k, giltig=TOMT)),
    ("placering_har_borjan", lambda k: _placering(k, giltig=UTAN_BORJAN)),
    ("namndansvar_en_gang", lambda k: _ansvar(k, enhet=k.vok, namnd=k.von)),
    ("namndansvar_har_borjan", lambda k: _ansvar(k, giltig=TOMT)),
    ("namndansvar_har_borjan", lambda k: _ansvar(k, giltig=UTAN_BORJAN)),
    ("anvandare_epost_sma_bokstaver", lambda k: Anvandare(epost="Siv@a.example", namn="Siv")),
    ("rolltilldelning_en_gang", lambda k: _roll(k, namnd=k.von)),
    ("rolltilldelning_kand_roll", lambda k: _roll(k, roll="XX")),
    ("rolltilldelning_har_borjan", lambda k: _roll(k, giltig=TOMT)),
    ("rolltilldelning_har_borjan", lambda k: _roll(k, giltig=UTAN_BORJAN)),
    ("ogonblick_ratt_summa", lambda k: _ogonblick(k, innehall="[]")),
    ("ogonblick_ratt_summa", lambda k: _ogonblick(k, sha256="")),
    ("utskick_skickad_eller_kvar", lambda k: _utskick(k, status="skickad", skickad=NU)),
    ("utskick_skickad_eller_kvar", lambda k: _utskick(k, status="skickad", innehall="")),
    ("utskick_skickad_eller_kvar", lambda k: _utskick(k, skickad=NU)),
    ("utskick_skickad_eller_kvar", lambda k: _utskick(k, innehall="")),
    ("utskick_skickad_eller_kvar", lambda k: _utskick(k, status="misslyckad", innehall="")),
    ("omorganisation_en_per_enhet", _bestamd_igen),
    ("omorganisation_annan_mottagare", lambda k: _omorganisation(k, mottagare=k.centrum)),
    (
        "omorganisation_genomford_eller_angrad",
        lambda k: _omorganisation(k, genomford=NU, angrad=NU),
    ),
    ("omorganisation_kant_slag", lambda k: _omorganisation(k, slag="annat")),
    ("omorganisation_kand_planregel", lambda k: _omorganisation(k, planregel="annan")),
    ("importfil_gar_ut", lambda k: _importfil(k, gar_ut=NU)),
    ("utskick_kant_lage", lambda k: _utskick(k, status="kanske")),
    ("utskick_ett_message_id", lambda k: _samma_message_id(k)),
    ("rolltilldelning_kand_kalla", lambda k: _roll(k, kalla="annan")),
    ("grupproll_en_gang", lambda k: _samma_grupproll(k)),
    ("grupproll_kand_roll", lambda k: _grupproll(k, roll="XX")),
    ("grupproll_har_grupp", lambda k: _grupproll(k, grupp="")),
    ("jobbfel_ett_per_slag", lambda k: _samma_jobbfel(k)),
    ("jobbfel_tider", lambda k: _jobbfel(k, senast=NU - timedelta(seconds=1))),
    ("personuppgiftsansvar_gar_att_na", _utan_ombud),
    ("loggsigill_i_kedja", lambda k: _sigill(k, nummer=2)),
    ("loggsigill_spann", lambda k: _sigill(k, fran_id=2)),
    ("loggsigill_avtryck", lambda k: _sigill(k, avtryck=b"x" * 15)),
]


@pytest.mark.parametrize(("villkor", "forsok"), FORSOK, ids=[villkor for villkor, _ in FORSOK])
def test_the_core_refuses(kommun: Kommun, villkor: str, forsok: Forsok) -> None:
    rad = forsok(kommun)
    with nekas(villkor):
        rad.save(force_insert=True)


@pytest.mark.parametrize(("villkor", "forsok"), FORSOK, ids=[villkor for villkor, _ in FORSOK])
def test_the_core_says_why_in_swedish(kommun: Kommun, villkor: str, forsok: Forsok) -> None:
    """The same rule, when a form asks before the database is asked."""
    rad = forsok(kommun)
    (regel,) = [v for v in rad._meta.constraints if v.name == villkor]
    with pytest.raises(ValidationError) as fel:
        rad.validate_constraints()
    assert str(regel.violation_error_message) in fel.value.messages


def test_what_the_attempts_start_from_is_accepted(kommun: Kommun) -> None:
    """Else an attempt could be refused for something other than what it tries."""
    for bygg in (_placering, _ansvar, _roll, _utskick, _ogonblick, _grupproll, _jobbfel):
        rad = bygg(kommun)
        rad.validate_constraints()
        rad.save(force_insert=True)


def test_a_role_may_be_held_again_after_a_pause_and_for_another_namnd(kommun: Kommun) -> None:
    nina = factories.person("Nina", "NS", kommun.rot, namnd=kommun.von)
    slut = date(2024, 1, 1)
    nina.tilldelningar.update(giltig=(SEDAN, slut))
    _roll(kommun, namnd=kommun.von, giltig=(slut + timedelta(days=30), None)).save()
    _roll(kommun, namnd=None).save()


# --- What is the only one of its kind ------------------------------------------------------


@pytest.mark.parametrize(
    ("forst", "igen"),
    [
        (Namnd(kod="PROV", namn="Ett"), Namnd(kod="PROV", namn="Två")),
        (Anvandare(epost="a@a.example", namn="A"), Anvandare(epost="a@a.example", namn="B")),
        (_utskick(None), _utskick(None, message_id="<annat>")),  # type: ignore[arg-type]
    ],
    ids=["nämndens kod", "e-posten", "utskickets nyckel"],
)
def test_there_is_only_one(db: None, forst: models.Model, igen: models.Model) -> None:
    forst.pk = igen.pk = None
    forst.save(force_insert=True)
    with pytest.raises(IntegrityError, match="already exists"), transaction.atomic():
        igen.save(force_insert=True)


def test_a_range_that_runs_backwards_is_no_range(kommun: Kommun) -> None:
    with pytest.raises(DataError), transaction.atomic():
        _roll(kommun, giltig=(date(2030, 1, 1), SEDAN)).save()


def test_what_others_stand_on_cannot_be_deleted(kommun: Kommun) -> None:
    for rad in (kommun.vok, kommun.von):
        with pytest.raises(models.ProtectedError):
            rad.delete()


# --- Every room ----------------------------------------------------------------------------


@pytest.mark.parametrize("villkor", villkoren(*RUM), ids=lambda v: v.name)
def test_every_constraint_has_a_swedish_sentence(villkor: BaseConstraint) -> None:
    mening = str(villkor.violation_error_message)
    assert mening != str(BaseConstraint.default_violation_error_message)
    assert mening[0].isupper()
    assert mening.endswith(".")


def test_every_constraint_is_tried_by_some_test() -> None:
    karnans = {villkor.name for villkor in villkoren("kvalitet")}
    # A disposal is born as a proposal, so what it refuses is tried where it changes state.
    gallringens = {villkor.name for villkor in Gallring._meta.constraints}
    assert karnans - gallringens == {villkor for villkor, _ in FORSOK}
    prov = "".join(fil.read_text("utf-8") for fil in Path(__file__).parent.rglob("*.py"))
    oprovade = [v.name for v in villkoren(*RUM) if f'"{v.name}"' not in prov]
    assert not oprovade, f"skriv ett prov där databasen vägrar (tests.databas.nekas): {oprovade}"
