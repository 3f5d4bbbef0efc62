"""What of the synpunkter's fields is personal data (kvalitet.personuppgifter)."""

from __future__ import annotations

from dataclasses import replace

from kvalitet.personuppgifter import (
    ALLMANT_INTRESSE,
    ANSVAR,
    ARKIV,
    BESLUT,
    KANSLIGT,
    KODER,
    MED_BESLUTET,
    SAK,
    SUMMA,
    Byte,
    Om,
    Personuppgift,
    inom,
    utan,
)

MED_ARENDET = (
    "Tills nämndens gallringsregel gäller för ärendet. Då töms det i en gallring som två personer "
    "står bakom (Gallringsregel, Gallring)"
)
ARENDESKYDD = (
    "Läses bara inom nämnden. Sekretessmarkerade ärenden läses av få, och varje läsning loggas"
)

KONTAKT = Personuppgift(
    Om.INVANARE,
    "Kontaktuppgifter: namn och e-postadress",
    "Bekräfta, ställa frågor och svara den som vill ha svar",
    ALLMANT_INTRESSE,
    MED_ARENDET,
    "Krypterade med kommunens nycklar, som byts (manage.py byt_nycklar)",
    Byte.NAMN,
)
KONTAKTADRESS = replace(KONTAKT, byte=Byte.EPOST)
KONTAKTUPPSLAG = replace(
    KONTAKT,
    kategori="Envägssumma av e-postadressen",
    andamal="Hitta en persons ärenden för ett registerutdrag utan att läsa alla",
    skydd="Summan görs med en hemlig nyckel och går inte att räkna baklänges",
    byte=Byte.UPPSLAG,
)
INVANARENS_ORD = Personuppgift(
    Om.INVANARE,
    "Det invånaren skriver: synpunkten, platsen och det som sägs i ärendet",
    "Ta emot, handlägga och besvara synpunkter, och förbättra verksamheten",
    KANSLIGT,
    MED_ARENDET,
    ARENDESKYDD,
    Byte.TEXT,
)
BILAGANS_NAMN = replace(
    INVANARENS_ORD,
    kategori="Filer som skickas med i ärendet",
    skydd=f"{ARENDESKYDD}. Uppgifter om plats och kamera tas bort ur bilder. Virus söks",
    byte=Byte.FILNAMN,
)
BILAGANS_FIL = replace(BILAGANS_NAMN, byte=Byte.FIL)
ARENDENYCKLAR = replace(
    INVANARENS_ORD,
    kategori="Ärendets referens, diarienummer och summor av den hemliga koden",
    andamal="Låta avsändaren följa ärendet utan att logga in",
    rattslig_grund=f"{ALLMANT_INTRESSE}. {ARKIV}",
    skydd="Koden sparas inte, bara en summa av den som är gjord med en hemlig nyckel",
    byte=Byte.NYCKEL,
)
ARENDESUMMOR = replace(ARENDENYCKLAR, byte=Byte.UPPSLAG)
BEDOMNING = Personuppgift(
    Om.INVANARE,
    "Nämndens skäl och bedömningar i ett ärende",
    "Kunna visa hur ärendet handlades, även enligt lex Sarah och offentlighets- och sekretesslagen",
    KANSLIGT,
    MED_ARENDET,
    ARENDESKYDD,
    Byte.TEXT,
)
SOKANDE = Personuppgift(
    Om.INVANARE,
    "Den som begär ut en handling, och vad begäran gäller",
    "Pröva och lämna ut allmänna handlingar",
    ARKIV,
    MED_ARENDET,
    "Namnet är krypterat. Ingen behöver säga vem den är",
    Byte.NAMN,
)
BEGARAN = replace(SOKANDE, byte=Byte.TEXT)
MASKAT = replace(
    SOKANDE,
    kategori="Ord som döljs i en kopia som lämnas ut",
    skydd="Krypterade med kommunens nycklar",
    byte=Byte.TEXT,
)
UTLAMNAD_FIL = replace(SOKANDE, kategori="Kopia som lämnas ut", byte=Byte.FIL)
SAMMANSTALLT = Personuppgift(
    Om.NAMNDA,
    "Personalens egna ord om mönster och vad som gjordes. Ska inte nämna eller citera någon",
    "Lära av synpunkter och visa vad de ledde till",
    ALLMANT_INTRESSE,
    MED_BESLUTET,
    "Någon annan än den som skrev läser innan det publiceras",
    Byte.TEXT,
)
EGET_FILTER = replace(
    ANSVAR,
    kategori="Sökning i inkorgen som en person har sparat",
    andamal="Hitta tillbaka till samma ärenden",
    lagring="Tills personen tar bort den",
    byte=Byte.TEXT,
)

