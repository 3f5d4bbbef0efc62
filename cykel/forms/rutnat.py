"""The entry grid: which period, what its values share, and what is written in the cells."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms

from cykel.actions.matvarden import Post
from cykel.models import Indikator
from cykel.rutnat import FOR_FA, FOR_FA_SVAR, SAKNAS, Celler
from cykel.vardekontroll import periodfel, utanfor
from kvalitet import klocka
from kvalitet.forms import Datumfalt
from kvalitet.kalkyl import Kalkylfel, som_tal
from kvalitet.models import Enhet

INTE_BORT = "Ett infört värde tas inte bort. Skriv - i rutan och varför värdet saknas."


class PeriodForm(forms.Form):
    visa_frivilligt = False

    period_fran = Datumfalt(
        label="Från och med", error_messages={"required": "Skriv när perioden börjar."}
    )
    period_till = Datumfalt(
        label="Till och med", error_messages={"required": "Skriv när perioden slutar."}
    )

    def __init__(self, data: Any = None, *, indikator: Indikator) -> None:
        super().__init__(data)
        self._frekvens = indikator.frekvens

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        fran, till = data.get("period_fran"), data.get("period_till")
        if fran and till and (mening := periodfel(self._frekvens, fran, till)):
            self.add_error("period_till", mening)
        return data


class GemensamtForm(forms.Form):
    """What all values of the grid share."""

    visa_frivilligt = False

    matdatum = Datumfalt(
        label="Mätdatum", error_messages={"required": "Skriv vilken dag värdena mättes."}
    )
    kalla = forms.CharField(
        label="Källa",
        help_text="Varifrån värdena kommer, till exempel verksamhetssystemet.",
        max_length=80,
        error_messages={"required": "Skriv varifrån värdena kommer."},
    )
    skal = forms.CharField(
        label="Varför införda värden ändras",
        help_text="Bara när något redan är infört och ändras.",
        max_length=400,
        required=False,
    )

    def clean_matdatum(self) -> Any:
        dag = self.cleaned_data["matdatum"]
        if dag > klocka.idag():
            raise forms.ValidationError(
                "Mätdatumet ligger i framtiden. Skriv den dag då värdena mättes."
            )
        return dag


@dataclass(frozen=True)
class Tolkad:
    """What a row asks to be entered, or what must be mended in which cell."""

    poster: tuple[Post, ...]
    fel: dict[str, str]


def tolka(indikator: Indikator, enhet: Enhet, fore: Celler, nu: Celler) -> Tolkad:
    """Read what was changed in a row. A cell that is as it was when the page was opened is
    left alone, also one that is hidden."""
    if nu == fore:
        return Tolkad((), {})
    fel: dict[str, str] = {}
    poster = []
    osakerhet = _tal("osakerhet", nu.osakerhet, fel)
    if osakerhet is not None and osakerhet < 0:
        fel["osakerhet"] = "Skriv osäkerheten utan minus."
    for namn in ("t", "k", "m"):
        text, var = getattr(nu, namn), getattr(fore, namn)
        total = namn == "t"
        om_totalen = total and (nu.osakerhet, nu.orsak) != (fore.osakerhet, fore.orsak)
        if text == var and not om_totalen:
            continue
        post = _post(indikator, enhet, namn, nu, fel, fanns=bool(var))
        if post and total and post.varde is not None:
            post = Post(enhet, "T", post.varde, "", osakerhet, utan_osakerhet=osakerhet is None)
        poster += [post] if post else []
    if not nu.t and not nu.orsak and not fel:
        fel["t"] = "Skriv totalen också, eller varför den saknas."
    if nu.orsak and SAKNAS not in (nu.t, nu.k, nu.m) and nu.t and not fel:
        fel["orsak"] = "Skriv en orsak bara när ett värde saknas (-)."
    return Tolkad(() if fel else tuple(poster), fel)


def _post(
    indikator: Indikator, enhet: Enhet, namn: str, nu: Celler, fel: dict[str, str], *, fanns: bool
) -> Post | None:
    text, kon = getattr(nu, namn), namn.upper()
    if not text and not (namn == "t" and nu.orsak):
        if fanns:
            fel[namn] = INTE_BORT
        return None
    if text == FOR_FA:
        return Post(enhet, kon, bortfallsorsak=FOR_FA_SVAR)
    if text in ("", SAKNAS):
        if not nu.orsak:
            fel["orsak"] = "Skriv varför värdet saknas."
        return Post(enhet, kon, bortfallsorsak=nu.orsak[:200])
    varde = _tal(namn, text, fel)
    if mening := utanfor(indikator, varde):
        fel[namn] = mening
    return Post(enhet, kon, varde) if varde is not None else None


def _tal(namn: str, text: str, fel: dict[str, str]) -> Decimal | None:
    if not text:
        return None
    try:
        return som_tal(text)
    except Kalkylfel as brott:
        fel[namn] = brott.mening
        return None
