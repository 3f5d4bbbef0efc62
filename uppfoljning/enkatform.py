"""A survey's questions as a form, in the language of the page.

A question that is not in that language stands in Swedish, marked so for who listens to it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override

from kvalitet.formular import Kryssval, Radioval
from uppfoljning.actions.enkatsvar import ORD, Besvarad
from uppfoljning.models import Fraga, Svar
from uppfoljning.models.enkat import texten

VET_INTE = "vet_inte"
KON = "kon"
FOR_LANG = gettext_noop("Texten är för lång. Korta den till högst 2 000 tecken.")


class EnkatForm(forms.Form):
    """All questions, or those of one page (`bara`). `ifyllt`: answers to show, not to judge."""

    def __init__(
        self,
        data: Any = None,
        *,
        fragor: Sequence[Fraga],
        konsfraga: bool,
        sprak: str,
        bara: Sequence[str] | None = None,
        ifyllt: MultiValueDict[str, str] | None = None,
    ) -> None:
        super().__init__(data)
        self.fragor = fragor
        alla = {namn: falt for f in fragor for namn, falt in _falten(f, sprak)}
        if konsfraga:
            alla[KON] = _konsfraga()
        self.fields = {n: f for n, f in alla.items() if bara is None or n in bara}
        if ifyllt is not None:
            self.initial = {n: _ifyllt(f, ifyllt, n) for n, f in self.fields.items()}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for namn, varde in list(data.items()):
            if isinstance(varde, list) and VET_INTE in varde and len(varde) > 1:
                mening = _("Välj antingen ”Vet inte” eller andra alternativ, inte båda.")
                self.add_error(namn, mening)
        for fraga in self.fragor:
            self._hela_eller_inget(faltnamn(fraga), data)
        return data

    def _hela_eller_inget(self, namn: list[str], data: dict[str, Any]) -> None:
        """Ask for the rest of the NKI where it may be passed over but was begun: no number comes
        of two, and a choice cannot be undone on a page without scripts."""
        if all(n in self.fields for n in namn) and any(data.get(n) for n in namn):
            for n in namn:
                if not data.get(n) and n not in self.errors and len(namn) > 1:
                    self.add_error(n, self.fields[n].error_messages["required"])

    def besvarade(self) -> dict[str, Besvarad]:
        """Return what the act takes, by the questions' `nyckel`."""
        return {f.nyckel: self._besvarad(f) for f in self.fragor}

    def _besvarad(self, fraga: Fraga) -> Besvarad:
        varden = [self.cleaned_data.get(namn, "") for namn in faltnamn(fraga)]
        if fraga.slag == Fraga.Slag.FRITEXT:
            return Besvarad(text=varden[0])
        valda = [v for varde in varden for v in ([varde] if isinstance(varde, str) else varde) if v]
        if not valda or all(v == VET_INTE for v in valda):
            return Besvarad(vet_inte=bool(valda))
        if fraga.har_alternativ:
            return Besvarad(alternativ=valda)
        return Besvarad(tal=[None if v == VET_INTE else int(v) for v in valda])

    def skrivet(self) -> list[tuple[str, str]]:
        """Return each question and its answer in words, as posted; of those answered."""
        ut = []
        for rad in self:
            varden = rad.value() or []
            valda = [varden] if isinstance(varden, str) else varden
            namn = {str(v): str(t) for v, t in getattr(rad.field, "choices", ())}
            if text := ", ".join(namn.get(v, v) for v in valda if v.strip()):
                ut.append((str(rad.label), text))
        return ut


def _ifyllt(falt: forms.Field, svar: MultiValueDict[str, str], namn: str) -> object:
    return svar.getlist(namn) if isinstance(falt, forms.MultipleChoiceField) else svar.get(namn)


def faltnamn(fraga: Fraga) -> list[str]:
    """The names of a question's fields: one, or three of the NKI triple."""
    return [f"f_{fraga.nyckel}" + (f"_{nr}" if nr else "") for nr in fraga.delar]


def sidor(fragor: Sequence[Fraga], *, konsfraga: bool) -> list[list[str]]:
    """The names of the fields on each page, when there is one question per page. The three of
    the NKI have a page each."""
    ut = [[namn] for f in fragor for namn in faltnamn(f)]
    return [*ut, [KON]] if konsfraga else ut


