"""A marked case, words that wait to be judged, and two requests for public records; invented."""

from __future__ import annotations

from datetime import timedelta

from kvalitet import klocka
from kvalitet.demo.tid import den
from kvalitet.models import Anvandare
from synpunkter.actions import sekretess, signal, utlamnande
from synpunkter.actions import synpunkt as akter
from synpunkter.models import Synpunkt

MARKT = "Boende Eken"
SIGNAL = "Hemtjänst Hageby"
BEGART = "Hemtjänst Centrum"


def ladda() -> None:
    nina = Anvandare.objects.get(epost="nina.sand@kommun.example")
    jonas = Anvandare.objects.get(epost="jonas.wallen@kommun.example")
    idag = klocka.idag()
    with den(idag - timedelta(days=3), 9):
        _signaler(jonas)
        begard = utlamnande.begar(
            _arende(BEGART),
            begaran="En kopia av klagomålet om tiderna på morgonen, och av kommunens svar.",
            av=nina,
        )
        utlamnande.dolj(begard, text="Min mamma", av=nina)
    with den(idag - timedelta(days=2), 13):
        markt = sekretess.markera(
            _arende(MARKT), grund="26:1", skal="Det står om en boendes hälsa.", av=nina
        )
        nekad = utlamnande.begar(
            markt, begaran="Alla synpunkter om boendet.", sokande="Redaktionen", av=nina
        )
        utlamnande.avsla(
            nekad,
            grund="26:1",
            skal="Uppgifterna rör en boendes hälsa. Det står inte klart att de kan lämnas ut utan "
            "att den boende eller någon närstående lider men.",
            av=nina,
        )


def _signaler(jonas: Anvandare) -> None:
    """What the sender adds raises two tasks over time: one is judged, one waits."""
    oppet = _arende(SIGNAL)
    akter.komplettera(
        oppet, text="I går saknades 500 kronor. Pengarna kan vara stulna, stöld alltså."
    )
    forsta = oppet.signalbedomningar.oppna().get()
    signal.bedom(
        forsta, beslut="nej", skal="Pengarna låg i en låda. Dottern har bekräftat det.", av=jonas
    )
    akter.komplettera(
        oppet,
        text="När jag kom i torsdags hade han blåmärken på armen och sa att någon ryckte i honom. "
        "Ring mig på 070-174 06 05. Birgitta",
    )


def _arende(enhet: str) -> Synpunkt:
    """The unit's latest case."""
    rader = Synpunkt.objects.filter(enhet__namn=enhet).exclude(text__startswith="Vill tacka")
    return rader.select_related("enhet", "namnd").order_by("inkom", "pk")[0]
