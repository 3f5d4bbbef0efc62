"""Reports: ordered, made again, fastställda and published."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from functools import partial

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.db.models.functions import Now
from django.urls import reverse

from cykel.models import Varv
from kvalitet import behorighet, klocka, logg, ogonblick
from kvalitet.behorighet import prova
from kvalitet.fel import Punkt, Regelbrott
from kvalitet.models import Anvandare, Ogonblick
from kvalitet.roller import Rattighet
from uppfoljning import rapportjobb, rapportkrav
from uppfoljning.models import Rapport, Rapportjobb
from uppfoljning.rapport import kanon
from uppfoljning.rapport.alla import SLAG
from uppfoljning.rapport.kanon import FelForm
from uppfoljning.rapport.modell import OkantSchema, Rapportlage
from uppfoljning.rapport.slag import Underlag
from uppfoljning.samlare import maluppfyllelse
from uppfoljning.samlare.alla import SAMLARE
from uppfoljning.samlare.omfang import Rapportomfang
from uppfoljning.underlag import tillfalle_for

OGONBLICK = "rapport"
"""What a report's snapshot is called among the others."""


@transaction.atomic
def bestall(omfang: Rapportomfang, *, av: Anvandare | None) -> Rapport:
    """Freeze what is known now and let a worker make the file; None as `av` is the schedule.

    What has not changed since the last version gives that version back, and no new row.
    """
    nu = klocka.nu()
    if av is not None:
        prova(av, Rattighet.RAPPORT_BESTALLA, omfang.rapport())
    omfang.las()
    underlag = SAMLARE[omfang.slag].samla(omfang, nu=nu)
    senaste = omfang.rapporter().order_by("-version").first()
    if senaste is None or not _oforandrad(senaste, underlag):
        senaste = _ny_version(omfang, underlag, efter=senaste, av=av, nu=nu)
    _sakra_jobb(senaste, av=av, nu=nu)
    return senaste


@transaction.atomic
def forsok_igen(rapport: Rapport, *, av: Anvandare) -> None:
    """Run a job that failed once more, with all its attempts; any other is left alone."""
    prova(av, Rattighet.RAPPORT_BESTALLA, rapport)
    jobb = rapport.jobb.select_for_update(of=("self",)).filter(ogonblick=rapport.ogonblick_id)
    for ett in jobb.filter(lage=Rapportjobb.Lage.MISSLYCKAD).order_by("pk"):
        _kor_igen(ett, av=av)
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
def faststall(
    rapport: Rapport, *, beslut_datum: date, beslut_paragraf: str, dnr: str, av: Anvandare
) -> Rapport:
    """Freeze the decision into the report and order the final file, without UTKAST."""
    nu = klocka.nu()
    rapport = _las(rapport)
    prova(av, Rattighet.RAPPORT_FASTSTALLA, rapport)
    if rapport.lage == Rapport.Lage.FASTSTALLD:
        raise Regelbrott("Rapporten är redan fastställd.")
    if beslut_datum > klocka.idag():
        raise Regelbrott("Beslutsdatumet ligger i framtiden. Skriv den dag som beslutet togs.")
    aterstar = kvarstar(rapport)
    if not all(punkt.klar for punkt in aterstar):
        raise Regelbrott("Något återstår innan rapporten kan fastställas.", aterstar)
    underlag = SLAG[rapport.slag].las(rapport.ogonblick.innehall)
    status = replace(
        underlag.status,
        lage=Rapportlage.FASTSTALLD,
        dnr=dnr,
        paragraf=beslut_paragraf,
        beslutsdatum=beslut_datum,
    )
    rapport.ogonblick = _frys(
        replace(underlag, status=status), av=av, nu=nu, ersatter=rapport.ogonblick
    )
    rapport.lage, rapport.dnr = Rapport.Lage.FASTSTALLD, dnr
    rapport.beslut_datum, rapport.beslut_paragraf = beslut_datum, beslut_paragraf
    rapport.save()
    logg.skriv("rapport.faststalld", rapport, av=av, nu=nu, data=rapport.loggdata())
    _sakra_jobb(rapport, av=av, nu=nu)
    return rapport


@transaction.atomic
def publicera(rapport: Rapport, *, av: Anvandare) -> Rapport:
    """Show the fastställd report and its file to everyone; twice is once."""
    rapport = _las(rapport)
    prova(av, Rattighet.RAPPORT_FASTSTALLA, rapport)
    if rapport.publicerad is not None:
        return rapport
    if rapport.lage != Rapport.Lage.FASTSTALLD:
        raise Regelbrott("Rapporten ska vara fastställd innan den publiceras.")
    jobb = jobb_for(rapport)
    if jobb is None or jobb.fil is None:
        raise Regelbrott("Den fastställda filen är inte klar än. Vänta tills den är det.")
    rapport.publicerad, rapport.fil = klocka.nu(), jobb.fil
    rapport.save(update_fields=["publicerad", "fil"])
    logg.skriv("rapport.publicerad", rapport, av=av, nu=rapport.publicerad, data=rapport.loggdata())
    return rapport


