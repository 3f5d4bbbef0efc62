"""The nightly update from Kolada: the catalogue first, then each indicator by itself.

An indicator's values come all at once or not at all, and what fails keeps what was there with its
date. Broken off, the next run goes on with those that have waited longest. A key figure whose
words have changed is not fetched until a person has said what it means.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from billiard.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from cykel.actions.matvarden import las
from cykel.models import Indikator
from kvalitet import klocka, logg, notiser
from kvalitet.fel import Regelbrott
from uppfoljning.actions.koladakatalog import las_in
from uppfoljning.actions.koladalas import ensam
from uppfoljning.actions.koladavarden import kommunens_enhet, skriv
from uppfoljning.kolada.katalog import fran_api
from uppfoljning.kolada.klient import Klient
from uppfoljning.kolada.svar import Koladafel, Lasning, Vardepost
from uppfoljning.models import (
    Koladafraga,
    Koladahamtning,
    Koladajamforelse,
    Koladanyckeltal,
    Koladaomrade,
)
from uppfoljning.models.kolada import RIKET

journal = logging.getLogger(__name__)

AR_BAKAT = 10
I_RAD = 3
"""So many failures in a row mean that Kolada is down, and the rest is left for the next time."""
FINNS_INTE = "Nyckeltalet finns inte i Koladas katalog. Kontrollera nyckeln."
OVANTAT = "Ett fel hos oss stoppade hämtningen. Felet står i serverns logg."
INGEN_KOMMUN = "Organisationen har ingen enhet av slaget kommun som värdena kan höra till."


@dataclass
class Resultat:
    """What a run came to. `upptaget`: another one is at work, and this one left."""

    upptaget: bool = False
    hamtade: int = 0
    misslyckade: int = 0
    fragor: int = 0
    fel: str = ""


def hamta_alla() -> Resultat:
    """Bring the catalogue and every indicator from Kolada up to date; harmless to run twice."""
    with ensam() as min_tur:
        if not min_tur:
            journal.info("Kolada uppdateras redan av en annan process")
            return Resultat(upptaget=True)
        with Klient(settings.KOLADA_ADRESS) as klient:
            resultat = _hamta(klient)
    journal.info("Kolada: %s", resultat)
    return resultat


def _hamta(klient: Klient) -> Resultat:
    resultat = Resultat()
    try:
        las_in(fran_api(klient))
    except (Koladafel, Regelbrott) as fel:
        resultat.fel = fel.mening
        folj_alla()
        for hamtning in _kvar_idag():
            _misslyckades(hamtning, fel.mening)
            resultat.misslyckade += 1
        return resultat
    folj_alla()
    resultat.fragor = fraga_om_andrade()
    i_rad = 0
    for hamtning in _kvar_idag():
        if i_rad < I_RAD:
            resultat.fel = _en(klient, hamtning)
        else:
            _misslyckades(hamtning, resultat.fel)
        i_rad = i_rad + 1 if resultat.fel else 0
        resultat.hamtade += not resultat.fel
        resultat.misslyckade += bool(resultat.fel)
    return resultat


def _kvar_idag() -> list[Koladahamtning]:
    """Those that have not been fetched today, the one that was tried longest ago first."""
    midnatt = timezone.make_aware(datetime.combine(klocka.idag(), time.min))
    kvar = Koladahamtning.objects.aktiva().filter(
        Q(senast_lyckad=None) | Q(senast_lyckad__lt=midnatt) | Q(hamta_fran=None)
    )
    return list(
        kvar.select_related("indikator").order_by(F("senast_forsok").asc(nulls_first=True), "pk")
    )


# --- an indicator ------------------------------------------------------------------------------


def _en(klient: Klient, hamtning: Koladahamtning) -> str:
    """Ask outside the transaction, write within it."""
    kod = hamtning.indikator.kolada_id
    omraden = _omraden(hamtning)
    i_ar = klocka.idag().year
    try:
        if not hamtning.definition_sha256:
            raise Koladafel(FINNS_INTE)
        lasning = klient.varden(
            [kod], omraden, ar=range(i_ar - AR_BAKAT, i_ar + 1), fran=hamtning.hamta_fran
        )
        return _lyckades(hamtning, lasning, omraden)
    except Koladafel as fel:
        _misslyckades(hamtning, fel.mening)
        return fel.mening
    except SoftTimeLimitExceeded:
        raise
    except Exception:
        journal.exception("Kolada: indikator %s gick inte att uppdatera", hamtning.pk)
        _misslyckades(hamtning, OVANTAT)
        return OVANTAT


def _omraden(hamtning: Koladahamtning) -> list[str]:
    """The codes that values are asked for: our own, and those that are compared with."""
    valda = Koladajamforelse.objects.filter(indikator=hamtning.pk).order_by("omrade__kod")
    koder = valda.values_list("omrade__kod", flat=True)
    return [settings.KOLADA_KOMMUN, *(kod for kod in koder if kod != settings.KOLADA_KOMMUN)]


@transaction.atomic
def _lyckades(hamtning: Koladahamtning, lasning: Lasning[Vardepost], omraden: list[str]) -> str:
    """Write the values; rows that could not be read are told, and asked for again next time."""
    hamtning = _las(hamtning)
    # Who enters a value by hand takes turns with us.
    las(hamtning.indikator)
    if hamtning.avslutad or hamtning.indikator.koladafragor.filter(svar="").exists():
        return ""  # a person was quicker
    if kommunens_enhet() is None:
        raise Koladafel(INGEN_KOMMUN)
    nu = klocka.nu()
    kod = hamtning.indikator.kolada_id
    begarda = [p for p in lasning.rader if p.kpi == kod and p.omrade in omraden]
    nyckeltal = Koladanyckeltal.objects.filter(kod=kod).first()
    skrivet = skriv(hamtning.indikator, begarda, nyckeltal=nyckeltal, idag=klocka.idag())
    hamtning.senast_forsok = nu
    hamtning.fel = _radfel(lasning)
    if not lasning.fel:
        hamtning.senast_lyckad = nu
        # Areas chosen while we asked have all their years left to fetch.
        if _omraden(hamtning) == omraden:
            hamtning.hamta_fran = klocka.idag() - timedelta(days=1)
    hamtning.save()
    if skrivet.antal:
        data = {"nya": skrivet.nya, "andrade": skrivet.andrade}
        logg.skriv("kolada.hamtad", hamtning.indikator, av=None, nu=nu, data=data)
    return hamtning.fel


def _radfel(lasning: Lasning[Vardepost]) -> str:
    if not lasning.fel:
        return ""
    antal = len(lasning.fel)
    vad = "En rad" if antal == 1 else f"{antal} rader"
    return f"{vad} i svaret gick inte att läsa. {lasning.fel[0]}"[:400]


@transaction.atomic
def _misslyckades(hamtning: Koladahamtning, mening: str) -> None:
    """Keep the values with their date, and say why there are no newer ones."""
    hamtning = _las(hamtning)
    nytt = hamtning.fel != mening[:400]
    hamtning.senast_forsok, hamtning.fel = klocka.nu(), mening[:400]
    hamtning.save(update_fields=["senast_forsok", "fel"])
    if nytt:
        logg.skriv("kolada.misslyckad", hamtning.indikator, av=None, nu=klocka.nu())


def _las(hamtning: Koladahamtning) -> Koladahamtning:
    rader = Koladahamtning.objects.select_for_update(of=("self",)).select_related("indikator")
    return rader.get(pk=hamtning.pk)


# --- which are fetched, and what they mean ------------------------------------------------------


def folj_alla() -> None:
    """Begin to fetch every indicator that says that it comes from Kolada."""
    ny = Q(koladahamtning=None) | Q(koladahamtning__definition_sha256="")
    nya = Indikator.objects.filter(ny, kalla=Indikator.Kalla.KOLADA)
    for indikator in nya.order_by("pk"):
        folj(indikator)


@transaction.atomic
def folj(indikator: Indikator) -> Koladahamtning:
    """Fetch the indicator from now on, compared with riket and the group that is usual here.

    One whose key the catalogue does not have waits for it.
    """
    hamtning, _ = Koladahamtning.objects.get_or_create(indikator=indikator)
    nyckeltal = Koladanyckeltal.objects.filter(kod=indikator.kolada_id, borttagen=None).first()
    if hamtning.definition_sha256 or nyckeltal is None:
        return hamtning
    godta(hamtning, nyckeltal.titel, nyckeltal.beskrivning, nyckeltal.definition_sha256)
    vanliga = Koladaomrade.objects.filter(kod__in=(RIKET, settings.KOLADA_GRUPP), borttagen=None)
    Koladajamforelse.objects.bulk_create(
        (
            Koladajamforelse(indikator=indikator, omrade=omrade)
            for omrade in vanliga.order_by("kod")
        ),
        ignore_conflicts=True,
    )
    return hamtning


def godta(hamtning: Koladahamtning, titel: str, beskrivning: str, summa: str) -> None:
    """These are the words of the measure that is fetched; another text is a question."""
    hamtning.titel, hamtning.beskrivning, hamtning.definition_sha256 = titel, beskrivning, summa
    hamtning.save(update_fields=["titel", "beskrivning", "definition_sha256"])


def fraga_om_andrade() -> int:
    """Ask the owner of each indicator whose key figure is no longer what it was."""
    rader = Koladahamtning.objects.foljda().exclude(definition_sha256="")
    hamtningar = list(rader.select_related("indikator__agare").order_by("pk"))
    koder = [h.indikator.kolada_id for h in hamtningar]
    katalogen = {n.kod: n for n in Koladanyckeltal.objects.filter(kod__in=koder)}
    antal = 0
    for hamtning in hamtningar:
        nu = katalogen.get(hamtning.indikator.kolada_id)
        if nu is None or nu.borttagen or nu.definition_sha256 != hamtning.definition_sha256:
            antal += _fraga(hamtning, nu)
    return antal


@transaction.atomic
def _fraga(hamtning: Koladahamtning, nyckeltal: Koladanyckeltal | None) -> bool:
    """Ask once; while nobody has answered, the question follows what Kolada says."""
    hamtning = _las(hamtning)
    finns = nyckeltal is not None and not nyckeltal.borttagen
    ny = {
        "orsak": _orsak(nyckeltal),
        "ny_titel": nyckeltal.titel if nyckeltal and finns else "",
        "ny_beskrivning": nyckeltal.beskrivning if nyckeltal and finns else "",
    }
    oppna = Koladafraga.objects.select_for_update().filter(indikator=hamtning.pk, svar="")
    if fraga := oppna.first():
        oppna.filter(pk=fraga.pk).update(**ny)
        return False
    fraga = Koladafraga.objects.create(
        indikator=hamtning.indikator,
        gammal_titel=hamtning.titel,
        gammal_beskrivning=hamtning.beskrivning,
        stalld=klocka.nu(),
        **ny,
    )
    logg.skriv("kolada.fraga", hamtning.indikator, av=None, nu=fraga.stalld)
    _beratta(fraga)
    return True


def _orsak(nyckeltal: Koladanyckeltal | None) -> Koladafraga.Orsak:
    if nyckeltal is None or nyckeltal.borttagen:
        return Koladafraga.Orsak.BORTTAGEN
    slut = nyckeltal.upphord_ar or nyckeltal.gammal_definition
    return Koladafraga.Orsak.UPPHORD if slut else Koladafraga.Orsak.ANDRAD


def _beratta(fraga: Koladafraga) -> None:
    agare = fraga.indikator.agare
    if not agare.is_active:
        return
    notiser.notifiera(
        "kolada_fraga",
        mottagare=agare.epost,
        nyckel=f"kolada-fraga:{fraga.pk}",
        sammanhang={"fraga": fraga, "indikator": fraga.indikator},
        nu=fraga.stalld,
    )
