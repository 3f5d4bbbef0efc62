"""What fell short, what is done about it and what was learnt; and the leaps."""

from __future__ import annotations

from uppfoljning.rapport import celler, skrift
from uppfoljning.rapport.dokument import Avsnitt, Cell, Tabell
from uppfoljning.rapport.mening import LARDOM
from uppfoljning.rapport.modell import Atgard, Brist, Lardom
from uppfoljning.rapport.vy import Rapportvy, Sprangvy
from uppfoljning.templatetags.rapport import iord


def larande(r: Rapportvy) -> list[Avsnitt]:
    ingress = (
        "Kilen håller hjulet kvar. En åtgärd är inte klar förrän någon annan än den ansvariga har "
        "kontrollerat effekten och rutinen är ändrad."
    )
    brister = Tabell(
        namn="brister",
        rubrik="Brister, äldst först",
        kolumner=("Brist", "Hur den upptäcktes", "Mål", "Ålder, månader", "Åtgärd"),
        rader=tuple(map(_brist, r.tabell.brister.rader)),
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
        rader=tuple(map(_atgard, r.tabell.atgarder.rader)),
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
    return [
        Avsnitt(rubrik="Åtgärder och lärdomar", stycken=(ingress,)),
        *([_lista("Brister", brister, "")] if brister.rader else []),
        _lista("Åtgärder", atgarder, "Inga åtgärder är beslutade."),
        _lista("Lärdomar", lardomar, "Ingen lärdom är skriven ännu."),
        Avsnitt(rubrik="Så fungerar kilen", niva=2, stycken=_kilen(r.u.nasta_plan)),
    ]


def _lista(rubrik: str, tabell: Tabell, tomt: str) -> Avsnitt:
    if not tabell.rader:
        return Avsnitt(rubrik=rubrik, niva=2, stycken=(tomt,))
    return Avsnitt(rubrik=rubrik, niva=2, tabeller=(tabell,))


def _kilen(nasta_plan: str) -> tuple[str, str]:
    foljer = f" Lärdomar från det här varvet följer med till {nasta_plan}." if nasta_plan else ""
    return (
        "En lärdom säger vad som hände, varför och vad vi gör annorlunda. När den är säkrad måste "
        "nästa verksamhetsplan svara på den: arbeta in den eller avvisa den med skäl. Först då kan "
        "planen fastställas.",
        f"På så sätt görs inte samma fel igen.{foljer}",
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
