"""The events of follow-up in words, for timelines."""

MENINGAR = {
    "bedomning.klar": "Mål {nummer} bedömdes.",
    "bedomning.utkast": "Ett utkast till bedömning av mål {nummer} sparades.",
    "roster.synpunkter": "Synpunkterna gicks igenom ({antal} under perioden).",
    "roster.undersokningar": "Undersökningarna gicks igenom ({antal} svar).",
    "undersokning.skapad": "Undersökningen lades upp. Den är öppen {oppnar} till {stanger}.",
    "undersokning.stangd": "Undersökningen stängdes i förtid, {stanger}.",
    "undersokning.med_kod": "Bara den som har en kod kan svara.",
    "undersokning.oppen_lank": "Alla som har adressen kan svara. Koder som upphörde: {ersatta}.",
    "undersokning.koder_skapade": "Koder skapades: {antal}. Äldre koder som upphörde: {ersatta}.",
    "undersokning.paminnelse": "En fil för påminnelse hämtades: {antal} hade inte svarat.",
    "rapport.bestalld": "Version {version} beställdes.",
    "rapport.fardig": "Pdf:en blev klar, {sidor} sidor.",
    "rapport.misslyckad": "Pdf:en kunde inte skapas.",
    "rapport.forsok_igen": "Ett nytt försök begärdes.",
    "rapport.faststalld": "Version {version} fastställdes.",
    "rapport.publicerad": "Version {version} publicerades.",
    "undersokning.blev_brist": "En brist noterades ur undersökningen.",
}
