"""The check: what a code, a sum or a file is told to be."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import pgtrigger
import pytest
from django.test import Client

from kvalitet import tak
from kvalitet.models import Anvandare
from kvalitet.uppladdning import STORST_SUMMA
from tests.uppfoljning.rapporter.fall import NU, Fall, gor
from tests.uppfoljning.rapporter.publika import publicera, ratta
from uppfoljning import lager as lagret
from uppfoljning import publicerade
from uppfoljning.actions import rapport as acts
from uppfoljning.models import Rapport, Rapportfil
from uppfoljning.samlare.maluppfyllelse import omfang

pytestmark = pytest.mark.django_db

SENARE = NU + timedelta(days=20)
URL = "/rapporter/kontrollera/"


@pytest.fixture
def forsta(fall: Fall, nina_namndsekreterare: Anvandare) -> Rapport:
    return publicera(fall, nina_namndsekreterare)


@pytest.fixture
def rattad(fall: Fall, forsta: Rapport, nina_namndsekreterare: Anvandare) -> Rapport:
    return ratta(fall, nina_namndsekreterare, nu=SENARE)


def innehall(rapport: Rapport) -> bytes:
    assert rapport.fil is not None
    with lagret.oppna(rapport.fil) as fil:
        return fil.read()


def kontrollera(data: bytes, namn: str = "rapport.pdf") -> str:
    """Post the file as a browser without script does, and follow it to the answer."""
    fil = BytesIO(data)
    fil.name = namn
    svar = Client(enforce_csrf_checks=True).post(URL, {"fil": fil}, follow=True)
    assert svar.status_code == 200
    assert not svar.cookies
    return svar.content.decode()


# --- The file -----------------------------------------------------------------------------------


def test_the_published_file_is_known(forsta: Rapport) -> None:
    sida = kontrollera(innehall(forsta))
    assert "<title>Det här är den publicerade filen" in sida
    assert "Delårsrapport 2026, Vård- och omsorgsnämnden" in sida
    assert sha256(innehall(forsta)).hexdigest() in sida


def test_one_changed_byte_is_told(forsta: Rapport) -> None:
    data = innehall(forsta)
    for n in (0, len(data) // 2, len(data) - 1):
        andrad = data[:n] + bytes([data[n] ^ 1]) + data[n + 1 :]
        assert "Filen är inte någon av de publicerade rapporterna" in kontrollera(andrad)
    for andrad in (data + b"\n", data[:-1]):
        assert "Den kan vara ändrad." in kontrollera(andrad)


def test_the_name_of_the_file_tells_nothing(forsta: Rapport) -> None:
    assert "Det här är den publicerade filen" in kontrollera(innehall(forsta), "bröllop.exe")


def test_a_replaced_file_is_told_with_what_replaced_it(forsta: Rapport, rattad: Rapport) -> None:
    sida = kontrollera(innehall(forsta))
    assert "Filen är en äldre version som har ersatts" in sida
    assert f'href="/rapporter/{rattad.pk}/"' in sida
    assert "Det här är den publicerade filen" in kontrollera(innehall(rattad))


def test_a_drafts_file_is_nobodys(fall: Fall, forsta: Rapport) -> None:
    utkast = forsta.jobb.select_related("fil").order_by("pk")[0].fil
    assert utkast is not None
    with lagret.oppna(utkast) as fil:
        assert "Filen är inte någon av de publicerade" in kontrollera(fil.read())


def test_no_file_and_an_empty_file_are_asked_for_again(fall: Fall) -> None:
    svar = Client().post(URL)
    assert "Välj den fil som du vill kontrollera." in svar.content.decode()
    tom = Client().post(URL, {"fil": BytesIO(b"")})
    assert "Filen är tom. Välj en annan fil." in tom.content.decode()


def test_a_file_beyond_the_limit_is_told_and_nothing_is_kept(
    fall: Fall, lager: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kvalitet.uppladdning.STORST_SUMMA", 100_000)
    svar = Client().post(URL, {"fil": BytesIO(bytes(100_001))})
    grans = STORST_SUMMA // 1024 // 1024
    assert f"Filen är större än {grans} MB." in svar.content.decode()
    assert svar.status_code == 200
    kontrollera(bytes(100_000))
    assert not [fil for fil in lager.rglob("*") if fil.is_file()]


def test_too_many_files_from_one_place_wait(
    fall: Fall, forsta: Rapport, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    monkeypatch.setitem(tak.HOGST, "kontrollera", 1)
    assert kontrollera(b"ett")
    svar = Client().post(URL, {"fil": BytesIO(b"tva")})
    assert svar.status_code == 429
    assert Client().get(f"{URL}?fil={forsta.fil_id}").status_code == 200  # reading is not counted


# --- The sum and the code -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "skrivet", ["{}", " {} ", "SHA256:{}", "{}  delarsrapport.pdf", "https://x.se/a/{}/"]
)
def test_a_sum_is_known_however_it_is_pasted(forsta: Rapport, skrivet: str) -> None:
    svar = Client().get(URL, {"kod": skrivet.format(forsta.fil_id)})
    assert "Det här är den publicerade filen" in svar.content.decode()
    stor = Client().get(URL, {"kod": skrivet.format(str(forsta.fil_id).upper())})
    assert "Det här är den publicerade filen" in stor.content.decode()


def test_a_sum_that_is_nobodys_is_told(forsta: Rapport) -> None:
    for falt in ("kod", "fil"):
        svar = Client().get(URL, {falt: "0" * 64})
        assert "Filen är inte någon av de publicerade" in svar.content.decode()


@pytest.mark.parametrize("antal", [12, 13, 40, 64])
def test_a_code_leads_to_its_report(forsta: Rapport, antal: int) -> None:
    kod = forsta.ogonblick.sha256[:antal]
    svar = Client().get(URL, {"kod": kod}, follow=True)
    assert svar.redirect_chain[-1] == (f"/r/{kod}/", 302)
    sida = svar.content.decode()
    assert "Rapporten är vår och den gäller." in sida
    assert forsta.fil is not None
    for uppgift in (forsta.ogonblick.sha256, forsta.fil.sha256, "§&nbsp;112", "VON 2026/0412"):
        assert uppgift in sida


def test_the_code_is_read_off_paper(forsta: Rapport) -> None:
    kod = forsta.ogonblick.sha256
    grupper = " ".join(kod[n : n + 8] for n in range(0, 64, 8))
    for skrivet in (kod[:12].upper(), f"{kod[:6]}-{kod[6:12]}", grupper):
        svar = Client().get(URL, {"kod": skrivet}, follow=True)
        assert "Rapporten är vår och den gäller." in svar.content.decode()
    assert "Rapporten är vår" in Client().get(f"/r/{kod[:12].upper()}/").content.decode()


def test_a_replaced_report_says_so(forsta: Rapport, rattad: Rapport) -> None:
    sida = Client().get(f"/r/{forsta.ogonblick.sha256[:12]}/").content.decode()
    assert "har ersatts av en rättad version" in sida
    assert f'href="/rapporter/{rattad.pk}/"' in sida
    ny = Client().get(f"/r/{rattad.ogonblick.sha256[:12]}/").content.decode()
    assert "Rättad version, den som gäller." in ny


@pytest.mark.parametrize("kod", ["0" * 12, "abc", "xyz", "f" * 64, "%00", "a" * 4000, "'--"])
def test_an_unknown_code_is_not_found_and_told(fall: Fall, forsta: Rapport, kod: str) -> None:
    svar = Client().get(f"/r/{kod}/")
    assert svar.status_code == 404
    assert "Vi känner inte igen koden" in svar.content.decode()


def test_fewer_than_twelve_characters_are_never_looked_up(forsta: Rapport) -> None:
    assert Client().get(f"/r/{forsta.ogonblick.sha256[:11]}/").status_code == 404
    svar = Client().get(URL, {"kod": forsta.ogonblick.sha256[:11]})
    assert "Det där ser inte ut som en kod." in svar.content.decode()


def test_a_code_without_signs_is_asked_for_again(fall: Fall) -> None:
    svar = Client().get(URL, {"kod": ""})
    assert "Skriv koden som står på rapportens sista sida." in svar.content.decode()


def test_a_drafts_code_is_not_known(fall: Fall) -> None:
    utkast = acts.bestall(omfang(fall.namnd, fall.tillfalle), av=fall.chef)
    gor(utkast)
    assert Client().get(f"/r/{utkast.ogonblick.sha256[:12]}/").status_code == 404


def test_the_draft_behind_a_published_report_is_not_known(fall: Fall, forsta: Rapport) -> None:
    utkast = forsta.jobb.select_related("ogonblick").order_by("pk")[0].ogonblick
    assert utkast.sha256 != forsta.ogonblick.sha256
    assert Client().get(f"/r/{utkast.sha256[:12]}/").status_code == 404


def test_a_code_that_fits_several_lists_them(
    forsta: Rapport, rattad: Rapport, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pgtrigger.ignore("uppfoljning.Rapport:det_publicerade_star"):
        Rapport.objects.filter(pk=rattad.pk).update(ogonblick=forsta.ogonblick)
    svar = Client().get(f"/r/{forsta.ogonblick.sha256[:12]}/")
    sida = svar.content.decode()
    assert svar.status_code == 200
    assert "Flera rapporter har den koden" in sida
    for rapport in (forsta, rattad):
        assert f'href="/rapporter/{rapport.pk}/"' in sida


def test_the_tools_are_told_when_they_are_noted(forsta: Rapport) -> None:
    url = f"/r/{forsta.ogonblick.sha256[:12]}/"
    Rapportfil.objects.filter(pk=forsta.fil_id).update(verktyg={})
    assert "Gjord med" not in Client().get(url).content.decode()
    Rapportfil.objects.filter(pk=forsta.fil_id).update(verktyg={"weasyprint": "70.0"})
    assert "weasyprint 70.0" in Client().get(url).content.decode()


@pytest.mark.parametrize("forled", ["/en", "/sv-lattlast"])
def test_the_check_is_in_other_languages(forled: str, forsta: Rapport) -> None:
    sida = Client().get(f"{forled}{URL}?fil={forsta.fil_id}").content.decode()
    assert "Det här är den publicerade filen" not in sida
    assert f'href="{forled}/rapporter/"' in sida
    assert Client().get(f"{forled}/r/{forsta.ogonblick.sha256[:12]}/").status_code == 200


@pytest.mark.parametrize(
    ("skrivet", "kod"),
    [
        ("", ""),
        ("hej", ""),
        ("a" * 11, ""),
        ("a" * 65, ""),
        ("å" * 12, ""),
        ("AB12 cd34-EF56", "ab12cd34ef56"),
        ("https://kvalitet.se/r/ab12cd34ef56/", "ab12cd34ef56"),
    ],
)
def test_what_is_written_is_read_as_a_code(skrivet: str, kod: str) -> None:
    assert publicerade.tolka(skrivet) == kod
