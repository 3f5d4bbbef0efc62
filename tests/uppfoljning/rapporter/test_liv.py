"""A report's life: who takes which step from where, what each asks for, and what follows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pgtrigger
import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction

from kvalitet import klocka
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare, Utskick
from kvalitet.overgang import knappar, overga
from kvalitet.roller import ROLLER, Roll
from tests import factories
from tests.databas import nekas
from tests.uppfoljning.rapporter import manadexempel
from tests.uppfoljning.rapporter.fall import NU, Fall, gor
from uppfoljning.actions import rapport as acts
from uppfoljning.models import Rapport, Rapportrattelse
from uppfoljning.rapport.alla import SLAG
from uppfoljning.rapport.modell import Rapportlage, Rattelse, Status
from uppfoljning.rapport.slag import Underlag
from uppfoljning.rapportlivet import livet
from uppfoljning.rapportperioder import Spann
from uppfoljning.samlare.alla import SAMLARE, Samlare
from uppfoljning.samlare.maluppfyllelse import omfang
from uppfoljning.samlare.omfang import Rapportomfang
from uppfoljning.samlare.val import for_period
from uppfoljning.tillstand import CHEFENS, RAPPORT, Rapportliv, beslutsraden, raderna

pytestmark = pytest.mark.django_db

AUGUSTI = Spann(date(2026, 8, 1), date(2026, 8, 31))
BESLUT = {"beslut_datum": date(2026, 9, 22), "beslut_paragraf": "112", "dnr": "VON 2026/0412"}


@pytest.fixture(autouse=True)
def manaden(monkeypatch: pytest.MonkeyPatch) -> None:
    """A month with everything that its decision asks for."""

    def samla(omfang: Rapportomfang, *, nu: datetime) -> Underlag:
        utkast = Status(lage=Rapportlage.UTKAST)
        return replace(manadexempel.full(), status=utkast, skapad=nu)

    monkeypatch.setitem(SAMLARE, "manad", Samlare(samla))  # type: ignore[call-overload]


def bestall(fall: Fall, slag: str = "maluppfyllelse") -> Rapport:
    om = omfang(fall.namnd, fall.tillfalle)
    if slag != "maluppfyllelse":
        om = for_period(slag, fall.namnd, AUGUSTI)
    rapport = acts.bestall(om, av=fall.chef)
    gor(rapport)
    return rapport


@contextmanager
def vagrar(mening: str) -> Iterator[None]:
    """Expect a trigger of the database to refuse what is done inside."""
    with pytest.raises(DatabaseError, match=mening), transaction.atomic():
        yield


def stall(rapport: Rapport, lage: str) -> Rapport:
    """Put the report in a state, with what the state demands."""
    beslutad = lage in (Rapportliv.FASTSTALLD, Rapportliv.PUBLICERAD)
    paragraf = "112" if beslutad and rapport.slag not in CHEFENS else ""
    with pgtrigger.ignore(
        "uppfoljning.Rapport:rapport_tillstand", "uppfoljning.Rapport:det_publicerade_star"
    ):
        Rapport.objects.filter(pk=rapport.pk).update(
            lage=lage,
            beslut_datum=date(2026, 9, 22) if beslutad else None,
            beslut_paragraf=paragraf,
            publicerad=NU if lage == Rapportliv.PUBLICERAD else None,
            fil=None,
        )
    rapport.refresh_from_db()
    return rapport


def publicera(fall: Fall, nina: Anvandare) -> Rapport:
    rapport = bestall(fall)
    rapport = acts.faststall(rapport, **BESLUT, av=nina)
    gor(rapport)
    return acts.publicera(rapport, av=nina)


def status(rapport: Rapport) -> Any:
    return SLAG[rapport.slag].las(rapport.ogonblick.innehall).status


# --- Every act from every state by every role -------------------------------------------------


@pytest.mark.parametrize("slag", ["maluppfyllelse", "manad"])
@pytest.mark.parametrize("lage", Rapportliv)
@pytest.mark.parametrize("rad", RAPPORT.rader, ids=lambda rad: rad.namn)
def test_the_table_is_what_happens(fall: Fall, rad: Any, lage: str, slag: str) -> None:
    """Each role in the nämnd's kontor, and each role beside it."""
    rapport = stall(bestall(fall, slag), lage)
    gar = lage in rad.fran and rad.namn in raderna(slag)
    for roll in Roll:
        for enhet in (fall.kommun.vok, fall.kommun.kfk):
            person = factories.person(f"Prov {roll} {enhet.pk}", roll, enhet)
            har = rad.ratt in ROLLER[roll] and enhet == fall.kommun.vok
            synlig = rad.namn in [k.namn for k in knappar(RAPPORT, rapport, person)]
            assert synlig == (lage in rad.fran and har)
            if lage in rad.fran and not har:
                with pytest.raises(PermissionDenied):
                    overga(RAPPORT, rapport, rad.namn, av=person, data=BESLUT)
            elif not gar:
                with pytest.raises(Regelbrott):
                    overga(RAPPORT, rapport, rad.namn, av=person, data=BESLUT)
            else:
                ny = overga(RAPPORT, rapport, rad.namn, av=person, data=_data(slag))
                assert ny.lage == rad.till
                stall(rapport, lage)


