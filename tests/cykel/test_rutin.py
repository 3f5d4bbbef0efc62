"""Routines as series: the next version replaces, the old can be read, late ones are shown."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from cykel.actions.rutin import se_over, skapa_rutin
from cykel.models import Rutin
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare
from tests import factories
from tests.cykel.kil import NU
from tests.databas import nekas
from tests.factories import Kommun

IDAG = NU.date()
pytestmark = pytest.mark.usefixtures("juni")


def _rutin(kommun: Kommun, av: Anvandare, **andrat: Any) -> Rutin:
    falt: dict[str, Any] = {
        "enhet": kommun.hemtjanst,
        "namn": "Ändrad tid",
        "version": "1",
        "agare": av,
        "galler_fran": date(2026, 1, 1),
        "text": "Ring den som väntar.",
        "ses_over_senast": IDAG - timedelta(days=1),
    }
    return skapa_rutin(**(falt | andrat), av=av)


def test_the_same_name_again_is_the_next_version(
    kommun: Kommun, petra_planansvarig: Anvandare
) -> None:
    ett = _rutin(kommun, petra_planansvarig)
    tva = _rutin(kommun, petra_planansvarig, version="2", galler_fran=date(2026, 3, 1))
    assert tva.ersatter == ett
    assert list(Rutin.objects.senaste()) == [tva]  # type: ignore[attr-defined]
    assert _rutin(kommun, petra_planansvarig) == ett
    with pytest.raises(Regelbrott, match="kan inte börja gälla före den"):
        _rutin(kommun, petra_planansvarig, version="3")


def test_a_series_is_one_line(kommun: Kommun, petra_planansvarig: Anvandare) -> None:
    ett = _rutin(kommun, petra_planansvarig)
    _rutin(kommun, petra_planansvarig, version="2")
    falt: dict[str, Any] = {
        "enhet": kommun.hemtjanst,
        "namn": "Ändrad tid",
        "agare": petra_planansvarig,
        "galler_fran": IDAG,
    }
    with nekas("rutin_en_forsta_version"):
        Rutin.objects.create(version="3", **falt)
    with nekas("cykel_rutin_ersatter_id_key"):
        Rutin.objects.create(version="3", ersatter=ett, **falt)
    with nekas("rutin_ses_over_senare"):
        Rutin.objects.filter(pk=ett.pk).update(ses_over_senast=ett.galler_fran)


def test_a_version_is_looked_over_later_and_owned_by_someone_who_is_there(
    kommun: Kommun, petra_planansvarig: Anvandare
) -> None:
    with pytest.raises(Regelbrott, match="efter att den har börjat gälla"):
        _rutin(kommun, petra_planansvarig, ses_over_senast=date(2026, 1, 1))
    slutat = factories.person("Sven Slutat", "PA", kommun.hemtjanst)
    slutat.is_active = False
    slutat.save()
    with pytest.raises(Regelbrott, match="har slutat"):
        _rutin(kommun, petra_planansvarig, agare=slutat)


def test_the_owner_looks_it_over_and_others_without_the_right_do_not(
    kommun: Kommun,
    petra_planansvarig: Anvandare,
    erik_enhetschef: Anvandare,
    filip_fortroendevald: Anvandare,
) -> None:
    rutin = _rutin(kommun, petra_planansvarig, agare=erik_enhetschef)
    om_ett_ar = IDAG + timedelta(days=365)
    with pytest.raises(PermissionDenied):
        se_over(rutin, ses_over_senast=om_ett_ar, av=filip_fortroendevald)
    with pytest.raises(Regelbrott, match="kommande dag"):
        se_over(rutin, ses_over_senast=IDAG, av=erik_enhetschef)
    assert se_over(rutin, ses_over_senast=om_ett_ar, av=erik_enhetschef).sen(IDAG) is False
    _rutin(kommun, petra_planansvarig, version="2")
    with pytest.raises(Regelbrott, match="ersatt av en ny version"):
        se_over(rutin, ses_over_senast=om_ett_ar + timedelta(days=1), av=erik_enhetschef)


def test_late_ones_come_first_and_are_counted(
    kommun: Kommun, petra_planansvarig: Anvandare, client: Client
) -> None:
    _rutin(kommun, petra_planansvarig, namn="A i tid", ses_over_senast=date(2027, 1, 1))
    _rutin(kommun, petra_planansvarig, namn="B sen")
    client.force_login(petra_planansvarig)
    sida = client.get("/arbete/rutiner/").content.decode()
    assert "En rutin skulle ha setts över." in sida
    assert sida.index("B sen") < sida.index("A i tid")
    assert "1 skulle ha setts över" in client.get("/arbete/larande/").content.decode()


def test_a_new_version_by_the_form_and_the_old_is_still_read(
    kommun: Kommun, petra_planansvarig: Anvandare, client: Client
) -> None:
    ett = _rutin(kommun, petra_planansvarig)
    client.force_login(petra_planansvarig)
    falt = {
        "version": "2",
        "agare": petra_planansvarig.pk,
        "galler_fran": "2026-06-10",
        "ses_over_senast": "2027-06-10",
    }
    ny = f"/arbete/rutiner/{ett.pk}/ny-version/"
    assert "ange var dokumentet finns" in client.post(ny, falt).content.decode()
    svar = client.post(ny, {**falt, "dokument": "VON 2026/0311"})
    tva = Rutin.objects.get(version="2")
    assert svar["Location"] == f"/arbete/rutiner/{tva.pk}/"
    assert "VON 2026/0311" in client.get(svar["Location"]).content.decode()
    gammal = client.get(f"/arbete/rutiner/{ett.pk}/").content.decode()
    assert "Ring den som väntar." in gammal
    assert "Läs den som gäller, version 2" in gammal


def test_a_routine_above_binds_and_is_read_but_another_kontors_is_not(
    kommun: Kommun,
    karin_kvalitetssamordnare: Anvandare,
    petra_planansvarig: Anvandare,
    bodil_biblioteksansvarig: Anvandare,
    client: Client,
) -> None:
    rutin = _rutin(kommun, karin_kvalitetssamordnare, enhet=kommun.vok)
    for person, kod in ((petra_planansvarig, 200), (bodil_biblioteksansvarig, 404)):
        client.force_login(person)
        assert client.get(f"/arbete/rutiner/{rutin.pk}/").status_code == kod
    client.force_login(petra_planansvarig)
    assert client.get(f"/arbete/rutiner/{rutin.pk}/ny-version/").status_code == 403
