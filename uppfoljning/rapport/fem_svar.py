"""Page 1, "Läs detta först": the five answers, each computed from the rest of the report.

(a) which goals are not met, (b) what is worse than last time, (c) what the kontor will
do, (d) what the nämnd must decide, (e) how sure the report is. Nobody writes them by
hand, so they cannot say anything else than the pages behind them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from kvalitet.statistik import Forandring
from uppfoljning.bedomning import Bedomning, Lage, Prognos
from uppfoljning.rapport import skrift
from uppfoljning.rapport.lasforst import SIDHOJD, sidhojd
from uppfoljning.rapport.mening import (
    GRAD,
    MANGA_MAL,
    SAMST,
    Mening,
    ankare,
    mal_nr,
    med_enhet,
    varst_forst,
)
from uppfoljning.rapport.modell import (
    Arbetslage,
    Effekt,
    Indikator,
    Mal,
    Malatgard,
    Maluppfyllelserapport,
    Rapportlage,
    Slag,
    Synpunkter,
)
from uppfoljning.rapport.sakerhet import sa_saker

NB = skrift.NB
RANG = {Bedomning.EJ: 1, Bedomning.DELVIS: 2, Bedomning.UPPFYLLT: 3}
MAX_RADER = 3
MAX_SAMRE = 3
ROST = ("rost", "invånarnas röst")


@dataclass(frozen=True, slots=True)
class Antalsrad:
    """Goals with one grade: now, last time (None: no last time) and which they are."""

    bedomning: Bedomning | None
    nu: int
    forra: int | None
    vilka: str


@dataclass(frozen=True, slots=True)
class ForstaSidan:
    omdome: str
    antal: tuple[Antalsrad, ...]
    bra: tuple[Mening, ...]
    ej_uppfyllda: tuple[Mening, ...]
    samre: tuple[Mening, ...]
    gor: tuple[Mening, ...]
    beslut: tuple[Mening, ...]
    prognos: str
    sakerhet: tuple[Mening, ...]

    @property
    def tat(self) -> bool:
        """Whether the page holds so much that it is set tighter."""
        hojd = sidhojd(
            omdome=self.omdome,
            par=(self.ej_uppfyllda, self.bra),
            beslut=self.beslut,
            trippel=(self.samre, self.gor, self.sakerhet),
            under_forsta=self.prognos,
        )
        # The row that names the goals has a line more for each 20 characters.
        return hojd + max((len(a.vilka) // 20 * 3.9 for a in self.antal), default=0) > SIDHOJD


def forsta_sidan(u: Maluppfyllelserapport) -> ForstaSidan:
    return ForstaSidan(
        omdome=omdome(u),
        antal=antal_per_bedomning(u),
        bra=det_som_gick_bra(u),
        ej_uppfyllda=ej_uppfyllda_mal(u),
        samre=samre_an_forra(u),
        gor=kontoret_gor(u),
        beslut=namnden_beslutar(u),
        prognos=prognos(u),
        sakerhet=sa_saker(u),
    )


# --- verdict and counts --------------------------------------------------------


def omdome(u: Maluppfyllelserapport) -> str:
    return omdome_om([m.bedomning for m in u.mal])


def omdome_om(grader: Sequence[Bedomning | None]) -> str:
    """ "Två av sex mål är uppfyllda. Två är delvis uppfyllda och ett är inte uppfyllt." """
    alla = len(grader)
    if not alla:
        return "Rapporten innehåller inga mål."
    n = {b: sum(grad is b for grad in grader) for b in SAMST}
    if n[Bedomning.UPPFYLLT] == alla:
        return (
            "Målet är uppfyllt." if alla == 1 else f"Alla {skrift.ordtal(alla)} mål är uppfyllda."
        )
    delar = [
        (n[Bedomning.UPPFYLLT], "är uppfyllt", "är uppfyllda"),
        (n[Bedomning.DELVIS], "är delvis uppfyllt", "är delvis uppfyllda"),
        (n[Bedomning.EJ], "är inte uppfyllt", "är inte uppfyllda"),
        (n[Bedomning.OKANT], "kan inte bedömas", "kan inte bedömas"),
        (n[None], "är ännu inte bedömt", "är ännu inte bedömda"),
    ]
    if alla == 1:
        return f"Målet {next(ett for k, ett, _ in delar if k)}."
    uppfyllda = n[Bedomning.UPPFYLLT]
    # Numbers that are compared are all in words or all in figures.
    ord_ = skrift.ordtal if alla < len(skrift.ORDTAL) else str
    hur_manga = skrift.upp(ord_(uppfyllda)) if uppfyllda else "Inget"
    forsta = f"{hur_manga} av {ord_(alla)} mål är {'uppfyllda' if uppfyllda > 1 else 'uppfyllt'}"
    resten = [f"{ord_(k)} {ett if k == 1 else flera}" for k, ett, flera in delar[1:] if k]
    return f"{forsta}. {skrift.upp(skrift.uppraknat(resten))}."


def antal_per_bedomning(u: Maluppfyllelserapport) -> tuple[Antalsrad, ...]:
    """All four grades, and "ännu inte bedömt" only when there is such a goal."""
    har_forra = any(m.forra_bedomning is not None for m in u.mal)
    rader = []
    for b in (Bedomning.UPPFYLLT, Bedomning.DELVIS, Bedomning.EJ, Bedomning.OKANT, None):
        nummer = [m.nummer for m in u.mal if m.bedomning is b]
        if b is None and not nummer:
            continue
        forra = sum(m.forra_bedomning is b for m in u.mal) if har_forra and b else None
        rader.append(Antalsrad(b, len(nummer), forra, skrift.upp(mal_nr(u, nummer))))
    return tuple(rader)


def det_som_gick_bra(u: Maluppfyllelserapport) -> tuple[Mening, ...]:
    """Improved goals first, then met ones, each by its best indicator; then leaps."""
    meningar = []
    for m in sorted(u.mal, key=_samre_sist):
        i = _basta_indikator(m)
        battre = m.trend is Forandring.FORBATTRING or m.bedomning is Bedomning.UPPFYLLT
        if i is not None and battre:
            forra = (
                f", förra gången {skrift.tal(i.forra, i.decimaler)}"
                if (i.forra is not None and i.trend is Forandring.FORBATTRING)
                else ""
            )
            text = f"{i.namn}: {med_enhet(i.nu.t, i)}{forra}"
            meningar.append(Mening(text, ankare(m), f"mål{NB}{m.nummer}"))
        elif m.bedomning is Bedomning.UPPFYLLT:
            meningar.append(Mening(f"{m.kort} är uppfyllt", ankare(m), f"mål{NB}{m.nummer}"))
    sprang = [
        Mening(s.slutsats.rstrip("."), f"sprang-{n}", "förbättringssprång")
        for n, s in enumerate(u.sprang, 1)
    ][:1]
    return (*meningar[: MAX_RADER - len(sprang)], *sprang)


def _samre_sist(m: Mal) -> tuple[bool, bool]:
    return m.trend is not Forandring.FORBATTRING, m.bedomning is not Bedomning.UPPFYLLT


def _basta_indikator(m: Mal) -> Indikator | None:
    natt = [i for i in m.indikatorer if i.lage is Lage.NATT and (i.nu.t is not None or i.svar)]
    return next((i for i in natt if i.trend is Forandring.FORBATTRING), natt[0] if natt else None)


# --- (a) which goals are not met ----------------------------------------------


def ej_uppfyllda_mal(u: Maluppfyllelserapport) -> tuple[Mening, ...]:
    """Every goal that is not uppfyllt, the worst by name and reason, the rest by number."""
    kvar = [m for m in varst_forst(u.mal) if m.bedomning is not Bedomning.UPPFYLLT]
    grans = _hogst_namnda(u)
    # The last goal takes no more room than the line that would stand for it.
    if len(kvar) == grans + 1:
        grans += 1
    meningar = [Mening(_varfor_inte(m), ankare(m), f"mål{NB}{m.nummer}") for m in kvar[:grans]]
    if rest := [m.nummer for m in u.mal if m in kvar[grans:]]:
        text = f"Även {mal_nr(u, rest)} är inte uppfyllda"
        meningar.append(Mening(text, "oversikt", "målöversikten"))
    return tuple(meningar)


def _hogst_namnda(u: Maluppfyllelserapport) -> int:
    """How many goals or åtgärder page 1 tells by name: fewer when the rest says more."""
    return MAX_RADER if len(u.mal) <= MANGA_MAL else MAX_RADER - 1


def _varfor_inte(m: Mal) -> str:
    grad = "ännu inte bedömt" if m.bedomning is None else skrift.ned(GRAD[m.bedomning])
    i_rad = f" {skrift.i_rad(m.i_rad)}" if m.i_rad > 1 and m.bedomning is Bedomning.EJ else ""
    return f"{m.kort}: {grad}{i_rad}{skal(m)}"


def skal(m: Mal) -> str:
    if m.bedomning in (None, Bedomning.OKANT):
        saknas = sum(i.lage is Lage.SAKNAS for i in m.indikatorer)
        return f", {saknas} av {len(m.indikatorer)} indikatorer saknar värde" if saknas else ""
    for i in m.indikatorer:
        if i.lage is Lage.EJ_NATT:
            return f". {i.namn}: {med_enhet(i.nu.t, i)}, mål {i.malvarde_text}"
    return ""


# --- (b) what is worse than last time -------------------------------------------


def samre_an_forra(u: Maluppfyllelserapport) -> tuple[Mening, ...]:
    """Lower grades, worsened goals, and residents' figures that went the wrong way."""
    lagre = [m for m in u.mal if _lagre_bedomning(m)]
    samre = [m for m in u.mal if m not in lagre and m.trend is Forandring.FORSAMRING]
    if len(u.mal) > MANGA_MAL:
        return (*_samre_i_grupp(u, lagre, samre), *_hogst(_rosten(u), "svar", *ROST))
    meningar = [
        Mening(
            f"{m.kort}: från {skrift.ned(GRAD[m.forra_bedomning])} "
            f"till {skrift.ned(GRAD[m.bedomning])}",
            ankare(m),
            f"mål{NB}{m.nummer}",
        )
        for m in lagre
        if m.bedomning and m.forra_bedomning
    ]
    meningar += [
        Mening(f"{m.kort}: utvecklingen går åt fel håll", ankare(m), f"mål{NB}{m.nummer}")
        for m in samre
    ]
    malen = _hogst(meningar, "mål", "oversikt", "målöversikten")
    return (*malen, *_hogst(_rosten(u), "svar", *ROST))


