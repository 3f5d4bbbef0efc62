"""The states and kinds that a report's parts can have."""

from enum import StrEnum


class Slag(StrEnum):
    KV1 = "kv1"
    DELAR = "delar"
    HELAR = "helar"


class Rapportlage(StrEnum):
    UTKAST = "utkast"
    GODKAND = "godkand"
    FASTSTALLD = "faststalld"


class Effekt(StrEnum):
    JA = "ja"
    DELVIS = "delvis"
    NEJ = "nej"
    FOR_TIDIGT = "for_tidigt"
    EJ_PROVAD = "ej_provad"


class Arbetslage(StrEnum):
    """Of an aktivitet, an uppdrag or an åtgärd."""

    PLANERAD = "planerad"
    PAGAR = "pagar"
    KLAR = "klar"
    FORSENAD = "forsenad"
    STRUKEN = "struken"


class Lardomslage(StrEnum):
    UTKAST = "utkast"
    FORESLAGEN = "foreslagen"
    SAKRAD = "sakrad"
