"""What of follow-up's fields is personal data (kvalitet.personuppgifter)."""

from __future__ import annotations

from dataclasses import replace

from kvalitet.personuppgifter import (
    ALLMANT_INTRESSE,
    ANSVAR,
    ARBETSTEXT,
    BESLUT,
    KANSLIGT,
    KODER,
    SAK,
    SUMMA,
    Byte,
    Om,
    Personuppgift,
    inom,
    utan,
)

ENKATTEXT = Personuppgift(
    Om.INVANARE,
    "Fritt svar i en enkät. Svaret är anonymt men den som svarar kan själv skriva om någon",
    "Få veta vad invånare tycker om verksamheten",
    KANSLIGT,
    "Bevaras med undersökningen enligt nämndens dokumenthanteringsplan",
    "Svaret har slumpad nyckel och bara en dag. Det kopplas inte till någon kod eller person",
    Byte.TEXT,
)
ENKATNYCKEL = replace(
    ENKATTEXT,
    kategori="Envägssumma av formulärets engångsnyckel eller av en svarskod",
    andamal="Ta emot ett svar en gång, fast formuläret skickas två gånger",
    skydd="Summan görs med en hemlig nyckel. Svarskodens rad tas bort när den används",
    byte=Byte.UPPSLAG,
)
MOTTAGARE = Personuppgift(
    Om.PERSONAL,
    "Namn och e-postadress till den som får nämndens rapporter",
    "Meddela när en rapport är klar",
    ALLMANT_INTRESSE,
    "Tills mottagaren tas bort ur nämndens lista",
    "E-postadressen är krypterad och hittas med en envägssumma",
    Byte.NAMN,
)
MOTTAGARADRESS = replace(MOTTAGARE, byte=Byte.EPOST)
MOTTAGARUPPSLAG = replace(MOTTAGARE, byte=Byte.UPPSLAG)
NAMNDTEXT = replace(
    ARBETSTEXT,
    kategori="Förtroendevaldas frågor och kontorets svar",
    andamal="Låta nämnden fråga om det som rapporten visar",
)
SAMMANFATTNING = replace(
    ARBETSTEXT,
    kategori="Personalens sammanfattning av vad invånare har skrivit, utan citat",
)

FALT = {
    **inom("uppfoljning", ENKATTEXT, Fragesvar="text"),
    **inom(
        "uppfoljning",
        ENKATNYCKEL,
        Svar="token_hmac",
        Kodomgang="token_hmac",
        Svarskod="kod_hmac",
    ),
    **inom("uppfoljning", MOTTAGARE, Rapportmottagare="namn"),
    **inom("uppfoljning", MOTTAGARADRESS, Rapportmottagare="epost"),
    **inom("uppfoljning", MOTTAGARUPPSLAG, Rapportmottagare="epost_hmac"),
    **inom("uppfoljning", NAMNDTEXT, Namndfraga="text", Namndsvar="text"),
    **inom("uppfoljning", SAMMANFATTNING, Textsammanfattning="text", Rostgenomgang="slutsats"),
    **inom(
        "uppfoljning",
        ANSVAR,
        Malbedomning="av",
        Rostgenomgang="av",
        Indikatorsignal="ansvarig besvarad_av",
        Klarmarkering="av",
        Koladafraga="besvarad_av",
        Rapport="bestalld_av",
        Rapportjobb="bestalld_av",
        Sammantrade="inlagd_av",
        Namndfraga="stalld_av",
        Namndsvar="av",
        Rapportschema="andrad_av",
        Rapportmottagare="skapad_av",
        Rapportrattelse="skriven_av",
        Rapporttext="skriven_av",
        Temamarkning="av",
        Textsammanfattning="av",
    ),
    **inom(
        "uppfoljning",
        ARBETSTEXT,
        Malbedomning="motivering fungerade_inte orsak avviker_skal",
        Koladafraga="skal",
        Rapportrattelse="fel ratt",
        Rapporttext="text",
        Externundersokning="metod",
    ),
}

FRAGOR = "Enkätens egna frågor och svarsalternativ"
KOLADA = "Öppna uppgifter så som Kolada beskriver dem"

UTAN = {
    **utan("uppfoljning", BESLUT, Rapport="dnr beslut_paragraf"),
    **utan("uppfoljning", SUMMA, Malbedomning="avtryck", Klarmarkering="avtryck"),
    **utan("uppfoljning", SUMMA, Rapportfil="sha256"),
    **utan(
        "uppfoljning",
        FRAGOR,
        Undersokning="namn slug inledning om",
        Fraga=(
            "nyckel text text_en text_lattlast hjalp hjalp_en hjalp_lattlast"
            " lagst lagst_en lagst_lattlast hogst hogst_en hogst_lattlast"
        ),
        Svarsalternativ="nyckel text text_en text_lattlast",
        Frageindikator="fraga_nyckel alternativ_nyckel",
    ),
    **utan(
        "uppfoljning",
        "Bara svarens summor läses in, aldrig någons svar",
        Externundersokning="namn leverantor",
        Externfraga="kod text",
        Importmappning="leverantor slag val",
    ),
    **utan(
        "uppfoljning",
        KOLADA,
        Koladanyckeltal=(
            "kod titel beskrivning huvudman verksamhetsomrade perspektiv publicerad_period"
            " definition_sha256"
        ),
        Koladaomrade="kod namn medlemmar",
        Koladahamtning="titel beskrivning definition_sha256 fel",
        Koladafraga="gammal_titel gammal_beskrivning ny_titel ny_beskrivning",
    ),
    **utan("uppfoljning", SAK, Namndfraga="mal_nummer mal_namn", Texttema="namn"),
    **utan(
        "uppfoljning",
        KODER,
        Rapportfil="verktyg",
        Rapportjobb="nyckel steg fel varningar",
        Rapportschema="fel",
        Rapporttext="avsnitt",
    ),
}
