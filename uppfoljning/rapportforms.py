"""Forms of reports."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, cast

from django import forms
from django.utils import timezone

from kvalitet import klocka
from kvalitet.filterform import Filterform, Lastval, lasta_namnder, namndfalt
from kvalitet.forms import Datumfalt, EnhetValj
from kvalitet.models import Enhet, Namnd
from uppfoljning.models import Rapport, Rapportschema
from uppfoljning.rapportperioder import PERIODER, Period, Spann, valbara
from uppfoljning.rapportval import Bestallbart
from uppfoljning.tillstand import CHEFENS

BAKAT = timedelta(days=730)
"""How far back a period may be chosen."""
FALT: dict[str, tuple[str, ...]] = {
    "maluppfyllelse": ("namnd", "tillfalle"),
    "enhet": ("enhet", "tillfalle"),
    "kommun": ("tillfalle",),
}
"""What is chosen for the kinds that follow up a round; the others take a nämnd and a period."""


class SpannFalt(forms.ChoiceField):
    """A choice of period, the latest first."""

    def erbjud(self, spannen: list[Spann], idag: date) -> None:
        self._spannen = {spann.nyckel: spann for spann in spannen}
        pagar = {True: " (pågår)", False: ""}
        self.choices = [
            ("", "Välj period"),
            *((s.nyckel, f"{s}{pagar[s.till >= idag]}") for s in spannen),
        ]

    def clean(self, value: Any) -> Spann:
        return self._spannen[super().clean(value)]


class BestallForm(forms.Form):
    namnd = forms.ModelChoiceField(
        label="Nämnd",
        queryset=Namnd.objects.none(),
        empty_label="Välj nämnd",
        error_messages={"required": "Välj vilken nämnd rapporten gäller."},
    )
    enhet = EnhetValj(
        label="Enhet",
        queryset=Enhet.objects.none(),
        empty_label="Välj enhet",
        error_messages={"required": "Välj vilken enhet rapporten gäller."},
    )
    tillfalle = forms.ModelChoiceField[Any](
        label="Uppföljning",
        queryset=None,
        empty_label="Välj uppföljning",
        error_messages={"required": "Välj vilken uppföljning rapporten gäller."},
    )
    spann = SpannFalt(
        label="Period",
        error_messages={
            "required": "Välj vilken period rapporten gäller.",
            "invalid_choice": "Den perioden går inte att välja. Välj en i listan.",
        },
    )

    def __init__(self, data: Any = None, *, slag: str, val: Bestallbart) -> None:
        """`val`: what the person may order a report of the kind about."""
        super().__init__(data)
        behovs = FALT.get(slag, ("namnd", "spann"))
        for namn in set(self.fields) - set(behovs):
            del self.fields[namn]
        for namn, mangd in (("namnd", val.namnder), ("enhet", val.enheter)):
            if namn in self.fields:
                cast("forms.ModelChoiceField[Any]", self.fields[namn]).queryset = mangd
        if "tillfalle" in self.fields:
            falt = cast("forms.ModelChoiceField[Any]", self.fields["tillfalle"])
            falt.queryset = val.tillfallen
        if "spann" in self.fields:
            idag = klocka.idag()
            spannen = valbara(slag, idag, bakat=BAKAT)
            cast("SpannFalt", self.fields["spann"]).erbjud(spannen, idag)


class LagesfilterForm(Filterform):
    """What a round's board shows."""

    namnd = lasta_namnder()
    kvar = forms.BooleanField(label="Bara det som saknas", required=False)

    def __init__(self, data: Any = None, *, namnder: Sequence[Namnd]) -> None:
        super().__init__(data)
        cast(Lastval[Namnd], self.fields["namnd"]).las(namnder)


class RapportfilterForm(Filterform):
    slag = forms.ChoiceField(
        label="Rapport", choices=[("", "Alla rapporter"), *Rapport.Slag.choices], required=False
    )
    namnd = namndfalt()
    ar = forms.TypedChoiceField(label="År", coerce=int, empty_value=None, required=False)
    lage = forms.ChoiceField(
        label="Läge", choices=[("", "Alla lägen"), *Rapport.Lage.choices], required=False
    )

    def __init__(self, data: Any = None, *, rapporter: Any) -> None:
        super().__init__(data)
        alla = rapporter.order_by()
        namnder = Namnd.objects.filter(pk__in=alla.values("namnd"))
        self.satt("namnd", namnder.order_by("namn", "pk"))
        ar = sorted(set(alla.values_list("period_till__year", flat=True)), reverse=True)
        self.fields["ar"].choices = [("", "Alla år"), *((ett, ett) for ett in ar)]  # type: ignore[attr-defined]

    def filtrera(self, rapporter: Any) -> Any:
        falt = {"ar": "period_till__year"}
        return rapporter.filter(**{falt.get(namn, namn): v for namn, v in self.valt.items()})


