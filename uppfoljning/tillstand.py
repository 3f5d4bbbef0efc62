"""The life of a report, of whatever kind: a pure table (domain.md section 8).

Guards, buttons, the database's trigger, tests and docs/tillstand.md read these rows. A nämnd's
report is approved by the chef, and then recorded as the nämnd decided; one that is the chef's own
to decide takes one step instead of two. Måluppfyllelse is approved already when its follow-up is,
and is born there.
"""

from django.db.models import TextChoices

from kvalitet.overgang import Maskin, Overgang
from kvalitet.roller import Rattighet


class Rapportliv(TextChoices):
    UTKAST = "utkast", "Utkast"
    GODKAND = "godkand", "Godkänd"
    """The kontor stands behind it: by its own approval, or by that of the follow-up."""
    FASTSTALLD = "faststalld", "Fastställd"
    PUBLICERAD = "publicerad", "Publicerad"


BESLUTADE = (Rapportliv.FASTSTALLD, Rapportliv.PUBLICERAD)
CHEFENS = ("manad", "enhet")
"""The kinds that the chef decides: they have a day and no paragraph."""

_HEL = (
    "uppfoljning.rapporten_hel",
    "uppfoljning.senaste_versionen",
    "uppfoljning.underlaget_galler",
    "uppfoljning.rattelse_skriven",
    "uppfoljning.rapportbeslut_angivet",
)

RAPPORT = Maskin(
    namn="rapport",
    falt="lage",
    lagen=Rapportliv,
    start=(Rapportliv.UTKAST, Rapportliv.GODKAND),
    rader=(
        Overgang(
            "godkann",
            fran=(Rapportliv.UTKAST,),
            till=Rapportliv.GODKAND,
            ratt=Rattighet.RAPPORT_GODKANNA,
            etikett="Godkänn rapporten",
            villkor=(
                "uppfoljning.namnden_beslutar",
                "uppfoljning.senaste_versionen",
                "uppfoljning.rattelsens_fyra_ogon",
            ),
            effekter=("uppfoljning.rapporten_godkand",),
        ),
        Overgang(
            "faststall",
            fran=(Rapportliv.GODKAND,),
            till=Rapportliv.FASTSTALLD,
            ratt=Rattighet.RAPPORT_FASTSTALLA,
            etikett="Fastställ rapporten",
            villkor=("uppfoljning.namnden_beslutar", *_HEL),
            effekter=("uppfoljning.rapporten_beslutad",),
        ),
        Overgang(
            "faststall_chef",
            fran=(Rapportliv.UTKAST, Rapportliv.GODKAND),
            till=Rapportliv.FASTSTALLD,
            ratt=Rattighet.RAPPORT_GODKANNA,
            etikett="Fastställ rapporten",
            villkor=("uppfoljning.chefen_beslutar", *_HEL, "uppfoljning.rattelsens_fyra_ogon"),
            effekter=("uppfoljning.rapporten_beslutad",),
        ),
        Overgang(
            "publicera",
            fran=(Rapportliv.FASTSTALLD,),
            till=Rapportliv.PUBLICERAD,
            ratt=Rattighet.RAPPORT_FASTSTALLA,
            system=True,
            etikett="Publicera rapporten",
            villkor=("uppfoljning.ingen_nyare_beslutad",),
            effekter=("uppfoljning.rapporten_publicerad", "uppfoljning.lankar_skickade"),
        ),
    ),
)


def raderna(slag: str) -> tuple[str, ...]:
    """The rows that a report of the kind goes through."""
    if slag in CHEFENS:
        return ("faststall_chef", "publicera")
    return ("godkann", "faststall", "publicera")


def beslutsraden(slag: str) -> str:
    """The row by which the kind is decided."""
    return raderna(slag)[-2]
