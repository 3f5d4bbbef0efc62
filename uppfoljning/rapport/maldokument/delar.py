"""Page 1, the overview, what was learnt, the leaps, and what there is to know of the report."""

from __future__ import annotations

from uppfoljning.rapport import celler, skrift
from uppfoljning.rapport.dokument import Avsnitt, Cell, Tabell
from uppfoljning.rapport.lasforst import Svar
from uppfoljning.rapport.mening import GRAD, LARDOM, Mening
from uppfoljning.rapport.modell import Atgard, Brist, Lardom, Uppdrag
from uppfoljning.rapport.vy import Rapportvy, Sprangvy
from uppfoljning.templatetags.rapport import gradord, iord, uppdragsord

INTE_BEDOMT = "Inte bedömt än"


def forst(r: Rapportvy) -> list[Avsnitt]:
    f, u = r.forst, r.u
    forra = f"Förra gången, {u.tillfalle.forra_namn}" if u.tillfalle.forra_namn else "Förra gången"
    antal = Tabell(
        namn="mal-per-bedomning",
        rubrik=f"Antal mål per bedömning, av {len(u.mal)}",
        kolumner=("Bedömning", f"Nu, {u.tillfalle.namn}", forra, "Vilka mål nu"),
        rader=tuple(
            (GRAD[a.bedomning] if a.bedomning else INTE_BEDOMT, a.nu, a.forra, _vilka(a.vilka))
            for a in f.antal
        ),
    )
    inga_mal = "Inga. Alla mål är uppfyllda." if u.mal else "Rapporten innehåller inga mål."
    samre = (
        "Inget mål har fått lägre bedömning eller sämre utveckling."
        if u.tillfalle.forra_namn
        else "Det finns inget tidigare tillfälle att jämföra med."
    )
    prognos = [Avsnitt(rubrik="Prognos för helåret", niva=2, stycken=(f.prognos,))]
    return [
        Avsnitt(rubrik="Läs detta först", stycken=(f.omdome,), tabeller=(antal,)),
        _svar("Mål som inte är uppfyllda", f.ej_uppfyllda, inga_mal),
        _svar("Det här gick bra", f.bra, "Inget mål är uppfyllt eller har förbättrats."),
        _svar(
            "Detta behöver nämnden ta ställning till",
            f.beslut,
            "Inget. Rapporten är fastställd.",
        ),
        _svar("Sämre än förra gången", f.samre, samre),
        *(prognos if f.prognos else []),
        _svar("Det här gör kontoret nu", f.gor, "Ingen åtgärd är beslutad."),
        _svar("Så säker är rapporten", f.sakerhet, ""),
    ]


def _svar(rubrik: str, meningar: tuple[Mening, ...], tomt: str) -> Avsnitt:
    return celler.svar(Svar(rubrik=rubrik, meningar=meningar, tomt=tomt))


def _vilka(text: str) -> str | None:
    return None if text == skrift.SAKNAS else text


def innehall(r: Rapportvy) -> list[Avsnitt]:
    """The wheel and the rule of grading; the contents are each format's own."""
    skeden = Tabell(
        namn="forbattringshjulet",
        rubrik="Var vi är i förbättringshjulet",
        kolumner=("Skede", "Det här görs", "Nu"),
        rader=tuple((namn, text, "Här är vi" if har else None) for _, namn, text, har in r.skeden),
    )
    regel = Tabell(
        namn="bedomningsregel",
        rubrik="Så läser du bedömningarna",
        kolumner=("Bedömning", "Indikatorerna föreslår den när"),
        rader=tuple((GRAD[rad.bedomning], rad.text) for rad in r.u.regel),
    )
    provas = (
        "Reglerna prövas i den ordning de står. Indikatorerna ger ett förslag och en namngiven "
        "person gör bedömningen. Om de inte stämmer överens står det på målets sida."
    )
    return [Avsnitt(rubrik="Så läser du rapporten", stycken=(provas,), tabeller=(skeden, regel))]


