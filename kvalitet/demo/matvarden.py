"""An indicator from a sample: by sex, with its uncertainty, a break and a value put right."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from cykel.actions.definition import andra_indikator, lagg_till_seriebrott
from cykel.actions.indikator import infor_varde, skapa_indikator
from cykel.models import Indikator
from kvalitet.demo.tid import den
from kvalitet.models import Anvandare, Enhet

# Year, total, women, men and half the 95 % interval of the total.
VARDEN = (
    (2021, 78, 80, 75, "2.4"),
    (2022, 79, 81, 76, "2.3"),
    (2023, 77, 79, 74, "2.5"),
    (2024, 83, 85, 80, "3.1"),
    (2025, 85, 86, 83, "2.9"),
)
KALLA = "Påhittad brukarenkät"
DELAD = ("Hemtjänst", "Särskilt boende")
RATTAD_TILL = Decimal(84)


def ladda() -> None:
    agare = Anvandare.objects.get(epost="leila.nordin@kommun.example")
    enheter = list(Enhet.objects.filter(namn__in=DELAD).order_by("pk"))
    with den(date(2021, 2, 1)):
        indikator = skapa_indikator(
            namn="Nöjda med bemötandet",
            definition="Andel som är ganska eller mycket nöjda med hur personalen bemöter dem. "
            "Påhittad definition för visning.",
            matt="procent",
            riktning="hogre",
            kalla="undersokning",
            frekvens="helar",
            agare=agare,
            decimaler=0,
            konsuppdelad=True,
            regi=Indikator.Regi.BADA,
            lagst=Decimal(0),
            hogst=Decimal(100),
            av=None,
        )
    for ar, t, k, m, osakerhet in VARDEN:
        with den(date(ar + 1, 2, 10)):
            for enhet in enheter:
                for kon, tal in (("T", t), ("K", k), ("M", m)):
                    halva = Decimal(osakerhet) if kon == "T" else None
                    _varde(indikator, enhet, ar, kon, Decimal(tal), osakerhet=halva)
    with den(date(2022, 11, 4)):
        lagg_till_seriebrott(
            indikator,
            datum=date(2022, 1, 1),
            orsak="Webbenkät ersatte pappersenkät",
            av=agare,
        )
    with den(date(2024, 11, 4)):
        andra_indikator(
            indikator,
            definition="Andel som svarar fyra eller fem på frågan om hur personalen bemöter dem. "
            "Påhittad definition för visning.",
            ny_fran=date(2024, 1, 1),
            skal="Frågan fick fem svar i stället för fyra",
            av=agare,
        )
    with den(date(2026, 3, 3)):
        skal = "Elva svar var räknade två gånger"
        halva = Decimal(VARDEN[-1][-1])
        _varde(indikator, enheter[0], 2025, "T", RATTAD_TILL, osakerhet=halva, skal=skal, av=agare)


def _varde(
    indikator: Indikator,
    enhet: Enhet,
    ar: int,
    kon: str,
    varde: Decimal,
    *,
    osakerhet: Decimal | None = None,
    skal: str = "",
    av: Anvandare | None = None,
) -> None:
    infor_varde(
        indikator,
        enhet=enhet,
        period_fran=date(ar, 1, 1),
        period_till=date(ar, 12, 31),
        kon=kon,
        varde=varde,
        osakerhet=osakerhet,
        matdatum=date(ar, 12, 31),
        kalla=KALLA,
        skal=skal,
        av=av,
    )
