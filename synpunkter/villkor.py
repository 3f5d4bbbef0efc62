"""What each step of a synpunkt asks for, as points that are met or not."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from kvalitet.behorighet import far
from kvalitet.fel import Punkt
from kvalitet.kalender import svensk_dag
from kvalitet.models import Anvandare, Enhet, Namnd
from kvalitet.overgang import Steg
from kvalitet.roller import Rattighet
from synpunkter.fordelning import svarar_for
from synpunkter.models import Synpunkt
from synpunkter.tillstand import Lage, Utfall

ATEROPPNAS_INOM_DAGAR = 30


def mottagare_vald(steg: Steg) -> Iterable[Punkt]:
    enhet: Enhet | None = steg.data.get("enhet")
    namnd: Namnd | None = steg.data.get("namnd") or steg.objekt.namnd
    verksam = enhet is not None and (enhet.upphorde is None or enhet.upphorde > svensk_dag(steg.nu))
    yield Punkt("Välj en enhet som finns i dag.", klar=verksam)
    if enhet is not None and namnd is not None:
        svarar = namnd.pk in svarar_for(enhet, dag=svensk_dag(steg.nu))
        yield Punkt(f"{namnd} ansvarar {'' if svarar else 'inte '}för {enhet}.", klar=svarar)
    handlaggare: Anvandare | None = steg.data.get("handlaggare")
    if handlaggare is not None and enhet is not None:
        dar = Synpunkt(enhet=enhet, namnd=namnd)
        klar = far(handlaggare, Rattighet.SYNPUNKT_HANDLAGGA, dar)
        far_ord = "får" if klar else "får inte"
        yield Punkt(
            f"{handlaggare} {far_ord} handlägga synpunkter i {enhet} för {namnd}.", klar=klar
        )


def avsandaren_kan_nas(steg: Steg) -> Iterable[Punkt]:
    nej = steg.objekt.svarsval == Synpunkt.Svarsval.NEJ
    yield Punkt(
        "Avsändaren har inte bett om svar och kan inte läsa frågan. Gå vidare med det ni vet.",
        klar=not nej,
    )


def meddelande_skrivet(steg: Steg) -> Iterable[Punkt]:
    yield Punkt(
        "Skriv meddelandet till avsändaren.",
        klar=bool(str(steg.data.get("meddelande", "")).strip()),
    )


def utfall_angivet(steg: Steg) -> Iterable[Punkt]:
    utfall = steg.data.get("utfall", "")
    valbart = utfall in Utfall.values and utfall != Utfall.SKRAPPOST
    yield Punkt("Välj ett utfall.", klar=valbart)
    if utfall == Utfall.INGEN:
        yield Punkt("Skriv varför ingen åtgärd görs.", klar=_skal(steg))


def klagomal_besvarat(steg: Steg) -> Iterable[Punkt]:
    klagomal = Synpunkt.Typ.KLAGOMAL
    med = steg.objekt.sammanslagna.filter(lage=Lage.SAMMANSLAGEN, typ=klagomal)
    if steg.objekt.typ == klagomal or med.exists():
        yield Punkt(
            "Svara på klagomålet först, eller skriv en motivering till att inget svar behövs.",
            klar=steg.objekt.besvarad is not None or _skal(steg),
        )


def inom_trettio_dagar(steg: Steg) -> Iterable[Punkt]:
    sist = sista_dag_att_ateroppna(steg.objekt)
    yield Punkt(
        "Ärendet avslutades för högst 30 dagar sedan. "
        "Har det gått längre tid kan synpunkten lämnas på nytt.",
        klar=sist is not None and svensk_dag(steg.nu) <= sist,
    )


def sista_dag_att_ateroppna(synpunkt: Synpunkt) -> date | None:
    """Return the last day for opening again; None while the case is open."""
    if synpunkt.avslutad is None:
        return None
    return svensk_dag(synpunkt.avslutad) + timedelta(days=ATEROPPNAS_INOM_DAGAR)


def _skal(steg: Steg) -> bool:
    return bool(str(steg.data.get("utfall_skal", "")).strip())
