"""The pages of the handler's day: settings, rules, filters, absence, many at once."""

from __future__ import annotations

from datetime import timedelta

from kvalitet import klocka
from kvalitet.models import Namnd
from synpunkter.actions import synpunkt as akter
from synpunkter.models import Fordelningsregel, Franvaro, SparatFilter, Svarsmall
from synpunkter.tillstand import Lage
from tests.fragor import Scen, Varld, enheter, personer, scen
from tests.synpunkter import exempel
from tests.synpunkter.conftest import ONSDAG
from tests.synpunkter.exempel import Personal, i_lage


@scen(
    "synpunkter:installningar",
    "synpunkter:tidsfrist",
    "synpunkter:svarsmall_ny",
    "synpunkter:svarsmall",
    "synpunkter:regler",
    "synpunkter:regel_ny",
    "synpunkter:regel",
    "synpunkter:filter",
    "synpunkter:franvaro",
    "synpunkter:byt_handlaggare",
    "synpunkter:mangd",
)
def handlaggarens_dag(v: Varld) -> Scen:
    personal = Personal(v.kommun)
    with klocka.stalld(ONSDAG):
        s = i_lage(Lage.UNDER_HANDLAGGNING, v.kommun, personal)
    mall = Svarsmall.objects.create(namnd=v.kommun.von, namn="Tack", text="[hälsning] Tack!")
    regel = Fordelningsregel.objects.create(
        namn="Skjuts", ordning=1, aktiv=True, ord=["skjuts"], till_enhet=v.kommun.centrum
    )

    def vax(antal: int) -> None:
        folk = personer(v.kommun, antal, "HS")
        nya = enheter(v.kommun, antal)
        fore = Svarsmall.objects.count()
        idag = klocka.idag()
        for nr, (person, enhet) in enumerate(zip(folk, nya, strict=True), start=fore):
            Namnd.objects.create(kod=f"N{nr}", namn=f"Nämnd {nr}")
            Svarsmall.objects.create(namnd=v.kommun.von, namn=f"Mall {nr}", text="Hej.")
            SparatFilter.objects.create(agare=v.alva, namn=f"Mitt {nr}", fraga=f"q={nr}")
            Fordelningsregel.objects.create(
                namn=f"Regel {nr}", ordning=nr + 1, vid_enhet=enhet, till_enhet=enhet
            )
            Franvaro.objects.create(
                person=person, fran=idag, till=idag + timedelta(9), av=v.alva, ersattare=v.alva
            )
            ny = exempel.synpunkt(v.kommun)
            akter.tilldela(ny, enhet=ny.enhet, handlaggare=v.alva, av=personal.registrator)

    with klocka.stalld(ONSDAG):
        vax(1)
    grund = "/arbete/synpunkter/"
    sidor = {
        "synpunkter:installningar": f"{grund}installningar/",
        "synpunkter:tidsfrist": f"{grund}installningar/svarstid/{v.kommun.von.pk}/",
        "synpunkter:svarsmall_ny": f"{grund}installningar/mallar/ny/",
        "synpunkter:svarsmall": f"{grund}installningar/mallar/{mall.pk}/",
        "synpunkter:regler": f"{grund}regler/",
        "synpunkter:regel_ny": f"{grund}regler/ny/",
        "synpunkter:regel": f"{grund}regler/{regel.pk}/",
        "synpunkter:filter": f"{grund}filter/",
        "synpunkter:franvaro": f"{grund}franvaro/",
        "synpunkter:byt_handlaggare": f"{grund}{s.pk}/byt-handlaggare/",
        "synpunkter:mangd": f"{grund}flera/",
    }
    return Scen(sidor, vax, v.alva, ONSDAG)
