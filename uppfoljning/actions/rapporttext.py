"""What people write themselves in a report of a period, and which law it follows."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from kvalitet import klocka, logg
from kvalitet.behorighet import prova
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare, Namnd
from kvalitet.roller import Rattighet
from uppfoljning.models import Lagval, Rapporttext
from uppfoljning.samlare import perioder
from uppfoljning.samlare.omfang import Rapportomfang


@transaction.atomic
def skriv(
    omfang: Rapportomfang, texter: Mapping[str, str], *, sags: Mapping[str, str], av: Anvandare
) -> None:
    """Save the texts by section; an empty one takes the text away. `sags`: what each said when
    the writer began, so that nobody writes over what another has written meanwhile."""
    prova(av, Rattighet.RAPPORT_BESTALLA, omfang.rapport())
    omfang.las()
    rader = {rad.avsnitt: rad for rad in perioder.rader(omfang).order_by("pk")}
    if any((rader[a].text if a in rader else "") != sags.get(a, "") for a in texter):
        raise Regelbrott(
            "Någon annan har ändrat texten medan du skrev. Kopiera det du har skrivit, ladda om "
            "sidan och lägg in det igen."
        )
    nu = klocka.nu()
    for avsnitt, text in texter.items():
        rad = rader.get(avsnitt) or _ny(omfang, avsnitt)
        rad.text, rad.skriven_av, rad.skriven = text.strip(), av, nu
        if rad.text:
            rad.save()
            logg.skriv("rapporttext.skriven", rad, av=av, nu=nu, data={"avsnitt": avsnitt})
        elif rad.pk:
            logg.skriv("rapporttext.borttagen", rad, av=av, nu=nu, data={"avsnitt": avsnitt})
            rad.delete()


@transaction.atomic
def valj_lag(omfang: Rapportomfang, lag: str, *, av: Anvandare) -> None:
    """Let the nämnd's kvalitetsberättelser follow the law from now on."""
    prova(av, Rattighet.RAPPORT_BESTALLA, omfang.rapport())
    namnd = Namnd.objects.select_for_update(no_key=True).get(pk=omfang.namnd.pk)
    Lagval.objects.update_or_create(namnd=namnd, defaults={"lag": lag})
    logg.skriv("rapport.lag_vald", namnd, av=av, nu=klocka.nu(), data={"lag": lag})


def _ny(omfang: Rapportomfang, avsnitt: str) -> Rapporttext:
    return Rapporttext(
        slag=omfang.slag,
        namnd=omfang.namnd,
        enhet=omfang.enhet,
        period_fran=omfang.period_fran,
        period_till=omfang.period_till,
        avsnitt=avsnitt,
    )
