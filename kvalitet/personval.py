"""A choice among the people: a list while they are few; a name, the beginning of one or an e-mail
address to write when they are many (`kvalitet.skrivval`)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms.models import ModelChoiceIterator

from kvalitet import skrivval
from kvalitet.models import Anvandare
from kvalitet.skrivval import Skrivval

FLEST_FORSLAG = 5
LANGST = 200
SKRIV = "Skriv namnet eller e-postadressen."

_EPOST = re.compile(r"[^\s()<>@]{1,64}@[^\s()<>@]{1,255}")


class _Personval(ModelChoiceIterator[Anvandare]):
    """The people; of more than a list takes, some: one too many."""

    def __iter__(self) -> Iterator[Any]:
        if self.field.empty_label is not None:
            yield "", self.field.empty_label
        folk = self.queryset
        # Sorted when they are chosen: of more than a list takes, none is shown.
        valda = folk.order_by().values("pk")[: skrivval.FLEST_I_LISTAN + 1]
        alla = Anvandare.objects.filter(pk__in=valda).order_by(*folk.query.order_by)
        yield from alla.values_list("pk", "namn")


class Personvaljare(Skrivval):
    skriv = SKRIV

    def som_skrivs(self, rad: Anvandare, rader: QuerySet[Anvandare]) -> str:
        return med_epost(rad)


def med_epost(person: Anvandare) -> str:
    return f"{person.namn} ({person.epost})"


class PersonValj(forms.ModelChoiceField[Anvandare]):
    """A choice among the people, by name; also one that is written."""

    iterator = _Personval
    widget = Personvaljare

    def to_python(self, value: Any) -> Anvandare | None:
        if value in self.empty_values or isinstance(value, Anvandare):
            return super().to_python(value)
        text = " ".join(str(value).split())
        return super().to_python(text) if text.isdecimal() else self._skriven(text)

    def _skriven(self, text: str) -> Anvandare | None:
        if not text:
            return None
        passar = list(self._passar(text)[: FLEST_FORSLAG + 1])
        if len(passar) == 1:
            return passar[0]
        if not passar:
            raise ValidationError(
                "Ingen som går att välja heter ”%(text)s”. Skriv namnet eller e-postadressen.",
                "ingen",
                {"text": text[:LANGST]},
            )
        namnen = ", ".join(med_epost(person) for person in passar[:FLEST_FORSLAG])
        fler = " och fler" if len(passar) > FLEST_FORSLAG else ""
        raise ValidationError(
            "Flera passar: %(namnen)s%(fler)s. Skriv e-postadressen till den du menar.",
            "flera",
            {"namnen": namnen, "fler": fler},
        )

    def _passar(self, text: str) -> QuerySet[Anvandare]:
        """The one with the e-mail address in the text; else those with the name; else those whose
        name holds each word."""
        folk: Any = self.queryset
        if len(text) > LANGST or "\0" in text:
            return Anvandare.objects.none()
        if epost := _EPOST.search(text):
            return folk.filter(epost=epost[0].lower())  # type: ignore[no-any-return]
        heter = folk.filter(namn__iexact=text)
        if heter.exists():
            return heter  # type: ignore[no-any-return]
        for ord_ in text.split():
            folk = folk.filter(namn__icontains=ord_)
        return folk  # type: ignore[no-any-return]
