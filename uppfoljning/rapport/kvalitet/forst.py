"""Page 1 of a kvalitetsberättelse: the five answers, from its own figures. Pure."""

from __future__ import annotations

from uppfoljning.bedomning import Bedomning
from uppfoljning.rapport import skrift
from uppfoljning.rapport.kvalitet.modell import Kvalitetsberattelse, Malrad
from uppfoljning.rapport.lasforst import Lasforst, Nyckeltal, Svar
from uppfoljning.rapport.mening import GRAD, SAMST, Mening
from uppfoljning.rapport.modell import Rapportlage
from uppfoljning.rapport.synpunkter import forst as rosten

FLEST = 4
HALLER = (Bedomning.UPPFYLLT,)
# What cannot be judged is neither better nor worse.
RANG = {Bedomning.EJ: 0, Bedomning.DELVIS: 1, Bedomning.UPPFYLLT: 2}


def _till(block: str, lank: str) -> tuple[str, str]:
    return f"b-{block}", lank


def forst(u: Kvalitetsberattelse) -> Lasforst:
    return Lasforst(
        omdome=omdome(u),
        ej=Svar(
            rubrik="Det här är inte bra nog",
            meningar=ej(u)[:FLEST],
            tomt="Inget. Alla mål är uppfyllda och alla brister har en åtgärd."
            if u.mal
            else "Det går inte att säga. Ingen uppföljning är godkänd.",
        ),
        samre=Svar(
            rubrik="Sämre än året före",
            meningar=samre(u)[:FLEST],
            tomt="Inget av det som går att jämföra.",
        ),
        gor=Svar(
            rubrik="Det här gör kontoret nu",
            meningar=gor(u)[:FLEST],
            tomt="Ingen åtgärd är öppen.",
        ),
        beslut=Svar(
            rubrik="Detta behöver nämnden ta ställning till",
            meningar=beslut(u),
            tomt="Inget. Berättelsen är fastställd.",
        ),
        sakerhet=Svar(rubrik="Så säker är berättelsen", meningar=sakerhet(u)),
        bra=Svar(
            rubrik="Det här gick bra",
            meningar=bra(u)[:FLEST],
            tomt="Inget mål, ingen åtgärd och ingen lärdom visar det än.",
        ),
        tal=tal(u),
        talrubrik="I siffror",
        nu=u.period.namn,
        forra="Året före",
    )


def tal(u: Kvalitetsberattelse) -> tuple[Nyckeltal, ...]:
    fore = [m for m in u.mal if m.i_fjol]
    klagomal = u.klagomal.typ("klagomal")
    return (
        Nyckeltal(
            namn="Uppfyllda mål",
            nu=f"{_uppfyllda(u)} av {len(u.mal)}",
            forra=f"{sum(m.i_fjol in HALLER for m in fore)} av {len(fore)}" if fore else "",
        ),
        _nyckeltal("Åtgärder som hjälpte", u.atgarder.hjalpte, u.atgarder.hjalpte_forra),
        _nyckeltal("Säkrade lärdomar", u.kil.sakrade, u.kil.sakrade_forra),
        _nyckeltal("Egenkontroller", u.egenkontroll.gjorda, u.egenkontroll.forra),
        Nyckeltal(namn="Klagomål", nu=klagomal.nu.text, forra=klagomal.forra.text),
    )


def _nyckeltal(namn: str, nu: int, forra: int | None) -> Nyckeltal:
    return Nyckeltal(namn=namn, nu=skrift.heltal(nu), forra=skrift.heltal(forra))


def _uppfyllda(u: Kvalitetsberattelse) -> int:
    return sum(m.bedomning in HALLER for m in u.mal)


