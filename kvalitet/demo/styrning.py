"""Steering models, goals, assignments, indicators, values and rounds of the demo."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from cykel.actions.indikator import infor_varde, skapa_indikator
from cykel.actions.mal import registrera_mal, registrera_uppdrag
from cykel.actions.tillfalle import skapa_tillfalle
from cykel.models import Indikator, Mal, Malniva, Styrmodell
from kvalitet.demo.tid import den
from kvalitet.models import Anvandare, Enhet, Namnd
from synpunkter.models import Tidsfrist

BESLUT: dict[str, Any] = {
    "beslut_organ": "Kommunfullmäktige",
    "beslut_datum": date(2022, 12, 19),
    "beslut_paragraf": "§ 248",
    "dnr": "KS 2022/0911",
}
MALOMRADEN = (
    "Arbete och företagande",
    "Välfärd och valfrihet",
    "Klimat och miljö",
    "Trygghet och säkerhet",
)
# (number, målområde, short name, text); the wording is invented but for number 4's theme.
OVERGRIPANDE = (
    (1, 1, "Arbete och utbildning", "Fler ska försörja sig själva genom arbete eller studier."),
    (2, 1, "Företagande", "Det ska vara enkelt att starta och driva företag."),
    (3, 2, "Kunskap", "Alla barn och elever ska klara skolan."),
    (
        4,
        2,
        "Välfärd efter behov",
        "Välfärdstjänster av hög kvalitet utifrån individens behov.",
    ),
    (5, 3, "Klimat", "Utsläppen ska minska varje år."),
    (6, 4, "Trygghet", "Invånarna ska känna sig trygga, hemma och ute."),
)
VON_MAL = (
    (
        1,
        "Trygghet hemma",
        "Äldre med hemtjänst ska känna sig trygga i sitt hem.",
        (
            ("A", "Andelen som känner sig trygga ska öka i jämförelse med 2022."),
            ("B", "Färre medarbetare ska komma hem till varje person."),
        ),
    ),
    (
        2,
        "Svar i tid",
        "Äldre och anhöriga ska få svar när de hör av sig.",
        (("A", "Nio av tio ska få svar i tid."),),
    ),
    (
        3,
        "Inflytande",
        "Fler ska kunna påverka när och hur hjälpen ges.",
        (("A", "Sju av tio ska uppleva att de kan påverka tiderna."),),
    ),
    (
        4,
        "Tid att förbättra",
        "Medarbetarna ska ha tid att förbättra sin verksamhet.",
        (("A", "Alla arbetsgrupper ska ha förbättringsmöte varje månad."),),
    ),
)
OVRIGA_MAL = (
    ("KS", "Lätt att nå", "Invånarna ska få hjälp vid första kontakten."),
    ("UN", "Trygg i skolan", "Alla elever ska känna sig trygga i skolan."),
    ("SN", "Stöd i tid", "Barn och familjer ska få stöd innan det blir svårt."),
    ("AN", "Vägen till arbete", "Fler ska gå från försörjningsstöd till arbete eller studier."),
    ("KFN", "Läslust", "Fler barn ska läsa på fritiden."),
    ("TN", "Framkomlighet", "Gång- och cykelvägar ska gå att använda hela året."),
    ("SPN", "Plats att bo", "Det ska finnas mark för bostäder i hela kommunen."),
    ("BMN", "Besked i tid", "Den som söker lov ska få besked inom laglig tid."),
    ("ÖFN", "Rättssäker tillsyn", "Årsräkningarna ska vara granskade före sommaren."),
    ("VN", "Lätt att rösta", "Alla ska kunna rösta nära hemmet."),
)
# name, unit of measure, direction, by sex, values 2022, 2023, 2024, 2025 and the three rounds
# that follow: (kv1 2026, delår 2026). K and M lie a little to each side of T.
INDIKATORER = (
    ("Trygga i hemmet", "procent", "hogre", True, (80, 82, 79, 84), (85, 86)),
    (
        "Medarbetare per person under 14 dagar",
        "personer",
        "lagre",
        False,
        (16, 15, 14.4, 14),
        (14, 13.9),
    ),
    ("Synpunkter besvarade i tid", "procent", "hogre", False, (71, 78, 84, 89), (90, 92)),
    ("Kan påverka tiderna", "procent", "hogre", True, (60, 61, 64, 67), (67, 68)),
    (
        "Grupper med förbättringsmöte varje månad",
        "procent",
        "hogre",
        False,
        (40, 44, 47, 49),
        (49, 48),
    ),
)
PAHITTAT = "Påhittat värde"
ENHETER_MED_VARDEN = (
    "Vård- och omsorgskontoret",
    "Hemtjänst",
    "Särskilt boende",
    "Hemsjukvård",
)


def ladda() -> None:
    with den(date(2022, 12, 19)):
        gallande = _styrmodell("Styrmodell 2023–2026", 2023, Styrmodell.Status.GALLANDE)
        _mal(gallande)
    with den(date(2026, 6, 15)):
        kommande = _styrmodell("Styrmodell 2027–2030", 2027, Styrmodell.Status.KOMMANDE)
        _von_mal(kommande.nivaer.get(ordning=3), None)
    _uppdrag()
    _indikatorer()
    for falt in TILLFALLEN:
        skapa_tillfalle(**falt, av=None)
    kfn = Namnd.objects.get(kod="KFN")
    Tidsfrist.objects.create(namnd=kfn, svara_dagar=14, svara_i_vardagar=False)


def _styrmodell(namn: str, ar: int, status: str) -> Styrmodell:
    styrmodell = Styrmodell.objects.create(
        namn=namn,
        fran=date(ar, 1, 1),
        till=date(ar + 3, 12, 31),
        status=status,
        kriterier_kallas="Måluppfyllelse",
        beslut_organ=BESLUT["beslut_organ"],
        beslut_datum=BESLUT["beslut_datum"] if ar == 2023 else None,
    )
    etiketter = ("Målområde", "Övergripande mål", "Nämndens mål")
    Malniva.objects.bulk_create(
        Malniva(styrmodell=styrmodell, ordning=nr, etikett=etikett)
        for nr, etikett in enumerate(etiketter, start=1)
    )
    return styrmodell


def _mal(styrmodell: Styrmodell) -> None:
    omrade, overgripande, namndens = styrmodell.nivaer.order_by("ordning")
    omraden = {
        nr: registrera_mal(
            niva=omrade, nummer=nr, kort=namn, text=namn, bedoms=False, **BESLUT, av=None
        )
        for nr, namn in enumerate(MALOMRADEN, start=1)
    }
    over = {
        nr: registrera_mal(
            niva=overgripande,
            nummer=nr,
            kort=kort,
            text=text,
            foralder=omraden[under],
            bedoms=False,
            **BESLUT,
            av=None,
        )
        for nr, under, kort, text in OVERGRIPANDE
    }
    _von_mal(namndens, over[4])
    for kod, kort, text in OVRIGA_MAL:
        _namndmal(namndens, kod, 1, kort, text, None, ())


def _von_mal(niva: Malniva, foralder: Mal | None) -> None:
    for nr, kort, text, kriterier in VON_MAL:
        _namndmal(niva, "VON", nr, kort, text, foralder, kriterier)


def _namndmal(
    niva: Malniva,
    kod: str,
    nummer: int,
    kort: str,
    text: str,
    foralder: Mal | None,
    kriterier: tuple[tuple[str, str], ...],
) -> None:
    namnd = Namnd.objects.get(kod=kod)
    registrera_mal(
        niva=niva,
        nummer=nummer,
        kort=kort,
        text=text,
        namnd=namnd,
        foralder=foralder,
        kriterier=kriterier,
        beslut_organ=namnd.namn,
        beslut_datum=date(2025, 10, 20),
        beslut_paragraf="§ 112",
        dnr=f"{kod} 2025/0455",
        av=None,
    )


def _uppdrag() -> None:
    with den(date(2025, 11, 24)):
        registrera_uppdrag(
            givare="Kommunfullmäktige",
            namnd=Namnd.objects.get(kod="VON"),
            enhet=Enhet.objects.get(namn="Vård- och omsorgskontoret"),
            rubrik="Minska antalet medarbetare som kommer hem till varje person",
            text="Nämnden ska redovisa hur många medarbetare en person möter och vad som görs.",
            beslut_datum=date(2025, 11, 24),
            beslut_paragraf="§ 203",
            dnr="KS 2025/0877",
            forfaller=date(2026, 12, 31),
            av=None,
        )


def _indikatorer() -> None:
    agare = Anvandare.objects.get(epost="leila.nordin@kommun.example")
    enheter = list(Enhet.objects.filter(namn__in=ENHETER_MED_VARDEN).order_by("pk"))
    for namn, matt, riktning, kon, arsvarden, omgangar in INDIKATORER:
        indikator = skapa_indikator(
            namn=namn,
            definition=f"{namn}, {matt}. Påhittad definition för visning.",
            matt=matt,
            riktning=riktning,
            kalla="manuell",
            frekvens="tillfalle",
            agare=agare,
            decimaler=1 if matt == "personer" else 0,
            konsuppdelad=kon,
            skal_ej_kon="" if kon else "Måttet gäller verksamheten, inte enskilda personer.",
            lagst=Decimal(0),
            hogst=Decimal(100) if matt == "procent" else None,
            av=None,
        )
        for enhet in enheter:
            for ar, varde in enumerate(arsvarden, start=2022):
                _varde(indikator, enhet, date(ar, 12, 31), varde)
            for matdatum, varde in zip(MATDATUM, omgangar, strict=True):
                _varde(indikator, enhet, matdatum, varde)


MATDATUM = (date(2026, 3, 31), date(2026, 8, 31))


def _varde(indikator: Indikator, enhet: Enhet, till: date, varde: float) -> None:
    konsvarden = (
        {"T": varde, "K": varde + 2, "M": varde - 3} if indikator.konsuppdelad else {"T": varde}
    )
    for kon, tal in konsvarden.items():
        infor_varde(
            indikator,
            enhet=enhet,
            period_fran=date(till.year, 1, 1),
            period_till=till,
            kon=kon,
            varde=Decimal(str(tal)),
            matdatum=till,
            kalla=PAHITTAT,
            av=None,
        )


TILLFALLEN: tuple[dict[str, Any], ...] = (
    {
        "slag": "kv1",
        "ar": 2026,
        "period_fran": date(2026, 1, 1),
        "matdatum": date(2026, 3, 31),
        "oppnar": date(2026, 4, 1),
        "enheter_senast": date(2026, 4, 17),
        "kontor_senast": date(2026, 4, 24),
        "stanger": date(2026, 4, 30),
    },
    {
        "slag": "delar",
        "ar": 2026,
        "period_fran": date(2026, 1, 1),
        "matdatum": date(2026, 8, 31),
        "oppnar": date(2026, 9, 1),
        "enheter_senast": date(2026, 10, 2),
        "kontor_senast": date(2026, 10, 9),
        "stanger": date(2026, 10, 23),
    },
    {
        "slag": "helar",
        "ar": 2026,
        "period_fran": date(2026, 1, 1),
        "matdatum": date(2026, 12, 31),
        "oppnar": date(2027, 1, 4),
        "enheter_senast": date(2027, 1, 22),
        "kontor_senast": date(2027, 1, 29),
        "stanger": date(2027, 2, 5),
    },
)
