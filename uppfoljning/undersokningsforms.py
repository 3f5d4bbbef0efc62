"""Forms of surveys: a new one, its particulars, and its questions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.db.models import QuerySet

from cykel.models import Indikator, Mal
from kvalitet.forms import Datumfalt, EnhetValj
from kvalitet.formular import Radioval
from kvalitet.models import Enhet, Namnd
from uppfoljning.actions.enkat import Alternativ
from uppfoljning.enkatmallar import MALLNAMN, Mall
from uppfoljning.models import Fraga, Undersokning

FORE_OPPNING = ("oppnar", "troskel", "konsfraga", "visning", "mal")
"""What stands once the survey has opened: it was promised, or would make the answers unlike."""


class MalValj(forms.ModelChoiceField[Mal]):
    """A choice of goal; the nämnd tells goals of the same number apart."""

    def label_from_instance(self, obj: Mal) -> str:
        return f"{obj} ({obj.namnd or 'hela kommunen'})"


class UndersokningForm(forms.Form):
    """A new survey: what it is about, for whom, when, and of how many."""

    namn = forms.CharField(label="Namn", help_text="Invånarna ser namnet.", max_length=120)
    om = forms.CharField(
        label="Vad gäller frågorna?",
        help_text="I en form som passar i frågan ”Hur nöjd är du med …”: hemtjänsten.",
        max_length=120,
    )
    inledning = forms.CharField(
        label="Inledning",
        help_text="Några meningar om varför ni frågar och vad svaren används till.",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )
    enhet = EnhetValj(label="Enhet", queryset=Enhet.objects.none())
    namnd = forms.ModelChoiceField(label="Nämnd", queryset=Namnd.objects.order_by("namn"))
    mal = MalValj(
        label="Mål som svaren hör till",
        help_text="Resultatet blir då underlag när målet bedöms.",
        queryset=Mal.objects.none(),
        required=False,
    )
    oppnar = Datumfalt(
        label="Öppnar", help_text="Från den dagen går det att svara, och frågorna står fast."
    )
    stanger = Datumfalt(label="Stänger")
    urval = forms.IntegerField(
        label="Antal tillfrågade", min_value=1, help_text="Hur många har fått frågan?"
    )
    overtackning = forms.IntegerField(
        label="Övertäckning",
        min_value=0,
        initial=0,
        help_text="Tillfrågade som inte längre hör till gruppen.",
    )
    ram = forms.IntegerField(
        label="Antal i hela gruppen",
        min_value=1,
        required=False,
        help_text="Ger ett säkrare intervall när en stor del av gruppen svarar.",
    )
    troskel = forms.TypedChoiceField(
        label="Minsta antal svar för att visas",
        choices=Undersokning.Troskel.choices,
        coerce=int,
        initial=Undersokning.Troskel.FEM,
    )

    mall = forms.ChoiceField(
        label="Börja från",
        help_text="Du kan ändra frågorna fram till den dag undersökningen öppnar.",
        choices=[(m.value, namn) for m, namn in MALLNAMN.items()],
        initial=Mall.NKI.value,
        widget=Radioval(),
    )
    visning = forms.ChoiceField(
        label="Så visas frågorna",
        choices=Undersokning.Visning.choices,
        initial=Undersokning.Visning.SIDA.value,
        widget=Radioval(),
    )
    konsfraga = forms.BooleanField(
        label="Fråga om kön, så att kvinnor och män kan jämföras", required=False, initial=True
    )

    def __init__(self, data: Any = None, *, enheter: QuerySet[Enhet]) -> None:
        super().__init__(data)
        cast(EnhetValj, self.fields["enhet"]).queryset = enheter
        cast(MalValj, self.fields["mal"]).queryset = malen()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        oppnar, stanger = data.get("oppnar"), data.get("stanger")
        if oppnar and stanger and stanger < oppnar:
            self.add_error("stanger", "Undersökningen ska stänga samma dag eller senare.")
        urval, over = data.get("urval"), data.get("overtackning")
        if urval is not None and over is not None and over >= urval:
            self.add_error("overtackning", "Övertäckningen ska vara mindre än antalet tillfrågade.")
        namnd, mal = data.get("namnd"), data.get("mal")
        if namnd and mal and mal.namnd_id not in (None, namnd.pk):
            self.add_error("mal", f"Målet hör till en annan nämnd än {namnd}.")
        return data


def malen() -> QuerySet[Mal]:
    """The goals that are judged now."""
    rader = Mal.objects.filter(bedoms=True, niva__styrmodell__status="gallande")
    return rader.select_related("namnd").i_ordning()


class UndersokningAndraForm(UndersokningForm):
    """The particulars of a survey that is there: what may still change."""

    def __init__(self, data: Any = None, *, u: Undersokning, oppnat: bool, stangt: bool) -> None:
        super().__init__(data, enheter=Enhet.objects.none())
        self.u = u
        bort = {"mall", "enhet", "namnd", "om", "slug"}
        bort |= set(FORE_OPPNING) if oppnat else set()
        bort |= {"stanger", "inledning", "namn"} if stangt else set()
        self.fields = {n: f for n, f in self.fields.items() if n not in bort}
        self.initial = {n: getattr(u, n) for n in self.fields if n != "mal"} | {"mal": u.mal_id}

    def clean(self) -> dict[str, Any]:
        self.cleaned_data = {"oppnar": self.u.oppnar, **self.cleaned_data}
        return super().clean()

    def uppgifter(self) -> dict[str, Any]:
        return {n: self.cleaned_data[n] for n in self.fields}


class FragaForm(forms.Form):
    """One question of a kind, in three languages."""

    text = forms.CharField(label="Fråga", max_length=300)
    hjalp = forms.CharField(label="Förklaring", max_length=300, required=False)
    lagst = forms.CharField(label="Det lägsta talet betyder", max_length=60, required=False)
    hogst = forms.CharField(label="Det högsta talet betyder", max_length=60, required=False)
    alternativ = forms.CharField(
        label="Alternativ",
        help_text="Skriv ett alternativ på varje rad.",
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    obligatorisk = forms.BooleanField(label="Frågan måste besvaras", required=False, initial=True)
    vet_inte = forms.BooleanField(
        label="Det går att svara ”Vet inte”",
        help_text="Den som svarar ”Vet inte” räknas inte i resultatet.",
        required=False,
    )
    mal = MalValj(
        label="Mål som frågan hör till",
        help_text="Lämna tomt när den hör till samma mål som undersökningen.",
        queryset=Mal.objects.none(),
        required=False,
    )
    SPRAK = (("en", "på engelska"), ("lattlast", "på lättläst"))
    OVERSATTS = ("text", "hjalp", "lagst", "hogst", "alternativ")

    def __init__(self, data: Any = None, *, slag: str, fraga: Fraga | None = None) -> None:
        super().__init__(data)
        self.slag = slag
        bort = set() if slag in SKALOR else {"lagst", "hogst"}
        bort |= set() if slag in VALEN else {"alternativ"}
        bort |= {"vet_inte"} if slag == Fraga.Slag.FRITEXT else set()
        self.fields = {n: f for n, f in self.fields.items() if n not in bort}
        self._sprak()
        cast(MalValj, self.fields["mal"]).queryset = malen()
        if slag == Fraga.Slag.NKI:
            self.fields["text"].label = "Vad gäller frågorna?"
            om = "I en form som passar i ”Hur nöjd är du med …”: hemtjänsten."
            self.fields["text"].help_text = om
        if fraga is not None:
            self.initial = _ifylld(fraga, self.fields)

    def _sprak(self) -> None:
        """Add each text in the other languages, after the Swedish ones."""
        for sprak, namn in self.SPRAK:
            for falt in [n for n in self.OVERSATTS if n in self.fields]:
                grund = self.fields[falt]
                self.fields[f"{falt}_{sprak}"] = forms.CharField(
                    label=f"{grund.label} {namn}",
                    help_text="Samma ordning och antal som på svenska."
                    if falt == "alternativ"
                    else "",
                    max_length=getattr(grund, "max_length", None),
                    widget=forms.Textarea(attrs={"rows": 5})
                    if falt == "alternativ"
                    else forms.TextInput(),
                    required=False,
                )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        antal = len(_rader(data.get("alternativ", "")))
        for sprak, _ in self.SPRAK:
            namn = f"alternativ_{sprak}"
            rader = _rader(data.get(namn, ""))
            if rader and len(rader) != antal:
                self.add_error(namn, f"Skriv lika många alternativ som på svenska, {antal}.")
        for namn in [n for n in self.fields if n.startswith("alternativ")]:
            if any(len(rad) > 120 for rad in _rader(data.get(namn, ""))):
                self.add_error(namn, "Ett alternativ har högst 120 tecken. Korta det längsta.")
        return data

    def uppgifter(self) -> dict[str, Any]:
        """Return the question's columns."""
        egna = {n: v for n, v in self.cleaned_data.items() if not n.startswith("alternativ")}
        return {**egna, "slag": self.slag}

    def alternativen(self) -> list[Alternativ]:
        sprak = [
            _rader(self.cleaned_data.get(f"alternativ{s}", "")) for s in ("", "_en", "_lattlast")
        ]
        tomt = [""] * len(sprak[0])
        return [Alternativ(*rad) for rad in zip(*(s or tomt for s in sprak), strict=True)]


