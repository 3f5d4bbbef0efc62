"""Changing a decided goal: what it says and who decided it, recorded with old and new value."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django.db import transaction

from cykel.actions.mal import prova_malet
from cykel.models import Mal, Malkriterium, Planindikator, Styrmodell
from kvalitet import klocka, logg
from kvalitet.behorighet import prova
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare
from kvalitet.roller import Rattighet
from kvalitet.texter import datum

FALT = (
    "kort",
    "text",
    "foralder",
    "radighet",
    "geh",
    "beslut_organ",
    "beslut_datum",
    "beslut_paragraf",
    "dnr",
)


@transaction.atomic
def andra_mal(
    mal: Mal,
    *,
    skal: str,
    kriterier: Sequence[tuple[str, str]] | None = None,
    av: Anvandare,
    **falt: Any,
) -> Mal:
    """Change the fields given, and the criteria when given; the log tells from what to what.

    A goal of a steering model that has ended stands as it was. Nothing changed, nothing logged.
    """
    mal = (
        Mal.objects.select_for_update(of=("self",))
        .select_related("niva__styrmodell", "foralder", "namnd")
        .get(pk=mal.pk)
    )
    prova(av, Rattighet.MAL_REGISTRERA, mal)
    if mal.niva.styrmodell.status == Styrmodell.Status.AVSLUTAD:
        raise Regelbrott(f"{mal.niva.styrmodell} är avslutad och målen i den ändras inte.")
    andringar = [*_satt(mal, falt), *_satt_kriterier(mal, kriterier)]
    if not andringar:
        return mal
    if not skal.strip():
        raise Regelbrott("Skriv varför målet ändras, eller vilket beslut som ligger bakom.")
    prova_malet(mal)
    mal.save()
    kommentar = "\n".join([skal.strip(), *andringar])
    logg.skriv("mal.andrat", mal, av=av, nu=klocka.nu(), kommentar=kommentar)
    return mal


def _satt(mal: Mal, falt: dict[str, Any]) -> Iterator[str]:
    """Set the fields, and tell each that changed."""
    for namn, varde in falt.items():
        if namn not in FALT:
            raise TypeError(f"{namn} is not a field that changes")
        nytt = varde.strip() if isinstance(varde, str) else varde
        gammalt = getattr(mal, namn)
        if gammalt == nytt:
            continue
        fore = _ord(mal, namn)
        setattr(mal, namn, nytt)
        etikett = str(Mal._meta.get_field(namn).verbose_name).capitalize()  # type: ignore[union-attr]
        etikett = "Ligger under" if namn == "foralder" else etikett
        yield f"{etikett}: ”{fore}” blev ”{_ord(mal, namn)}”."


def _ord(mal: Mal, namn: str) -> str:
    varde = getattr(mal, namn)
    if namn == "radighet":
        return mal.get_radighet_display()
    if isinstance(varde, bool):
        return "ja" if varde else "nej"
    if isinstance(varde, date):
        return datum(varde)
    return str(varde) if varde else "tomt"


def _satt_kriterier(mal: Mal, kriterier: Sequence[tuple[str, str]] | None) -> Iterator[str]:
    """Let the goal have these criteria; one that a plan measures by is not taken away."""
    if kriterier is None:
        return
    finns = {rad.kod: rad for rad in mal.kriterier.all()}
    for kod, text in kriterier:
        rad = finns.pop(kod, None) or Malkriterium(mal=mal, kod=kod, text="tomt")
        if rad.text != text.strip():
            yield f"{kod}: ”{rad.text}” blev ”{text.strip()}”."
            rad.text = text.strip()
            rad.save()
    for rad in finns.values():
        if Planindikator.objects.filter(kriterium=rad).exists():
            raise Regelbrott(
                f"{rad.kod} mäts i en plan och kan inte tas bort. Ändra texten i stället."
            )
        yield f"{rad.kod}: ”{rad.text}” togs bort."
        rad.delete()