def _samre_i_grupp(u: Maluppfyllelserapport, lagre: list[Mal], samre: list[Mal]) -> list[Mening]:
    """Of many goals: which fell from what to what, and which go the wrong way."""
    grupper: dict[str, list[str]] = {}
    for m in lagre:
        if m.bedomning and m.forra_bedomning:
            fran, till = skrift.ned(GRAD[m.forra_bedomning]), skrift.ned(GRAD[m.bedomning])
            grupper.setdefault(f"Från {fran} till {till}", []).append(m.nummer)
    if samre:
        grupper["Utvecklingen går åt fel håll"] = [m.nummer for m in samre]
    lank = ("oversikt", "målöversikten")
    return [Mening(f"{vad}: {mal_nr(u, vilka)}", *lank) for vad, vilka in grupper.items()]


def _rosten(u: Maluppfyllelserapport) -> list[Mening]:
    return [Mening(t, *ROST) for t in _samre_rost(u)]


def _hogst(meningar: list[Mening], vad: str, var: str, lank: str) -> list[Mening]:
    """The first ones, and how many more there are and where. The last one takes no more room
    than the line that would stand for it."""
    if len(meningar) <= MAX_SAMRE:
        return meningar
    fler = len(meningar) - MAX_SAMRE + 1
    resten = Mening(f"{skrift.upp(skrift.antal(fler, vad, vad))} till är sämre", var, lank)
    return [*meningar[: MAX_SAMRE - 1], resten]


