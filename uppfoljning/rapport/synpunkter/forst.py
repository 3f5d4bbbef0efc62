"""Page 1 of a synpunktsrapport: the five answers, from its own figures. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from uppfoljning.rapport import skrift
from uppfoljning.rapport.lasforst import Lasforst, Nyckeltal, Svar
from uppfoljning.rapport.mening import Mening
from uppfoljning.rapport.modell import Effekt, Rapportlage
from uppfoljning.rapport.perioddelar import Tal, procent
from uppfoljning.rapport.synpunkter.modell import (
    Enhetsrad,
    Foljd,
    Rad,
    Synpunktsrapport,
    Synpunktstal,
    Temarad,
)

FLEST = 4
SIFFROR = ("siffror", "siffrorna")
SVARSTID = ("svar", "svarstiderna")
TEMAN = ("teman", "teman")
FOLJDER = ("foljder", "vad det ledde till")
ENHETER = ("enheter", "enheterna")
OM = ("om", "om rapporten")


def forst(u: Synpunktsrapport) -> Lasforst:
    t = u.tal
    return Lasforst(
        omdome=omdome(t),
        ej=Svar(
            rubrik="Det här håller inte vad vi lovar",
            meningar=inte_hallet(t)[:FLEST],
            tomt="Inget. Alla som skulle ha svar har fått det i tid."
            if t.svar.andel_i_tid is not None
            else "Det går inte att säga. För få väntar på svar.",
        ),
        samre=Svar(
            rubrik="Sämre än förra gången",
            meningar=samre(t)[:FLEST],
            tomt="Inget av det som går att jämföra.",
        ),
        gor=Svar(
            rubrik="Det här gör kontoret nu",
            meningar=gor(u),
            tomt="Kontoret har inte skrivit vad det gör.",
        ),
        beslut=Svar(
            rubrik="Detta behöver nämnden ta ställning till",
            meningar=beslut(u),
            tomt="Inget. Rapporten är fastställd.",
        ),
        sakerhet=Svar(rubrik="Så säker är rapporten", meningar=sakerhet(u)),
        bra=Svar(
            rubrik="Det här gick bra",
            meningar=bra(u)[:FLEST],
            tomt="Inget av det som går att jämföra blev bättre.",
        ),
        tal=tuple(
            Nyckeltal(namn=_typnamn(r), nu=r.nu.text, forra=r.forra.text)
            for r in (t.alla, *t.per_typ)
        ),
        talrubrik="Antal synpunkter",
        nu=f"Nu, {t.nu.namn}",
        forra=f"Förra, {t.forra.namn}",
    )


def _typnamn(rad: Rad) -> str:
    return {"Fråga": "Frågor"}.get(rad.namn, rad.namn)


def omdome(t: Synpunktstal) -> str:
    """ "127 synpunkter kom in, 12 fler än förra perioden. 84 procent fick svar i tid." """
    alla = t.alla.nu
    if alla.antal == 0:
        return "Ingen synpunkt kom in under perioden."
    if alla.dold or alla.antal is None:
        return f"Färre än {t.troskel} synpunkter kom in under perioden, för få för att beskriva."
    jamfort = _jamfort(alla.antal, t.alla.forra.antal)
    meningar = [f"{skrift.heltal(alla.antal)} synpunkter kom in{jamfort}"]
    if t.svar.andel_i_tid is not None:
        meningar.append(f"{procent(t.svar.andel_i_tid)} fick svar i tid")
    return ". ".join(meningar) + "."


def _jamfort(nu: int, forra: int | None) -> str:
    if forra is None:
        return ""
    if nu == forra:
        return ", lika många som förra perioden"
    ord_ = "fler" if nu > forra else "färre"
    return f", {skrift.heltal(abs(nu - forra))} {ord_} än förra perioden"


# --- (a) what is not kept --------------------------------------------------------------------


def inte_hallet(t: Synpunktstal) -> tuple[Mening, ...]:
    ut = []
    andel = t.svar.andel_i_tid
    if andel is not None and skrift.avrundat(andel, 0) < 100:
        frist = f" {t.frist}" if t.frist else ""
        utan = 100 - skrift.avrundat(andel, 0)
        ut.append(Mening(f"{procent(utan)} fick inte svar{frist}", *SVARSTID))
    vantar = t.utan_svar
    if vantar.sena.antal or vantar.sena.dold:
        ut.append(
            Mening(f"{_manga(vantar.sena, t)} klagomål väntar längre än vi lovade", *SVARSTID)
        )
    lagst = sorted((e for e in t.enheter if _under(e, andel)), key=lambda e: e.andel_i_tid or 0)
    ut += [
        Mening(f"{e.namn}: {procent(e.andel_i_tid or Decimal(0))} fick svar i tid", *ENHETER)
        for e in lagst[:2]
    ]
    return tuple(ut)


def _under(e: Enhetsrad, andel: Decimal | None) -> bool:
    if e.andel_i_tid is None or andel is None:
        return False
    return e.andel_i_tid < min(andel, Decimal(80))


def _manga(tal: Tal, t: Synpunktstal) -> str:
    """How many, or that they are too few to be told."""
    if tal.dold:
        return f"Färre än {t.troskel}" if tal.antal is None else ""
    return skrift.upp(skrift.ordtal(tal.antal or 0))


# --- (b) what is worse, and what is better ---------------------------------------------------


def samre(t: Synpunktstal) -> tuple[Mening, ...]:
    """More complaints, later answers, less content senders, themes that grow."""
    ut = []
    klagomal = t.typ("klagomal")
    if _okade(klagomal.nu, klagomal.forra):
        ut.append(Mening(_fran_till("Klagomålen ökade", klagomal.forra, klagomal.nu), *SIFFROR))
    ut += [Mening(text, *SVARSTID) for text in _svarstid(t, battre=False)]
    ut += [
        Mening(_fran_till(f"Temat {skrift.ned(r.namn)} ökade", r.forra, r.nu), *TEMAN)
        for r in t.teman
        if _okade(r.nu, r.forra)
    ]
    return tuple(ut)


def bra(u: Synpunktsrapport) -> tuple[Mening, ...]:
    t = u.tal
    ut = [Mening(text, *SVARSTID) for text in _svarstid(t, battre=True)]
    klagomal, berom = t.typ("klagomal"), t.typ("berom")
    if _okade(klagomal.forra, klagomal.nu):
        ut.append(Mening(_fran_till("Klagomålen minskade", klagomal.forra, klagomal.nu), *SIFFROR))
    if _okade(berom.nu, berom.forra):
        ut.append(Mening(_fran_till("Beröm ökade", berom.forra, berom.nu), *SIFFROR))
    if t.kedja.hjalpte:
        text = skrift.antal(t.kedja.hjalpte, "åtgärd", "åtgärder", n_genus=True)
        ut.append(Mening(f"{skrift.upp(text)} efter synpunkter har hjälpt", *FOLJDER))
    if u.ni_sa:
        text = skrift.antal(len(u.ni_sa), "text", "texter", n_genus=True)
        ut.append(Mening(f"{skrift.upp(text)} Ni sa – vi gjorde är publicerade", *FOLJDER))
    return tuple(ut)


def _svarstid(t: Synpunktstal, *, battre: bool) -> list[str]:
    ut = []
    par = (t.svar.andel_i_tid, t.svar_forra.andel_i_tid)
    if _at(par, battre):
        ord_ = "Fler" if battre else "Färre"
        nu, forra = par
        ut.append(f"{ord_} fick svar i tid: {_p(nu)}, förra gången {_p(forra)}")
    par = (t.svar_forra.median_dagar, t.svar.median_dagar)
    if _at(par, battre):
        ord_ = "minskade" if battre else "ökade"
        fran, till = (skrift.dagtal(v) for v in par)
        ut.append(f"Tiden till svar {ord_} från {fran} till {till} dagar")
    par = (t.nojd.index, t.nojd_forra.index)
    if _at(par, battre):
        ord_ = "nöjdare" if battre else "mindre nöjda"
        ut.append(f"De som fick svar är {ord_}: {_i(par[0])} av 100, förra gången {_i(par[1])}")
    return ut


def _at(par: tuple[Decimal | None, Decimal | None], battre: bool) -> bool:
    """Say whether the first is larger (or, not `battre`, smaller), as they are printed."""
    nu, forra = par
    if nu is None or forra is None:
        return False
    a, b = skrift.avrundat(nu, 0), skrift.avrundat(forra, 0)
    return a > b if battre else a < b


def _p(v: Decimal | None) -> str:
    return procent(v) if v is not None else skrift.SAKNAS


def _i(v: Decimal | None) -> str:
    return skrift.tal(v, 0)


def _okade(nu: Tal, forra: Tal) -> bool:
    return nu.antal is not None and forra.antal is not None and nu.antal > forra.antal


def _fran_till(vad: str, fran: Tal, till: Tal) -> str:
    return f"{vad} från {fran.text} till {till.text}"


# --- (c) what the kontor will do, and (d) what the nämnd must decide -------------------------


def gor(u: Synpunktsrapport) -> tuple[Mening, ...]:
    oppna = [f for f in u.tal.kedja.foljder if f.atgard and f.effekt not in AVGJORDA]
    ut = [Mening(f"{f.atgard.rstrip('.')}, {_nar(f)}", *FOLJDER) for f in oppna[:FLEST]]
    skrivet = next((x for x in u.texter if x.nyckel == "gor"), None)
    if skrivet is not None and skrivet.text:
        ut.insert(0, Mening(forsta_meningen(skrivet.text), "analys", "kontorets svar"))
    elif skrivet is not None:
        ut.append(Mening(f"Saknas – ansvarig: {skrivet.ansvarig or 'inte utsedd'}"))
    return tuple(ut[:FLEST])


AVGJORDA = (Effekt.JA, Effekt.DELVIS, Effekt.NEJ)


def _nar(f: Foljd) -> str:
    if f.klar:
        return "klart, effekten prövas"
    return f"klart {skrift.datum_kort(f.klar_senast)}"


def forsta_meningen(text: str) -> str:
    forsta = " ".join(text.split()).split(". ")[0].rstrip(".")
    return forsta if len(forsta) <= 140 else forsta[:139].rsplit(" ", 1)[0] + " …"


def beslut(u: Synpunktsrapport) -> tuple[Mening, ...]:
    t = u.tal
    ut = []
    over = next((r for r in t.utan_svar.alder if r.nyckel == "alder_over"), None)
    if over is not None and (over.nu.antal or over.nu.dold):
        text = "Begära att klagomål som har väntat mer än 90 dagar besvaras"
        ut.append(Mening(text, *SVARSTID))
    for tema in _utan_brist(t.teman)[:2]:
        text = f"Ta ställning till om temat {skrift.ned(tema.namn)} ({tema.nu.text} synpunkter)"
        ut.append(Mening(f"{text} kräver en åtgärd, för ingen brist är noterad", *TEMAN))
    if u.status.lage is not Rapportlage.FASTSTALLD:
        ut.append(Mening(f"Fastställa rapporten för {t.nu.namn}"))
    return tuple(ut)


def _utan_brist(teman: Sequence[Temarad]) -> list[Temarad]:
    return [r for r in teman if r.nu.antal and not r.brister]


# --- (e) how sure it is ----------------------------------------------------------------------


def sakerhet(u: Synpunktsrapport) -> tuple[Mening, ...]:
    t = u.tal
    ut = [Mening("Synpunkter visar vad de som skrev tycker, inte vad alla tycker")]
    if t.nojd.svar.dold or t.nojd.svar.antal == 0:
        ut.append(Mening("För få har sagt hur nöjda de är för att det ska gå att visa"))
    else:
        ut.append(Mening(f"{t.nojd.svar.text} har sagt hur nöjda de är med svaret", *SVARSTID))
    if _dolt(t):
        ut.append(Mening(f"Antal under {t.troskel} visas inte (..)", *OM))
    if u.saknas:
        vad = skrift.uppraknat([skrift.ned(x.vad) for x in u.saknas[:2]])
        vem = skrift.uppraknat(sorted({x.ansvarig for x in u.saknas[:2]}))
        ut.append(Mening(f"Saknas: {vad}. Ansvarig: {vem}"))
    return tuple(ut)


def _dolt(t: Synpunktstal) -> bool:
    rader = (t.alla, *t.per_typ, *t.per_utfall)
    return any(x.dold for r in rader for x in (r.nu, r.forra, r.fjol)) or any(
        e.nu.dold or e.klagomal.dold for e in t.enheter
    )
