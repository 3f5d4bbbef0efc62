"""Reports: ordered, made again, approved, fastställda, published and corrected."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from cykel.models import Varv
from kvalitet import behorighet, klocka, logg
from kvalitet.behorighet import prova
from kvalitet.fel import Punkt, Regelbrott
from kvalitet.models import Anvandare
from kvalitet.overgang import aterstar, overga
from kvalitet.roller import Rattighet
from uppfoljning import rapportjobb
from uppfoljning.models import Rapport, Rapportjobb, Rapportrattelse
from uppfoljning.rapport import kanon
from uppfoljning.rapport.alla import SLAG
from uppfoljning.rapport.kanon import FelForm
from uppfoljning.rapport.modell import OkantSchema, Rapportlage, Rattelse
from uppfoljning.rapport.slag import Underlag
from uppfoljning.rapportfrysning import OGONBLICK, frys, jobb_for, kor_igen, sakra_jobb
from uppfoljning.rapportversioner import grunden, rattelser, vantande
from uppfoljning.samlare import maluppfyllelse
from uppfoljning.samlare.alla import SAMLARE
from uppfoljning.samlare.omfang import Rapportomfang
from uppfoljning.tillstand import RAPPORT, beslutsraden
from uppfoljning.underlag import tillfalle_for

__all__ = ["OGONBLICK", "jobb_for"]


@transaction.atomic
def bestall(omfang: Rapportomfang, *, av: Anvandare | None) -> Rapport:
    """Freeze what is known now and let a worker make the file; None as `av` is the schedule.

    What has not changed since the last version gives that version back, and no new row.
    """
    nu = klocka.nu()
    if av is not None:
        prova(av, Rattighet.RAPPORT_BESTALLA, omfang.rapport())
    omfang.las()
    underlag = _med(SAMLARE[omfang.slag].samla(omfang, nu=nu), rattelser(omfang))
    senaste = omfang.rapporter().order_by("-version").first()
    if senaste is None or not _oforandrad(senaste, underlag):
        senaste = _ny_version(omfang, underlag, efter=senaste, av=av, nu=nu)
    elif SAMLARE[omfang.slag].hinder(senaste):
        # Approved anew, and with the same content: made of what is approved now all the same.
        senaste.bestalld = nu
        senaste.save(update_fields=["bestalld"])
    sakra_jobb(senaste, av=av, nu=nu)
    return senaste


@transaction.atomic
def ratta(rapport: Rapport, *, fel: str, ratt: str, nytt_underlag: bool, av: Anvandare) -> Rapport:
    """Write what a published report has wrong into a new version, which is decided anew.

    It is made of what is approved now, or of the same as the published one; when another rättelse
    of that is waiting, of the same as the version that has it. The same rättelse again gives the
    version that has it.
    """
    nu, omfang = klocka.nu(), Rapportomfang.av(rapport)
    prova(av, Rattighet.RAPPORT_BESTALLA, rapport)
    omfang.las()
    rapport = _las(rapport)
    senaste = omfang.rapporter().order_by("-version")[0]
    _prova_rattas(rapport, omfang)
    skrivna = list(rattelser(omfang))
    ny = Rapportrattelse(rattar=rapport, fel=fel, ratt=ratt, skriven=nu, skriven_av=av)
    for rad in skrivna:
        if rad.rattar_id == rapport.pk and rad.text == ny.text:
            return rad.rapport
    underlag = (
        SAMLARE[omfang.slag].samla(omfang, nu=nu)
        if nytt_underlag
        else SLAG[rapport.slag].las(grunden(rapport).ogonblick.innehall)
    )
    underlag = replace(_med(underlag, [*skrivna, ny]), skapad=nu)
    ny.rapport = _ny_version(omfang, underlag, efter=senaste, av=av, nu=nu, rattas=True)
    ny.save()
    logg.skriv("rapport.ratta", rapport, av=av, nu=nu, data={"ny": ny.rapport.version})
    sakra_jobb(ny.rapport, av=av, nu=nu)
    return ny.rapport


@transaction.atomic
def forsok_igen(rapport: Rapport, *, av: Anvandare) -> None:
    """Run a job that failed once more, with all its attempts; any other is left alone."""
    prova(av, Rattighet.RAPPORT_BESTALLA, rapport)
    jobb = rapport.jobb.select_for_update(of=("self",)).filter(ogonblick=rapport.ogonblick_id)
    for ett in jobb.filter(lage=Rapportjobb.Lage.MISSLYCKAD).order_by("pk"):
        kor_igen(ett, av=av)
        logg.skriv("rapport.forsok_igen", rapport, av=av, nu=klocka.nu(), data=rapport.loggdata())


@transaction.atomic
def forsok_alla(*, av: Anvandare) -> int:
    """Run every job that failed, of the reports that the person may order; return how many."""
    villkor = behorighet.omfang(
        av, Rattighet.RAPPORT_BESTALLA, enhet="rapport__enhet", namnd="rapport__namnd"
    )
    rader = Rapportjobb.objects.misslyckade().filter(villkor).select_related("rapport")
    # In one order, so that two who press at once wait for each other and do not lock up.
    jobb = list(rader.order_by("pk"))
    for ett in jobb:
        forsok_igen(ett.rapport, av=av)
    return len(jobb)


@transaction.atomic
def godkann(rapport: Rapport, *, av: Anvandare) -> Rapport:
    """Say that the kontor stands behind the report; twice is once."""
    rapport = _las(rapport)
    if rapport.lage == Rapport.Lage.GODKAND:
        prova(av, Rattighet.RAPPORT_GODKANNA, rapport)
        return rapport
    return overga(RAPPORT, rapport, "godkann", av=av)


@transaction.atomic
def faststall(
    rapport: Rapport,
    *,
    beslut_datum: date,
    beslut_paragraf: str = "",
    dnr: str,
    publiceras: datetime | None = None,
    av: Anvandare,
) -> Rapport:
    """Record the decision of the nämnd, or of the chef for the kinds that are the chef's.

    `publiceras`: when it is published by itself; None: by hand.
    """
    Rapportomfang.av(rapport).las()
    rapport = _las(rapport)
    rad = beslutsraden(rapport.slag)
    ratt = RAPPORT.rad(rad).ratt
    assert ratt is not None  # noqa: S101 - a person decides
    prova(av, ratt, rapport)
    if rapport.beslutad:
        raise Regelbrott("Rapporten är redan fastställd.")
    if beslut_datum > klocka.idag():
        raise Regelbrott("Beslutsdatumet ligger i framtiden. Skriv den dag som beslutet togs.")
    data = {
        "beslut_datum": beslut_datum,
        "beslut_paragraf": beslut_paragraf,
        "dnr": dnr,
        "publiceras": publiceras,
    }
    return overga(RAPPORT, rapport, rad, av=av, data=data)


@transaction.atomic
def publicera(rapport: Rapport, *, av: Anvandare | None) -> Rapport:
    """Show the fastställd report to everyone and tell the nämnd's list; twice is once.

    The file comes with it, or follows when it is made. None as `av` is the clock. One version at a
    time: which one replaces which decides what its rättelse is about.
    """
    Rapportomfang.av(rapport).las()
    rapport = _las(rapport)
    if av is not None:
        prova(av, Rattighet.RAPPORT_FASTSTALLA, rapport)
    if rapport.lage == Rapport.Lage.PUBLICERAD:
        return rapport
    if rapport.lage != Rapport.Lage.FASTSTALLD:
        raise Regelbrott("Rapporten ska vara fastställd innan den publiceras.")
    return overga(RAPPORT, rapport, "publicera", av=av)


def publicera_forfallna() -> list[Rapport]:
    """Publish what is decided and whose time has come."""
    gjorda = []
    vantar = Rapport.objects.filter(lage=Rapport.Lage.FASTSTALLD, publiceras__lte=klocka.nu())
    for rapport in vantar.order_by("publiceras", "pk"):
        try:
            gjorda.append(publicera(rapport, av=None))
        except Exception:  # whatever is wrong with one must not stop the others
            rapportjobb.journal.exception("rapport %s gick inte att publicera", rapport.pk)
    return gjorda


def bestall_forfallna() -> list[Rapport]:
    """Order the report of every nämnd whose lap was approved and that has none since then."""
    gjorda = []
    for varv in _utan_rapport():
        try:
            omfang = maluppfyllelse.omfang(varv.plan.namnd, tillfalle_for(varv))
            rapport = bestall(omfang, av=None)
        except Regelbrott as fel:
            rapportjobb.journal.info("ingen rapport för %s: %s", varv.plan, fel.mening)
        except Exception:  # whatever is wrong with one nämnd must not stop the others
            rapportjobb.journal.exception("rapporten för varv %s gick inte att beställa", varv.pk)
        else:
            gjorda.append(rapport)
    return gjorda


def kvarstar(rapport: Rapport, *, av: Anvandare | None = None) -> list[Punkt]:
    """Return every point that the report's decision asks for, met and unmet."""
    return aterstar(RAPPORT, rapport, beslutsraden(rapport.slag), av=av)


