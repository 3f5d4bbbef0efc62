"""Cases that belong together: a campaign, a merged group, a split one, a forwarded one, a link."""

from __future__ import annotations

from datetime import date, timedelta

from kvalitet import klocka
from kvalitet.demo.tid import den
from kvalitet.kalender import plus_arbetsdagar
from kvalitet.models import Anvandare, Enhet
from synpunkter import fordelning
from synpunkter.actions import lagen, mottagning
from synpunkter.actions import synpunkt as akter
from synpunkter.models import Synpunkt
from synpunkter.villkor_lagen import Del

KAMPANJ = (
    "Låt biblioteket i Hageby ha kvällsöppet. Det är den enda platsen där ungdomar kan sitta och "
    "läsa läxor efter skolan, och bussen till centrum går bara en gång i timmen på kvällen."
)
NAMN = ("Hälsningar Amira", "Hälsningar Bo", "Hälsningar familjen Ek", "/Sonja", "", "", "")
LIKA = (
    "Hissen på Eken står still igen. Min man kommer inte ut till gården.",
    "Hissen är trasig sedan i lördags och rullstolen får inte plats i trappan.",
    "Varför lagas inte hissen? Mamma har inte varit ute på en vecka.",
)


def ladda() -> None:
    leila = Anvandare.objects.get(epost="leila.nordin@kommun.example")
    omar = Anvandare.objects.get(epost="omar.lindqvist@kommun.example")
    idag = klocka.idag()
    bibliotek, boende = _enhet("Hageby bibliotek"), _enhet("Boende Eken")
    for nr, slut in enumerate(NAMN):
        _skriv(f"kampanj-{nr}", f"{KAMPANJ} {slut}".strip(), bibliotek, idag - timedelta(days=4))
    _hissen(leila, omar, boende, idag)
    with den(idag, 9):
        delat = _skriv(
            "delat",
            "Färdtjänsten kom inte, och biblioteket var stängt när vi väl "
            "var framme. Vem ska jag prata med?",
            boende,
            idag - timedelta(days=3),
        )
        delar = [
            _del("Varför kom inte resan till boendet?", boende, delat),
            _del("Varför var biblioteket stängt i måndags?", bibliotek, delat),
        ]
        lagen.dela(delat, delar=delar, av=leila)
        sjukresa = _skriv(
            "sjukresa",
            "Taxin till lasarettet kom en timme för sent.",
            boende,
            idag - timedelta(days=2),
        )
        lagen.vidarebefordra(
            sjukresa,
            till="Region Östergötland",
            utfall="fel_mottagare",
            lagrum="hanvisning",
            skal="Sjukresor sköts av regionen.",
            meddelande="Hej! Sjukresor sköts av Region Östergötland. Ring 010-103 00 00, så kan "
            "de ta emot ditt klagomål. Vi har inte skickat det vidare.",
            av=leila,
        )
        lagen.lanka(delat, sjukresa, av=leila)


def _hissen(leila: Anvandare, omar: Anvandare, boende: Enhet, idag: date) -> None:
    kom = plus_arbetsdagar(idag, -4)
    alla = [_skriv(f"hissen-{nr}", text, boende, kom) for nr, text in enumerate(LIKA)]
    with den(plus_arbetsdagar(kom, 1)):
        akter.tilldela(alla[0], enhet=boende, handlaggare=omar, av=leila)
        lagen.sla_ihop(alla[0], alla[1:], av=leila)
    with den(plus_arbetsdagar(kom, 2)):
        akter.ta_hand_om(alla[0], av=omar)


def _skriv(token: str, text: str, enhet: Enhet, kom: date) -> Synpunkt:
    with den(kom, 9, 15):
        return mottagning.ta_emot(
            token=f"visning-lagen-{token}",
            typ=Synpunkt.Typ.KLAGOMAL,
            text=text,
            namnd=fordelning.mottagare(enhet, dag=kom).namnd,
            enhet=enhet,
            svarsval=Synpunkt.Svarsval.EPOST,
            epost=f"{token}@exempel.example",
        ).synpunkt


def _del(text: str, enhet: Enhet, hela: Synpunkt) -> Del:
    namnd = fordelning.namnd_for(enhet, helst=hela.namnd, dag=klocka.idag())
    if namnd == hela.namnd:
        return Del(text, enhet, namnd)
    skal = "Avsändaren ringde och sa ja till att frågan om biblioteket lämnas dit."
    return Del(text, enhet, namnd, lagrum="10:1", skal=skal)


def _enhet(namn: str) -> Enhet:
    return Enhet.objects.get(namn=namn, slag="enhet")
