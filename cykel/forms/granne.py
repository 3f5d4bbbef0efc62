"""Forms of risks, the internal control plan and egenkontroll."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.db.models import QuerySet

from cykel.actions.egenkontroll import Punktsvar
from cykel.forms.atgard import textfalt
from cykel.forms.plan import personfalt
from cykel.models import Checklista, Egenkontrollsvar, Kontrollmoment, Riskbedomning
from kvalitet.filterform import Filterform, namndfalt
from kvalitet.forms import Datumfalt, EnhetValj
from kvalitet.formular import Radioval
from kvalitet.models import Enhet, Namnd


def enhetfalt(label: str = "Enhet", **val: Any) -> EnhetValj:
    val.setdefault("error_messages", {"required": "Välj vilken enhet det gäller."})
    return EnhetValj(label=label, queryset=Enhet.objects.none(), empty_label="Välj en enhet", **val)


def valj_namnd() -> forms.ModelChoiceField[Namnd]:
    return forms.ModelChoiceField(
        label="Nämnd",
        queryset=Namnd.objects.order_by("namn", "pk"),
        empty_label="Välj en nämnd",
        error_messages={"required": "Välj vilken nämnd det hör till."},
    )


def _rader(form: forms.Form, namn: str, rader: QuerySet[Any]) -> None:
    cast("forms.ModelChoiceField[Any]", form.fields[namn]).queryset = rader


# --- Risks ----------------------------------------------------------------------------------


class BedomningForm(forms.Form):
    """An assessment of a risk."""

    sannolikhet = forms.TypedChoiceField(
        label="Hur sannolikt är det?",
        coerce=int,
        choices=Riskbedomning.Sannolikhet.choices,
        widget=Radioval(rad=True),
        error_messages={"required": "Välj hur sannolikt det är."},
    )
    konsekvens = forms.TypedChoiceField(
        label="Hur allvarligt blir det?",
        coerce=int,
        choices=Riskbedomning.Konsekvens.choices,
        widget=Radioval(rad=True),
        error_messages={"required": "Välj hur allvarligt det blir."},
    )
    hantering = textfalt(
        "Så hanteras risken",
        max_length=400,
        error_messages={"required": "Skriv hur risken hanteras."},
    )
    agare = personfalt("Ägare", error_messages={"required": "Välj vem som äger risken."})
    ses_over_senast = Datumfalt(
        label="Ses över senast", error_messages={"required": "Skriv när risken ska ses över."}
    )


class RiskForm(BedomningForm):
    enhet = enhetfalt()
    namnd = valj_namnd()
    rubrik = forms.CharField(
        label="Vad kan hända?",
        help_text="Skriv som något som kan inträffa, till exempel ”Larmen går inte fram”.",
        max_length=160,
        error_messages={"required": "Skriv vad som kan hända."},
    )
    field_order = ("enhet", "namnd", "rubrik")

    def __init__(self, data: Any = None, *, enheter: QuerySet[Enhet], initial: Any) -> None:
        super().__init__(data, initial=initial)
        _rader(self, "enhet", enheter)


class AvslutaRiskForm(forms.Form):
    skal = textfalt(
        "Varför behöver risken inte bevakas längre?",
        max_length=400,
        error_messages={"required": "Skriv varför risken inte längre behöver bevakas."},
    )


class RiskfilterForm(Filterform):
    VISA = (("", "Alla som bevakas"), ("hoga", "Höga"), ("sena", "Skulle ha setts över"))

    visa = forms.ChoiceField(label="Visa", choices=VISA, required=False)
    namnd = namndfalt()

    def __init__(self, data: Any = None, *, namnder: QuerySet[Namnd]) -> None:
        super().__init__(data)
        self.satt("namnd", namnder)


# --- Internal control -----------------------------------------------------------------------


class KontrollplanForm(forms.Form):
    namnd = valj_namnd()
    ar = forms.IntegerField(
        label="År",
        min_value=2000,
        max_value=2100,
        widget=forms.NumberInput(attrs={"class": "smalt"}),
        error_messages={
            "required": "Skriv vilket år planen gäller.",
            "invalid": "Skriv året med fyra siffror, till exempel 2027.",
            "min_value": "Skriv året med fyra siffror, till exempel 2027.",
            "max_value": "Skriv året med fyra siffror, till exempel 2027.",
        },
    )

    def __init__(self, data: Any = None, *, namnder: QuerySet[Namnd], initial: Any) -> None:
        super().__init__(data, initial=initial)
        _rader(self, "namnd", namnder)


class MomentForm(forms.Form):
    enhet = enhetfalt("Var görs kontrollen?")
    vad = forms.CharField(
        label="Vad ska kontrolleras?",
        max_length=160,
        error_messages={"required": "Skriv vad som ska kontrolleras."},
    )
    metod = textfalt(
        "Hur?",
        help_text="Till exempel stickprov på 20 fakturor.",
        max_length=400,
        error_messages={"required": "Skriv hur kontrollen görs."},
    )
    senast = Datumfalt(
        label="Senast", error_messages={"required": "Skriv när kontrollen ska vara gjord."}
    )
    ansvarig = personfalt("Ansvarig", error_messages={"required": "Välj vem som ansvarar."})

    def __init__(self, data: Any = None, *, enheter: QuerySet[Enhet]) -> None:
        super().__init__(data)
        _rader(self, "enhet", enheter)


class KontrollbeslutForm(forms.Form):
    beslut_datum = Datumfalt(
        label="Dag för nämndens beslut",
        error_messages={"required": "Skriv vilken dag nämnden beslutade."},
    )
    beslut_paragraf = forms.CharField(
        label="Paragraf",
        help_text="Till exempel § 12.",
        max_length=20,
        widget=forms.TextInput(attrs={"class": "smalt"}),
        error_messages={"required": "Skriv vilken paragraf beslutet har."},
    )


class ResultatForm(forms.Form):
    resultat = forms.ChoiceField(
        label="Vad visade kontrollen?",
        choices=Kontrollmoment.Resultat.choices,
        widget=Radioval(rad=True),
        error_messages={"required": "Välj vad kontrollen visade."},
    )
    kommentar = textfalt(
        "Kommentar",
        help_text="Behövs vid anmärkning och när kontrollen inte är utförd.",
        max_length=400,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("resultat") in Kontrollmoment.FALLDA and not data.get("kommentar"):
            self.add_error(
                "kommentar", "Skriv vad kontrollen visade, eller varför den inte är utförd."
            )
        return data


# --- Egenkontroll ---------------------------------------------------------------------------


class ChecklistaForm(forms.Form):
    enhet = enhetfalt(help_text="Checklistan kan användas av enheten och de som ligger under den.")
    namn = forms.CharField(
        label="Vad heter checklistan?",
        max_length=120,
        error_messages={"required": "Skriv vad checklistan heter."},
    )
    punkter = textfalt(
        "Punkter",
        rader=8,
        help_text="En per rad, skriven så att ”ja” betyder att det är som det ska. Till exempel: "
        "Alla har en aktuell genomförandeplan.",
        max_length=20_000,
        error_messages={"required": "Skriv minst en punkt."},
    )

    def __init__(self, data: Any = None, *, enheter: QuerySet[Enhet]) -> None:
        super().__init__(data)
        _rader(self, "enhet", enheter)

    def clean_punkter(self) -> list[str]:
        rader = [rad.strip() for rad in self.cleaned_data["punkter"].splitlines() if rad.strip()]
        if any(len(rad) > 200 for rad in rader):
            raise forms.ValidationError("Varje punkt får vara högst 200 tecken.")
        return rader


class EgenkontrollForm(forms.Form):
    """The checklist to fill in: for each point `svar_<pk>` and `kommentar_<pk>`."""

    visa_frivilligt = False

    enhet = enhetfalt()
    namnd = valj_namnd()
    datum = Datumfalt(label="Gjord", error_messages={"required": "Skriv vilken dag den gjordes."})

    def __init__(
        self, data: Any = None, *, lista: Checklista, enheter: QuerySet[Enhet], initial: Any
    ) -> None:
        super().__init__(data, initial=initial)
        _rader(self, "enhet", enheter)
        self.punkter = list(lista.punkter.order_by("ordning"))
        for punkt in self.punkter:
            self.fields[f"svar_{punkt.pk}"] = forms.ChoiceField(
                label=f"{punkt.ordning}. {punkt.text}",
                choices=Egenkontrollsvar.Svar.choices,
                widget=Radioval(rad=True),
                error_messages={"required": f"Svara på punkt {punkt.ordning}."},
            )
            self.fields[f"kommentar_{punkt.pk}"] = forms.CharField(
                label=f"Kommentar till punkt {punkt.ordning}", max_length=400, required=False
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for punkt in self.punkter:
            nej = data.get(f"svar_{punkt.pk}") == Egenkontrollsvar.Svar.NEJ
            if nej and not data.get(f"kommentar_{punkt.pk}"):
                self.add_error(
                    f"kommentar_{punkt.pk}", f"Skriv vad som inte stämmer i punkt {punkt.ordning}."
                )
        return data

    def svar(self) -> dict[str, Any]:
        """The form as the act takes it."""
        data = self.cleaned_data
        svar: dict[int, Punktsvar] = {
            punkt.pk: (data[f"svar_{punkt.pk}"], data[f"kommentar_{punkt.pk}"])
            for punkt in self.punkter
        }
        return {"svar": svar, **{namn: data[namn] for namn in ("enhet", "namnd", "datum")}}
