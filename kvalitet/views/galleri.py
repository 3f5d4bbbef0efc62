"""Examples for the component gallery: every component in each of its states. Invented content."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.http import QueryDict

from kvalitet import diagram, texter, visning
from kvalitet.fel import Punkt
from kvalitet.filterform import Filterform
from kvalitet.formular import Datumvaljare, Kryssval, Radioval
from kvalitet.handelser import Rad
from kvalitet.templatetags.kvalitet import IKONER
from kvalitet.views import galleri_diagram

SVERIGE = ZoneInfo("Europe/Stockholm")
MATVARDEN = [
    ("2022", 58),
    ("2023", 60),
    ("2024", None),
    ("2025", 66),
    ("2026", Decimal("68.5")),
]


class Provformular(forms.Form):
    """Every kind of field."""

    typ = forms.ChoiceField(
        label="Vad vill du lämna?",
        choices=[("klagomal", "Klagomål"), ("forslag", "Förslag"), ("berom", "Beröm")],
        widget=Radioval(
            beskrivningar={
                "klagomal": "Något blev fel eller dåligt",
                "forslag": "En idé om hur det kan bli bättre",
                "berom": "Något fungerade bra",
            },
            rad=True,
            stor=True,
        ),
        error_messages={"required": "Välj vad du vill lämna."},
    )
    berattelse = forms.CharField(
        label="Vad vill du berätta?",
        help_text="Beskriv vad som hände, när det hände och vad du önskar.",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": "Skriv vad du vill berätta. Några meningar räcker."},
    )
    sammanfattning = forms.CharField(
        label="Sammanfattning",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    verksamhet = forms.ChoiceField(
        label="Verksamhet",
        required=False,
        choices=[
            ("", "Vet inte"),
            ("hemtjanst", "Hemtjänst"),
            ("skola", "Förskola och skola"),
        ],
    )
    plats = forms.CharField(label="Plats eller adress", required=False)
    epost = forms.EmailField(
        label="E-post",
        widget=forms.EmailInput(attrs={"autocomplete": "email", "class": "smalt"}),
        error_messages={"invalid": "Skriv en hel e-postadress, till exempel namn@exempel.se"},
    )
    dag = forms.DateField(label="När hände det?", required=False, widget=Datumvaljare())
    antal = forms.IntegerField(label="Hur många gånger?", required=False, min_value=1)
    bild = forms.FileField(
        label="Lägg till en bild eller ett dokument",
        help_text="Bilder, pdf och Word. Högst 10 MB.",
        required=False,
    )
    teman = forms.MultipleChoiceField(
        label="Teman",
        required=False,
        choices=[("tid", "Tider"), ("bemotande", "Bemötande")],
        widget=Kryssval(),
    )
    bedomning = forms.ChoiceField(
        label="Bedömning",
        choices=list(texter.GRADER.items()),
        widget=Radioval(grader=True),
    )
    samtycke = forms.BooleanField(
        label="Jag har läst igenom det jag skriver",
        error_messages={"required": "Kryssa för att du har läst igenom."},
    )

    def __init__(self, *args: Any, **val: Any) -> None:
        super().__init__(*args, **val)
        self.fields["sammanfattning"].riktmarke = 200  # type: ignore[attr-defined]


FELSVAR = {
    "typ": "klagomal",
    "epost": "gunilla.ek",
    "bedomning": "delvis",
    "samtycke": "on",
}


class Provfilter(Filterform):
    """A filter of words, choices, a day and a box."""

    q = forms.CharField(label="Sök", required=False)
    skede = forms.ChoiceField(
        label="Skede",
        required=False,
        choices=[("", "Alla skeden"), *texter.FASTAGGAR.items()],
    )
    fran = forms.DateField(label="Från och med", required=False, widget=Datumvaljare())
    sena = forms.BooleanField(label="Bara de som är sena", required=False)


VALT = "q=trygg&skede=planera&fran=2026-03-01&sena=on"


def _punkter() -> list[Punkt]:
    return [
        Punkt(
            "Mål 3 saknar bedömning och motivering",
            False,
            "#",
            "Karin Öberg",
            date(2026, 10, 15),
        ),
        Punkt("Två aktiviteter saknar status", False, "#", "Karin Öberg", None),
        Punkt("Undersökningen är genomgången, 312 svar", True, "", "", None),
    ]


def _steg() -> list[visning.Steg]:
    return [
        visning.Steg("Mottagen", "30 september"),
        visning.Steg("Hos rätt person", "1 oktober, enhetschef för hemtjänsten"),
        visning.Steg("Vi rättar till", "Ny rutin ska vara klar 1 november.", "nu"),
        visning.Steg("Vi kollar att det hjälpte", "December. Då får du besked.", "kommer"),
    ]


def _framsteg(gjorda: int, **val: Any) -> visning.Framsteg:
    namn = ("Hämtar låsta siffror", "Ritar diagram och tabeller", "Sätter ihop pdf")
    lagen: list[visning.Lage] = ["klar" if i < gjorda else "kommer" for i in range(len(namn))]
    if gjorda < len(namn):
        lagen[gjorda] = "nu"
    steg = [visning.Steg(n, lage=lage) for n, lage in zip(namn, lagen, strict=True)]
    return visning.Framsteg(steg=steg, **val)


def _trappa() -> diagram.Trappa:
    return diagram.trappa(
        [
            diagram.Varv("Varv 1", "kv 1"),
            diagram.Varv("Varv 2", "delår"),
            diagram.Varv("Varv 3", "helår"),
            diagram.Varv("Varv 4", "kv 1", sprang="Digital planering"),
            diagram.Varv("Varv 5", "delår", nu=True),
        ]
    )


def _handelser() -> list[Rad]:
    return [
        Rad(
            datetime(2026, 10, 14, 10, 20, tzinfo=SVERIGE),
            "Svar skickat.",
            "Karin Öberg",
            "",
        ),
        Rad(datetime(2026, 10, 14, 9, 41, tzinfo=SVERIGE), "Kom in.", "", "Via webben."),
    ]


def exempel() -> dict[str, Any]:
    """Return the context of galleri.html, in four groups: words, states, forms, drawings."""
    return {
        "faser": list(texter.FASTAGGAR),
        "grader": [*texter.GRADER, ""],
        "ikoner": sorted(fil.stem for fil in IKONER.glob("*.svg") if fil.stem != "marke"),
        "lagen": {
            "meddelanden": [
                Message(constants.SUCCESS, "Enheten är flyttad."),
                Message(constants.WARNING, "Planen saknar aktiviteter."),
                Message(constants.ERROR, "Någon annan har redan fastställt planen."),
                Message(constants.INFO, "Rapporten skapas."),
            ],
            "punkter": _punkter(),
            "steg": _steg(),
            "handelser": _handelser(),
            "tomt": visning.Tomt(
                "Planen har inga mål",
                "Börja med de mål som nämnden har beslutat.",
                "Tasklist",
                "#",
                "Hämta mål",
            ),
            "blad": visning.Blad("#", "#", "Sida 2"),
            "traffar": visning.Traffar(30, "plan", "planer", visning.Blad("", "#"), "äldst först"),
            "ordning": {
                "namn": visning.Sorthuvud("Plan", "#"),
                "klar": visning.Sorthuvud("Klar senast", "#", "ascending"),
                "alder": visning.Sorthuvud("Ålder", "#", "descending"),
                "fast": visning.Sorthuvud("Läge", ""),
            },
            "urval": [
                visning.Urvalsknapp("Mina att svara på", "#", True, 4),
                visning.Urvalsknapp("Sena", "#", False, 1234),
                visning.Urvalsknapp("Alla", "#", False),
            ],
            "knappar": [
                visning.Knapp("Hämta rapporten", "#", "lank", ikon="Download"),
                visning.Knapp("Gå tillbaka", "#", "lank", "secondary"),
                visning.Knapp("Avbryt", "#", "lank", "tertiary"),
            ],
            "framsteg": [
                _framsteg(
                    1,
                    id="jobb-1",
                    url="",
                    fel="Diagrammet för mål 4 saknar värden för 2025.",
                ),
                _framsteg(3, id="jobb-2", url="", klar=True),
            ],
        },
        "formular": Provformular(auto_id="tomt_%s"),
        "filter": [
            Provfilter(auto_id="filter_tomt_%s"),
            Provfilter(QueryDict(VALT), auto_id="filter_%s"),
        ],
        "formular_fel": Provformular(FELSVAR, auto_id="fel_%s"),
        "ritat": {
            "trappa": _trappa(),
            "linje": diagram.linje(MATVARDEN, 70, enhet="%", mal_text="minst 70 %"),
            "diagram": galleri_diagram.diagrammen(),
            "utsagor": galleri_diagram.utsagor(),
            "gnista": diagram.gnista(MATVARDEN, 70, enhet="%"),
            "utfall": visning.utfallsrad({"uppfyllt": 2, "delvis": 2, "ej": 1}, {"okant": 1}),
        },
    }