def _lagre_bedomning(m: Mal) -> bool:
    nu, forra = m.bedomning, m.forra_bedomning
    return nu in RANG and forra in RANG and RANG[nu] < RANG[forra]


def _samre_rost(u: Maluppfyllelserapport) -> list[str]:
    ut = _samre_synpunkter(u.synpunkter) if u.synpunkter else []
    ut += [
        f"{f.text}: lägre än {x.jamfor_med or 'förra gången'}"
        for x in u.undersokningar
        for f in x.fragor
        if f.forandring is Forandring.FORSAMRING
    ]
    return ut


def _samre_synpunkter(s: Synpunkter) -> list[str]:
    """More complaints, or a longer wait. More suggestions or praise is not worse."""
    ut = [
        f"Klagomålen ökade från {skrift.heltal(t.forra)} till {skrift.heltal(t.antal)}"
        for t in s.per_typ
        if t.namn.lower() == "klagomål" and t.okade
    ]
    nu, forra = s.median_dagar, s.median_dagar_forra
    if nu is not None and forra is not None and nu > forra:
        ut.append(
            f"Tiden till svar ökade från {skrift.dagtal(forra)} till {skrift.dagtal(nu)} dagar"
        )
    return ut


# --- (c) what the kontor will do --------------------------------------------------