def bestall_forfallna() -> list[Rapport]:
    """Order the report of every nämnd whose lap was approved and that has none since then."""
    gjorda = []
    for varv in _utan_rapport():
        try:
            rapport = bestall(maluppfyllelse.omfang(varv.plan.namnd, tillfalle_for(varv)), av=None)
        except Regelbrott as fel:
            rapportjobb.journal.info("ingen rapport för %s: %s", varv.plan, fel.mening)
        except Exception:  # whatever is wrong with one nämnd must not stop the others
            rapportjobb.journal.exception("rapporten för varv %s gick inte att beställa", varv.pk)
        else:
            gjorda.append(rapport)
    return gjorda


# --- what stands ----------------------------------------------------------------------------


def jobb_for(rapport: Rapport) -> Rapportjobb | None:
    """Return the latest job for what the report holds now."""
    jobb = rapport.jobb.filter(ogonblick=rapport.ogonblick_id).select_related("fil")
    return jobb.order_by("-pk").first()


def kvarstar(rapport: Rapport) -> list[Punkt]:
    """Return every point that fastställ asks for, met and unmet."""
    jobb = jobb_for(rapport)
    klar = jobb is not None and jobb.lage == Rapportjobb.Lage.KLAR
    slag = SLAG[rapport.slag]
    underlag = slag.las(rapport.ogonblick.innehall)
    return [
        *rapportkrav.punkter(slag, underlag, klar=klar, varningar=jobb.varningar if jobb else ()),
        _senaste(rapport),
        *SAMLARE[rapport.slag].hinder(rapport),
    ]


def _senaste(rapport: Rapport) -> Punkt:
    nyare = (
        Rapportomfang.av(rapport)
        .rapporter()
        .filter(version__gt=rapport.version)
        .order_by("-version")
        .first()
    )
    if nyare is None:
        return Punkt("Det här är den senaste versionen", klar=True)
    lank = reverse("uppfoljning:rapport", args=[nyare.pk])
    return Punkt(f"Det finns en nyare version, version {nyare.version}", lank=lank)


# --- steps ----------------------------------------------------------------------------------


def _las(rapport: Rapport) -> Rapport:
    """Lock the report and return it fresh."""
    rader = Rapport.objects.select_related("ogonblick", "namnd", "enhet", "tillfalle")
    return rader.select_for_update(of=("self",)).get(pk=rapport.pk)


def _oforandrad(senaste: Rapport, underlag: Underlag) -> bool:
    """Say whether only the clock and the decision tell the last version from `underlag`."""
    try:
        fryst = SLAG[senaste.slag].las(senaste.ogonblick.innehall)
    except (OkantSchema, FelForm):
        return False
    status = replace(
        fryst.status,
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
) -> Rapport:
    rapport = omfang.rapport()
    rapport.version = efter.version + 1 if efter else 1
    rapport.dnr = underlag.status.dnr
    rapport.bestalld, rapport.bestalld_av = nu, av
    status = replace(underlag.status, version=rapport.version)
    rapport.ogonblick = _frys(replace(underlag, status=status), av=av, nu=nu)  # type: ignore[type-var]
    rapport.save()
    logg.skriv("rapport.bestalld", rapport, av=av, nu=nu, data=rapport.loggdata())
    return rapport


def _frys(
    underlag: Underlag,
    *,
    av: Anvandare | None,
    nu: datetime,
    ersatter: Ogonblick | None = None,
) -> Ogonblick:
    data = kanon.till_data(underlag)
    return ogonblick.frys(OGONBLICK, data, schema=underlag.schema, av=av, nu=nu, ersatter=ersatter)


def _sakra_jobb(rapport: Rapport, *, av: Anvandare | None, nu: datetime) -> None:
    """See to it that what the report holds is made, or is on its way."""
    jobb, ny = Rapportjobb.objects.get_or_create(
        nyckel=rapportjobb.nyckel(rapport),
        defaults={
            "rapport": rapport,
            "ogonblick": rapport.ogonblick,
            "bestalld_av": av,
            "skapad": nu,
        },
    )
    if ny:
        _skicka(jobb)
    elif jobb.lage == Rapportjobb.Lage.MISSLYCKAD:
        _kor_igen(jobb, av=av)


def _kor_igen(jobb: Rapportjobb, *, av: Anvandare | None) -> None:
    jobb.lage, jobb.forsok, jobb.fel = Rapportjobb.Lage.KOAD, 0, ""
    jobb.steg, jobb.andel, jobb.bestalld_av = "", 0, av
    jobb.stannade = None
    jobb.save()
    # From now on it waits, by the clock that the workers go by.
    Rapportjobb.objects.filter(pk=jobb.pk).update(tidigast=Now())
    _skicka(jobb)


def _skicka(jobb: Rapportjobb) -> None:
    transaction.on_commit(partial(rapportjobb.lagg_i_ko, jobb.pk), robust=True)


def _utan_rapport() -> list[Varv]:
    """Approved laps that no report is newer than, one for each nämnd and round."""
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
    rader = varv.select_related("plan__namnd", "plan__enhet", "tillfalle").order_by("godkand", "pk")
    return list({(v.plan.namnd_id, v.tillfalle_id): v for v in rader}.values())