# --- steps ----------------------------------------------------------------------------------


def _las(rapport: Rapport) -> Rapport:
    """Lock the report and return it fresh."""
    rader = Rapport.objects.select_related("ogonblick", "namnd", "enhet", "tillfalle")
    return rader.select_for_update(of=("self",)).get(pk=rapport.pk)


def _prova_rattas(rapport: Rapport, omfang: Rapportomfang) -> None:
    publicerade = omfang.rapporter().filter(lage=Rapport.Lage.PUBLICERAD)
    gallande = publicerade.order_by("-version").first()
    if gallande is None or rapport.lage != Rapport.Lage.PUBLICERAD:
        raise Regelbrott("Bara en publicerad rapport rättas. Skapa en ny version i stället.")
    if gallande.pk != rapport.pk:
        raise Regelbrott(
            f"Version {rapport.version} är ersatt. Rätta version {gallande.version} i stället."
        )


def _med(underlag: Any, rader: Iterable[Rapportrattelse]) -> Any:
    """The same with what was corrected in earlier versions, each once."""
    skrivna = (Rattelse(datum=timezone.localdate(r.skriven), text=r.text) for r in rader)
    nya = tuple(rad for rad in skrivna if rad not in underlag.rattelser)
    return replace(underlag, rattelser=(*underlag.rattelser, *nya)) if nya else underlag


