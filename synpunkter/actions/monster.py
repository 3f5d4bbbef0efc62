"""The business acts on a mönster: seeing it, filling it, and making it a brist of a plan."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from cykel.actions.atgard import notera_brist
from cykel.actions.kallor import MENING, RUBRIK, kort, las_plan
from cykel.models import Brist, Mal, Verksamhetsplan
from kvalitet import klocka, logg
from kvalitet.behorighet import prova
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare
from kvalitet.roller import Rattighet
from synpunkter import sekretess
from synpunkter.actions.brist import antal_och_dagar, prova_orden
from synpunkter.actions.synpunkt import KOPPLA, far_nagon, prova_nagon
from synpunkter.models import Bristkoppling, Monster, Monsterkoppling, Synpunkt, Tema
from synpunkter.plats import gemensam_enhet

FLEST = 500
"""Cases that one act takes in; a larger choice is a mistake of the filter."""


@transaction.atomic
def skapa_monster(
    synpunkter: Sequence[Synpunkt], *, namn: str, beskrivning: str, tema: str, av: Anvandare
) -> Monster:
    """See a mönster in cases of one nämnd. The same name and theme again is the one there is."""
    nu = klocka.nu()
    _las_redan_sett(synpunkter, namn, tema)
    valda = _las_synpunkter(synpunkter, av)
    namnder = {s.namnd_id for s in valda}
    if len(namnder) != 1:
        raise Regelbrott("Ett mönster hör till en nämnd. Välj synpunkter från samma nämnd.")
    namn, beskrivning = namn.strip(), beskrivning.strip()
    if not namn or not beskrivning:
        raise Regelbrott("Skriv vad mönstret heter och vad det handlar om, med egna ord.")
    temat = tema_som_heter(tema)
    monster, nytt = Monster.objects.get_or_create(
        namnd=valda[0].namnd,
        tema=temat,
        namn=namn,
        defaults={
            "enhet": gemensam_enhet([s.enhet for s in valda]),
            "beskrivning": beskrivning,
            "skapad": nu,
            "skapad_av": av,
        },
    )
    if nytt:
        logg.skriv("monster.skapat", monster, av=av, nu=nu, data={"antal": len(valda)})
    lagg_till(monster, valda, av=av)
    monster.refresh_from_db()
    return monster


@transaction.atomic
def lagg_till(monster: Monster, synpunkter: Sequence[Synpunkt], *, av: Anvandare) -> int:
    """Put cases of the mönster's nämnd into it; return how many were not there before.

    Where it has become a brist whose outcome is still to come, they stand behind that too.
    """
    nu = klocka.nu()
    monster = _las_monster(monster)
    valda = _las_synpunkter(synpunkter, av)
    if any(s.namnd_id != monster.namnd_id for s in valda):
        raise Regelbrott("Mönstret hör till en annan nämnd än synpunkten.")
    finns = set(monster.kopplingar.values_list("synpunkt", flat=True))
    nya = [s for s in valda if s.pk not in finns]
    Monsterkoppling.objects.bulk_create(
        Monsterkoppling(monster=monster, synpunkt=s, av=av, tid=nu) for s in nya
    )
    for synpunkt in nya:
        logg.skriv("synpunkt.i_monster", synpunkt, av=av, nu=nu, data={"monster": monster.pk})
    if nya:
        monster.enhet = gemensam_enhet([monster.enhet, *(s.enhet for s in nya)])
        monster.save(update_fields=["enhet"])
    if monster.brist is not None and _oppen(monster.brist):
        _stall_bakom(monster.brist, nya, av=av, nu=nu)
    return len(nya)


@transaction.atomic
def ta_bort(monster: Monster, synpunkt: Synpunkt, *, av: Anvandare) -> None:
    """Take a case out of the mönster. What it stands behind in a plan stays: it was the reason."""
    nu = klocka.nu()
    monster = _las_monster(monster)
    prova_nagon(av, synpunkt, *KOPPLA)
    antal, _ = monster.kopplingar.filter(synpunkt=synpunkt).delete()
    if antal:
        logg.skriv("synpunkt.ur_monster", synpunkt, av=av, nu=nu, data={"monster": monster.pk})


@transaction.atomic
def andra_monster(
    monster: Monster, *, namn: str, beskrivning: str, tema: str, av: Anvandare
) -> Monster:
    monster = _las_monster(monster)
    prova_nagon(av, monster, *KOPPLA)
    if not namn.strip() or not beskrivning.strip():
        raise Regelbrott("Skriv vad mönstret heter och vad det handlar om, med egna ord.")
    monster.namn, monster.beskrivning = namn.strip(), beskrivning.strip()
    monster.tema = tema_som_heter(tema)
    samma = Monster.objects.filter(namnd=monster.namnd, tema=monster.tema, namn=monster.namn)
    if samma.exclude(pk=monster.pk).exists():
        raise Regelbrott("Nämnden har redan ett mönster med det namnet och temat.")
    monster.save(update_fields=["namn", "beskrivning", "tema"])
    logg.skriv("monster.andrat", monster, av=av, nu=klocka.nu())
    return monster


@transaction.atomic
def brist_ur_monster(
    monster: Monster, *, rubrik: str, mening: str, mal: Mal | None = None, av: Anvandare
) -> Brist:
    """Note the mönster as a brist of the plan that its unit works by, every case behind it.

    The sentence is frozen with how many they are and from when, in our own words: whoever reads
    the plan may not read the cases. Twice is once.
    """
    plan = las_plan(monster.enhet, monster.namnd, av)
    monster = _las_monster(monster)
    prova_nagon(av, monster, *KOPPLA)
    prova(av, Rattighet.SYNPUNKT_SE, monster)
    if monster.brist is not None:
        return monster.brist
    synpunkter = _synpunkter_i(monster)
    if not synpunkter:
        raise Regelbrott("Lägg minst en synpunkt i mönstret först.")
    if not rubrik.strip() or not mening.strip():
        raise Regelbrott("Skriv vad som brister och vad synpunkterna handlar om, med egna ord.")
    prova_orden(synpunkter, f"{rubrik}\n{mening}")
    monster.brist = notera_brist(
        plan,
        rubrik=kort(rubrik.strip(), RUBRIK),
        kalla=Brist.Kalla.SYNPUNKTER,
        kalla_mening=kort(f"{antal_och_dagar(synpunkter)}: {mening.strip()}", MENING),
        mal=mal,
        av=av,
    )
    monster.save(update_fields=["brist"])
    nu = klocka.nu()
    _stall_bakom(monster.brist, synpunkter, av=av, nu=nu)
    logg.skriv("monster.blev_brist", monster, av=av, nu=nu, data={"brist": monster.brist.pk})
    return monster.brist


def _stall_bakom(
    brist: Brist, synpunkter: Sequence[Synpunkt], *, av: Anvandare, nu: datetime
) -> None:
    """Link the locked cases to the brist, so that their senders are told the outcome.

    The mönster is what stands behind it, so the person need not reach the plan that it is in.
    """
    for synpunkt in synpunkter:
        _, ny = Bristkoppling.objects.get_or_create(synpunkt=synpunkt, brist=brist)
        if ny:
            logg.skriv("synpunkt.kopplad", synpunkt, av=av, nu=nu, data={"brist": brist.pk})


def _synpunkter_i(monster: Monster) -> list[Synpunkt]:
    rader = Synpunkt.objects.filter(monsterkopplingar__monster=monster)
    rader = rader.select_related("enhet", "namnd").order_by("pk")
    return list(rader.select_for_update(of=("self",)))


def _las_redan_sett(synpunkter: Sequence[Synpunkt], namn: str, tema: str) -> None:
    """Lock the mönster that is there already, before the cases: the order of the loop's acts."""
    namnder = {s.namnd_id for s in synpunkter}
    samma = Monster.objects.filter(namn=namn.strip(), tema__namn__iexact=_ratt(tema))
    for monster in samma.filter(namnd__in=namnder).order_by("pk"):
        _las_monster(monster)


