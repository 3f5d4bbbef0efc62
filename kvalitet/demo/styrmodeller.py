"""The change of mandatperiod in the demo: what old goals become, and what is reported back."""

from __future__ import annotations

from datetime import date

from cykel.actions.mal import avsluta_uppdrag, registrera_uppdrag
from cykel.actions.styrmodell import mappa_mal
from cykel.actions.uppdrag import aterrapportera
from cykel.models import Mal, Styrmodell, Uppdrag
from kvalitet.demo.tid import den
from kvalitet.models import Anvandare, Enhet, Namnd


def ladda() -> None:
    kv = Anvandare.objects.get(epost="leila.nordin@kommun.example")
    with den(date(2026, 9, 14)):
        _mappa(kv)
    _uppdrag(kv)


def _mappa(kv: Anvandare) -> None:
    """Two of the nämnd's goals go on, one is joined with another, one waits for an answer."""
    ny = Styrmodell.objects.get(status="kommande")
    gamla = {m.nummer: m for m in _von("gallande")}
    nya = {m.nummer: m for m in _von("kommande")}
    for nummer, blir in ((1, (1,)), (2, (2,)), (3, (2, 3))):
        mappa_mal(gamla[nummer], styrmodell=ny, till=[nya[nr] for nr in blir], av=kv)
    lasa = Mal.objects.get(namnd__kod="KFN", niva__styrmodell__status="gallande")
    mappa_mal(lasa, styrmodell=ny, skal="Ingår i biblioteksplanen från 2027.", av=kv)


def _von(status: str) -> list[Mal]:
    malen = Mal.objects.filter(namnd__kod="VON", niva__styrmodell__status=status)
    return list(malen.order_by("nummer"))


def _uppdrag(kv: Anvandare) -> None:
    forsta = Uppdrag.objects.order_by("beslut_datum", "pk")[0]
    for dag, text in (
        (date(2026, 4, 20), "Vi har räknat hur många som kommer hem till varje person: 14."),
        (date(2026, 9, 21), "Antalet är 13,9. Kvällsgrupperna har fortfarande två vakanser."),
    ):
        with den(dag):
            aterrapportera(forsta, datum=dag, text=text, av=kv)
    namnd = Namnd.objects.get(kod="VON")
    for rubrik, enhet, dag, forfaller in (
        ("Utred digital nattillsyn", "Hemtjänst", date(2026, 5, 20), date(2026, 9, 30)),
        ("Redovisa språkkraven vid anställning", "Hemtjänst", date(2026, 2, 18), date(2026, 6, 1)),
    ):
        with den(dag):
            registrera_uppdrag(
                givare=namnd.namn,
                namnd=namnd,
                enhet=Enhet.objects.exclude(slag="enhet").get(namn=enhet),
                rubrik=rubrik,
                beslut_datum=dag,
                beslut_paragraf=f"§ {dag.month * 10 + 1}",
                dnr=f"VON 2026/{dag.month}{dag.day}",
                forfaller=forfaller,
                av=None,
            )
    with den(date(2026, 6, 17)):
        avsluta_uppdrag(
            Uppdrag.objects.get(rubrik="Redovisa språkkraven vid anställning"),
            datum=date(2026, 6, 17),
            paragraf="§ 61",
            organ=namnd.namn,
            aterrapportering="Kraven står i annonsmallen och prövas vid intervjun.",
            av=kv,
        )
