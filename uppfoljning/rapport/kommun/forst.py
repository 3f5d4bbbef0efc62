"""Page 1 of the whole municipality's report: the five answers, over all nämnder. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from kvalitet.statistik import Forandring
from uppfoljning.bedomning import Bedomning, Prognos
from uppfoljning.rapport import skrift
from uppfoljning.rapport.fem_svar import RANG, omdome_om
from uppfoljning.rapport.kommun.modell import Kommunrapport, Namndel, Namndmal
from uppfoljning.rapport.kommun.summor import summera
from uppfoljning.rapport.lasforst import Lasforst, Nyckeltal, Svar
from uppfoljning.rapport.mening import GRAD, Mening
from uppfoljning.rapport.modell import Arbetslage, Atgard, Effekt, Rapportlage, Slag

FLEST, FLEST_NUMMER = 3, 5
"""Lines of an answer before the rest is told as a number."""
GRADER = (Bedomning.UPPFYLLT, Bedomning.DELVIS, Bedomning.EJ, Bedomning.OKANT)
Villkor = Callable[[Namndmal], bool]


def lasforst(u: Kommunrapport) -> Lasforst:
    harforra = any(m.forra_bedomning for m in u.mal)
    forra_namn = u.tillfalle.forra_namn
    return Lasforst(
        omdome=_omdome(u),
        tal=_tal(u, harforra),
        talrubrik=f"Antal mål, av {len(u.mal)}",
        nu=f"Nu, {u.tillfalle.namn}",
        forra=(f"Förra gången, {forra_namn}" if forra_namn else "Förra gången") if harforra else "",
        ej=Svar(
            rubrik="Mål som inte är uppfyllda",
            meningar=_ej(u),
            tomt="Inga. Alla mål är uppfyllda." if u.mal else "Inget mål är godkänt än.",
        ),
        bra=Svar(
            rubrik="Det här gick bra",
            meningar=_bra(u),
            tomt="Inget mål är uppfyllt eller har förbättrats.",
        ),
        samre=Svar(
            rubrik="Sämre än förra gången",
            meningar=_samre(u),
            tomt="Inget mål har fått lägre bedömning eller sämre utveckling."
            if harforra
            else "Det finns inget tidigare tillfälle att jämföra med.",
        ),
        gor=Svar(
            rubrik="Det här gör kontoren nu", meningar=_gor(u), tomt="Ingen åtgärd är beslutad."
        ),
        beslut=Svar(
            rubrik=f"Detta behöver {skrift.ned(u.namnd)} ta ställning till",
            meningar=_beslut(u),
            tomt="Inget. Rapporten är fastställd.",
        ),
        sakerhet=Svar(rubrik="Så säker är rapporten", meningar=_sakerhet(u)),
        prognos=_prognos(u),
    )


def ankare(u: Kommunrapport, namnd: Namndel) -> str:
    return f"namnd-{u.namnder.index(namnd) + 1}"


def _omdome(u: Kommunrapport) -> str:
    if not u.med:
        return "Ingen nämnd har godkänt sin uppföljning än. Därför finns inga resultat."
    if not u.utan:
        return omdome_om([m.bedomning for m in u.mal])
    med = (
        f"{skrift.upp(skrift.ordtal(len(u.med), n_genus=True))} av {skrift.ordtal(len(u.namnder))}"
    )
    return f"{omdome_om([m.bedomning for m in u.mal])} {med} nämnder ingår."


def _tal(u: Kommunrapport, harforra: bool) -> tuple[Nyckeltal, ...]:
    """Every grade, and "inte bedömt än" only when there is such a goal."""
    alla = [
        Nyckeltal(
            namn=GRAD[b],
            nu=str(sum(m.bedomning is b for m in u.mal)),
            forra=str(sum(m.forra_bedomning is b for m in u.mal)) if harforra else "",
        )
        for b in GRADER
    ]
    if obedomda := sum(m.bedomning is None for m in u.mal):
        alla.append(Nyckeltal(namn="Inte bedömt än", nu=str(obedomda)))
    return tuple(alla) if u.mal else ()


def per_namnd(u: Kommunrapport, villkor: Villkor) -> list[tuple[Namndel, list[Namndmal]]]:
    """The goals of which it holds, by nämnd; the nämnder with most first."""
    rader = [(n, [m for m in n.mal if villkor(m)]) for n in u.med]
    return sorted((r for r in rader if r[1]), key=lambda r: -len(r[1]))


def _rader(
    u: Kommunrapport, villkor: Villkor, text: Callable[[list[Namndmal]], str]
) -> list[Mening]:
    """A line for each nämnd, and one for those that find no room."""
    rader = per_namnd(u, villkor)
    ut = [Mening(skrift.upp(text(malen)), ankare(u, n), n.namnd) for n, malen in rader[:FLEST]]
    if rest := rader[FLEST:]:
        antal = skrift.antal(sum(len(malen) for _, malen in rest), "mål", "mål")
        namnder = skrift.antal(len(rest), "nämnd", "nämnder", n_genus=True)
        ut.append(Mening(f"{skrift.upp(antal)} i {namnder} till", "oversikt", "målöversikten"))
    return ut


def nummer(malen: Sequence[Namndmal]) -> str:
    """ "mål 1, 2 och 4", or the first of many and how many more."""
    alla = [m.nummer for m in malen]
    if len(alla) <= FLEST_NUMMER:
        return skrift.mal_nr(alla)
    return skrift.mal_nr([*alla[: FLEST_NUMMER - 1], f"{len(alla) - FLEST_NUMMER + 1} till"])


def _ej(u: Kommunrapport) -> tuple[Mening, ...]:
    meningar = _rader(u, lambda m: m.bedomning is Bedomning.EJ, _ej_text)
    for grad, ett, flera in (
        (Bedomning.DELVIS, "är delvis uppfyllt", "är delvis uppfyllda"),
        (Bedomning.OKANT, "kan inte bedömas", "kan inte bedömas"),
        (None, "är inte bedömt än", "är inte bedömda än"),
    ):
        if antal := sum(m.bedomning is grad for m in u.mal):
            text = skrift.upp(skrift.antal(antal, f"mål {ett}", f"mål {flera}"))
            meningar.append(Mening(text, "namnder", "nämnderna"))
    return tuple(meningar)


def _ej_text(malen: list[Namndmal]) -> str:
    """Which goals, and the one that has waited longest."""
    varst = max(malen, key=lambda m: m.i_rad)
    tillagg = f" ({nummer([varst])} {skrift.i_rad(varst.i_rad)})" if varst.i_rad > 1 else ""
    return f"{nummer(malen)}{tillagg}"


def _bra(u: Kommunrapport) -> tuple[Mening, ...]:
    meningar = [
        Mening("Alla mål är uppfyllda", ankare(u, n), n.namnd)
        for n in u.med
        if n.mal and all(m.bedomning is Bedomning.UPPFYLLT for m in n.mal)
    ][:FLEST]
    if hogre := sum(_andrat(m) > 0 for m in u.mal):
        text = skrift.antal(hogre, "mål", "mål")
        meningar.append(Mening(f"{skrift.upp(text)} har fått högre bedömning än förra gången"))
    if sprang := [s for n in u.med for s in n.sprang]:
        text = skrift.antal(len(sprang), "förbättringssprång", "förbättringssprång")
        meningar.append(Mening(f"{skrift.upp(text)} har höjt nivån", "sprang", "sprången"))
    if not meningar and (uppfyllda := sum(m.bedomning is Bedomning.UPPFYLLT for m in u.mal)):
        text = skrift.antal(uppfyllda, "mål är uppfyllt", "mål är uppfyllda")
        meningar.append(Mening(skrift.upp(text), "namnder", "nämnderna"))
    return tuple(meningar)


def _andrat(m: Namndmal) -> int:
    """How the grade moved since last time; 0 where there is nothing to compare."""
    if m.bedomning not in RANG or m.forra_bedomning not in RANG:
        return 0
    return RANG[m.bedomning] - RANG[m.forra_bedomning]


def samre(m: Namndmal) -> bool:
    return _andrat(m) < 0 or m.trend is Forandring.FORSAMRING


def _samre(u: Kommunrapport) -> tuple[Mening, ...]:
    meningar = _rader(u, samre, nummer)
    klagomal = next((t for t in summera(u).per_typ if t.nyckel == "klagomal"), None)
    if klagomal and klagomal.okade:
        fran, till = skrift.heltal(klagomal.forra), skrift.heltal(klagomal.antal)
        text = f"Klagomålen ökade från {fran} till {till}"
        meningar.append(Mening(text, "rost", "invånarnas röst"))
    return tuple(meningar)


def _gor(u: Kommunrapport) -> tuple[Mening, ...]:
    """What is still to be done, the earliest day first."""
    kvar = sorted(
        ((a, n) for n in u.med for a in n.atgarder if pa_vag(a)),
        key=lambda rad: (rad[0].klar_senast is None, rad[0].klar_senast or u.tillfalle.matdatum),
    )
    # The same remedy in several nämnder is one line.
    olika: dict[str, list[tuple[Atgard, Namndel]]] = {}
    for rad in kvar:
        olika.setdefault(rad[0].rubrik, []).append(rad)
    meningar = []
    for rubrik, lika in list(olika.items())[:FLEST]:
        a, n = lika[0]
        nar = f"klart {skrift.datum_kort(a.klar_senast)}" if a.klar_senast else "datum saknas"
        antal = len({b.namnd for _, b in lika})
        i_flera = f", i {skrift.ordtal(antal)} nämnder" if antal > 1 else ""
        meningar.append(Mening(f"{rubrik.rstrip('.')}, {nar}{i_flera}", ankare(u, n), n.namnd))
    if len(olika) > FLEST:
        text = skrift.antal(len(olika) - FLEST, "åtgärd", "åtgärder", n_genus=True)
        meningar.append(Mening(f"{skrift.upp(text)} till", "larande", "åtgärder"))
    return tuple(meningar)


def pa_vag(a: Atgard) -> bool:
    """Decided, and neither done nor found not to help."""
    return a.status is not Arbetslage.KLAR and a.effekt is not Effekt.NEJ


def _beslut(u: Kommunrapport) -> tuple[Mening, ...]:
    meningar = []
    if u.utan:
        namn = skrift.uppraknat([n.namnd for n in u.utan[:3]])
        till = f" och {len(u.utan) - 3} till" if len(u.utan) > 3 else ""
        meningar.append(
            Mening(f"Begära in godkänd uppföljning från {namn}{till}", "namnder", "nämnderna")
        )
    if i_rad := sum(m.bedomning is Bedomning.EJ and m.i_rad > 1 for m in u.mal):
        text = skrift.antal(i_rad, "mål som inte är uppfyllt", "mål som inte är uppfyllda")
        meningar.append(
            Mening(f"Ta ställning till {text} minst andra året i rad", "oversikt", "målöversikten")
        )
    brister = (Bedomning.EJ, Bedomning.DELVIS)
    if utan := sum(m.bedomning in brister and not m.atgarder for m in u.mal):
        text = skrift.antal(utan, "mål", "mål")
        meningar.append(
            Mening(f"Begära en åtgärd för {text} som inte har någon", "oversikt", "målöversikten")
        )
    if sena := sum(x.status is Arbetslage.FORSENAD for n in u.med for x in n.uppdrag):
        text = skrift.antal(sena, "försenat uppdrag", "försenade uppdrag")
        meningar.append(
            Mening(f"Ge ny tid för {text} från fullmäktige eller avsluta", "uppdrag", "uppdrag")
        )
    if u.status.lage is not Rapportlage.FASTSTALLD:
        meningar.append(Mening(f"Fastställa rapporten för {u.tillfalle.namn}"))
    return tuple(meningar)


def _sakerhet(u: Kommunrapport) -> tuple[Mening, ...]:
    if u.utan:
        text = f"{len(u.med)} av {len(u.namnder)} nämnder är godkända och ingår"
    else:
        text = f"Alla {len(u.namnder)} nämnder är godkända och ingår"
    meningar = [Mening(text if u.namnder else "Ingen nämnd har en plan i uppföljningen")]
    if u.saknas:
        namn = skrift.uppraknat([x.vad for x in u.saknas[:2]])
        vem = skrift.uppraknat(sorted({x.ansvarig for x in u.saknas[:2]}))
        fler = len(u.saknas) - 2
        till = f". {skrift.upp(skrift.antal(fler, 'nämnd', 'nämnder', n_genus=True))} till"
        text = f"Saknas: {namn}. Ansvarig: {vem}{till if fler > 0 else ''}"
        meningar.append(Mening(text, "om", "om rapporten"))
    alla, utan = (sum(n.indikatorer for n in u.med), sum(n.utan_varde for n in u.med))
    if alla:
        meningar.append(Mening(f"{alla - utan} av {alla} indikatorer har jämförbart värde"))
    if avviker := sum(m.avviker for m in u.mal):
        antal = skrift.antal(avviker, "mål", "mål")
        meningar.append(Mening(f"Bedömningen avviker från indikatorerna i {antal}"))
    return tuple(meningar)


def _prognos(u: Kommunrapport) -> str:
    """Empty at year's end, when there is nothing left to forecast."""
    if u.tillfalle.slag is Slag.HELAR or not u.mal:
        return ""
    ord_ = {
        Prognos.VANTAS: "väntas uppnås",
        Prognos.OSAKERT: "är osäkra",
        Prognos.VANTAS_INTE: "väntas inte uppnås",
        Prognos.OKANT: "kan inte bedömas",
        None: "saknar prognos",
    }
    delar = [(sum(m.prognos is p for m in u.mal), text) for p, text in ord_.items()]
    return f"Mål vid årets slut: {skrift.uppraknat([f'{n} {t}' for n, t in delar if n])}."
