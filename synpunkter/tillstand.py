"""The state machine of a synpunkt: a pure table (domain.md section 5)."""

from collections.abc import Collection

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
    SAMMANSLAGEN = "sammanslagen", "Sammanslagen med ett annat ärende"
    DELAD = "delad", "Delad"
    VIDAREBEFORDRAD = "vidarebefordrad", "Vidarebefordrad"


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
    LEX_SARAH = "lex_sarah", "Utreds enligt lex Sarah"
    SKRAPPOST = "skrappost", "Skräppost"
    """Only from quarantine (`avsluta_skrap`); no handler chooses it."""


VALBARA = tuple(val for val in Utfall.choices if val[0] != Utfall.SKRAPPOST)
"""What a handler chooses among."""
VIDARE = (Utfall.FEL_MOTTAGARE, Utfall.ANNAN_PROCESS, Utfall.LEX_SARAH)
"""What forwarding a case says came of it."""
_SAMLAT = (
    (Utfall.DELVIS, (Utfall.ATGARDAT, Utfall.DELVIS)),
    (Utfall.PLANERAD, (Utfall.PLANERAD,)),
    (Utfall.FRAMFORT, (Utfall.FRAMFORT,)),
    (Utfall.FRAGA_BESVARAD, (Utfall.FRAGA_BESVARAD,)),
    (Utfall.ANNAN_PROCESS, (Utfall.ANNAN_PROCESS, Utfall.LEX_SARAH)),
    (Utfall.INGEN, (Utfall.INGEN,)),
)


def samlat_utfall(delarnas: Collection[str]) -> Utfall:
    """Return what came of a split case: what came of every part, or the most that came of any.

    Never more than was done: parts that differ are at most partly mended.
    """
    olika = set(delarnas)
    if len(olika) == 1:
        return Utfall(olika.pop())
    return next(utfall for utfall, bland in _SAMLAT if olika & set(bland))


SLUTNA = (Lage.AVSLUTAD, Lage.VIDAREBEFORDRAD)
"""Nothing more is owed to the sender; they may open it again within thirty days."""
PAGAR = (Lage.TILLDELAD, Lage.UNDER_HANDLAGGNING, Lage.VANTAR_KOMPLETTERING)
"""Somebody is to handle the case."""
OPPNA = tuple(lage for lage in Lage if lage not in (*SLUTNA, Lage.SAMMANSLAGEN))
"""What someone works with. A merged case is not over, but is answered through its master."""
STANGDA = (*SLUTNA, Lage.SAMMANSLAGEN)
I_ARBETE = (Lage.INKOMMEN, Lage.TILLDELAD, Lage.UNDER_HANDLAGGNING, Lage.ATEROPPNAD)
FORDELAS = (Lage.KARANTAN, *I_ARBETE)
"""From here triage merges, splits and forwards: nothing has been answered or asked yet."""
HUVUD = (*I_ARBETE, Lage.VANTAR_KOMPLETTERING)
"""A master is in one of these when others are merged into it."""

