"""A nämnd's own page, its questions and its meetings."""

from __future__ import annotations

from datetime import timedelta

from cykel.models import Uppdrag
from kvalitet import klocka
from tests import factories
from tests.fragor import Scen, Varld, personer, scen
from tests.uppfoljning.namnd import fall as namndfall
from uppfoljning.actions import namndfraga as acts
from uppfoljning.actions.sammantrade import lagg_in
from uppfoljning.models import Namndfraga


def _fragor(v: Varld, fall: namndfall.Namndfall, antal: int) -> list[Namndfraga]:
    """As many that wait as have been answered, put right and taken back, by people of their own."""
    ut = []
    for person in personer(v.kommun, antal):
        fragar = factories.person(f"Folkvald {person.pk}", "FV", v.kommun.rot)
        svarar = factories.person(f"Svarar {person.pk}", "PA", v.kommun.vok)
        ett, annat, tredje = (fall.fraga(f"Fråga {n} {person.pk}?", av=fragar) for n in range(3))
        acts.besvara(annat, text="Svar.", av=svarar)
        acts.ratta_svar(annat, text="Rättat svar.", av=fall.eva)
        acts.ta_tillbaka(tredje, av=fragar)
        ut += [ett, annat]
    return ut


@scen(
    "uppfoljning:namnden",
    "uppfoljning:namndsida",
    "uppfoljning:namndfragor",
    "uppfoljning:sammantraden",
    "uppfoljning:sammantrade",
    "uppfoljning:namndfraga_ny",
    "uppfoljning:namndfraga",
)
def namnden(v: Varld) -> Scen:
    with klocka.stalld(namndfall.NU):
        nina = factories.person("Nina", "NS", v.kommun.rot, namnd=v.kommun.von)
        fall = namndfall.bygg(v.kommun, nina)
        fraga = _fragor(v, fall, 1)[1]
        uppdrag(fall, 1)

    def vax(antal: int) -> None:
        _fragor(v, fall, antal)
        uppdrag(fall, antal)
        for version in range(2, antal + 2):
            namndfall.rapport(v.kommun.von, v.kommun.vok, namndfall.litet(), "kv1", version=version)
        dagar = [namndfall.MOTE + timedelta(days=n) for n in range(1, antal + 1)]
        lagg_in(v.kommun.von, dagar=dagar, av=nina)

    sidor = {
        "uppfoljning:namnden": "/arbete/namnd/",
        "uppfoljning:namndsida": f"/arbete/namnd/{v.kommun.von.pk}/",
        "uppfoljning:namndfragor": f"/arbete/namnd/{v.kommun.von.pk}/fragor/",
        "uppfoljning:sammantraden": f"/arbete/namnd/{v.kommun.von.pk}/sammantraden/",
        "uppfoljning:sammantrade": f"/arbete/namnd/sammantraden/{fall.sammantrade.pk}/",
        "uppfoljning:namndfraga_ny": f"/arbete/rapporter/{fall.rapport.pk}/fraga/",
        "uppfoljning:namndfraga": f"/arbete/namnd/fragor/{fraga.pk}/",
    }
    return Scen(sidor, vax, v.alva, namndfall.NU)


def uppdrag(fall: namndfall.Namndfall, antal: int) -> None:
    for n in range(antal):
        Uppdrag.objects.create(
            givare="Kommunfullmäktige",
            namnd=fall.kommun.von,
            enhet=fall.kommun.vok,
            rubrik=f"Se över avgift {n}",
            beslut_datum=namndfall.MOTE - timedelta(days=200),
            forfaller=namndfall.MOTE - timedelta(days=n),
        )
