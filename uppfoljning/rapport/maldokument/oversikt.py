"""Page 1, how to read the report, and the overview."""

from __future__ import annotations

from uppfoljning.rapport import celler, skrift
from uppfoljning.rapport.dokument import Avsnitt, Tabell
from uppfoljning.rapport.lasforst import Svar
from uppfoljning.rapport.maldokument.styrning import ekonomi, internkontroll
from uppfoljning.rapport.mening import GRAD, Mening
from uppfoljning.rapport.modell import Uppdrag
from uppfoljning.rapport.vy import Rapportvy
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
    u, t = r.u, r.tabell
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
        f"{t.n_natt} av {len(u.indikatorer)} indikatorer når målvärdet, {t.n_ej} når det inte och "
        f"{t.n_saknas} saknar jämförbart värde. Varje indikator står vid sitt mål."
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
        ekonomi(r),
        internkontroll(r),
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
