"""Förbättringssprång of the demo: one in each state, and one that has raised a level."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from cykel.actions import lardom as lardomar
from cykel.actions import sprang as akter
from cykel.models import Forbattringssprang, Indikator, Mal
from kvalitet.demo.tid import den
from kvalitet.models import Anvandare, Enhet, Namnd


def ladda() -> None:
    _infort()
    _under_utvardering()
    _avslutat()
    _pa_prov()
    _ide()


def _infort() -> None:
    """Decided in the summer: values before and after stand on each side of the step."""
    chef, karin = _person("jonas.wallen"), _person("karin.oberg")
    with den(date(2025, 1, 15)):
        s = _skriv(
            "Hemtjänst",
            karin,
            rubrik="Egna önsketider i en app",
            problem="Tiderna sätts utan att den som får hjälpen har sagt vad som passar.",
            ursprung="synpunkt",
            ursprung_mening="Var tredje synpunkt under 2024 handlade om tiden för besöket.",
        )
        _planera(
            s,
            karin,
            hypotes="Den som väljer sin tid själv känner att den kan påverka sin dag.",
            indikator=_indikator("Kan påverka tiderna"),
            mal=_mal(3),
            pilotenheter=[_enhet("Hemtjänst Centrum"), _enhet("Hemtjänst Norr")],
            pilot_fran=date(2025, 2, 1),
            pilot_till=date(2026, 5, 31),
            baslinje=Decimal(64),
            baslinje_datum=date(2024, 12, 31),
            vantad_niva=Decimal(67),
            stoppkriterium="Fler än tio missade besök på en månad.",
            kostnad="120 000 kronor om året",
        )
    with den(date(2025, 1, 29)):
        akter.starta_prov(s, av=chef)
    with den(date(2026, 6, 3)):
        akter.utvardera(s, av=karin)
    with den(date(2026, 8, 17)):
        rutin = lardomar.skapa_rutin(
            enhet=s.enhet,
            namn="Önsketider i appen",
            version="1.0",
            agare=karin,
            galler_fran=date(2026, 8, 17),
            av=karin,
        )
        akter.andra(s, rutin=rutin, av=karin)
    with den(date(2026, 8, 20)):
        akter.infor(
            s,
            ny_niva=Decimal(67),
            beslut_datum=date(2026, 8, 20),
            dnr="VON 2026/0311",
            av=chef,
        )


def _under_utvardering() -> None:
    mikael, chef = _person("mikael.strom"), _person("jonas.wallen")
    with den(date(2026, 1, 19)):
        s = _skriv(
            "Hemsjukvård",
            mikael,
            rubrik="Små team med egna listor",
            problem="Den som är sjuk hemma möter nya ansikten varje vecka.",
            ursprung="undersokning",
            ursprung_mening="I vårens enkät var det vanligaste önskemålet färre olika personer.",
        )
        _planera(
            s,
            mikael,
            hypotes="Fem medarbetare som planerar sin egen lista byter av varandra, inte fler.",
            indikator=_indikator("Medarbetare per person under 14 dagar"),
            mal=_mal(1),
            pilotenheter=[s.enhet],
            pilot_fran=date(2026, 2, 2),
            pilot_till=date(2026, 8, 31),
            baslinje=Decimal(14),
            baslinje_datum=date(2025, 12, 31),
            vantad_niva=Decimal("12.5"),
            stoppkriterium="Övertiden ökar mer än en timme per person och vecka.",
            kostnad="En halv planerartjänst i sju månader",
        )
    with den(date(2026, 1, 26)):
        akter.starta_prov(s, av=chef)
    with den(date(2026, 9, 7)):
        akter.utvardera(s, av=mikael)


def _avslutat() -> None:
    sara, chef = _person("sara.lind"), _person("jonas.wallen")
    with den(date(2026, 2, 9)):
        s = _skriv(
            "Särskilt boende",
            sara,
            rubrik="Kväll med lugn musik i alla rum",
            problem="Många är oroliga vid läggdags.",
            ursprung="omvarld",
            ursprung_mening="Två grannkommuner hade skrivit om det.",
        )
        _planera(
            s,
            sara,
            hypotes="Samma musik varje kväll gör att fler känner sig trygga.",
            indikator=_indikator("Trygga i hemmet"),
            mal=_mal(1),
            pilotenheter=[s.enhet],
            pilot_fran=date(2026, 3, 2),
            pilot_till=date(2026, 8, 31),
            baslinje=Decimal(84),
            baslinje_datum=date(2025, 12, 31),
            vantad_niva=Decimal(92),
            stoppkriterium="Någon säger att musiken stör.",
        )
    with den(date(2026, 2, 20)):
        akter.starta_prov(s, av=chef)
    with den(date(2026, 4, 13)):
        akter.avsluta(
            s,
            skal="De som hör dåligt blev mer oroliga, och flera bad att få slippa.",
            lardom="Fråga var och en vad som lugnar, innan vi gör lika för alla.",
            av=chef,
        )


def _pa_prov() -> None:
    amir, karin, chef = _person("amir.hosseini"), _person("karin.oberg"), _person("jonas.wallen")
    with den(date(2026, 8, 24)):
        s = _skriv(
            "Hemtjänst",
            amir,
            rubrik="Nattillsyn med kamera i stället för besök",
            problem="De som har tillsyn på natten väcks när dörren öppnas.",
            ursprung="medarbetare",
            ursprung_mening="Nattgruppen räknade tre väckningar per natt i maj.",
        )
        _planera(
            s,
            karin,
            hypotes="Den som får sova i fred känner sig tryggare, för ingen kommer oväntat.",
            indikator=_indikator("Trygga i hemmet"),
            mal=_mal(1),
            pilotenheter=[_enhet("Hemtjänst Natt")],
            pilot_fran=date(2026, 9, 1),
            pilot_till=date(2027, 2, 28),
            baslinje=Decimal(86),
            baslinje_k=Decimal(85),
            baslinje_m=Decimal(87),
            baslinje_datum=date(2026, 6, 30),
            vantad_niva=Decimal(92),
            stoppkriterium="Ett fall som kameran inte visade i tid.",
            kostnad="6 500 kronor per kamera",
        )
    with den(date(2026, 9, 1)):
        akter.starta_prov(s, av=chef)


def _ide() -> None:
    amir = _person("amir.hosseini")
    with den(date(2026, 9, 28)):
        _skriv(
            "Hemtjänst",
            amir,
            rubrik="Förbättringsmöte i bilen",
            problem="Mötena ställs in när någon är sjuk.",
            ursprung="lardom",
            ursprung_mening="Lärdomen från varv 1: möten sist på passet blir inte av.",
        )


def _skriv(enhet: str, av: Anvandare, **ord_: str) -> Forbattringssprang:
    return akter.skapa(enhet=_enhet(enhet), namnd=Namnd.objects.get(kod="VON"), **ord_, av=av)


def _planera(s: Forbattringssprang, agare: Anvandare, **falt: Any) -> None:
    akter.andra(s, agare=agare, **falt, av=agare)


def _person(namn: str) -> Anvandare:
    return Anvandare.objects.get(epost=f"{namn}@kommun.example")


def _enhet(namn: str) -> Enhet:
    """The unit; the area when a unit below it has the same name."""
    return Enhet.objects.filter(namn=namn).order_by("sokvag")[0]


def _indikator(namn: str) -> Indikator:
    return Indikator.objects.get(namn=namn)


def _mal(nummer: int) -> list[Mal]:
    return [Mal.objects.get(namnd__kod="VON", nummer=nummer, niva__styrmodell__status="gallande")]
