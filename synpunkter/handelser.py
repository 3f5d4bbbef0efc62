"""The events of a synpunkt in words, for the history on its page."""

MENINGAR = {
    "synpunkt.bytte_enhet": "Ärendet gick över från {fran_enhet} till {till_enhet}.",
    "synpunkt.inkom": "Kom in via webben.",
    "synpunkt.registrerad": "Skrevs in av en medarbetare.",
    "synpunkt.tilldela": "Tilldelad {enhet}.",
    "synpunkt.ta_hand_om": "Togs om hand.",
    "synpunkt.begar_komplettering": "Avsändaren ombads komplettera. Klockan står still.",
    "synpunkt.komplettera": "Handläggningen fortsätter. Klockan går igen.",
    "synpunkt.besvara": "Svaret skickades.",
    "synpunkt.avsluta": "Avslutades.",
    "synpunkt.ateroppna": "Öppnades igen.",
    "synpunkt.skrev": "Avsändaren skrev mer.",
    "synpunkt.antecknad": "Intern anteckning.",
    "synpunkt.kopplad": "Kopplades till en brist.",
    "synpunkt.frankopplad": "Kopplingen till en brist togs bort när ärendet bytte nämnd.",
    "synpunkt.last": "Lästes av revisor.",
    "synpunkt.lista_last": "Revisor läste i listan över synpunkter, {antal} på sidan.",
    "synpunkt.nojdhet": "Avsändaren svarade hur nöjd den är: {poang} av 5.",
    "synpunkt.ny_lank": "Avsändaren fick en ny länk med e-post.",
}
