"""What a file of cases from another system may hold, and how its cells are read."""

from __future__ import annotations

import re
from datetime import date, datetime

from kvalitet.kalkyl import Cell, Kolumn, hogst, som_datum, som_ja, som_text, val
from synpunkter.models import Synpunkt
from synpunkter.tillstand import Utfall

KLOCKSLAG = re.compile(r"[ T]\d{1,2}[:.]\d{2}.*$")


def som_dag(cell: Cell) -> date | None:
    """A date; a time of day after it, as other systems write it, is left out."""
    if isinstance(cell, str):
        cell = KLOCKSLAG.sub("", cell)
    dag = som_datum(cell)
    return dag.date() if isinstance(dag, datetime) else dag


KOLUMNER = (
    Kolumn(
        "tidigare_referens",
        "Referens",
        ("ärendenummer", "ärendeid", "id", "ref", "ärende"),
        tolk=hogst(40),
        hjalp="Ärendets nummer i det tidigare systemet. Gör att samma fil kan läsas in igen utan "
        "att ärendena blir dubbla.",
        exempel=("2023-114", "2023-131"),
    ),
    Kolumn(
        "dnr",
        "Diarienummer",
        ("dnr", "diarienr"),
        tolk=hogst(40),
        hjalp="Om ärendet är diariefört.",
        exempel=("VON 2023/0412", None),
    ),
    Kolumn(
        "typ",
        "Typ",
        ("ärendetyp", "slag", "kategori"),
        kravs=True,
        tolk=val(dict(Synpunkt.Typ.choices)),
        hjalp="Klagomål, Förslag, Beröm eller Fråga.",
        exempel=("Klagomål", "Beröm"),
    ),
    Kolumn(
        "text",
        "Text",
        ("synpunkt", "beskrivning", "meddelande", "innehåll", "vad gäller ärendet"),
        kravs=True,
        tolk=som_text,
        hjalp="Det avsändaren skrev. Högst 4 000 tecken.",
        exempel=("Maten är kall när den kommer fram.", "Tack för fin hjälp i höst!"),
    ),
    Kolumn(
        "plats",
        "Plats",
        ("adress", "plats eller adress"),
        tolk=hogst(200),
        hjalp="Om det står var det gäller.",
        exempel=(None, None),
    ),
    Kolumn(
        "namnd",
        "Nämnd",
        ("ansvarig nämnd",),
        kravs=True,
        tolk=hogst(120),
        hjalp="Nämndens namn eller kod.",
        exempel=("VON", "VON"),
    ),
    Kolumn(
        "enhet",
        "Enhet",
        ("ansvarig enhet", "verksamhet", "organisation"),
        kravs=True,
        tolk=hogst(250),
        hjalp="Enheten som ärendet hör till. Heter flera likadant, skriv Kontor / Enhet.",
        exempel=("Hemtjänst", "Hemtjänst"),
    ),
    Kolumn(
        "kanal",
        "Kanal",
        ("inkommen via", "hur", "källa"),
        tolk=val(dict(Synpunkt.Kanal.choices)),
        hjalp="Webben, Telefon, Brev, Besök eller E-post. Tomt betyder webben.",
        exempel=("Telefon", None),
    ),
    Kolumn(
        "inkom",
        "Kom in",
        ("inkom", "inkommen", "ankomstdatum", "registrerad", "skapad", "datum"),
        kravs=True,
        tolk=som_dag,
        hjalp="Dagen ärendet kom in.",
        exempel=(date(2023, 9, 4), date(2023, 10, 2)),
    ),
    Kolumn(
        "besvarad",
        "Besvarad",
        ("besvarat", "svarsdatum", "svar skickat"),
        tolk=som_dag,
        hjalp="Dagen svaret gick iväg.",
        exempel=(date(2023, 9, 12), None),
    ),
    Kolumn(
        "svar",
        "Svar",
        ("svarstext", "svar till avsändaren"),
        tolk=som_text,
        hjalp="Det ni svarade.",
        exempel=("Vi har bytt leverantör av värmeboxar.", None),
    ),
    Kolumn(
        "avslutad",
        "Avslutad",
        ("avslutat", "stängd", "slutdatum"),
        tolk=som_dag,
        hjalp="Dagen ärendet avslutades. Tomt betyder att det är öppet.",
        exempel=(date(2023, 9, 20), date(2023, 10, 3)),
    ),
    Kolumn(
        "utfall",
        "Utfall",
        ("resultat", "åtgärd", "beslut"),
        tolk=val(dict(Utfall.choices)),
        hjalp="Måste fyllas i för avslutade ärenden.",
        exempel=("Åtgärdat", "Framfört till verksamheten"),
    ),
    Kolumn(
        "utfall_skal",
        "Motivering",
        ("skäl", "kommentar till utfall"),
        tolk=hogst(400),
        hjalp="Måste fyllas i när ingen åtgärd gjordes.",
        exempel=(None, None),
    ),
    Kolumn(
        "vill_ha_svar",
        "Vill ha svar",
        ("önskar svar", "svar önskas"),
        tolk=som_ja,
        hjalp="Ja eller nej. Tomt betyder ja om ärendet är besvarat eller har en e-postadress.",
        exempel=("ja", "nej"),
    ),
    Kolumn(
        "namn",
        "Avsändarens namn",
        ("namn", "avsändare", "inlämnad av"),
        tolk=hogst(120),
        hjalp="Sparas krypterat.",
        exempel=(None, None),
    ),
    Kolumn(
        "epost",
        "Avsändarens e-post",
        ("e-post", "epost", "e-postadress", "mejl", "email"),
        tolk=hogst(254),
        hjalp="Sparas krypterat. Ingen får något brev när filen läses in.",
        exempel=("gunilla@exempel.example", None),
    ),
)
