"""What follows when a part of the follow-up is sent back (row 7), and when it is done again."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.db.models import Q

from cykel.frekvens import giltig_fran
from cykel.models import Aterskick, Delslag, Indikator, Mal, Varv
from cykel.villkor.aterskick import Del, delens_falt, lank_till
from kvalitet import logg
from kvalitet.models import Anvandare, Enhet
from kvalitet.notiser import notifiera
from kvalitet.overgang import Steg
from kvalitet.texter import veckodatum_ar


def del_skickad_ater(steg: Steg) -> None:
    """Note what is to be done again, and ask the one who does it."""
    vald: Del = steg.data["del_"]
    varv = steg.objekt.varv.get(avslutades__isnull=True)
    assert steg.av is not None  # noqa: S101 - the row is no system's
    ett = Aterskick.objects.create(
        plan=steg.objekt,
        varv=varv,
        slag=vald.slag,
        namn=vald.namn,
        skal=steg.data["skal"],
        till=vald.till,
        senast=steg.data["senast"],
        av=steg.av,
        tid=steg.nu,
        **vald.falt,
    )
    if vald.till.is_active:
        _be_om(ett, steg.nu)


def _be_om(ett: Aterskick, nu: datetime) -> None:
    notifiera(
        "del_skickad_ater",
        mottagare=ett.till.epost,
        nyckel=f"skickad-ater:{ett.pk}",
        sammanhang={
            "ett": ett,
            "senast": veckodatum_ar(ett.senast),
            "lank": f"{settings.ADRESS}{lank_till(ett)}",
        },
        nu=nu,
    )


def _ar_rundans(ett: Aterskick, period_till: date) -> bool:
    tillfalle, indikator = ett.varv.tillfalle, ett.indikator
    if tillfalle is None or indikator is None:
        return True
    return giltig_fran(indikator.frekvens, tillfalle) <= period_till <= tillfalle.matdatum


def gjord_om(
    del_: Mal | UUID | Indikator | Delslag,
    *,
    varv: Varv | None = None,
    enhet: Enhet | None = None,
    period_till: date | None = None,
    av: Anvandare | None,
    nu: datetime,
) -> None:
    """The part is done again: of the lap given, or (a value that ends `period_till`) of every
    plan of the unit whose round it is a value for."""
    var = Q(varv=varv) if varv else Q(plan__enhet=enhet)
    rader = Aterskick.objects.oppna().filter(var, **delens_falt(del_))
    for ett in (
        rader.select_for_update(of=("self",))
        .select_related("plan", "varv__tillfalle", "indikator")
        .order_by("pk")
    ):
        if period_till is not None and not _ar_rundans(ett, period_till):
            continue
        ett.gjord, ett.gjord_av = nu, av
        ett.save(update_fields=["gjord", "gjord_av"])
        data = {"slag": ett.slag, "aterskick": ett.pk}
        logg.skriv("plan.del_gjord_om", ett.plan, av=av, nu=nu, data=data)
