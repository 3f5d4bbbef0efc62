"""The business acts of secrecy: mark a case, lift the mark, guard its sender, hand it over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from kvalitet import klocka, logg
from kvalitet.behorighet import prova
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare, Namnd
from kvalitet.overgang import las
from kvalitet.roller import Rattighet
from synpunkter import sekretess
from synpunkter.actions.diarium import registrera_hemlig, skriv_om_filerna
from synpunkter.actions.synpunkt import prova_ojavig
from synpunkter.models import (
    Sekretessmarkering,
    Sekretessprovning,
    Skyddslasare,
    Synpunkt,
)
from synpunkter.sekretessgrunder import KODER, SKYDDSVAL
from synpunkter.tillstand import SYNPUNKT

FLEST_LASARE = 5
"""More than a few people who see a protected address is no protection."""
Slag = Sekretessmarkering.Slag


@transaction.atomic
def markera(synpunkt: Synpunkt, *, grund: str, skal: str, av: Anvandare) -> Synpunkt:
    """Mark the case as secret by a paragraph; from then on only its nämnd's own people read it,
    and it stands in the register, as a secret one must.

    Marked again, it gets another paragraph or reason; the earlier one stays in the history.
    """
    nu = klocka.nu()
    synpunkt = _las(synpunkt, av)
    _prova_ord(grund in KODER, skal)
    if not sekretess.lasare(synpunkt):
        raise Regelbrott(
            "Ingen i nämnden skulle kunna läsa ärendet. Tilldela det en handläggare först."
        )
    _skriv(synpunkt, Slag.SEKRETESS, grund=grund, skal=skal, av=av, nu=nu)
    synpunkt = _satt(synpunkt, sekretess=True)
    registrera_hemlig(synpunkt, av=av, nu=nu)
    synpunkt.refresh_from_db(fields=["dnr"])
    return synpunkt


@transaction.atomic
def lyft(synpunkt: Synpunkt, *, skal: str, av: Anvandare) -> Synpunkt:
    """Lift the mark: the case is read again as any other. Lifted twice is lifted once."""
    nu = klocka.nu()
    synpunkt = _las(synpunkt, av)
    _prova_ord(True, skal)
    if not synpunkt.sekretess:
        return synpunkt
    _skriv(synpunkt, Slag.SEKRETESS, grund="", skal=skal, av=av, nu=nu)
    return _satt(synpunkt, sekretess=False)


@transaction.atomic
def skydda(
    synpunkt: Synpunkt, *, grund: str, skal: str, lasare: Sequence[Anvandare], av: Anvandare
) -> Synpunkt:
    """Say that the sender's identity is protected, and name the few who may see the contact.

    Done again, it names others, or gives another reason.
    """
    nu = klocka.nu()
    synpunkt = _las(synpunkt, av)
    _prova_ord(grund in dict(SKYDDSVAL), skal)
    if not 1 <= len(lasare) <= FLEST_LASARE:
        raise Regelbrott(f"Välj en till {FLEST_LASARE} personer som får se kontaktuppgifterna.")
    utanfor = [str(p) for p in lasare if not sekretess.far_lasa(p, synpunkt)]
    if utanfor:
        raise Regelbrott(f"{', '.join(utanfor)} kan inte läsa ärendet. Välj någon som kan det.")
    _skriv(synpunkt, Slag.SKYDD, grund=grund, skal=skal, av=av, nu=nu)
    _namnge(synpunkt, lasare)
    skriv_om_filerna(synpunkt, nu=nu)
    return _satt(synpunkt, skyddad=True)


@transaction.atomic
def lyft_skydd(synpunkt: Synpunkt, *, skal: str, av: Anvandare) -> Synpunkt:
    nu = klocka.nu()
    synpunkt = _las(synpunkt, av)
    _prova_ord(True, skal)
    if not synpunkt.skyddad:
        return synpunkt
    _skriv(synpunkt, Slag.SKYDD, grund="", skal=skal, av=av, nu=nu)
    _namnge(synpunkt, [])
    return _satt(synpunkt, skyddad=False)


@transaction.atomic
def prova_overlamnande(
    synpunkt: Synpunkt,
    *,
    till_namnd: Namnd,
    far_lamnas: bool,
    grund: str = "",
    skal: str,
    av: Anvandare,
) -> Sekretessprovning:
    """Decide whether a marked case may go to another nämnd (OSL 8 kap. 1 §, 10 kap.).

    The act that moves it asks for this decision (`villkor_sekretess.overlamnande_provat`).
    """
    nu = klocka.nu()
    synpunkt = _las(synpunkt, av)
    if till_namnd.pk == synpunkt.namnd_id:
        raise Regelbrott("Ärendet är redan hos den nämnden. Välj en annan.")
    _prova_ord(far_lamnas or grund in KODER, skal)
    provning = Sekretessprovning.objects.create(
        synpunkt=synpunkt,
        slag=Sekretessprovning.Slag.OVERLAMNANDE,
        utfall="lamnas" if far_lamnas else "nekas",
        grund="" if far_lamnas else grund,
        skal=skal.strip(),
        till_namnd=till_namnd,
        av=av,
        tid=nu,
    )
    data = {"provning": provning.pk, "till_namnd": till_namnd.pk}
    slag = "synpunkt.overlamnande_medgivet" if far_lamnas else "synpunkt.overlamnande_nekat"
    logg.skriv(slag, synpunkt, av=av, nu=nu, data=data)
    return provning


def _las(synpunkt: Synpunkt, av: Anvandare) -> Synpunkt:
    synpunkt = las(SYNPUNKT, synpunkt)
    prova(av, Rattighet.SEKRETESS_MARKERA, synpunkt)
    if not sekretess.far_lasa(av, synpunkt):
        raise Regelbrott("Ärendet är sekretessmarkerat och kan inte läsas av dig längre.")
    prova_ojavig(av, synpunkt)
    if synpunkt.gallrad:
        raise Regelbrott("Ärendet är gallrat. Det finns inget kvar att skydda.")
    return synpunkt


def _prova_ord(grund_finns: bool, skal: str) -> None:
    if not grund_finns:
        raise Regelbrott("Välj vilken paragraf som gäller.")
    if not skal.strip():
        raise Regelbrott("Skriv varför.")


def _skriv(
    synpunkt: Synpunkt, slag: Slag, *, grund: str, skal: str, av: Anvandare, nu: datetime
) -> None:
    markering = Sekretessmarkering.objects.create(
        synpunkt=synpunkt,
        slag=slag,
        galler=bool(grund),
        grund=grund,
        skal=skal.strip(),
        av=av,
        tid=nu,
    )
    handling = f"{slag}_{'satt' if grund else 'lyft'}"
    data = {"markering": markering.pk, **({"grund": grund} if grund else {})}
    logg.skriv(f"synpunkt.{handling}", synpunkt, av=av, nu=nu, data=data)


def _satt(synpunkt: Synpunkt, **flaggor: bool) -> Synpunkt:
    for namn, varde in flaggor.items():
        setattr(synpunkt, namn, varde)
    synpunkt.save(update_fields=list(flaggor))
    return synpunkt


def _namnge(synpunkt: Synpunkt, lasare: Sequence[Anvandare]) -> None:
    synpunkt.skyddslasare.exclude(anvandare__in=lasare).delete()
    Skyddslasare.objects.bulk_create(
        [Skyddslasare(synpunkt=synpunkt, anvandare=p) for p in lasare], ignore_conflicts=True
    )
