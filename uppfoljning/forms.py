"""Forms of follow-up: judgements, voices gone through, the approval, surveys and answers."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.db.models import QuerySet

from cykel.models import Mal
from kvalitet.forms import Datumfalt, EnhetValj
from kvalitet.formular import Radioval
from kvalitet.models import Enhet, Namnd
from kvalitet.statistik import NKI_MAX, NKI_MIN
from uppfoljning import krav, sprakhjalp
from uppfoljning.bedomning import Bedomning
from uppfoljning.models import Malbedomning, Rostgenomgang, Svar, Undersokning

TOMT_VAL = ("", "Välj")


class BedomningForm(forms.Form):
    """One goal's judgement. "Spara utkast" keeps what is written so far."""

    visa_frivilligt = False
    bedomning = forms.ChoiceField(
        label="Bedömning",
        choices=Malbedomning.Bedomning.choices,
        widget=Radioval(grader=True),
        required=False,
    )
    avviker_skal = forms.CharField(
        label="Om du avviker från förslaget: varför?",
        help_text=f"Skrivs ut i rapporten. {sprakhjalp.FRAGOR['avviker_skal']}",
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
    )
    motivering = forms.CharField(
        label="Motivering",
        help_text=sprakhjalp.FRAGOR["motivering"],
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        required=False,
    )
    fungerade_inte = forms.CharField(
        label="Det här fungerade inte",
        help_text=sprakhjalp.FRAGOR["fungerade_inte"],
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )
    orsak = forms.CharField(
        label="Orsak när målet inte är uppfyllt",
        help_text=sprakhjalp.FRAGOR["orsak"],
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )
    prognos = forms.ChoiceField(
        label="Prognos vid årets slut",
        choices=[TOMT_VAL, *Malbedomning.Prognos.choices],
        required=False,
    )
    trend = forms.ChoiceField(
        label="Trend",
        choices=[TOMT_VAL, *Malbedomning.Trend.choices],
        required=False,
    )
    last_version = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, data: Any = None, *, initial: Any = None, forslag: Bedomning, slag: str
    ) -> None:
        super().__init__(data, initial=initial)
        self.forslag, self.slag = forslag, slag
        for namn, langd in sprakhjalp.RIKTMARKEN.items():
            self.fields[namn].riktmarke = langd  # type: ignore[attr-defined]
        if not krav.prognos_kravs(slag):
            del self.fields["prognos"]

    @property
    def ar_utkast(self) -> bool:
        return "utkast" in self.data

    def texter(self) -> dict[str, str]:
        """Return what is written so far, in the fields that have help with their words."""
        return {namn: str(self[namn].value() or "") for namn in sprakhjalp.RIKTMARKEN}

    def uppgifter(self) -> dict[str, str]:
        """Return what the act takes."""
        ut = {namn: varde for namn, varde in self.cleaned_data.items() if namn != "last_version"}
        return cast(dict[str, str], {"prognos": "", **ut})

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        tomt = {namn: data.get(namn, "") for namn in krav.Uppgifter.__dataclass_fields__}
        u = krav.Uppgifter(**tomt)
        fel = (
            krav.utkastfel(u)
            if self.ar_utkast
            else krav.fel(u, forslag=self.forslag, slag=self.slag)
        )
        for falt, mening in fel.items():
            if falt in self.fields and falt not in self.errors:
                self.add_error(falt, mening)
        return data


class RostForm(forms.Form):
    """What is seen in the synpunkter, or in the surveys, of a period."""

    vad = forms.ChoiceField(choices=Rostgenomgang.Del.choices, widget=forms.HiddenInput)
    slutsats = forms.CharField(
        label="Vad ser ni?",
        help_text="Det som återkommer, det som är allvarligt och det som är bra. Inga citat.",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "required": "Skriv vad ni ser. En mening räcker, också när ni inte ser något nytt."
        },
    )


class GodkannForm(forms.Form):
    """The approval; the reason is asked for when something remains."""

    visa_frivilligt = False
    luckor_skal = forms.CharField(
        label="Skäl att godkänna fast något saknas",
        help_text="Det som saknas skrivs ut i rapporten, med den som ansvarar.",
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )

    def __init__(self, data: Any = None, *, luckor: bool) -> None:
        super().__init__(data)
        if not luckor:
            del self.fields["luckor_skal"]

    def clean_luckor_skal(self) -> str:
        skal: str = self.cleaned_data["luckor_skal"].strip()
        if not skal:
            raise forms.ValidationError(
                "Skriv varför uppföljningen godkänns fast något saknas, eller gör klart det först."
            )
        return skal


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
    oppnar = Datumfalt(label="Öppnar")
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

    def __init__(self, data: Any = None, *, enheter: QuerySet[Enhet]) -> None:
        super().__init__(data)
        cast(EnhetValj, self.fields["enhet"]).queryset = enheter
        cast(MalValj, self.fields["mal"]).queryset = (
            Mal.objects.filter(bedoms=True, niva__styrmodell__status="gallande")
            .select_related("namnd")
            .i_ordning()
        )

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


def _skala(lagst: str, hogst: str) -> list[tuple[str, str]]:
    ord_ = {NKI_MIN: f"{NKI_MIN} – {lagst}", NKI_MAX: f"{NKI_MAX} – {hogst}"}
    return [(str(n), ord_.get(n, str(n))) for n in range(NKI_MIN, NKI_MAX + 1)]


class SvarForm(forms.Form):
    """A resident's answer: the NKI triple, sex and free words."""

    nojd = forms.TypedChoiceField(coerce=int, widget=Radioval(rad=True))
    forvantan = forms.TypedChoiceField(coerce=int, widget=Radioval(rad=True))
    ideal = forms.TypedChoiceField(coerce=int, widget=Radioval(rad=True))
    kon = forms.ChoiceField(
        label="Är du",
        help_text="Vi frågar för att se om kvinnor och män får lika bra service.",
        choices=Svar.Kon.choices,
        widget=Radioval(),
        error_messages={"required": "Välj ett svar. ”Annat, eller vill inte svara” går bra."},
    )
    fritext = forms.CharField(
        label="Vill du berätta mer?",
        help_text="Skriv inte ditt namn eller personnummer.",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
    )
    token = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *, om: str, token: str) -> None:
        super().__init__(data, initial={"token": token})
        fragor = {
            "nojd": (f"Hur nöjd är du med {om} i sin helhet?", "inte alls nöjd", "mycket nöjd"),
            "forvantan": (
                f"Hur väl uppfyller {om} dina förväntningar?",
                "inte alls",
                "helt och hållet",
            ),
            "ideal": (
                f"Tänk dig att allt fungerade perfekt. Hur nära ett sådant ideal kommer {om}?",
                "mycket långt ifrån",
                "mycket nära",
            ),
        }
        for namn, (fraga, lagst, hogst) in fragor.items():
            falt = cast(forms.TypedChoiceField, self.fields[namn])
            falt.label, falt.choices = fraga, _skala(lagst, hogst)
            falt.help_text = "Välj ett tal från 1 till 10."
            falt.error_messages["required"] = f"Välj ett tal från 1 till 10: {fraga}"

    def med_ny_token(self, token: str) -> None:
        """Keep the answers and let the page be sent again."""
        self.data = {**self.data.dict(), "token": token}  # type: ignore[attr-defined]
