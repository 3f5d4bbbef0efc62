"""The business act of analysing why something fell short."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db import transaction

from cykel.actions.varv import las_pagaende
from cykel.models import Brist, Orsaksanalys, Orsaksrad
from kvalitet import klocka, logg
from kvalitet.behorighet import prova
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare
from kvalitet.roller import Rattighet


@transaction.atomic
def analysera(
    brist: Brist,
    *,
    varfor: Sequence[str] = (),
    fiskben: Mapping[str, Sequence[str]] | None = None,
    orsak: str,
    deltog: str,
    av: Anvandare,
) -> Orsaksanalys:
    """Save the analysis of a brist: the whys in order, causes by category, and the conclusion.

    `fiskben` maps an `Orsaksrad.Slag` to its causes. Written again, the analysis is the new one.
    """
    las_pagaende(brist.plan)
    brist = Brist.objects.select_for_update(of=("self",)).select_related("plan").get(pk=brist.pk)
    prova(av, Rattighet.ATGARD_SKRIVA, brist)
    orsak, deltog = orsak.strip(), deltog.strip()
    rader = _rader(varfor, fiskben or {})
    _prova(rader, orsak, deltog)
    nu = klocka.nu()
    if _likadan(brist, rader, orsak, deltog):
        return brist.analys
    analys, _ = Orsaksanalys.objects.update_or_create(
        brist=brist, defaults={"deltog": deltog, "av": av, "tid": nu}
    )
    analys.rader.all().delete()
    Orsaksrad.objects.bulk_create(
        Orsaksrad(analys=analys, slag=slag, ordning=ordning, text=text)
        for slag, ordning, text in rader
    )
    brist.orsak = orsak
    brist.save(update_fields=["orsak"])
    data = {"plan": brist.plan_id, "rader": len(rader)}
    logg.skriv("brist.analyserad", brist, av=av, nu=nu, data=data)
    return analys


Rad = tuple[str, int, str]


def _rader(varfor: Sequence[str], fiskben: Mapping[str, Sequence[str]]) -> list[Rad]:
    """The rows that are written, numbered within their kind."""
    per_slag = {Orsaksrad.Slag.VARFOR.value: varfor, **fiskben}
    return [
        (slag, ordning, text)
        for slag, texter in per_slag.items()
        for ordning, text in enumerate((t.strip() for t in texter if t.strip()), start=1)
    ]


def _prova(rader: list[Rad], orsak: str, deltog: str) -> None:
    if {slag for slag, _, _ in rader} - set(Orsaksrad.Slag.values):
        raise Regelbrott("Välj en av de kategorier som finns i analysen.")
    if not rader:
        raise Regelbrott("Skriv minst ett svar på ”varför?” eller minst en orsak i någon kategori.")
    if not orsak:
        raise Regelbrott("Skriv slutsatsen: vad är orsaken?")
    if not deltog:
        raise Regelbrott("Skriv vilka som har deltagit i analysen.")
    if any(ordning > Orsaksrad.FLEST_VARFOR for slag, ordning, _ in rader if slag == "varfor"):
        raise Regelbrott(f"Fråga varför högst {Orsaksrad.FLEST_VARFOR} gånger.")


def _likadan(brist: Brist, rader: list[Rad], orsak: str, deltog: str) -> bool:
    analys = Orsaksanalys.objects.filter(brist=brist, deltog=deltog).first()
    if analys is None or brist.orsak != orsak:
        return False
    return sorted(analys.rader.values_list("slag", "ordning", "text")) == sorted(rader)
