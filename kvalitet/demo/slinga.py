"""The closed loop in the demo: a mönster all the way to "Ni sa – vi gjorde", one whose text to the
senders waits, one that was explained instead, and a signal in the trend."""

from __future__ import annotations

from datetime import date, timedelta

from cykel.actions.atgard import (
    besluta_atgard,
    ingen_atgard,
    rapportera_atgard,
    verifiera_effekt,
)
from cykel.models import Atgard, Mal
from kvalitet import klocka
from kvalitet.demo.tid import den
from kvalitet.kalender import midnatt, plus_arbetsdagar
from kvalitet.models import Anvandare, Enhet, Namnd
from synpunkter.actions import aterkoppling as besked_akter
from synpunkter.actions import mottagning
from synpunkter.actions import synpunkt as akter
from synpunkter.actions.forslag import mat_forslag
from synpunkter.actions.larm import larma
from synpunkter.actions.monster import brist_ur_monster, skapa_monster
from synpunkter.models import Aterkoppling, Monster, Synpunkt

AR = 2026
TIDER = (
    "Besöket på morgonen flyttas utan att någon hör av sig.",
    "Ingen ringde när hemtjänsten blev två timmar sen.",
    "Farmor får nya tider varje vecka och vi anhöriga får inte veta något.",
    "Tiden stämmer aldrig med lappen. Kan ni inte ringa?",
    "Jag satt och väntade hela förmiddagen på dusch.",
    "Byt inte tid utan att säga till.",
)
MATLADOR = (
    "Matlådan är kall när den kommer.",
    "Maten som körs hem är ljummen och utan smak.",
    "Pappa äter inte upp, maten har hunnit kallna.",
    "Kan matlådorna komma varma?",
    "Det är samma kalla potatis varje dag i matdistributionen.",
)
SENT = (
    "Personalen kom inte i tid i går heller.",
    "Vi väntade en timme på kvällsbesöket.",
    "Ännu en försening, nu på lunchen.",
)
STAD = (
    "Vi vill ha städat varje vecka och inte var tredje.",
    "Städ var tredje vecka räcker inte för min mor.",
    "Går det att få städning oftare?",
    "Dammet hinner lägga sig långt innan ni kommer och städar nästa gång.",
    "Ni borde städa minst varannan vecka.",
)


SVAR = (
    "Tack för att du hör av dig. Vi planerar vad vi ska göra åt det, och du får veta hur det går."
)


def ladda() -> None:
    leila, hanna, jonas = _person("leila.nordin"), _person("hanna.berg"), _person("jonas.wallen")
    with den(date(AR, 9, 2)):
        tider = _monster(TIDER, "Tider ändras utan besked", "Tider", leila)
    besked = _atgardat(tider, "Planeraren ringer vid varje ändrad tid", leila, jonas)
    with den(date(AR, 10, 6)):
        besked_akter.skicka_besked(besked, text=besked.text, av=hanna)
        text = besked_akter.skriv_publicering(
            besked,
            tema="Tider",
            ni_sa="Hemtjänsten kommer på andra tider än det var sagt, och ingen hör av sig.",
            vi_gjorde="Nu ringer planeraren varje gång en tid flyttas mer än en halvtimme. "
            "I september blev klagomålen färre.",
            av=hanna,
        )
        besked_akter.godkann(besked_akter.begar_godkannande(text, av=hanna), av=jonas)
    _forklarat(leila, hanna, jonas)
    with den(date(AR, 9, 8)):
        mat = _monster(MATLADOR, "Matlådor är kalla när de kommer", "Mat", leila)
    with den(klocka.idag() - timedelta(days=2)):
        _atgardat(mat, "Nya värmeväskor i alla bilar", leila, jonas, dag=klocka.idag())
    _signal()
    _bakom_malet(leila)
    mat_forslag()


def _monster(texter: tuple[str, ...], namn: str, tema: str, leila: Anvandare) -> Monster:
    enheter = Enhet.objects.filter(namn__startswith="Hemtjänst ", slag="enhet").order_by("namn")
    von = Namnd.objects.get(kod="VON")
    synpunkter = [
        _synpunkt(f"{tema}-{nr}", text, enheter[nr % len(enheter)], von)
        for nr, text in enumerate(texter)
    ]
    for synpunkt in synpunkter:
        _avsluta(synpunkt, klocka.idag())
    return skapa_monster(
        synpunkter,
        namn=namn,
        beskrivning=f"{namn}. Flera anhöriga i olika delar av hemtjänsten berättar om det.",
        tema=tema,
        av=leila,
    )


def _synpunkt(token: str, text: str, enhet: Enhet, namnd: Namnd) -> Synpunkt:
    return mottagning.ta_emot(
        token=f"slinga-{token}",
        typ=Synpunkt.Typ.KLAGOMAL,
        text=text,
        namnd=namnd,
        enhet=enhet,
        svarsval=Synpunkt.Svarsval.EPOST,
        epost=f"{token.lower()}@exempel.example",
    ).synpunkt


