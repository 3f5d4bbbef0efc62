"""The pages of requested records, of judging a signal, and the export."""

from __future__ import annotations

from kvalitet import klocka
from synpunkter.actions import utlamnande as akter
from synpunkter.models import Maskval, Signalbedomning, Utlamnande, Utlamnandefil
from synpunkter.tillstand import Lage
from tests.fragor import Scen, Varld, personer, scen
from tests.fragor.synpunkter import samtal
from tests.synpunkter import exempel
from tests.synpunkter.conftest import ONSDAG
from tests.synpunkter.exempel import Personal, i_lage


@scen(
    "synpunkter:utlamnanden",
    "synpunkter:begar_utlamnande",
    "synpunkter:utlamnande",
    "synpunkter:maska",
    "synpunkter:prova_utlamnande",
    "synpunkter:lamna_ut",
    "synpunkter:prova_om",
    "synpunkter:aterta",
    "synpunkter:utlamnandefil",
    "synpunkter:bedom",
    "synpunkter:export",
)
def handlingar_begars(v: Varld) -> Scen:
    with klocka.stalld(ONSDAG):
        s = i_lage(Lage.AVSLUTAD, v.kommun, Personal(v.kommun), text="Hon har blåmärken.")
        begard = akter.begar(s, begaran="Allt.", av=v.alva)
        u = akter.begar(s, begaran="En kopia.", av=v.alva)
        u = akter.bevilja(u, utfall="lamnas", med_anteckningar=True, av=v.alva)
        u.filer.update(lage="klar", innehall=b"%PDF-", klar=ONSDAG)

    def vax(antal: int) -> None:
        for nummer, person in enumerate(personer(v.kommun, antal, "HS")):
            samtal([s], [person])
            exempel.synpunkt(v.kommun)
            for ett in (begard, u):
                Maskval.objects.create(
                    utlamnande=ett, slag="dolj", text=f"ord{nummer}", av=person, tid=ONSDAG
                )
                akter._logga("fil_hamtad", ett, av=person, nu=ONSDAG)
            Utlamnande.objects.create(synpunkt=s, begaran="Mer.", inkom=ONSDAG, mottagen_av=person)

    with klocka.stalld(ONSDAG):
        vax(1)
    ett, begart = (
        f"/arbete/synpunkter/utlamnanden/{u.pk}/",
        f"/arbete/synpunkter/utlamnanden/{begard.pk}/",
    )
    arende = f"/arbete/synpunkter/{s.pk}/"
    assert Utlamnandefil.objects.filter(lage="klar").count() == 2
    sidor = {
        "synpunkter:utlamnanden": "/arbete/synpunkter/utlamnanden/",
        "synpunkter:begar_utlamnande": f"{arende}utlamnande/",
        "synpunkter:utlamnande": ett,
        "synpunkter:maska": f"{begart}maska/",
        "synpunkter:prova_utlamnande": f"{begart}prova/",
        "synpunkter:lamna_ut": f"{ett}lamna-ut/",
        "synpunkter:prova_om": f"{ett}prova-om/",
        "synpunkter:aterta": f"{ett}aterta/",
        "synpunkter:utlamnandefil": f"{ett}fil/{u.filer.get(slag='hel').pk}/",
        "synpunkter:bedom": f"{arende}bedom/{Signalbedomning.objects.get().pk}/",
        "synpunkter:export": "/arbete/synpunkter/export/",
    }
    return Scen(sidor, vax, v.alva, ONSDAG)