def _las_monster(monster: Monster) -> Monster:
    """Lock the plan of its brist, then the mönster: the order of every act of the loop."""
    brist = Monster.objects.filter(pk=monster.pk).values_list("brist__plan", flat=True).first()
    if brist is not None:
        planer = Verksamhetsplan.objects.select_for_update(of=("self",), no_key=True)
        planer.get(pk=brist)
    rader = Monster.objects.select_for_update(of=("self",)).select_related(
        "enhet", "namnd", "brist__plan__enhet"
    )
    return rader.get(pk=monster.pk)


def _las_synpunkter(synpunkter: Sequence[Synpunkt], av: Anvandare) -> list[Synpunkt]:
    """Lock the chosen cases in order; each must be one that the person may read and link."""
    nycklar = {s.pk for s in synpunkter}
    if not nycklar:
        raise Regelbrott("Välj minst en synpunkt.")
    if len(nycklar) > FLEST:
        raise Regelbrott(f"Välj högst {FLEST} synpunkter åt gången.")
    rader = Synpunkt.objects.filter(pk__in=nycklar).select_related("enhet", "namnd")
    valda = list(rader.order_by("pk").select_for_update(of=("self",)))
    for synpunkt in valda:
        if not sekretess.far_lasa(av, synpunkt) or not far_nagon(av, synpunkt, *KOPPLA):
            raise PermissionDenied("får inte koppla synpunkter")
    return valda


def tema_som_heter(namn: str) -> Tema:
    """Return the theme of that name, written in whatever case; a new one when there is none."""
    namn = _ratt(namn)
    if not namn:
        raise Regelbrott("Skriv vilket tema mönstret hör till, till exempel ”Bemötande”.")
    tema, _ = Tema.objects.get_or_create(namn__iexact=namn, defaults={"namn": namn})
    return tema


def _ratt(namn: str) -> str:
    return " ".join(namn.split())


def _oppen(brist: Brist) -> bool:
    atgarder = brist.atgarder.all()
    return brist.ingen_atgard_av_id is None and (not atgarder.exists() or atgarder.oppna().exists())