def _data(slag: str) -> dict[str, Any]:
    return {**BESLUT, "beslut_paragraf": ""} if slag in CHEFENS else BESLUT


@pytest.mark.parametrize("slag", Rapport.Slag)
def test_every_kind_comes_from_draft_to_publication(slag: str) -> None:
    lage = Rapportliv.UTKAST.value
    for namn in raderna(slag):
        assert lage in RAPPORT.rad(namn).fran
        lage = RAPPORT.rad(namn).till
    assert lage == Rapportliv.PUBLICERAD
    assert RAPPORT.rad(beslutsraden(slag)).till == Rapportliv.FASTSTALLD


@pytest.mark.parametrize("lage", Rapportliv)
def test_the_database_refuses_what_the_table_does_not_have(fall: Fall, lage: Rapportliv) -> None:
    rapport = bestall(fall)
    for till in set(Rapportliv) - {lage}:
        stall(rapport, lage)
        if (lage.value, till.value) not in RAPPORT.kanter():
            with vagrar("otillåten övergång"):
                Rapport.objects.filter(pk=rapport.pk).update(lage=till)


def test_the_published_file_is_never_exchanged(
    fall: Fall, nina_namndsekreterare: Anvandare
) -> None:
    rapport = publicera(fall, nina_namndsekreterare)
    for andrat in ({"fil": None}, {"publicerad": NU + timedelta(days=1)}):
        with vagrar("det som är publicerat byts inte ut"):
            Rapport.objects.filter(pk=rapport.pk).update(**andrat)


# --- Approval ---------------------------------------------------------------------------------


def test_an_approved_follow_up_needs_no_second_approval(fall: Fall) -> None:
    rapport = bestall(fall)
    assert rapport.lage == Rapportliv.GODKAND
    assert status(rapport).lage is Rapportlage.GODKAND
    assert [k.namn for k in knappar(RAPPORT, rapport, fall.chef)] == ["faststall_chef"]
    assert livet(rapport, fall.chef).akter == []


def test_the_chef_approves_what_no_follow_up_has(fall: Fall) -> None:
    fall.underlag = _utkast(fall.underlag)
    rapport = bestall(fall)
    assert (rapport.lage, status(rapport).godkand_av) == ("utkast", "")
    ny = acts.godkann(rapport, av=fall.chef)
    assert (ny.lage, status(ny).lage, status(ny).godkand_av) == (
        "godkand",
        Rapportlage.GODKAND,
        fall.chef.namn,
    )
    assert acts.godkann(rapport, av=fall.chef).ogonblick_id == ny.ogonblick_id
    # Ordering the same again keeps the approval.
    assert acts.bestall(omfang(fall.namnd, fall.tillfalle), av=None).pk == rapport.pk


