"""Business acts on a round in a nämnd: its days, the lock, and a part that is opened again."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from cykel.models import (
    Delopning,
    Namndtider,
    Rundlas,
    Uppfoljningstillfalle,
    Verksamhetsplan,
)
from cykel.tillstand import Fas
from cykel.villkor.aterskick import Del, delar, lank_till
from cykel.villkor.las import forfallna, las_for
from kvalitet import klocka, logg
from kvalitet.behorighet import prova
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare, Namnd
from kvalitet.notiser import notifiera
from kvalitet.roller import Rattighet
from kvalitet.texter import datum, veckodatum_ar

logger = logging.getLogger(__name__)
ETT_AR = timedelta(weeks=52)
"""To the same weekday a year later."""


@transaction.atomic
def satt_tider(
    tillfalle: Uppfoljningstillfalle,
    *,
    namnd: Namnd,
    enheter_senast: date,
    kontor_senast: date,
    namnd_senast: date,
    av: Anvandare | None,
) -> Namndtider:
    """Give the nämnd its own days in the round; `av` is None for the set-up.

    A last day that is moved ahead of today opens a round that the old one had locked.
    """
    tillfalle = _las_tillfalle(tillfalle)
    tider = Namndtider.objects.filter(tillfalle=tillfalle, namnd=namnd).first()
    tider = tider or Namndtider(tillfalle=tillfalle, namnd=namnd)
    if av is not None:
        prova(av, Rattighet.UPPFOLJNING_LEDA, _i_namnden(namnd))
    dagar = (enheter_senast, kontor_senast, namnd_senast)
    if tider.pk and (tider.enheter_senast, tider.kontor_senast, tider.namnd_senast) == dagar:
        return tider
    _prova_ryms(tillfalle, dagar)
    nu = klocka.nu()
    tider.enheter_senast, tider.kontor_senast, tider.namnd_senast = dagar
    tider.andrad, tider.andrad_av = nu, av
    try:
        tider.full_clean()
    except ValidationError as fel:
        raise Regelbrott(" ".join(fel.messages)) from fel
    tider.save()
    data = {"namnd": namnd.pk, "namnd_senast": namnd_senast.isoformat()}
    logg.skriv("tillfalle.namndtider", tillfalle, av=av, nu=nu, data=data)
    las = Rundlas.objects.galler().filter(tillfalle=tillfalle, namnd=namnd, av=None).first()
    if las and av and namnd_senast >= klocka.idag():
        _hav(las, av=av)
    return tider


@transaction.atomic
def kopiera_tider(
    tillfalle: Uppfoljningstillfalle, *, namnder: Iterable[Namnd], av: Anvandare
) -> tuple[list[Namnd], list[Namnd]]:
    """Give nämnder without days last year's, on the same weekdays; return who got and who not.

    Those whose days would not lie within the round's get none: somebody must choose.
    """
    fick, ryms_inte = [], []
    har = set(tillfalle.namndtider.values_list("namnd", flat=True))
    forslag = foreslagna_tider(tillfalle)
    for namnd in namnder:
        dagar = forslag.get(namnd.pk)
        if dagar is None or namnd.pk in har:
            continue
        try:
            with transaction.atomic():
                satt_tider(tillfalle, namnd=namnd, **dagar, av=av)
        except Regelbrott:
            ryms_inte.append(namnd)
        else:
            fick.append(namnd)
    return fick, ryms_inte


def foreslagna_tider(tillfalle: Uppfoljningstillfalle) -> dict[int, dict[str, date]]:
    """Return last year's days of the same round by `Namnd.pk`, moved to the same weekday."""
    fjol = {"tillfalle__slag": tillfalle.slag, "tillfalle__ar": tillfalle.ar - 1}
    rader = Namndtider.objects.filter(**fjol)
    falt = ("enheter_senast", "kontor_senast", "namnd_senast")
    return {
        rad.namnd_id: {namn: getattr(rad, namn) + ETT_AR for namn in falt}
        for rad in rader.order_by("pk")
    }


@transaction.atomic
def las_runda(tillfalle: Uppfoljningstillfalle, *, namnd: Namnd, av: Anvandare | None) -> Rundlas:
    """Lock the round for the nämnd; `av` is None when its last day has passed.

    Waits for whoever is saving in one of its plans: they come before the lock or are refused.
    """
    tillfalle = _las_tillfalle(tillfalle)
    if av is not None:
        prova(av, Rattighet.UPPFOLJNING_LEDA, _i_namnden(namnd))
    fanns = Rundlas.objects.galler().filter(tillfalle=tillfalle, namnd=namnd).first()
    if fanns is not None:
        return fanns
    planer = Verksamhetsplan.objects.filter(namnd=namnd, fas=Fas.FOLJA_UPP)
    list(planer.select_for_update(of=("self",), no_key=True).order_by("pk").values_list("pk"))
    nu = klocka.nu()
    las = Rundlas.objects.create(tillfalle=tillfalle, namnd=namnd, tid=nu, av=av)
    logg.skriv("tillfalle.last", tillfalle, av=av, nu=nu, data={"namnd": namnd.pk})
    return las


