"""All that a nämnd holds on one person (GDPR article 15): the search, and what is handed over.

Each nämnd is controller of its own register, so a search stays within one. What is found is for a
person to look through: the same name may be another's. Where the person is the sender the whole
case is theirs; where they are only spoken of, it is the sentences that speak of them; and where
they have asked for its records, it is what they asked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.module_loading import import_string

from kvalitet import krypto
from kvalitet.handelser import beratta
from kvalitet.krypto import KrypteradText
from kvalitet.models import Anvandare, Handelse, Namnd, Utskick
from synpunkter import inkorg
from synpunkter.models import Kontakt, Meddelande, Synpunkt, Utlamnande

MEST = 200
"""Cases found at most; whoever finds more has searched for too little."""
KONTAKTFALT = tuple(f.name for f in Kontakt._meta.fields if isinstance(f, KrypteradText))
_MENING = re.compile(r"[^.!?\n]*(?:[.!?]+(?=\s|$)|\n|$|[.!?])")


@dataclass(frozen=True)
class Sokning:
    """What is known of the person. At least one of them."""

    epost: str = ""
    namn: str = ""
    telefon: str = ""
    personnummer: str = ""

    @cached_property
    def uttryck(self) -> tuple[str, ...]:
        """Regular expressions that PostgreSQL and Python read alike."""
        alla = (
            _ord(self.epost) if self.epost else "",
            r"\s+".join(_utan_kant(re.escape(del_)) for del_ in self.namn.split()),
            _telefon(self.telefon),
            _personnummer(self.personnummer),
        )
        return tuple(rf"(?<!\w){ett}(?!\w)" for ett in alla if ett)

    @cached_property
    def monster(self) -> tuple[re.Pattern[str], ...]:
        return tuple(re.compile(ett, re.IGNORECASE) for ett in self.uttryck)

    def finns_i(self, text: str) -> bool:
        return any(monster.search(text) for monster in self.monster)


@dataclass(frozen=True)
class Traff:
    """A case that the person is in."""

    synpunkt: Synpunkt
    avsandare: bool
    """Whether the person sent it; else they are spoken of in it, or have asked for its records."""
    namns: bool = True
    begart: tuple[Utlamnande, ...] = ()
    """The person's own requests to have its records."""

    @property
    def hur(self) -> str:
        namns = ["Nämns i ärendet"] if self.namns else []
        delar = ["Avsändare"] if self.avsandare else namns
        return ". ".join([*delar, "Har begärt handlingar"] if self.begart else delar)


def sok(av: Anvandare, namnd: Namnd, sokning: Sokning) -> list[Traff]:
    """Return the cases of the nämnd that the person is in and that `av` may read, newest first."""
    bas = inkorg.synliga(av).filter(namnd=namnd, gallrad=None)
    avsandare = _avsandare(bas, sokning)
    namns = _namns(bas, sokning)
    begart = _begart(bas, sokning)
    rader = bas.filter(pk__in=avsandare | namns | set(begart)).order_by("-inkom", "-pk")
    return [
        Traff(s, s.pk in avsandare, s.pk in namns, tuple(begart.get(s.pk, ())))
        for s in rader[: MEST + 1]
    ]


def _avsandare(bas: QuerySet[Synpunkt], sokning: Sokning) -> set[int]:
    """Return what the person sent, with the nämnd's own parts of it.

    The contacts are encrypted: an address alone is looked up by its key, the rest is read.
    """
    kontakter = Kontakt.objects.filter(synpunkt__in=bas).order_by("pk")
    hmac = krypto.uppslag(sokning.epost.lower(), rum="kontakt.epost") if sokning.epost else ""
    if len(sokning.uttryck) == 1 and hmac:
        hela = set(kontakter.filter(epost_hmac=hmac).values_list("pk", flat=True))
    else:
        hela = {
            kontakt.pk
            for kontakt in kontakter
            if any(sokning.finns_i(getattr(kontakt, falt)) for falt in KONTAKTFALT)
        }
    return hela | set(bas.filter(foralder__in=hela).values_list("pk", flat=True))


def _namns(bas: QuerySet[Synpunkt], sokning: Sokning) -> set[int]:
    villkor = Q(pk__in=[])
    for ett in sokning.uttryck:
        sagt = Meddelande.objects.filter(synpunkt=OuterRef("pk"), text__iregex=ett)
        villkor |= Q(text__iregex=ett) | Q(plats__iregex=ett) | Q(utfall_skal__iregex=ett)
        villkor |= Q(Exists(sagt.filter(Q(namnd=None) | Q(namnd=OuterRef("namnd")))))
        villkor |= Q(
            Exists(Utlamnande.objects.filter(synpunkt=OuterRef("pk"), begaran__iregex=ett))
        )
    return set(bas.filter(villkor).values_list("pk", flat=True)[: MEST + 1])


def _begart(bas: QuerySet[Synpunkt], sokning: Sokning) -> dict[int, list[Utlamnande]]:
    """Return what the person has asked for, by case. Who asks is encrypted: all are read."""
    begart: dict[int, list[Utlamnande]] = {}
    for u in Utlamnande.objects.filter(synpunkt__in=bas).order_by("inkom", "pk"):
        if sokning.finns_i(u.sokande):
            begart.setdefault(u.synpunkt_id, []).append(u)
    return begart


# --- What is handed over --------------------------------------------------------------------------


