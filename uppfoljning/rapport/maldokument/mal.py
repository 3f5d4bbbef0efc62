"""A goal's page: its grade, its reasons, its figures, what was done."""

from __future__ import annotations

from uppfoljning.bedomning import Lage
from uppfoljning.rapport import celler, skrift
from uppfoljning.rapport.dokument import Avsnitt, Cell, Samling, Tabell
from uppfoljning.rapport.malvy import Kriterierad, Malvy
from uppfoljning.rapport.mening import GRAD, ankare
from uppfoljning.rapport.modell import Aktivitet, Indikator, Mal
from uppfoljning.templatetags.rapport import gradord, i_rad, iord, nattord

INDIKATORER = Samling(namn="indikatorer", rubrik="Indikatorer", kolumn="Mål")
JAMFORELSER = Samling(
    namn="indikatorer-jamforda",
    rubrik="Indikatorer för kvinnor och män, och jämförda",
    kolumn="Mål",
)
SERIER = Samling(namn="serier", rubrik="Indikatorernas värden över tid", kolumn="Mål")
ROST = Samling(namn="rost-per-mal", rubrik="Invånarnas röst om målen", kolumn="Mål")
AKTIVITETER = Samling(namn="aktiviteter", rubrik="Aktiviteter", kolumn="Mål")
ATGARDER = Samling(namn="atgarder-per-mal", rubrik="Åtgärder för målen", kolumn="Mål")

_INDIKATOR = (
    "Indikator", "Kriterium", "Målvärde", "Läge", "Basår", "Värde basår", "Förra", "Nu",
    "Felmarginal ±", "Utveckling",
)  # fmt: skip
_JAMFORELSE = (
    "Indikator", "Kvinnor", "Män", "Skillnad", "Riket", "Liknande", "Källa", "Mätt", "Att veta",
)  # fmt: skip


def malavsnitt(m: Malvy) -> list[Avsnitt]:
    mal = m.mal
    tabeller = (*_indikatortabeller(m), *_serie(mal))
    saknar = () if m.rader else (f"{_saknas(mal)}. Målet har inga kriterier eller indikatorer.",)
    brott = m.diagram.brott if m.diagram else ()
    return [
        Avsnitt(rubrik=f"Mål {mal.nummer}. {mal.text}", stycken=_huvud(m)),
        Avsnitt(rubrik="Varför vi bedömer så", niva=2, stycken=_varfor(mal)),
        Avsnitt(
            rubrik="Kriterier och indikatorer",
            niva=2,
            stycken=(
                *saknar,
                *(f"Seriebrott {b}. Värden före och efter kan inte jämföras." for b in brott),
            ),
            tabeller=tabeller,
        ),
        *_rosten(mal),
        _gjort(m),
        Avsnitt(
            rubrik="Det här fungerade inte, och varför",
            niva=2,
            stycken=() if mal.fungerade_inte else (_saknas(mal),),
            punkter=mal.fungerade_inte,
        ),
        *([Avsnitt(rubrik="Orsak", niva=3, stycken=(mal.orsak,))] if mal.orsak else []),
        *_atgarder(m),
    ]


def _saknas(mal: Mal) -> str:
    return celler.saknas(mal.ansvarig)


def _huvud(m: Malvy) -> tuple[str, ...]:
    mal = m.mal
    bedomning = GRAD[mal.bedomning] if mal.bedomning else _saknas(mal)
    return (
        *((m.ingress,) if m.ingress else ()),
        f"Bedömning: {bedomning}. Förra gången: {gradord(mal.forra_bedomning)}. "
        f"Prognos helår: {iord(mal.prognos)}. Utveckling: {iord(mal.trend)}.",
    )


def _varfor(mal: Mal) -> tuple[str, ...]:
    motiv = celler.eller_saknas(mal.motivering, mal.ansvarig)
    rader = [f"{motiv} {i_rad(mal.i_rad)}" if mal.i_rad > 1 else motiv]
    forslag = f"{skrift.ned(gradord(mal.forslag))}: {skrift.ned(mal.forslag_regel)}"
    if mal.avviker:
        skal = celler.eller_saknas(mal.avviker_skal, mal.ansvarig)
        rader.append(f"Bedömningen avviker från indikatorerna, som föreslår {forslag} {skal}")
    elif mal.forslag_regel:
        av = f" Bedömt av {mal.bedomd_av}." if mal.bedomd_av else ""
        rader.append(f"Indikatorerna föreslår {forslag}{av}")
    return tuple(rader)


# --- figures ------------------------------------------------------------------------------


def _indikatortabeller(m: Malvy) -> tuple[Tabell, ...]:
    if not m.rader:
        return ()
    vid, om = ankare(m.mal), f"för mål {m.mal.nummer}"
    indikatorer = [rad.indikator for rad in m.rader if rad.indikator]
    tabeller = [
        Tabell(
            namn=f"{vid}-indikatorer",
            rubrik=f"Kriterier och indikatorer {om}",
            kolumner=_INDIKATOR,
            rader=tuple(_rad(kriterium, rad, m.mal) for kriterium, rad in _med_kriterium(m)),
            samling=INDIKATORER,
            del_=m.mal.nummer,
        )
    ]
    if indikatorer:
        tabeller.append(
            Tabell(
                namn=f"{vid}-jamforda",
                rubrik=f"Kvinnor, män och jämförelser {om}",
                kolumner=_JAMFORELSE,
                rader=tuple(_jamforelse(i) for i in indikatorer),
                tecken=("Skillnad",),
                samling=JAMFORELSER,
                del_=m.mal.nummer,
            )
        )
    return tuple(tabeller)


