"""The form of how a survey's file is to be read: columns, answers, and units."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

from django import forms
from django.forms.boundfield import BoundField
from openpyxl.utils import get_column_letter

from kvalitet.enhetsnamn import Enhetsregister, Namnfel, nyckel
from kvalitet.models import Enhet
from uppfoljning.externfil.gissning import som, svarsord
from uppfoljning.externfil.tabell import Fil
from uppfoljning.externfil.tolkning import (
    EN_GANG,
    ROLLER,
    Kolumnval,
    Roll,
    Slag,
    Svarskod,
    Tolkning,
)
from uppfoljning.externlasning import Last
from uppfoljning.models import Externfraga

SLAG = (
    (Slag.LANG, "Färdiga siffror, en siffra på varje rad"),
    (Slag.BRED, "Färdiga siffror, en enhet på varje rad och en kolumn för varje fråga"),
    (Slag.SVAR, "Svar, en person på varje rad"),
)
ROLLNAMN = {
    Roll.INGEN: "Används inte",
    Roll.ENHET: "Enhet",
    Roll.FRAGA: "Fråga",
    Roll.FRAGETEXT: "Frågans ord",
    Roll.KON: "Kön",
    Roll.N: "Antal svar",
    Roll.VARDE: "Värde",
    Roll.OSAKERHET: "Osäkerhet, plus eller minus",
    Roll.UNDRE: "Intervallets nedre gräns",
    Roll.OVRE: "Intervallets övre gräns",
    Roll.MATT: "Mått",
    Roll.AR: "År",
    Roll.KLAR: "Svaret är klart",
    Roll.SVAR: "Fråga med svar",
}
KONVAL = (("T", "Totalt"), ("K", "Kvinnor"), ("M", "Män"))
SVARSVAL = (
    ("", "Välj"),
    ("positiv", "Positivt svar"),
    ("annat", "Inte positivt"),
    ("bortfall", "Räknas inte"),
)
TA_INTE_MED = "-"


@dataclass(frozen=True)
class Kolumnrad:
    """A column on the page: its letter and heading, what it holds, and the fields about it."""

    bokstav: str
    rubrik: str
    exempel: str
    roll: BoundField
    mer: tuple[BoundField, ...]


@dataclass(frozen=True)
class Ordrad:
    ord: str
    falt: tuple[BoundField, ...]


class TolkningForm(forms.Form):
    """What each column is, how answers count, and which units the names are."""

    visa_frivilligt = False

    def __init__(
        self,
        data: Any = None,
        *,
        last: Last,
        fil: Fil,
        okanda: Sequence[str],
        enheter: Sequence[Enhet],
    ) -> None:
        super().__init__(data)
        self.last, self.okanda = last, list(okanda)
        self.register = Enhetsregister.av(enheter)
        self.namn = {enhet.pk: enhet.namn for enhet in enheter}
        self.ord = svarsord(last.tolkning, last.stat) if last.tolkning.slag == Slag.SVAR else []
        self._filfalt(fil)
        for nr, val in last.tolkning.kolumner.items():
            self._kolumnfalt(nr, val)
        for nr, ett in enumerate(self.ord):
            kod = last.tolkning.svar.get(ett, Svarskod())
            self.fields[f"s{nr}_slag"] = forms.ChoiceField(
                label=f"Hur {ett} räknas", choices=SVARSVAL, required=False, initial=kod.slag
            )
            self.fields[f"s{nr}_tal"] = forms.IntegerField(
                label=f"{ett} som tal", required=False, min_value=0, max_value=10, initial=kod.tal
            )
        for nr, namn in enumerate(self.okanda):
            vald = last.tolkning.enheter.get(nyckel(namn), "")
            self.fields[f"e{nr}_enhet"] = forms.CharField(
                label=f"{namn} heter hos oss",
                required=False,
                max_length=200,
                initial=TA_INTE_MED if vald is None else self.namn.get(cast(int, vald), ""),
                widget=forms.TextInput(attrs={"list": "enheterna"}),
            )

    def _filfalt(self, fil: Fil) -> None:
        t = self.last.tolkning
        if len(fil.ark) > 1:
            ark = [(str(nr), ett.namn) for nr, ett in enumerate(fil.ark)]
            self.fields["ark"] = forms.ChoiceField(label="Blad", choices=ark, initial=str(t.ark))
        self.fields["slag"] = forms.ChoiceField(label="Filen har", choices=SLAG, initial=t.slag)
        self.fields["rubrikrad"] = forms.IntegerField(
            label="Rubrikerna börjar på rad",
            min_value=1,
            max_value=1000,
            required=False,
            initial=t.rubrikrad or None,
            help_text="Lämna tomt så letar vi upp dem.",
        )
        if t.slag != Slag.SVAR:
            self.fields["matt"] = forms.ChoiceField(
                label="Värdena är", choices=Externfraga.Matt.choices, initial=t.matt
            )
            self.fields["av_ett"] = forms.BooleanField(
                label="0,68 i filen betyder 68 procent", required=False, initial=t.av_ett
            )

    def _kolumnfalt(self, nr: int, val: Kolumnval) -> None:
        slag = Slag(self.last.tolkning.slag)
        roller = [(str(r), ROLLNAMN[r]) for r in (Roll.INGEN, *ROLLER[slag])]
        rubrik = self.last.rubriker.text(nr) or "utan rubrik"
        self.fields[f"k{nr}_roll"] = forms.ChoiceField(
            label=f"{rubrik} är", choices=roller, initial=val.roll
        )
        if slag == Slag.BRED and val.roll in (Roll.N, Roll.VARDE):
            self.fields[f"k{nr}_kon"] = forms.ChoiceField(
                label="Gäller", choices=KONVAL, initial=val.kon
            )
        if val.roll == Roll.SVAR:
            self.fields[f"k{nr}_matt"] = forms.ChoiceField(
                label="Räknas som", choices=Externfraga.Matt.choices, initial=val.matt
            )
            if val.hogst:
                self.fields[f"k{nr}_hogst"] = forms.IntegerField(
                    label="Högsta svaret", min_value=2, max_value=10, initial=val.hogst
                )
                self.fields[f"k{nr}_positiv_fran"] = forms.IntegerField(
                    label="Positivt från", min_value=1, max_value=10, initial=val.positiv_fran
                )

    # --- to the page

    @property
    def filrader(self) -> list[BoundField]:
        return [self[n] for n in ("ark", "slag", "rubrikrad", "matt", "av_ett") if n in self.fields]

    @property
    def kolumnrader(self) -> list[Kolumnrad]:
        ut: list[Kolumnrad] = []
        for nr in self.last.tolkning.kolumner:
            mer = [f"k{nr}_{namn}" for namn in ("kon", "matt", "hogst", "positiv_fran")]
            ut.append(
                Kolumnrad(
                    get_column_letter(nr + 1),
                    self.last.rubriker.text(nr) or "utan rubrik",
                    self._exempel(nr),
                    self[f"k{nr}_roll"],
                    tuple(self[namn] for namn in mer if namn in self.fields),
                )
            )
        return ut

    def _exempel(self, nr: int) -> str:
        """What the column holds, where that says nothing of one person: a few common values."""
        stat = self.last.stat[nr]
        if self.last.tolkning.slag == Slag.SVAR and stat.fler:
            return "många olika"
        vanliga = sorted(stat.olika.items(), key=lambda par: (-par[1], par[0]))[:3]
        return ", ".join(namn for namn, _ in vanliga)

    @property
    def ordrader(self) -> list[Ordrad]:
        falt = ("slag", "tal")
        return [
            Ordrad(ett, tuple(self[f"s{nr}_{namn}"] for namn in falt))
            for nr, ett in enumerate(self.ord)
        ]

    @property
    def enhetsrader(self) -> list[Ordrad]:
        return [Ordrad(namn, (self[f"e{nr}_enhet"],)) for nr, namn in enumerate(self.okanda)]

    # --- back from it

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for nr, _ in enumerate(self.okanda):
            falt = f"e{nr}_enhet"
            namn = str(data.get(falt) or "").strip()
            if namn and namn != TA_INTE_MED:
                try:
                    data[falt] = self.register.hitta(namn).pk
                except Namnfel as fel:
                    self.add_error(falt, f"{fel.mening[:1].upper()}{fel.mening[1:]}")
        sedda: dict[str, int] = {}
        for nr in self.last.tolkning.kolumner:
            roll = data.get(f"k{nr}_roll", "")
            if roll in EN_GANG and roll in sedda:
                annan = self.last.rubriker.text(sedda[roll])
                mening = f"{ROLLNAMN[Roll(roll)]} är redan kolumnen {annan}. Välj bara en."
                self.add_error(f"k{nr}_roll", mening)
            sedda.setdefault(roll, nr)
        return data

    @property
    def nytt_ark(self) -> tuple[int, int, str] | None:
        """Sheet, row of headings and kind, when one of them is another than before."""
        d, t = self.cleaned_data, self.last.tolkning
        nya = (int(d.get("ark") or t.ark), d.get("rubrikrad") or 0, d["slag"])
        return nya if nya != (t.ark, t.rubrikrad, t.slag) else None

    @property
    def vald(self) -> Tolkning:
        """The reading that the person has chosen."""
        t, d = self.last.tolkning, self.cleaned_data
        svar = dict(t.svar)
        for nr, ett in enumerate(self.ord):
            svar[ett] = Svarskod(d.get(f"s{nr}_slag") or "", d.get(f"s{nr}_tal"))
        enheter = dict(t.enheter)
        for nr, namn in enumerate(self.okanda):
            vald = d.get(f"e{nr}_enhet")
            if vald == TA_INTE_MED:
                enheter[nyckel(namn)] = None
            elif isinstance(vald, int):
                enheter[nyckel(namn)] = vald
            else:
                enheter.pop(nyckel(namn), None)
        kolumner = {nr: self._val(nr, val) for nr, val in t.kolumner.items()}
        return replace(
            t,
            kolumner=kolumner,
            svar=svar,
            enheter=enheter,
            matt=d.get("matt") or t.matt,
            av_ett=bool(d.get("av_ett")),
        )

    def _val(self, nr: int, val: Kolumnval) -> Kolumnval:
        d = self.cleaned_data
        falt = {
            namn: d[f"k{nr}_{namn}"]
            for namn in ("roll", "kon", "matt", "hogst", "positiv_fran")
            if d.get(f"k{nr}_{namn}") not in (None, "")
        }
        if falt.get("roll", val.roll) != val.roll:
            return som(falt["roll"], self.last.rubriker, self.last.stat, nr)
        return replace(val, **falt)