def _avsluta(synpunkt: Synpunkt, inkom: date) -> None:
    leila, omar = _person("leila.nordin"), _person("omar.lindqvist")
    with den(plus_arbetsdagar(inkom, 1)):
        akter.tilldela(synpunkt, enhet=synpunkt.enhet, handlaggare=omar, av=leila)
        akter.ta_hand_om(synpunkt, av=omar)
    with den(plus_arbetsdagar(inkom, 4)):
        akter.besvara(synpunkt, meddelande=SVAR, av=omar)
        skal = "Enhetschefen ringde och berättade vad som görs."
        akter.avsluta(synpunkt, utfall="planerad", utfall_skal=skal, av=omar)


def _atgardat(
    monster: Monster,
    rubrik: str,
    leila: Anvandare,
    jonas: Anvandare,
    *,
    dag: date = date(AR, 10, 2),
) -> Aterkoppling:
    """From mönster to brist, åtgärd and its judged effect; return the draft that follows."""
    karin = _person("karin.oberg")
    with den(date(AR, 9, 10)):
        mening = "Det som var sagt blev inte så, och den som väntade fick inte veta det."
        brist = brist_ur_monster(monster, rubrik=monster.namn, mening=mening, av=leila)
        atgard = besluta_atgard(
            brist,
            rubrik=rubrik,
            ansvarig=karin,
            klar_senast=date(AR, 9, 25),
            vantad_effekt="Färre klagomål om samma sak.",
            av=karin,
        )
    with den(dag):
        rapportera_atgard(atgard, status=Atgard.Status.KLAR, av=karin)
        verifiera_effekt(atgard, effekt="ja", effekt_text="Klagomålen blev färre.", av=jonas)
    return Aterkoppling.objects.get(atgard=atgard)


def _forklarat(leila: Anvandare, hanna: Anvandare, jonas: Anvandare) -> None:
    """Nothing was done, and why stands on the public page."""
    with den(date(AR, 9, 4)):
        monster = _monster(STAD, "Städning oftare än var tredje vecka", "Städning", leila)
        mening = "Flera vill ha städning oftare än beslutet ger."
        brist = brist_ur_monster(monster, rubrik=monster.namn, mening=mening, av=leila)
    with den(date(AR, 9, 18)):
        ingen_atgard(brist, skal="Nämndens riktlinjer ger städning var tredje vecka.", av=jonas)
        besked = Aterkoppling.objects.get(brist=brist)
        besked_akter.skicka_besked(besked, text=besked.text, av=hanna)
        text = besked_akter.skriv_publicering(
            besked,
            tema="Städning",
            ni_sa="Hemtjänsten borde städa oftare än var tredje vecka.",
            vi_gjorde="nämnden har beslutat att städning ges var tredje vecka. Den som behöver "
            "mer kan be biståndshandläggaren om en ny prövning.",
            av=hanna,
        )
        besked_akter.godkann(besked_akter.begar_godkannande(text, av=hanna), av=jonas)


def _signal() -> None:
    """A unit with a complaint now and then, and six in the last full week."""
    von, enhet = Namnd.objects.get(kod="VON"), Enhet.objects.get(namn="Hemtjänst Norr")
    mandag = klocka.idag() - timedelta(days=klocka.idag().weekday())
    dagar = [mandag - timedelta(weeks=n) for n in range(9, 36, 3)]
    dagar += [mandag - timedelta(days=3)] * 6
    for nr, dag in enumerate(dagar):
        with den(dag, 13):
            ny = _synpunkt(f"norr-{nr}", SENT[nr % len(SENT)], enhet, von)
        if dag < mandag - timedelta(weeks=2):
            _avsluta(ny, dag)
    with den(mandag, 5, 20):
        larma()


def _bakom_malet(leila: Anvandare) -> None:
    """A mönster behind a brist of a goal that is judged now: evidence on the goal's page."""
    enhet = Enhet.objects.get(namn="Hemtjänst Norr")
    fore = midnatt(date(AR, 9, 1))
    sena = list(Synpunkt.objects.filter(enhet=enhet, text__in=SENT, inkom__lt=fore).order_by("pk"))
    if not sena:  # the demo is loaded too early in the year
        return
    with den(date(AR, 9, 16)):
        monster = skapa_monster(
            sena,
            namn="Besöken blir försenade",
            beskrivning="Besöken börjar senare än det var sagt, mest på kvällen.",
            tema="Tider",
            av=leila,
        )
        mal = Mal.objects.get(namnd__kod="VON", nummer=1, niva__styrmodell__status="gallande")
        brist = brist_ur_monster(
            monster,
            rubrik=monster.namn,
            mening="Kvällens besök blir försenade flera gånger i månaden.",
            mal=mal,
            av=leila,
        )
        besluta_atgard(
            brist,
            rubrik="En resurs till kvällsgruppen i norr",
            ansvarig=_person("karin.oberg"),
            klar_senast=date(AR, 12, 15),
            vantad_effekt="Färre än två försenade besök i månaden.",
            av=leila,
        )


def _person(namn: str) -> Anvandare:
    return Anvandare.objects.get(epost=f"{namn}@kommun.example")