def test_the_namnd_decides_after_the_chef(fall: Fall, nina_namndsekreterare: Anvandare) -> None:
    fall.underlag = _utkast(fall.underlag)
    rapport = bestall(fall)
    with pytest.raises(Regelbrott, match="går bara från ”Godkänd”"):
        acts.faststall(rapport, **BESLUT, av=nina_namndsekreterare)
    acts.godkann(rapport, av=fall.chef)
    gor(rapport)
    assert acts.faststall(rapport, **BESLUT, av=nina_namndsekreterare).beslutad


def test_the_chef_decides_the_month_in_one_step(
    fall: Fall, nina_namndsekreterare: Anvandare
) -> None:
    rapport = bestall(fall, "manad")
    with pytest.raises(PermissionDenied):
        acts.faststall(rapport, **BESLUT, av=nina_namndsekreterare)
    rapport = acts.faststall(rapport, beslut_datum=date(2026, 9, 22), dnr="", av=fall.chef)
    assert (rapport.lage, rapport.beslut_paragraf) == ("faststalld", "")
    assert (status(rapport).godkand_av, status(rapport).lage) == (
        fall.chef.namn,
        Rapportlage.FASTSTALLD,
    )
    with pytest.raises(Regelbrott, match="Något återstår") as fel:
        acts.godkann(stall(rapport, "utkast"), av=fall.chef)
    assert fel.value.punkter[0].mening == "Den här rapporten fastställs av chefen"


def test_the_namnds_decision_has_a_paragraph(fall: Fall, nina_namndsekreterare: Anvandare) -> None:
    rapport = bestall(fall)
    with pytest.raises(Regelbrott) as fel:
        acts.faststall(rapport, **BESLUT | {"beslut_paragraf": ""}, av=nina_namndsekreterare)
    assert [p.mening for p in fel.value.punkter if not p.klar] == ["Beslutets paragraf saknas"]


def test_without_decision_data_the_step_is_not_taken(fall: Fall) -> None:
    rapport = bestall(fall, "manad")
    with pytest.raises(Regelbrott):
        overga(RAPPORT, rapport, "faststall_chef", av=fall.chef, data={"dnr": "1"})


def _utkast(underlag: Any) -> Any:
    tom = replace(
        underlag.status, lage=Rapportlage.UTKAST, godkand_av="", godkand_datum=None, version=1
    )
    return replace(underlag, status=tom)


# --- Rättelse ---------------------------------------------------------------------------------


@pytest.fixture
def publicerad(fall: Fall, nina_namndsekreterare: Anvandare) -> Rapport:
    return publicera(fall, nina_namndsekreterare)


def ratta(rapport: Rapport, av: Anvandare, *, nytt: bool = False, fel: str = "Tal 3") -> Rapport:
    ny = acts.ratta(rapport, fel=fel, ratt="Tal 5.", nytt_underlag=nytt, av=av)
    gor(ny)
    return ny


def test_a_correction_goes_the_whole_way_again(
    fall: Fall, publicerad: Rapport, nina_namndsekreterare: Anvandare
) -> None:
    ny = ratta(publicerad, nina_namndsekreterare)
    assert (ny.version, ny.lage) == (2, "utkast")
    assert (status(ny).paragraf, status(ny).godkand_av) == ("", "")
    assert rattelser(ny)[-1] == Rattelse(datum=NU.date(), text="Fel: Tal 3. Rätt: Tal 5.")
    acts.godkann(ny, av=fall.chef)
    gor(ny)
    acts.faststall(ny, **BESLUT, av=nina_namndsekreterare)
    gor(ny)
    ny = acts.publicera(ny, av=nina_namndsekreterare)
    publicerad.refresh_from_db()
    assert (publicerad.lage, ny.lage) == ("publicerad", "publicerad")
    # The old one stays as it was, and a new order prints what was corrected too.
    assert rattelser(publicerad) == fall.underlag.rattelser
    fall.underlag = replace(fall.underlag, kontakt="Någon annan")
    assert rattelser(bestall(fall)) == rattelser(ny)


