"""Next year's plan: made in one act with what is running, and undone while it is a draft."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from cykel.actions import aktivitet as aktivitetsakter
from cykel.actions import kopiera as akter
from cykel.actions import plan as planakter
from cykel.models import (
    Aktivitet,
    LardomSvar,
    PlanVersion,
    Verksamhetsplan,
)
from cykel.villkor.kopiering import kopior
from kvalitet import klocka
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare, Handelse
from tests import factories
from tests.cykel import fabrik, kil
from tests.cykel.test_kopiera import (
    NOVEMBER,
    _november,  # noqa: F401  (used by every test)
    forbered,
    ny_styrmodell,
    nytt_mal,
)
from tests.cykel.test_plansidor import rutt, som, text
from tests.samtidigt import Tradar

# --- Next year in one act -------------------------------------------------------------------------


@pytest.mark.django_db
def test_next_year_is_made_with_what_is_running(kommun: factories.Kommun) -> None:
    p = fabrik.utkast(kommun)
    with klocka.stalld(fabrik.SKRIVS):
        fabrik.lagg_aktivitet(p, p.version.mal.get(mal=p.styrning.trygghet), rubrik="Blev klar")
    with klocka.stalld(fabrik.SKICKAS):
        planakter.skicka(p.version, av=p.folk.petra)
    with klocka.stalld(fabrik.FASTSTALLS):
        planakter.faststall(p.version, **fabrik.BESLUT, av=p.folk.erik)
    klar = p.version.aktiviteter.get(rubrik="Blev klar")
    aktivitetsakter.rapportera(p.farsk(), aktivitet=klar.nyckel, status="klar", av=p.folk.petra)
    ny = forbered(p)
    assert ny.foregangare == p.plan
    assert (ny.period_fran, ny.period_till) == (date(2027, 1, 1), date(2027, 12, 31))
    version = ny.versioner.get()
    assert [rad.rubrik for rad in version.aktiviteter.all()] == ["Alla har en namngiven kontaktman"]
    assert version.indikatorer.count() == 1
    assert Handelse.objects.filter(slag="plan.nasta_ar_forberett", objekt_id=p.plan.pk).exists()


@pytest.mark.django_db
def test_next_year_is_made_once(kommun: factories.Kommun) -> None:
    p = fabrik.i_genomfora(kommun)
    forbered(p)
    with pytest.raises(Regelbrott, match="Nästa års plan finns redan"):
        forbered(p)
    assert Verksamhetsplan.objects.count() == 2


@pytest.mark.django_db
def test_a_plan_never_adopted_has_no_next_year(kommun: factories.Kommun) -> None:
    p = fabrik.utkast(kommun)
    with pytest.raises(Regelbrott, match="inte fastställd än"):
        akter.forbered_nasta_ar(
            p.plan,
            styrmodell=p.styrning.styrmodell,
            planansvarig=p.folk.petra,
            val=[],
            ersattare={},
            av=p.folk.petra,
        )


def test_eight_who_prepare_at_once_make_one_plan(riktig_databas: str) -> None:
    p = fabrik.i_genomfora(factories.kommun())

    def gor() -> bool:
        try:
            with klocka.stalld(NOVEMBER):
                forbered(p)
        except Regelbrott:
            return False
        return True

    with Tradar() as tradar:
        svar = [tradar.kor(gor) for _ in range(8)]
        assert [s.result(timeout=60) for s in svar].count(True) == 1
    assert Verksamhetsplan.objects.count() == 2
    assert Aktivitet.objects.count() == 2


@pytest.mark.django_db
def test_the_page_shows_what_follows_and_makes_the_plan(
    client: Client, kommun: factories.Kommun
) -> None:
    p = fabrik.i_genomfora(kommun)
    styrmodell, niva = ny_styrmodell(p)
    nytt_mal(niva, p, nummer=1, kort="Trygghet", text="Andra ord")
    som(client, p.folk.petra)
    adress = rutt(p, "nasta-ar/")
    sida = text(client.get(adress))
    assert "En plan för 2027 skapas i Styrmodell 2027–2030." in sida
    assert "Målet finns inte i Styrmodell 2027–2030." in sida
    gammal = f"{adress}?styrmodell={p.styrning.styrmodell.pk}"
    assert "Målet finns inte i" not in text(client.get(gammal))
    kalla = p.plan.versioner.gallande().get()
    kalla.plan = p.plan
    val = [
        rad.id
        for rad in kopior(kalla, akter.nasta_plan(p.plan, styrmodell), None)
        if not rad.hinder
    ]
    falt = {"rader": val, "planansvarig": p.folk.petra.pk, "styrmodell": styrmodell.pk}
    svar = client.post(adress, falt)
    ny = Verksamhetsplan.objects.get(foregangare=p.plan)
    assert svar.headers["Location"] == f"/arbete/planer/{ny.pk}/redigera/"
    assert ny.styrmodell == styrmodell
    assert client.post(adress, falt).headers["Location"] == f"/arbete/planer/{ny.pk}/redigera/"
    assert "finns redan." in text(client.get(adress))


@pytest.mark.django_db
def test_the_page_shows_the_learnings_and_the_open_atgarder(
    client: Client, kilen: kil.Kil, petra_planansvarig: Anvandare, erik_enhetschef: Anvandare
) -> None:
    sida = text(som(client, petra_planansvarig).get(f"/arbete/planer/{kilen.plan.pk}/nasta-ar/"))
    assert "Inga säkrade lärdomar eller öppna åtgärder än." in sida
    brist = kil.brist(kilen)
    bevis = kil.bedom(kil.atgard(brist, petra_planansvarig), erik_enhetschef)
    kil.lardom(kilen, bevis, lage="sakrad")
    kil.atgard(brist, petra_planansvarig, status="pagar")
    sida = text(client.get(f"/arbete/planer/{kilen.plan.pk}/nasta-ar/"))
    assert "Ring när tiden flyttas" in sida
    assert "Öppna åtgärder" in sida
    assert "Lärdomar att svara på" in sida


# --- Undoing --------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_draft_is_undone_with_its_rows_and_can_be_made_again(kommun: factories.Kommun) -> None:
    p = fabrik.i_genomfora(kommun)
    ny = forbered(p)
    borta = ny.pk
    assert akter.angra_plan(ny, av=p.folk.petra) == p.plan
    assert not Verksamhetsplan.objects.filter(pk=borta).exists()
    assert PlanVersion.objects.filter(plan=p.plan).count() == PlanVersion.objects.count() == 1
    handelse = Handelse.objects.get(slag="plan.nasta_ar_angrat")
    assert (handelse.objekt_id, handelse.data["eftertradare"]) == (p.plan.pk, borta)
    # What happened to the plan that is gone is not forgotten.
    assert Handelse.objects.filter(slag="plan.skapad", objekt_id=borta).exists()
    with pytest.raises(Regelbrott, match="redan borttagen"):
        akter.angra_plan(Verksamhetsplan(pk=borta), av=p.folk.petra)
    assert forbered(p).versioner.get().aktiviteter.count() == 1


@pytest.mark.django_db
def test_answers_to_learnings_go_with_the_draft(
    kilen: kil.Kil, petra_planansvarig: Anvandare, erik_enhetschef: Anvandare
) -> None:
    bevis = kil.bedom(kil.atgard(kil.brist(kilen), petra_planansvarig), erik_enhetschef)
    lardom = kil.lardom(kilen, bevis, lage="sakrad")
    ny = akter.forbered_nasta_ar(
        kilen.plan,
        styrmodell=kilen.plan.styrmodell,
        planansvarig=petra_planansvarig,
        val=[],
        ersattare={},
        av=petra_planansvarig,
    )
    LardomSvar.objects.create(
        lardom=lardom, plan=ny, svar="avvisad", skal="Nej.", av=petra_planansvarig, tid=kil.NU
    )
    akter.angra_plan(ny, av=petra_planansvarig)
    assert not LardomSvar.objects.exists()


@pytest.mark.django_db
def test_a_plan_sent_in_is_not_undone(client: Client, kommun: factories.Kommun) -> None:
    p = fabrik.i_genomfora(kommun)
    ny = forbered(p)
    planen = f"/arbete/planer/{ny.pk}/"
    assert "Ångra planen" in text(som(client, p.folk.petra).get(planen))
    version = planakter.skicka(ny.versioner.get(), av=p.folk.petra)
    assert "Ångra planen" not in text(client.get(planen))
    for _ in range(2):  # also when it has been sent back
        with pytest.raises(Regelbrott, match="har skickats till granskning"):
            akter.angra_plan(ny, av=p.folk.petra)
        if version.lage == "granskning":
            version = planakter.aterremittera(version, kommentar="Skriv om.", av=p.folk.erik)
    svar = som(client, p.folk.petra).post(f"/arbete/planer/{ny.pk}/angra/")
    assert "har skickats till granskning" in text(svar)
    assert Verksamhetsplan.objects.filter(pk=ny.pk).exists()


@pytest.mark.django_db
def test_a_plan_in_force_or_without_predecessor_is_not_undone(kommun: factories.Kommun) -> None:
    p = fabrik.i_genomfora(kommun)
    with pytest.raises(Regelbrott, match="inte skapad ur en förra plan"):
        akter.angra_plan(p.plan, av=p.folk.petra)
    ny = forbered(p)
    planakter.skicka(ny.versioner.get(), av=p.folk.petra)
    planakter.faststall(ny.versioner.get(), **fabrik.BESLUT, av=p.folk.erik)
    with pytest.raises(Regelbrott, match="Planen är fastställd"):
        akter.angra_plan(ny, av=p.folk.petra)


@pytest.mark.django_db
def test_undoing_on_the_page_leads_back(client: Client, kommun: factories.Kommun) -> None:
    p = fabrik.i_genomfora(kommun)
    ny = forbered(p)
    som(client, p.folk.petra)
    assert "Ångra planen" in text(client.get(f"/arbete/planer/{ny.pk}/"))
    adress = f"/arbete/planer/{ny.pk}/angra/"
    assert "med två rader" in text(client.get(adress))
    svar = client.post(adress, follow=True)
    assert "är borttagen." in text(svar)
    assert "Nästa års plan ångrades" in text(svar)
    assert client.post(adress).status_code == 404
