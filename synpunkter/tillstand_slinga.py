"""The state machines of the closed loop: what the senders are told, and what is published."""

from django.db.models import TextChoices

from kvalitet.overgang import Maskin, Overgang
from kvalitet.roller import Rattighet


class Beskedslage(TextChoices):
    UTKAST = "utkast", "Väntar på att godkännas"
    SKICKAD = "skickad", "Skickat"
    STRUKEN = "struken", "Inget besked skickas"


class Publiceringslage(TextChoices):
    UTKAST = "utkast", "Utkast"
    GRANSKNING = "granskning", "Väntar på godkännande"
    PUBLICERAD = "publicerad", "Publicerad"
    TILLBAKADRAGEN = "tillbakadragen", "Tillbakadragen"


ATERKOPPLING = Maskin(
    namn="aterkoppling",
    falt="lage",
    lagen=Beskedslage,
    start=(Beskedslage.UTKAST,),
    rader=(
        Overgang(
            "skicka",
            fran=(Beskedslage.UTKAST,),
            till=Beskedslage.SKICKAD,
            ratt=Rattighet.SYNPUNKT_ATERKOPPLA,
            etikett="Godkänn och skicka",
            villkor=("synpunkter.beskedet_skrivet", "synpunkter.beskedet_rojer_ingen"),
            effekter=("synpunkter.beskedet_skickat",),
        ),
        Overgang(
            "stryk",
            fran=(Beskedslage.UTKAST,),
            till=Beskedslage.STRUKEN,
            ratt=Rattighet.SYNPUNKT_ATERKOPPLA,
            etikett="Skicka inget besked",
            kommentar_kravs=True,
        ),
    ),
)

PUBLICERING = Maskin(
    namn="publicering",
    falt="lage",
    lagen=Publiceringslage,
    start=(Publiceringslage.UTKAST,),
    rader=(
        Overgang(
            "begar_godkannande",
            fran=(Publiceringslage.UTKAST,),
            till=Publiceringslage.GRANSKNING,
            ratt=Rattighet.SYNPUNKT_ATERKOPPLA,
            etikett="Begär godkännande",
            villkor=("synpunkter.texten_rojer_ingen",),
            effekter=("synpunkter.texten_inlamnad",),
        ),
        Overgang(
            "godkann",
            fran=(Publiceringslage.GRANSKNING,),
            till=Publiceringslage.PUBLICERAD,
            ratt=Rattighet.SYNPUNKT_PUBLICERA,
            etikett="Godkänn och publicera",
            villkor=("synpunkter.skriven_av_annan", "synpunkter.texten_rojer_ingen"),
            effekter=("synpunkter.texten_publicerad",),
        ),
        Overgang(
            "skicka_tillbaka",
            fran=(Publiceringslage.GRANSKNING,),
            till=Publiceringslage.UTKAST,
            ratt=Rattighet.SYNPUNKT_PUBLICERA,
            etikett="Skicka tillbaka",
            kommentar_kravs=True,
        ),
        Overgang(
            "dra_tillbaka",
            fran=(
                Publiceringslage.UTKAST,
                Publiceringslage.GRANSKNING,
                Publiceringslage.PUBLICERAD,
            ),
            till=Publiceringslage.TILLBAKADRAGEN,
            ratt=Rattighet.SYNPUNKT_PUBLICERA,
            etikett="Dra tillbaka",
            kommentar_kravs=True,
            effekter=("synpunkter.texten_tillbakadragen",),
        ),
    ),
)
