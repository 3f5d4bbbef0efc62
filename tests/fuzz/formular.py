"""The forms of a page, as a browser would see them."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urljoin, urlsplit


@dataclass
class Falt:
    namn: str
    slag: str
    """The type of an input, or select, textarea, button."""
    varde: str = ""
    valt: bool = False
    val: list[str] = field(default_factory=list)


@dataclass
class Formular:
    metod: str
    vag: str
    fraga: str
    falt: list[Falt] = field(default_factory=list)

    @property
    def med_filer(self) -> bool:
        return any(f.slag == "file" for f in self.falt)


def las(html: str, adress: str) -> list[Formular]:
    """Return the forms of the page at `adress`, and its links that ask something as forms too."""
    lasare = _Lasare(adress)
    lasare.feed(html)
    return [*lasare.formular.values(), *lasare.lankar.values()]


class _Lasare(HTMLParser):
    def __init__(self, adress: str) -> None:
        super().__init__()
        self.adress = adress
        self.formular: dict[str, Formular] = {}
        self.lankar: dict[str, Formular] = {}
        self.oppet = ""
        self.lista: Falt | None = None
        self.text: Falt | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        a = {namn: varde or "" for namn, varde in attrs}
        if tag == "form":
            self.oppet = a.get("id") or f"nr {len(self.formular)}"
            nytt = self._vid(a.get("action", ""), a.get("method", "get").upper())
            self.formular.setdefault(self.oppet, nytt)
        elif tag == "a" and "?" in a.get("href", "") and "//" not in a["href"]:
            lank = self._vid(a["href"], "GET")
            lank.falt = [Falt(n, "hidden", v) for n, v in parse_qsl(lank.fraga)]
            lank.fraga = ""
            self.lankar.setdefault(f"{lank.vag} {sorted(f.namn for f in lank.falt)}", lank)
        elif tag == "option" and self.lista is not None:
            self._val(a)
        elif tag in ("input", "select", "textarea", "button") and a.get("name"):
            self._falt(tag, a)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.oppet = ""
        elif tag == "select":
            self.lista = None
        elif tag == "textarea":
            self.text = None

    def handle_data(self, data: str) -> None:
        if self.text is not None:
            self.text.varde += data

    def _vid(self, adress: str, metod: str) -> Formular:
        delar = urlsplit(urljoin(self.adress, adress))
        return Formular(metod, delar.path, delar.query)

    def _val(self, a: dict[str, str]) -> None:
        assert self.lista is not None
        self.lista.val.append(a.get("value", ""))
        if "selected" in a or len(self.lista.val) == 1:
            self.lista.varde = a.get("value", "")

    def _falt(self, tag: str, a: dict[str, str]) -> None:
        formular = self.formular.get(a.get("form", self.oppet))
        if formular is None or "disabled" in a or a["name"] == "csrfmiddlewaretoken":
            return
        slag = a.get("type", "text") if tag == "input" else tag
        slag = "button" if slag == "submit" else slag
        ett = Falt(a["name"], slag, a.get("value", ""), "checked" in a)
        formular.falt.append(ett)
        self.lista = ett if tag == "select" else self.lista
        self.text = ett if tag == "textarea" else self.text
