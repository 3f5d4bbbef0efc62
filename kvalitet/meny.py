"""The pages that staff begin from: the menu, and what lies one step below it. Pure data."""

from kvalitet.roller import Rattighet

ARBETSMENY: list[tuple[str, str, Rattighet | None]] = [
    ("Översikt", "arbete", None),
    ("Planer", "cykel:planer", Rattighet.PLAN_SE),
    ("Mål", "cykel:mal", Rattighet.PLAN_SE),
    ("Uppdrag", "cykel:uppdrag", Rattighet.PLAN_SE),
    ("Indikatorer", "cykel:indikatorer", Rattighet.PLAN_SE),
    ("Följa upp", "uppfoljning:uppfoljning", Rattighet.PLAN_SE),
    ("Synpunkter", "synpunkter:inkorg", Rattighet.SYNPUNKT_SE),
    ("Åtgärder och lärdomar", "cykel:larande", Rattighet.PLAN_SE),
    ("Nämnden", "uppfoljning:namnden", Rattighet.NAMNDFRAGA_STALLA),
    ("Rapporter", "uppfoljning:rapporter", Rattighet.RAPPORT_SE),
    ("Organisation", "organisation", Rattighet.ORGANISATION_SE),
]

FLER_SIDOR: list[tuple[str, str]] = [
    ("Plantavlan: alla planer efter skede", "cykel:tavla"),
    ("Skapa en plan", "cykel:plan_ny"),
    ("Årshjulet", "cykel:arshjul"),
    ("Det jag ska uppdatera", "cykel:uppdatera"),
    ("Ansvar att lämna över", "cykel:overlamning"),
    ("Täckning: mål och aktiviteter", "cykel:tackning"),
    ("Registrera ett mål", "cykel:mal_nytt"),
    ("Styrmodeller", "cykel:styrmodeller"),
    ("Uppföljningstillfällen", "cykel:tillfallen"),
    ("Signaler om indikatorer", "uppfoljning:signaler"),
    ("Kolada: nyckeltal", "uppfoljning:kolada"),
    ("Undersökningar", "uppfoljning:undersokningar"),
    ("Undersökningar som andra gör", "uppfoljning:externa"),
    ("Åtgärder", "cykel:atgardslista"),
    ("Håller det vi har lärt oss: återfall", "cykel:aterfall"),
    ("Rutiner", "cykel:rutiner"),
    ("Risker", "cykel:risker"),
    ("Internkontroll", "cykel:internkontrollplaner"),
    ("Egenkontroll", "cykel:egenkontroller"),
    ("Förbättringssprång", "cykel:sprangen"),
    ("Skriv in en synpunkt", "synpunkter:registrera"),
    ("Mönster bland synpunkter", "synpunkter:monster_lista"),
    ("Lika synpunkter", "synpunkter:kampanjer"),
    ("Frånvaro bland handläggare", "synpunkter:franvaro"),
    ("Begärda handlingar", "synpunkter:utlamnanden"),
    ("Gallring", "synpunkter:gallring"),
    ("Registerutdrag", "synpunkter:registerutdrag"),
    ("Inställningar för synpunkter", "synpunkter:installningar"),
    ("Beställ en rapport", "uppfoljning:rapport_bestall"),
    ("Rapporter som skapas av sig själva", "uppfoljning:rapportscheman"),
    ("Läs in från fil", "importera"),
    ("Konton", "konton"),
    ("Grupper som ger roller", "grupper"),
]
"""Found by the search; who may open each is what its view says."""
