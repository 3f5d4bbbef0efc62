"""The charts of the gallery in a real browser: accessible, and no label on another."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.e2e.conftest import logga_in
from tests.e2e.skarm import sida_ar_tillganglig

KROCKAR = """() => [...document.querySelectorAll('.diagram__bild')].flatMap(svg => {
  const ram = svg.getBoundingClientRect();
  const ord = [...svg.querySelectorAll('text')]
    .map(e => [e.textContent, e.getBoundingClientRect()]);
  return ord.flatMap(([text, a], i) => [
    ...(a.left < ram.left - 1 || a.right > ram.right + 1 ? [text + ' is outside'] : []),
    ...ord.slice(0, i).filter(([, b]) =>
      Math.min(a.right, b.right) - Math.max(a.left, b.left) > 0.5 &&
      Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 2
    ).map(([annan]) => text + ' on ' + annan),
  ]);
})"""


def test_the_gallery_is_accessible_and_no_label_lies_on_another(sida: Page) -> None:
    logga_in(sida, "Anders Dahl")
    sida.goto("/arbete/galleri/")
    assert sida.locator(".diagram__bild").count() >= 20
    for bredd in (320, 360, 700, 1280):
        sida.set_viewport_size({"width": bredd, "height": 900})
        assert sida.evaluate(KROCKAR) == []
    sida_ar_tillganglig(sida)
