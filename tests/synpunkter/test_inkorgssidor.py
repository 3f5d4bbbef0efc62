"""The pages of the inbox: put together they are the list, whatever is chosen or searched for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from itertools import combinations, pairwise, product
from random import Random
from typing import Any

import pytest
from django.db.models import F
from django.utils.timezone import now

from kvalitet import klocka, kvartext
from kvalitet.models import Anvandare
from kvalitet.roller import Roll
from synpunkter import inkorg, inkorgssok
from synpunkter.models import KLAR, Meddelande, Synpunkt
from synpunkter.tillstand import Lage
from tests import factories
from tests.factories import Kommun
from tests.synpunkter import exempel

ORD = ("cykelbana", "skolskjuts", "belysning")


def arenden(kommun: Kommun, *, med_ord: int) -> list[Synpunkt]:
    """Cases of one word or several, in the first of them or in what was written later."""
    tal, fran = Random(7), now() - timedelta(days=90)
    alla = []
    for nummer in range(30):
        skrivna = tal.sample(ORD, tal.choice((1, 2, 2, 3))) if nummer < med_ord else ["Gräset"]
        s = exempel.synpunkt(kommun, text=" ".join(skrivna), plats=f"Gatan {nummer}")
        inkom = fran + timedelta(hours=tal.randrange(2000))
        besvarad = inkom if tal.random() < 0.4 else None
        Synpunkt.objects.filter(pk=s.pk).update(
            inkom=inkom, svar_senast=inkom.date(), besvarad=besvarad, skyddad=tal.random() < 0.1
        )
        if tal.random() < 0.4:
            sagt = " ".join(tal.sample(ORD, 2))
            Meddelande.objects.create(synpunkt=s, riktning="fran", text=sagt, tid=inkom)
        alla.append(s)
    return alla


def sidor(hamta: Callable[..., inkorg.Sida]) -> list[int]:
    """Walk to the end and back again, and say what was seen on the way there."""
    gangna = [hamta()]
    while gangna[-1].efter:
        gangna.append(hamta(efter=gangna[-1].efter))
        assert len(gangna) < 100
    for fore, sida in pairwise(gangna):
        assert [s.pk for s in hamta(fore=sida.fore).rader] == [s.pk for s in fore.rader]
    return [s.pk for sida in gangna for s in sida.rader]


ORDNINGAR: dict[bool, tuple[Any, ...]] = {
    True: ("-inkom", "-pk"),
    False: (KLAR.asc(), "svar_senast", "pk"),
}


@pytest.mark.parametrize("nyast", [True, False])
@pytest.mark.parametrize("med_ord", [30, 8])
@pytest.mark.parametrize("vanligt_over", [0, 4.5, 10**6])
def test_the_pages_of_a_search_are_all_that_hold_the_words(
    kommun: Kommun,
    karin_kvalitetssamordnare: Anvandare,
    monkeypatch: pytest.MonkeyPatch,
    nyast: bool,
    med_ord: int,
    vanligt_over: float,
) -> None:
    """Common in the cases and rare in what was said, the other way round, or neither; walked
    through to be found, where they are in more than so many cases, or looked up."""
    forst, *_, sist = arenden(kommun, med_ord=med_ord)
    gar_hellre = sist.pk * 5.45 * vanligt_over**2
    monkeypatch.setattr(inkorgssok, "GAR_HELLRE", dict.fromkeys(inkorgssok.GAR_HELLRE, gar_hellre))
    synliga = inkorg.synliga(karin_kvalitetssamordnare)
    fragor = [*ORD, *map(" ".join, combinations(ORD, 2)), " ".join(ORD)]
    for q in (*fragor, "cyk", "finnsinte", forst.referens):
        traffar = inkorg.filtrera(synliga, {"lage": "alla", "q": q}, inkorg.Q())
        alla = list(traffar.order_by(*ORDNINGAR[nyast]).values_list("pk", flat=True))

        def hamta(q: str = q, **var: str) -> inkorg.Sida:
            return inkorg.sida(synliga, nyast=nyast, sok=q, antal=3, **var)

        assert sidor(hamta) == alla, q


@pytest.mark.parametrize("nyast", [True, False])
def test_a_kept_question_shows_what_there_is_now(
    kommun: Kommun, karin_kvalitetssamordnare: Anvandare, nyast: bool
) -> None:
    forsta = arenden(kommun, med_ord=0)
    karin, dag = karin_kvalitetssamordnare, klocka.idag()

    def hamta(**var: str) -> inkorg.Sida:
        valda = inkorg.valda(karin, dag, "", {"lage": "alla"}, nyast=nyast)
        return inkorg.sida(valda, nyast=nyast, antal=7, **var)

    def alla() -> list[int]:
        rader = inkorg.synliga(karin).order_by(*ORDNINGAR[nyast])
        return list(rader.values_list("pk", flat=True))

    assert sidor(hamta) == alla()
    Synpunkt.objects.filter(pk__lt=forsta[9].pk).update(
        inkom=F("inkom") + timedelta(days=20), svar_senast=F("svar_senast") + timedelta(days=20)
    )
    exempel.synpunkt(kommun)
    assert sidor(hamta) == alla()


def test_a_kept_question_is_for_its_reader_and_choice_alone(kommun: Kommun) -> None:
    dag = klocka.idag()
    personer = [
        factories.person(f"P{nr}", roll, enhet)
        for nr, (roll, enhet) in enumerate(
            product((Roll.HANDLAGGARE, Roll.KVALITETSSAMORDNARE), (kommun.rot, kommun.vok))
        )
    ]
    for enhet, namnd in ((kommun.hemtjanst, kommun.von), (kommun.bibliotek, kommun.kfn)):
        for typ in ("klagomal", "berom"):
            s = exempel.synpunkt(kommun, enhet=enhet, namnd=namnd, typ=typ)
            Synpunkt.objects.filter(pk=s.pk).update(handlaggare=personer[0])
    val: list[dict[str, Any]] = [
        {},
        {"typ": "berom"},
        {"namnd": kommun.kfn},
        {"enhet": kommun.vok},
        {"enhet": kommun.vok, "enheter": [kommun.hemtjanst.pk]},
        {"till": dag - timedelta(days=1)},
        {"lage": "inkommen"},
        {"lage": "avslutad"},
    ]
    for _, person, data, urvalet in product(range(2), personer, val, ("", "mina", "utan")):
        valda = inkorg.valda(person, dag, urvalet, data, nyast=True)
        vantade = valda.skriv().order_by("-inkom", "-pk").values_list("pk", flat=True)
        assert [s.pk for s in inkorg.sida(valda, nyast=True).rader] == list(vantade)


def test_a_unit_that_moves_takes_its_cases_along(kommun: Kommun) -> None:
    karin, dag = factories.person("Karin", Roll.KVALITETSSAMORDNARE, kommun.rot), klocka.idag()
    exempel.synpunkt(kommun)

    def antal() -> int:
        valda = inkorg.valda(karin, dag, "", {"enhet": kommun.vok}, nyast=True)
        return len(inkorg.sida(valda, nyast=True).rader)

    assert antal() == 1
    kommun.hemtjanst.sokvag = f"{kommun.rot.sokvag}{kommun.hemtjanst.pk}."
    kommun.hemtjanst.save()
    assert antal() == 0


@pytest.mark.parametrize("lage", sorted({*Lage} - {Lage.SAMMANSLAGEN, Lage.DELAD}))
def test_every_state_lists_its_cases_in_the_order_of_their_day(
    kommun: Kommun, karin_kvalitetssamordnare: Anvandare, lage: Lage
) -> None:
    s = exempel.i_lage(lage, kommun, exempel.Personal(kommun))
    for nyast in (True, False):
        valda = inkorg.valda(
            karin_kvalitetssamordnare, klocka.idag(), "", {"lage": str(lage)}, nyast=nyast
        )
        assert [rad.pk for rad in inkorg.sida(valda, nyast=nyast).rader] == [s.pk]


def test_so_many_questions_are_kept_and_no_more(
    kommun: Kommun, karin_kvalitetssamordnare: Anvandare, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kvartext, "MEST", 3)
    monkeypatch.setattr(kvartext, "_minne", {})
    s = exempel.synpunkt(kommun)
    for dagar in range(8):
        valda = inkorg.valda(
            karin_kvalitetssamordnare,
            klocka.idag(),
            "",
            {"fran": klocka.idag() - timedelta(days=dagar)},
            nyast=True,
        )
        assert [rad.pk for rad in inkorg.sida(valda, nyast=True).rader] == [s.pk]
        assert len(kvartext._minne) <= 3
