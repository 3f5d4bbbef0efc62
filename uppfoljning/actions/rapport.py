"""Reports: ordered, made again, fastställda and published."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from functools import partial

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse

from cykel.models import Uppfoljningstillfalle, Varv
from kvalitet import klocka, logg, ogonblick
from kvalitet.behorighet import prova
from kvalitet.fel import Punkt, Regelbrott
from kvalitet.models import Anvandare, Namnd, Ogonblick
from kvalitet.roller import Rattighet
from uppfoljning import rapportjobb, rapportkrav
from uppfoljning.fryst import las
from uppfoljning.models import Rapport, Rapportjobb
from uppfoljning.ogonblick import for_rapport
from uppfoljning.rapport import modell
from uppfoljning.rapport.kanon import FelForm
from uppfoljning.rapport.modell import Maluppfyllelserapport, OkantSchema, Rapportlage
from uppfoljning.underlag import tillfalle_for

SLAG = "rapport"


@transaction.atomic
def bestall(*, namnd: Namnd, tillfalle: Uppfoljningstillfalle, av: Anvandare | None) -> Rapport:
    """Freeze what is known now and let a worker make the file; None as `av` is the schedule.

    What has not changed since the last version gives that version back, and no new row.
    """
    nu = klocka.nu()
    varv = kontorets_varv(namnd, tillfalle)
    if varv is None:
        raise Regelbrott(f"{namnd} har ingen plan som följs upp i {tillfalle}.")
    if av is not None:
        prova(av, Rattighet.RAPPORT_BESTALLA, varv.plan)
    # One order at a time for the same report.
    Varv.objects.select_for_update(no_key=True, of=("self",)).get(pk=varv.pk)
    if varv.godkand is None:
        raise Regelbrott(
            f"{varv.plan.enhet} har inte godkänt uppföljningen för {tillfalle} än. "
            "Rapporten kan skapas när den är godkänd."
        )
    underlag = for_rapport(varv, nu=nu)
    rapport = _oforandrad(varv, underlag) or _ny_version(varv, underlag, av=av, nu=nu)
    _sakra_jobb(rapport, av=av, nu=nu)
    return rapport


@transaction.atomic
def forsok_igen(rapport: Rapport, *, av: Anvandare) -> None:
    """Run a job that failed once more, with all its attempts; any other is left alone."""
    prova(av, Rattighet.RAPPORT_BESTALLA, rapport)
    jobb = rapport.jobb.select_for_update(of=("self",)).filter(ogonblick=rapport.ogonblick_id)
    for ett in jobb.filter(lage=Rapportjobb.Lage.MISSLYCKAD).order_by("pk"):
        _kor_igen(ett, av=av)
        logg.skriv("rapport.forsok_igen", rapport, av=av, nu=klocka.nu(), data=rapport.loggdata())


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
    underlag = las(rapport.ogonblick)
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
            rapport = bestall(namnd=varv.plan.namnd, tillfalle=tillfalle_for(varv), av=None)
        except Regelbrott as fel:
            rapportjobb.journal.info("ingen rapport för %s: %s", varv.plan, fel.mening)
        except Exception:  # whatever is wrong with one nämnd must not stop the others
            rapportjobb.journal.exception("rapporten för varv %s gick inte att beställa", varv.pk)
        else:
            gjorda.append(rapport)
    return gjorda


# --- what stands ----------------------------------------------------------------------------


def kontorets_varv(namnd: Namnd, tillfalle: Uppfoljningstillfalle) -> Varv | None:
    """Return the lap that the nämnd's report is made from: that of its highest unit in the
    round, an approved one first where several stand as high."""
    varv = Varv.objects.filter(plan__namnd=namnd, tillfalle=tillfalle).select_related(
        "plan__enhet", "plan__namnd", "plan__styrmodell", "plan__planansvarig", "tillfalle"
    )
    varv = varv.select_related("ogonblick")
    rader = sorted(varv, key=lambda v: (v.plan.enhet.djup, v.godkand is None, v.pk))
    return rader[0] if rader else None


def jobb_for(rapport: Rapport) -> Rapportjobb | None:
    """Return the latest job for what the report holds now."""
    jobb = rapport.jobb.filter(ogonblick=rapport.ogonblick_id).select_related("fil")
    return jobb.order_by("-pk").first()


def kvarstar(rapport: Rapport) -> list[Punkt]:
    """Return every point that fastställ asks for, met and unmet."""
    jobb = jobb_for(rapport)
    klar = jobb is not None and jobb.lage == Rapportjobb.Lage.KLAR
    return [
        *rapportkrav.punkter(
            las(rapport.ogonblick), klar=klar, varningar=jobb.varningar if jobb else ()
        ),
        _senaste(rapport),
        *_godkannandet_star_fast(rapport),
    ]


def _senaste(rapport: Rapport) -> Punkt:
    nyare = _versioner(rapport).filter(version__gt=rapport.version).order_by("-version").first()
    if nyare is None:
        return Punkt("Det här är den senaste versionen", klar=True)
    lank = reverse("uppfoljning:rapport", args=[nyare.pk])
    return Punkt(f"Det finns en nyare version, version {nyare.version}", lank=lank)


def _godkannandet_star_fast(rapport: Rapport) -> list[Punkt]:
    """A report made before its follow-up was opened again is not decided on (row 12)."""
    varv = kontorets_varv(rapport.namnd, rapport.tillfalle)
    if varv is None or varv.fore_ateroppning_id is None:
        return []
    if varv.godkand is None:
        return [Punkt("Uppföljningen är återöppnad och inte godkänd igen")]
    if varv.godkand > rapport.bestalld:
        return [Punkt("Uppföljningen har godkänts på nytt. Beställ en ny version av rapporten")]
    return []


# --- steps ----------------------------------------------------------------------------------


def _las(rapport: Rapport) -> Rapport:
    """Lock the report and return it fresh."""
    rader = Rapport.objects.select_related("ogonblick", "namnd", "enhet", "tillfalle")
    return rader.select_for_update(of=("self",)).get(pk=rapport.pk)


def _versioner(rapport: Rapport) -> QuerySet[Rapport]:
    return Rapport.objects.filter(
        slag=rapport.slag,
        namnd=rapport.namnd_id,
        enhet=rapport.enhet_id,
        tillfalle=rapport.tillfalle_id,
    )


def _oforandrad(varv: Varv, underlag: Maluppfyllelserapport) -> Rapport | None:
    """Return the last version when only the clock and the decision tell it from `underlag`."""
    senaste = _senaste_version(varv)
    if senaste is None:
        return None
    try:
        fryst = las(senaste.ogonblick)
    except (OkantSchema, FelForm):
        return None
    status = replace(
        fryst.status,
        godkand_av=underlag.status.godkand_av,
        godkand_datum=underlag.status.godkand_datum,
    )
    som_fryst = replace(underlag, skapad=fryst.skapad, status=status)
    return senaste if modell.till_json(som_fryst) == senaste.ogonblick.innehall else None


def _senaste_version(varv: Varv) -> Rapport | None:
    rader = Rapport.objects.filter(
        slag=Rapport.Slag.MALUPPFYLLELSE,
        namnd=varv.plan.namnd_id,
        enhet=varv.plan.enhet_id,
        tillfalle=varv.tillfalle_id,
    ).select_related("ogonblick", "namnd", "enhet", "tillfalle")
    return rader.order_by("-version").first()


def _ny_version(
    varv: Varv, underlag: Maluppfyllelserapport, *, av: Anvandare | None, nu: datetime
) -> Rapport:
    senaste = _senaste_version(varv)
    version = senaste.version + 1 if senaste else 1
    status = replace(underlag.status, version=version)
    rapport = Rapport.objects.create(
        namnd=varv.plan.namnd,
        enhet=varv.plan.enhet,
        tillfalle=tillfalle_for(varv),
        version=version,
        ogonblick=_frys(replace(underlag, status=status), av=av, nu=nu),
        dnr=underlag.status.dnr,
        bestalld=nu,
        bestalld_av=av,
    )
    logg.skriv("rapport.bestalld", rapport, av=av, nu=nu, data=rapport.loggdata())
    return rapport


def _frys(
    underlag: Maluppfyllelserapport,
    *,
    av: Anvandare | None,
    nu: datetime,
    ersatter: Ogonblick | None = None,
) -> Ogonblick:
    data = modell.till_data(underlag)
    return ogonblick.frys(SLAG, data, schema=modell.SCHEMA, av=av, nu=nu, ersatter=ersatter)


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
    jobb.save(update_fields=["lage", "forsok", "fel", "steg", "andel", "bestalld_av"])
    _skicka(jobb)


def _skicka(jobb: Rapportjobb) -> None:
    transaction.on_commit(partial(rapportjobb.lagg_i_ko, jobb.pk), robust=True)


def _utan_rapport() -> list[Varv]:
    """Approved laps that no report is newer than, one for each nämnd and round."""
    varv = Varv.objects.filter(godkand__isnull=False).exclude(
        Exists(
            Rapport.objects.filter(
                namnd=OuterRef("plan__namnd"),
                tillfalle=OuterRef("tillfalle"),
                bestalld__gte=OuterRef("godkand"),
            )
        )
    )
    rader = varv.select_related("plan__namnd", "plan__enhet", "tillfalle").order_by("godkand", "pk")
    return list({(v.plan.namnd_id, v.tillfalle_id): v for v in rader}.values())
