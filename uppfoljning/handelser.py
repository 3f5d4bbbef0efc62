"""The events of follow-up in words, for timelines."""

MENINGAR = {
    "bedomning.klar": "Mål {nummer} bedömdes.",
    "bedomning.utkast": "Ett utkast till bedömning av mål {nummer} sparades.",
    "plan.varde_klarmarkerat": "Värdet för en indikator klarmarkerades.",
    "roster.synpunkter": "Synpunkterna gicks igenom ({antal} under perioden).",
    "roster.undersokningar": "Undersökningarna gicks igenom ({antal} svar).",
    "undersokning.skapad": "Undersökningen lades upp. Den är öppen {oppnar} till {stanger}.",
    "undersokning.stangd": "Undersökningen stängdes i förtid, {stanger}.",
    "indikatorsignal.funnen": "Värdet som gäller till och med {till} var mer än slumpen ger.",
    "indikatorsignal.besvarad": "Signalen besvarades.",
    "rapport.bestalld": "Version {version} beställdes.",
    "rapport.fardig": "Pdf:en blev klar, {sidor} sidor.",
    "rapport.misslyckad": "Pdf:en kunde inte skapas.",
    "rapport.forsok_igen": "Ett nytt försök begärdes.",
    "rapport.faststalld": "Version {version} fastställdes.",
    "rapport.publicerad": "Version {version} publicerades.",
    "undersokning.blev_brist": "En brist noterades ur undersökningen.",
}