def kontoret_gor(u: Maluppfyllelserapport) -> tuple[Mening, ...]:
    """One åtgärd per goal before a second one: worst goal first, earliest date first."""
    per_mal = [(m, sorted(m.atgarder, key=_klar)) for m in varst_forst(u.mal) if m.atgarder]
    varv = max((len(a) for _, a in per_mal), default=0)
    rader = [(m, a[n]) for n in range(varv) for m, a in per_mal if n < len(a)]
    meningar = [
        Mening(f"{a.rubrik.rstrip('.')}, {_gjort(a)}", ankare(m), f"mål{NB}{m.nummer}")
        for m, a in rader[: _hogst_namnda(u)]
    ]
    if n := len(rader[_hogst_namnda(u) :]):
        meningar.append(
            Mening(
                f"{skrift.upp(skrift.antal(n, 'åtgärd', 'åtgärder', n_genus=True))} till",
                "larande",
                "åtgärder",
            )
        )
    return tuple(meningar)


def _klar(a: Malatgard) -> tuple[bool, str]:
    """What is still to do comes before what has had its effect checked."""
    return a.effekt in HJALPTE, a.klar_senast.isoformat() if a.klar_senast else "9999"


HJALPTE = {Effekt.JA: "gjort och hjälpte", Effekt.DELVIS: "gjort och hjälpte delvis"}


def _gjort(a: Malatgard) -> str:
    if a.effekt in HJALPTE:
        return HJALPTE[a.effekt]
    return f"klart {skrift.datum_kort(a.klar_senast)}" if a.klar_senast else "datum saknas"


# --- (d) what the nämnd must decide -----------------------------------------------


def namnden_beslutar(u: Maluppfyllelserapport) -> tuple[Mening, ...]:
    """Points written for the decision first, then what follows from the report itself."""
    lankar = {ankare(m): f"mål{NB}{m.nummer}" for m in u.mal}
    lankar |= {"uppdrag": "uppdrag", "rost": "invånarnas röst", "larande": "åtgärder och lärdomar"}
    lankar |= {f"sprang-{n}": "förbättringssprång" for n in range(1, len(u.sprang) + 1)}
    meningar = [
        Mening(b.text.rstrip("."), b.ankare if b.ankare in lankar else "", lankar.get(b.ankare, ""))
        for b in u.beslut
    ]
    meningar += _uppdrag_att_besluta(u)
    utan = [m for m in u.mal if not m.atgarder and m.bedomning in (Bedomning.EJ, Bedomning.DELVIS)]
    if utan:
        vilka = mal_nr(u, [m.nummer for m in utan])
        lank = (ankare(utan[0]), f"mål{NB}{utan[0].nummer}")
        if len(utan) > 1:
            lank = ("larande", "åtgärder och lärdomar")
        meningar.append(Mening(f"Begära en åtgärd för {vilka}, som inte har någon", *lank))
    if u.status.lage is not Rapportlage.FASTSTALLD:
        meningar.append(Mening(f"Fastställa rapporten för {u.tillfalle.namn}"))
    return tuple(meningar)


def _uppdrag_att_besluta(u: Maluppfyllelserapport) -> list[Mening]:
    ut = []
    if med_forslag := [x for x in u.uppdrag if x.forslag]:
        antal = skrift.antal(len(med_forslag), "uppdrag", "uppdrag")
        ut.append(Mening(f"Ta ställning till förslaget för {antal}", "uppdrag", "uppdrag"))
    sena = [x for x in u.uppdrag if x.status is Arbetslage.FORSENAD and not x.forslag]
    if sena:
        antal = skrift.antal(len(sena), "försenat uppdrag", "försenade uppdrag")
        ut.append(Mening(f"Ge ny tid för {antal} eller avsluta", "uppdrag", "uppdrag"))
    return ut


# --- prognosis ---------------------------------------------------------------------


def prognos(u: Maluppfyllelserapport) -> str:
    """Empty at year's end, when there is nothing left to forecast."""
    if u.tillfalle.slag is Slag.HELAR or not u.mal:
        return ""
    nr = {p: [m.nummer for m in u.mal if m.prognos is p] for p in (*Prognos, None)}
    delar = [
        (Prognos.VANTAS, "väntas uppnås"),
        (Prognos.OSAKERT, "är osäkert", "är osäkra"),
        (Prognos.VANTAS_INTE, "väntas inte uppnås"),
        (Prognos.OKANT, "kan inte bedömas"),
        (None, "saknar prognos"),
    ]
    ut = []
    for p, *ord_ in delar:
        if nr[p]:
            manga = f"{len(nr[p])} mål" if len(u.mal) > MANGA_MAL else skrift.mal_nr(nr[p])
            ut.append(f"{manga} {ord_[0] if len(nr[p]) == 1 else ord_[-1]}")
    return f"Vid årets slut: {'; '.join(ut)}."
