"""Page 1 of a month: the five answers, as far as a month can tell. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kvalitet.statistik import Forandring, Variation
from uppfoljning.bedomning import Lage
from uppfoljning.rapport import skrift
from uppfoljning.rapport.lasforst import Lasforst, Nyckeltal, Svar
from uppfoljning.rapport.manad.modell import INGET, Manadsrapport, Synpunktsmanad, Tal
from uppfoljning.rapport.mening import Mening, med_enhet
from uppfoljning.rapport.modell import Arbetslage, Indikator, Rapportlage

FLEST = 3
KLAGOMAL = "klagomål"


def lasforst(u: Manadsrapport) -> Lasforst:
    manad = skrift.period(u.period_fran, u.period_till)
    return Lasforst(
        omdome=_omdome(u),
        tal=_tal(u),
        talrubrik="Antal",
        nu=skrift.upp(manad),
        ej=Svar(
            rubrik="Indikatorer som inte når årets mål",
            meningar=_ej(u),
            tomt="Inga. Alla som har ett värde når målet."
            if any(i.lage is not Lage.SAKNAS for i in u.alla)
            else "Ingen indikator fick ett värde under månaden.",
        ),
        bra=Svar(
            rubrik="Det här gick bra",
            meningar=_bra(u),
            tomt="Ingen indikator når målet eller har förbättrats.",
        ),
        samre=Svar(
            rubrik="Sämre än förra gången",
            meningar=_samre(u),
            tomt="Inget som en månad kan visa.",
        ),
        gor=Svar(
            rubrik="Det här gör kontoret nu", meningar=_gor(u), tomt="Ingen åtgärd är beslutad."
        ),
        beslut=Svar(
            rubrik="Detta behöver nämnden ta ställning till",
            meningar=_beslut(u, manad),
            tomt="Inget. Rapporten är fastställd.",
        ),
        sakerhet=Svar(rubrik="Så säker är rapporten", meningar=_sakerhet(u)),
    )


def signal(i: Indikator) -> bool:
    """Whether the control chart says that something has changed."""
    return i.variation is not None and i.variation.variation in (
        Variation.FORBATTRING,
        Variation.FORSAMRING,
        Variation.ANDRING,
    )


def samre(i: Indikator) -> bool:
    """A signal decides where there is a control chart: one step down may be chance."""
    if i.variation is not None and i.variation.variation is not Variation.OKAND:
        return i.variation.variation is Variation.FORSAMRING
    return i.trend is Forandring.FORSAMRING


def battre(i: Indikator) -> bool:
    if i.variation is not None and i.variation.variation is not Variation.OKAND:
        return i.variation.variation is Variation.FORBATTRING
    return i.trend is Forandring.FORBATTRING


def _omdome(u: Manadsrapport) -> str:
    if not u.alla:
        return "Ingen indikator fick ett värde under månaden."
    natt = sum(i.lage is Lage.NATT for i in u.alla)
    n = len(u.alla)
    om = f"{skrift.upp(skrift.ordtal(natt, n_genus=True)) if natt else 'Ingen'} av"
    forst = f"{om} {skrift.antal(n, 'indikator', 'indikatorer', n_genus=True)} når årets mål"
    if natt == n:
        forst = (
            "Indikatorn når årets mål"
            if n == 1
            else f"Alla {skrift.ordtal(n)} indikatorer når årets mål"
        )
    sent = skrift.antal(
        len(u.aktiviteter), "aktivitet är försenad", "aktiviteter är försenade", n_genus=True
    )
    return f"{forst}. {skrift.upp(sent) if u.aktiviteter else 'Ingen aktivitet är försenad'}."


def _tal(u: Manadsrapport) -> tuple[Nyckeltal, ...]:
    lagen = [i.lage for i in u.alla]
    nu = u.synpunkter[0].antal if u.synpunkter else INGET
    return (
        Nyckeltal(namn="Når målet", nu=str(lagen.count(Lage.NATT))),
        Nyckeltal(namn="Når inte målet", nu=str(lagen.count(Lage.EJ_NATT))),
        Nyckeltal(namn="Sena aktiviteter", nu=str(len(u.aktiviteter))),
        Nyckeltal(namn="Sena åtgärder", nu=str(len(u.sena_atgarder))),
        Nyckeltal(namn="Synpunkter", nu=_text(nu)),
    )


def _text(t: Tal) -> str:
    return skrift.DOLT if t.dold else skrift.tal(t.varde, 0)


def _rader(indikatorer: Iterable[Indikator]) -> tuple[Mening, ...]:
    alla = list(indikatorer)
    meningar = [Mening(_varde(i), "indikatorer", "indikatorer") for i in alla[:FLEST]]
    if rest := len(alla) - FLEST if len(alla) > FLEST else 0:
        text = skrift.upp(skrift.antal(rest, "indikator", "indikatorer", n_genus=True))
        meningar.append(Mening(f"{text} till", "indikatorer", "indikatorer"))
    return tuple(meningar)


def _varde(i: Indikator) -> str:
    return f"{i.namn}: {med_enhet(i.nu.t, i)}, mål {i.malvarde_text}"


def _ej(u: Manadsrapport) -> tuple[Mening, ...]:
    ej = [i for i in u.alla if i.lage is Lage.EJ_NATT]
    return _rader(sorted(ej, key=lambda i: not samre(i)))


def _bra(u: Manadsrapport) -> tuple[Mening, ...]:
    bra = [i for i in u.alla if battre(i) or i.lage is Lage.NATT]
    return _rader(sorted(bra, key=lambda i: not battre(i)))


def _samre(u: Manadsrapport) -> tuple[Mening, ...]:
    meningar = [
        Mening(f"{i.namn}: {_hur(i)}", "indikatorer", "indikatorer") for i in u.alla if samre(i)
    ]
    if len(meningar) > FLEST:
        rest = skrift.antal(len(meningar) - FLEST, "indikator", "indikatorer", n_genus=True)
        till = Mening(f"{skrift.upp(rest)} till", "indikatorer", "indikatorer")
        meningar = [*meningar[:FLEST], till]
    meningar += [Mening(text, "rost", "invånarnas röst") for text in _samre_rost(u)]
    return tuple(meningar)


def _hur(i: Indikator) -> str:
    if i.variation is not None and i.variation.variation is Variation.FORSAMRING:
        return "försämras, mer än slumpen förklarar"
    forra = skrift.tal(i.forra, i.decimaler)
    return f"från {forra} till {med_enhet(i.nu.t, i)}"


def _samre_rost(u: Manadsrapport) -> Iterator[str]:
    """Against the same month a year ago: over a year the seasons are the same."""
    if len(u.synpunkter) < 3:
        return
    nu, _, fjol = u.synpunkter
    for namn, a, b in zip(u.typer, nu.per_typ, fjol.per_typ, strict=True):
        fler = a.varde is not None and b.varde is not None and a.varde > b.varde
        if namn.casefold() == KLAGOMAL and fler:
            fran, till = skrift.tal(b.varde, 0), skrift.tal(a.varde, 0)
            yield f"Klagomålen ökade från {fran} ({fjol.namn}) till {till}"
    if _okat(nu, fjol):
        fran, till = skrift.dagtal(fjol.median.varde), skrift.dagtal(nu.median.varde)
        yield f"Tiden till svar ökade från {fran} ({fjol.namn}) till {till} dagar"


def _okat(nu: Synpunktsmanad, fjol: Synpunktsmanad) -> bool:
    a, b = nu.median.varde, fjol.median.varde
    return a is not None and b is not None and a > b


def _gor(u: Manadsrapport) -> tuple[Mening, ...]:
    rader = sorted(
        u.kommande_atgarder,
        key=lambda a: (a.atgard.klar_senast is None, a.atgard.klar_senast or u.period_till),
    )
    # The same remedy in several units is one line.
    enheter: dict[str, set[str]] = {}
    forst = {a.atgard.rubrik: a for a in reversed(rader)}
    for rad in rader:
        enheter.setdefault(rad.atgard.rubrik, set()).add(rad.enhet)
    meningar = []
    for rubrik in list(enheter)[:FLEST]:
        nar, n = forst[rubrik].atgard.klar_senast, len(enheter[rubrik])
        dag = f"klart {skrift.datum_kort(nar)}" if nar else "datum saknas"
        var = f"i {skrift.ordtal(n)} enheter" if n > 1 else forst[rubrik].enhet
        meningar.append(Mening(f"{rubrik.rstrip('.')}, {dag}, {var}"))
    if len(enheter) > FLEST:
        rest = skrift.antal(len(enheter) - FLEST, "åtgärd", "åtgärder", n_genus=True)
        meningar.append(Mening(f"{skrift.upp(rest)} till pågår"))
    return tuple(meningar)


def _beslut(u: Manadsrapport, manad: str) -> tuple[Mening, ...]:
    meningar = []
    if sena := sum(x.status is Arbetslage.FORSENAD for x in u.uppdrag):
        text = skrift.antal(sena, "försenat uppdrag", "försenade uppdrag")
        meningar.append(Mening(f"Ge ny tid för {text} eller avsluta", "uppdrag", "uppdrag"))
    if u.sena_atgarder:
        text = skrift.antal(len(u.sena_atgarder), "åtgärd", "åtgärder", n_genus=True)
        meningar.append(
            Mening(f"Begära besked om {text} som har passerat sin dag", "atgarder", "åtgärder")
        )
    if u.status.lage is not Rapportlage.FASTSTALLD:
        meningar.append(Mening(f"Fastställa rapporten för {manad}"))
    return tuple(meningar)


def _sakerhet(u: Manadsrapport) -> tuple[Mening, ...]:
    varje = [m.indikator for m in u.indikatorer if m.varje_manad]
    har = sum(i.lage is not Lage.SAKNAS for i in varje)
    meningar = [
        Mening(f"{har} av {len(varje)} indikatorer som mäts varje månad har värde")
        if varje
        else Mening("Ingen indikator i planen mäts varje månad")
    ]
    if u.saknas:
        namn = skrift.uppraknat([skrift.ned(x.vad.rstrip(".")) for x in u.saknas[:2]])
        vem = skrift.uppraknat(sorted({x.ansvarig for x in u.saknas[:2]}))
        fler = len(u.saknas) - 2
        rest = skrift.upp(skrift.antal(fler, "uppgift", "uppgifter", n_genus=True))
        till = f". {rest} till" if fler > 0 else ""
        text = f"Saknas: {namn}. Ansvarig: {vem}{till}"
        meningar.append(Mening(text, "om", "om rapporten"))
    if any(t.dold for m in u.synpunkter for t in (m.antal, *m.per_typ, m.andel, m.median)):
        meningar.append(Mening("Antal under fem visas inte (..)"))
    meningar.append(Mening("En månad är kort. Små ändringar kan vara slump"))
    return tuple(meningar)
