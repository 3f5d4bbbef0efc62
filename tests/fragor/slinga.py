"""The pages of the closed loop: mönster, what is told, the public page, and the trend."""

from __future__ import annotations

import itertools
from datetime import timedelta

from cykel.models import Atgard
from kvalitet import klocka
from kvalitet.models import Anvandare
from synpunkter.actions.aterkoppling import begar_godkannande, godkann, skicka_besked
from synpunkter.effekter_slinga import forbered_besked
from synpunkter.models import (
    Aterkoppling,
    Bristkoppling,
    Forslagsmatning,
    Monster,
    Monsterkoppling,
    Publicering,
    Synpunkt,
    Tema,
    Trendlarm,
)
from tests.cykel import kil
from tests.cykel.kil import NU
from tests.fragor import Scen, Varld, enheter, personer, scen
from tests.synpunkter import exempel
from tests.synpunkter.slinga import Slinga, slinga
from tests.synpunkter.test_forslag import historia
from tests.synpunkter.test_larm import MANDAG, fyll

_nummer = itertools.count(1)


def monster(s: Slinga, synpunkter: list[Synpunkt]) -> Monster:
    """A mönster of its own theme that has become a brist."""
    n = next(_nummer)
    nytt = Monster.objects.create(
        namnd=s.kommun.von,
        enhet=s.kommun.hemtjanst,
        tema=Tema.objects.create(namn=f"Tema {n}"),
        namn=f"Mönster {n}",
        beskrivning="Det händer ofta.",
        brist=kil.brist(s.plan, f"Brist {n}"),
        skapad=NU,
        skapad_av=s.karin,
    )
    Monsterkoppling.objects.bulk_create(
        Monsterkoppling(monster=nytt, synpunkt=x, av=s.karin, tid=NU) for x in synpunkter
    )
    Bristkoppling.objects.bulk_create(
        Bristkoppling(brist=nytt.brist, synpunkt=x) for x in synpunkter
    )
    return nytt


def besked(s: Slinga, ur: Monster) -> Aterkoppling:
    assert ur.brist
    atgard = kil.atgard(ur.brist, s.plan.plan.planansvarig)
    kil.bedom(atgard, s.cecilia, Atgard.Effekt.JA)
    forbered_besked(atgard, av=s.cecilia, nu=NU)
    return Aterkoppling.objects.get(atgard=atgard)


def publicerad(s: Slinga, ur: Monster) -> Publicering:
    ett = besked(s, ur)
    skicka_besked(ett, text=ett.text, av=s.hanna)
    return godkann(begar_godkannande(s.text(ett, tema=str(ur.tema)), av=s.hanna), av=s.cecilia)


@scen(
    "synpunkter:monster_lista",
    "synpunkter:monster_valj",
    "synpunkter:monster",
    "synpunkter:monster_andra",
    "synpunkter:monster_brist",
    "synpunkter:aterkopplingar",
    "synpunkter:aterkoppling",
    "synpunkter:aterkoppling_stryk",
    "synpunkter:publicera",
    "synpunkter:publiceringar",
    "synpunkter:publicering",
    "synpunkter:liknande",
    "synpunkter:forslag",
)
def slingan_sluts(v: Varld) -> Scen:
    s = slinga(v.kommun)
    with klocka.stalld(NU):
        forsta = exempel.synpunkt(v.kommun)
        ett = monster(s, [forsta])
        utkast, klart = besked(s, monster(s, [forsta])), besked(s, monster(s, [forsta]))
        skicka_besked(klart, text=klart.text, av=s.hanna)
        text = s.text(klart)
    mats = {"antal": 5, "ratt": 3, "vanligast_ratt": 1, "matt": NU}
    Forslagsmatning.objects.create(namnd=v.kommun.von, slag="enhet", **mats)
    historia(v.kommun)

    def vax(antal: int) -> None:
        with klocka.stalld(NU):
            nya = [exempel.synpunkt(v.kommun) for _ in range(antal)]
            Monsterkoppling.objects.bulk_create(
                Monsterkoppling(monster=ett, synpunkt=x, av=s.karin, tid=NU) for x in nya
            )
            for x in nya:
                mitt = monster(s, [x, forsta])
                publicerad(s, mitt)
                besked(s, mitt)

    def sida(del_: str) -> str:
        return f"/arbete/synpunkter/{del_}"

    with klocka.stalld(NU):
        vax(1)
    sidor = {
        "synpunkter:monster_lista": sida("monster/"),
        "synpunkter:monster_valj": sida(f"monster/valj/?s={forsta.pk}"),
        "synpunkter:monster": sida(f"monster/{ett.pk}/"),
        "synpunkter:monster_andra": sida(f"monster/{ett.pk}/andra/"),
        "synpunkter:monster_brist": sida(f"monster/{ett.pk}/brist/"),
        "synpunkter:aterkopplingar": sida("besked/"),
        "synpunkter:aterkoppling": sida(f"besked/{utkast.pk}/"),
        "synpunkter:aterkoppling_stryk": sida(f"besked/{utkast.pk}/stryk/"),
        "synpunkter:publicera": sida(f"besked/{klart.pk}/publicera/"),
        "synpunkter:publiceringar": sida("ni-sa/"),
        "synpunkter:publicering": sida(f"ni-sa/{text.pk}/"),
        "synpunkter:liknande": sida(f"{forsta.pk}/liknande/"),
        "synpunkter:forslag": sida("forslag/"),
    }
    return Scen(sidor, vax, v.alva, NU)


@scen("synpunkter:ni_sa")
def ni_sa_vi_gjorde(v: Varld) -> Scen:
    s = slinga(v.kommun)
    with klocka.stalld(NU):
        forsta = exempel.synpunkt(v.kommun)

    def vax(antal: int) -> None:
        with klocka.stalld(NU):
            for enhet in enheter(v.kommun, antal):
                text = publicerad(s, monster(s, [forsta]))
                Publicering.objects.filter(pk=text.pk).update(enhet=enhet)

    vax(1)
    return Scen({"synpunkter:ni_sa": "/ni-sa-vi-gjorde/"}, vax, None, NU)


@scen("synpunkter:trender", "synpunkter:trend")
def trenden_larmar(v: Varld) -> Scen:
    fyll(v.kommun, [9])

    def larm(person: Anvandare, enhet: object) -> Trendlarm:
        return Trendlarm.objects.create(
            enhet=enhet,
            namnd=v.kommun.von,
            typ="klagomal",
            regel="over",
            vecka=(MANDAG - timedelta(weeks=1)).date(),
            antal=9,
            vanligt=1.0,
            ansvarig=person,
            senast=MANDAG.date(),
            skapad=MANDAG,
        )

    (petra,) = personer(v.kommun, 1, "PA")
    ett = larm(petra, v.kommun.hemtjanst)

    def vax(antal: int) -> None:
        for person, enhet in zip(
            personer(v.kommun, antal, "PA"), enheter(v.kommun, antal), strict=True
        ):
            larm(person, enhet)
            exempel.synpunkt(v.kommun, inkom=MANDAG - timedelta(days=3))

    vax(1)
    sidor = {
        "synpunkter:trender": "/arbete/synpunkter/trender/",
        "synpunkter:trend": f"/arbete/synpunkter/trender/{ett.pk}/",
    }
    return Scen(sidor, vax, v.alva, MANDAG)
