"""The acts by which a case is merged, split, forwarded, linked, or kept from whom it is about."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.core.exceptions import PermissionDenied
from django.db import transaction

from kvalitet import klocka, logg
from kvalitet.behorighet import prova
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare, Namnd
from kvalitet.overgang import las, overga, overga_flera
from kvalitet.roller import Rattighet
from synpunkter import epost, sekretess
from synpunkter.actions.diarium import registrera_hemlig
from synpunkter.actions.synpunkt import KOPPLA, prova_nagon, prova_ojavig, tilldela
from synpunkter.effekter_lagen import SAMMAN, las_huvudet, sammanslagna
from synpunkter.models import Samband, Synpunkt
from synpunkter.tillstand import SYNPUNKT, Lage
from synpunkter.villkor_lagen import Del


@transaction.atomic
def sla_ihop(huvud: Synpunkt, andra: Collection[Synpunkt], *, av: Anvandare) -> list[Synpunkt]:
    """Merge the others into `huvud`: one answer to all their senders, each by themselves.

    All or none, in as many questions for two hundred as for one. One that is merged into the
    same master already is left as it is, so that twice is once.
    """
    # Merging both ways at once takes its turn at the nämnd, and so never locks crosswise.
    Namnd.objects.select_for_update(no_key=True).get(pk=huvud.namnd_id)
    huvud = las(SYNPUNKT, huvud)
    prova(av, Rattighet.SYNPUNKT_FORDELA, huvud)
    prova_ojavig(av, huvud)
    valda = Synpunkt.objects.filter(pk__in=[s.pk for s in andra])
    nya = valda.exclude(lage=Lage.SAMMANSLAGEN, huvud=huvud)
    if not andra:
        raise Regelbrott("Välj minst ett ärende att slå ihop med det här.")
    egna = Synpunkt.objects.filter(huvud__in=nya, lage=Lage.SAMMANSLAGEN)
    data = {"huvud": huvud, "med_egna": set(egna.values_list("huvud", flat=True))}
    nu = klocka.nu()
    nya = nya.select_related("enhet", "namnd")
    tagna = overga_flera(SYNPUNKT, nya, "sla_ihop", av=av, nu=nu, data=data, falt=SAMMAN)
    utslappta = [s for s in tagna if s.lage_fore == Lage.KARANTAN]
    epost.till_avsandarna(epost.KVITTO, utslappta, nyckel=epost.KVITTO_NYCKEL, nu=nu)
    return tagna


@transaction.atomic
def ta_ur(synpunkt: Synpunkt, *, av: Anvandare) -> Synpunkt:
    """Undo the merge of one case, within thirty days: it is what it was before."""
    las_huvudet(synpunkt)
    return overga(SYNPUNKT, synpunkt, "ta_ur", av=av)


@transaction.atomic
def dela(synpunkt: Synpunkt, *, delar: Sequence[Del], av: Anvandare) -> Synpunkt:
    """Let several units answer a part each; the sender still sees one case.

    The parts of a secret case are as secret, and stand in their nämnders' registers.
    """
    nu = klocka.nu()
    hela = overga(SYNPUNKT, synpunkt, "dela", av=av, nu=nu, data={"delar": tuple(delar)})
    for del_ in hela.delar.filter(sekretess=True, diarieforingar=None).order_by("pk"):
        registrera_hemlig(del_, av=av, nu=nu)
    return hela


def vidarebefordra(
    synpunkt: Synpunkt,
    *,
    till: str,
    utfall: str,
    lagrum: str,
    skal: str,
    meddelande: str = "",
    av: Anvandare,
) -> Synpunkt:
    """End the case here, since it belongs to someone outside the nämnder; tell its sender."""
    data = {
        "till": till,
        "utfall": utfall,
        "lagrum": lagrum,
        "skal": skal,
        "meddelande": meddelande,
    }
    return overga(SYNPUNKT, synpunkt, "vidarebefordra", av=av, data=data)


@transaction.atomic
def peka_ut(synpunkt: Synpunkt, *, person: Anvandare | None, av: Anvandare) -> Synpunkt:
    """Say whom the case is about (None: nobody); that person lets go of it at once.

    The log tells that it was said, not who: only those who triage read that.
    """
    nu = klocka.nu()
    synpunkt = las(SYNPUNKT, synpunkt)
    prova(av, Rattighet.SYNPUNKT_FORDELA, synpunkt)
    prova_ojavig(av, synpunkt)
    if person is not None and person.pk == av.pk:
        raise Regelbrott("Be någon annan fördela ärendet, eftersom det gäller dig.")
    if synpunkt.galler_person == person:
        return synpunkt
    _prova_sammanslagna(synpunkt, person)
    synpunkt.galler_person = person
    slapper = person is not None and synpunkt.handlaggare == person
    if slapper:
        synpunkt.handlaggare = None
    synpunkt.save(update_fields=["galler_person", "handlaggare"])
    slag = "synpunkt.galler_person" if person else "synpunkt.galler_ingen"
    logg.skriv(slag, synpunkt, av=av, nu=nu)
    if slapper and synpunkt.lage == Lage.UNDER_HANDLAGGNING:
        # Back in the unit's queue, where someone else takes charge of it.
        synpunkt = tilldela(synpunkt, enhet=synpunkt.enhet, namnd=synpunkt.namnd, av=av)
    return synpunkt


def _prova_sammanslagna(synpunkt: Synpunkt, person: Anvandare | None) -> None:
    """Whoever handles the master handles all that is merged into it (`huvud_passar`)."""
    huvud = synpunkt.huvud if synpunkt.lage == Lage.SAMMANSLAGEN else None
    if huvud is not None and person is not None and huvud.galler_person_id != person.pk:
        raise Regelbrott(f"Säg först samma sak om huvudärendet {huvud}, som det besvaras med.")
    andras = sammanslagna(synpunkt).exclude(galler_person=None)
    if (andras.exclude(galler_person=person) if person else andras).exists():
        raise Regelbrott(
            "Ett ärende som är sammanslaget med det här gäller en medarbetare. Ta ur det först."
        )


@transaction.atomic
def lanka(synpunkt: Synpunkt, annan: Synpunkt, *, av: Anvandare) -> Samband:
    """Say that two cases of a nämnd belong together; each is still answered by itself."""
    en, annan = _las_par(synpunkt, annan, av)
    if en.pk == annan.pk:
        raise Regelbrott("Välj ett annat ärende än det här.")
    if en.namnd_id != annan.namnd_id:
        raise Regelbrott("Ärendena hör till olika nämnder. Sekretess gäller mellan nämnder.")
    samband, ny = Samband.objects.get_or_create(en=en, annan=annan)
    if ny:
        _logga_par("synpunkt.lankad", en, annan, av)
    return samband


@transaction.atomic
def lanka_loss(synpunkt: Synpunkt, annan: Synpunkt, *, av: Anvandare) -> None:
    en, annan = _las_par(synpunkt, annan, av)
    antal, _ = Samband.objects.filter(en=en, annan=annan).delete()
    if antal:
        _logga_par("synpunkt.lankad_loss", en, annan, av)


def _las_par(synpunkt: Synpunkt, annan: Synpunkt, av: Anvandare) -> tuple[Synpunkt, Synpunkt]:
    """Lock both, the older first, and try that the person works with both."""
    forst, sedan = sorted((synpunkt, annan), key=lambda s: s.pk)
    par = las(SYNPUNKT, forst), las(SYNPUNKT, sedan)
    for s in par:
        if not sekretess.far_lasa(av, s):
            raise PermissionDenied("ett av ärendena är inte ditt att läsa")
        prova_nagon(av, s, *KOPPLA)
        prova_ojavig(av, s)
    return par


def _logga_par(slag: str, en: Synpunkt, annan: Synpunkt, av: Anvandare) -> None:
    nu = klocka.nu()
    for s, andra in ((en, annan), (annan, en)):
        logg.skriv(slag, s, av=av, nu=nu, data={"synpunkt": andra.pk})
