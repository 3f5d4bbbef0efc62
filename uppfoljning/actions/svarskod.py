"""Business acts on a survey's codes: ordering them, using one, finding who may be reminded.

Nothing joins a code with an answer. The row of the code goes in the transaction that saves the
answer, no event is written of it, and of an answer by code not even the month is kept: the
municipality, which can see when a code was used, could lay the months beside its list.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from kvalitet import klocka, logg
from kvalitet.behorighet import prova
from kvalitet.fel import Regelbrott
from kvalitet.kalkyl import MAX_RADER
from kvalitet.krypto import uppslag
from kvalitet.models import Anvandare
from kvalitet.roller import Rattighet
from kvalitet.texter import tal
from uppfoljning.models import Kodomgang, Svar, Svarskod, Undersokning
from uppfoljning.svarskod import koder, koduppslag, koduppslag_alla

MEST = MAX_RADER - 1
"""Codes in one order: as many as a file that is read back may have, its headings left out."""
FEL_KOD = gettext_noop(
    "Koden går inte att använda. Den kan vara felskriven, eller så har någon redan svarat med den. "
    "Kontrollera koden i brevet och försök igen."
)
"""The same sentence for a code that is used as for one that never was: nobody can ask who has
answered."""
FEL_ANNAN = "Koderna i filen hör till en annan undersökning. Välj filen för den här undersökningen."
FEL_INGEN = (
    "Ingen kod i filen går att använda. Antingen har alla svarat, eller så är det fel fil: en "
    "annan undersökning, eller koder som är ersatta av nya."
)
FEL_DELAS = "Sidan har redan använts för att skapa andra koder. Ladda om den, så kan du skapa fler."


class Kodfel(Regelbrott):
    """The code cannot be used; what was answered is kept, and another code can be tried."""


def gar_att_byta(undersokning: Undersokning) -> bool:
    """Say whether it can still be chosen who can answer: until someone has."""
    dag = klocka.idag()
    return (
        not undersokning.har_stangt(dag)
        and not Svar.objects.filter(undersokning=undersokning).exists()
    )


@transaction.atomic
def krav_kod(undersokning: Undersokning, *, kraver_kod: bool, av: Anvandare) -> Undersokning:
    """Let only those with a code answer, or everyone with the address; then its codes cease."""
    u = _last(undersokning)
    prova(av, Rattighet.UNDERSOKNING_SKRIVA, u)
    if u.kraver_kod == kraver_kod:
        return u
    if not gar_att_byta(u):
        raise Regelbrott("Någon har redan svarat, så det går inte att ändra vem som kan svara.")
    u.kraver_kod = kraver_kod
    u.save(update_fields=["kraver_kod"])
    data = {"ersatta": 0 if kraver_kod else _ersatt(u)}
    slag = "undersokning.med_kod" if kraver_kod else "undersokning.oppen_lank"
    logg.skriv(slag, u, av=av, nu=klocka.nu(), data=data)
    return u


@transaction.atomic
def bestall(
    undersokning: Undersokning, *, token: str, antal: int, byt: bool = False, av: Anvandare
) -> list[str]:
    """Make codes and return them, this once. The same token gives the same codes and makes no
    more; with `byt` the codes that are not used cease."""
    u = _last(undersokning)
    prova(av, Rattighet.UNDERSOKNING_SKRIVA, u)
    nu = klocka.nu()
    _prova_tar_koder(u)
    if u.har_stangt(timezone.localdate(nu)):
        raise Regelbrott("Undersökningen är stängd, så koder går inte att använda längre.")
    if not 1 <= antal <= MEST:
        raise Regelbrott(f"Skapa mellan 1 och {tal(MEST)} koder åt gången.")
    summa = uppslag(token, rum="undersokning.kodomgang")
    gjord = Kodomgang.objects.filter(token_hmac=summa).first()
    if gjord is not None:
        return _samma_igen(gjord, u, token, antal)
    upphorde = _ersatt(u) if byt else 0
    nya = koder(token, antal)
    omgang = Kodomgang.objects.create(undersokning=u, antal=antal, skapad=nu, token_hmac=summa)
    # In the order of the sums: where a row lies says nothing of where its code stands in a file.
    rader = [Svarskod(kod_hmac=s, omgang=omgang) for s in sorted(map(koduppslag, nya))]
    try:
        with transaction.atomic():
            Svarskod.objects.bulk_create(rader, batch_size=1000)
    except IntegrityError as fel:
        raise Regelbrott("Koderna kunde inte skapas. Ladda om sidan och försök igen.") from fel
    data = {"antal": antal, "ersatta": upphorde}
    logg.skriv("undersokning.koder_skapade", u, av=av, nu=nu, data=data)
    return nya


def _samma_igen(gjord: Kodomgang, u: Undersokning, token: str, antal: int) -> list[str]:
    if (gjord.undersokning_id, gjord.antal) != (u.pk, antal) or gjord.ersatt is not None:
        raise Regelbrott(FEL_DELAS)
    return koder(token, antal)


def _ersatt(u: Undersokning) -> int:
    """Let every unused code of the survey cease, and return how many they were."""
    omgangar = Kodomgang.objects.filter(undersokning=u, ersatt__isnull=True)
    antal, _ = Svarskod.objects.filter(omgang__undersokning=u).delete()
    omgangar.update(ersatt=klocka.nu())
    return antal


def finns(undersokning: Undersokning, skriven: str) -> bool:
    """Say whether a code can be used, as typed. Using it is for `anvand`, when the answer is."""
    return Svarskod.objects.filter(
        kod_hmac__in=koduppslag_alla(skriven), omgang__undersokning=undersokning
    ).exists()


def anvand(undersokning: Undersokning, skriven: str) -> None:
    """Take the code away, in the transaction that saves the answer. Of two who use the same code
    at once the second waits here, and is refused when the first has answered."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("a code is used in the transaction of its answer")
    summor = koduppslag_alla(skriven)
    rader = Svarskod.objects.filter(kod_hmac__in=summor, omgang__undersokning=undersokning)
    antal, _ = rader.delete()
    if not antal:
        raise Kodfel(FEL_KOD)


@transaction.atomic
def paminn(undersokning: Undersokning, *, koder: Sequence[str], av: Anvandare) -> list[bool]:
    """Say of each code whether it can still be used, so that only those are reminded."""
    prova(av, Rattighet.UNDERSOKNING_SKRIVA, undersokning)
    nu = klocka.nu()
    _prova_tar_koder(undersokning)
    if not undersokning.ar_oppen(timezone.localdate(nu)):
        raise Regelbrott("Undersökningen är inte öppen, så det finns ingen att påminna.")
    summor = [koduppslag_alla(kod) for kod in koder]
    oanvanda = Svarskod.objects.filter(pk__in=[summa for alla in summor for summa in alla])
    kvar = set(oanvanda.filter(omgang__undersokning=undersokning).values_list("pk", flat=True))
    if not kvar:
        raise Regelbrott(FEL_ANNAN if oanvanda.exists() else FEL_INGEN)
    finns = [not kvar.isdisjoint(alla) for alla in summor]
    data = {"antal": sum(finns)}
    logg.skriv("undersokning.paminnelse", undersokning, av=av, nu=nu, data=data)
    return finns


def _last(undersokning: Undersokning) -> Undersokning:
    rader = Undersokning.objects.select_for_update(of=("self",), no_key=True)
    return rader.get(pk=undersokning.pk)


def _prova_tar_koder(u: Undersokning) -> None:
    if not u.kraver_kod:
        raise Regelbrott("Undersökningen har en öppen länk, så den tar inga koder.")
