"""The business acts on files: kept, claimed by a case, scanned again, freed, thrown away."""

from __future__ import annotations

import logging
import time
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import QuerySet, Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from kvalitet import klocka, logg
from kvalitet.behorighet import prova
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare, Handelse
from kvalitet.roller import Rattighet
from synpunkter.actions.mottagning import Kvitto, ta_emot
from synpunkter.actions.synpunkt import komplettera
from synpunkter.bilagor import FOR_STOR, STORST, Avvisad, granska, lager
from synpunkter.bilagor.skanner import IngetBesked, SkannerNere, skanna
from synpunkter.models import Bilaga, Meddelande, Synpunkt

journal = logging.getLogger(__name__)
Lage = Bilaga.Lage

MEST_PER_GANG = 5
"""Files with a synpunkt, and with each thing its sender writes later."""
MEST_PER_ARENDE = 40
SPARAS = timedelta(hours=1)
"""How long a chosen file waits for its form to be sent."""
SOPAS = SPARAS + timedelta(minutes=5)
"""Longer, so that nothing is swept between the page that found it and the act that claims it."""
MEST_OKNUTET = 2 * 1024**3
"""Bytes that may wait in all: what strangers can fill the disk with."""
SKANNAS_PER_GANG = 50
MISSTANKT = "synpunkt.misstankt"
"""The event that tells why a synpunkt went to quarantine."""


@dataclass
class Mottaget:
    """What became of the files of a form."""

    filer: list[Bilaga] = field(default_factory=list)
    fel: list[str] = field(default_factory=list)
    """A sentence for each file that was not taken."""


def spara(filer: Iterable[UploadedFile[Any]], *, redan: int = 0) -> Mottaget:
    """Keep what may be kept of the files, unclaimed; `redan` were kept before in the same form.

    Each file is kept by itself: one that is refused takes no other with it.
    """
    mottaget = Mottaget()
    svarar = True
    for fil in filer:
        if redan + len(mottaget.filer) >= MEST_PER_GANG:
            mening = _("Du kan skicka högst %(antal)s filer. Ta bort någon först.")
            mottaget.fel.append(mening % {"antal": MEST_PER_GANG})
            break
        try:
            bilaga, svarar = _spara(fil, fraga=svarar)
        except Avvisad as fel:
            mening = _("”%(namn)s” följer inte med.") % {"namn": _kort(fil.name)}
            mottaget.fel.append(f"{mening} {fel.mening}")
        else:
            mottaget.filer.append(bilaga)
    return mottaget


def _spara(fil: UploadedFile[Any], *, fraga: bool) -> tuple[Bilaga, bool]:
    """Return the kept file, and whether the scanner is worth asking about the next one."""
    if (fil.size or 0) > STORST:
        raise Avvisad(FOR_STOR)
    fil.seek(0)
    ratt = fil.read()
    god = granska(fil.name or "", ratt)
    lage = _lage(ratt) if fraga else Lage.KARANTAN
    if _oknutet() + len(god.data) > MEST_OKNUTET:
        raise Avvisad(
            gettext_noop(
                "Just nu kommer det för många filer på en gång. Skicka utan den, och lägg till den "
                "på ärendets sida senare."
            )
        )
    try:
        nyckel = lager.skriv(god.data)
    except OSError as fel:  # a full disk, above all
        journal.error("bilagelagret tar inte emot: %s", type(fel).__name__)
        raise Avvisad(
            gettext_noop(
                "Filen kunde inte sparas just nu. Skicka utan den, och lägg till den på ärendets "
                "sida senare."
            )
        ) from fel
    bilaga = Bilaga.objects.create(
        nyckel=nyckel,
        namn=god.namn,
        slag=god.slag,
        storlek=len(god.data),
        sha256=sha256(god.data).hexdigest(),
        lage=lage,
        skapad=klocka.nu(),
    )
    return bilaga, lage == Lage.KLAR


def _lage(data: bytes) -> Lage:
    """Show the bytes as they came to the scanner; without an answer the file is not trusted."""
    if not settings.CLAMD:
        return Lage.KLAR
    try:
        svar = skanna(settings.CLAMD, data)
    except SkannerNere:
        return Lage.KARANTAN
    if not svar.ren:
        raise Avvisad(gettext_noop("Virusskyddet säger att filen är skadlig."))
    return Lage.KLAR