class FaststallForm(forms.Form):
    HAND, NU, TID = "hand", "nu", "tid"
    visa_frivilligt = False

    beslut_datum = Datumfalt(
        label="Beslutsdatum",
        help_text="Den dag nämnden fattade beslutet.",
        error_messages={"required": "Skriv vilken dag beslutet togs."},
    )
    beslut_paragraf = forms.CharField(
        label="Paragraf",
        help_text="Bara numret, till exempel 112.",
        max_length=20,
        widget=forms.TextInput(attrs={"class": "smalt"}),
        error_messages={"required": "Skriv beslutets paragraf i protokollet."},
    )
    dnr = forms.CharField(
        label="Diarienummer",
        max_length=40,
        widget=forms.TextInput(attrs={"class": "smalt"}),
        error_messages={"required": "Skriv ärendets diarienummer."},
    )
    publicering = forms.ChoiceField(
        label="När ska rapporten publiceras?",
        choices=[
            (HAND, "Jag publicerar den själv senare"),
            (NU, "Så fort den är fastställd"),
            (TID, "En viss dag"),
        ],
        widget=forms.RadioSelect,
        required=False,
    )
    publiceras_dag = Datumfalt(
        label="Dag", help_text="Bara om du valde en viss dag.", required=False
    )
    publiceras_tid = forms.TimeField(
        label="Klockslag",
        help_text="Bara om du valde en viss dag.",
        required=False,
        widget=forms.TimeInput(attrs={"type": "time", "class": "smalt"}, format="%H:%M"),
        error_messages={"invalid": "Skriv klockslaget som 08:00."},
    )

    def __init__(self, data: Any = None, *, slag: str, dnr: str) -> None:
        start = {"dnr": dnr, "publicering": self.HAND, "publiceras_tid": time(8)}
        super().__init__(data, initial=start)
        if slag in CHEFENS:
            del self.fields["beslut_paragraf"]
            self.fields["beslut_datum"].help_text = "Den dag du fattade beslutet."
            self.fields["dnr"].required = False
            self.fields["dnr"].label = "Diarienummer (frivilligt)"

    def clean_beslut_datum(self) -> Any:
        dag = self.cleaned_data["beslut_datum"]
        if dag > klocka.idag():
            raise forms.ValidationError("Beslutsdatumet kan inte ligga i framtiden.")
        return dag

    def clean_beslut_paragraf(self) -> str:
        paragraf: str = self.cleaned_data["beslut_paragraf"]
        return paragraf.removeprefix("§").strip()

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        val = data.pop("publicering", "") or self.HAND
        dag, klockan = data.pop("publiceras_dag", None), data.pop("publiceras_tid", None)
        data["publiceras"] = klocka.nu() if val == self.NU else None
        if val == self.TID and "publiceras_dag" not in self.errors:
            data["publiceras"] = self._tiden(dag, klockan)
        return data

    def _tiden(self, dag: date | None, klockan: time | None) -> datetime | None:
        if dag is None:
            self.add_error("publiceras_dag", "Välj vilken dag rapporten ska publiceras.")
            return None
        tid = timezone.make_aware(datetime.combine(dag, klockan or time(8)))
        if tid < klocka.nu():
            self.add_error("publiceras_dag", "Den tiden har passerat. Välj en senare.")
        return tid


class RattaForm(forms.Form):
    fel = forms.CharField(
        label="Det här var fel",
        help_text="Skriv det som stod, och på vilken sida eller i vilket mål.",
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Skriv vad som var fel i rapporten."},
    )
    ratt = forms.CharField(
        label="Så här är det rätt",
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Skriv hur det ska vara."},
    )
    underlag = forms.ChoiceField(
        label="Vad görs den nya versionen av?",
        choices=[
            ("samma", "Samma underlag som den publicerade"),
            ("nytt", "Det som gäller nu, om siffror eller texter är rättade i systemet"),
        ],
        widget=forms.RadioSelect,
        initial="samma",
        error_messages={"required": "Välj vad den nya versionen görs av."},
    )

    def __init__(self, data: Any = None, *, grund: Rapport) -> None:
        """`grund`: the version that "the same" means."""
        super().__init__(data)
        if not grund.beslutad:
            samma = f"Samma underlag som version {grund.version}, med rättelsen som väntar"
            falt: Any = self.fields["underlag"]
            falt.choices = [("samma", samma), *list(falt.choices)[1:]]


class SchemaForm(forms.Form):
    pa = forms.BooleanField(label="Nämnden får rapporten av sig själv", required=False)
    period = forms.ChoiceField(label="Hur ofta")
    dagar = forms.IntegerField(
        label="Dagar efter periodens slut",
        min_value=1,
        max_value=90,
        widget=forms.NumberInput(attrs={"class": "smalt"}),
        error_messages={
            "required": "Skriv hur många dagar efter periodens slut rapporten ska göras.",
            "invalid": "Skriv antalet dagar med siffror, till exempel 10.",
            "min_value": "Välj 1 till 90 dagar.",
            "max_value": "Välj 1 till 90 dagar.",
        },
    )

    def __init__(
        self, data: Any = None, *, slag: str, schema: Rapportschema | None, forval: tuple[str, int]
    ) -> None:
        period, dagar = (schema.period, schema.dagar) if schema else forval
        pa = bool(schema and schema.fran)
        super().__init__(data, initial={"pa": pa, "period": period, "dagar": dagar})
        perioder = [(p.value, Period(p).label) for p in PERIODER[slag]]
        self.fields["period"].choices = perioder  # type: ignore[attr-defined]


class MottagareForm(forms.Form):
    namn = forms.CharField(
        label="Namn", max_length=120, error_messages={"required": "Skriv vem det är."}
    )
    epost = forms.EmailField(
        label="E-post",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": "Skriv e-postadressen.",
            "invalid": "Skriv en hel e-postadress, till exempel namn@kommun.se.",
        },
    )