def _med_kriterium(m: Malvy) -> list[tuple[str, Kriterierad]]:
    """Each line with its criterion, which the pages print on the first line alone."""
    rader, kriterium = [], ""
    for rad in m.rader:
        kriterium = rad.kriterium or kriterium
        rader.append((kriterium, rad))
    return rader


def _namn(i: Indikator) -> str:
    return f"{i.nummer} {i.namn}, {i.enhet}"


def _rad(kriterium: str, rad: Kriterierad, mal: Mal) -> tuple[Cell, ...]:
    i = rad.indikator
    if i is None:
        return (f"{_saknas(mal)} (indikator)", kriterium, *(None,) * 8)
    lage = nattord(i.lage)
    if i.lage is Lage.SAKNAS:
        lage = f"{celler.saknas(i.ansvarig or mal.ansvarig)}"
    return (
        _namn(i),
        kriterium,
        i.malvarde_text,
        lage,
        str(i.basar) if i.basar else None,
        celler.tal(i.bas, i.decimaler),
        celler.tal(i.forra, i.decimaler),
        celler.nuvarde(i),
        celler.tal(i.osakerhet, i.decimaler),
        iord(i.trend),
    )


def _jamforelse(i: Indikator) -> tuple[Cell, ...]:
    riket, liknande = ([j.varde for j in i.jamforelser] + [None, None])[:2]
    noter = []
    if i.lage is Lage.SAKNAS and i.bortfallsorsak:
        noter.append(f"saknas: {skrift.ned(i.bortfallsorsak).rstrip('.')}")
    if i.nu.ej_uppdelad:
        noter.append(f"ej uppdelat på kön: {skrift.ned(i.nu.ej_uppdelad).rstrip('.')}")
    return (
        _namn(i),
        celler.kon(i.nu, "K", i.decimaler),
        celler.kon(i.nu, "M", i.decimaler),
        celler.konsskillnad(i.nu, i.decimaler),
        celler.tal(riket, i.decimaler),
        celler.tal(liknande, i.decimaler),
        celler.eller_inget(i.kalla),
        i.matdatum,
        celler.eller_inget(skrift.upp(", ".join(noter))),
    )


def _serie(mal: Mal) -> tuple[Tabell, ...]:
    """Every value of every series: the chart shows the latest of one."""
    rader = tuple(
        (
            _namn(i),
            p.etikett,
            celler.punkt(p, i.decimaler),
            celler.tal(p.jamforelse, i.decimaler),
            celler.eller_inget(
                i.jamforelser[0].namn if p.jamforelse is not None and i.jamforelser else ""
            ),
            celler.eller_inget(p.brott),
        )
        for i in mal.indikatorer
        for p in i.serie
    )
    if not rader:
        return ()
    return (
        Tabell(
            namn=f"{ankare(mal)}-serier",
            rubrik=f"Värden över tid för mål {mal.nummer}",
            kolumner=(
                "Indikator",
                "Tillfälle",
                "Utfall",
                "Jämförelse",
                "Jämfört med",
                "Seriebrott",
            ),
            rader=rader,
            samling=SERIER,
            del_=mal.nummer,
        ),
    )


# --- words --------------------------------------------------------------------------------


def _rosten(mal: Mal) -> tuple[Avsnitt, ...]:
    if not mal.belagg:
        return ()
    tabell = Tabell(
        namn=f"{ankare(mal)}-rost",
        rubrik=f"Invånarnas röst om mål {mal.nummer}",
        kolumner=("Om vad", "Källa", "Utfall"),
        rader=tuple((b.rubrik, b.slag, b.utfall) for b in mal.belagg),
        samling=ROST,
        del_=mal.nummer,
    )
    return (Avsnitt(rubrik="Invånarnas röst om målet", niva=2, tabeller=(tabell,)),)


def _gjort(m: Malvy) -> Avsnitt:
    klara = () if m.gjort.rader else ("Ingen aktivitet är klar.",)
    tabell = Tabell(
        namn=f"{m.ankare}-aktiviteter",
        rubrik=f"Aktiviteter för mål {m.mal.nummer}",
        kolumner=("Aktivitet", "Status", "Framsteg, procent", "Varför eller hinder", "Ansvarig"),
        rader=tuple(map(_aktivitet, (*m.gjort.rader, *m.ovriga.rader))),
        samling=AKTIVITETER,
        del_=m.mal.nummer,
    )
    return Avsnitt(
        rubrik="Det här har vi gjort",
        niva=2,
        stycken=klara,
        tabeller=(tabell,) if tabell.rader else (),
    )


def _aktivitet(a: Aktivitet) -> tuple[Cell, ...]:
    varfor = celler.eller_inget(a.skal or a.hinder)
    return a.rubrik, iord(a.status), a.framsteg, varfor, celler.eller_inget(a.ansvarig)


def _atgarder(m: Malvy) -> tuple[Avsnitt, ...]:
    mal = m.mal
    if not (mal.atgarder or m.kraver_atgard):
        return ()
    rader: tuple[tuple[Cell, ...], ...] = tuple(
        (a.rubrik, celler.eller_inget(a.ansvarig), a.klar_senast) for a in mal.atgarder
    )
    tabell = Tabell(
        namn=f"{m.ankare}-atgarder",
        rubrik=f"Åtgärder för mål {mal.nummer}",
        kolumner=("Åtgärd", "Ansvarig", "Klart senast"),
        rader=rader or ((_saknas(mal), None, None),),
        samling=ATGARDER,
        del_=mal.nummer,
    )
    return (Avsnitt(rubrik="Åtgärder", niva=2, tabeller=(tabell,)),)