def _oknutet() -> int:
    return Bilaga.objects.oknutna().aggregate(summa=Sum("storlek"))["summa"] or 0


def _kort(namn: str | None) -> str:
    rent = "".join(tecken for tecken in namn or "" if tecken.isprintable())
    return rent[-60:] or "Filen"


def lamna_in(*, nycklar: Collection[str] = (), skal: Collection[str] = (), **falt: Any) -> Kvitto:
    """Take a synpunkt in with its files. With `skal` it is suspected spam (synpunkter.skrap).

    `falt` goes to `ta_emot`. The same post again finds the files claimed and changes nothing.
    """
    if not nycklar and not skal:
        return ta_emot(**falt)
    with transaction.atomic():
        kvitto = ta_emot(misstankt=bool(skal), **falt)
        synpunkt, av = kvitto.synpunkt, falt.get("av")
        if nycklar and not synpunkt.bilagor.exists():
            knyt(synpunkt, nycklar, av=av, nu=klocka.nu() if av else synpunkt.inkom)
        if skal and not _redan_misstankt(synpunkt):
            data = {"skal": sorted(skal)}
            logg.skriv(MISSTANKT, synpunkt, av=None, nu=synpunkt.inkom, data=data)
    return kvitto


def _redan_misstankt(synpunkt: Synpunkt) -> bool:
    return Handelse.objects.om(synpunkt).filter(slag=MISSTANKT).exists()


@transaction.atomic
def komplettera_med_filer(
    synpunkt: Synpunkt, *, text: str, nycklar: Collection[str] = ()
) -> Synpunkt:
    """Take what the sender adds, with its files."""
    synpunkt = komplettera(synpunkt, text=text)
    if nycklar:
        fran = synpunkt.meddelanden.filter(riktning=Meddelande.Riktning.FRAN)
        meddelande = fran.latest("tid", "pk")
        knyt(synpunkt, nycklar, meddelande=meddelande, nu=meddelande.tid)
    return synpunkt


def knyt(
    synpunkt: Synpunkt,
    nycklar: Collection[str],
    *,
    meddelande: Meddelande | None = None,
    riktning: str = Meddelande.Riktning.FRAN,
    av: Anvandare | None = None,
    nu: datetime,
) -> list[Bilaga]:
    """Let the case have the kept files: its sender's, or (with `av`) what staff put in it. They
    are as old as what they came with (`nu`): of an anonymous sender nothing finer than the hour
    is kept."""
    oknutna = Bilaga.objects.oknutna().filter(nyckel__in=nycklar)
    rader = list(oknutna.select_for_update(of=("self",)).order_by("pk"))
    if not rader:
        return []
    if synpunkt.bilagor.count() + len(rader) > MEST_PER_ARENDE:
        raise Regelbrott(
            gettext_noop(
                "Ärendet har redan så många filer som det får ha. Ta bort de nya och skicka texten "
                "ensam."
            )
        )
    intern = riktning == Meddelande.Riktning.INTERN
    for rad in rader:
        rad.synpunkt, rad.meddelande, rad.riktning, rad.av = synpunkt, meddelande, riktning, av
        rad.namnd, rad.skapad = synpunkt.namnd if intern else None, nu
        lager.datera(rad.nyckel, nu)
    falt = ["synpunkt", "meddelande", "riktning", "av", "namnd", "skapad"]
    Bilaga.objects.bulk_update(rader, falt)
    data = {"antal": len(rader), "bilagor": [rad.pk for rad in rader]}
    slag = f"synpunkt.bilagor_{riktning}" if av else "synpunkt.bilagor"
    logg.skriv(slag, synpunkt, av=av, nu=nu, data=data)
    return rader


@transaction.atomic
def slapp_fri(bilaga: Bilaga, *, skal: str, av: Anvandare) -> None:
    """Let a file out of quarantine on a person's word. What was found to be harmful never is."""
    bilaga = Bilaga.objects.select_for_update(of=("self",)).get(pk=bilaga.pk)
    synpunkt = bilaga.synpunkt
    if synpunkt is None:
        raise Regelbrott("Filen hör inte till något ärende.")
    prova(av, Rattighet.SYNPUNKT_FORDELA, synpunkt)
    if bilaga.lage != Lage.KARANTAN:
        raise Regelbrott("Filen är inte i karantän. Virusskyddet kan ha hunnit svara.")
    if not skal.strip():
        raise Regelbrott("Skriv hur du vet att filen är säker.")
    _alla_med(bilaga).update(lage=Lage.KLAR)
    data = {"bilaga": bilaga.pk}
    logg.skriv(
        "synpunkt.bilaga_fri", synpunkt, av=av, nu=klocka.nu(), data=data, kommentar=skal.strip()
    )


