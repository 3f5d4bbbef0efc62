"""The state machine of a request for a public record: a pure table (TF 2 kap., OSL 6 kap.)."""

from django.db.models import TextChoices

from kvalitet.overgang import Maskin, Overgang
from kvalitet.roller import Rattighet


class Lage(TextChoices):
    BEGARD = "begard", "Begärd"
    BEVILJAD = "beviljad", "Ska lämnas ut"
    UTLAMNAD = "utlamnad", "Utlämnad"
    AVSLAGEN = "avslagen", "Avslagen"
    ATERTAGEN = "atertagen", "Återtagen"


OPPNA = (Lage.BEGARD, Lage.BEVILJAD)
_PROVA = Rattighet.UTLAMNANDE_PROVA

UTLAMNANDE = Maskin(
    namn="utlamnande",
    falt="lage",
    lagen=Lage,
    start=(Lage.BEGARD,),
    forst_las="synpunkt",
    rader=(
        Overgang(
            "bevilja",
            fran=(Lage.BEGARD,),
            till=Lage.BEVILJAD,
            ratt=_PROVA,
            etikett="Lämna ut",
            villkor=("synpunkter.arendet_kan_lasas", "synpunkter.utlamnande_provat"),
            effekter=("synpunkter.provning_skriven", "synpunkter.handlingar_bestallda"),
        ),
        Overgang(
            "avsla",
            fran=(Lage.BEGARD,),
            till=Lage.AVSLAGEN,
            ratt=_PROVA,
            etikett="Lämna inte ut",
            villkor=("synpunkter.arendet_kan_lasas", "synpunkter.utlamnande_provat"),
            effekter=("synpunkter.provning_skriven", "synpunkter.handlingar_bestallda"),
        ),
        Overgang(
            "lamna_ut",
            fran=(Lage.BEVILJAD,),
            till=Lage.UTLAMNAD,
            ratt=_PROVA,
            etikett="Anteckna att handlingen är lämnad",
            villkor=(
                "synpunkter.arendet_kan_lasas",
                "synpunkter.handlingen_klar",
                "synpunkter.maskningen_genomlast",
            ),
            effekter=("synpunkter.utlamnad",),
        ),
        Overgang(
            "prova_om",
            fran=(Lage.BEVILJAD, Lage.AVSLAGEN),
            till=Lage.BEGARD,
            ratt=_PROVA,
            etikett="Pröva om",
            kommentar_kravs=True,
            villkor=("synpunkter.arendet_kan_lasas",),
            effekter=("synpunkter.beslutet_upphavt",),
        ),
        Overgang(
            "aterta",
            fran=(Lage.BEGARD, Lage.BEVILJAD),
            till=Lage.ATERTAGEN,
            ratt=_PROVA,
            etikett="Återta begäran",
            kommentar_kravs=True,
            villkor=("synpunkter.arendet_kan_lasas",),
            effekter=("synpunkter.beslutet_upphavt",),
        ),
    ),
)
