"""What every chart keeps, in each state of the gallery and in both dresses."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path
from xml.etree.ElementTree import fromstring

import pytest
from django.conf import settings
from fontTools.ttLib import TTFont

from kvalitet.diagram import TRYCK, WEBB, Diagram
from kvalitet.diagram.rita import FYLLNING, ORD, STRECK, textbredd
from kvalitet.texter import HART
from kvalitet.views.galleri import exempel
from kvalitet.views.galleri_diagram import diagrammen
from tests.kvalitet.diagram.svg import krockar, skriv, utanfor

ALLA = [
    pytest.param(d, id=f"{'webb' if m.webb else 'tryck'}-{namn}")
    for m in (WEBB, TRYCK)
    for rader in diagrammen(m).values()
    for _, namn, d in rader
]
STILAR = (Path(settings.ROT) / "static/css/komponenter.css").read_text()


@pytest.mark.parametrize("d", ALLA)
def test_everything_lies_within_the_drawing_and_no_labels_touch(d: Diagram) -> None:
    assert utanfor(d, luft=0.05) == []
    assert krockar(d) == []
    assert "nan" not in "".join(x.d for x in d.delar)


@pytest.mark.parametrize("d", ALLA)
def test_it_has_a_title_a_description_and_a_table_and_no_style_of_its_own(d: Diagram) -> None:
    rot = fromstring(skriv(d, "d-1", "Trygga"))  # noqa: S314 - our own drawing
    assert rot.get("role") == "img"
    assert rot[0].tag.endswith("title")
    assert rot[0].text == f"Trygga. {d.titel}"
    assert d.titel.endswith(".")
    if d.webb:
        assert rot.get("aria-labelledby") == rot[0].get("id") == "d-1-t"
        assert rot.get("aria-describedby") == rot[1].get("id") == "d-1-b"
        assert rot[1].text == d.beskrivning
    assert "style=" not in skriv(d)
    assert ("#" in skriv(d)) is (not d.webb and not d.tomt)
    for rad in d.tabell.rader:
        assert len(rad) == len(d.tabell.kolumner)


def test_the_same_values_give_the_same_bytes() -> None:
    forst, sedan = (
        [skriv(d) for rader in diagrammen(TRYCK).values() for *_, d in rader] for _ in range(2)
    )
    assert forst == sedan


@pytest.mark.parametrize("matt", [WEBB, TRYCK])
def test_what_is_drawn_stands_in_the_table(matt: object) -> None:
    """Every number that a drawing writes of its values is in its table or in its title."""
    for grupp, rader in diagrammen(matt).items():  # type: ignore[arg-type]
        if grupp in ("Staplar", "Staplade andelar"):
            for _, namn, d in rader:
                celler = " ".join(cell for rad in d.tabell.rader for cell in rad)
                for del_ in d.delar:
                    if (
                        re.fullmatch(rf"[−\d,{HART} %kr]+", del_.text)
                        and namn != "Fler svar än toner"
                    ):
                        assert del_.text.strip() in celler, (namn, del_.text)


@pytest.mark.parametrize("snitt", ["Inter-Regular", "Inter-SemiBold"])
def test_the_width_of_a_text_is_never_reckoned_less_than_it_is(snitt: str) -> None:
    font = TTFont(Path(settings.ROT) / f"uppfoljning/rapport/typsnitt/{snitt}.ttf")
    bredder, tecken = font["hmtx"], font.getBestCmap()
    for text in (
        "Mål: minst 88,0", "Liknande kommuner, övergripande 86,7", "Små team börjar, juli 2024",
        f"1{HART}298{HART}500{HART}000{HART}kr", "Gammal nivå −15,4", "WWWMMM%%%", "Övre 46,7",
        "Personer 80 år eller äldre som bor i ordinärt boende", "kv 4 2025", "0123456789",
    ):  # fmt: skip
        verklig = sum(bredder[tecken[ord(c)]][0] for c in text) / font["head"].unitsPerEm
        assert verklig <= textbredd(text) <= 1.45 * verklig + 0.3, text


def _ljus(farg: str) -> float:
    kanaler = [int(farg[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    lin = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in kanaler]
    return 0.2126 * lin[0] + 0.7152 * lin[1] + 0.0722 * lin[2]


def _kontrast(a: str, b: str) -> float:
    ljus, mork = sorted((_ljus(a), _ljus(b)), reverse=True)
    return (ljus + 0.05) / (mork + 0.05)


def test_texts_are_read_in_print() -> None:
    for roll, (farg, _) in ORD.items():
        grund = FYLLNING[roll.removeprefix("pa-")] if roll.startswith("pa-") else "#ffffff"
        assert _kontrast(farg, grund) >= 4.5, roll


def test_shades_and_lines_are_told_apart_in_greyscale() -> None:
    toner = [_ljus(FYLLNING[f"t{i}"]) for i in range(1, 6)]
    assert all(b > a * 1.3 for a, b in pairwise(toner))
    linjer = [STRECK[r][1:] for r in ("egen", "mal", "mitt", "grans", "brott", "jamf-2", "jamf-3")]
    assert len(set(linjer)) == len(linjer)


def test_every_role_has_its_class_on_the_web() -> None:
    for roll in STRECK:
        assert f".dl-{roll}" in STILAR, roll
    for roll in FYLLNING:
        assert f".df-{roll}" in STILAR, roll


def test_the_gallery_has_no_id_twice() -> None:
    idn = [id for rader in exempel()["ritat"]["diagram"].values() for id, *_ in rader]
    assert len(idn) == len(set(idn)) > 25
