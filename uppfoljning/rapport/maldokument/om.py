"""What there is to know of the report itself."""

from __future__ import annotations

from uppfoljning.rapport import skrift
from uppfoljning.rapport.celler import INTE_UTSEDD
from uppfoljning.rapport.dokument import Avsnitt, Cell, Tabell
from uppfoljning.rapport.vy import Rapportvy


def om(r: Rapportvy) -> list[Avsnitt]:
    u = r.u
    inledning = [
        "Alla värden, citat och beslut i rapporten är påhittade exempelvärden." * u.pahittad,
        u.status.luckor_skal
        and f"Uppföljningen godkändes fast något saknas. Skäl: {u.status.luckor_skal}",
    ]
    ord_ = Tabell(
        namn="ord-och-matt", rubrik="Ord och mått", kolumner=("Ord", "Betyder"), rader=r.ordlista
    )
    siffror = (
        "Andelar avrundas först när de visas. "
        "Skillnader räknas på oavrundade värden. Skillnad mellan kvinnor och män är kvinnors värde "
        "minus mäns. Skillnad mellan två andelar anges i procentenheter. Förändringar inom "
        "felmarginalen kallas oförändrat."
    )
    kontakt = f" Kontakt: {u.kontakt}." if u.kontakt else ""
    rattelser = tuple(f"{skrift.datum(x.datum)}: {x.text}" for x in u.rattelser)
    inga = () if rattelser else ("Inga rättelser har gjorts i den här versionen.",)
    return [
        Avsnitt(rubrik="Om rapporten", stycken=tuple(x for x in inledning if x)),
        *_saknas(r),
        Avsnitt(rubrik="Ord och mått", niva=2, tabeller=(ord_,)),
        *_kallor(r),
        Avsnitt(rubrik="Siffror", niva=2, stycken=(siffror,)),
        _metod(r),
        Avsnitt(rubrik="Rättelser", niva=2, stycken=inga, punkter=rattelser),
        *_delunderlag(r),
        Avsnitt(
            rubrik="Kontakt",
            niva=2,
            stycken=(f"{u.kommun}, {skrift.ned(u.kontor)}.{kontakt}",),
        ),
    ]


def _saknas(r: Rapportvy) -> list[Avsnitt]:
    rader = tuple((x.vad, x.ansvarig or INTE_UTSEDD) for x in r.tabell.saknas.rader)
    return _tabell("Det här saknas", "det-har-saknas", ("Uppgift", "Ansvarig"), rader)


def _kallor(r: Rapportvy) -> list[Avsnitt]:
    rader = tuple((x.namn, x.fran, x.till, ", ".join(x.indikatorer)) for x in r.tabell.kallor.rader)
    kolumner = ("Källa", "Mätt från", "Mätt till", "Indikatorer")
    return _tabell("Källor", "kallor", kolumner, rader)


def _metod(r: Rapportvy) -> Avsnitt:
    andringar = tuple(
        f"{x.galler}{f', från {skrift.datum(x.datum)}' if x.datum else ''}: "
        f"{skrift.mening(skrift.ned(x.text))}"
        for x in r.tabell.metodandringar.rader
    )
    inga = () if andringar else ("Inga ändringar sedan förra tillfället.",)
    rubrik = "Ändringar i hur vi mäter och bedömer"
    return Avsnitt(rubrik=rubrik, niva=2, stycken=inga, punkter=andringar)


def _delunderlag(r: Rapportvy) -> list[Avsnitt]:
    rader = tuple((d.enhet, d.sha256) for d in r.tabell.delunderlag.rader)
    kolumner = ("Enhet", "Underlagets fingeravtryck, SHA-256")
    return _tabell("Godkända uppföljningar som rapporten bygger på", "underlag", kolumner, rader)


def _tabell(
    rubrik: str, namn: str, kolumner: tuple[str, ...], rader: tuple[tuple[Cell, ...], ...]
) -> list[Avsnitt]:
    if not rader:
        return []
    tabell = Tabell(namn=namn, rubrik=rubrik, kolumner=kolumner, rader=rader)
    return [Avsnitt(rubrik=rubrik, niva=2, tabeller=(tabell,))]
