"""Which reports a nämnd gets by itself, and the daily ordering of those that are due."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.urls import reverse

from cykel.models import Uppfoljningstillfalle, Varv
from kvalitet import klocka, logg
from kvalitet.behorighet import prova
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare, Enhet, Namnd
from kvalitet.roller import Rattighet
from uppfoljning import rapportjobb
from uppfoljning.actions.rapport import bestall
from uppfoljning.models import Rapport, Rapportjobb, Rapportschema
from uppfoljning.rapportperioder import Spann, avslutade
from uppfoljning.rapportutskick import beratta_for, sekreterare
from uppfoljning.samlare.alla import SAMLARE
from uppfoljning.samlare.val import for_period, kontoren, kontoret

IKAPP = timedelta(days=400)
"""How far back a report that was missed is still ordered."""
OVANTAT = "Ett fel i systemet stoppade rapporten. Felet står i serverns logg."


@transaction.atomic
def satt_schema(
    namnd: Namnd, *, slag: str, pa: bool, period: str, dagar: int, av: Anvandare | None
) -> Rapportschema:
    """Turn the kind on or off for the nämnd, and say when it comes; `av` is None for the set-up.

    What ended before it was turned on is not made up for.
    """
    if av is not None:
        prova(av, Rattighet.RAPPORT_PLANERA, i_namnden(namnd))
    Namnd.objects.select_for_update(of=("self",)).get(pk=namnd.pk)
    schema = Rapportschema.objects.filter(namnd=namnd, slag=slag).first()
    schema = schema or Rapportschema(namnd=namnd, slag=slag)
    fore = (schema.fran is not None, schema.period, schema.dagar)
    if schema.pk and fore == (pa, period, dagar):
        return schema
    if not pa or schema.fran is None or schema.period != period:
        schema.fran = klocka.idag() if pa else None
        schema.fel, schema.fel_period = "", None
    schema.period, schema.dagar = period, dagar
    schema.andrad, schema.andrad_av = klocka.nu(), av
    try:
        schema.full_clean(validate_unique=False)
    except ValidationError as fel:
        raise Regelbrott(" ".join(fel.messages)) from fel
    schema.save()
    data = {"slag": slag, "pa": pa, "period": period, "dagar": dagar}
    logg.skriv("rapportschema.andrat", schema, av=av, nu=schema.andrad, data=data)
    return schema


def i_namnden(namnd: Namnd) -> Rapport:
    """Something of the nämnd's, for rights: they hold where its kontor lies."""
    return Rapport(namnd=namnd, enhet=kontoret(namnd))


# --- the day's work --------------------------------------------------------------------------


def bestall_schemalagda() -> list[Rapport]:
    """Order every scheduled report that is due and not made, and tell of those that could not be.

    A day that was missed is caught up the next; a nämnd that fails does not stop the others.
    """
    gjorda = []
    for schema in Rapportschema.objects.pa().select_related("namnd").order_by("pk"):
        if schema.slag not in SAMLARE:
            continue
        kvar = list(forfallna(schema))
        _glom_det_som_kom(schema, kvar)
        for spann in kvar:
            try:
                gjorda.append(_bestall(schema, spann))
            except Regelbrott as fel:
                _misslyckades(schema, spann, fel.mening)
            except Exception:  # whatever is wrong with one must not stop the others
                rapportjobb.journal.exception("schema %s, %s", schema.pk, spann)
                _misslyckades(schema, spann, OVANTAT)
    return gjorda


def forfallna(schema: Rapportschema) -> Iterator[Spann]:
    """The periods whose day has come and that have no report."""
    idag = klocka.idag()
    if schema.fran is None:
        return
    sist = idag - timedelta(days=schema.dagar)
    finns = set(
        Rapport.objects.filter(namnd=schema.namnd_id, slag=schema.slag).values_list(
            "period_fran", "period_till"
        )
    )
    for spann in avslutade(schema.period, fran=max(schema.fran, idag - IKAPP), till=sist):
        if (spann.fran, spann.till) not in finns:
            yield spann


