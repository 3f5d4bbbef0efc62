"""The business acts by which staff put files in a case, through the same checks as residents'."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from django.db import transaction

from kvalitet import klocka
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare
from kvalitet.overgang import las
from synpunkter.actions.bilaga import knyt
from synpunkter.actions.synpunkt import KOPPLA, prova_nagon, prova_ojavig
from synpunkter.models import Bilaga, Meddelande, Synpunkt
from synpunkter.tillstand import SYNPUNKT

Riktning = Meddelande.Riktning
LAGGS_TILL = (Riktning.FRAN, Riktning.INTERN)
"""What a file put in by itself may be; one to the sender goes with a message."""
BORTA = "En fil finns inte kvar, eftersom det gick mer än en timme. Välj den igen."


@transaction.atomic
def lagg_till_filer(
    synpunkt: Synpunkt, *, nycklar: Collection[str], riktning: str, av: Anvandare
) -> list[Bilaga]:
    """Put kept files in the case: the sender's own, or internal. Those that are there already are
    left as they are, so that twice is once."""
    synpunkt = las(SYNPUNKT, synpunkt)
    prova_nagon(av, synpunkt, *KOPPLA)
    prova_ojavig(av, synpunkt)
    if synpunkt.gallrad:
        raise Regelbrott("Ärendet är gallrat. Det går inte att lägga till filer i det.")
    if riktning not in LAGGS_TILL:
        raise Regelbrott("Välj om filen är avsändarens eller intern.")
    redan = set(synpunkt.bilagor.filter(riktning=riktning, av=av).values_list("sha256", flat=True))
    nya = Bilaga.objects.oknutna().filter(nyckel__in=nycklar).exclude(sha256__in=redan)
    nycklar = [b.nyckel for b in nya.i_ordning()]
    return knyt(synpunkt, nycklar, riktning=riktning, av=av, nu=klocka.nu())


@transaction.atomic
def skicka_med_filer(
    akt: Callable[..., Synpunkt],
    synpunkt: Synpunkt,
    *,
    meddelande: str,
    nycklar: Sequence[str] = (),
    avtryck: str = "",
    av: Anvandare,
) -> Synpunkt:
    """Send a message by `akt` (besvara, begar_komplettering), with its files."""
    synpunkt = akt(synpunkt, meddelande=meddelande, filer=len(nycklar), avtryck=avtryck, av=av)
    if nycklar:
        rader = synpunkt.meddelanden.filter(riktning=Riktning.TILL, av=av)
        rad = rader.latest("tid", "pk")
        filer = knyt(synpunkt, nycklar, meddelande=rad, riktning=Riktning.TILL, av=av, nu=rad.tid)
        if len(filer) < len(nycklar):
            raise Regelbrott(BORTA)
        _till_sammanslagna(filer, rad)
    return synpunkt


def _till_sammanslagna(filer: Sequence[Bilaga], rad: Meddelande) -> None:
    """Let every sender who was given the message have its files too; the bytes lie there once."""
    kopior = Meddelande.objects.filter(
        synpunkt__huvud=rad.synpunkt_id, riktning=rad.riktning, av=rad.av, tid=rad.tid
    )
    Bilaga.objects.bulk_create(
        Bilaga(
            synpunkt_id=kopia.synpunkt_id,
            meddelande=kopia,
            **{namn: getattr(fil, namn) for namn in KOPIERAS},
        )
        for kopia in kopior.order_by("pk")
        for fil in filer
    )


KOPIERAS = ("riktning", "av", "nyckel", "namn", "slag", "storlek", "sha256", "lage", "skapad")
