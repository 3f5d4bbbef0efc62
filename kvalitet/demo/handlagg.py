"""The handler's day in the demo: promises, templates, routing rules, filters and an absence."""

from __future__ import annotations

from datetime import timedelta

from kvalitet import klocka
from kvalitet.kalender import plus_arbetsdagar
from kvalitet.models import Anvandare, Enhet, Namnd
from synpunkter.actions.filter import spara_filter
from synpunkter.actions.fordelningsregel import bygg, provkvitto, spara_regel
from synpunkter.actions.franvaro import anmal_franvaro
from synpunkter.actions.svarsmall import skapa_mall
from synpunkter.actions.tidsfrist import satt_tidsfrist

SVAR_14_DAGAR = "KFN"
"""The nämnd that promises an answer within fourteen days, whatever days they are."""
HAR_MALLAR = ("VON", "KFN")
MALLAR = (
    (
        "Tack för berömmet",
        "[hälsning]\n\ntack för dina vänliga ord om [enhet]. Jag har lämnat dem vidare till "
        "alla som arbetar där.\n\n[mitt namn]",
    ),
    (
        "Vi tittar på det",
        "[hälsning]\n\ntack för att du hörde av dig. Vi undersöker vad som hände och återkommer "
        "senast [svar senast].\n\n[mitt namn]\n[enhet]",
    ),
    (
        "Fel rättat",
        "[hälsning]\n\ndu har rätt, och jag beklagar det som hände. Felet är nu rättat.\n\n"
        "[mitt namn]\n[enhet], [nämnd]",
    ),
)
REGLER = (
    ("Larm och trygghetstelefon", ["larm", "trygghetstelefon"], "Hemtjänst"),
    ("Böcker och lån", ["bibliotek", "boklån"], "Kultur- och fritidskontoret"),
)


def ladda() -> None:
    leila = Anvandare.objects.get(epost="leila.nordin@kommun.example")
    hanna = Anvandare.objects.get(epost="hanna.berg@kommun.example")
    _installningar(leila)
    for namn, ord_, enhet in REGLER:
        data = {"namn": namn, "ord": ord_, "till_enhet": _enhet(enhet)}
        kvitto = provkvitto(bygg(None, data), av=leila)
        spara_regel(None, data=data, kvitto=kvitto, av=leila)
    spara_filter(namn="Klagomål, nyast först", fraga="typ=klagomal&ordning=nyast", av=leila)
    spara_filter(namn="Mina frågor", fraga="typ=fraga&urval=mina", av=hanna)
    fran = plus_arbetsdagar(klocka.idag(), 10)
    anmal_franvaro(person=hanna, fran=fran, till=fran + timedelta(4), ersattare=None, av=hanna)


def _installningar(leila: Anvandare) -> None:
    for namnd in Namnd.objects.order_by("pk"):
        if namnd.kod == SVAR_14_DAGAR:
            satt_tidsfrist(
                namnd,
                svara_dagar=14,
                ta_hand_om_vardagar=2,
                svara_i_vardagar=False,
                vanta_vardagar=10,
                aftnar_lediga=True,
                av=leila,
            )
        for namn, text in MALLAR if namnd.kod in HAR_MALLAR else ():
            skapa_mall(namnd=namnd, namn=namn, text=text, av=leila)


def _enhet(namn: str) -> Enhet:
    enhet = Enhet.objects.filter(namn=namn).order_by("pk").first()
    assert enhet is not None
    return enhet
