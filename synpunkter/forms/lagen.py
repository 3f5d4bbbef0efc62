"""The forms for merging, splitting, forwarding and linking cases, and for impartiality."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, cast

from django import forms
from django.db.models import QuerySet

from kvalitet import klocka
from kvalitet.forms import EnhetValj
from kvalitet.formular import Kryssval, Radioval
from kvalitet.models import Anvandare, Enhet, Namnd
from kvalitet.skrivval import Skrivval
from kvalitet.texter import antal
from synpunkter import fordelning
from synpunkter.forms.handlaggning import FOR_LANG
from synpunkter.forms.publik import MEST_TEXT
from synpunkter.kampanj import Lik
from synpunkter.kod import tolka_referens
from synpunkter.models import Overlamnande, Synpunkt
from synpunkter.tillstand import VIDARE
from synpunkter.villkor_lagen import MEST_DELAR, MINST_DELAR, Del

Lagrum = Overlamnande.Lagrum
TILL_NAMND = [("", "Delen stannar i nämnden"), *(v for v in Lagrum.choices if v[0] != "hanvisning")]
VISAS = 40
"""Nearly alike cases that are shown one by one."""


class SlaIhopForm(forms.Form):
    alla_lika = forms.BooleanField(label="Ta med alla med samma text", required=False)
    alla_nastan = forms.BooleanField(label="Ta med alla med nästan samma text", required=False)
    nastan = forms.MultipleChoiceField(
        label="Ärenden med nästan samma text",
        help_text="Läs dem innan du väljer. Avsändarna får samma svar.",
        required=False,
        widget=Kryssval(),
    )
    referenser = forms.CharField(
        label="Andra ärenden",
        help_text="Skriv referenserna, en på varje rad. Till exempel SP-2026-7K3Q.",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, data: Any = None, *, lika: Sequence[Lik], synliga: QuerySet[Synpunkt]):
        super().__init__(data)
        self._synliga = synliga
        self.ordagranna = [t.post.pk for t in lika if t.ordagrant]
        self.nara = [t.post.pk for t in lika if not t.ordagrant]
        nastan = [t for t in lika if not t.ordagrant][:VISAS]
        if self.ordagranna:
            vilka = antal(len(self.ordagranna), "ärende", "ärenden")
            self.fields["alla_lika"].label = f"Ta med {vilka} med ordagrant samma text"
            self.initial["alla_lika"] = True
        else:
            del self.fields["alla_lika"]
        if len(self.nara) > VISAS:
            self.fields["alla_nastan"].label = (
                f"Ta med alla {len(self.nara)} ärenden med nästan samma text. De som liknar mest "
                "står här nedanför"
            )
        else:
            del self.fields["alla_nastan"]
        if nastan:
            falt = cast(forms.MultipleChoiceField, self.fields["nastan"])
            falt.widget = Kryssval(
                beskrivningar={str(t.post.pk): f"{t.skal} {t.post.text[:400]}" for t in nastan}
            )
            falt.choices = [(str(t.post.pk), t.post.referens) for t in nastan]
        else:
            del self.fields["nastan"]

    def clean_referenser(self) -> list[int]:
        skrivna = [rad for rad in self.cleaned_data["referenser"].split() if rad]
        tolkade = {skriven: tolka_referens(skriven) for skriven in skrivna[:100]}
        finns = dict(
            self._synliga.filter(referens__in=tolkade.values()).values_list("referens", "pk")
        )
        okanda = [skriven for skriven, referens in tolkade.items() if referens not in finns]
        if okanda:
            raise forms.ValidationError(
                f"Du har inget ärende med referensen {', '.join(okanda)}. Kontrollera den."
            )
        return list(finns.values())

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        valda = {*data.get("referenser", ()), *map(int, data.get("nastan", ()))}
        if data.get("alla_lika"):
            valda |= set(self.ordagranna)
        if data.get("alla_nastan"):
            valda |= set(self.nara)
        if not valda and not self.errors:
            raise forms.ValidationError("Välj minst ett ärende att slå ihop med det här.")
        data["valda"] = valda
        return data


class DelForm(forms.Form):
    text = forms.CharField(
        label="Vad ska enheten svara på?",
        help_text="Med egna ord. Ta bara med det som enheten behöver för att svara.",
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=MEST_TEXT,
        error_messages={
            "required": "Skriv vad enheten ska svara på.",
            "max_length": FOR_LANG,
        },
    )
    enhet = EnhetValj(
        label="Enhet",
        queryset=Enhet.objects.none(),
        error_messages={"required": "Välj vilken enhet som ska svara."},
    )
    lagrum = forms.ChoiceField(
        label="Om enheten hör till en annan nämnd: varför får uppgifterna lämnas?",
        help_text="Sekretess gäller mellan nämnder. 10 kap. 27 § gäller inte uppgifter ur vård "
        "och socialtjänst.",
        choices=TILL_NAMND,
        required=False,
    )
    skal = forms.CharField(
        label="Hur har du prövat det?",
        help_text="Behövs bara när enheten hör till en annan nämnd.",
        required=False,
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, enheter: QuerySet[Enhet], val: list[Any], **kwargs: Any):
        super().__init__(*args, **kwargs)
        falt = cast(EnhetValj, self.fields["enhet"])
        falt.queryset = enheter
        cast(Skrivval, falt.widget).lasta = val


class _Delar(forms.BaseFormSet):  # type: ignore[type-arg]
    def delar(self, helst: Namnd) -> list[Del]:
        """Return the parts; each unit's nämnd is the case's own when that answers for it."""
        dag = klocka.idag()
        return [
            Del(
                text=rad["text"],
                enhet=rad["enhet"],
                namnd=fordelning.namnd_for(rad["enhet"], helst=helst, dag=dag),
                lagrum=rad["lagrum"],
                skal=rad["skal"],
            )
            for rad in (form.cleaned_data for form in self.forms)
            if rad
        ]


def delar_formular(data: Any, antal_delar: int) -> _Delar:
    """Return the forms of the parts; the units are read once for all of them."""
    antal_delar = max(MINST_DELAR, min(antal_delar, MEST_DELAR))
    klass = forms.formset_factory(
        DelForm,
        formset=_Delar,
        min_num=MINST_DELAR,  # those may not be left empty
        extra=antal_delar - MINST_DELAR,
        max_num=MEST_DELAR,
        absolute_max=MEST_DELAR,
    )
    enheter = Enhet.objects.verksamma()
    falt = EnhetValj(queryset=enheter, empty_label="Välj enhet")
    val: list[Any] = [*cast(Iterable[Any], falt.choices)]
    return cast(_Delar, klass(data, prefix="del", form_kwargs={"enheter": enheter, "val": val}))


class VidarebefordraForm(forms.Form):
    till = forms.CharField(
        label="Vart hör ärendet?",
        help_text="Myndigheten, företaget eller den andra vägen in i kommunen.",
        max_length=160,
        error_messages={"required": "Skriv vart ärendet hör."},
    )
    utfall = forms.ChoiceField(
        label="Vad händer med ärendet?",
        choices=[(u.value, u.label) for u in VIDARE],
        widget=Radioval(
            beskrivningar={
                "fel_mottagare": "Någon annan än kommunen bestämmer i frågan.",
                "annan_process": "Det är till exempel ett överklagande eller en felanmälan.",
                "lex_sarah": "Det är anmält som ett missförhållande enligt rutinen.",
            }
        ),
        error_messages={"required": "Välj vad som händer med ärendet."},
    )
    lagrum = forms.ChoiceField(
        label="Lämnar ni över något ur ärendet?",
        help_text="Sekretess gäller mellan myndigheter. 10 kap. 27 § gäller inte uppgifter ur "
        "vård och socialtjänst.",
        choices=[Lagrum.choices[-1], *Lagrum.choices[:-1]],
        widget=Radioval(),
        error_messages={"required": "Välj om ni lämnar över något."},
    )
    skal = forms.CharField(
        label="Varför hör ärendet dit?",
        help_text="Sparas som en del av ärendet. Avsändaren ser det inte.",
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Skriv varför ärendet hör dit."},
    )
    meddelande = forms.CharField(
        label="Meddelande till avsändaren",
        help_text="Säg vart avsändaren kan vända sig, och hur.",
        max_length=MEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": "Skriv meddelandet till avsändaren.", "max_length": FOR_LANG},
    )

    def __init__(self, data: Any = None, *, synpunkt: Synpunkt, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        if synpunkt.svarsval == Synpunkt.Svarsval.NEJ:
            del self.fields["meddelande"]


class GallerForm(forms.Form):
    epost = forms.EmailField(
        label="Medarbetarens e-postadress",
        help_text="Lämna tomt om ärendet inte längre gäller någon medarbetare.",
        required=False,
        error_messages={"invalid": "Skriv en hel e-postadress."},
    )

    def clean_epost(self) -> Anvandare | None:
        skriven = self.cleaned_data["epost"]
        if not skriven:
            return None
        person = Anvandare.objects.filter(epost__iexact=skriven).first()
        if person is None:
            raise forms.ValidationError(
                "Ingen med den adressen har konto här, så ingen behöver spärras. "
                "Kontrollera adressen."
            )
        return person


class LankaForm(forms.Form):
    referens = forms.CharField(
        label="Referens till det andra ärendet",
        help_text="Till exempel SP-2026-7K3Q",
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": "Skriv referensen till det andra ärendet."},
    )

    def __init__(self, data: Any = None, *, synliga: QuerySet[Synpunkt]) -> None:
        super().__init__(data)
        self._synliga = synliga

    def clean_referens(self) -> Synpunkt:
        tolkad = tolka_referens(self.cleaned_data["referens"])
        annan = self._synliga.filter(referens=tolkad).first()
        if annan is None:
            raise forms.ValidationError("Du har inget ärende med den referensen. Kontrollera den.")
        return annan
