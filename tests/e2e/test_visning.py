"""The demo municipality's history reads as one that was made act by act."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.e2e.conftest import logga_in
from tests.e2e.skarm import axe_fel


def test_a_timeline_tells_each_change_with_the_act_that_made_it(sida: Page) -> None:
    """The diary number was set by the adoption, and is told there and nowhere else."""
    logga_in(sida, "Karin Öberg")
    sida.goto("/arbete/planer/?ar=2026")
    sida.get_by_role("link", name="Hemtjänst, 2026").click()
    rader = sida.locator(".handelser > li")
    med_dnr = rader.filter(has_text="Diarienummer: från inget till")
    assert rader.count() > 8
    assert med_dnr.count() == 1
    assert "Genomförandet började." in (med_dnr.text_content() or "")
    assert not axe_fel(sida)
