"""The forms of those who handle synpunkter."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from kvalitet import klocka
from kvalitet.enhetsval import Kontorsval
from kvalitet.filterform import Filterform, Lastval
from kvalitet.forms import Datumfalt, EnhetValj
from kvalitet.formular import Radioval
from kvalitet.models import Anvandare, Enhet, Namnd
from kvalitet.personval import PersonValj
from kvalitet.roller import Roll
from synpunkter import svarsmall
from synpunkter.forms.bilaga import BilagorForm
from synpunkter.forms.publik import MEST_TEXT, SynpunktForm
from synpunkter.inkorgsval import Utbud
from synpunkter.models import Overlamnande, Synpunkt
from synpunkter.tillstand import VALBARA, Utfall
from synpunkter.villkor_lagen import berorda_av

FOR_LANG = "Texten är för lång. Korta den till högst 4 000 tecken."


class TilldelaForm(forms.Form):
    enhet = EnhetValj(
        label="Enhet",
        help_text="Enheten äger ärendet, även när en handläggare är borta.",
        queryset=Enhet.objects.none(),
        error_messages={"required": "Välj vilken enhet som ska ta hand om ärendet."},
    )
    namnd = forms.ModelChoiceField(
        label="Nämnd",
        help_text="Välj bara om enheten arbetar åt flera nämnder.",
        queryset=Namnd.objects.order_by("namn"),
        required=False,
        empty_label="Den nämnd som ansvarar för enheten",
    )
    handlaggare = PersonValj(
        label="Handläggare",
        queryset=Anvandare.objects.none(),
        required=False,
        empty_label="Den som är i tjänst på enheten",
    )
    lagrum = forms.ChoiceField(
        label="Om ärendet går till en annan nämnd: varför får uppgifterna lämnas?",
        help_text="Sekretess gäller mellan nämnder. 10 kap. 27 § gäller inte uppgifter ur vård "
        "och socialtjänst.",
        choices=[
            ("", "Ärendet stannar i nämnden"),
            *(val for val in Overlamnande.Lagrum.choices if val[0] != "hanvisning"),
        ],
        required=False,
    )
    skal = forms.CharField(
        label="Hur har du prövat det?",
        help_text="Behövs bara när ärendet går till en annan nämnd.",
        required=False,
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, data: Any = None, *, synpunkt: Synpunkt) -> None:
        super().__init__(data, initial={"enhet": synpunkt.enhet_id})
        enhet = cast("forms.ModelChoiceField[Enhet]", self.fields["enhet"])
        enhet.queryset = Enhet.objects.verksamma()
        handlaggare = cast("forms.ModelChoiceField[Anvandare]", self.fields["handlaggare"])
        handlaggare.queryset = _handlaggare(klocka.idag()).exclude(pk__in=berorda_av(synpunkt))


def _handlaggare(dag: date) -> QuerySet[Anvandare]:
    return (
        Anvandare.objects.filter(
            is_active=True,
            tilldelningar__roll=Roll.HANDLAGGARE,
            tilldelningar__giltig__contains=dag,
        )
        .order_by("namn", "pk")
        .distinct()
    )


class MeddelandeForm(BilagorForm):
    meddelande = forms.CharField(
        label="Meddelande till avsändaren",
        help_text="Börja med en hälsning och sluta med ditt namn.",
        widget=forms.Textarea(attrs={"rows": 8}),
        max_length=MEST_TEXT,
        error_messages={
            "required": "Skriv meddelandet till avsändaren.",
            "max_length": FOR_LANG,
        },
    )

    field_order = ("meddelande", "filer")

    def clean_meddelande(self) -> str:
        text: str = self.cleaned_data["meddelande"]
        if kvar := svarsmall.kvar(text):
            raise forms.ValidationError(f"Byt ut {', '.join(kvar)} mot riktiga ord.")
        return text


class KompletteraForm(forms.Form):
    text = forms.CharField(
        label="Vad har du fått veta?",
        help_text="Skrivs som en intern anteckning. Klockan börjar gå igen.",
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=MEST_TEXT,
        error_messages={
            "required": "Skriv vad du har fått veta, eller varför du går vidare utan svar.",
            "max_length": FOR_LANG,
        },
    )


class AnteckningForm(forms.Form):
    text = forms.CharField(
        label="Intern anteckning, syns inte för avsändaren",
        help_text="Är en del av ärendet och kan begäras ut.",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=MEST_TEXT,
        error_messages={"required": "Skriv anteckningen.", "max_length": FOR_LANG},
    )


class AvslutaForm(forms.Form):
    utfall = forms.ChoiceField(
        label="Hur blev det?",
        help_text="Avsändaren ser utfallet. Välj ”Åtgärdat” bara om felet är rättat.",
        choices=VALBARA,
        widget=Radioval(),
        error_messages={"required": "Välj ett utfall."},
    )
    utfall_skal = forms.CharField(
        label="Motivering",
        help_text="Behövs när ingen åtgärd görs, och när ett klagomål avslutas utan svar. "
        "Avsändaren ser den.",
        required=False,
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"max_length": "Motiveringen är för lång. Korta den till 400 tecken."},
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("utfall") == Utfall.INGEN and not data.get("utfall_skal"):
            self.add_error("utfall_skal", "Skriv varför ingen åtgärd görs.")
        return data


class AteroppnaForm(forms.Form):
    skal = forms.CharField(
        label="Varför öppnas ärendet igen?",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=MEST_TEXT,
        error_messages={"required": "Skriv varför ärendet öppnas igen.", "max_length": FOR_LANG},
    )


SVAR_I_PERSONALENS_ORD = [
    (Synpunkt.Svarsval.EPOST.value, "Ja, med e-post"),
    (Synpunkt.Svarsval.KOD.value, "Ja, men vill vara anonym"),
    (Synpunkt.Svarsval.NEJ.value, "Nej, behöver inget svar"),
]
SAKNAS = {
    "typ": "Välj vad det är.",
    "text": "Skriv vad avsändaren säger. Några meningar räcker.",
    "svarsval": "Välj om avsändaren vill ha svar.",
}


class VerksamhetValj(EnhetValj):
    iterator = Kontorsval


class RegistreraForm(BilagorForm, SynpunktForm):
    """A synpunkt that came by telephone, letter or visit."""

    verksamhet = VerksamhetValj(
        label="Verksamhet",
        queryset=Enhet.objects.none(),
        required=False,
        empty_label="Vet inte",
        error_messages={"invalid_choice": "Välj en verksamhet i listan, eller ”Vet inte”."},
    )
    kanal = forms.ChoiceField(
        label="Hur kom den in?",
        choices=[val for val in Synpunkt.Kanal.choices if val[0] != Synpunkt.Kanal.WEBB],
        widget=Radioval(rad=True),
        error_messages={"required": "Välj hur synpunkten kom in."},
    )
    kom_in = Datumfalt(
        label="Vilken dag kom den in?",
        help_text="Svarstiden räknas från den dagen.",
        error_messages={"required": "Skriv vilken dag synpunkten kom in."},
    )
    field_order = ("text", "typ", "verksamhet", "plats", "svarsval", "epost", "namn", "kanal")
    EPOST_SAKNAS = "Skriv avsändarens e-postadress, eller välj ett annat svar."
    MINNS = ("verksamhet", "svarsval", "kanal")
    """What the next one begins with."""

    def __init__(
        self,
        data: Any = None,
        *,
        forra: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(data)
        under_kommunen = Enhet.objects.verksamma().exclude(sokvag="").exclude(slag="kommun")
        cast(VerksamhetValj, self.fields["verksamhet"]).queryset = under_kommunen
        self.initial = {"kanal": Synpunkt.Kanal.TELEFON, **(forra or {}), "kom_in": klocka.idag()}
        self.fields["text"].widget.attrs["autofocus"] = True
        ord_for = {
            "typ": ("Vad är det?", ""),
            "text": ("Vad säger avsändaren?", "Skriv inte personnummer."),
            "svarsval": ("Vill avsändaren ha svar?", ""),
            "epost": ("Avsändarens e-post", "Behövs bara för svar med e-post."),
            "namn": ("Avsändarens namn", "Sparas bara tillsammans med en e-postadress."),
            "filer": ("Inskannat brev eller bild", "Avsändaren kan öppna filen på sin sida."),
        }
        for namn, (etikett, hjalp) in ord_for.items():
            self.fields[namn].label, self.fields[namn].help_text = etikett, hjalp
        for namn, mening in SAKNAS.items():
            self.fields[namn].error_messages["required"] = mening
        svar = cast(forms.ChoiceField, self.fields["svarsval"])
        svar.choices = SVAR_I_PERSONALENS_ORD
        cast(Radioval, svar.widget).beskrivningar = {
            "kod": "Avsändaren får en kod av dig och läser svaret på webbplatsen."
        }

    def clean_kom_in(self) -> date:
        dag: date = self.cleaned_data["kom_in"]
        if dag > klocka.idag():
            raise forms.ValidationError("Dagen har inte varit än. Skriv i dag eller tidigare.")
        return dag

    def att_minnas(self) -> dict[str, str]:
        data = {
            **self.cleaned_data,
            "verksamhet": getattr(self.cleaned_data["verksamhet"], "pk", ""),
        }
        return {namn: str(data[namn]) for namn in self.MINNS}

    def inkom(self) -> datetime:
        """Return when it came in: now, or the middle of an earlier day."""
        dag: date = self.cleaned_data["kom_in"]
        if dag == klocka.idag():
            return klocka.nu()
        return timezone.make_aware(datetime.combine(dag, time(12)))


class LastEnhetsval(Lastval[Enhet], EnhetValj):
    """A choice among units that the page has read, indented as the tree."""


class FilterForm(Filterform):
    """What the inbox shows; a choice of one nämnd or one unit is none."""

    q = forms.CharField(
        label="Sök i ord eller referens",
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    typ = forms.ChoiceField(label="Typ", required=False)
    lage = forms.ChoiceField(label="Läge", required=False)
    namnd = Lastval(
        label="Nämnd", required=False, queryset=Namnd.objects.none(), empty_label="Alla nämnder"
    )
    enhet = LastEnhetsval(
        label="Enhet", required=False, queryset=Enhet.objects.none(), empty_label="Alla enheter"
    )
    fran = Datumfalt(label="Kom in från och med", required=False)
    till = Datumfalt(label="Kom in till och med", required=False)
    ordning = forms.ChoiceField(
        label="Ordning",
        required=False,
        choices=[("", "Svarsdatum"), ("nyast", "Nyast först")],
        widget=forms.HiddenInput,
    )
    urval = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)

    def __init__(
        self,
        data: Any,
        *,
        utbud: Utbud,
        lagen: list[tuple[str, str]],
    ) -> None:
        super().__init__(data)
        self.enhetslista = utbud.enheter
        typ = cast(forms.ChoiceField, self.fields["typ"])
        typ.choices = [("", "Alla typer"), *Synpunkt.Typ.choices]
        cast(forms.ChoiceField, self.fields["lage"]).choices = lagen
        cast("Lastval[Namnd]", self.fields["namnd"]).las(utbud.namnder)
        cast(LastEnhetsval, self.fields["enhet"]).las(
            utbud.enheter, rubrik="Välj en, så visas de under den" if utbud.stegvis else ""
        )
        for namn, rader in (("namnd", utbud.namnder), ("enhet", utbud.enheter)):
            if len(rader) < 2:
                del self.fields[namn]
