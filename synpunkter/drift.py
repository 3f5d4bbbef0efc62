"""How what belongs to synpunkter fares (kvalitet.drift)."""

from datetime import timedelta

from django.conf import settings
from django.db.models import Min

from kvalitet import klocka
from kvalitet.drift import Lage, Prov, antal_ord
from synpunkter.models import Bilaga, Diarieforing

LANGE = timedelta(hours=1)


def karantan() -> Prov:
    """Files that the virus scanner has not answered for."""
    namn = "Virusskydd"
    vantar = Bilaga.objects.filter(lage=Bilaga.Lage.KARANTAN)
    antal, aldst = vantar.count(), vantar.aggregate(tid=Min("skapad"))["tid"]
    if antal and not settings.CLAMD:  # nothing will answer; the registrator sees the file
        filer = antal_ord(antal, "fil", "filer")
        gor = (
            "Ange KVALITET_CLAMD. Registratorn kan också öppna filens ärende och släppa filen, om "
            "det är säkert att den är ofarlig."
        )
        mening = f"{filer} i karantän, och inget virusskydd är inkopplat."
        return Prov(namn, Lage.VARNING, mening, gor)
    if antal and aldst and klocka.nu() - aldst > LANGE:
        gor = "Se efter att virusskyddet (clamd) är igång. Filerna prövas igen var femte minut."
        mening = f"{antal_ord(antal, 'fil', 'filer')} väntar i karantän sedan över en timme."
        return Prov(namn, Lage.FEL, mening, gor)
    if not settings.CLAMD:
        return Prov(namn, Lage.VARNING, "Inget virusskydd är inkopplat.", "Ange KVALITET_CLAMD.")
    return Prov(namn, Lage.BRA, f"{antal_ord(antal, 'fil', 'filer')} väntar på virusskyddets svar.")


def diariet() -> Prov:
    """Cases that another register has not been able to take."""
    namn = "Diariet"
    fast = Diarieforing.objects.filter(status=Diarieforing.Status.KOAD, forsok__gte=3).count()
    if fast:
        gor = "Kontrollera mappen som diariet hämtar ur: finns den, och finns det plats?"
        return Prov(
            namn,
            Lage.FEL,
            f"{antal_ord(fast, 'ärende', 'ärenden')} kunde inte lämnas till diariet.",
            gor,
        )
    return Prov(namn, Lage.BRA, "Inget ärende har fastnat på väg till diariet.")
