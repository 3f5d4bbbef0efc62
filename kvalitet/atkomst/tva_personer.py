"""Four eyes and impartiality: the acts that refuse the one involved, however many roles they hold.

tests/atkomst/test_tva_personer.py lets the one involved try each of them, and then somebody else.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Tvapersonsakt:
    namn: str
    akt: str
    inblandad: str


AKTER = (
    Tvapersonsakt("plan_faststall", "Fastställa en plan", "den som skickade in den"),
    Tvapersonsakt("atgard_effekt", "Bedöma om en åtgärd hjälpte", "den som ansvarar för åtgärden"),
    Tvapersonsakt(
        "atgard_overlamna", "Ta över en åtgärd vars effekt ska bedömas", "den som har bedömt den"
    ),
    Tvapersonsakt("sprang_infor", "Införa ett förbättringssprång", "den som äger språnget"),
    Tvapersonsakt("gallring_godkann", "Godkänna en gallring", "den som föreslog den"),
    Tvapersonsakt("publicering_godkann", "Publicera ”Ni sa – vi gjorde”", "den som skrev texten"),
    Tvapersonsakt("synpunkt_handlagg", "Ta hand om en synpunkt", "den som synpunkten gäller"),
    Tvapersonsakt("synpunkt_anteckna", "Anteckna i en synpunkt", "den som synpunkten gäller"),
    Tvapersonsakt("synpunkt_markera", "Sekretessmarkera", "den som synpunkten gäller"),
    Tvapersonsakt("signal_bedom", "Bedöma en signal (lex Sarah)", "den som synpunkten gäller"),
    Tvapersonsakt(
        "utlamnande_aterta", "Avsluta en begäran om handlingar", "den som synpunkten gäller"
    ),
    Tvapersonsakt("roll_ge", "Ge en roll", "den som rollen gäller"),
    Tvapersonsakt("tvasteg_nollstall", "Nollställa tvåstegsinloggning", "den vars den är"),
)