def omdome(u: Kvalitetsberattelse) -> str:
    """ "Två av sex mål är uppfyllda. Fem åtgärder hjälpte och tre lärdomar är säkrade." """
    if not u.mal:
        forsta = "Ingen uppföljning av målen är godkänd under året"
    else:
        antal = _uppfyllda(u)
        hur_manga = skrift.upp(skrift.ordtal(antal)) if antal else "Inget"
        ord_ = "uppfyllda" if antal > 1 else "uppfyllt"
        forsta = f"{hur_manga} av {skrift.ordtal(len(u.mal))} mål är {ord_}"
    hjalpte = skrift.antal(u.atgarder.hjalpte, "åtgärd", "åtgärder", n_genus=True)
    sakrade = skrift.antal(u.kil.sakrade, "lärdom", "lärdomar", n_genus=True)
    ar = "är säkrad" if u.kil.sakrade == 1 else "är säkrade"
    return f"{forsta}. {skrift.upp(hjalpte)} hjälpte och {sakrade} {ar}."


# --- (a) what is not good enough -------------------------------------------------------------


def ej(u: Kvalitetsberattelse) -> tuple[Mening, ...]:
    kvar = sorted((m for m in u.mal if m.bedomning not in HALLER), key=_samst)
    ut = [Mening(_varfor(m), *_till("mal", "målen")) for m in kvar[:2]]
    if fler := len(kvar[2:]):
        ord_ = "uppfyllt" if fler == 1 else "uppfyllda"
        text = f"{skrift.upp(skrift.ordtal(fler))} mål till är inte {ord_}"
        ut.append(Mening(text, *_till("mal", "målen")))
    if utan := sum(b.utan_beslut for b in u.brister):
        text = skrift.antal(utan, "brist", "brister", n_genus=True)
        ut.append(Mening(f"{skrift.upp(text)} saknar beslut", *_till("brister", "bristerna")))
    if u.atgarder.nej:
        text = skrift.antal(u.atgarder.nej, "åtgärd", "åtgärder", n_genus=True)
        ut.append(Mening(f"{skrift.upp(text)} hjälpte inte", *_till("effekt", "åtgärderna")))
    return tuple(ut)


def _samst(m: Malrad) -> int:
    return SAMST.index(m.bedomning)


def _varfor(m: Malrad) -> str:
    grad = skrift.ned(GRAD[m.bedomning]) if m.bedomning else "inte bedömt än"
    orsak = " ".join(m.orsak.split()).split(". ")[0].rstrip(".")
    kort = f". Orsak: {skrift.ned(orsak)}" if 0 < len(orsak) <= 110 else ""
    return f"{m.kort}: {grad}{kort}"


# --- (b) what is worse, and what is better ---------------------------------------------------


def samre(u: Kvalitetsberattelse) -> tuple[Mening, ...]:
    ut = [
        Mening(
            f"{m.kort}: från {skrift.ned(GRAD[m.i_fjol])} till {skrift.ned(GRAD[m.bedomning])}",
            *_till("mal", "målen"),
        )
        for m in u.mal
        if m.bedomning in RANG and m.i_fjol in RANG and RANG[m.bedomning] < RANG[m.i_fjol]
    ]
    ut += [
        Mening(m.text, *_till("klagomal", "klagomålen"))
        for m in rosten.samre(u.klagomal)
        if m.ankare in ("siffror", "svar")
    ]
    if u.kil.upprepade:
        text = skrift.antal(u.kil.upprepade, "brist", "brister", n_genus=True)
        ut.append(
            Mening(
                f"{skrift.upp(text)} kom igen fast en lärdom skulle hindra det",
                *_till("kilen", "kilen"),
            )
        )
    return tuple(ut)


