"""The inventory of personal data: what each field holds of a person, why, and for how long.

Each app declares its own fields in its `personuppgifter.py`, as data: `FALT` says what a field
holds, `UTAN` why a field of words holds nothing of a person. `alla()` puts them together; a test
walks the models, so that no field is forgotten. The nämnd's register of processing (GDPR article
30), the extract, the erasure and the pseudonymisation all read it. Pure data.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from functools import lru_cache
from typing import TypeVar

from django.apps import apps
from django.conf import settings
from django.utils.module_loading import import_string

V = TypeVar("V")


class Om(Enum):
    """Whose data it is; the register's categories of data subjects."""

    INVANARE = "Invånare som lämnar synpunkter, svarar på enkäter eller begär ut handlingar"
    NAMNDA = "Personer som nämns i fri text"
    PERSONAL = "Personal, förtroendevalda och revisorer"


class Byte(Enum):
    """What a pseudonymised copy has instead (kvalitet.pseudonymer)."""

    NAMN = "namn"
    EPOST = "epost"
    TEXT = "text"
    FILNAMN = "filnamn"
    FIL = "fil"
    BREV = "brev"
    """The sealed contents of a mail, which the copy must never send."""
    TOMT = "tomt"
    """An empty JSON object: what the copy has no use for."""
    LOSENORD = "losenord"
    UPPSLAG = "uppslag"
    """A keyed sum of a value: another random one."""
    NYCKEL = "nyckel"
    """Leads to the person's own row, where the pseudonym stands; or a number that says nothing
    outside the system."""


@dataclass(frozen=True)
class Personuppgift:
    """Sentences of the register of processing, as officials read them."""

    om: Om
    kategori: str
    andamal: str
    rattslig_grund: str
    lagring: str
    skydd: str
    byte: Byte


def inom(app: str, uppgift: Personuppgift, **falt: str) -> dict[str, Personuppgift]:
    """Declare the fields, as `Modell="falt falt"`, each to be such a piece of personal data."""
    return {
        f"{app}.{modell}.{namn}": uppgift for modell, rad in falt.items() for namn in rad.split()
    }


def utan(app: str, varfor: str, **falt: str) -> dict[str, str]:
    """Declare that the fields hold nothing of a person, and why."""
    return {
        f"{app}.{modell}.{namn}": varfor for modell, rad in falt.items() for namn in rad.split()
    }


@lru_cache(maxsize=1)
def alla() -> dict[str, Personuppgift]:
    """Return the whole inventory, keyed by app.Modell.falt. A history table keeps what its model
    does, and is the same data."""
    egna: dict[str, Personuppgift] = {}
    for stig in settings.PERSONUPPGIFTER:
        egna |= import_string(f"{stig}.FALT")
    return egna | _historikens(egna)


@lru_cache(maxsize=1)
def utan_personuppgift() -> dict[str, str]:
    egna: dict[str, str] = {}
    for stig in settings.PERSONUPPGIFTER:
        egna |= import_string(f"{stig}.UTAN")
    return egna | _historikens(egna)


def _historikens(egna: dict[str, V]) -> dict[str, V]:
    svar: dict[str, V] = {}
    for modell in apps.get_models():
        foljd = getattr(modell, "pgh_tracked_model", None)
        if foljd is None:
            continue
        for falt in modell._meta.concrete_fields:
            nyckel = f"{foljd._meta.label}.{falt.name}"
            if nyckel in egna:
                svar[f"{modell._meta.label}.{falt.name}"] = egna[nyckel]
    return svar


# --- Sentences that several apps share ------------------------------------------------------------

ALLMANT_INTRESSE = (
    "Uppgift av allmänt intresse (dataskyddsförordningen artikel 6.1 e; kommunallagen, "
    "förvaltningslagen)"
)
KANSLIGT = (
    f"{ALLMANT_INTRESSE}. Känsliga uppgifter som någon själv skriver: artikel 9.2 g och "
    "dataskyddslagen 3 kap. 3 §"
)
ARKIV = "Rättslig förpliktelse (artikel 6.1 c; arkivlagen, tryckfrihetsförordningen 2 kap.)"
MED_BESLUTET = (
    "Bevaras med beslutet eller planen som den hör till, enligt nämndens "
    "dokumenthanteringsplan (arkivlagen 10 §)"
)
BAKOM_INLOGGNING = "Läses bara av den som har en roll där. Sparas i databasen utan egen kryptering"