def skanna_igen() -> int:
    """Ask the scanner about what waits in quarantine; return how many it could answer for.

    The first silence ends the round: the next one comes in a few minutes. A file that it has no
    answer for stops no other.
    """
    if not settings.CLAMD:
        return 0
    svarade = 0
    vantar = Bilaga.objects.filter(lage=Lage.KARANTAN).order_by("pk")
    for bilaga in vantar[:SKANNAS_PER_GANG]:
        try:
            svar = skanna(settings.CLAMD, lager.las(bilaga.nyckel))
        except (OSError, IngetBesked):  # lost, or not to be read: the others go on
            continue
        except SkannerNere:
            break
        _dom(bilaga, fynd=svar.fynd, ren=svar.ren)
        svarade += 1
    return svarade


@transaction.atomic
def _dom(bilaga: Bilaga, *, fynd: str, ren: bool) -> None:
    bilaga = Bilaga.objects.select_for_update(of=("self",)).get(pk=bilaga.pk)
    if bilaga.lage != Lage.KARANTAN:
        return
    lage, funnet = (Lage.KLAR, "") if ren else (Lage.SKADLIG, fynd or "okänt")
    _alla_med(bilaga).update(lage=lage, fynd=funnet)
    if bilaga.synpunkt is not None:
        slag = "synpunkt.bilaga_ren" if ren else "synpunkt.bilaga_skadlig"
        data = {"bilaga": bilaga.pk}
        logg.skriv(slag, bilaga.synpunkt, av=None, nu=klocka.nu(), data=data)


def _alla_med(bilaga: Bilaga) -> QuerySet[Bilaga]:
    """The same bytes wherever they were sent: one verdict is every one's."""
    return Bilaga.objects.filter(nyckel=bilaga.nyckel, lage=Lage.KARANTAN)


@transaction.atomic
def kasta(bilagor: Iterable[Bilaga]) -> int:
    """Remove rows and the bytes that no other row has. The bytes go when the transaction is
    through, never before."""
    rader = list(bilagor)
    Bilaga.objects.filter(pk__in=[rad.pk for rad in rader]).delete()
    nycklar = {rad.nyckel for rad in rader}
    kvar = set(Bilaga.objects.filter(nyckel__in=nycklar).values_list("nyckel", flat=True))
    for nyckel in sorted(nycklar - kvar):
        # One that cannot be taken away stops no other; `stada_lagret` comes back for it.
        transaction.on_commit(lambda nyckel=nyckel: lager.ta_bort(nyckel), robust=True)  # type: ignore[misc]
    return len(rader)


@transaction.atomic
def kasta_valda(nycklar: Iterable[str]) -> int:
    """Throw away what its sender takes out of the form; what was sent meanwhile stays."""
    valda = Bilaga.objects.oknutna().filter(nyckel__in=list(nycklar))
    return kasta(valda.select_for_update(of=("self",)).order_by("pk"))


@transaction.atomic
def sopa() -> int:
    """Throw away what was chosen in forms that were never sent."""
    gamla = Bilaga.objects.oknutna().filter(skapad__lte=klocka.nu() - SOPAS)
    return kasta(gamla.select_for_update(of=("self",), skip_locked=True).order_by("pk"))


def stada_lagret() -> int:
    """Remove bytes that no row names: a process died, or a transaction was broken, in between."""
    losa = lager.nycklar() - set(Bilaga.objects.values_list("nyckel", flat=True))
    gamla = [n for n in losa if lager.alder(n) < time.time() - SPARAS.total_seconds()]
    borta = 0
    for nyckel in gamla:
        try:
            lager.ta_bort(nyckel)
        except OSError as fel:
            journal.warning("en fil i bilagelagret gick inte att ta bort: %s", type(fel).__name__)
        else:
            borta += 1
    return borta
