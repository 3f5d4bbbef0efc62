"""The business acts that keep a case from being stuck with one person: another handler, and
absence."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from kvalitet import klocka, logg
from kvalitet.behorighet import far, forladda, omfang
from kvalitet.fel import Regelbrott
from kvalitet.kalender import svensk_dag
from kvalitet.models import Anvandare, Rolltilldelning
from kvalitet.notiser import notifiera
from kvalitet.overgang import aterstar, las
from kvalitet.roller import ROLLER, Rattighet
from synpunkter import epost
from synpunkter.actions.synpunkt import KOPPLA, prova_nagon, prova_ojavig
from synpunkter.bemanning import pa_plats
from synpunkter.models import Franvaro, Synpunkt
from synpunkter.tillstand import SYNPUNKT, Lage

BYTER = (
    Lage.TILLDELAD,
    Lage.UNDER_HANDLAGGNING,
    Lage.VANTAR_KOMPLETTERING,
    Lage.BESVARAD,
    Lage.ATEROPPNAD,
)
"""States in which the case may change hands; before them it is assigned."""
SKOTA = (Rattighet.SYNPUNKT_FORDELA, Rattighet.SYNPUNKT_ATEROPPNA)
"""Whoever assigns the cases, or leads the unit, may note that a handler is away."""


@transaction.atomic
def byt_handlaggare(synpunkt: Synpunkt, *, till: Anvandare | None, av: Anvandare) -> Synpunkt:
    """Give the case to another, or back to its function (None). The state stays as it is.

    Asks for what assigning asks for. One who is away is stood in for.
    """
    nu = klocka.nu()
    synpunkt = las(SYNPUNKT, synpunkt)
    prova_nagon(av, synpunkt, *KOPPLA)
    prova_ojavig(av, synpunkt)
    if synpunkt.lage not in BYTER:
        raise Regelbrott("Ärendet är inte tilldelat än, eller redan avslutat.")
    if till is not None:
        _prova_handlaggare(synpunkt, till, av)
        till = pa_plats(till, synpunkt, svensk_dag(nu))
    if till is None or till.pk != synpunkt.handlaggare_id:
        _byt(synpunkt, till, av=av, nu=nu)
        if till is not None and till.pk != av.pk:
            nyckel = f"tilldelad-{nu:%Y%m%dT%H%M%S}"
            epost.till_handlaggaren("synpunkt_tilldelad", synpunkt, nyckel=nyckel, nu=nu)
    return synpunkt


@transaction.atomic
def anmal_franvaro(
    *, person: Anvandare, fran: date, till: date, ersattare: Anvandare | None, av: Anvandare
) -> Franvaro:
    """Note that a handler is away. On the first day their open cases go to the replacement, or
    back to their function."""
    nu = klocka.nu()
    prova_skota(av, person)
    person = Anvandare.objects.select_for_update().get(pk=person.pk)  # one absence at a time
    _prova_dagar(person, fran, till, svensk_dag(nu))
    _prova_ersattare(person, ersattare, fran, till)
    franvaro = Franvaro.objects.create(
        person=person, fran=fran, till=till, ersattare=ersattare, av=av
    )
    logg.skriv("franvaro.anmald", franvaro, av=av, nu=nu, data={"person": person.pk})
    if fran <= svensk_dag(nu):
        _lamna_over(franvaro, nu)
    return franvaro


@transaction.atomic
def avbryt_franvaro(franvaro: Franvaro, *, av: Anvandare) -> None:
    """End an absence, or call off one to come; cases that have been handed over stay there."""
    nu = klocka.nu()
    franvaro = Franvaro.objects.select_for_update(of=("self",)).get(pk=franvaro.pk)
    prova_skota(av, franvaro.person)
    if franvaro.avbruten is None:
        franvaro.avbruten = nu
        franvaro.save(update_fields=["avbruten"])
        logg.skriv("franvaro.avbruten", franvaro, av=av, nu=nu)


def lamna_over_forfallna() -> int:
    """Hand over the cases of those whose absence has begun, and of those who handle no more.

    Return how many cases changed hands. Run again, nothing more is moved.
    """
    dag = klocka.idag()
    antal = 0
    borjade = Franvaro.objects.gallande(dag).filter(overlamnad=None).order_by("pk")
    for pk in borjade.values_list("pk", flat=True):
        with transaction.atomic():
            franvaro = Franvaro.objects.select_for_update(of=("self",)).get(pk=pk)
            if franvaro.overlamnad is None and franvaro.avbruten is None:
                antal += _lamna_over(franvaro, klocka.nu())
    return antal + _lamna_fran_slutade()


def far_skota(av: Anvandare, person: Anvandare) -> bool:
    """Say whether `av` may note the person's absence: their own, or as who assigns or leads."""
    if av.pk == person.pk:
        return far(av, Rattighet.SYNPUNKT_HANDLAGGA)
    roller = person.tilldelningar.giltiga(klocka.idag()).select_related("enhet").order_by("pk")
    return any(
        far(av, ratt, roll)
        for roll in roller
        if Rattighet.SYNPUNKT_HANDLAGGA in ROLLER[roll.roll]  # type: ignore[index]
        for ratt in SKOTA
    )


def prova_skota(av: Anvandare, person: Anvandare) -> None:
    if not far_skota(av, person):
        raise PermissionDenied("får inte anmäla personens frånvaro")


def handlaggare_att_skota(av: Anvandare) -> list[Anvandare]:
    """Return the handlers whose absence `av` may note, by name."""
    egna = Q(anvandare=av)
    for ratt in SKOTA:
        egna |= omfang(av, ratt)
    return handlaggare(egna)