def rattelser(rapport: Rapport) -> tuple[Rattelse, ...]:
    underlag: Underlag = SLAG[rapport.slag].las(rapport.ogonblick.innehall)
    return underlag.rattelser


def test_it_is_made_of_the_same_or_of_what_is_approved_now(
    fall: Fall, publicerad: Rapport, nina_namndsekreterare: Anvandare
) -> None:
    fall.underlag = replace(fall.underlag, kontakt="Någon annan")
    samma = ratta(publicerad, nina_namndsekreterare)
    nytt = ratta(publicerad, nina_namndsekreterare, nytt=True, fel="Kontakten")
    kontakter = [SLAG[r.slag].las(r.ogonblick.innehall).kontakt for r in (publicerad, samma, nytt)]
    assert kontakter == [kontakter[0], kontakter[0], "Någon annan"]
    egna = [rad.text for rad in rattelser(nytt)[len(fall.underlag.rattelser) :]]
    # The first one is not lost.
    assert egna == ["Fel: Tal 3. Rätt: Tal 5.", "Fel: Kontakten. Rätt: Tal 5."]


def test_the_same_correction_twice_is_one(
    publicerad: Rapport, nina_namndsekreterare: Anvandare
) -> None:
    en, tva = (ratta(publicerad, nina_namndsekreterare) for _ in range(2))
    assert en == tva
    assert Rapportrattelse.objects.count() == 1


def test_another_approves_what_one_has_written(fall: Fall, publicerad: Rapport) -> None:
    ny = ratta(publicerad, fall.chef)
    with pytest.raises(Regelbrott) as fel:
        acts.godkann(ny, av=fall.chef)
    assert fel.value.punkter[-1].mening == "Du har skrivit rättelsen. Någon annan ska godkänna den"
    # A version made after it holds the same words, and they are still one's own.
    fall.underlag = replace(fall.underlag, kontakt="Någon annan")
    tredje = bestall(fall)
    assert tredje.lage == "utkast"
    with pytest.raises(Regelbrott):
        acts.godkann(tredje, av=fall.chef)
    assert acts.godkann(tredje, av=factories.person("Ove Chef", "CH", fall.kommun.vok)).version == 3


def test_what_replaces_a_published_version_says_why(
    fall: Fall, publicerad: Rapport, nina_namndsekreterare: Anvandare
) -> None:
    fall.underlag = replace(fall.underlag, kontakt="Någon annan")
    ny = bestall(fall)
    with pytest.raises(Regelbrott) as fel:
        acts.faststall(ny, **BESLUT, av=nina_namndsekreterare)
    (kvar,) = [p for p in fel.value.punkter if not p.klar]
    assert kvar.mening == "Version 1 är publicerad. Skriv vad som var fel i den"
    assert kvar.lank == f"/arbete/rapporter/{publicerad.pk}/ratta/"


def test_only_the_published_version_that_stands_is_corrected(
    fall: Fall, publicerad: Rapport, nina_namndsekreterare: Anvandare, rut_revisor: Anvandare
) -> None:
    with pytest.raises(PermissionDenied):
        ratta(publicerad, rut_revisor)
    ny = ratta(publicerad, nina_namndsekreterare)
    with pytest.raises(Regelbrott, match="Bara en publicerad rapport rättas"):
        ratta(ny, nina_namndsekreterare, fel="Annat")
    stall(ny, "publicerad")
    with pytest.raises(Regelbrott, match="Rätta version 2 i stället"):
        ratta(publicerad, nina_namndsekreterare, fel="Annat")


def test_a_second_correction_keeps_what_the_first_made_right(
    fall: Fall, publicerad: Rapport, nina_namndsekreterare: Anvandare
) -> None:
    fall.underlag = replace(fall.underlag, kontakt="Rätt kontakt")
    ratta(publicerad, nina_namndsekreterare, nytt=True, fel="Kontakten")
    fall.underlag = replace(fall.underlag, kontakt="Inte med ännu")
    ny = ratta(publicerad, nina_namndsekreterare, fel="Ett stavfel")
    assert SLAG[ny.slag].las(ny.ogonblick.innehall).kontakt == "Rätt kontakt"
    assert len(rattelser(ny)) == len(fall.underlag.rattelser) + 2