def _oforandrad(senaste: Rapport, underlag: Underlag) -> bool:
    """Say whether only the clock and the decision tell the last version from `underlag`."""
    try:
        fryst = SLAG[senaste.slag].las(senaste.ogonblick.innehall)
    except (OkantSchema, FelForm):
        return False
    status = fryst.status
    if underlag.status.lage is Rapportlage.GODKAND and not vantande(senaste):
        # Approved by its follow-up, and anew when that has been opened since.
        status = replace(
            status,
            godkand_av=underlag.status.godkand_av,
            godkand_datum=underlag.status.godkand_datum,
        )
    som_fryst = replace(underlag, skapad=fryst.skapad, status=status)  # type: ignore[type-var]
    return kanon.till_json(som_fryst) == senaste.ogonblick.innehall


def _ny_version(
    omfang: Rapportomfang,
    underlag: Underlag,
    *,
    efter: Rapport | None,
    av: Anvandare | None,
    nu: datetime,
    rattas: bool = False,
) -> Rapport:
    rapport = omfang.rapport()
    rapport.version = efter.version + 1 if efter else 1
    rapport.dnr = underlag.status.dnr
    rapport.bestalld, rapport.bestalld_av = nu, av
    status = replace(underlag.status, version=rapport.version)
    if rattas or vantande(rapport):
        # The kontor has not stood behind the rättelse: what was approved and decided was without.
        status = replace(
            status,
            lage=Rapportlage.UTKAST,
            godkand_av="",
            godkand_datum=None,
            paragraf="",
            beslutsdatum=None,
        )
    if status.lage is Rapportlage.GODKAND:
        rapport.lage = Rapport.Lage.GODKAND
    rapport.ogonblick = frys(replace(underlag, status=status), av=av, nu=nu)  # type: ignore[type-var]
    rapport.save()
    logg.skriv("rapport.bestalld", rapport, av=av, nu=nu, data=rapport.loggdata())
    return rapport


def _utan_rapport() -> list[Varv]:
    """The approved laps that nämnder's reports are made from, and that no report is newer than."""
    varv = Varv.objects.filter(godkand__isnull=False).exclude(
        Exists(
            Rapport.objects.filter(
                slag=Rapport.Slag.MALUPPFYLLELSE,
                namnd=OuterRef("plan__namnd"),
                tillfalle=OuterRef("tillfalle"),
                bestalld__gte=OuterRef("godkand"),
            )
        )
    )
    grupper = varv.order_by().values_list("plan__namnd", "tillfalle").distinct()
    overst = (maluppfyllelse.kontorets_varv(namnd, runda) for namnd, runda in grupper)
    rader = varv.filter(pk__in=[ett.pk for ett in overst if ett])
    rader = rader.select_related("plan__namnd", "plan__enhet", "tillfalle")
    return list(rader.order_by("godkand", "pk"))