SKALOR = (Fraga.Slag.SKALA_5, Fraga.Slag.SKALA_10)
VALEN = (Fraga.Slag.ETT_VAL, Fraga.Slag.FLERVAL)


def _rader(text: str) -> list[str]:
    return [rad.strip() for rad in text.splitlines() if rad.strip()]


def _ifylld(fraga: Fraga, falten: Sequence[str] | dict[str, forms.Field]) -> dict[str, Any]:
    ut: dict[str, Any] = {"mal": fraga.mal_id}
    alternativ = sorted(fraga.alternativ.all(), key=lambda a: a.ordning)
    for namn in falten:
        if namn.startswith("alternativ"):
            falt = "text" + namn.removeprefix("alternativ")
            texter = [getattr(a, falt) for a in alternativ]
            ut[namn] = "\n".join(texter) if all(texter) else ""
        elif namn != "mal":
            ut[namn] = getattr(fraga, namn)
    return ut


class IndikatorForm(forms.Form):
    """Which indicator takes its values from which question."""

    fraga = forms.ChoiceField(label="Fråga")
    indikator = forms.ModelChoiceField(
        label="Indikator",
        help_text="Här finns indikatorer som har egen undersökning som källa.",
        queryset=Indikator.objects.none(),
    )

    def __init__(
        self,
        data: Any = None,
        *,
        fragor: Sequence[tuple[str, str]],
        indikatorer: QuerySet[Indikator],
    ) -> None:
        super().__init__(data)
        cast(forms.ChoiceField, self.fields["fraga"]).choices = [("", "Välj"), *fragor]
        cast(forms.ModelChoiceField[Indikator], self.fields["indikator"]).queryset = indikatorer
