"""The way of a case in words, for the timeline that its sender reads."""

from __future__ import annotations

from collections.abc import Iterator

from cykel.models import Atgard
from kvalitet.texter import datum, datum_kort, klockslag, veckodatum
from kvalitet.visning import Lage as Steglage
from kvalitet.visning import Steg
from synpunkter.models import Synpunkt
from synpunkter.tillstand import Lage


def steg_pa_kvitto(synpunkt: Synpunkt, *, epost: str = "") -> list[Steg]:
    """Return what has happened and what comes, as it stands on the receipt."""
    kvitto = f" Vi har också skickat ett kvitto till {epost}." if epost else ""
    nar = f"{veckodatum(synpunkt.inkom).capitalize()} klockan {klockslag(synpunkt.inkom)}."
    steg = [
        Steg("Mottagen", nar + kvitto),
        Steg("Hos rätt person", f"Senast {veckodatum(synpunkt.tas_om_hand_senast)}.", "kommer"),
    ]
    if synpunkt.svarsval == Synpunkt.Svarsval.NEJ:
        slut = Steg("Läst och klart", f"Senast {veckodatum(synpunkt.svar_senast)}.", "kommer")
    else:
        slut = Steg("Svar till dig", f"Senast {veckodatum(synpunkt.svar_senast)}.", "kommer")
    return [*steg, slut]


def steg(synpunkt: Synpunkt, atgarder: list[Atgard]) -> list[Steg]:
    """Return the real steps of the case: done, now and to come."""
    return [*_mottagande(synpunkt), *_handlaggning(synpunkt), *_foljd(synpunkt, atgarder)]


def _mottagande(s: Synpunkt) -> Iterator[Steg]:
    yield Steg("Mottagen", datum(s.inkom))
    if s.lage == Lage.ATEROPPNAD:
        yield Steg(
            "Öppnad igen", f"Vi tar om hand det senast {veckodatum(s.tas_om_hand_senast)}.", "nu"
        )
    elif s.togs_om_hand is not None:
        yield Steg("Hos rätt person", f"{datum_kort(s.togs_om_hand)}, {s.enhet}")
    else:
        lage: Steglage = "nu" if s.lage != Lage.AVSLUTAD else "klar"
        yield Steg("På väg till rätt person", f"Senast {veckodatum(s.tas_om_hand_senast)}.", lage)


def _handlaggning(s: Synpunkt) -> Iterator[Steg]:
    vantar = s.lage == Lage.VANTAR_KOMPLETTERING
    if s.lage == Lage.UNDER_HANDLAGGNING:
        yield Steg("Vi undersöker", "Vi läser på och tar fram ett svar.", "nu")
    elif vantar:
        yield Steg("Vi väntar på dig", "Vi behöver veta mer. Vår svarstid står still.", "nu")
    elif s.besvarad is not None:
        yield Steg("Vi undersökte")
    elif s.lage != Lage.AVSLUTAD:
        yield Steg("Vi undersöker", "", "kommer")
    if s.besvarad is not None:
        nar = f"{datum_kort(s.besvarad)}. Vi lovade senast {datum_kort(s.svar_senast)}."
        yield Steg("Svar till dig", nar, "nu" if s.lage == Lage.BESVARAD else "klar")
    elif s.lage != Lage.AVSLUTAD and s.svarsval != Synpunkt.Svarsval.NEJ:
        senast = f"Senast {veckodatum(s.svar_senast)}."
        if vantar:
            senast = "Dagen räknas om när du har skrivit till oss."
        yield Steg("Svar till dig", senast, "kommer")


def _foljd(s: Synpunkt, atgarder: list[Atgard]) -> Iterator[Steg]:
    """How it ended and, where the case led to a measure, how that goes. Closed is not fixed."""
    if s.avslutad is not None:
        nu: Steglage = "klar" if atgarder else "nu"
        yield Steg("Avslutat", f"{datum_kort(s.avslutad)}. {s.get_utfall_display()}.", nu)
    elif not atgarder:
        yield Steg("Avslutat", "Då skriver vi hur det blev.", "kommer")
    for atgard in atgarder:
        if atgard.status == Atgard.Status.KLAR and not _berattat(atgard):
            yield Steg("Vi kollar om det hjälpte", "Du får veta när vi vet.", "kommer")
        elif atgard.effekt in ("", Atgard.Effekt.FOR_TIDIGT):
            yield Steg(
                "Vi rättar till", f"Ska vara klart {datum_kort(atgard.klar_senast)}.", "kommer"
            )
        else:
            yield Steg("Vi kollade om det hjälpte", f"{EFFEKTORD[atgard.effekt]}.")


def _berattat(atgard: Atgard) -> bool:
    """Whether the senders have been told how it went (annotated by the page)."""
    return bool(getattr(atgard, "berattat", False))


EFFEKTORD = {
    Atgard.Effekt.JA.value: "Det hjälpte",
    Atgard.Effekt.DELVIS.value: "Det hjälpte delvis",
    Atgard.Effekt.NEJ.value: "Det hjälpte inte",
}