@transaction.atomic
def _bestall(schema: Rapportschema, spann: Spann) -> Rapport:
    rapport = bestall(for_period(schema.slag, schema.namnd, spann), av=None)
    gallde_den = Rapportschema.objects.filter(pk=schema.pk, fel_period=spann.till)
    gallde_den.update(fel="", fel_period=None)
    return rapport


def _glom_det_som_kom(schema: Rapportschema, kvar: list[Spann]) -> None:
    """Take away the reason of a report that somebody has ordered by hand since."""
    gallde = schema.fel_period
    if gallde is not None and gallde not in [spann.till for spann in kvar]:
        Rapportschema.objects.filter(pk=schema.pk, fel_period=gallde).update(
            fel="", fel_period=None
        )


@transaction.atomic
def _misslyckades(schema: Rapportschema, spann: Spann, skal: str) -> None:
    """Note the reason, and tell the nämnd's secretaries once for each period."""
    Rapportschema.objects.filter(pk=schema.pk).update(fel=skal[:400], fel_period=spann.till)
    _beratta(
        schema.namnd,
        kontoren().get(schema.namnd),
        vad=f"{schema.get_slag_display()} {spann}, {schema.namnd}",
        skal=skal,
        nyckel=f"rapport_uteblev:{schema.pk}:{spann.till.isoformat()}",
    )


def beratta_om_misslyckade() -> None:
    """Tell of the files of scheduled reports that no worker could make: nobody else is told."""
    jobb = Rapportjobb.objects.filter(lage=Rapportjobb.Lage.MISSLYCKAD, bestalld_av__isnull=True)
    nya = jobb.filter(skapad__gte=klocka.nu() - timedelta(days=30))
    for ett in nya.select_related("rapport__namnd", "rapport__enhet", "rapport__tillfalle"):
        _beratta(
            ett.rapport.namnd,
            ett.rapport.enhet,
            vad=str(ett.rapport),
            skal=ett.fel,
            nyckel=f"rapport_uteblev_fil:{ett.pk}",
        )


def beratta_om_sena() -> None:
    """Tell of nämnder whose day in a round has passed without an approved follow-up to report."""
    idag = klocka.idag()
    rundor = Uppfoljningstillfalle.objects.filter(
        oppnar__lte=idag, stanger__gte=idag - timedelta(days=60)
    )
    for tillfalle in rundor.prefetch_related("namndtider").order_by("pk"):
        for namnd, kontor in kontoren().items():
            tider = tillfalle.tider_for(namnd.pk)
            dag = tider.namnd_senast if tider else tillfalle.stanger
            if dag < idag and _vantar(namnd, tillfalle):
                _beratta_om_sen(namnd, kontor, tillfalle, dag=dag)


def _vantar(namnd: Namnd, tillfalle: Uppfoljningstillfalle) -> bool:
    """Whether the nämnd is followed up in the round and has no report of it."""
    egna = Varv.objects.filter(plan__namnd=namnd, tillfalle=tillfalle)
    rapport = Rapport.objects.filter(
        slag=Rapport.Slag.MALUPPFYLLELSE, namnd=OuterRef("plan__namnd"), tillfalle=tillfalle
    )
    return egna.exclude(Exists(rapport)).exists()


def _beratta_om_sen(
    namnd: Namnd, kontor: Enhet, tillfalle: Uppfoljningstillfalle, *, dag: object
) -> None:
    laget = reverse("uppfoljning:laget", args=[tillfalle.pk])
    beratta_for(
        sekreterare(namnd, kontor),
        "rapport_sen",
        nyckel=f"rapport_sen:{namnd.pk}:{tillfalle.pk}",
        sammanhang={
            "namnd": namnd,
            "tillfalle": tillfalle,
            "dag": dag,
            "sidan": f"{settings.ADRESS}{laget}?namnd={namnd.pk}",
        },
    )


def _beratta(namnd: Namnd, kontor: Enhet | None, *, vad: str, skal: str, nyckel: str) -> None:
    if kontor is None:
        return
    sidan = reverse("uppfoljning:rapportschema", args=[namnd.pk])
    beratta_for(
        sekreterare(namnd, kontor),
        "rapport_uteblev",
        nyckel=nyckel,
        sammanhang={"vad": vad, "skal": skal, "sidan": f"{settings.ADRESS}{sidan}"},
    )