def samla(namnd: Namnd, traffar: Iterable[Traff], sokning: Sokning) -> dict[str, Any]:
    """Return all of it as plain data, in the order of the pages."""
    return {
        "personuppgiftsansvarig": namnd.namn,
        "arenden": [(_som_avsandare if t.avsandare else _som_annan)(t, sokning) for t in traffar],
    }


def _som_avsandare(t: Traff, sokning: Sokning) -> dict[str, Any]:
    s = t.synpunkt
    kontakt = Kontakt.objects.filter(pk=s.pk).first()
    maska = _maskning(s, sokning)
    allt = {
        **_huvud(s, t.hur),
        "text": maska(s.text),
        "plats": maska(s.plats),
        "kontaktuppgifter": {falt: getattr(kontakt, falt) for falt in KONTAKTFALT}
        if kontakt
        else {},
        "vill_ha_svar": s.get_svarsval_display(),
        "utfall": s.get_utfall_display() if s.utfall else "",
        "motivering": maska(s.utfall_skal),
        "meddelanden": [
            {"tid": _tid(m.tid), "riktning": str(m), "text": maska(m.text)}
            for m in s.meddelanden.inom(s.namnd_id).order_by("tid", "pk")
        ],
        "handelser": _handelser(s, maska),
        "brev": _brev(s),
    }
    for stig in settings.REGISTERUTDRAGETS_DELAR:
        allt |= import_string(stig)(s)
    return allt | _begaranden(t, maska)


def _som_annan(t: Traff, sokning: Sokning) -> dict[str, Any]:
    s = t.synpunkt
    maska = _maskning(s, sokning)
    texter = [s.text, s.plats, s.utfall_skal]
    texter += s.meddelanden.inom(s.namnd_id).order_by("tid", "pk").values_list("text", flat=True)
    texter += s.utlamnanden.order_by("inkom", "pk").values_list("begaran", flat=True)
    meningar = [m for text in texter for m in _meningar(text) if sokning.finns_i(m)]
    sagt = {"meningar": [maska(m) for m in meningar]} if t.namns else {}
    return {**_huvud(s, t.hur), **sagt, **_begaranden(t, maska)}


def _begaranden(t: Traff, maska: Any) -> dict[str, Any]:
    """What the person asked for, and what came of it."""
    rader = [
        {
            "begardes": _tid(u.inkom),
            "vem": u.sokande,
            "begaran": maska(u.begaran),
            "lage": u.get_lage_display(),
            "lamnades": _tid(u.utlamnad),
            "hur": u.get_satt_display() if u.satt else "",
        }
        for u in t.begart
    ]
    return {"begaranden": rader} if rader else {}


def _huvud(s: Synpunkt, roll: str) -> dict[str, Any]:
    return {
        "referens": s.referens,
        "diarienummer": s.dnr,
        "roll": roll,
        "typ": s.get_typ_display(),
        "enhet": s.enhet.namn,
        "kom_in": _tid(s.inkom),
        "kanal": s.get_kanal_display(),
        "lage": s.get_lage_display(),
        "besvarad": _tid(s.besvarad),
        "avslutad": _tid(s.avslutad),
    }


def _handelser(s: Synpunkt, maska: Any) -> list[dict[str, str]]:
    """What has been done with the case, without who did it: that is not the person's data."""
    handelser = list(Handelse.objects.om(s).select_related("av", "text"))
    rader = []
    for handelse, rad in zip(handelser, beratta(handelser), strict=True):
        kommentar = rad.kommentar if handelse.namnd_id == s.namnd_id else ""
        rader.append({"tid": _tid(rad.tid), "vad": rad.mening, "kommentar": maska(kommentar)})
    return rader


def _brev(s: Synpunkt) -> list[dict[str, str]]:
    egna = Utskick.objects.filter(nyckel__startswith=f"synpunkt-{s.pk}-").order_by("pk")
    return [
        {"brev": u.mall, "skrevs": _tid(u.skapad), "lage": u.get_status_display()} for u in egna
    ]


def _maskning(s: Synpunkt, sokning: Sokning) -> Any:
    funktion = import_string(settings.TREDJE_MAN_MASKAS)
    return lambda text: funktion(text, s, sokning.monster) if text else ""


def _meningar(text: str) -> Sequence[str]:
    return [m.strip() for m in _MENING.findall(text) if m.strip()]


def _tid(tid: Any) -> str:
    return timezone.localtime(tid).strftime("%Y-%m-%d %H:%M") if tid else ""


def _ord(text: str) -> str:
    return _utan_kant(re.escape(text.strip()))


def _utan_kant(escapad: str) -> str:
    """PostgreSQL takes no escaped space for a space; none is left in a word."""
    return escapad.replace("\\ ", " ")


def _telefon(text: str) -> str:
    """The number however it is written: with +46, spaces or dashes."""
    siffror = re.sub(r"\D", "", text)
    siffror = re.sub(r"^(?:00)?46(?=\d{7})", "", siffror).lstrip("0")
    if not siffror:
        return ""
    return r"(?:(?:\+|00)?46[\s-]*(?:\(0\))?|0)[\s-]*" + r"[\s/-]*".join(siffror)


def _personnummer(text: str) -> str:
    """With ten or twelve digits, with or without a sign before the last four."""
    siffror = re.sub(r"\D", "", text)[-10:]
    return rf"(?:18|19|20)?{siffror[:6]}[\s+-]*{siffror[6:]}" if siffror else ""
