"""The wheel's events in words, for timelines (kvalitet.handelser)."""

MENINGAR = {
    "plan.kvalitetssakra": "Varje brist har fått sin åtgärd. Planen gick vidare till "
    "kvalitetssäkring.",
    "plan.nasta_varv": "Kilen lades: lärdomarna säkrades och nästa varv började.",
    "plan.aktivitet_rapporterad": "Läget för en aktivitet rapporterades.",
    "plan.varv_avgjort": "Varvets rutiner och lärdomar avgjordes.",
    "plan.lardom_besvarad": "En lärdom från förra planen besvarades.",
    "brist.noterad": "Bristen noterades.",
    "brist.ingen_atgard": "Chefen beslutade att inget görs åt bristen.",
    "atgard.beslutad": "Åtgärden beslutades.",
    "atgard.rapporterad": "Läget rapporterades.",
    "atgard.effekt_verifierad": "Effekten bedömdes.",
    "lardom.skriven": "Lärdomen skrevs.",
    "lardom.andrad": "Lärdomen skrevs om.",
    "lardom.foresla": "Lärdomen föreslogs.",
    "lardom.ta_tillbaka": "Lärdomen togs tillbaka till utkast.",
    "lardom.sakra": "Lärdomen säkrades när kilen lades.",
    "rutin.skapad": "Rutinen lades till och gäller från {galler_fran}.",
}
