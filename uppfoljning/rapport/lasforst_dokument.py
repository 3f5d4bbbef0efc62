"""Page 1 as plain parts, for Word, Excel and CSV. Pure."""

from __future__ import annotations

from uppfoljning.rapport import skrift
from uppfoljning.rapport.dokument import Avsnitt, Tabell
from uppfoljning.rapport.lasforst import Lasforst, Svar


def lasforst_avsnitt(f: Lasforst) -> list[Avsnitt]:
    """In the order of the page: the verdict with its counts, then each answer under its own
    heading."""
    forst = Avsnitt(rubrik="Läs detta först", stycken=(f.omdome,), tabeller=_tal(f))
    svar = [_svar(s) for s in (f.ej, f.bra, f.beslut, f.samre, f.gor, f.sakerhet)]
    if f.prognos:
        svar.append(Avsnitt(rubrik=f.prognosrubrik, niva=2, stycken=(f.prognos,)))
    return [forst, *svar]


def _svar(s: Svar) -> Avsnitt:
    punkter = tuple(skrift.mening(m.text) for m in s.meningar)
    stycken = () if punkter or not s.tomt else (s.tomt,)
    return Avsnitt(rubrik=s.rubrik, niva=2, punkter=punkter, stycken=stycken)


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