def oversikt(r: Rapportvy) -> list[Avsnitt]:
    u = r.u
    tomt = f"{celler.saknas(u.kontakt)}. Rapporten innehåller inga mål."
    mal = Tabell(
        namn="malen",
        rubrik="Alla mål, de största bristerna först",
        kolumner=(
            "Mål",
            "Bedömning nu",
            "Förra gången",
            "Prognos helår",
            "Utveckling",
            "Ansvarig",
        ),
        rader=tuple(
            (
                f"{m.mal.nummer}. {m.mal.kort}",
                GRAD[m.mal.bedomning] if m.mal.bedomning else celler.saknas(m.mal.ansvarig),
                _utan_streck(gradord(m.mal.forra_bedomning)),
                _utan_streck(iord(m.mal.prognos)),
                iord(m.mal.trend),
                celler.eller_inget(m.mal.ansvarig),
            )
            for m in r.mal_samst
        ),
    )
    antal = (
        f"{r.n_natt} av {len(u.indikatorer)} indikatorer når målvärdet, {r.n_ej} når det inte och "
        f"{r.n_saknas} saknar jämförbart värde. Varje indikator står vid sitt mål."
        if u.indikatorer
        else f"{celler.saknas(u.kontakt)}. Inget mål har någon indikator."
    )
    return [
        Avsnitt(
            rubrik="Målöversikt",
            stycken=() if mal.rader else (tomt,),
            tabeller=(mal,) if mal.rader else (),
        ),
        _uppdrag(u.uppdrag),
        Avsnitt(rubrik="Alla indikatorer", niva=2, stycken=(antal,)),
    ]


def _utan_streck(text: str) -> str | None:
    """A dash in print says that there is no value."""
    return None if text == skrift.SAKNAS else text


def _uppdrag(uppdrag: tuple[Uppdrag, ...]) -> Avsnitt:
    rader = tuple(
        (
            x.rubrik,
            x.giver,
            x.datum,
            celler.eller_inget(x.paragraf and f"§ {x.paragraf}"),
            skrift.manader(x.alder_dagar),
            uppdragsord(x),
            celler.eller_inget(x.forslag),
            x.forfaller,
        )
        for x in uppdrag
    )
    tabell = Tabell(
        namn="uppdrag",
        rubrik="Öppna uppdrag. Åldern räknas från beslutet till mätdatum.",
        kolumner=(
            "Uppdrag",
            "Från",
            "Beslut",
            "Paragraf",
            "Ålder, månader",
            "Status",
            "Förslag",
            "Återrapport",
        ),
        rader=rader,
    )
    return Avsnitt(
        rubrik="Uppdrag från fullmäktige och nämnden",
        niva=2,
        stycken=() if rader else ("Inga öppna uppdrag.",),
        tabeller=(tabell,) if rader else (),
    )


# --- what was learnt ----------------------------------------------------------------------


def larande(r: Rapportvy) -> list[Avsnitt]:
    ingress = (
        "Kilen håller hjulet kvar. En åtgärd är inte klar förrän någon annan än den ansvariga har "
        "kontrollerat effekten och rutinen är ändrad."
    )
    brister = Tabell(
        namn="brister",
        rubrik="Brister, äldst först",
        kolumner=("Brist", "Hur den upptäcktes", "Mål", "Ålder, månader", "Åtgärd"),
        rader=tuple(map(_brist, r.oppna_brister)),
    )
    atgarder = Tabell(
        namn="atgarder",
        rubrik="Åtgärder, äldst först",
        kolumner=(
            "Åtgärd",
            "Mål",
            "Ansvarig",
            "Ålder, månader",
            "Klart senast",
            "Status",
            "Hjälpte den?",
            "Kontrollerad av",
        ),
        rader=tuple(map(_atgard, r.atgarder)),
    )
    lardomar = Tabell(
        namn="lardomar",
        rubrik="Lärdomar från varvet",
        kolumner=(
            "Lärdom",
            "Det här hände",
            "Vi gör annorlunda",
            "Bevis",
            "Rutin",
            "Läge",
            "Svar i planen",
        ),
        rader=tuple(map(_lardom, r.u.lardomar)),
    )
    nasta = (
        f"Lärdomar från det här varvet följer med till {r.u.nasta_plan}." if r.u.nasta_plan else ""
    )
    return [
        Avsnitt(rubrik="Åtgärder och lärdomar", stycken=(ingress,)),
        *([_lista("Brister", brister, "")] if brister.rader else []),
        _lista("Åtgärder", atgarder, "Inga åtgärder är beslutade."),
        _lista("Lärdomar", lardomar, "Ingen lärdom är skriven ännu.", nasta),
    ]


def _lista(rubrik: str, tabell: Tabell, tomt: str, efter: str = "") -> Avsnitt:
    stycken = tuple(x for x in ("" if tabell.rader else tomt, efter) if x)
    return Avsnitt(
        rubrik=rubrik, niva=2, stycken=stycken, tabeller=(tabell,) if tabell.rader else ()
    )


def _brist(b: Brist) -> tuple[Cell, ...]:
    atgard = "Ja" if b.har_atgard else b.beslut or "Saknas"
    return b.rubrik, b.kalla, celler.eller_inget(b.mal), skrift.manader(b.alder_dagar), atgard


def _atgard(a: Atgard) -> tuple[Cell, ...]:
    return (
        a.rubrik,
        celler.eller_inget(a.mal),
        a.ansvarig,
        skrift.manader(a.alder_dagar),
        a.klar_senast,
        iord(a.status),
        iord(a.effekt),
        celler.eller_inget(a.verifierad_av),
    )


