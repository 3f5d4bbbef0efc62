"""The business acts of handing out a public record: request, masking, prövning, delivery."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction

from kvalitet import klocka, logg
from kvalitet.behorighet import prova, roll_for
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare
from kvalitet.overgang import las, overga
from kvalitet.roller import Rattighet
from synpunkter import sekretess
from synpunkter.arendehandling import sok_for, traffar
from synpunkter.maskning import Sok
from synpunkter.models import Maskval, Synpunkt, Utlamnande, Utlamnandefil
from synpunkter.tillstand import SYNPUNKT
from synpunkter.tillstand_utlamnande import UTLAMNANDE, Lage

DUBBELTRYCK = timedelta(minutes=2)
"""Within this the same request again is a second press of the button."""


@transaction.atomic
def begar(synpunkt: Synpunkt, *, begaran: str, sokande: str = "", av: Anvandare) -> Utlamnande:
    """Take down that somebody asks for the case's records; who asks may be anonymous."""
    nu = klocka.nu()
    synpunkt = las(SYNPUNKT, synpunkt)
    _prova(av, synpunkt)
    if synpunkt.gallrad:
        raise Regelbrott("Ärendet är gallrat. Det finns inget kvar att lämna ut.")
    if not begaran.strip():
        raise Regelbrott("Skriv vad som begärs.")
    redan = synpunkt.utlamnanden.filter(
        begaran=begaran.strip(), mottagen_av=av, inkom__gt=nu - DUBBELTRYCK
    ).first()
    if redan is not None:
        return redan
    utlamnande = Utlamnande.objects.create(
        synpunkt=synpunkt,
        begaran=begaran.strip(),
        sokande=sokande.strip(),
        inkom=nu,
        mottagen_av=av,
    )
    _logga("begard", utlamnande, av=av, nu=nu)
    return utlamnande


@transaction.atomic
def dolj(utlamnande: Utlamnande, *, text: str, av: Anvandare) -> Maskval:
    """Hide words or a passage too, wherever they stand in the case."""
    nu = klocka.nu()
    utlamnande = _oppen(utlamnande, av)
    text = " ".join(text.split())
    if not text or traffar(utlamnande, Sok(ord=(text,))) == traffar(utlamnande, Sok()):
        raise Regelbrott("De orden finns inte i ärendet. Skriv dem som de står där.")
    return _valj(utlamnande, Maskval.Slag.DOLJ, text, "", av, nu)


@transaction.atomic
def visa(utlamnande: Utlamnande, *, text: str, skal: str, av: Anvandare) -> Maskval:
    """Show what was masked without need; the reason is kept."""
    nu = klocka.nu()
    utlamnande = _oppen(utlamnande, av)
    if not skal.strip():
        raise Regelbrott("Skriv varför det ska synas.")
    if text not in {t.text for t in traffar(utlamnande, sok_for(utlamnande))}:
        raise Regelbrott("Det är inte maskat. Välj något av det som är maskat.")
    return _valj(utlamnande, Maskval.Slag.VISA, text, skal.strip(), av, nu)


@transaction.atomic
def angra_maskval(val: Maskval, *, av: Anvandare) -> None:
    """Take a choice back; taken back twice is once."""
    nu = klocka.nu()
    utlamnande = _oppen(val.utlamnande, av)
    borttagna, _ = Maskval.objects.filter(pk=val.pk).delete()
    if borttagna:
        _logga("mask_angrad", utlamnande, av=av, nu=nu)


def bevilja(
    utlamnande: Utlamnande,
    *,
    utfall: str,
    grund: str = "",
    skal: str = "",
    med_anteckningar: bool = False,
    av: Anvandare,
) -> Utlamnande:
    """Decide that it is handed out, whole or (`utfall` "delvis") masked; the files are ordered."""
    data = {
        "utfall": utfall,
        "grund": grund,
        "skal": skal.strip(),
        "med_anteckningar": med_anteckningar,
    }
    return overga(UTLAMNANDE, utlamnande, "bevilja", av=av, data=data)


def avsla(utlamnande: Utlamnande, *, grund: str, skal: str, av: Anvandare) -> Utlamnande:
    data = {"utfall": "nekas", "grund": grund, "skal": skal.strip()}
    return overga(UTLAMNANDE, utlamnande, "avsla", av=av, data=data)


def lamna_ut(
    utlamnande: Utlamnande, *, satt: str, genomlast: bool = False, av: Anvandare
) -> Utlamnande:
    data = {"satt": satt, "genomlast": genomlast}
    return overga(UTLAMNANDE, utlamnande, "lamna_ut", av=av, data=data)


def prova_om(utlamnande: Utlamnande, *, skal: str, av: Anvandare) -> Utlamnande:
    return overga(UTLAMNANDE, utlamnande, "prova_om", av=av, kommentar=skal)


def aterta(utlamnande: Utlamnande, *, skal: str, av: Anvandare) -> Utlamnande:
    return overga(UTLAMNANDE, utlamnande, "aterta", av=av, kommentar=skal)


@transaction.atomic
def hamta_fil(fil: Utlamnandefil, *, av: Anvandare) -> bytes:
    """Return the file's bytes; that they were fetched is on record."""
    nu = klocka.nu()
    if fil.innehall is None:
        raise Regelbrott("Filen är inte klar än. Vänta en stund och ladda om sidan.")
    synpunkt = fil.utlamnande.synpunkt
    _prova(av, synpunkt, Rattighet.UTLAMNANDE_SE)
    _logga("fil_hamtad", fil.utlamnande, av=av, nu=nu, fil=str(fil.slag))
    if synpunkt.sekretess or synpunkt.skyddad:
        sekretess.skriv_lasning(sekretess.FIL_HAMTAD, synpunkt, av=av, fil=str(fil.slag))
    return bytes(fil.innehall)


def _prova(av: Anvandare, synpunkt: Synpunkt, ratt: Rattighet = Rattighet.UTLAMNANDE_PROVA) -> None:
    prova(av, ratt, synpunkt)
    if not sekretess.far_lasa(av, synpunkt):
        raise PermissionDenied("ärendet är sekretessmarkerat")


def _oppen(utlamnande: Utlamnande, av: Anvandare) -> Utlamnande:
    utlamnande = las(UTLAMNANDE, utlamnande)
    _prova(av, utlamnande.synpunkt)
    if utlamnande.lage != Lage.BEGARD:
        raise Regelbrott("Beslutet är fattat. Välj ”Pröva om” för att ändra maskningen.")
    return utlamnande


def _valj(
    utlamnande: Utlamnande, slag: str, text: str, skal: str, av: Anvandare, nu: datetime
) -> Maskval:
    for val in utlamnande.maskval.filter(slag=slag):
        if val.text == text:
            return val
    val = Maskval.objects.create(
        utlamnande=utlamnande, slag=slag, text=text, skal=skal, av=av, tid=nu
    )
    _logga(f"mask_{slag}", utlamnande, av=av, nu=nu)
    return val


def _logga(slag: str, utlamnande: Utlamnande, *, av: Anvandare, nu: datetime, **data: str) -> None:
    logg.skriv(
        f"utlamnande.{slag}",
        utlamnande,
        av=av,
        nu=nu,
        roll=roll_for(av, Rattighet.SYNPUNKT_SE, utlamnande.synpunkt) or "",
        data={"synpunkt": utlamnande.synpunkt_id, **data},
    )
