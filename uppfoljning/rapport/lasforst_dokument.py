"""Page 1 as plain parts, for Word, Excel and CSV. Pure."""

from __future__ import annotations

from uppfoljning.rapport import skrift
from uppfoljning.rapport.celler import svar
from uppfoljning.rapport.dokument import Avsnitt, Tabell
from uppfoljning.rapport.lasforst import Lasforst


def lasforst_avsnitt(f: Lasforst) -> list[Avsnitt]:
    """In the order of the page: the verdict with its counts, then each answer under its own
    heading."""
    forst = Avsnitt(rubrik="Läs detta först", stycken=(f.omdome,), tabeller=_tal(f))
    delar = [svar(s) for s in (f.ej, f.bra, f.beslut, f.samre, f.gor, f.sakerhet)]
    if f.prognos:
        delar.append(Avsnitt(rubrik=f.prognosrubrik, niva=2, stycken=(f.prognos,)))
    return [forst, *delar]


def _tal(f: Lasforst) -> tuple[Tabell, ...]:
    if not f.tal:
        return ()
    rader = [(f.nu, *(t.nu for t in f.tal))]
    if f.forra:
        rader.append((f.forra, *(t.forra or skrift.SAKNAS for t in f.tal)))
    return (
        Tabell(
            namn="las-detta-forst",
            rubrik=f.talrubrik,
            kolumner=(f.talrubrik, *(t.namn for t in f.tal)),
            rader=tuple(rader),
        ),
    )
