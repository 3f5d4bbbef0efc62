"""Using a page with the keyboard alone, and looking at each stop as the person does.

    t = Tangenter(sida)
    t.tabba("#id_text")                    # Tab until it has focus
    t.skriv("#id_text", "Hej.")            # … and write
    t.valj("#id_status", "Pågår")          # … and choose in a list
    t.kryssa("bedomning", "ej")            # … and choose among radios
    t.tryck("button", "Skicka svaret")     # … and press Enter

At every stop the focus must be seen, not lie under something else, and come after the one before.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from playwright.sync_api import Page

FLEST: Final = 160
"""Stops on a page before whatever is looked for is said to be out of reach."""
STOPP: Final = """([urval, text]) => {
  const e = document.activeElement, fore = window.__stopp;
  if (!e || e === document.body) { window.__stopp = null; return null; }
  window.__stopp = e;
  const ramad = f => getComputedStyle(f).outlineStyle !== 'none'
    && parseFloat(getComputedStyle(f).outlineWidth) >= 2;
  const falt = e.matches('[type=radio], [type=checkbox]') && e.closest('.ds-field');
  const ruta = e.getBoundingClientRect();
  const x = Math.min(Math.max(ruta.left + ruta.width / 2, 1), innerWidth - 1);
  const y = Math.min(Math.max(ruta.top + ruta.height / 2, 1), innerHeight - 1);
  const overst = document.elementFromPoint(x, y);
  const text_ = e.textContent + (e.getAttribute('aria-label') ?? '');
  return {
    vad: e.outerHTML.slice(0, 140),
    framme: e.matches(urval) && text_.includes(text),
    syns: ramad(e) || !!falt && ramad(falt),  // a choice is framed with its words
    fri: ruta.bottom > 0 && ruta.top < innerHeight && (e.contains(overst) || overst.contains(e)),
    bakat: !!fore?.isConnected && !!(e.compareDocumentPosition(fore) & 4),
    star: fore === e,
  };
}"""


@dataclass
class Tangenter:
    sida: Page

    def tabba(self, urval: str, text: str = "") -> None:
        """Press Tab until what has focus is the selector's, with the text in it."""
        for _ in range(FLEST):
            self.sida.keyboard.press("Tab")
            stopp: dict[str, Any] | None = self.sida.evaluate(STOPP, [urval, text])
            if stopp is None:
                continue  # past the last: the browser's own bar, then the page from its beginning
            vad = f"{stopp['vad']} på {self.sida.url}"
            assert not stopp["star"], f"Tab fastnar i {vad}"
            assert not stopp["bakat"], f"Tab går bakåt till {vad}"
            assert stopp["syns"], f"fokus syns inte i {vad}"
            assert stopp["fri"], f"fokus ligger under något annat i {vad}"
            if stopp["framme"]:
                return
        raise AssertionError(f"Tab når aldrig {urval} {text} på {self.sida.url}")

    def tryck(self, urval: str, text: str = "", *, tangent: str = "Enter") -> None:
        self.tabba(urval, text)
        self.sida.keyboard.press(tangent)

    def skriv(self, urval: str, text: str) -> None:
        self.tabba(urval)
        self.sida.keyboard.press("Control+A")
        self.sida.keyboard.type(text)

    def valj(self, urval: str, text: str) -> None:
        """Choose what begins with the text in a list, going down through it."""
        self.tabba(urval)
        self.sida.keyboard.press("Home")
        vald = "() => document.activeElement.selectedOptions[0].textContent.trim()"
        for _ in range(80):
            if self.sida.evaluate(vald).startswith(text):
                return
            self.sida.keyboard.press("ArrowDown")
        raise AssertionError(f"pilarna når aldrig {text} i {urval} på {self.sida.url}")

    def kryssa(self, namn: str, varde: str) -> None:
        """Choose among the radios of a name: Tab takes one to the group, arrows through it."""
        self.tabba(f"[type=radio][name='{namn}']")
        vald = f"() => document.activeElement.value === {varde!r}"
        for _ in range(20):
            if self.sida.evaluate(vald):
                self.sida.keyboard.press("Space")
                return
            self.sida.keyboard.press("ArrowDown")
        raise AssertionError(f"pilarna når aldrig {varde} i {namn} på {self.sida.url}")
