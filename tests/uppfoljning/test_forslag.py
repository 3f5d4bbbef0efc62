"""The rule that suggests a grade is data of the styrmodell: truth tables, and the shares."""

from __future__ import annotations

from decimal import Decimal
from itertools import product

import pytest

from cykel.models import Styrmodell
from tests.cykel import kil
from tests.uppfoljning.lage import Lage as Planlage
from uppfoljning import underlag
from uppfoljning.bedomning import (
    Absolut,
    Bedomning,
    GapMotJamforelse,
    Intervall,
    Kvalitativ,
    Lage,
    Malvarde,
    Riktning,
    RiktningMotBasar,
    foreslagen_bedomning,
)
from uppfoljning.forslag import (
    STANDARD,
    Forslagsregel,
    Regelslag,
    Utslag,
    andel_av_malet,
    foresla,
)
from uppfoljning.ogonblick import bygg

D = Decimal
H, L = Riktning.HOGRE, Riktning.LAGRE
ANDEL = Forslagsregel(Regelslag.ANDEL, 90)
NATT = Utslag(Lage.NATT, D(100))
NARA = Utslag(Lage.EJ_NATT, D(90))
LANGT = Utslag(Lage.EJ_NATT, D(50))
SAKNAS = Utslag(Lage.SAKNAS)


def test_the_default_rule_is_the_old_one_in_every_case() -> None:
    for n in range(5):
        for utslag in product((NATT, LANGT, SAKNAS), repeat=n):
            assert foresla(STANDARD, utslag) == foreslagen_bedomning([u.lage for u in utslag])


@pytest.mark.parametrize(
    ("utslag", "grad"),
    [
        ((), Bedomning.OKANT),
        ((SAKNAS,), Bedomning.OKANT),
        ((NATT, SAKNAS), Bedomning.OKANT),
        ((NATT,), Bedomning.UPPFYLLT),
        ((NATT, NATT, SAKNAS), Bedomning.UPPFYLLT),
        ((NARA,), Bedomning.DELVIS),  # on the limit is in part
        ((NATT, NARA), Bedomning.DELVIS),
        ((NATT, NARA, SAKNAS), Bedomning.DELVIS),  # what is missing is not counted as 0
        ((LANGT,), Bedomning.EJ),
        ((NATT, LANGT), Bedomning.EJ),  # 75 on average: the default rule would say in part
        ((NARA, LANGT), Bedomning.EJ),
    ],
)
def test_the_rule_of_shares(utslag: tuple[Utslag, ...], grad: Bedomning) -> None:
    assert foresla(ANDEL, utslag).bedomning is grad
    assert foresla(ANDEL, utslag[::-1]) == foresla(ANDEL, utslag)


def test_the_rule_says_its_figure_and_its_limit() -> None:
    regel = Forslagsregel(Regelslag.ANDEL, 80)
    assert foresla(regel, (NARA, Utslag(Lage.EJ_NATT, D("71.5")))).regel == (
        "Indikatorerna når i genomsnitt 80,7 procent av målvärdet. "
        "Gränsen för delvis uppfyllt är 80 procent."
    )


def test_what_is_printed_does_not_reach_a_limit_that_the_figure_has_not() -> None:
    utslag = [Utslag(Lage.EJ_NATT, D(tal)) for tal in ("90", "90", "89.9")]
    forslag = foresla(ANDEL, utslag)
    assert forslag.bedomning is Bedomning.EJ
    assert "89,9 procent av målvärdet" in forslag.regel


def test_the_printed_rules_cover_every_grade() -> None:
    for regel in (STANDARD, ANDEL):
        assert {b for b, _ in regel.rader} == set(Bedomning)
    assert "minst 90 procent" in dict(ANDEL.rader)[Bedomning.DELVIS]


@pytest.mark.parametrize(
    ("mal", "varde", "andel"),
    [
        (Absolut(D(70), H), "68", "97.1"),
        (Absolut(D(70), H), "71", "100"),
        (Absolut(D(10), L), "12", "83.3"),
        (Absolut(D(0), L), "3", "0"),  # no quantity to take a share of
        (Absolut(D(70), H), "-5", "0"),
        (Intervall(D(40), D(50)), "30", "75"),
        (Intervall(D(40), D(50)), "60", "83.3"),
        (Intervall(D(40), D(50)), "45", "100"),
        (RiktningMotBasar(D(60), 2022, H), "57", "95"),
        (RiktningMotBasar(D(60), 2022, H), "60", "100"),  # level with it: not better, yet all of it
        (GapMotJamforelse(D(80), "riket", H), "72", "90"),
        (GapMotJamforelse(D(80), "riket", H, gap_basar=D(5), basar=2022), "70", "50"),
        (Kvalitativ("Rutinen finns"), "0", "0"),
        (Kvalitativ("Rutinen finns"), "1", "100"),
    ],
)
def test_the_share_of_the_target(mal: Malvarde, varde: str, andel: str) -> None:
    tal = D(varde)
    lage = mal.prova(tal >= 1 if isinstance(mal, Kvalitativ) else tal).lage  # type: ignore[arg-type]
    assert andel_av_malet(mal, tal, lage) == D(andel)


def test_what_cannot_be_compared_has_no_share() -> None:
    assert andel_av_malet(Absolut(D(70), H), None, Lage.SAKNAS) is None
    assert andel_av_malet(RiktningMotBasar(None, 2022, H), D(60), Lage.SAKNAS) is None
    assert andel_av_malet(None, D(60), Lage.SAKNAS) is None


def test_the_styrmodell_chooses(lage: Planlage) -> None:
    """65.5 against 70 is 93.6 percent: not met by the default rule, met in part by shares."""
    (ett,) = underlag.malen(lage.varv)
    assert ett.forslag.bedomning is Bedomning.EJ
    Styrmodell.objects.update(forslagsregel="andel", delvis_fran=93)
    lage.varv.refresh_from_db()
    (ett,) = underlag.malen(type(lage.varv).objects.get(pk=lage.varv.pk))
    assert ett.forslag.bedomning is Bedomning.DELVIS
    assert "93,6 procent" in ett.forslag.regel
    rapport = bygg(type(lage.varv).objects.get(pk=lage.varv.pk), nu=kil.NU)
    assert "minst 93 procent" in {r.bedomning: r.text for r in rapport.regel}[Bedomning.DELVIS]
