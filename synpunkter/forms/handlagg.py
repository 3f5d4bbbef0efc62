"""The forms of the handler's day: another handler, absence, routing rules, many at once."""

from __future__ import annotations

from datetime import date
from typing import Any, cast

from django import forms
from django.db.models import QuerySet

from kvalitet import klocka
from kvalitet.forms import Datumfalt, EnhetValj
from kvalitet.formular import Langval
from kvalitet.models import Anvandare, Enhet, Namnd
from synpunkter.actions.fordelningsregel import MEST_ORD
from synpunkter.models import Fordelningsregel, Synpunkt


class PersonVal(forms.ChoiceField):
    """A choice among people that the view has read already; nobody is None."""

    widget = Langval

    def __init__(self, *, tomt: str, **val: Any) -> None:
        super().__init__(**val)
        self.tomt = tomt
        self.personer: dict[str, Anvandare] = {}

    def fyll(self, personer: list[Anvandare]) -> None:
        self.personer = {str(p.pk): p for p in personer}
        self.choices = [("", self.tomt), *((pk, p.namn) for pk, p in self.personer.items())]

    def clean(self, value: Any) -> Anvandare | None:
        return self.personer.get(super().clean(value))


class BytForm(forms.Form):
    till = PersonVal(
        label="Vem ska ha ärendet?",
        help_text="Utan person är det enhetens gemensamma ärende, och vem som helst där tar vid.",
        tomt="Enheten tillsammans",
        required=False,
        error_messages={"invalid_choice": "Personen kan inte ta ärendet nu. Välj någon annan."},
    )

    def __init__(self, data: Any = None, *, personer: list[Anvandare]) -> None:
        super().__init__(data, initial={"till": personer[0].pk if personer else ""})
        cast(PersonVal, self.fields["till"]).fyll(personer)

    visa_frivilligt = False


class FranvaroForm(forms.Form):
    person = PersonVal(
        label="Vem är borta?",
        tomt="Välj person",
        error_messages={
            "required": "Välj vem som är borta.",
            "invalid_choice": "Välj en person i listan.",
        },
    )
    fran = Datumfalt(
        label="Första dagen",
        error_messages={"required": "Skriv första dagen."},
    )
    till = Datumfalt(
        label="Sista dagen",
        error_messages={"required": "Skriv sista dagen."},
    )
    ersattare = PersonVal(
        label="Vem tar över?",
        help_text="Ersättaren får de öppna ärenden som den får handlägga. Andra går tillbaka till "
        "sin enhet.",
        tomt="Ingen särskild, ärendena går tillbaka till enheten",
        required=False,
        error_messages={"invalid_choice": "Välj en person i listan."},
    )
    visa_frivilligt = False

    def __init__(
        self,
        data: Any = None,
        *,
        personer: list[Anvandare],
        ersattare: list[Anvandare],
        jag: Anvandare,
    ) -> None:
        egen = jag.pk if any(p.pk == jag.pk for p in personer) else ""
        super().__init__(data, initial={"person": egen, "fran": klocka.idag()})
        cast(PersonVal, self.fields["person"]).fyll(personer)
        cast(PersonVal, self.fields["ersattare"]).fyll(ersattare)


class RegelForm(forms.Form):
    namn = forms.CharField(
        label="Regelns namn",
        max_length=80,
        error_messages={
            "required": "Skriv ett namn på regeln.",
            "max_length": "Skriv namnet kortare, högst 80 tecken.",
        },
    )
    typ = forms.ChoiceField(
        label="När typen är",
        required=False,
        choices=[("", "Vilken som helst"), *Synpunkt.Typ.choices],
    )
    kanal = forms.ChoiceField(
        label="När den kom genom",
        required=False,
        choices=[("", "Vad som helst"), *Synpunkt.Kanal.choices],
    )
    vid_enhet = EnhetValj(
        label="När avsändaren valde",
        required=False,
        queryset=Enhet.objects.none(),
        empty_label="Vilken verksamhet som helst",
    )
    ord = forms.CharField(
        label="När något av orden finns i texten",
        help_text="Skilj orden åt med komma. ”skolskjuts” hittar också ”skolskjutsen”.",
        required=False,
        max_length=600,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"max_length": "Det är för många ord. Korta listan."},
    )
    till_enhet = EnhetValj(
        label="Då går den till",
        queryset=Enhet.objects.none(),
        empty_label="Välj enhet",
        error_messages={
            "required": "Välj vilken enhet synpunkten ska gå till.",
            "invalid_choice": "Välj en enhet i listan.",
        },
    )
    till_namnd = forms.ModelChoiceField(
        label="Nämnd",
        help_text="Välj bara om enheten arbetar åt flera nämnder.",
        queryset=Namnd.objects.order_by("namn"),
        required=False,
        empty_label="Den nämnd som ansvarar för enheten",
    )
    visa_frivilligt = False

    def __init__(
        self, data: Any = None, *, enheter: QuerySet[Enhet], regel: Fordelningsregel | None
    ) -> None:
        varden: dict[str, Any] = {}
        if regel is not None:
            varden = {
                "namn": regel.namn,
                "typ": regel.typ,
                "kanal": regel.kanal,
                "vid_enhet": regel.vid_enhet_id,
                "ord": ", ".join(regel.ord),
                "till_enhet": regel.till_enhet_id,
                "till_namnd": regel.till_namnd_id,
            }
        super().__init__(data, initial=varden)
        for namn in ("vid_enhet", "till_enhet"):
            cast(EnhetValj, self.fields[namn]).queryset = enheter

    def clean_ord(self) -> list[str]:
        ord_ = [" ".join(ett.lower().split()) for ett in self.cleaned_data["ord"].split(",")]
        ord_ = list(dict.fromkeys(ett for ett in ord_ if ett))
        if len(ord_) > MEST_ORD:
            raise forms.ValidationError(f"Skriv högst {MEST_ORD} ord.")
        if any(len(ett) < 3 or len(ett) > 40 for ett in ord_):
            raise forms.ValidationError("Varje ord ska vara mellan 3 och 40 tecken.")
        return ord_

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        fel = {"typ", "kanal", "vid_enhet", "ord"} & set(self.errors)
        if not fel and not any(data.get(namn) for namn in ("typ", "kanal", "vid_enhet", "ord")):
            self.add_error(None, "Välj minst ett villkor. Annars skulle regeln ta allt.")
        return data


def dag_som_varit(dag: date) -> date:
    if dag > klocka.idag():
        raise forms.ValidationError("Dagen har inte varit än. Skriv i dag eller tidigare.")
    return dag
