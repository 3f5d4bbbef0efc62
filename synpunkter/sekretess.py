"""Who may read which case, and the record of those who read what is secret.

Secrecy holds between the nämnder of a municipality as between authorities (OSL 8 kap.), so a
marked case is read by its own nämnd's people: those whose role names that nämnd and holds
`SEKRETESS_SE`, the chef of its unit, and the person who handles it or its master. A revisor reads
all by law, and each reading is on record. Lists, search, pages, files, exports and figures that
name cases all go by `synlig`.
"""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.db.models import Q, QuerySet

from kvalitet import klocka, logg
from kvalitet.behorighet import (
    Tilldelning,
    far,
    forladda,
    omfang,
    omfang_av,
    roll_for,
    tilldelningar,
)
from kvalitet.models import Anvandare, Handelse
from kvalitet.roller import ROLLER, Rattighet, Roll
from kvalitet.typer import InloggadRequest
from synpunkter.models import Kontakt, Sekretessmarkering, Skyddslasare, Synpunkt

LAST = "synpunkt.hemlig_last"
KONTAKT_LAST = "synpunkt.skyddad_last"
FIL_HAMTAD = "synpunkt.hemlig_fil"
LASNINGAR = (LAST, KONTAKT_LAST, FIL_HAMTAD)
"""Events of the read log; told in a list of their own, not in the history."""


def oppnar_hemliga(t: Tilldelning) -> bool:
    """Say whether the role opens marked cases where it holds.

    Not for the whole municipality at once: a role that names no nämnd is no nämnd's own, and a
    chef is the unit's, not the root's.
    """
    if t.roll == Roll.REVISOR:
        return True
    if t.roll == Roll.CHEF:
        return not t.i_roten
    return Rattighet.SEKRETESS_SE in ROLLER[t.roll] and t.namnd_id is not None


def synlig(anvandare: Anvandare) -> Q:
    """Return the condition that keeps the cases that the person may read."""
    egna = Synpunkt.objects.filter(handlaggare=anvandare)
    hemliga = Q(handlaggare=anvandare) | Q(huvud__in=egna.values("pk"))
    return omfang(anvandare, Rattighet.SYNPUNKT_SE) & (oppet(anvandare) | hemliga)


def oppet(anvandare: Anvandare) -> Q:
    """Return the condition that keeps what is open to the person by role, whoever handles it."""
    oppnande = [t for t in tilldelningar(anvandare) if oppnar_hemliga(t)]
    return Q(sekretess=False) | omfang_av(oppnande)


def far_lasa(anvandare: Anvandare, synpunkt: Synpunkt) -> bool:
    """Say whether `synlig` keeps the case."""
    if not far(anvandare, Rattighet.SYNPUNKT_SE, synpunkt):
        return False
    if not synpunkt.sekretess:
        return True
    hos = synpunkt.huvud or synpunkt
    if anvandare.pk in (synpunkt.handlaggare_id, hos.handlaggare_id):
        return True
    return any(oppnar_hemliga(t) and t.omfattar(synpunkt) for t in tilldelningar(anvandare))


def grupp(synpunkt: Synpunkt) -> QuerySet[Synpunkt]:
    """Return the case and those that it is merged with, their master among them.

    They are read through one another, so each is guarded as the most guarded of them.
    """
    huvud = synpunkt.huvud_id or synpunkt.pk
    return Synpunkt.objects.filter(Q(pk=huvud) | Q(huvud=huvud), namnd=synpunkt.namnd_id)


def i_kraft(
    synpunkter: Collection[int] | QuerySet[Synpunkt],
) -> list[Sekretessmarkering]:
    """Return the marks in force that the cases themselves were given, in one question."""
    senaste = (
        Sekretessmarkering.objects.filter(synpunkt__in=synpunkter)
        .select_related("av", "synpunkt")
        .order_by("synpunkt", "slag", "-tid", "-pk")
        .distinct("synpunkt", "slag")
    )
    return [m for m in senaste if m.galler]


def lasare(synpunkt: Synpunkt) -> list[Anvandare]:
    """Return those who would read the case if it were marked, revisorer apart, by name."""
    ovanfor = [int(pk) for pk in synpunkt.enhet.sokvag.rstrip(".").split(".") if pk]
    roller = [r for r, ratter in ROLLER.items() if Rattighet.SYNPUNKT_SE in ratter]
    personer = list(
        Anvandare.objects.filter(
            Q(pk=synpunkt.handlaggare_id)
            | Q(tilldelningar__enhet__in=ovanfor, tilldelningar__roll__in=roller),
            is_active=True,
        )
        .order_by("namn", "pk")
        .distinct()
    )
    forladda(personer)
    markt = Synpunkt(
        enhet=synpunkt.enhet,
        namnd_id=synpunkt.namnd_id,
        handlaggare_id=synpunkt.handlaggare_id,
        sekretess=True,
    )
    return [p for p in personer if far_lasa(p, markt) and not _bara_revisor(p, markt)]


def _bara_revisor(anvandare: Anvandare, synpunkt: Synpunkt) -> bool:
    return roll_for(anvandare, Rattighet.SYNPUNKT_SE, synpunkt) == Roll.REVISOR


def galler(synpunkt: Synpunkt) -> list[Sekretessmarkering]:
    """Return the marks in force, one of each kind: its own, or that of a case that it is merged
    with. One query, none unmarked."""
    if not synpunkt.markt:
        return []
    rader = i_kraft(grupp(synpunkt))
    per_slag = {m.slag: m for m in sorted(rader, key=lambda m: m.synpunkt_id == synpunkt.pk)}
    return list(per_slag.values())


def far_se_kontakt(anvandare: Anvandare, synpunkt: Synpunkt) -> bool:
    """Say whether the person may see how to reach the sender."""
    return not synpunkt.skyddad or utsedda(synpunkt).filter(anvandare=anvandare).exists()


def utsedda(synpunkt: Synpunkt) -> QuerySet[Skyddslasare]:
    """Return the few who may see a protected sender's contact: the case's own, or those of the
    cases for whose sake it is guarded."""
    egna = Skyddslasare.objects.filter(synpunkt=synpunkt)
    return egna if egna.exists() else Skyddslasare.objects.filter(synpunkt__in=grupp(synpunkt))


def kontakt_for(anvandare: Anvandare, synpunkt: Synpunkt) -> Kontakt | None:
    """Return the sender's contact, if there is one and the person may see it."""
    if not far_se_kontakt(anvandare, synpunkt):
        return None
    return Kontakt.objects.filter(synpunkt=synpunkt).first()


def logga_lasning(request: InloggadRequest, synpunkt: Synpunkt) -> None:
    """Put on record that a marked case was read; a HEAD shows nothing."""
    if (synpunkt.sekretess or synpunkt.skyddad) and request.method != "HEAD":
        skriv_lasning(LAST, synpunkt, av=request.user)


@transaction.atomic
def skriv_lasning(slag: str, synpunkt: Synpunkt, *, av: Anvandare, **data: str) -> None:
    roll = roll_for(av, Rattighet.SYNPUNKT_SE, synpunkt) or ""
    logg.skriv(slag, synpunkt, av=av, nu=klocka.nu(), roll=roll, data=data)


def laslogg(synpunkt: Synpunkt) -> QuerySet[Handelse]:
    """Return who has read the case while it was marked, newest first."""
    return Handelse.objects.om(synpunkt).filter(slag__in=LASNINGAR).select_related("av")