def _falten(fraga: Fraga, sprak: str) -> Iterator[tuple[str, forms.Field]]:
    text, lang = texten(fraga, "text", sprak)
    with override(lang):
        rubriker = _nki(text) if fraga.slag == Fraga.Slag.NKI else [(text, "", "")]
        vet_inte = [(VET_INTE, _("Vet inte"))] if fraga.vet_inte else []
        val = _val(fraga, sprak)
    hjalp = _markt(*texten(fraga, "hjalp", sprak), sprak)
    for namn, (rubrik, lagst, hogst) in zip(faltnamn(fraga), rubriker, strict=True):
        falt = _falt(fraga, val or _skala(fraga, sprak, lagst, hogst), vet_inte)
        falt.required = fraga.obligatorisk
        falt.label = _markt(rubrik, lang, sprak)
        falt.help_text = hjalp
        mening = _("Skriv ett svar: {fraga}") if _ar_text(fraga) else _("Välj ett svar: {fraga}")
        falt.error_messages["required"] = format_html(mening, fraga=falt.label)
        yield namn, falt


def _ar_text(fraga: Fraga) -> bool:
    return fraga.slag == Fraga.Slag.FRITEXT


def _falt(fraga: Fraga, val: list[tuple[str, str]], vet_inte: list[tuple[str, str]]) -> forms.Field:
    if fraga.slag == Fraga.Slag.FRITEXT:
        falt = forms.CharField(max_length=ORD, widget=forms.Textarea(attrs={"rows": 4}))
        falt.error_messages["max_length"] = _(FOR_LANG)
        return falt
    if fraga.slag == Fraga.Slag.FLERVAL:
        return forms.MultipleChoiceField(choices=val + vet_inte, widget=Kryssval())
    rad = bool(fraga.skala)
    return forms.ChoiceField(choices=val + vet_inte, widget=Radioval(rad=rad))


def _val(fraga: Fraga, sprak: str) -> list[tuple[str, str]]:
    if fraga.slag == Fraga.Slag.JA_NEJ:
        return [("1", _("Ja")), ("0", _("Nej"))]
    alternativ = sorted(fraga.alternativ.all(), key=lambda a: a.ordning)
    return [(a.nyckel, _markt(*texten(a, "text", sprak), sprak)) for a in alternativ]


def _skala(fraga: Fraga, sprak: str, lagst: str, hogst: str) -> list[tuple[str, str]]:
    """The numbers of a scale; its ends say what they mean."""
    if fraga.skala is None:
        return []
    forsta, sista = fraga.skala
    ord_ = {
        forsta: lagst or _markt(*texten(fraga, "lagst", sprak), sprak),
        sista: hogst or _markt(*texten(fraga, "hogst", sprak), sprak),
    }
    tal = range(forsta, sista + 1)
    return [(str(n), format_html("{} – {}", n, ord_[n]) if ord_.get(n) else str(n)) for n in tal]


def _nki(om: str) -> list[tuple[str, str, str]]:
    """The three questions, with the words of the ends of their scales."""
    return [
        (
            _("Hur nöjd är du med %(om)s i sin helhet?") % {"om": om},
            _("inte alls nöjd"),
            _("mycket nöjd"),
        ),
        (
            _("Hur väl uppfyller %(om)s dina förväntningar?") % {"om": om},
            _("inte alls"),
            _("helt och hållet"),
        ),
        (
            _("Tänk dig att allt fungerade perfekt. Hur nära ett sådant ideal kommer %(om)s?")
            % {"om": om},
            _("mycket långt ifrån"),
            _("mycket nära"),
        ),
    ]


def _konsfraga() -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("Är du"),
        help_text=_("Vi frågar för att se om kvinnor och män får lika bra service."),
        choices=[(kod, _(str(namn))) for kod, namn in Svar.Kon.choices],
        widget=Radioval(),
        error_messages={
            "required": _("Välj ett svar. ”Annat, eller vill inte svara” går bra."),
        },
    )


def _markt(text: str, lang: str, sprak: str) -> str:
    """The text, marked where it is not in the page's language; easy Swedish is Swedish too."""
    if not text or lang.partition("-")[0] == sprak.partition("-")[0]:
        return text
    return format_html('<span lang="{}">{}</span>', lang, text)