FALT = {
    **inom("synpunkter", KONTAKT, Kontakt="namn"),
    **inom("synpunkter", KONTAKTADRESS, Kontakt="epost"),
    **inom("synpunkter", KONTAKTUPPSLAG, Kontakt="epost_hmac"),
    **inom(
        "synpunkter",
        INVANARENS_ORD,
        Synpunkt="text plats utfall_skal",
        Meddelande="text",
        Aterkoppling="text",
    ),
    **inom("synpunkter", BILAGANS_NAMN, Bilaga="namn"),
    **inom("synpunkter", BILAGANS_FIL, Bilaga="nyckel"),
    **inom("synpunkter", ARENDENYCKLAR, Synpunkt="referens dnr tidigare_referens"),
    **inom("synpunkter", ARENDENYCKLAR, Diarieforing="dnr"),
    **inom("synpunkter", ARENDESUMMOR, Synpunkt="kod_hmac token_hmac"),
    **inom(
        "synpunkter",
        BEDOMNING,
        Overlamnande="till skal",
        Sekretessmarkering="skal",
        Sekretessprovning="skal",
        Signalbedomning="fraser skal",
        Maskval="skal",
    ),
    **inom("synpunkter", SOKANDE, Utlamnande="sokande"),
    **inom("synpunkter", BEGARAN, Utlamnande="begaran"),
    **inom("synpunkter", MASKAT, Maskval="text"),
    **inom("synpunkter", UTLAMNAD_FIL, Utlamnandefil="innehall"),
    **inom(
        "synpunkter",
        SAMMANSTALLT,
        Monster="namn beskrivning",
        Publicering="ni_sa vi_gjorde",
    ),
    **inom("synpunkter", EGET_FILTER, SparatFilter="namn fraga"),
    **inom(
        "synpunkter",
        ANSVAR,
        Synpunkt="handlaggare galler_person",
        Meddelande="av",
        Monster="skapad_av",
        Monsterkoppling="av",
        Aterkoppling="handlaggare godkand_av",
        Publicering="forfattare godkand_av",
        Bilaga="av",
        Diarieforing="skapad_av",
        Forslagsval="andrad_av",
        Gallringsregel="skapad_av",
        SparatFilter="agare",
        Franvaro="person ersattare av",
        Overlamnande="av",
        Trendlarm="ansvarig besvarad_av",
        Sekretessmarkering="av",
        Skyddslasare="anvandare",
        Sekretessprovning="av",
        Signalbedomning="beslutad_av",
        Utlamnande="mottagen_av",
        Maskval="av",
    ),
}

UTAN = {
    **utan(
        "synpunkter",
        BESLUT,
        Gallringsregel="handlingstyp beslut_organ beslut_paragraf beslut_dnr",
    ),
    **utan(
        "synpunkter",
        SAK,
        Tema="namn",
        Svarsmall="namn text",
        Fordelningsregel="namn ord",
    ),
    **utan(
        "synpunkter",
        KODER,
        Synpunkt="textversion sprak",
        Bilaga="fynd",
        Diarieinstallning="format",
        Diarieforing="nyckel",
        Gallringspost="skal",
        Sekretessmarkering="grund",
        Sekretessprovning="grund",
        Signalbedomning="omrade",
    ),
    **utan("synpunkter", SUMMA, Bilaga="sha256", Utlamnandefil="sha256"),
}
