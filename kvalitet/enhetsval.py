"""A choice among the units: the tree as a list while they are few; a name to write when they are
many (`kvalitet.skrivval`), with what the unit lies under where several go by the name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.forms.models import ModelChoiceIterator

from kvalitet import enhetssok, skrivval
from kvalitet.databas import SvNyckel
from kvalitet.enhetssok import FLEST_ORD, Traff, vik
from kvalitet.models import Enhet
from kvalitet.skrivval import Skrivval
from kvalitet.trad import Gren, i_tradordning

INDRAG = "\N{NO-BREAK SPACE}" * 4
FLEST_I_MENINGEN = 5
FLEST_FORSLAG = 20
LANGST = 200
SKRIV = "Skriv enhetens namn, och vad den ligger under om flera heter så."
SKRIV_MER = "Skriv mer av namnet, eller lägg till vad enheten ligger under."

_NUMMER = re.compile(r"#(\d{1,18})$")
"""The key, after the words of a unit whose name and place are another's too."""


class Tradval(ModelChoiceIterator[Enhet]):
    """The first units, one more than a list takes, in the order of the tree, so that the indent
    says under what each lies."""

    def __iter__(self) -> Iterator[Any]:
        if self.field.empty_label is not None:
            yield "", self.field.empty_label
        alla = self.queryset.order_by(SvNyckel("namn"), "pk")
        rader = alla.values_list("pk", "namn", "sokvag")[: skrivval.FLEST_I_LISTAN + 1]
        grenar = [Gren(*rad) for rad in rader]
        if len(grenar) > skrivval.FLEST_I_LISTAN:
            yield from ((gren.pk, gren.namn) for gren in grenar)  # a name is written: none is shown
        else:
            yield from self.i_listan(i_tradordning(grenar))

    def i_listan(self, grenar: list[Gren]) -> Iterable[tuple[Any, Any]]:
        return ((gren.pk, f"{INDRAG * gren.djup}{gren.namn}") for gren in grenar)


class Kontorsval(Tradval):
    """Units below the kommun, in a list with each kontor as a heading."""

    def i_listan(self, grenar: list[Gren]) -> Iterable[tuple[Any, Any]]:
        grupper: dict[str, list[tuple[int, str]]] = {}
        kontor = ""
        for gren in grenar:
            kontor = gren.namn if gren.djup == 1 else kontor
            rad = gren.pk, f"{INDRAG * max(0, gren.djup - 2)}{gren.namn}"
            grupper.setdefault(kontor, []).append(rad)
        return grupper.items()


class Enhetsvaljare(Skrivval):
    skriv = SKRIV

    def som_skrivs(self, rad: Enhet, rader: QuerySet[Enhet]) -> str:
        return _i_ord(rad, rader)


def _i_ord(enhet: Enhet, enheter: QuerySet[Enhet]) -> str:
    over = [int(pk) for pk in enhet.sokvag.split(".")[:-2]]
    nara = Enhet.objects.filter(Q(pk__in=over) | Q(pk__in=enheter.filter(namn=enhet.namn)))
    grenar = [Gren(*rad) for rad in nara.order_by("pk").values_list("pk", "namn", "sokvag")]
    namn = {gren.pk: gren.namn for gren in grenar}
    egen = Gren(enhet.pk, enhet.namn, enhet.sokvag)
    syskon = [g for g in grenar if (g.namn, g.foralder_id) == (egen.namn, egen.foralder_id)]
    return _skrivna([enhetssok.traff(gren, namn) for gren in {egen, *syskon}])[enhet.pk]


def _skrivna(traffar: list[Traff]) -> dict[int, str]:
    """Return a text for each that no other of them has."""
    antal = Counter(vik(t.text) for t in traffar)
    return {t.pk: f"{t.text} #{t.pk}" if antal[vik(t.text)] > 1 else t.text for t in traffar}


def skrivs(enheter: QuerySet[Enhet]) -> bool:
    """Whether there are more to choose among than a list takes."""
    mest = skrivval.FLEST_I_LISTAN
    return enheter.order_by()[: mest + 1].count() > mest


def skriven(text: str, enheter: QuerySet[Enhet], valjare: Any) -> Enhet:
    """Return the only one of `enheter` that the text can mean; what it may have meant is offered
    by the field (`valjare`)."""
    if len(text) > LANGST or "\0" in text:
        raise _ingen(text, [])
    if nummer := _NUMMER.search(text):
        egen = enheter.filter(pk=int(nummer[1])).first()
        if egen is not None:
            return egen
    alla = _valbara(enheter)
    passar = _som_heter(alla, vik(text)) or enhetssok.som_passar(alla, _orden(text))
    if len(passar) == 1:
        return enheter.get(pk=passar[0].pk)
    valda = passar or enhetssok.narmast(alla, _orden(text))
    valjare.forslag = list(_skrivna(valda[:FLEST_FORSLAG]).values())
    raise _flera(valjare.forslag) if passar else _ingen(text, valjare.forslag)


def _valbara(enheter: QuerySet[Enhet]) -> list[Traff]:
    namn = dict(Enhet.objects.values_list("pk", "namn").order_by("pk"))
    rader = enheter.order_by(SvNyckel("namn"), "pk").values_list("pk", "namn", "sokvag")
    return [enhetssok.traff(gren, namn) for gren in i_tradordning(Gren(*rad) for rad in rader)]


def _som_heter(alla: list[Traff], vikt: str) -> list[Traff]:
    """Those with just these words, with what they lie under or without."""
    hela = [t for t in alla if vik(t.text) == vikt]
    return hela or [t for t in alla if vik(t.namn) == vikt]


def _orden(text: str) -> list[str]:
    rena = (ett_ord.strip("(),") for ett_ord in vik(text).split())
    return [ett_ord for ett_ord in rena if ett_ord][:FLEST_ORD]


def _flera(forslag: list[str]) -> ValidationError:
    return ValidationError(
        "Flera enheter passar: %(namnen)s%(fler)s. %(mer)s",
        "flera",
        {
            "namnen": "; ".join(forslag[:FLEST_I_MENINGEN]),
            "fler": " och fler" if len(forslag) > FLEST_I_MENINGEN else "",
            "mer": SKRIV_MER,
        },
    )


def _ingen(text: str, forslag: list[str]) -> ValidationError:
    nara = f" Närmast är: {'; '.join(forslag[:FLEST_I_MENINGEN])}." if forslag else ""
    return ValidationError(
        "Ingen enhet som går att välja heter ”%(text)s”.%(nara)s Skriv enhetens namn.",
        "ingen",
        {"text": text[:LANGST], "nara": nara},
    )