@transaction.atomic
def las_upp_runda(tillfalle: Uppfoljningstillfalle, *, namnd: Namnd, av: Anvandare) -> None:
    """Lift the lock of the whole round in the nämnd; again is nothing."""
    tillfalle = _las_tillfalle(tillfalle)
    prova(av, Rattighet.UPPFOLJNING_LEDA, _i_namnden(namnd))
    las = Rundlas.objects.galler().filter(tillfalle=tillfalle, namnd=namnd).first()
    if las is not None:
        _hav(las, av=av)


def las_forfallna() -> int:
    """Lock every round whose last day in a nämnd has passed; return how many.

    Each has a transaction of its own: one that fails is logged and stops no other.
    """
    antal = 0
    for tillfalle, namnd in forfallna(klocka.idag()):
        try:
            las_runda(tillfalle, namnd=Namnd.objects.get(pk=namnd), av=None)
        except (Regelbrott, IntegrityError):
            logger.exception("round %s could not be locked for nämnd %s", tillfalle.pk, namnd)
        else:
            antal += 1
    return antal


@transaction.atomic
def oppna_del(
    plan: Verksamhetsplan, *, del_: Del, skal: str, till_och_med: date, av: Anvandare
) -> Delopning:
    """Let one part of a locked follow-up be changed until a day, and tell the one who does it."""
    plan = Verksamhetsplan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    prova(av, Rattighet.UPPFOLJNING_LEDA, plan)
    varv = plan.varv.filter(avslutades=None).select_related("tillfalle").first()
    if varv is None or las_for(varv, plan) is None:
        raise Regelbrott("Uppföljningen är inte låst, så delen går att ändra som vanligt.")
    if del_.nyckel not in {en.nyckel for en in delar(plan)}:
        raise Regelbrott("Delen finns inte i den version av planen som gäller nu.")
    if not skal.strip():
        raise Regelbrott("Skriv varför delen öppnas.")
    if till_och_med < klocka.idag():
        raise Regelbrott("Dagen har redan passerat. Välj en senare dag.")
    nu = klocka.nu()
    vad: dict[str, Any] = {"slag": del_.slag, "namn": del_.namn, **del_.falt}
    fanns = Delopning.objects.filter(varv=varv, till_och_med=till_och_med, **vad).first()
    if fanns is not None:
        return fanns
    ett = Delopning.objects.create(
        varv=varv, **vad, skal=skal.strip(), till_och_med=till_och_med, av=av, tid=nu
    )
    data = {"slag": del_.slag, "till": till_och_med.isoformat(), "opening": ett.pk}
    logg.skriv("plan.del_oppnad", plan, av=av, nu=nu, data=data)
    if del_.till.is_active:
        _beratta(ett, del_, plan)
    return ett


def _beratta(ett: Delopning, del_: Del, plan: Verksamhetsplan) -> None:
    notifiera(
        "del_oppnad",
        mottagare=del_.till.epost,
        nyckel=f"del-oppnad:{ett.pk}",
        sammanhang={
            "ett": ett,
            "plan": plan,
            "person": del_.till,
            "senast": veckodatum_ar(ett.till_och_med),
            "lank": f"{settings.ADRESS}{lank_till(ett)}",
        },
        nu=ett.tid,
    )


def _las_tillfalle(tillfalle: Uppfoljningstillfalle) -> Uppfoljningstillfalle:
    rader = Uppfoljningstillfalle.objects.select_for_update(of=("self",), no_key=True)
    return rader.get(pk=tillfalle.pk)


def _hav(las: Rundlas, *, av: Anvandare) -> None:
    las.havd, las.havd_av = klocka.nu(), av
    las.save(update_fields=["havd", "havd_av"])
    data = {"namnd": las.namnd_id}
    logg.skriv("tillfalle.upplast", las.tillfalle, av=av, nu=las.havd, data=data)


def _i_namnden(namnd: Namnd) -> Namndtider:
    """What a right over the whole nämnd is tried against: it belongs to no unit."""
    return Namndtider(namnd=namnd)


def _prova_ryms(tillfalle: Uppfoljningstillfalle, dagar: tuple[date, date, date]) -> None:
    if dagar[0] < tillfalle.oppnar:
        raise Regelbrott(
            f"Enheterna kan inte vara klara innan uppföljningen öppnar {datum(tillfalle.oppnar)}."
        )
    if dagar[2] > tillfalle.stanger:
        raise Regelbrott(
            f"Nämndens dag ligger efter att {tillfalle} stänger {datum(tillfalle.stanger)}. "
            "Välj en dag före det."
        )
