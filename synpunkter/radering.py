"""What an answer to a request for erasure says (GDPR articles 16-18), case by case. Reads only.

A case is a public record: the right to erasure does not reach it (article 17.3 b), and it goes only
by a decided rule (arkivlagen 10 §). What may go now, goes by the same disposal as all else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum

from django.conf import settings

from kvalitet.kalender import svensk_dag
from kvalitet.models import Namnd
from kvalitet.texter import datum
from synpunkter.gallringsurval import forfallna, med_regeln
from synpunkter.models import Gallringsregel, Synpunkt
from synpunkter.utdrag import Traff


class Utfall(Enum):
    GAR = "Får gallras nu"
    HALLS = "Får inte gallras än"
    VANTAR = "Får inte raderas än"
    BEVARAS = "Ska bevaras"
    PAGAR = "Behövs i ärendet"


@dataclass(frozen=True)
class Provning:
    """Whether what is in a case may go, and why in a sentence to the person."""

    synpunkt: Synpunkt
    utfall: Utfall
    skal: str


def prova(namnd: Namnd, traffar: Sequence[Traff], dag: date) -> list[Provning]:
    regler = list(Gallringsregel.objects.filter(namnd=namnd).gallande(dag).select_related("namnd"))
    nycklar = [t.synpunkt.pk for t in traffar]
    gar = {r.synpunkt.pk: r for r in forfallna(namnd, regler, dag, bara=nycklar)}
    fraga = med_regeln(Synpunkt.objects.filter(pk__in=nycklar).order_by("pk"), regler)
    per_pk = {regel.pk: regel for regel in regler}
    lyder = {s.pk: per_pk.get(s.gallringsregel) for s in fraga}  # type: ignore[attr-defined]
    svar = []
    for s in (t.synpunkt for t in traffar):
        rad = gar.get(s.pk)
        if rad is not None:
            utfall = Utfall.HALLS if rad.hinder else Utfall.GAR
            skal = rad.hinder or f"Tiden har gått ut enligt {rad.regel.beslut}."
            svar.append(Provning(s, utfall, skal))
        else:
            svar.append(_kvar(s, lyder.get(s.pk)))
    return svar


def _kvar(s: Synpunkt, regel: Gallringsregel | None) -> Provning:
    if s.avslutad is None:
        skal = "Ärendet är inte avslutat, och uppgifterna behövs för att handlägga det."
        return Provning(s, Utfall.PAGAR, skal)
    if regel is None:
        skal = (
            "Handlingarna är allmänna och nämnden har inte beslutat att de får gallras. Då ska de "
            "bevaras (arkivlagen 3 och 10 §§)."
        )
        return Provning(s, Utfall.BEVARAS, skal)
    forst = datum(_ar_efter(svensk_dag(s.avslutad), regel.ar))
    skal = f"Handlingarna är allmänna och får gallras tidigast {forst} ({regel.beslut})."
    return Provning(s, Utfall.VANTAR, skal)


def _ar_efter(dag: date, ar: int) -> date:
    """Closed on a 29 February it goes on 1 March: never a day too soon."""
    try:
        return dag.replace(year=dag.year + ar)
    except ValueError:
        return date(dag.year + ar, 3, 1)


def svarsutkast(namnd: Namnd, provningar: Sequence[Provning], dag: date) -> str:
    """Return a draft of the answer, for a person to read, change and sign.

    The decision of an authority under articles 12.5 and 15-21 can be appealed (dataskyddslagen
    7 kap. 2 §), within three weeks of the day it was had (förvaltningslagen 44 §).
    """
    gar = [p for p in provningar if p.utfall is Utfall.GAR]
    kvar = [p for p in provningar if p.utfall is not Utfall.GAR]
    delar = [
        f"{namnd.namn}, {settings.ORGANISATION.namn}\n{datum(dag)}",
        "Svar på din begäran om radering",
        "Du har bett oss radera uppgifter om dig.",
    ]
    if gar:
        rader = "\n".join(f"- {p.synpunkt.referens}" for p in gar)
        delar.append(f"De här ärendena får gallras. Vi tar bort uppgifterna i dem:\n{rader}")
    if kvar:
        rader = "\n".join(f"- {p.synpunkt.referens}: {p.skal}" for p in kvar)
        delar.append(
            "De här ärendena får vi inte radera. Rätten till radering gäller inte uppgifter som en "
            f"myndighet måste spara (dataskyddsförordningen artikel 17.3 b):\n{rader}"
        )
    delar += [RATTELSE, OVERKLAGA.format(namnd=namnd.namn), KLAGA]
    return "\n\n".join(delar)


RATTELSE = (
    "Är något fel? Då kan du få det rättat (artikel 16). I en allmän handling ändrar vi inte det "
    "som redan står. Vi antecknar i ärendet vad som är fel och vad som är rätt. Du kan också be "
    "oss att begränsa hur vi använder uppgifterna (artikel 18)."
)
OVERKLAGA = (
    "Så överklagar du: Skriv till {namnd} vilket beslut du överklagar, hur du vill att det ska "
    "ändras och varför. Brevet ska ha kommit till nämnden inom tre veckor från den dag du fick "
    "beslutet. Förvaltningsrätten prövar överklagandet (dataskyddslagen 7 kap. 2 §)."
)
KLAGA = "Du kan också klaga hos Integritetsskyddsmyndigheten, imy.se."
