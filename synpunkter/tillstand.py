"""The state machine of a synpunkt: a pure table (domain.md section 5)."""

from django.db.models import TextChoices

from kvalitet.overgang import Maskin, Overgang
from kvalitet.roller import Rattighet


class Lage(TextChoices):
    INKOMMEN = "inkommen", "Inkommen"
    KARANTAN = "karantan", "I karantän"
    TILLDELAD = "tilldelad", "Tilldelad"
    UNDER_HANDLAGGNING = "under_handlaggning", "Under handläggning"
    VANTAR_KOMPLETTERING = "vantar_komplettering", "Väntar på komplettering"
    BESVARAD = "besvarad", "Besvarad"
    AVSLUTAD = "avslutad", "Avslutad"
    ATEROPPNAD = "ateroppnad", "Återöppnad"


class Utfall(TextChoices):
    """What came of it. Apart from the state: closed is never shown as fixed."""

    ATGARDAT = "atgardat", "Åtgärdat"
    DELVIS = "delvis", "Delvis åtgärdat"
    PLANERAD = "planerad", "Åtgärd planerad"
    INGEN = "ingen", "Ingen åtgärd, med motivering"
    FRAGA_BESVARAD = "fraga_besvarad", "Frågan är besvarad"
    FRAMFORT = "framfort", "Framfört till verksamheten"
    FEL_MOTTAGARE = "fel_mottagare", "Fel mottagare"
    ANNAN_PROCESS = "annan_process", "Hanteras i en annan process"


OPPNA = tuple(lage for lage in Lage if lage != Lage.AVSLUTAD)

SYNPUNKT = Maskin(
    namn="synpunkt",
    falt="lage",
    lagen=Lage,
    start=(Lage.INKOMMEN, Lage.KARANTAN),
    rader=(
        Overgang(
            "tilldela",
            fran=(Lage.INKOMMEN, Lage.KARANTAN, Lage.TILLDELAD, Lage.ATEROPPNAD),
            till=Lage.TILLDELAD,
            ratt=Rattighet.SYNPUNKT_FORDELA,
            etikett="Tilldela",
            villkor=("synpunkter.mottagare_vald",),
            effekter=("synpunkter.tilldelad",),
        ),
        Overgang(
            "ta_hand_om",
            fran=(Lage.TILLDELAD, Lage.ATEROPPNAD),
            till=Lage.UNDER_HANDLAGGNING,
            ratt=Rattighet.SYNPUNKT_HANDLAGGA,
            etikett="Ta hand om",
            effekter=("synpunkter.handlaggare_satt",),
        ),
        Overgang(
            "begar_komplettering",
            fran=(Lage.UNDER_HANDLAGGNING,),
            till=Lage.VANTAR_KOMPLETTERING,
            ratt=Rattighet.SYNPUNKT_HANDLAGGA,
            etikett="Be om komplettering",
            villkor=("synpunkter.avsandaren_kan_nas", "synpunkter.meddelande_skrivet"),
            effekter=("synpunkter.klockan_stannad", "synpunkter.meddelande_sant"),
        ),
        Overgang(
            "komplettera",
            fran=(Lage.VANTAR_KOMPLETTERING,),
            till=Lage.UNDER_HANDLAGGNING,
            ratt=Rattighet.SYNPUNKT_HANDLAGGA,
            system=True,
            etikett="Fortsätt handlägga",
            effekter=("synpunkter.klockan_igang",),
        ),
        Overgang(
            "besvara",
            fran=(Lage.UNDER_HANDLAGGNING,),
            till=Lage.BESVARAD,
            ratt=Rattighet.SYNPUNKT_HANDLAGGA,
            etikett="Skicka svaret",
            villkor=("synpunkter.meddelande_skrivet",),
            effekter=("synpunkter.meddelande_sant", "synpunkter.besvarad"),
        ),
        Overgang(
            "avsluta",
            fran=(Lage.UNDER_HANDLAGGNING, Lage.BESVARAD),
            till=Lage.AVSLUTAD,
            ratt=Rattighet.SYNPUNKT_HANDLAGGA,
            etikett="Avsluta ärendet",
            villkor=("synpunkter.utfall_angivet", "synpunkter.klagomal_besvarat"),
            effekter=("synpunkter.avslutad",),
        ),
        Overgang(
            "ateroppna",
            fran=(Lage.AVSLUTAD,),
            till=Lage.ATEROPPNAD,
            ratt=Rattighet.SYNPUNKT_ATEROPPNA,
            system=True,
            etikett="Öppna igen",
            kommentar_kravs=True,
            villkor=("synpunkter.inom_trettio_dagar",),
            effekter=("synpunkter.ateroppnad",),
        ),
    ),
)
