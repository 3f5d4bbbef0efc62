"""The whole municipality in a round: from what is approved, the worst first."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any, cast

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cykel.models import Mal, Uppfoljningstillfalle, Varv
from kvalitet import ogonblick
from kvalitet.models import Anvandare, Enhet, Namnd
from tests import factories
from tests.cykel import kil
from tests.factories import bygg_sokvagar
from tests.uppfoljning import rapportexempel
from tests.uppfoljning.lage import Lage, helt
from uppfoljning.actions.godkannande import godkann
from uppfoljning.bedomning import Bedomning
from uppfoljning.kommunen import namnderna
from uppfoljning.models import Malbedomning
from uppfoljning.ogonblick import SLAG, bygg
from uppfoljning.rapport import modell
from uppfoljning.rapport.modell import Effekt


@pytest.fixture
def kv1(juni: None, kommun: factories.Kommun) -> Uppfoljningstillfalle:
    return kil.tillfallen()[0]


def kontorsplan(
    kommun: factories.Kommun,
    tillfalle: Uppfoljningstillfalle,
    person: Anvandare,
    mal: Mal,
    *,
    enhet: Enhet,
    namnd: Namnd,
) -> Varv:
    plats = cast(factories.Kommun, SimpleNamespace(hemtjanst=enhet, von=namnd))
    k = kil.plan(plats, person, mal, fas="folja_upp", tillfalle=tillfalle)
    assert k.varv
    return k.varv


def frys(varv: Varv, malen: list[modell.Mal], av: Anvandare, **andrat: Any) -> None:
    """Approve the lap with the goals given."""
    grund = rapportexempel.utan_mal()
    rapport = replace(grund, mal=tuple(malen), **andrat)
    bild = ogonblick.frys(
        SLAG, modell.till_data(rapport), schema=modell.SCHEMA, av=av, nu=kil.NU, ersatter=None
    )
    Varv.objects.filter(pk=varv.pk).update(ogonblick=bild, godkand=kil.NU, godkand_av=av)


def mal(nummer: int, grad: Bedomning | None, **andrat: Any) -> modell.Mal:
    falt: dict[str, Any] = {
        "id": f"m{nummer}",
        "nummer": str(nummer),
        "kort": f"Mål {nummer}",
        "text": f"Måltext {nummer}",
        "bedomning": grad,
    }
    return modell.Mal(**(falt | andrat))


def test_the_worst_namnd_and_goal_come_first_and_what_is_missing_is_named(
    kommun: factories.Kommun,
    kv1: Uppfoljningstillfalle,
    client: Client,
    petra_planansvarig: Anvandare,
    karin_kvalitetssamordnare: Anvandare,
) -> None:
    ett = kil.styrning(kommun)
    von = kontorsplan(kommun, kv1, petra_planansvarig, ett, enhet=kommun.vok, namnd=kommun.von)
    kfn = kontorsplan(kommun, kv1, petra_planansvarig, ett, enhet=kommun.kfk, namnd=kommun.kfn)
    frys(von, [mal(1, Bedomning.UPPFYLLT), mal(2, Bedomning.DELVIS)], petra_planansvarig)
    sida = _sida(client, karin_kvalitetssamordnare, kv1)
    assert "Saknas – ansvarig: Petra Planansvarig" in sida
    assert sida.index("Mål 2") < sida.index("Mål 1")
    frys(
        kfn,
        [mal(3, Bedomning.EJ, forra_bedomning=Bedomning.DELVIS), mal(4, None)],
        petra_planansvarig,
    )
    sida = _sida(client, karin_kvalitetssamordnare, kv1)
    assert "Saknas – ansvarig" not in sida
    assert sida.index("Kultur- och fritidsnämnden") < sida.index("Vård- och omsorgsnämnden")
    rader = namnderna(kv1, karin_kvalitetssamordnare)
    assert [dict(rad.nu) for rad in rader] == [{"ej": 1}, {"uppfyllt": 1, "delvis": 1}]
    assert dict(rader[0].forra) == {"delvis": 1}


def test_a_grade_that_was_never_handed_in_says_so(
    kommun: factories.Kommun,
    kv1: Uppfoljningstillfalle,
    client: Client,
    petra_planansvarig: Anvandare,
    karin_kvalitetssamordnare: Anvandare,
) -> None:
    ett = kil.styrning(kommun)
    von = kontorsplan(kommun, kv1, petra_planansvarig, ett, enhet=kommun.vok, namnd=kommun.von)
    malen = [mal(1, Bedomning.UPPFYLLT), mal(2, Bedomning.EJ, utkast=True)]
    frys(von, malen, petra_planansvarig)
    assert _sida(client, karin_kvalitetssamordnare, kv1).count("Utkast, inte lämnat") == 1


def test_live_rows_are_not_read(
    kommun: factories.Kommun,
    kv1: Uppfoljningstillfalle,
    client: Client,
    petra_planansvarig: Anvandare,
    karin_kvalitetssamordnare: Anvandare,
) -> None:
    ett = kil.styrning(kommun)
    von = kontorsplan(kommun, kv1, petra_planansvarig, ett, enhet=kommun.vok, namnd=kommun.von)
    frys(von, [mal(1, Bedomning.UPPFYLLT)], petra_planansvarig)
    Malbedomning.objects.create(
        varv=von,
        mal=ett,
        bedomning="ej",
        trend="forsamring",
        motivering="Ändrat efter godkännandet.",
        fungerade_inte="",
        forslag="ej",
        av=petra_planansvarig,
        tid=kil.NU,
    )
    (rad,) = namnderna(kv1, karin_kvalitetssamordnare)
    assert dict(rad.nu) == {"uppfyllt": 1}


def test_not_met_for_years_is_flagged_with_what_was_done_and_if_it_helped(
    kommun: factories.Kommun,
    kv1: Uppfoljningstillfalle,
    client: Client,
    petra_planansvarig: Anvandare,
    karin_kvalitetssamordnare: Anvandare,
) -> None:
    ett = kil.styrning(kommun)
    plats = cast(factories.Kommun, SimpleNamespace(hemtjanst=kommun.vok, von=kommun.von))
    i_fjol = Uppfoljningstillfalle.objects.create(
        slag="kv1",
        ar=2025,
        period_fran=date(2025, 1, 1),
        matdatum=date(2025, 3, 31),
        oppnar=date(2025, 4, 1),
        enheter_senast=date(2025, 4, 20),
        stanger=date(2025, 5, 10),
    )
    forra = kil.plan(plats, petra_planansvarig, ett, ar=2025, tillfalle=i_fjol)
    assert forra.varv
    gjort = modell.Atgard(
        rubrik="Fler telefonister",
        ansvarig="Petra",
        alder_dagar=90,
        status=modell.Arbetslage.KLAR,
        mal="1",
        effekt=Effekt.NEJ,
    )
    annat = replace(gjort, rubrik="Ett annat måls åtgärd", mal="2")
    frys(forra.varv, [mal(1, Bedomning.EJ, i_rad=1)], petra_planansvarig, atgarder=(gjort, annat))
    nu = kil.plan(
        plats, petra_planansvarig, ett, fas="folja_upp", tillfalle=kv1, foregangare=forra.plan
    )
    assert nu.varv
    frys(nu.varv, [mal(1, Bedomning.EJ, i_rad=2)], petra_planansvarig, atgarder=())
    sida = _sida(client, karin_kvalitetssamordnare, kv1)
    assert "Ej uppfyllt andra året i rad" in sida
    assert "Fler telefonister. Klar, hjälpte: nej." in sida
    assert "Ett annat måls åtgärd" not in sida


def test_one_sees_the_namnder_whose_plans_one_may_read(
    kommun: factories.Kommun,
    kv1: Uppfoljningstillfalle,
    client: Client,
    petra_planansvarig: Anvandare,
) -> None:
    ett = kil.styrning(kommun)
    for enhet, namnd in ((kommun.vok, kommun.von), (kommun.kfk, kommun.kfn)):
        kontorsplan(kommun, kv1, petra_planansvarig, ett, enhet=enhet, namnd=namnd)
    fv = factories.person("Filip Förtroendevald", "FV", kommun.rot, namnd=kommun.von)
    sida = _sida(client, fv, kv1)
    assert "Vård- och omsorgsnämnden" in sida
    assert "Kultur- och fritidsnämnden" not in sida
    assert client.get("/arbete/uppfoljning/99999/kommunen/").status_code == 404
    hs = factories.person("Hans Handläggare", "HS", kommun.vok)
    client.force_login(hs)
    assert client.get(f"/arbete/uppfoljning/{kv1.pk}/kommunen/").status_code == 403


def test_eleven_namnder_with_twelve_goals_cost_as_one(
    kommun: factories.Kommun,
    kv1: Uppfoljningstillfalle,
    client: Client,
    petra_planansvarig: Anvandare,
    karin_kvalitetssamordnare: Anvandare,
) -> None:
    ett = kil.styrning(kommun)
    von = kontorsplan(kommun, kv1, petra_planansvarig, ett, enhet=kommun.vok, namnd=kommun.von)
    frys(von, [mal(1, Bedomning.EJ, i_rad=3)], petra_planansvarig)
    client.force_login(karin_kvalitetssamordnare)
    sidan = f"/arbete/uppfoljning/{kv1.pk}/kommunen/"
    client.get(sidan)
    with CaptureQueriesContext(connection) as en:
        client.get(sidan)
    for n in range(10):
        kontor = factories.enhet(f"Kontor {n}", "kontor", kommun.rot)
        bygg_sokvagar()
        kontor.refresh_from_db()
        namnd = Namnd.objects.create(kod=f"N{n}", namn=f"Nämnd {n}")
        varv = kontorsplan(kommun, kv1, petra_planansvarig, ett, enhet=kontor, namnd=namnd)
        frys(varv, [mal(m, Bedomning.EJ, i_rad=2) for m in range(1, 13)], petra_planansvarig)
    with CaptureQueriesContext(connection) as manga:
        sida = client.get(sidan).text
    assert sida.count("Ej uppfyllt andra året i rad") == 2 * 120
    assert len(manga) == len(en)


def test_the_kommuns_snapshot_carries_the_namnders(
    lage: Lage,
    kommun: factories.Kommun,
    petra_planansvarig: Anvandare,
    karin_kvalitetssamordnare: Anvandare,
) -> None:
    """The units' own are carried by their kontor's; the kommun's rests on those of the kontor."""
    tillfalle, ett = lage.varv.tillfalle, lage.mal
    assert tillfalle
    ks = Namnd.objects.create(kod="KS", namn="Kommunstyrelsen")
    kommunens = kontorsplan(kommun, tillfalle, petra_planansvarig, ett, enhet=kommun.rot, namnd=ks)
    von = kontorsplan(
        kommun, tillfalle, petra_planansvarig, ett, enhet=kommun.vok, namnd=kommun.von
    )
    kontorsplan(kommun, tillfalle, petra_planansvarig, ett, enhet=kommun.kfk, namnd=kommun.kfn)
    helt(lage, petra_planansvarig)
    frys(von, [mal(1, Bedomning.UPPFYLLT)], petra_planansvarig)
    bild = Varv.objects.get(pk=von.pk).ogonblick
    assert bild
    kommunens = Varv.objects.select_related("tillfalle", "plan__enhet").get(pk=kommunens.pk)
    rapport = bygg(kommunens, nu=datetime(2026, 6, 10, 9, tzinfo=UTC))
    assert [(d.enhet, d.ogonblick, d.sha256, d.ansvarig) for d in rapport.delunderlag] == [
        (
            "Vård- och omsorgsnämnden (Vård- och omsorgskontoret)",
            str(bild.pk),
            bild.sha256,
            "",
        ),
        (
            "Kultur- och fritidsnämnden (Kultur- och fritidskontoret)",
            "",
            "",
            "Petra Planansvarig",
        ),
    ]
    chef = factories.person("Klara Kommunchef", "CH", kommun.rot)
    frysta = godkann(kommunens.plan, luckor_skal="Kultur saknas.", av=chef)
    assert frysta.fas == "atgarda"


def _sida(client: Client, person: Anvandare, tillfalle: Uppfoljningstillfalle) -> str:
    client.force_login(person)
    svar = client.get(f"/arbete/uppfoljning/{tillfalle.pk}/kommunen/")
    assert svar.status_code == 200
    return " ".join(svar.text.split())
