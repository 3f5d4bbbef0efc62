"""The main pages: nothing moves while they load, and what they fetch is light and kept."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Response

from tests.e2e.sidor import (
    HUVUDSIDOR,
    fonster,
    ga_till,
    inloggad,
    las_matt,
    satt_matare,
)
from tests.e2e.stack import Webbplats
from tests.kvalitet.test_sidvikt import TAK

MINST_FILER = 5


@pytest.mark.parametrize("person", sorted({sida.person for sida in HUVUDSIDOR}))
def test_nothing_moves_while_a_page_loads(
    person: str, webblasare: Browser, webbplats: Webbplats
) -> None:
    kakor = inloggad(webblasare, webbplats.adress, person)
    for sida in (sida for sida in HUVUDSIDOR if sida.person == person):
        with fonster(webblasare, webbplats.adress, kakor) as sammanhang:
            url = ga_till(sammanhang.new_page(), sida)
        for bredd in (360, 1280):
            with fonster(webblasare, webbplats.adress, kakor, bredd) as sammanhang:
                flik = sammanhang.new_page()
                satt_matare(flik)
                flik.goto(url)
                matt = las_matt(flik)
            assert round(matt["cls"], 2) == 0, (sida.namn, bredd, matt)
            assert 0 < matt["vikt"] <= TAK, (sida.namn, bredd, matt)


@pytest.mark.parametrize("vag", ["/", "/synpunkter/lamna/"])
def test_what_a_page_fetches_is_compressed_and_kept(
    vag: str, webblasare: Browser, webbplats: Webbplats
) -> None:
    svaren: list[Response] = []
    with fonster(webblasare, webbplats.adress) as sammanhang:
        flik = sammanhang.new_page()
        flik.on("response", lambda svar: svaren.append(svar))
        flik.goto(vag, wait_until="networkidle")
        huvuden = [svar.all_headers() for svar in svaren]
    sidan, *filer = huvuden
    assert sidan["content-encoding"] == "gzip"
    texter = [f for f in filer if f["content-type"].split(";")[0] != "font/woff2"]
    assert len(texter) >= MINST_FILER
    assert {f.get("content-encoding") for f in texter} <= {"gzip", "br"}
    assert all("immutable" in f["cache-control"] for f in filer)
    assert len(filer) == len({svar.url for svar in svaren[1:]})  # the preloaded font comes once