def bra(u: Kvalitetsberattelse) -> tuple[Mening, ...]:
    ut = [
        Mening(f"{m.kort}: nu {skrift.ned(GRAD[m.bedomning])}", *_till("mal", "målen"))
        for m in u.mal
        if m.bedomning in RANG and m.i_fjol in RANG and RANG[m.bedomning] > RANG[m.i_fjol]
    ]
    a = u.atgarder
    if a.hjalpte:
        provade = a.hjalpte + a.nej
        ut.append(
            Mening(
                f"{a.hjalpte} av {provade} prövade åtgärder hjälpte, helt eller delvis",
                *_till("effekt", "åtgärderna"),
            )
        )
    if u.kil.inarbetade:
        text = skrift.antal(u.kil.inarbetade, "lärdom är", "lärdomar är", n_genus=True)
        ut.append(
            Mening(f"{skrift.upp(text)} inarbetade i en plan", *_till("lardomar", "lärdomarna"))
        )
    ut += [
        Mening(f"{s.titel}: från {s.gammal} till {s.ny}", *_till("sprang", "sprången"))
        for s in u.sprang[:1]
    ]
    return tuple(ut)


# --- (c) what the kontor does, and (d) what the nämnd decides --------------------------------


def gor(u: Kvalitetsberattelse) -> tuple[Mening, ...]:
    ut = [
        Mening(f"{a.rubrik.rstrip('.')}, klart {skrift.datum_kort(a.klar_senast)}")
        for a in u.atgarder.nasta[:3]
    ]
    nasta = next((t for t in u.texter if t.nyckel == "nasta"), None)
    if nasta is not None and nasta.text:
        forsta = rosten.forsta_meningen(nasta.text)
        ut.append(Mening(f"Nästa år: {skrift.ned(forsta)}", "a-nasta", "nästa år"))
    elif nasta is not None:
        ut.append(Mening(f"Nästa år saknas – ansvarig: {nasta.ansvarig or 'inte utsedd'}"))
    return tuple(ut)


def beslut(u: Kvalitetsberattelse) -> tuple[Mening, ...]:
    ut = []
    if utan := sum(b.utan_beslut for b in u.brister):
        text = skrift.antal(utan, "brist", "brister", n_genus=True)
        ut.append(Mening(f"Begära beslut om {text}", *_till("brister", "bristerna")))
    if u.kil.obesvarade:
        text = skrift.antal(u.kil.obesvarade, "lärdom", "lärdomar", n_genus=True)
        ut.append(
            Mening(f"Se till att nästa plan svarar på {text}", *_till("lardomar", "lärdomarna"))
        )
    if u.risker.sena:
        text = skrift.antal(u.risker.sena, "risk", "risker", n_genus=True)
        ut.append(Mening(f"Begära att {text} ses över", *_till("risker", "riskerna")))
    if u.status.lage is not Rapportlage.FASTSTALLD:
        ut.append(Mening(f"Fastställa kvalitetsberättelsen för {u.period.namn}"))
    return tuple(ut)


# --- (e) how sure it is ----------------------------------------------------------------------


def sakerhet(u: Kvalitetsberattelse) -> tuple[Mening, ...]:
    alla, utan = len(u.delunderlag), sum(not d.sha256 for d in u.delunderlag)
    if not alla:
        ut = [Mening("Ingen enhet har någon plan att följa upp")]
    elif utan:
        text = f"{utan} av {alla} planer har ingen godkänd uppföljning och ingår inte"
        ut = [Mening(text, "om", "om berättelsen")]
    else:
        ut = [Mening(f"Alla {alla} planer har en godkänd uppföljning")]
    ut.append(_egenkontrollen(u))
    if saknade := [t for t in u.texter if not t.text]:
        vem = skrift.uppraknat(sorted({t.ansvarig or "inte utsedd" for t in saknade}))
        text = skrift.antal(len(saknade), "text", "texter", n_genus=True)
        ut.append(Mening(f"{skrift.upp(text)} saknas. Ansvarig: {vem}", "om", "om berättelsen"))
    return tuple(ut)


def _egenkontrollen(u: Kvalitetsberattelse) -> Mening:
    if not u.egenkontroll.gjorda:
        return Mening("Ingen egenkontroll är gjord")
    text = skrift.antal(u.egenkontroll.enheter, "enhet", "enheter", n_genus=True)
    return Mening(
        f"{skrift.upp(text)} har gjort egenkontroll", *_till("egenkontroll", "kontrollen")
    )
