"""What there is to know of the report itself."""

from __future__ import annotations

from uppfoljning.rapport import skrift
from uppfoljning.rapport.dokument import Avsnitt, Tabell
from uppfoljning.rapport.maldokument.styrning import metod
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
        "Källan till varje indikator står vid målet. Andelar avrundas först när de visas. "
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
        Avsnitt(rubrik="Siffror och källor", niva=2, stycken=(siffror,)),
        *metod(r),
        Avsnitt(rubrik="Rättelser", niva=2, stycken=inga, punkter=rattelser),
        *_delunderlag(r),
        Avsnitt(
            rubrik="Kontakt",
            niva=2,
            stycken=(f"{u.kommun}, {skrift.ned(u.kontor)}.{kontakt}",),
        ),
    ]


def _saknas(r: Rapportvy) -> list[Avsnitt]:
    rader = tuple((x.vad, x.ansvarig) for x in r.tabell.saknas.rader)
    tabell = Tabell(
        namn="det-har-saknas",
        rubrik="Det här saknas",
        kolumner=("Uppgift", "Ansvarig"),
        rader=rader,
    )
    return [Avsnitt(rubrik="Det här saknas", niva=2, tabeller=(tabell,))] if rader else []


def _delunderlag(r: Rapportvy) -> list[Avsnitt]:
    if not r.tabell.delunderlag.rader:
        return []
    tabell = Tabell(
        namn="underlag",
        rubrik="Godkända uppföljningar som rapporten bygger på",
        kolumner=("Enhet", "Underlagets fingeravtryck, SHA-256"),
        rader=tuple((d.enhet, d.sha256) for d in r.tabell.delunderlag.rader),
    )
    return [Avsnitt(rubrik="Underlag", niva=2, tabeller=(tabell,))]
