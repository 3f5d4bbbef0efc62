"""Economy, personnel and internal control; sources and what is measured in another way."""

from __future__ import annotations

from uppfoljning.rapport import celler, skrift
from uppfoljning.rapport.dokument import Avsnitt, Cell, Tabell
from uppfoljning.rapport.modell import Kontroll, Nyckeltal
from uppfoljning.rapport.vy import Rapportvy
from uppfoljning.templatetags.rapport import iord, kontrollmening, kontrollord, mattes


def ekonomi(r: Rapportvy) -> Avsnitt:
    tomt = f"{celler.saknas(r.u.kontakt)}. Rapporten har inga nyckeltal för ekonomi och personal."
    tabell = Tabell(
        namn="ekonomi-och-personal",
        rubrik="Nyckeltal för ekonomi och personal",
        kolumner=(
            "Mått", "Enhet", "Nu", "Kvinnor", "Män", "Förra", "Mål", "Utveckling", "Period",
            "Källa", "Mål nummer",
        ),
        rader=tuple(map(_nyckeltal, r.tabell.nyckeltal.rader)),
    )  # fmt: skip
    return _avsnitt("Ekonomi och personal", tabell, tomt)


def _nyckeltal(n: Nyckeltal) -> tuple[Cell, ...]:
    nu = celler.kon(n.nu, "T", n.decimaler)
    return (
        n.namn,
        n.enhet,
        celler.saknas(n.ansvarig) if nu is None else nu,
        celler.kon(n.nu, "K", n.decimaler),
        celler.kon(n.nu, "M", n.decimaler),
        celler.tal(n.forra, n.decimaler),
        celler.eller_inget(n.malvarde_text),
        iord(n.trend),
        celler.eller_inget(n.period),
        celler.eller_inget(n.kalla),
        celler.eller_inget(n.mal),
    )


def internkontroll(r: Rapportvy) -> Avsnitt:
    k = r.u.internkontroll
    if k is None:
        tomt = f"{celler.saknas(r.u.kontakt)}. Nämnden har ingen internkontrollplan för året."
        return Avsnitt(rubrik="Intern kontroll", niva=2, stycken=(tomt,))
    tabell = Tabell(
        namn="intern-kontroll",
        rubrik=f"Kontroller {k.ar}",
        kolumner=(
            "Kontroll", "Enhet", "Senast", "Ansvarig", "Resultat", "Vad den visade", "Brist",
            "Åtgärd",
        ),
        rader=tuple(map(_kontroll, r.tabell.kontroller.rader)),
    )  # fmt: skip
    tabeller = (tabell,) if tabell.rader else ()
    stycken = (kontrollmening(k),)
    return Avsnitt(rubrik="Intern kontroll", niva=2, stycken=stycken, tabeller=tabeller)


def _kontroll(k: Kontroll) -> tuple[Cell, ...]:
    atgard = ("Beslutad" if k.har_atgard else "Saknas") if k.brist else None
    ord_ = "Försenad" if k.resultat is None and k.sen else str(kontrollord(k, webb=True))
    return (
        k.vad,
        k.enhet,
        k.senast,
        k.ansvarig,
        ord_,
        celler.eller_inget(k.kommentar),
        celler.eller_inget(k.brist),
        atgard,
    )


def metod(r: Rapportvy) -> list[Avsnitt]:
    kallor = Tabell(
        namn="kallor",
        rubrik="Källor",
        kolumner=("Källa", "Mätt", "Indikatorer"),
        rader=tuple(
            (x.namn, mattes(x), skrift.uppraknat(x.indikatorer)) for x in r.tabell.kallor.rader
        ),
    )
    andrat = tuple(
        f"{x.galler}{f', från {skrift.datum(x.datum)}' if x.datum else ''}: "
        f"{skrift.mening(skrift.ned(x.text))}"
        for x in r.tabell.metodandringar.rader
    )
    inga = () if andrat else ("Inga ändringar sedan förra tillfället.",)
    rubrik = "Ändringar i hur vi mäter och bedömer"
    return [
        *([Avsnitt(rubrik="Källor", niva=2, tabeller=(kallor,))] if kallor.rader else []),
        Avsnitt(rubrik=rubrik, niva=2, stycken=inga, punkter=andrat),
    ]


def _avsnitt(rubrik: str, tabell: Tabell, tomt: str) -> Avsnitt:
    if not tabell.rader:
        return Avsnitt(rubrik=rubrik, niva=2, stycken=(tomt,))
    return Avsnitt(rubrik=rubrik, niva=2, tabeller=(tabell,))