def test_a_replaced_version_leads_to_the_one_that_stands(
    fall: Fall, publicerad: Rapport, nina_namndsekreterare: Anvandare
) -> None:
    gallande = stall(ratta(publicerad, nina_namndsekreterare), "publicerad")
    fall.underlag = replace(fall.underlag, kontakt="Någon annan")
    utkast = bestall(fall)
    liv = livet(publicerad, nina_namndsekreterare)
    assert (liv.nyare, liv.far_ratta) == (gallande, False)
    liv = livet(gallande, nina_namndsekreterare)
    assert (liv.nyare, liv.far_ratta) == (utkast, True)


@pytest.mark.parametrize(
    ("lage", "mening"),
    [
        ("faststalld", "Version 2 är redan fastställd"),
        ("publicerad", "Version 2 är redan publicerad"),
    ],
)
def test_an_older_version_is_not_published_after_a_newer(
    fall: Fall, nina_namndsekreterare: Anvandare, lage: str, mening: str
) -> None:
    forsta = acts.faststall(bestall(fall), **BESLUT, av=nina_namndsekreterare)
    fall.underlag = replace(fall.underlag, kontakt="Någon annan")
    stall(bestall(fall), lage)
    with pytest.raises(Regelbrott) as fel:
        acts.publicera(forsta, av=nina_namndsekreterare)
    assert fel.value.punkter[0].mening == mening
    assert livet(forsta, nina_namndsekreterare).akter == []


def test_the_clock_leaves_what_a_later_decision_has_replaced(
    fall: Fall, nina_namndsekreterare: Anvandare, caplog: pytest.LogCaptureFixture
) -> None:
    om_en_vecka = NU + timedelta(days=7)
    forsta = bestall(fall)
    acts.faststall(forsta, **BESLUT, publiceras=om_en_vecka, av=nina_namndsekreterare)
    fall.underlag = replace(fall.underlag, kontakt="Någon annan")
    andra = acts.faststall(bestall(fall), **BESLUT, av=nina_namndsekreterare)
    with klocka.stalld(om_en_vecka):
        assert acts.publicera_forfallna() == []
    forsta.refresh_from_db()
    assert (forsta.lage, forsta.publiceras, caplog.messages) == ("faststalld", None, [])
    assert acts.publicera(andra, av=nina_namndsekreterare).version == 2


def test_a_rattelse_is_whole_and_stays(
    publicerad: Rapport, nina_namndsekreterare: Anvandare
) -> None:
    ny = ratta(publicerad, nina_namndsekreterare)
    grund = {"fel": "A", "ratt": "B", "skriven": NU, "skriven_av": nina_namndsekreterare}
    with nekas("rapportrattelse_hel"):
        Rapportrattelse.objects.create(rapport=publicerad, rattar=ny, **grund | {"ratt": ""})
    with nekas("rapportrattelse_i_ny_version"):
        Rapportrattelse.objects.create(rapport=publicerad, rattar=publicerad, **grund)
    with vagrar("Cannot update"):
        Rapportrattelse.objects.update(fel="Något annat")


# --- Distribution -----------------------------------------------------------------------------


def test_the_clock_publishes_and_tells_as_a_person_does(
    fall: Fall, nina_namndsekreterare: Anvandare
) -> None:
    rapport = bestall(fall)
    acts.faststall(rapport, **BESLUT, publiceras=NU, av=nina_namndsekreterare)
    factories.person("Frida Förtroendevald", "FV", fall.kommun.rot, namnd=fall.namnd)
    with klocka.stalld(NU + timedelta(minutes=1)):
        assert [r.pk for r in acts.publicera_forfallna()] == [rapport.pk]
    assert Utskick.objects.filter(mall="rapport_publicerad").count() == 1
