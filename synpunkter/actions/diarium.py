"""The business acts of registering: a number of our own, or a case handed to another register."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from kvalitet import klocka, logg
from kvalitet.behorighet import far, prova
from kvalitet.fel import Regelbrott
from kvalitet.inlasning import Felsamling
from kvalitet.kalender import svensk_dag
from kvalitet.models import Anvandare, Namnd
from kvalitet.overgang import las
from kvalitet.roller import Rattighet
from synpunkter.diariefil import Diariesvar
from synpunkter.diarielager import ta_bort_filen
from synpunkter.models import Diarieforing, Diarieinstallning, Dnrserie, Synpunkt
from synpunkter.tillstand import SYNPUNKT, Lage

EGEN, EXTERN = Diarieinstallning.Satt.EGEN, Diarieinstallning.Satt.EXTERN
MEST_DNR = 40


def installning_for(namnd: Namnd) -> Diarieinstallning:
    """Return how the nämnd numbers, or the usual way when it has decided none."""
    egen = Diarieinstallning.objects.filter(pk=namnd.pk).select_related("namnd").first()
    return egen or Diarieinstallning(namnd=namnd)


@transaction.atomic
def registrera(synpunkt: Synpunkt, *, av: Anvandare) -> Diarieforing:
    """Register the case in its nämnd; the same case again gives the number it has."""
    return _registrera(synpunkt, av=av, nu=klocka.nu())


@transaction.atomic
def registrera_flera(synpunkter: Sequence[Synpunkt], *, av: Anvandare) -> list[Diarieforing]:
    """Register the cases in the order they came in, all or none."""
    nu = klocka.nu()
    i_ordning = sorted(synpunkter, key=lambda s: (s.inkom, s.pk))
    return [_registrera(synpunkt, av=av, nu=nu) for synpunkt in i_ordning]


@transaction.atomic
def registrera_hemlig(synpunkt: Synpunkt, *, av: Anvandare, nu: datetime) -> Diarieforing:
    """Register a case that is marked as secret, or whose sender is, as it must be (OSL 5 kap. 1 §).

    Called by the act that marks it, in its transaction; that act has tried the right. What is
    handed to another register is then without words and sender.
    """
    synpunkt = las(SYNPUNKT, synpunkt)
    foring = _foring(synpunkt, av=av, nu=nu)
    if not foring.sekretess:
        foring.sekretess = True
        foring.save(update_fields=["sekretess"])
        skriv_om_filerna(synpunkt, nu=nu)
    return foring


def registrera_hemliga(synpunkt: Synpunkt, *, av: Anvandare, nu: datetime) -> None:
    """Register what is secret of a case and those merged into it, when it has come to a nämnd."""
    egna = Q(pk=synpunkt.pk) | Q(huvud=synpunkt, lage=Lage.SAMMANSLAGEN)
    for s in Synpunkt.objects.filter(egna, sekretess=True).order_by("pk"):
        registrera_hemlig(s, av=av, nu=nu)
    if synpunkt.sekretess:
        synpunkt.refresh_from_db(fields=["dnr"])


def skriv_om_filerna(synpunkt: Synpunkt, *, nu: datetime) -> None:
    """Let the case's files that lie in a register's folder be written over with what may be told
    from now on."""
    lamnade = synpunkt.diarieforingar.filter(status=Diarieforing.Status.LAMNAD)
    lamnade.update(status=Diarieforing.Status.KOAD, nasta_forsok=nu)


@transaction.atomic
def satt_dnr(foring: Diarieforing, *, dnr: str, av: Anvandare | None) -> Diarieforing:
    """Write back the number that another register gave; the same number twice is once.

    `av` is None when the answer comes as a file that operations read in.
    """
    synpunkt = las(SYNPUNKT, foring.synpunkt)
    foring = Diarieforing.objects.select_for_update(of=("self",)).get(pk=foring.pk)
    if av is not None:
        prova(av, Rattighet.SYNPUNKT_FORDELA, synpunkt)
    _prova_dnr(foring, dnr := dnr.strip())
    if foring.dnr:
        return foring
    nu = klocka.nu()
    foring.dnr, foring.status, foring.registrerad = dnr, Diarieforing.Status.REGISTRERAD, nu
    foring.save(update_fields=["dnr", "status", "registrerad"])
    _skriv_pa_arendet(synpunkt, foring, av=av, nu=nu)
    transaction.on_commit(lambda: ta_bort_filen(foring))
    return foring


@transaction.atomic
def las_in_svar(svar: Sequence[Diariesvar], *, av: Anvandare | None) -> int:
    """Write back a file of numbers, all or none; return how many were new."""
    fel, nya = Felsamling(), 0
    kanda = _kanda(svar)
    for ett in svar:
        foring = kanda.get(ett.nyckel)
        if foring is None or (av and not far(av, Rattighet.SYNPUNKT_FORDELA, foring.synpunkt)):
            fel.lagg(ett.rad, f"Det finns inget ärende i kön som heter ”{ett.nyckel[:40]}”.")
            continue
        try:
            nya += not foring.dnr
            satt_dnr(foring, dnr=ett.dnr, av=av)
        except Regelbrott as brott:
            fel.lagg(ett.rad, brott.mening)
    fel.avbryt()
    return nya


@transaction.atomic
def stall_in(
    namnd: Namnd,
    *,
    satt: str,
    form: str,
    siffror: int,
    filformat: str,
    fortsatt_efter: int | None = None,
    av: Anvandare,
) -> Diarieinstallning:
    """Decide how the nämnd numbers. `fortsatt_efter` is the last number that this year's series
    has given elsewhere, when the nämnd comes here in the middle of a year."""
    nu = klocka.nu()
    Namnd.objects.select_for_update(of=("self",), no_key=True).get(pk=namnd.pk)
    rad = installning_for(namnd)
    prova(av, Rattighet.ARKIV_SKOTA, rad)
    rad.satt, rad.format, rad.siffror, rad.filformat = satt, form.strip(), siffror, filformat
    _prova_form(rad, svensk_dag(nu).year)
    rad.save()
    if fortsatt_efter is not None:
        _fortsatt(namnd, svensk_dag(nu).year, fortsatt_efter)
    data = {"satt": str(satt), "fortsatt_efter": fortsatt_efter}
    logg.skriv("diarium.installt", rad, av=av, nu=nu, data=data)
    return rad


# --- Parts ----------------------------------------------------------------------------------------


def _registrera(synpunkt: Synpunkt, *, av: Anvandare, nu: datetime) -> Diarieforing:
    synpunkt = las(SYNPUNKT, synpunkt)
    prova(av, Rattighet.SYNPUNKT_FORDELA, synpunkt)
    if synpunkt.gallrad:
        raise Regelbrott(f"{synpunkt} är gallrat.")
    if synpunkt.lage == Lage.KARANTAN:
        raise Regelbrott(f"{synpunkt} ligger i karantän. Gå igenom det först.")
    return _foring(synpunkt, av=av, nu=nu)


def _foring(synpunkt: Synpunkt, *, av: Anvandare, nu: datetime) -> Diarieforing:
    redan = Diarieforing.objects.filter(synpunkt=synpunkt, namnd=synpunkt.namnd_id).first()
    if redan is not None:
        return redan
    installning = installning_for(synpunkt.namnd)
    foring = Diarieforing(
        synpunkt=synpunkt,
        namnd=synpunkt.namnd,
        satt=installning.satt,
        nyckel=f"{synpunkt.referens}-{synpunkt.namnd_id}",
        skapad=nu,
        skapad_av=av,
    )
    if installning.satt == EXTERN:
        foring.status, foring.nasta_forsok = Diarieforing.Status.KOAD, nu
        foring.save(force_insert=True)
        logg.skriv("synpunkt.till_diariet", synpunkt, av=av, nu=nu)
        return foring
    _numrera(foring, installning, nu)
    foring.save(force_insert=True)
    _skriv_pa_arendet(synpunkt, foring, av=av, nu=nu)
    return foring


def _numrera(foring: Diarieforing, installning: Diarieinstallning, nu: datetime) -> None:
    """Take the next number of the year. The series' row stays locked until the act commits, so
    that an act which fails gives its number back and leaves no gap."""
    foring.ar = svensk_dag(nu).year
    serie = _las_serie(installning.namnd, foring.ar)
    serie.senaste += 1
    serie.save(update_fields=["senaste"])
    foring.lopnr = serie.senaste
    foring.dnr = installning.nummer(foring.ar, serie.senaste)
    foring.status, foring.registrerad = Diarieforing.Status.REGISTRERAD, nu
    if Diarieforing.objects.filter(namnd=foring.namnd, dnr=foring.dnr).exists():
        raise Regelbrott(
            f"{foring.dnr} är redan taget av ett inläst ärende. Skriv i diariets inställning "
            "vilket nummer serien fortsätter efter."
        )


def _las_serie(namnd: Namnd, ar: int) -> Dnrserie:
    Dnrserie.objects.bulk_create([Dnrserie(namnd=namnd, ar=ar)], ignore_conflicts=True)
    return Dnrserie.objects.select_for_update(of=("self",)).get(namnd=namnd, ar=ar)


def _fortsatt(namnd: Namnd, ar: int, efter: int) -> None:
    serie = _las_serie(namnd, ar)
    if Diarieforing.objects.filter(namnd=namnd, ar=ar).exists() and efter != serie.senaste:
        raise Regelbrott(
            f"Serien har redan gett nummer {ar} och går vidare från {serie.senaste}. Lämna "
            "fältet tomt."
        )
    serie.senaste = efter
    serie.save(update_fields=["senaste"])


def _prova_form(rad: Diarieinstallning, ar: int) -> None:
    utan = rad.format
    for plats in ("{kod}", "{ar}", "{nr}"):
        utan = utan.replace(plats, "", 1)
    if "{nr}" not in rad.format or "{ar}" not in rad.format or set(utan) & set("{}"):
        raise Regelbrott("Numrets form ska ha {ar} och {nr} en gång var, och kan ha {kod}.")
    if len(rad.nummer(ar, 10**8 - 1)) > MEST_DNR:
        raise Regelbrott("Numrets form är för lång.")
    if rad.satt != EGEN:
        return
    for annan in (
        Diarieinstallning.objects.filter(satt=EGEN)
        .exclude(pk=rad.namnd_id)
        .order_by("pk")
        .select_related("namnd")
    ):
        if annan.nummer(ar, 1) == rad.nummer(ar, 1):
            raise Regelbrott(f"{annan.namnd} har redan den formen. Sätt nämndens kod i numret.")


def _prova_dnr(foring: Diarieforing, dnr: str) -> None:
    if foring.satt != EXTERN:
        raise Regelbrott(f"{foring.synpunkt} har ett eget nummer, {foring.dnr}.")
    if not dnr:
        raise Regelbrott("Skriv diarienumret.")
    if len(dnr) > MEST_DNR:
        raise Regelbrott(f"Diarienumret är längre än {MEST_DNR} tecken.")
    if foring.dnr and foring.dnr != dnr:
        raise Regelbrott(f"{foring.synpunkt} har redan numret {foring.dnr}.")


def _kanda(svar: Sequence[Diariesvar]) -> dict[str, Diarieforing]:
    nycklar = {ett.nyckel for ett in svar}
    alla = Diarieforing.objects.filter(satt=EXTERN).select_related("synpunkt__enhet")
    per_referens = alla.filter(synpunkt__referens__in=nycklar).order_by("pk")
    kanda = {foring.synpunkt.referens: foring for foring in per_referens}
    return kanda | {foring.nyckel: foring for foring in alla.filter(nyckel__in=nycklar)}


def _skriv_pa_arendet(
    synpunkt: Synpunkt, foring: Diarieforing, *, av: Anvandare | None, nu: datetime
) -> None:
    if foring.namnd_id == synpunkt.namnd_id:
        synpunkt.dnr = foring.dnr
        synpunkt.save(update_fields=["dnr"])
    logg.skriv("synpunkt.diarieford", synpunkt, av=av, nu=nu, data={"dnr": foring.dnr})
