"""How the making of reports fares (kvalitet.drift)."""

from django.db.models import Min

from kvalitet import klocka
from kvalitet.drift import VANTAR_LANGE, Lage, Prov
from uppfoljning.models import Rapportjobb

NAMN = "Rapporter"


def rapporter() -> Prov:
    """What waits to be made, and what was given up."""
    misslyckade = Rapportjobb.objects.misslyckade().count()
    if misslyckade:
        gor = (
            "Den som beställer rapporter försöker igen på sidan Rapporter. Serverns logg säger mer."
        )
        return Prov(NAMN, Lage.FEL, f"{misslyckade} gick inte att skapa.", gor)
    pa_vag = Rapportjobb.objects.pa_vag()
    antal, aldst = pa_vag.count(), pa_vag.aggregate(tid=Min("skapad"))["tid"]
    if aldst and klocka.nu() - aldst > VANTAR_LANGE:
        mening = f"{antal} väntar, den äldsta i mer än tio minuter."
        return Prov(NAMN, Lage.VARNING, mening, "Se efter att arbetaren är igång.")
    return Prov(NAMN, Lage.BRA, f"{antal} är på väg.")
