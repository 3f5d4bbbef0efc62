"""Those who only read: every link they are shown opens, and nothing asks them to write."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from urllib.parse import urldefrag, urljoin

import pytest
from django.test import Client

from kvalitet import klocka
from kvalitet.models import Anvandare
from tests import factories
from tests.cykel import fabrik, test_styrmodell
from tests.cykel import sprang as sprangfall

pytestmark = pytest.mark.django_db

LANK = re.compile(r'<a [^>]*href="([^"]+)"')
FORMULAR = re.compile(r'<form [^>]*method="post"[^>]*action="([^"]*)"|<form [^>]*method="post"')
SJALVBETJANING = {"/arbete/arshjul/adress/", "/arbete/valkommen/undan/"}
"""One's own calendar address is nobody else's to give, nor is the guidance to put away."""


@pytest.fixture
def filip(kommun: factories.Kommun) -> Anvandare:
    return factories.person("Filip Förtroendevald", "FV", kommun.rot)


@pytest.fixture
def rut(kommun: factories.Kommun) -> Anvandare:
    return factories.person("Rut Revisor", "REV", kommun.rot)


def ett_utkast(kommun: factories.Kommun) -> str:
    return f"/arbete/planer/{fabrik.tomt_utkast(kommun).plan.pk}/"


def en_granskning(kommun: factories.Kommun) -> str:
    return f"/arbete/planer/{fabrik.i_granskning(kommun).plan.pk}/"


def ett_varv(kommun: factories.Kommun) -> str:
    return f"/arbete/planer/{fabrik.i_folja_upp(kommun).plan.pk}/"


def ett_prov(kommun: factories.Kommun) -> str:
    return f"/arbete/sprang/{sprangfall.i_prov(kommun).sprang.pk}/"


def en_ide(kommun: factories.Kommun) -> str:
    return f"/arbete/sprang/{sprangfall.ide(kommun).sprang.pk}/"


def en_styrmodell(kommun: factories.Kommun) -> str:
    karin = fabrik.i_genomfora(kommun).folk.karin
    ny = test_styrmodell.kommande(karin, beslut_datum=None, beslut_paragraf="", dnr="")
    return f"/arbete/styrmodeller/{ny.pk}/"


@pytest.mark.langsam
@pytest.mark.parametrize("lasare", ["filip", "rut"])
@pytest.mark.parametrize(
    "sida", [ett_utkast, en_granskning, ett_varv, ett_prov, en_ide, en_styrmodell]
)
def test_a_reader_meets_no_dead_link_and_no_form(
    kommun: factories.Kommun,
    client: Client,
    request: pytest.FixtureRequest,
    sida: Callable[[factories.Kommun], str],
    lasare: str,
) -> None:
    vag = sida(kommun)
    client.force_login(request.getfixturevalue(lasare))
    with klocka.stalld(fabrik.tid(11, 26)):
        sidor = {adress: _sidan(client, adress) for adress in ("/arbete/", vag)}
        lankar = [(fran, lank) for fran in sidor for lank in _lankar(sidor, fran)]
        for fran, lank in lankar:
            svar = client.get(lank)
            assert svar.status_code == 200, f"{fran} leads to {lank}: {svar.status_code}"
            sidor[lank] = "" if svar.streaming else svar.content.decode()
    for adress, text in sidor.items():
        former = {traff.group(1) or adress for traff in FORMULAR.finditer(_huvuddelen(text))}
        assert former <= SJALVBETJANING, adress


def test_what_remains_is_a_link_to_the_one_who_may_meet_it(
    kommun: factories.Kommun, client: Client, filip: Anvandare
) -> None:
    p = fabrik.tomt_utkast(kommun)
    lank = f'href="/arbete/planer/{p.plan.pk}/redigera/'
    client.force_login(p.folk.petra)
    assert lank in _sidan(client, f"/arbete/planer/{p.plan.pk}/")
    client.force_login(filip)
    sidan = _sidan(client, f"/arbete/planer/{p.plan.pk}/")
    assert "Det här återstår innan planen kan gå vidare" in sidan
    assert lank not in sidan


def _sidan(client: Client, vag: str) -> str:
    svar = client.get(vag)
    assert svar.status_code == 200, vag
    return svar.content.decode()


def _huvuddelen(text: str) -> str:
    return text[text.find("<main") : text.find("</main")]


def _lankar(sidor: dict[str, str], fran: str) -> list[str]:
    adresser = (urldefrag(urljoin(fran, unescape(h))).url for h in LANK.findall(sidor[fran]))
    return [adress for adress in dict.fromkeys(adresser) if adress.startswith("/arbete/")]
