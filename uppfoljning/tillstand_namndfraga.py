"""The state machine of a question from a nämnd's member to the kontor: a pure table."""

from django.db.models import TextChoices

from kvalitet.overgang import Maskin, Overgang
from kvalitet.roller import Rattighet


class Fragelage(TextChoices):
    STALLD = "stalld", "Väntar på svar"
    BESVARAD = "besvarad", "Besvarad"
    ATERTAGEN = "atertagen", "Tillbakatagen"


NAMNDFRAGA = Maskin(
    namn="namndfraga",
    falt="lage",
    lagen=Fragelage,
    start=(Fragelage.STALLD,),
    rader=(
        Overgang(
            "besvara",
            fran=(Fragelage.STALLD,),
            till=Fragelage.BESVARAD,
            ratt=Rattighet.NAMNDFRAGA_BESVARA,
            etikett="Svara",
            villkor=("uppfoljning.namndsvar_finns",),
            effekter=("uppfoljning.namndsvar_skrivet",),
        ),
        Overgang(
            "ratta_svar",
            fran=(Fragelage.BESVARAD,),
            till=Fragelage.BESVARAD,
            ratt=Rattighet.NAMNDFRAGA_BESVARA,
            etikett="Rätta svaret",
            villkor=("uppfoljning.namndsvar_finns",),
            effekter=("uppfoljning.namndsvar_skrivet",),
        ),
        Overgang(
            "ta_tillbaka",
            fran=(Fragelage.STALLD,),
            till=Fragelage.ATERTAGEN,
            ratt=Rattighet.NAMNDFRAGA_STALLA,
            etikett="Ta tillbaka frågan",
            villkor=("uppfoljning.egen_namndfraga",),
        ),
    ),
)
