"""Verification of the event log against its seals, and of the snapshots against their sums."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from kvalitet import loggkedja
from kvalitet.models import Handelse, Loggsigill, Ogonblick

_VISAS = 20
"""Rows that are named one by one for each seal."""


@dataclass
class Kontroll:
    """What was walked through, and what is wrong, a sentence each."""

    sigill: int = 0
    handelser: int = 0
    oforseglade: int = 0
    ogonblick: int = 0
    sista: str = ""
    """The sum of the newest seal."""
    fel: list[str] = field(default_factory=list)
    anmarkningar: list[str] = field(default_factory=list)
    """What could not be compared: nothing is known to be wrong."""


@transaction.atomic
def kontrollera(vittnesfil: Path | None = None) -> Kontroll:
    """Walk through the whole log, one seal at a time, in the order of their numbers."""
    kontroll = Kontroll()
    minnen, kontroll.fel = _minnen(vittnesfil)  # first, so that a seal made meanwhile is not missed
    sedda: dict[int, str] = {}
    forut: Loggsigill | None = None
    for sigill in Loggsigill.objects.order_by("nummer").iterator(chunk_size=1):
        kontroll.fel += [f"{sigill}: {mening}" for mening in _fel_i(sigill, forut)]
        kontroll.handelser += sigill.antal
        sedda[sigill.nummer] = sigill.summa
        forut = sigill
    if forut is not None:
        kontroll.sista = forut.summa
        kontroll.fel += _utan_nyckel(forut)
    kontroll.sigill = len(sedda)
    kontroll.fel += _saknade(sedda, minnen)
    kontroll.anmarkningar += _ojamfort(forut, minnen, vittnesfil)
    kontroll.oforseglade = Handelse.objects.filter(
        pk__gt=forut.till_id if forut else loggkedja.FORE_ALLA
    ).count()
    kontroll.ogonblick, felaktiga = _ogonblick()
    kontroll.fel += felaktiga
    return kontroll


def _fel_i(sigill: Loggsigill, forut: Loggsigill | None) -> Iterator[str]:
    vantad = forut.nummer + 1 if forut else 1
    if sigill.nummer != vantad:
        yield f"sigill {vantad} saknas före det."
    elif sigill.foregaende_id != (forut.pk if forut else None):
        yield "det följer på fel sigill."
    if forut and forut.nyckel and not sigill.nyckel:
        yield "det saknar nyckel, fast sigillet före har en."
    if forut and sigill.fran_id != forut.till_id + 1:
        yield "det börjar inte där sigillet före slutar."
    if sigill.schema != loggkedja.SCHEMA:
        yield f"schemaversionen {sigill.schema} är okänd."
        return
    efter = forut.till_id if forut else loggkedja.FORE_ALLA
    poster = {
        rad.id: rad.sha256 for rad in loggkedja.rader(efter, sigill.till_id, schema=sigill.schema)
    }
    raderna = list(_fel_pa_rader(bytes(sigill.avtryck), poster))
    yield from raderna[:_VISAS]
    if len(raderna) > _VISAS:
        yield f"ytterligare {len(raderna) - _VISAS} händelser är fel."
    try:
        summa = loggkedja.summera(sigill, forut.summa if forut else "", list(poster.values()))
    except KeyError:
        yield f"nyckeln {sigill.nyckel} finns inte i KVALITET_SIGILLNYCKEL."
        return
    if summa != sigill.summa:
        yield "kontrollsumman stämmer inte."


def _fel_pa_rader(avtryck: bytes, poster: dict[int, bytes]) -> Iterator[str]:
    """Compare the events with what the seal keeps of each of them."""
    bredd = loggkedja.AVTRYCK
    kvar = {
        int.from_bytes(avtryck[i : i + 8], "big", signed=True): avtryck[i : i + bredd]
        for i in range(0, len(avtryck), bredd)
    }
    for nyckel in sorted(poster.keys() | kvar.keys()):
        if nyckel not in poster:
            yield f"händelse {nyckel} är borttagen."
        elif nyckel not in kvar:
            yield f"händelse {nyckel} har lagts till efteråt."
        elif loggkedja.avtryck(nyckel, poster[nyckel]) != kvar[nyckel]:
            yield f"händelse {nyckel} är ändrad."


def _utan_nyckel(sista: Loggsigill) -> list[str]:
    """Who can write in the database could make the whole chain anew, but not with the key."""
    if loggkedja.nycklar() and not sista.nyckel:
        return [f"{sista}: det sista sigillet saknar nyckel, fast webbplatsen har en."]
    return []


def _minnen(vittnesfil: Path | None) -> tuple[list[tuple[str, int, str]], list[str]]:
    """Return who remembers which seal, its number and its sum: the log, and a witness outside.

    With them the lines of the witness that cannot be read, a sentence each.
    """
    fel: list[str] = []
    poster = Handelse.objects.filter(slag="logg.forseglad").order_by("pk")
    minnen = [("loggen", data) for data in poster.values_list("data", flat=True)]
    if vittnesfil is not None:
        vittnesmal, fel = _vittnesmal(vittnesfil)
        minnen += [("vittnet", data) for data in vittnesmal]
    return [(kalla, data["nummer"], data["summa"]) for kalla, data in minnen], fel


def _ojamfort(
    sista: Loggsigill | None, minnen: list[tuple[str, int, str]], vittnesfil: Path | None
) -> list[str]:
    """Tell what a seal cut off the end, with all its traces, would not be missed by."""
    if sista is None:
        return []
    if vittnesfil is None:
        return [
            "Inget vittne jämfördes. Utan ett märks inte att de sista sigillen har tagits bort."
        ]
    if not any(kalla == "vittnet" and nummer == sista.nummer for kalla, nummer, _ in minnen):
        return [f"Vittnet har inte det sista sigillet ({sista.nummer})."]
    return []


def _saknade(sedda: dict[int, str], minnen: list[tuple[str, int, str]]) -> list[str]:
    return [
        f"Sigill {nummer}: {kalla} minns summan {summa[:12]}…, men "
        + ("sigillet har en annan." if nummer in sedda else "sigillet är borta.")
        for kalla, nummer, summa in minnen
        if sedda.get(nummer) != summa
    ]


def _vittnesmal(fil: Path) -> tuple[list[dict[str, Any]], list[str]]:
    lasta, fel = [], []
    for nummer, rad in enumerate(fil.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            lasta += [{namn: json.loads(rad)[namn] for namn in ("nummer", "summa")}] if rad else []
        except (ValueError, KeyError, TypeError):
            fel.append(f"Vittnets rad {nummer} går inte att läsa.")
    return lasta, fel


def _ogonblick() -> tuple[int, Sequence[str]]:
    """Count the snapshots, and find those whose content is not what their sum says."""
    with connection.cursor() as markor:
        markor.execute(
            f"select id from {Ogonblick._meta.db_table}"  # noqa: S608 (a table of ours)
            " where sha256 is distinct from"
            " encode(sha256(convert_to(innehall, 'UTF8')), 'hex') order by id"
        )
        felaktiga = [f"Ögonblicksbild {nyckel}: innehållet är ändrat." for (nyckel,) in markor]
    return Ogonblick.objects.count(), felaktiga