KONTO = Personuppgift(
    Om.PERSONAL,
    "Namn och e-postadress i tjänsten",
    "Ge tillgång efter roll, visa vem som ansvarar och skicka påminnelser",
    ALLMANT_INTRESSE,
    "Kontot stängs när personen slutar. Namnet bevaras med de beslut som personen har fattat",
    BAKOM_INLOGGNING,
    Byte.NAMN,
)
KONTOADRESS = replace(KONTO, byte=Byte.EPOST)
LOSENORD = Personuppgift(
    Om.PERSONAL,
    "Lösenord",
    "Veta att den som loggar in är den som kontot tillhör",
    ALLMANT_INTRESSE,
    "Så länge kontot är öppet",
    "Bara en envägssumma (scrypt) sparas. Lösenordet finns ingenstans",
    Byte.LOSENORD,
)
ANSVAR = Personuppgift(
    Om.PERSONAL,
    "Vem som ansvarar, har beslutat eller har gjort något",
    "Kunna visa vem som har gjort vad, och låta rätt person göra nästa steg",
    f"{ALLMANT_INTRESSE}. {ARKIV}",
    MED_BESLUTET,
    BAKOM_INLOGGNING,
    Byte.NYCKEL,
)
ARBETSTEXT = Personuppgift(
    Om.NAMNDA,
    "Fri text i planer, uppföljning och åtgärder. Ska inte nämna personer men kan göra det",
    "Planera, följa upp och förbättra verksamheten",
    ALLMANT_INTRESSE,
    MED_BESLUTET,
    f"{BAKOM_INLOGGNING}. Formuläret ber den som skriver att inte nämna enskilda",
    Byte.TEXT,
)
HANDELSE = Personuppgift(
    Om.PERSONAL,
    "Händelselogg: vem som gjorde vad och när",
    "Kunna granska i efterhand, upptäcka missbruk och visa hur ett beslut kom till",
    ARKIV,
    "Bevaras. Loggen går inte att ändra och rymmer bara nycklar och koder",
    "Databasen nekar ändring och radering. Ingen fri text",
    Byte.NYCKEL,
)
KOMMENTAR = Personuppgift(
    Om.NAMNDA,
    "Kommentar till en händelse, till exempel varför ett ärende öppnades igen",
    "Kunna förstå i efterhand varför något gjordes",
    KANSLIGT,
    "Gallras med sitt ärende efter nämndens gallringsregel; annars bevaras den med beslutet",
    "Står i en egen rad som bara en godkänd gallring tar bort",
    Byte.TEXT,
)
BREV = Personuppgift(
    Om.INVANARE,
    "E-post som väntar på att skickas: adress, ämne och text",
    "Bekräfta, svara och påminna",
    ALLMANT_INTRESSE,
    "Innehållet tas bort när brevet har skickats",
    "Krypterat med kommunens nycklar",
    Byte.BREV,
)
INLAST_FIL = Personuppgift(
    Om.NAMNDA,
    "Fil som någon läser in: organisation, personal, mål eller synpunkter",
    "Läsa in uppgifter från ett annat system",
    ALLMANT_INTRESSE,
    "Filen tas bort när den är inläst, senast efter ett dygn",
    "Öppnas bara av den som lade in den",
    Byte.FIL,
)
INLAST_FILNAMN = replace(INLAST_FIL, byte=Byte.FILNAMN)
OGONBLICK = Personuppgift(
    Om.PERSONAL,
    "Frusen bild av en plan, en uppföljning eller en rapport, med namn på dem som ansvarade",
    "Kunna visa vad som gällde när beslutet fattades",
    ARKIV,
    MED_BESLUTET,
    "Databasen nekar ändring. Innehållets kontrollsumma sparas",
    Byte.FIL,
)
OMBUD = Personuppgift(
    Om.PERSONAL,
    "Hur nämnden och dataskyddsombudet nås",
    "Låta invånare ta till vara sina rättigheter",
    "Rättslig förpliktelse (artikel 6.1 c; dataskyddsförordningen artikel 13 och 37.7)",
    "Tills nämnden skriver in en annan kontaktväg",
    "Offentlig: står på sidan om personuppgifter",
    Byte.NAMN,
)
OMBUDSADRESS = replace(OMBUD, byte=Byte.EPOST)
SESSION = Personuppgift(
    Om.PERSONAL,
    "Inloggad session",
    "Hålla personen inloggad under arbetsdagen",
    ALLMANT_INTRESSE,
    "Högst 12 timmar",
    "Undertecknad med webbplatsens hemliga nyckel",
    Byte.FIL,
)

