"""The business act of a resident: an answer to a survey.

An answer is anonymous for real. Nothing about who answered reaches the database or the log: no
person, no address, no moment (only the month), and no event is written. The one-time token of
the page is kept as a keyed HMAC, so that a double submit counts once and leads nowhere.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.core import signing
from django.db import transaction
from django.utils import timezone

from kvalitet import klocka
from kvalitet.fel import Regelbrott
from kvalitet.krypto import uppslag
from uppfoljning.actions.svarskod import anvand
from uppfoljning.models import Enkatversion, Fraga, Fragesvar, Svar, Undersokning

SALT = "uppfoljning.undersokning.svar"
TOKEN_GALLER = 24 * 3600
"""Seconds for which a page that was opened can be sent in."""
ORD = 2000
"""The most characters of an answer in one's own words."""


@dataclass(frozen=True, slots=True)
class Besvarad:
    """What was answered to one question. Empty is not answered.

    `tal`: one number, of the NKI triple three, where None is "vet inte" of that one.
    """

    tal: Sequence[int | None] = ()
    alternativ: Sequence[str] = ()
    """The keys of those chosen."""
    text: str = ""
    vet_inte: bool = False

    @property
    def tomt(self) -> bool:
        return not (self.tal or self.alternativ or self.text.strip() or self.vet_inte)


def ny_token(version: Enkatversion) -> str:
    """Return a one-time token for one showing of a version's questions."""
    return signing.dumps([version.pk, secrets.token_urlsafe(16)], salt=SALT)


def las_token(
    undersokning: Undersokning, token: str, *, galler: int | None = None
) -> Enkatversion | None:
    """Return the version of the survey that the token was made for; None when it is not ours,
    or older than `galler` seconds."""
    try:
        nyckel, _ = signing.loads(token, salt=SALT, max_age=galler)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return undersokning.versioner.i_bruk().filter(pk=nyckel).first()


@transaction.atomic
def svara(
    undersokning: Undersokning,
    *,
    token: str,
    svar: Mapping[str, Besvarad],
    kon: str = "",
    kod: str = "",
) -> None:
    """Count an answer, once per token and once per code. `svar` is by the questions' `nyckel`.

    The answer belongs to the version that was shown, also when there is a newer. Writes no
    event: that would tell when it was given.
    """
    # Waits for a closing that is under way: no answer may change a result that is shown.
    undersokning = Undersokning.objects.select_for_update(no_key=True).get(pk=undersokning.pk)
    dag = timezone.localdate(klocka.nu())
    if not undersokning.ar_oppen(dag):
        raise Regelbrott("Undersökningen är inte öppen, så svaret kunde inte tas emot.")
    version = las_token(undersokning, token, galler=TOKEN_GALLER)
    if version is None:
        raise Regelbrott(
            "Sidan har varit öppen för länge. Dina svar är kvar, skicka dem en gång till."
        )
    if (kon in Svar.Kon) != undersokning.konsfraga:
        raise Regelbrott("Välj ett svar på frågan om kön.")
    ett = Svar(
        undersokning=undersokning,
        version=version,
        manad=_manad(undersokning, dag),
        kon=kon,
        token_hmac=uppslag(token, rum=SALT),
    )
    rader = list(_rader(ett, version, svar))
    if Svar.objects.filter(token_hmac=ett.token_hmac).exists():
        return  # the survey is locked, so nobody comes between
    if undersokning.kraver_kod:
        anvand(undersokning, kod)
    ett.save(force_insert=True)
    Fragesvar.objects.bulk_create(rader)


def _manad(undersokning: Undersokning, dag: date) -> date:
    """Return the month that is kept. The municipality can ask when a code was used, so answers by
    code all have the month in which the survey opened."""
    return (undersokning.oppnar if undersokning.kraver_kod else dag).replace(day=1)


def _rader(ett: Svar, version: Enkatversion, svar: Mapping[str, Besvarad]) -> Iterator[Fragesvar]:
    for fraga in version.fragor.prefetch_related("alternativ").order_by("ordning"):
        givet = svar.get(fraga.nyckel, Besvarad())
        if givet.tomt:
            if fraga.obligatorisk:
                raise Regelbrott(f"Svara på frågan ”{fraga.text}”.")
            continue
        _prova(fraga, givet)
        yield from _av_fraga(ett, fraga, givet)


def _av_fraga(ett: Svar, fraga: Fraga, givet: Besvarad) -> Iterator[Fragesvar]:
    if givet.vet_inte:
        for nr in fraga.delar:
            yield Fragesvar(svar=ett, fraga=fraga, del_nr=nr, vet_inte=True)
    elif fraga.skala:
        for nr, tal in zip(fraga.delar, givet.tal, strict=True):
            yield Fragesvar(svar=ett, fraga=fraga, del_nr=nr, tal=tal, vet_inte=tal is None)
    elif fraga.har_alternativ:
        per_nyckel = {a.nyckel: a for a in fraga.alternativ.all()}
        for nyckel in sorted(set(givet.alternativ)):
            yield Fragesvar(svar=ett, fraga=fraga, alternativ=per_nyckel[nyckel])
    else:
        yield Fragesvar(svar=ett, fraga=fraga, text=givet.text.strip())


def _prova(fraga: Fraga, givet: Besvarad) -> None:
    """Refuse what the question does not take; the database would, without a sentence."""
    slags = bool(givet.tal) + bool(givet.alternativ) + bool(givet.text.strip()) + givet.vet_inte
    if slags > 1 or not _passar(fraga, givet):
        raise Regelbrott(f"Svaret på frågan ”{fraga.text}” går inte att ta emot. Svara igen.")


def _passar(fraga: Fraga, givet: Besvarad) -> bool:
    if givet.vet_inte:
        return fraga.vet_inte
    if fraga.skala:
        lagst, hogst = fraga.skala
        okant = fraga.vet_inte and len(fraga.delar) > 1
        return len(givet.tal) == len(fraga.delar) and all(
            okant if x is None else lagst <= x <= hogst for x in givet.tal
        )
    if fraga.har_alternativ:
        finns = {a.nyckel for a in fraga.alternativ.all()}
        valda = set(givet.alternativ)
        en = len(valda) == 1 or fraga.slag == Fraga.Slag.FLERVAL
        return bool(valda) and valda <= finns and en
    return bool(givet.text.strip()) and len(givet.text.strip()) <= ORD
