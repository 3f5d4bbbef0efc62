"""The pages of a survey's codes, its QR code, and residents' own words."""

from __future__ import annotations

from datetime import date

from kvalitet import klocka
from tests.cykel import kil
from tests.fragor import Scen, Varld, scen
from tests.fragor.uppfoljning import oppnad
from tests.uppfoljning.lage import undersokning
from tests.uppfoljning.texter import fall as texter
from uppfoljning import fritext
from uppfoljning.actions import svarskod
from uppfoljning.actions import tema as teman


@scen(
    "uppfoljning:dela",
    "uppfoljning:affisch",
    "uppfoljning:qr_svg",
    "uppfoljning:qr_png",
    "uppfoljning:koder",
    "uppfoljning:koder_skapa",
    "uppfoljning:koder_paminn",
)
def koderna_skapas(v: Varld) -> Scen:
    with klocka.stalld(kil.NU):
        lage = oppnad(v)
    enkat = undersokning(lage, slug="med-kod", kraver_kod=True, stanger=date(2026, 12, 31))

    def vax(antal: int) -> None:
        for _ in range(antal):
            nummer = enkat.kodomgangar.count()
            svarskod.bestall(enkat, token=f"sida {nummer}", antal=antal, av=v.alva)

    with klocka.stalld(kil.NU):
        vax(1)
    denna = f"/arbete/undersokningar/{enkat.pk}/"
    ett = f"{denna}koder/"
    sidor = {
        "uppfoljning:dela": f"{denna}dela/",
        "uppfoljning:affisch": f"{denna}affisch/",
        "uppfoljning:qr_svg": f"{denna}qr.svg",
        "uppfoljning:qr_png": f"{denna}qr.png",
        "uppfoljning:koder": ett,
        "uppfoljning:koder_skapa": f"{ett}skapa/",
        "uppfoljning:koder_paminn": f"{ett}paminn/",
    }
    return Scen(sidor, vax, v.alva, kil.NU)


@scen("uppfoljning:texter", "uppfoljning:tema", "uppfoljning:texter_sammanfatta")
def texterna_lases(v: Varld) -> Scen:
    with klocka.stalld(kil.NU):
        lage = oppnad(v)
    enkat = texter.last(lage, slug="med-ord")

    def vax(antal: int) -> None:
        texter.skrivet(enkat, *(f"Jag vill dö {nr}" for nr in range(antal)))
        alla = fritext.texter(enkat).values_list("pk", flat=True)
        for nr in range(min(antal, 5)):
            namn = f"Tema {enkat.teman.count()} {nr}"
            teman.marka(enkat, texter=list(alla), nytt=namn, av=v.alva)

    with klocka.stalld(kil.NU):
        vax(1)
        forsta = enkat.teman.order_by("pk")[0]
    ett = f"/arbete/undersokningar/{enkat.pk}/texter/"
    sidor = {
        "uppfoljning:texter": ett,
        "uppfoljning:tema": f"{ett}tema/{forsta.pk}/",
        "uppfoljning:texter_sammanfatta": f"{ett}sammanfatta/",
    }
    return Scen(sidor, vax, v.alva, kil.NU)
