"""The business act of deciding what a nämnd promises those who write."""

from __future__ import annotations

from django.db import transaction

from kvalitet import klocka, logg
from kvalitet.behorighet import prova
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare, Namnd
from kvalitet.roller import Rattighet
from synpunkter.models import Tidsfrist

MEST_ATT_SVARA = 120
MEST_ATT_TA_HAND_OM = 30
MEST_ATT_VANTA = 60


@transaction.atomic
def satt_tidsfrist(
    namnd: Namnd,
    *,
    ta_hand_om_vardagar: int,
    svara_dagar: int,
    svara_i_vardagar: bool,
    vanta_vardagar: int,
    aftnar_lediga: bool,
    av: Anvandare,
) -> Tidsfrist:
    """Decide the nämnd's promise. Cases that are open keep the day that they were promised."""
    data = {
        "svara_dagar": svara_dagar,
        "ta_hand_om_vardagar": ta_hand_om_vardagar,
        "svara_i_vardagar": svara_i_vardagar,
        "vanta_vardagar": vanta_vardagar,
        "aftnar_lediga": aftnar_lediga,
    }
    frist = Tidsfrist(namnd=namnd, **data)
    prova(av, Rattighet.SYNPUNKT_INSTALLA, frist)
    if not (1 <= svara_dagar <= MEST_ATT_SVARA and 1 <= ta_hand_om_vardagar <= MEST_ATT_TA_HAND_OM):
        raise Regelbrott(
            f"Lova svar inom 1 till {MEST_ATT_SVARA} dagar, och att ärendet tas om hand inom "
            f"1 till {MEST_ATT_TA_HAND_OM}."
        )
    if not 1 <= vanta_vardagar <= MEST_ATT_VANTA:
        raise Regelbrott(f"Vänta på en komplettering i 1 till {MEST_ATT_VANTA} vardagar.")
    Tidsfrist.objects.update_or_create(namnd=namnd, defaults=data)
    logg.skriv("tidsfrist.satt", frist, av=av, nu=klocka.nu(), data=data)
    return frist