def _lardom(x: Lardom) -> tuple[Cell, ...]:
    lage = f"{LARDOM[x.lage]}. Samma fel igen" if x.upprepad else LARDOM[x.lage]
    return (
        x.rubrik,
        x.hande,
        x.gor_annorlunda,
        celler.eller_inget(x.bevis),
        celler.eller_inget(x.rutin),
        lage,
        celler.eller_inget(x.svar),
    )


# --- leaps --------------------------------------------------------------------------------


def sprang(vy: Sprangvy) -> list[Avsnitt]:
    s = vy.sprang
    serie = Tabell(
        namn=f"{vy.ankare}-serie",
        rubrik=s.matt,
        kolumner=("Tillfälle", "Utfall", "Nivå"),
        rader=tuple(
            (p.etikett, celler.punkt(p, s.decimaler), celler.tal(niva, s.decimaler))
            for p, niva in zip(s.punkter, vy.nivaer, strict=True)
        ),
    )
    fore_efter = Tabell(
        namn=f"{vy.ankare}-fore-efter",
        rubrik="Före och efter",
        kolumner=("Mått", "Före", "Efter", "Skillnad"),
        rader=tuple(
            (
                x.namn,
                celler.tal(x.fore, x.decimaler),
                celler.tal(x.efter, x.decimaler),
                celler.skillnad(x.efter, x.fore, x.decimaler),
            )
            for x in s.fore_efter
        ),
        tecken=("Skillnad",),
    )
    krav = Tabell(
        namn=f"{vy.ankare}-krav",
        rubrik="Prövning inför beslut om införande",
        kolumner=("Krav", "Uppfyllt", "Underlag"),
        rader=tuple((k.text, "Ja" if k.uppfyllt else "Nej", k.underlag) for k in s.krav),
    )
    slutsats = (
        f"{skrift.mening(s.slutsats)} Efter språnget fortsätter det vanliga arbetet, på en högre "
        "nivå."
    )
    return [
        Avsnitt(
            rubrik=f"Förbättringssprång: {skrift.ned(s.titel)}",
            stycken=(slutsats,),
            tabeller=(serie, *(t for t in (fore_efter, krav) if t.rader)),
        ),
        *_om_sprang(vy),
    ]


def _om_sprang(vy: Sprangvy) -> list[Avsnitt]:
    s = vy.sprang
    forsok = (s.problem, s.hypotes, s.ursprung, s.omfattning, s.stopp, s.kostnad)
    foljd = celler.eller_saknas(s.foljd, s.ansvarig)
    ansvarig = f" Ansvarig: {s.ansvarig}." if s.ansvarig else ""
    forslag = f"Förslag till beslut: {skrift.mening(skrift.ned(s.forslag))}" if s.forslag else ""
    text = tuple(x for x in forsok if x)
    return [
        *([Avsnitt(rubrik="Försöket", niva=2, stycken=text)] if text else []),
        Avsnitt(
            rubrik="Det här följer av språnget",
            niva=2,
            stycken=(f"{foljd}{ansvarig}", *((forslag,) if forslag else ())),
        ),
    ]


# --- of the report ------------------------------------------------------------------------


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
        Avsnitt(rubrik="Rättelser", niva=2, stycken=inga, punkter=rattelser),
        *_delunderlag(r),
        Avsnitt(
            rubrik="Kontakt",
            niva=2,
            stycken=(f"{u.kommun}, {skrift.ned(u.kontor)}.{kontakt}",),
        ),
    ]


def _saknas(r: Rapportvy) -> list[Avsnitt]:
    rader = (
        *((x.vad, x.ansvarig) for x in r.u.saknas),
        *(
            (f"Godkänd uppföljning från {x.enhet}", x.ansvarig or "Inte utsedd")
            for x in r.delunderlag_saknas
        ),
    )
    tabell = Tabell(
        namn="det-har-saknas",
        rubrik="Det här saknas",
        kolumner=("Uppgift", "Ansvarig"),
        rader=rader,
    )
    return [Avsnitt(rubrik="Det här saknas", niva=2, tabeller=(tabell,))] if rader else []


def _delunderlag(r: Rapportvy) -> list[Avsnitt]:
    if not r.delunderlag_klara:
        return []
    tabell = Tabell(
        namn="underlag",
        rubrik="Godkända uppföljningar som rapporten bygger på",
        kolumner=("Enhet", "Underlagets fingeravtryck, SHA-256"),
        rader=tuple((d.enhet, d.sha256) for d in r.delunderlag_klara),
    )
    return [Avsnitt(rubrik="Underlag", niva=2, tabeller=(tabell,))]