def handlaggare(roller: Q | None = None) -> list[Anvandare]:
    """Return everyone who handles cases anywhere, by name; with `roller`, of those roles alone."""
    handlaggande = [roll for roll, r in ROLLER.items() if Rattighet.SYNPUNKT_HANDLAGGA in r]
    i_kraft = Rolltilldelning.objects.giltiga(klocka.idag()).filter(roll__in=handlaggande)
    i_kraft = i_kraft.filter(roller) if roller is not None else i_kraft.exclude(enhet__sokvag="")
    personer = Anvandare.objects.filter(is_active=True, pk__in=i_kraft.values("anvandare"))
    return list(personer.order_by("namn", "pk"))


def _prova_handlaggare(synpunkt: Synpunkt, till: Anvandare, av: Anvandare) -> None:
    data = {"enhet": synpunkt.enhet, "namnd": synpunkt.namnd, "handlaggare": till}
    punkter = aterstar(SYNPUNKT, synpunkt, "tilldela", av=av, data=data)
    if not all(punkt.klar for punkt in punkter):
        raise Regelbrott("Ärendet kan inte lämnas till den personen.", punkter)


def _prova_dagar(person: Anvandare, fran: date, till: date, dag: date) -> None:
    if till < fran:
        raise Regelbrott("Sista dagen kan inte ligga före den första.")
    if till < dag:
        raise Regelbrott("Frånvaron är redan över. Välj en sista dag som inte har varit.")
    if person.franvaro.filter(avbruten=None, fran__lte=till, till__gte=fran).exists():
        raise Regelbrott(f"{person} är redan anmäld som frånvarande de dagarna.")


def _prova_ersattare(
    person: Anvandare, ersattare: Anvandare | None, fran: date, till: date
) -> None:
    if ersattare is None:
        return
    if ersattare.pk == person.pk:
        raise Regelbrott("Välj någon annan som ersättare.")
    if not far(ersattare, Rattighet.SYNPUNKT_HANDLAGGA):
        raise Regelbrott(f"{ersattare} handlägger inte synpunkter. Välj någon annan.")
    if ersattare.franvaro.filter(avbruten=None, fran__lte=till, till__gte=fran).exists():
        raise Regelbrott(f"{ersattare} är själv borta de dagarna. Välj någon annan.")


def _lamna_over(franvaro: Franvaro, nu: datetime) -> int:
    """Hand over every open case of the person, and tell the replacement once."""
    mina = Synpunkt.objects.oppna().filter(handlaggare=franvaro.person).order_by("pk")
    bytta: defaultdict[int, list[Synpunkt]] = defaultdict(list)
    antal = 0
    for synpunkt in mina.select_for_update(of=("self",)).select_related("enhet", "namnd"):
        ny = pa_plats(franvaro.person, synpunkt, svensk_dag(nu))
        if ny is not None and not _gar(synpunkt, ny):
            ny = None
        _byt(synpunkt, ny, av=None, nu=nu)
        antal += 1
        if ny is not None:
            bytta[ny.pk].append(synpunkt)
    franvaro.overlamnad = nu
    franvaro.save(update_fields=["overlamnad"])
    for synpunkter in bytta.values():
        _beratta(franvaro, synpunkter, nu)
    return antal


def _gar(synpunkt: Synpunkt, ny: Anvandare) -> bool:
    data = {"enhet": synpunkt.enhet, "namnd": synpunkt.namnd, "handlaggare": ny}
    return all(p.klar for p in aterstar(SYNPUNKT, synpunkt, "tilldela", av=None, data=data))


def _lamna_fran_slutade() -> int:
    """Give back to its function each open case whose handler may no longer handle it."""
    oppna = Synpunkt.objects.oppna().exclude(handlaggare=None)
    rader = list(oppna.select_related("enhet", "handlaggare").order_by("pk"))
    forladda([s.handlaggare for s in rader if s.handlaggare])
    kvar = [s for s in rader if s.handlaggare and not _handlagger(s.handlaggare, s)]
    for synpunkt in kvar:
        with transaction.atomic():
            last = las(SYNPUNKT, synpunkt)
            if last.handlaggare_id == synpunkt.handlaggare_id:
                _byt(last, None, av=None, nu=klocka.nu())
    return len(kvar)


def _handlagger(person: Anvandare, synpunkt: Synpunkt) -> bool:
    return person.is_active and far(person, Rattighet.SYNPUNKT_HANDLAGGA, synpunkt)


def _byt(synpunkt: Synpunkt, till: Anvandare | None, *, av: Anvandare | None, nu: datetime) -> None:
    synpunkt.handlaggare = till
    synpunkt.save(update_fields=["handlaggare"])
    slag = "bytte_handlaggare" if till else "till_funktionen"
    data = {"person": till.pk} if till else {"enhet": synpunkt.enhet_id}
    logg.skriv(f"synpunkt.{slag}", synpunkt, av=av, nu=nu, data=data)


def _beratta(franvaro: Franvaro, synpunkter: list[Synpunkt], nu: datetime) -> None:
    assert franvaro.ersattare is not None  # noqa: S101 - narrows the type
    notifiera(
        "synpunkter_overlamnade",
        mottagare=franvaro.ersattare.epost,
        nyckel=f"franvaro-{franvaro.pk}-overlamnad",
        sammanhang={
            "franvaro": franvaro,
            "synpunkter": synpunkter,
            "inkorg": f"{settings.ADRESS}{reverse('synpunkter:inkorg')}?urval=mina",
        },
        nu=nu,
    )