KOMMUNENS_INLOGGNING = Personuppgift(
    Om.PERSONAL,
    "Kommunens nummer på kontot, och det som kommunens inloggning sa vid senaste besöket",
    "Känna igen samma person nästa gång och ge de roller som grupperna ger",
    ALLMANT_INTRESSE,
    "Så länge kontot är öppet",
    BAKOM_INLOGGNING,
    Byte.FIL,
)
TVASTEG = Personuppgift(
    Om.PERSONAL,
    "Det andra steget i inloggningen: appens hemlighet, reservkoder och passnycklar",
    "Veta att den som loggar in är den som kontot tillhör",
    ALLMANT_INTRESSE,
    "Tills personen byter, eller kontot stängs",
    "Appens hemlighet och reservkoderna är krypterade med kommunens nycklar",
    Byte.FIL,
)
INLOGGNING = Personuppgift(
    Om.PERSONAL,
    "Var personen är inloggad: webbläsare och tid",
    "Låta personen se och avsluta sina inloggningar",
    ALLMANT_INTRESSE,
    "Tills inloggningen tar slut, högst 12 timmar",
    "Ses av personen själv; administratören ser bara hur många",
    Byte.FIL,
)

# --- The core's own fields ------------------------------------------------------------------------

FALT = {
    **inom("kvalitet", KONTO, Anvandare="namn"),
    **inom("kvalitet", KONTOADRESS, Anvandare="epost"),
    **inom("kvalitet", LOSENORD, Anvandare="password"),
    **inom(
        "kvalitet",
        ANSVAR,
        Rolltilldelning="anvandare",
        Gallring="foreslagen_av avgjord_av",
        Importfil="skapad_av",
        Ogonblick="skapad_av",
        Omorganisation="av",
    ),
    **inom("kvalitet", ANSVAR, Personuppgiftsansvar="andrad_av"),
    **inom("kvalitet", OMBUD, Personuppgiftsansvar="ombud"),
    **inom("kvalitet", OMBUDSADRESS, Personuppgiftsansvar="epost ombud_epost"),
    **inom("kvalitet", HANDELSE, Handelse="av data"),
    **inom("kvalitet", KOMMENTAR, Handelsetext="text"),
    **inom("kvalitet", BREV, Utskick="innehall"),
    **inom("kvalitet", INLAST_FIL, Importfil="innehall"),
    **inom("kvalitet", INLAST_FILNAMN, Importfil="namn"),
    **inom("kvalitet", OGONBLICK, Ogonblick="innehall", Gallring="protokoll"),
    **inom("sessions", SESSION, Session="session_data"),
    **inom("account", KONTOADRESS, EmailAddress="email"),
    **inom("account", ANSVAR, EmailAddress="user"),
    **inom("socialaccount", ANSVAR, SocialAccount="user"),
    **inom("socialaccount", KOMMUNENS_INLOGGNING, SocialAccount="uid"),
    **inom(
        "socialaccount", replace(KOMMUNENS_INLOGGNING, byte=Byte.TOMT), SocialAccount="extra_data"
    ),
    **inom("mfa", ANSVAR, Authenticator="user"),
    **inom("mfa", TVASTEG, Authenticator="data"),
    **inom("usersessions", ANSVAR, UserSession="user"),
    **inom("usersessions", INLOGGNING, UserSession="user_agent"),
    **inom("usersessions", replace(INLOGGNING, byte=Byte.TOMT), UserSession="data"),
}

KODER = "Koder som systemet självt väljer"
SUMMA = "En kontrollsumma över en fil eller ett innehåll säger inget om en person"
SAK = "Namnet på en sak, inte på en person"
BESLUT = "Organ, datum, paragraf och diarienummer för ett beslut"

UTAN = {
    **utan("kvalitet", SAK, Enhet="namn sokvag", Namnd="kod namn", Puls="namn"),
    **utan("kvalitet", "Antal handlingar av varje slag", Gallring="antal"),
    **utan(
        "kvalitet",
        KODER,
        Handelse="slag objekttyp roll",
        Importfil="slag",
        Ogonblick="slag",
        Omorganisation="hinder",
        Utskick="nyckel mall message_id fel",
    ),
    **utan("kvalitet", SUMMA, Ogonblick="sha256"),
    **utan("kvalitet", "Enheternas läge före ändringen, som nycklar", Omorganisation="fore"),
    **utan("auth", KODER, Permission="name codename", Group="name"),
    **utan("contenttypes", KODER, ContentType="app_label model"),
    **utan("kvalitet", SAK, Grupproll="grupp"),
    **utan("kvalitet", SUMMA, Loggsigill="avtryck summa nyckel"),
    **utan("kvalitet", KODER, Jobbfel="uppgift undantag"),
    **utan("sessions", "En slumpad nyckel", Session="session_key"),
    **utan("usersessions", "En slumpad nyckel", UserSession="session_key"),
    **utan("usersessions", "Samma tecken för alla", UserSession="ip"),
    **utan("socialaccount", KODER, SocialAccount="provider"),
    **utan(
        "socialaccount",
        "Används inte: kommunens inloggning står i inställningarna",
        SocialApp="provider provider_id name client_id secret key settings",
        SocialToken="token token_secret",
    ),
    **utan("account", "Används inte: adresser bekräftas av kommunen", EmailConfirmation="key"),
}