SYNPUNKT = Maskin(
    namn="synpunkt",
    falt="lage",
    lagen=Lage,
    start=(Lage.INKOMMEN, Lage.KARANTAN),
    rader=(
        Overgang(
            "tilldela",
            fran=FORDELAS,
            till=Lage.TILLDELAD,
            ratt=Rattighet.SYNPUNKT_FORDELA,
            etikett="Tilldela",
            villkor=(
                "synpunkter.ojavig",
                "synpunkter.mottagare_vald",
                "synpunkter.overlamnande_provat",
            ),
            effekter=("synpunkter.tilldelad",),
        ),
        Overgang(
            "ta_hand_om",
            fran=(Lage.TILLDELAD, Lage.ATEROPPNAD),
            till=Lage.UNDER_HANDLAGGNING,
            ratt=Rattighet.SYNPUNKT_HANDLAGGA,
            etikett="Ta hand om",
            villkor=("synpunkter.ojavig",),
            effekter=("synpunkter.handlaggare_satt",),
        ),
        Overgang(
            "begar_komplettering",
            fran=(Lage.UNDER_HANDLAGGNING,),
            till=Lage.VANTAR_KOMPLETTERING,
            ratt=Rattighet.SYNPUNKT_HANDLAGGA,
            etikett="Be om komplettering",
            villkor=(
                "synpunkter.ojavig",
                "synpunkter.avsandaren_kan_nas",
                "synpunkter.meddelande_skrivet",
            ),
            effekter=("synpunkter.klockan_stannad", "synpunkter.meddelande_sant"),
        ),
        Overgang(
            "komplettera",
            fran=(Lage.VANTAR_KOMPLETTERING,),
            till=Lage.UNDER_HANDLAGGNING,
            ratt=Rattighet.SYNPUNKT_HANDLAGGA,
            system=True,
            etikett="Fortsätt handlägga",
            villkor=("synpunkter.ojavig",),
            effekter=("synpunkter.klockan_igang",),
        ),
        Overgang(
            "besvara",
            fran=(Lage.UNDER_HANDLAGGNING,),
            till=Lage.BESVARAD,
            ratt=Rattighet.SYNPUNKT_HANDLAGGA,
            etikett="Skicka svaret",
            villkor=("synpunkter.ojavig", "synpunkter.meddelande_skrivet"),
            effekter=(
                "synpunkter.meddelande_sant",
                "synpunkter.besvarad",
                "synpunkter.sammanslagna_besvarade",
                "synpunkter.del_besvarad",
            ),
        ),
        Overgang(
            "avsluta",
            fran=(Lage.UNDER_HANDLAGGNING, Lage.BESVARAD),
            till=Lage.AVSLUTAD,
            ratt=Rattighet.SYNPUNKT_HANDLAGGA,
            etikett="Avsluta ärendet",
            villkor=(
                "synpunkter.ojavig",
                "synpunkter.utfall_angivet",
                "synpunkter.klagomal_besvarat",
            ),
            effekter=(
                "synpunkter.avslutad",
                "synpunkter.sammanslagna_avslutade",
                "synpunkter.del_avslutad",
            ),
        ),
        Overgang(
            "ateroppna",
            fran=SLUTNA,
            till=Lage.ATEROPPNAD,
            ratt=Rattighet.SYNPUNKT_ATEROPPNA,
            system=True,
            etikett="Öppna igen",
            kommentar_kravs=True,
            villkor=(
                "synpunkter.ojavig",
                "synpunkter.inte_en_del",
                "synpunkter.inom_trettio_dagar",
            ),
            effekter=("synpunkter.ateroppnad",),
        ),
        Overgang(
            "sla_ihop",
            fran=FORDELAS,
            till=Lage.SAMMANSLAGEN,
            ratt=Rattighet.SYNPUNKT_FORDELA,
            etikett="Slå ihop",
            villkor=("synpunkter.ojavig", "synpunkter.inte_en_del", "synpunkter.huvud_passar"),
            effekter=("synpunkter.sammanslagen",),
        ),
        Overgang(
            "ta_ur",
            fran=(Lage.SAMMANSLAGEN,),
            till=Lage.INKOMMEN,
            eller_till=tuple(lage for lage in FORDELAS if lage != Lage.INKOMMEN),
            ratt=Rattighet.SYNPUNKT_FORDELA,
            etikett="Ta ur sammanslagningen",
            villkor=("synpunkter.ojavig", "synpunkter.sammanslagen_inom_trettio_dagar"),
            effekter=("synpunkter.tagen_ur",),
        ),
        Overgang(
            "avsluta_med_huvudet",
            fran=(Lage.SAMMANSLAGEN,),
            till=Lage.AVSLUTAD,
            ratt=None,
            etikett="Avslutas med sitt huvudärende",
            effekter=("synpunkter.avslutad_med_huvudet",),
        ),
        Overgang(
            "vidarebefordra_med_huvudet",
            fran=(Lage.SAMMANSLAGEN,),
            till=Lage.VIDAREBEFORDRAD,
            ratt=None,
            etikett="Vidarebefordras med sitt huvudärende",
            effekter=("synpunkter.avslutad_med_huvudet",),
        ),
        Overgang(
            "dela",
            fran=FORDELAS,
            till=Lage.DELAD,
            ratt=Rattighet.SYNPUNKT_FORDELA,
            etikett="Dela",
            villkor=(
                "synpunkter.ojavig",
                "synpunkter.inte_en_del",
                "synpunkter.inga_sammanslagna",
                "synpunkter.delarna_hela",
            ),
            effekter=("synpunkter.delad",),
        ),
        Overgang(
            "avsluta_delat",
            fran=(Lage.DELAD,),
            till=Lage.AVSLUTAD,
            ratt=None,
            etikett="Avslutas när alla delar är avslutade",
            villkor=("synpunkter.alla_delar_avslutade",),
            effekter=("synpunkter.avslutad",),
        ),
        Overgang(
            "vidarebefordra",
            fran=FORDELAS,
            till=Lage.VIDAREBEFORDRAD,
            ratt=Rattighet.SYNPUNKT_FORDELA,
            etikett="Vidarebefordra",
            villkor=("synpunkter.ojavig", "synpunkter.vidarebefordran_hel"),
            effekter=(
                "synpunkter.vidarebefordrad",
                "synpunkter.sammanslagna_vidarebefordrade",
                "synpunkter.del_avslutad",
            ),
        ),
        Overgang(
            "avsluta_skrap",
            fran=(Lage.KARANTAN,),
            till=Lage.AVSLUTAD,
            ratt=Rattighet.SYNPUNKT_FORDELA,
            etikett="Avsluta som skräppost",
            villkor=("synpunkter.ojavig",),
            effekter=("synpunkter.skrap_avslutat",),
        ),
    ),
)
