"""The address as a QR code and on a poster."""

from __future__ import annotations

import io
from xml.etree import ElementTree

import pytest
import segno
from django.conf import settings
from django.test import Client
from PIL import Image

from kvalitet.models import Anvandare
from tests import factories
from tests.uppfoljning.koder.fall import OPPEN, med_koder
from tests.uppfoljning.lage import Lage, undersokning
from uppfoljning import qr

DELAR = ("dela/", "affisch/", "qr.svg", "qr.png")


def test_the_svg_holds_the_address_without_a_style_that_the_site_forbids(
    lage: Lage, client: Client, erik_enhetschef: Anvandare
) -> None:
    u = undersokning(lage, **OPPEN)
    client.force_login(erik_enhetschef)
    svaret = client.get(f"/arbete/undersokningar/{u.pk}/qr.svg")
    assert svaret.headers["Content-Type"] == "image/svg+xml"
    assert "Content-Disposition" not in svaret.headers
    rot = ElementTree.fromstring(svaret.content)  # noqa: S314 - our own drawing
    for element in rot.iter():
        assert "style" not in element.attrib
        assert not element.tag.endswith(("style", "script"))
    assert svaret.content == qr.svg(f"{settings.ADRESS}/undersokningar/{u.slug}/")
    assert svaret.content != qr.svg(f"{settings.ADRESS}/undersokningar/{u.slug}")


def test_the_png_is_the_same_squares_with_a_quiet_edge(
    lage: Lage, client: Client, erik_enhetschef: Anvandare
) -> None:
    u = undersokning(lage, **OPPEN)
    client.force_login(erik_enhetschef)
    svaret = client.get(f"/arbete/undersokningar/{u.pk}/qr.png?hamta")
    assert f'attachment; filename="qr-{u.slug}.png"' in svaret.headers["Content-Disposition"]
    bild = Image.open(io.BytesIO(svaret.content)).convert("1")
    rutor = segno.make(f"{settings.ADRESS}/undersokningar/{u.slug}/", error="m", micro=False).matrix
    sida = len(rutor) + 2 * qr.KANT
    assert bild.size == (sida * qr.PNG_SKALA, sida * qr.PNG_SKALA)
    mitt = qr.PNG_SKALA // 2
    for y in range(sida):
        for x in range(sida):
            inne = qr.KANT <= x < sida - qr.KANT and qr.KANT <= y < sida - qr.KANT
            svart = bool(inne and rutor[y - qr.KANT][x - qr.KANT])
            punkt = (x * qr.PNG_SKALA + mitt, y * qr.PNG_SKALA + mitt)
            assert (bild.getpixel(punkt) == 0) is svart


@pytest.mark.parametrize("kraver_kod", [False, True])
def test_the_poster_says_what_to_do_in_words(
    lage: Lage, client: Client, erik_enhetschef: Anvandare, kraver_kod: bool
) -> None:
    u = med_koder(lage) if kraver_kod else undersokning(lage, **OPPEN)
    client.force_login(erik_enhetschef)
    sida = client.get(f"/arbete/undersokningar/{u.pk}/affisch/").content.decode()
    assert "Vad tycker du om hemtjänsten?" in sida
    assert f"{settings.ADRESS}/undersokningar/{u.slug}/" in sida
    assert "30\N{NO-BREAK SPACE}juni" in sida or "30 juni" in sida
    assert ("Du behöver koden" in sida) is kraver_kod
    assert ">Dela" in client.get(f"/arbete/undersokningar/{u.pk}/dela/").content.decode()


def test_another_units_survey_is_404(
    lage: Lage, client: Client, bodil_biblioteksansvarig: Anvandare
) -> None:
    u = undersokning(lage, **OPPEN)
    client.force_login(bodil_biblioteksansvarig)
    for del_ in DELAR:
        assert client.get(f"/arbete/undersokningar/{u.pk}/{del_}").status_code == 404


def test_who_reads_no_surveys_is_refused(
    lage: Lage, client: Client, kommun: factories.Kommun
) -> None:
    u = undersokning(lage, **OPPEN)
    client.force_login(factories.person("Adam", "ADM", kommun.rot))
    for del_ in DELAR:
        assert client.get(f"/arbete/undersokningar/{u.pk}/{del_}").status_code == 403
