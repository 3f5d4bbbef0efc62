"""Forms of the plan's editor and of a new plan."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, cast
from uuid import uuid4

from django import forms
from django.db.models import QuerySet

from cykel.malregler import EGET, RIKET, bara_typens, motsagelser, saknat_mal
from cykel.maltext import med_matt
from cykel.models import (
    Aktivitet,
    Indikator,
    Malkriterium,
    Planindikator,
    Planmal,
    Styrmodell,
    Verksamhetsplan,
)
from cykel.niva import gallande, hojningar
from kvalitet import klocka
from kvalitet.forms import Datumfalt, EnhetValj
from kvalitet.formular import Radioval
from kvalitet.models import Anvandare, Enhet, Namnd
from kvalitet.personval import PersonValj

Person = forms.ModelChoiceField[Anvandare]


def aktiva() -> QuerySet[Anvandare]:
    return Anvandare.objects.filter(is_active=True).order_by("namn", "pk")


def personfalt(label: str, **val: Any) -> forms.ModelChoiceField[Anvandare]:
    return PersonValj(label=label, queryset=aktiva(), empty_label="Välj en person", **val)


class NyPlanForm(forms.Form):
    enhet = EnhetValj(
        label="Enhet",
        queryset=Enhet.objects.none(),
        empty_label="Välj en enhet",
        error_messages={"required": "Välj vilken enhet planen gäller."},
    )
    namnd = forms.ModelChoiceField(
        label="Nämnd",
        queryset=Namnd.objects.none(),
        empty_label="Välj en nämnd",
        help_text="Nämnden vars mål planen svarar mot.",
        error_messages={"required": "Välj vilken nämnd planen hör till."},
    )
    styrmodell = forms.ModelChoiceField(
        label="Styrmodell",
        queryset=Styrmodell.objects.none(),
        empty_label=None,
        error_messages={"required": "Välj vilken styrmodell planen följer."},
    )
    period_fran = Datumfalt(
        label="Från och med", error_messages={"required": "Skriv när perioden börjar."}
    )
    period_till = Datumfalt(
        label="Till och med", error_messages={"required": "Skriv när perioden slutar."}
    )
    planansvarig = personfalt(
        "Planansvarig", error_messages={"required": "Välj vem som ansvarar för planen."}
    )

    def __init__(self, data: Any = None, *, enheter: QuerySet[Enhet], av: Anvandare) -> None:
        ar = klocka.idag().year
        super().__init__(
            data,
            initial={
                "period_fran": date(ar, 1, 1),
                "period_till": date(ar, 12, 31),
                "planansvarig": av,
            },
        )
        cast(EnhetValj, self.fields["enhet"]).queryset = enheter
        namnder = cast("forms.ModelChoiceField[Namnd]", self.fields["namnd"])
        namnder.queryset = Namnd.objects.order_by("namn", "pk")
        styrmodeller = cast("forms.ModelChoiceField[Styrmodell]", self.fields["styrmodell"])
        styrmodeller.queryset = Styrmodell.objects.exclude(status="avslutad").order_by("fran", "pk")


def radfalt(form: forms.BaseForm, utgava: int | None) -> None:
    """Give the form what it carries unseen: the edition it was opened on; a new row, its name."""
    if utgava is None:
        form.fields["nyckel"] = forms.UUIDField(
            required=False, initial=uuid4, widget=forms.HiddenInput
        )
    else:
        form.fields["utgava"] = forms.IntegerField(
            required=False, initial=utgava, widget=forms.HiddenInput
        )


class KopplaForm(forms.Form):
    visa_frivilligt = False

    koppling = forms.ChoiceField(
        label="Hur berör det er?",
        choices=Planmal.Koppling.choices,
        widget=Radioval(
            beskrivningar={
                "direkt": "Vi har egna aktiviteter för det.",
                "indirekt": "Vi bidrar genom det vi redan gör.",
                "beror_inte": "Skriv varför.",
            }
        ),
        error_messages={"required": "Välj hur målet berör er."},
    )
    skal = forms.CharField(
        label="Skäl",
        help_text="Behövs när svaret är ”Berör oss inte”.",
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, data: Any = None, *, rad: Planmal | None = None, **val: Any) -> None:
        nu = {"koppling": rad.koppling, "skal": rad.skal} if rad else {}
        super().__init__(data, initial=nu, **val)
        radfalt(self, rad.utgava if rad else 0)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("koppling") == Planmal.Koppling.BEROR_INTE and not data.get("skal"):
            self.add_error("skal", "Skriv varför målet inte berör er.")
        return data


class AktivitetForm(forms.ModelForm[Aktivitet]):
    start = Datumfalt(label="Börjar", error_messages={"required": "Skriv när aktiviteten börjar."})
    slut = Datumfalt(
        label="Klart senast", error_messages={"required": "Skriv när aktiviteten ska vara klar."}
    )
    ansvarig = personfalt(
        "Ansvarig för genomförande",
        error_messages={"required": "Välj vem som ansvarar för att det blir gjort."},
    )
    rapportor = personfalt(
        "Ansvarig för rapportering",
        error_messages={"required": "Välj vem som rapporterar hur det går."},
    )
    vantad_effekt = forms.CharField(
        label="Väntad effekt",
        help_text="Vad ska bli annorlunda, och för vem?",
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    resurser = forms.CharField(
        label="Resurser",
        help_text="Tid, pengar och hjälp som det kräver.",
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    class Meta:
        model = Aktivitet
        fields = [
            "rubrik",
            "ansvarig",
            "rapportor",
            "start",
            "slut",
            "vantad_effekt",
            "resurser",
        ]
        labels = {"rubrik": "Aktivitet"}
        help_texts = {"rubrik": "Vad ska ni göra? En mening räcker."}
        error_messages = {"rubrik": {"required": "Skriv vad ni ska göra."}}

    def __init__(self, data: Any = None, *, plan: Verksamhetsplan, **val: Any) -> None:
        nu = val.get("instance")
        forslag = {} if nu else {"start": plan.period_fran, "slut": plan.period_till}
        super().__init__(data, initial=forslag, **val)
        self._plan = plan
        radfalt(self, nu.utgava if nu else None)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        start, slut = data.get("start"), data.get("slut")
        if start and slut and slut < start:
            self.add_error("slut", "Slutdatum ska vara samma dag som start eller senare.")
        fran, till = self._plan.period_fran, self._plan.period_till
        if start and not fran <= start <= till:
            nar = "före" if start < fran else "efter"
            self.add_error("start", f"Aktiviteten kan inte börja {nar} planens period.")
        if slut and not fran <= slut <= till and not (start and slut < start):
            nar = "före" if slut < fran else "efter"
            self.add_error("slut", f"Aktiviteten kan inte sluta {nar} planens period.")
        return data

    def _post_clean(self) -> None:
        """Leave the instance alone: the act changes it, under lock."""


MALHJALP = {
    "absolut": "Till exempel minst 85 procent.",
    "intervall": "Varken mer eller mindre, till exempel 10 till 15 dagar.",
    "riktning_mot_basar": "Högre eller lägre än ett visst år.",
    "gap_mot_jamforelse": "Minst som riket, en annan kommun eller ert eget värde ett visst år. "
    "Med basår: att skillnaden mot dem minskar.",
    "kvalitativ": "När det inte går att mäta med ett tal.",
}


def _utan_nollor(varde: Decimal) -> Decimal:
    """85, not 85,0000 as the database keeps it."""
    return varde.quantize(Decimal(1)) if varde == varde.to_integral_value() else varde.normalize()


class PlanindikatorForm(forms.ModelForm[Planindikator]):
    """Which fields the target takes depends on its type, so none is called voluntary."""

    visa_frivilligt = False

    maltyp = forms.ChoiceField(
        label="Typ av mål",
        choices=Planindikator.Maltyp.choices,
        widget=Radioval(beskrivningar=MALHJALP, rad=True),
        error_messages={"required": "Välj vilken typ av mål det är."},
    )
    satts_senast = Datumfalt(
        label="Målet sätts senast",
        help_text="När målet inte kan sättas än.",
        required=False,
    )
    jamforelse = forms.CharField(
        label="Jämförs med",
        help_text="Koladas kod: 0000 är riket. Skriv eget för ert eget värde basåret.",
        max_length=10,
        required=False,
        widget=forms.TextInput(attrs={"class": "smalt"}),
    )
    beskrivning = forms.CharField(
        label="Beskrivning",
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    class Meta:
        model = Planindikator
        fields = [
            "indikator",
            "kriterium",
            "maltyp",
            "malvarde",
            "malvarde_ovre",
            "basar",
            "baslinje",
            "jamforelse",
            "beskrivning",
            "satts_senast",
            "lagre_skal",
        ]
        help_texts = {
            "malvarde": "I ett intervall är det den undre gränsen.",
            "baslinje": "Där ni står när planen börjar.",
        }
        labels = {"lagre_skal": "Varför målet är lägre än den höjda nivån"}
        error_messages = {"indikator": {"required": "Välj vilken indikator ni följer."}}

    def __init__(
        self,
        data: Any = None,
        *,
        planmal: Planmal,
        instance: Planindikator | None = None,
        **val: Any,
    ) -> None:
        super().__init__(data, instance=instance, **val)
        self._plan = planmal.version.plan
        radfalt(self, instance.utgava if instance else None)
        indikatorer = cast("forms.ModelChoiceField[Indikator]", self.fields["indikator"])
        if instance:
            del self.fields["indikator"]
        else:
            lediga = Indikator.objects.order_by("namn", "pk")
            if data is None:  # what is sent twice is the act's to know again
                upptagna = planmal.version.indikatorer.values("indikator")
                lediga = lediga.exclude(pk__in=upptagna)
            indikatorer.queryset = lediga
            indikatorer.empty_label = "Välj en indikator"
        self._niva(planmal, instance)
        kriterier = cast("forms.ModelChoiceField[Malkriterium]", self.fields["kriterium"])
        kriterier.queryset = Malkriterium.objects.filter(mal=planmal.mal_id).order_by("kod")
        kriterier.empty_label = "Inget särskilt kriterium"
        kriterier.label = planmal.version.plan.styrmodell.kriterier_kallas
        for namn in ("malvarde", "malvarde_ovre", "baslinje"):
            self.fields[namn].localize = True
            self.fields[namn].widget = forms.TextInput(
                attrs={"inputmode": "decimal", "class": "smalt"}
            )
            if instance and (varde := getattr(instance, namn)) is not None:
                self.initial[namn] = _utan_nollor(varde)
        self.fields["basar"].widget = forms.TextInput(
            attrs={"inputmode": "numeric", "class": "smalt"}
        )

    def clean_jamforelse(self) -> str:
        """What is compared with, in a word or as Kolada's code."""
        kod: str = self.cleaned_data["jamforelse"].strip()
        return {"riket": RIKET, EGET: EGET}.get(kod.lower(), kod.upper())

    def _niva(self, planmal: Planmal, rad: Planindikator | None) -> None:
        """Ask for the reason only where a leap has raised the level of the unit."""
        plan = planmal.version.plan
        hojda = hojningar(plan.enhet_id, [rad.indikator_id]).get(rad.indikator_id) if rad else None
        galler = gallande(hojda, plan.period_till) if hojda else None
        if galler is None:
            del self.fields["lagre_skal"]
        else:
            self.fields[
                "lagre_skal"
            ].help_text = (
                f"Behövs när målet är lägre satt än {med_matt(galler.ny_niva, galler.indikator)}."
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if maltyp := data.get("maltyp"):
            data = bara_typens(maltyp, data)
            fran, till = self._plan.period_fran, self._plan.period_till
            skrivna = {namn: data.get(namn) for namn in data if namn not in self.errors}
            fel = saknat_mal(maltyp, data) | motsagelser(skrivna, fran=fran, till=till)
            for namn in fel.keys() - self.errors.keys():
                self.add_error(namn, fel[namn])
        return data

    def _post_clean(self) -> None:
        """Leave the instance alone: the act changes it, under lock."""
