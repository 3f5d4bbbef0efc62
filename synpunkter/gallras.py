"""What a disposal takes away of the cases, and what holds one back (settings.GALLRAS).

Each function takes the keys of cases. Those that take away run inside the transaction of the act,
which has named its approved disposal to the database; they may run twice, and return how many of
each kind they took.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.db.models import Exists, OuterRef, Q

from cykel.models import Atgard
from kvalitet.models import Handelsetext, Utskick
from synpunkter.actions.bilaga import kasta
from synpunkter.diarielager import ta_bort_filen
from synpunkter.models import (
    Aterkoppling,
    Bilaga,
    Bristkoppling,
    Diarieforing,
    Kontakt,
    Maskval,
    Meddelande,
    Overlamnande,
    Sekretessmarkering,
    Sekretessprovning,
    Signalbedomning,
    Skyddslasare,
    Synpunkt,
    Utlamnande,
    Utlamnandefil,
)
from synpunkter.tillstand import Lage
from synpunkter.tillstand_slinga import Beskedslage

Nycklar = Collection[int]


def diariefiler(synpunkter: Nycklar) -> Mapping[str, int]:
    foringar = Diarieforing.objects.filter(synpunkt__in=synpunkter, satt="extern")
    foringar = foringar.select_related("namnd").order_by("pk")
    return {"filer till diariet": sum(ta_bort_filen(foring) for foring in foringar)}


def brev(synpunkter: Nycklar) -> Mapping[str, int]:
    """Mails that have not left, with all that stands in them, and what names their receiver.

    Of a mail that has left the outbox keeps no words; that it left stands, by the case's key.
    """
    villkor = Q(pk__in=[])
    for pk in synpunkter:
        villkor |= Q(nyckel__startswith=f"synpunkt-{pk}-") & ~Q(status=Utskick.Status.SKICKAD)
    for hmac in _bara_har(synpunkter):
        villkor |= Q(nyckel__startswith="aterkoppling-", nyckel__endswith=f"-{hmac}")
    antal, _ = Utskick.objects.filter(villkor).delete()
    return {"brev i kön": antal}


def _bara_har(synpunkter: Nycklar) -> list[str]:
    """The keyed addresses that no other case has: a mail of what it led to is sent once to each."""
    andras = Kontakt.objects.filter(epost_hmac=OuterRef("epost_hmac")).exclude(pk__in=synpunkter)
    har = Kontakt.objects.filter(~Exists(andras), pk__in=synpunkter).exclude(epost_hmac="")
    return list(har.order_by("epost_hmac").values_list("epost_hmac", flat=True).distinct())


def kommentarer(synpunkter: Nycklar) -> Mapping[str, int]:
    """The free words of events. The events themselves stand: they hold keys and codes alone."""
    utlamnanden = Utlamnande.objects.filter(synpunkt__in=synpunkter).values_list("pk", flat=True)
    antal, _ = Handelsetext.objects.filter(
        Q(handelse__objekttyp=Synpunkt._meta.label_lower, handelse__objekt_id__in=synpunkter)
        | Q(
            handelse__objekttyp=Utlamnande._meta.label_lower,
            handelse__objekt_id__in=list(utlamnanden),
        )
    ).delete()
    return {"kommentarer": antal}


def bilagor(synpunkter: Nycklar) -> Mapping[str, int]:
    """Before the messages that the files came with."""
    return {"bilagor": kasta(Bilaga.objects.filter(synpunkt__in=synpunkter).order_by("pk"))}


def utlamnanden(synpunkter: Nycklar) -> Mapping[str, int]:
    """What was asked for and handed out, with the files that were made of it."""
    utlamnanden = Utlamnande.objects.filter(synpunkt__in=synpunkter)
    Utlamnandefil.objects.filter(utlamnande__in=utlamnanden).delete()
    Maskval.objects.filter(utlamnande__in=utlamnanden).delete()
    antal, _ = utlamnanden.delete()
    return {"utlämnanden": antal}


def provningar(synpunkter: Nycklar) -> Mapping[str, int]:
    """What was decided of secrecy, protection, handing over and signals, with the reasons."""
    antal = 0
    for modell in (
        Sekretessprovning,
        Sekretessmarkering,
        Skyddslasare,
        Signalbedomning,
        Overlamnande,
    ):
        antal += modell._default_manager.filter(synpunkt__in=synpunkter).delete()[0]
    return {"prövningar och markeringar": antal}


def sammanslagna(synpunkter: Nycklar) -> Mapping[int, int]:
    """The cases that are answered through one of these go with it (settings.FOLJER_I_GALLRING)."""
    rader = Synpunkt.objects.filter(huvud__in=synpunkter, lage=Lage.SAMMANSLAGEN)
    return {pk: huvud for pk, huvud in rader.values_list("pk", "huvud") if huvud}


def meddelanden(synpunkter: Nycklar) -> Mapping[str, int]:
    antal, _ = Meddelande.objects.filter(synpunkt__in=synpunkter).delete()
    return {"meddelanden och anteckningar": antal}


def kontakter(synpunkter: Nycklar) -> Mapping[str, int]:
    antal, _ = Kontakt.objects.filter(pk__in=synpunkter).delete()
    return {"kontaktuppgifter": antal}


def diariet_vantar(synpunkter: Nycklar) -> Mapping[int, str]:
    vantar = Diarieforing.objects.vantar().filter(synpunkt__in=synpunkter)
    skal = "Diariet har inte gett något diarienummer än."
    return dict.fromkeys(vantar.values_list("synpunkt", flat=True), skal)


def besked_vantar(synpunkter: Nycklar) -> Mapping[int, str]:
    """A sender who was promised to hear whether the åtgärd helped must be reached until then: by
    mail or on the page, also through the whole of a part and as merged into what stands behind."""
    oppna = Atgard.objects.oppna().filter(brist=OuterRef("brist"))
    osanda = Aterkoppling.objects.filter(brist=OuterRef("brist"), lage=Beskedslage.UTKAST)
    bakom = Q(synpunkt=OuterRef("pk")) | Q(synpunkt=OuterRef("huvud"))
    kopplingar = Bristkoppling.objects.filter(
        Exists(oppna) | Exists(osanda), bakom | Q(synpunkt__foralder=OuterRef("pk"))
    )
    vill_veta = Synpunkt.objects.exclude(svarsval=Synpunkt.Svarsval.NEJ)
    halls = vill_veta.filter(Exists(kopplingar), pk__in=synpunkter)
    skal = "Avsändaren ska få veta om en åtgärd hjälpte, och det är inte avgjort än."
    return dict.fromkeys(halls.values_list("pk", flat=True), skal)


def begaran_vantar(synpunkter: Nycklar) -> Mapping[int, str]:
    """Records that somebody has asked for are not destroyed while they wait (TF 2 kap.)."""
    oppna = Utlamnande.objects.oppna().filter(synpunkt__in=synpunkter)
    skal = "Någon har begärt att få handlingarna, och det är inte avgjort än."
    return dict.fromkeys(oppna.values_list("synpunkt", flat=True), skal)


def bedomning_vantar(synpunkter: Nycklar) -> Mapping[int, str]:
    """Nor is what may have to be reported by another law, before a person has said."""
    obedomda = Signalbedomning.objects.oppna().filter(synpunkt__in=synpunkter)
    skal = "Det är inte bedömt än om ärendet måste anmälas enligt en annan lag."
    return dict.fromkeys(obedomda.values_list("synpunkt", flat=True), skal)
