"""A nämnd's own days in a round: within the municipality's, and used wherever a day is told."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from cykel.actions.paminnelse import skicka_paminnelser
from cykel.actions.runda import foreslagna_tider, kopiera_tider, satt_tider
from cykel.models import Namndtider, Uppfoljningstillfalle, Verksamhetsplan
from cykel.villkor import kalender
from cykel.villkor.uppdatera import rader_for
from kvalitet import klocka
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare, Handelse, Utskick
from tests import factories
from tests.cykel import fabrik
from tests.databas import nekas, vagras

pytestmark = pytest.mark.django_db

DAGAR: dict[str, Any] = {
    "enheter_senast": date(2026, 9, 18),
    "kontor_senast": date(2026, 9, 25),
    "namnd_senast": date(2026, 10, 14),
}


def tider(tillfalle: Uppfoljningstillfalle, kommun: factories.Kommun, **andrat: Any) -> Namndtider:
    return satt_tider(tillfalle, namnd=kommun.von, **(DAGAR | andrat), av=None)


def dagarna(tillfalle: Uppfoljningstillfalle, kommun: factories.Kommun) -> list[date]:
    farsk = Uppfoljningstillfalle.objects.get(pk=tillfalle.pk)
    enheter = (kommun.hemtjanst, kommun.vok, kommun.rot)
    return [farsk.senast_for(Verksamhetsplan(enhet=e, namnd=kommun.von)) for e in enheter]


def test_the_namnds_days_go_before_the_municipalitys(kommun: factories.Kommun) -> None:
    tillfalle = fabrik.delar()
    tider(tillfalle, kommun)
    assert dagarna(tillfalle, kommun) == [date(2026, 9, 18), date(2026, 9, 25), date(2026, 10, 23)]
    annan = Verksamhetsplan(enhet=kommun.bibliotek, namnd=kommun.kfn)
    farsk = Uppfoljningstillfalle.objects.get(pk=tillfalle.pk)
    assert (farsk.senast_for(annan), farsk.lases_efter(annan)) == (
        date(2026, 10, 2),
        date(2026, 10, 23),
    )


@pytest.mark.parametrize(
    ("andrat", "mening"),
    [
        ({"enheter_senast": date(2026, 9, 26)}, "Dagarna ska komma i ordning"),
        ({"kontor_senast": date(2026, 10, 15)}, "Dagarna ska komma i ordning"),
        ({"enheter_senast": date(2026, 8, 31)}, "innan uppföljningen öppnar 1\xa0september 2026"),
        ({"namnd_senast": date(2026, 10, 24)}, "Delår 2026 stänger 23\xa0oktober 2026"),
    ],
)
def test_days_in_disorder_or_outside_the_round_are_refused(
    kommun: factories.Kommun, andrat: dict[str, Any], mening: str
) -> None:
    with pytest.raises(Regelbrott, match=mening):
        tider(fabrik.delar(), kommun, **andrat)
    assert not Namndtider.objects.exists()


def test_the_database_refuses_them_too(kommun: factories.Kommun) -> None:
    tillfalle = fabrik.delar()
    egna = tider(tillfalle, kommun)
    rad = Namndtider.objects.filter(pk=egna.pk)
    with nekas("namndtider_i_ordning"):
        rad.update(kontor_senast=date(2026, 9, 17))
    with nekas("namndtider_i_ordning"):
        rad.update(kontor_senast=date(2026, 10, 15))
    with vagras("nämndens dagar ligger utanför"):
        rad.update(namnd_senast=date(2026, 10, 24))
    with vagras("nämndens dagar ligger utanför"):
        rad.update(enheter_senast=date(2026, 8, 31))
    with nekas("namndtider_en_gang"):
        Namndtider.objects.create(
            tillfalle=tillfalle, namnd=kommun.von, **DAGAR, andrad=klocka.nu()
        )
    with vagras("nämndernas dagar ligger utanför"):
        Uppfoljningstillfalle.objects.filter(pk=tillfalle.pk).update(stanger=date(2026, 10, 13))


def test_only_who_leads_the_round_in_the_namnd_sets_its_days(
    kommun: factories.Kommun,
    erik_enhetschef: Anvandare,
    nina_namndsekreterare: Anvandare,
    karin_kvalitetssamordnare: Anvandare,
) -> None:
    tillfalle = fabrik.delar()
    with pytest.raises(PermissionDenied):
        satt_tider(tillfalle, namnd=kommun.von, **DAGAR, av=erik_enhetschef)
    with pytest.raises(PermissionDenied):
        satt_tider(tillfalle, namnd=kommun.kfn, **DAGAR, av=nina_namndsekreterare)
    satt_tider(tillfalle, namnd=kommun.von, **DAGAR, av=nina_namndsekreterare)
    satt_tider(tillfalle, namnd=kommun.kfn, **DAGAR, av=karin_kvalitetssamordnare)
    satt_tider(tillfalle, namnd=kommun.kfn, **DAGAR, av=karin_kvalitetssamordnare)
    assert Handelse.objects.filter(slag="tillfalle.namndtider").count() == 2


def fjolaret(kommun: factories.Kommun) -> None:
    i_fjol = fabrik.delar(
        ar=2025,
        period_fran=date(2025, 1, 1),
        matdatum=date(2025, 8, 31),
        oppnar=date(2025, 9, 1),
        enheter_senast=date(2025, 10, 3),
        stanger=date(2025, 10, 24),
    )
    satt_tider(
        i_fjol,
        namnd=kommun.von,
        enheter_senast=date(2025, 9, 19),
        kontor_senast=date(2025, 9, 26),
        namnd_senast=date(2025, 10, 15),
        av=None,
    )


def test_last_years_days_are_moved_to_the_same_weekday(
    kommun: factories.Kommun, karin_kvalitetssamordnare: Anvandare
) -> None:
    fjolaret(kommun)
    tillfalle = fabrik.delar()
    forslag = foreslagna_tider(tillfalle)
    assert forslag == {kommun.von.pk: DAGAR}
    assert [dag.weekday() for dag in DAGAR.values()] == [4, 4, 2]
    alla = [kommun.von, kommun.kfn]
    assert kopiera_tider(tillfalle, namnder=alla, av=karin_kvalitetssamordnare) == (
        [kommun.von],
        [],
    )
    assert kopiera_tider(tillfalle, namnder=alla, av=karin_kvalitetssamordnare) == ([], [])
    assert Namndtider.objects.filter(tillfalle=tillfalle).count() == 1


def test_days_that_no_longer_fit_are_left_to_a_person(
    kommun: factories.Kommun, karin_kvalitetssamordnare: Anvandare
) -> None:
    fjolaret(kommun)
    tillfalle = fabrik.delar(enheter_senast=date(2026, 9, 20), stanger=date(2026, 10, 1))
    fick, inte = kopiera_tider(tillfalle, namnder=[kommun.von], av=karin_kvalitetssamordnare)
    assert (fick, inte) == ([], [kommun.von])
    assert not Namndtider.objects.filter(tillfalle=tillfalle).exists()


def test_lists_reminders_and_calendar_go_by_the_namnds_days(kommun: factories.Kommun) -> None:
    p = fabrik.i_folja_upp(kommun)
    assert p.varv.tillfalle
    tider(p.varv.tillfalle, kommun)
    with klocka.stalld(fabrik.tid(9, 17)):
        assert {rad.senast for rad in rader_for(p.folk.amir, date(2026, 9, 17))} == {
            date(2026, 9, 18)
        }
        dagar = {post.text: post.dag for post in kalender.poster(p.folk.petra, date(2026, 9, 17))}
        assert dagar["Delår 2026: Hemtjänst klar"] == date(2026, 9, 18)
        Utskick.objects.all().delete()
        assert skicka_paminnelser() == 2  # one working day left
    brev = Utskick.objects.filter(mall="paminnelse").values_list("innehall", flat=True)
    assert all("18\xa0september" in ett or "18 september" in ett for ett in brev)


# --- Pages ---------------------------------------------------------------------------------------


def test_the_days_are_set_on_their_page(
    client: Client, kommun: factories.Kommun, nina_namndsekreterare: Anvandare
) -> None:
    fjolaret(kommun)
    tillfalle = fabrik.delar()
    client.force_login(nina_namndsekreterare)
    sidan = f"/arbete/uppfoljning/tillfallen/{tillfalle.pk}/tider/"
    lista = client.get(sidan).text
    assert "Kopiera från förra året" in lista
    assert kommun.kfn.namn not in lista
    svar = client.get(f"{sidan}{kommun.von.pk}/")
    assert "Förslaget är förra årets dagar" in svar.text
    assert 'value="2026-09-18"' in svar.text
    fel = client.post(
        f"{sidan}{kommun.von.pk}/",
        {
            "enheter_senast": "2026-09-18",
            "kontor_senast": "2026-09-25",
            "namnd_senast": "2026-12-1",
        },
    )
    assert "Delår 2026 stänger" in fel.text
    assert 'value="2026-09-25"' in fel.text
    klart = client.post(f"{sidan}kopiera/", follow=True)
    assert "Förra årets tider är kopierade för Vård- och omsorgsnämnden" in klart.text
    assert "Egna dagar" in klart.text


def test_another_namnds_days_are_not_found(
    client: Client,
    kommun: factories.Kommun,
    nina_namndsekreterare: Anvandare,
    erik_enhetschef: Anvandare,
) -> None:
    tillfalle = fabrik.delar()
    sidan = f"/arbete/uppfoljning/tillfallen/{tillfalle.pk}/tider/{kommun.kfn.pk}/"
    client.force_login(nina_namndsekreterare)
    for del_ in ("", "las/", "las-upp/"):
        assert client.post(f"{sidan}{del_}").status_code == 404
    client.force_login(erik_enhetschef)
    assert client.get(sidan).status_code == 403
