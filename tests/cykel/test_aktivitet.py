"""Reporting how activities go: the act, its guard, its page."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client

from cykel.actions.aktivitet import rapportera
from cykel.models import Aktivitetslage, Mal, Uppfoljningstillfalle, Varv
from cykel.tillstand import PLAN, Fas
from cykel.villkor.varv import aktiviteter_har_status
from kvalitet.fel import Punkt, Regelbrott
from kvalitet.models import Anvandare, Handelse
from kvalitet.overgang import Steg
from tests.cykel import kil
from tests.cykel.kil import NU, Kil
from tests.factories import Kommun


@pytest.fixture
def kv1(kommun: Kommun) -> Uppfoljningstillfalle:
    return kil.tillfallen()[0]


@pytest.fixture
def uppfoljd(
    juni: None,
    kommun: Kommun,
    petra_planansvarig: Anvandare,
    mal: Mal,
    kv1: Uppfoljningstillfalle,
) -> Kil:
    return kil.plan(kommun, petra_planansvarig, mal, fas=Fas.FOLJA_UPP, tillfalle=kv1)


def _punkter(kilen: Kil, **data: str) -> list[Punkt]:
    return list(aktiviteter_har_status(Steg(PLAN.rad("godkann"), kilen.plan, None, NU, data)))


# --- The act -------------------------------------------------------------------------------


def test_a_report_is_written_and_told(uppfoljd: Kil, arne_aktivitetsansvarig: Anvandare) -> None:
    lage = rapportera(
        uppfoljd.plan,
        aktivitet=uppfoljd.aktivitet.nyckel,
        status="forsenad",
        kommentar=" Vikarien kom sent ",
        av=arne_aktivitetsansvarig,
    )
    assert (lage.varv, lage.status, lage.kommentar) == (
        uppfoljd.varv,
        "forsenad",
        "Vikarien kom sent",
    )
    handelse = Handelse.objects.om(uppfoljd.plan).get(slag="plan.aktivitet_rapporterad")
    assert handelse.av == arne_aktivitetsansvarig


def test_the_same_report_twice_is_one(uppfoljd: Kil, petra_planansvarig: Anvandare) -> None:
    for _ in range(2):
        rapportera(
            uppfoljd.plan,
            aktivitet=uppfoljd.aktivitet.nyckel,
            status="pagar",
            av=petra_planansvarig,
        )
    assert Aktivitetslage.objects.count() == 1


def test_late_or_struck_needs_a_reason(uppfoljd: Kil, petra_planansvarig: Anvandare) -> None:
    with pytest.raises(Regelbrott, match="Skriv varför"):
        rapportera(
            uppfoljd.plan,
            aktivitet=uppfoljd.aktivitet.nyckel,
            status="struken",
            av=petra_planansvarig,
        )


def test_nobody_reports_after_the_follow_up_is_frozen(
    kilen: Kil, petra_planansvarig: Anvandare
) -> None:
    with pytest.raises(Regelbrott, match="godkänd och fryst"):
        rapportera(
            kilen.plan, aktivitet=kilen.aktivitet.nyckel, status="klar", av=petra_planansvarig
        )


def test_an_activity_of_another_plan_is_refused(
    uppfoljd: Kil, petra_planansvarig: Anvandare
) -> None:
    with pytest.raises(Regelbrott, match="finns inte i den version"):
        rapportera(
            uppfoljd.plan,
            aktivitet=uppfoljd.indikator.nyckel,
            status="klar",
            av=petra_planansvarig,
        )


def test_a_reader_may_not_report_unless_the_plan_names_him(
    uppfoljd: Kil, filip_fortroendevald: Anvandare, erik_enhetschef: Anvandare
) -> None:
    nyckel = uppfoljd.aktivitet.nyckel
    with pytest.raises(PermissionDenied):
        rapportera(uppfoljd.plan, aktivitet=nyckel, status="klar", av=filip_fortroendevald)
    uppfoljd.aktivitet.rapportor = erik_enhetschef
    uppfoljd.aktivitet.save()
    rapportera(uppfoljd.plan, aktivitet=nyckel, status="klar", av=erik_enhetschef)


def test_the_database_refuses_a_late_activity_without_reason(
    uppfoljd: Kil, petra_planansvarig: Anvandare
) -> None:
    with pytest.raises(IntegrityError, match="aktivitetslage_skal"), transaction.atomic():
        Aktivitetslage.objects.create(
            plan=uppfoljd.plan,
            aktivitet=uppfoljd.aktivitet.nyckel,
            varv=uppfoljd.varv,
            status="forsenad",
            av=petra_planansvarig,
            tid=NU,
        )


# --- The guard of row 6 --------------------------------------------------------------------


def test_the_guard_names_the_activity_and_who_reports(uppfoljd: Kil) -> None:
    [punkt] = _punkter(uppfoljd)
    assert not punkt.klar
    assert punkt.mening == "Rapportera hur det går med ”Ring när tiden ändras”"
    assert punkt.vem == "Petra Planansvarig"
    assert punkt.senast == uppfoljd.varv.tillfalle.enheter_senast  # type: ignore[union-attr]
    assert punkt.lank.endswith(f"/aktiviteter/#a-{uppfoljd.aktivitet.nyckel}")


def test_the_guard_is_met_by_a_report_of_this_lap(
    uppfoljd: Kil, petra_planansvarig: Anvandare
) -> None:
    rapportera(
        uppfoljd.plan, aktivitet=uppfoljd.aktivitet.nyckel, status="pagar", av=petra_planansvarig
    )
    assert [p.klar for p in _punkter(uppfoljd)] == [True]


@pytest.mark.parametrize(("status", "klar"), [("pagar", False), ("klar", True), ("struken", True)])
def test_only_what_is_over_keeps_its_status_from_an_earlier_lap(
    uppfoljd: Kil, petra_planansvarig: Anvandare, status: str, klar: bool
) -> None:
    rapportera(
        uppfoljd.plan,
        aktivitet=uppfoljd.aktivitet.nyckel,
        status=status,
        kommentar="Vi slutade med det",
        av=petra_planansvarig,
    )
    Varv.objects.filter(pk=uppfoljd.varv.pk).update(avslutades=NU)  # type: ignore[union-attr]
    Varv.objects.create(plan=uppfoljd.plan, nummer=2, borjade=NU)
    assert [p.klar for p in _punkter(uppfoljd)] == [klar]


def test_an_approval_with_gaps_lets_the_missing_report_pass(uppfoljd: Kil) -> None:
    [punkt] = _punkter(uppfoljd, luckor_skal="Enheten har bytt chef")
    assert punkt.klar
    assert punkt.mening.startswith("Rapportera")


# --- The page ------------------------------------------------------------------------------


def _adress(kilen: Kil) -> str:
    return f"/arbete/planer/{kilen.plan.pk}/aktiviteter/"


def _svar(kilen: Kil, status: str, kommentar: str = "") -> dict[str, str]:
    nyckel = str(kilen.aktivitet.nyckel)
    return {
        "aktivitet": nyckel,
        f"a-{nyckel}-status": status,
        f"a-{nyckel}-kommentar": kommentar,
    }


def test_the_page_takes_a_report(
    uppfoljd: Kil, petra_planansvarig: Anvandare, client: Client
) -> None:
    client.force_login(petra_planansvarig)
    svar = client.post(_adress(uppfoljd), _svar(uppfoljd, "pagar", "Går bra"), follow=True)
    assert "Läget för ”Ring när tiden ändras” är rapporterat." in svar.content.decode()
    assert Aktivitetslage.objects.get().kommentar == "Går bra"


def test_the_page_keeps_what_was_written_when_the_reason_is_missing(
    uppfoljd: Kil, petra_planansvarig: Anvandare, client: Client
) -> None:
    client.force_login(petra_planansvarig)
    sida = client.post(_adress(uppfoljd), _svar(uppfoljd, "forsenad")).content.decode()
    assert "Skriv varför aktiviteten är försenad eller struken." in sida
    assert '<option value="forsenad" selected' in sida
    assert "<title>Fel: " in sida
    assert not Aktivitetslage.objects.exists()


def test_another_unit_gets_404_and_a_reader_sees_no_form_and_may_not_post(
    uppfoljd: Kil,
    bodil_biblioteksansvarig: Anvandare,
    filip_fortroendevald: Anvandare,
    client: Client,
) -> None:
    client.force_login(bodil_biblioteksansvarig)
    assert client.get(_adress(uppfoljd)).status_code == 404
    client.force_login(filip_fortroendevald)
    assert "<select" not in client.get(_adress(uppfoljd)).content.decode()
    assert client.post(_adress(uppfoljd), _svar(uppfoljd, "klar")).status_code == 403


def test_the_page_says_why_when_it_is_too_late(
    kilen: Kil, petra_planansvarig: Anvandare, client: Client
) -> None:
    client.force_login(petra_planansvarig)
    svar = client.post(_adress(kilen), _svar(kilen, "klar"))
    assert svar.status_code == 409
    assert "godkänd och fryst" in svar.content.decode()


def test_what_is_too_much_for_the_page_is_named_and_leads_to_the_whole(
    uppfoljd: Kil,
    petra_planansvarig: Anvandare,
    client: Client,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("cykel.views.aktivitet.FLEST_HELA", 0)
    nyckel = uppfoljd.aktivitet.nyckel
    client.force_login(petra_planansvarig)
    sida = client.get(_adress(uppfoljd)).content.decode()
    assert "En aktivitet väntar på rapport" in sida
    assert f'<li id="a-{nyckel}">' in sida
    assert f'<a href="?rad={nyckel}#a-{nyckel}">Ring när tiden ändras</a>' in sida
    assert "<select" not in sida
    vald = client.get(_adress(uppfoljd), {"rad": str(nyckel)}).content.decode()
    assert f'name="a-{nyckel}-status"' in vald
    svar = client.post(_adress(uppfoljd), _svar(uppfoljd, "pagar"), follow=True)
    rapporterad = svar.content.decode()
    assert "Alla aktiviteter är rapporterade i det här varvet." in rapporterad
    assert '<span class="ds-tag" data-color="neutral" data-variant="outline">P' in rapporterad
    assert Aktivitetslage.objects.get().aktivitet == nyckel
