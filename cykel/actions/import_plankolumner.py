"""The columns of a spreadsheet with plans: one row for each activity or indicator."""

from __future__ import annotations

from datetime import date

from cykel.models import Indikator, Planindikator, Planmal
from kvalitet.kalkyl import Kolumn, hogst, som_datum, som_ja, som_nummer, som_tal, val

PLAN = (
    Kolumn(
        "enhet",
        "Enhet",
        ("organisation", "kontor", "verksamhet"),
        kravs=True,
        tolk=hogst(250),
        hjalp="Enheten som planen gäller. Heter flera likadant, skriv Kontor / Enhet.",
        exempel=("Hemtjänst", "Hemtjänst"),
    ),
    Kolumn(
        "namnd",
        "Nämnd",
        ("ansvarig nämnd",),
        kravs=True,
        tolk=hogst(120),
        hjalp="Nämnden som planen svarar mot, namn eller kod.",
        exempel=("VON", "VON"),
    ),
    Kolumn(
        "period_fran",
        "Period från",
        ("planen gäller från", "period start", "periodens början"),
        kravs=True,
        tolk=som_datum,
        hjalp="Planens första dag.",
        exempel=(date(2025, 1, 1), date(2025, 1, 1)),
    ),
    Kolumn(
        "period_till",
        "Period till",
        ("planen gäller till", "period slut", "periodens slut"),
        kravs=True,
        tolk=som_datum,
        hjalp="Planens sista dag.",
        exempel=(date(2025, 12, 31), date(2025, 12, 31)),
    ),
    Kolumn(
        "planansvarig",
        "Planansvarig",
        ("planansvarig e-post", "ansvarig för planen"),
        kravs=True,
        tolk=hogst(254),
        hjalp="E-postadressen till den som ansvarar för planen.",
        exempel=("karin.oberg@kommun.example", "karin.oberg@kommun.example"),
    ),
    Kolumn(
        "dnr",
        "Diarienummer",
        ("dnr", "diarienr"),
        tolk=hogst(40),
        hjalp="Planens diarienummer.",
        exempel=("VON 2025/0012", "VON 2025/0012"),
    ),
    Kolumn(
        "mal",
        "Mål",
        ("målnummer", "mål nr", "mål nummer"),
        kravs=True,
        tolk=hogst(80),
        hjalp="Målets nummer eller korta namn, som det står i systemet.",
        exempel=("1", "1"),
    ),
    Kolumn(
        "koppling",
        "Koppling",
        ("direkt eller indirekt",),
        tolk=val(dict(Planmal.Koppling.choices)),
        hjalp="Direkt, Indirekt eller Berör oss inte. Tomt betyder direkt.",
        exempel=("Direkt", "Direkt"),
    ),
    Kolumn(
        "skal",
        "Skäl",
        ("motivering",),
        tolk=hogst(400),
        hjalp="Behövs när målet inte berör er.",
        exempel=(None, None),
    ),
)
AKTIVITET = (
    Kolumn(
        "aktivitet",
        "Aktivitet",
        ("aktiviteter", "åtgärd"),
        tolk=hogst(160),
        hjalp="Vad enheten gör. Tomt om raden bara har en indikator.",
        exempel=("Alla har en namngiven kontaktman", None),
    ),
    Kolumn(
        "ansvarig",
        "Ansvarig",
        ("ansvarig för genomförande", "genomförande"),
        tolk=hogst(254),
        hjalp="E-postadress. Tomt betyder den planansvariga.",
        exempel=("karin.oberg@kommun.example", None),
    ),
    Kolumn(
        "rapportor",
        "Rapporterar",
        ("ansvarig för rapportering", "rapportering", "rapportör"),
        tolk=hogst(254),
        hjalp="E-postadress. Tomt betyder den ansvariga.",
        exempel=("per.ek@kommun.example", None),
    ),
    Kolumn(
        "start",
        "Börjar",
        ("start", "startdatum"),
        tolk=som_datum,
        hjalp="Tomt betyder periodens början.",
        exempel=(date(2025, 2, 1), None),
    ),
    Kolumn(
        "slut",
        "Klart senast",
        ("slut", "slutdatum", "klart"),
        tolk=som_datum,
        hjalp="Tomt betyder periodens slut.",
        exempel=(date(2025, 6, 30), None),
    ),
    Kolumn(
        "vantad_effekt",
        "Väntad effekt",
        ("förväntad effekt", "effekt"),
        tolk=hogst(400),
        hjalp="Vad aktiviteten ska leda till.",
        exempel=("Fler känner sin kontaktman.", None),
    ),
)
INDIKATOR = (
    Kolumn(
        "indikator",
        "Indikator",
        ("mätetal", "nyckeltal", "prestation"),
        tolk=hogst(160),
        hjalp="Vad som mäts. Tomt om raden bara har en aktivitet.",
        exempel=(None, "Trygga i hemmet"),
    ),
    Kolumn(
        "matt",
        "Mått",
        ("enhet för mätning", "måttenhet"),
        tolk=hogst(40),
        hjalp="Till exempel procent. Behövs när indikatorn är ny i systemet.",
        exempel=(None, "procent"),
    ),
    Kolumn(
        "riktning",
        "Riktning",
        ("önskad riktning",),
        tolk=val(dict(Indikator.Riktning.choices) | {"hogre": "Högre", "lagre": "Lägre"}),
        hjalp="Högre eller Lägre är bättre. Behövs när indikatorn är ny i systemet.",
        exempel=(None, "Högre"),
    ),
    Kolumn(
        "definition",
        "Definition",
        ("beskrivning av indikatorn",),
        tolk=hogst(4000),
        hjalp="Hur måttet räknas.",
        exempel=(None, "Andel som svarar att de känner sig ganska eller mycket trygga."),
    ),
    Kolumn(
        "frekvens",
        "Hur ofta",
        ("frekvens", "mäts"),
        tolk=val(dict(Indikator.Frekvens.choices)),
        hjalp="Varje månad, Varje uppföljning, Varje halvår eller Varje år. Tomt betyder varje "
        "uppföljning.",
        exempel=(None, "Varje uppföljning"),
    ),
    Kolumn(
        "konsuppdelad",
        "Könsuppdelad",
        ("uppdelad på kön", "kön"),
        tolk=som_ja,
        hjalp="Ja eller nej. Tomt betyder nej.",
        exempel=(None, "ja"),
    ),
    Kolumn(
        "maltyp",
        "Typ av mål",
        ("måltyp",),
        tolk=val(dict(Planindikator.Maltyp.choices)),
        hjalp="Ett bestämt värde, Inom ett intervall, Bättre än basåret, Jämfört med andra eller "
        "Beskrivet med ord. Tomt betyder ett bestämt värde.",
        exempel=(None, "Ett bestämt värde"),
    ),
    Kolumn("malvarde", "Målvärde", ("mål värde", "målnivå"), tolk=som_tal, exempel=(None, 85)),
    Kolumn("malvarde_ovre", "Övre gräns", (), tolk=som_tal, hjalp="Av ett intervall."),
    Kolumn("basar", "Basår", (), tolk=som_nummer, exempel=(None, 2022)),
    Kolumn(
        "baslinje", "Utgångsvärde", ("baslinje", "utgångsläge"), tolk=som_tal, exempel=(None, 80)
    ),
    Kolumn(
        "kriterium",
        "Kriterium",
        ("måluppfyllelse",),
        tolk=hogst(3),
        hjalp="A, B eller C: det av målets kriterier som indikatorn visar.",
        exempel=(None, "A"),
    ),
)
KOLUMNER = (*PLAN, *AKTIVITET, *INDIKATOR)
