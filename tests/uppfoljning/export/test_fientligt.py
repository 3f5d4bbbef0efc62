"""Text that wants to be a formula, that no XML may hold, or that never ends."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from enum import StrEnum
from typing import Any

import pytest

from kvalitet.exportcell import CELL
from tests.kvalitet.test_exportcell import FORMLER
from tests.uppfoljning import rapportexempel
from tests.uppfoljning.export import lasare
from uppfoljning.export.cell import FORTSATTER
from uppfoljning.rapport.modell import Maluppfyllelserapport

STYR = "\x00\x01\x08\x0b\x1f\ufffe\uffff"
NYCKLAR = {"id", "nummer", "ankare", "fas", "sha256", "adress", "schema", "namn_id"}


def smittad(varde: Any, med: str) -> Any:
    """The report with `med` before every text that a person may have written."""
    if is_dataclass(varde) and not isinstance(varde, type):
        andrat = {
            f.name: smittad(getattr(varde, f.name), med)
            for f in fields(varde)
            if f.name not in NYCKLAR
        }
        return replace(varde, **andrat)
    if isinstance(varde, tuple):
        return tuple(x if x in ("T", "K", "M") else smittad(x, med) for x in varde)
    return med + varde if type(varde) is str and varde else varde


def rapport(med: str) -> Maluppfyllelserapport:
    u: Maluppfyllelserapport = smittad(rapportexempel.full(), med)
    assert u.mal[0].kort.startswith(med)
    assert u.indikatorer[0].namn.startswith(med)
    return u


@pytest.mark.parametrize("formel", FORMLER)
def test_inget_ar_en_formel(formel: str) -> None:
    u = rapport(formel)
    for blad in lasare.bok(lasare.fil(u, "excel").data).worksheets:
        for rad in blad.iter_rows():
            for cell in rad:
                assert cell.data_type != "f"
                if isinstance(cell.value, str):
                    assert not cell.value.lstrip(' \t\r\n\u200b"').startswith(tuple("=+-@|%＝＋"))
    for rader in lasare.ur_csv(lasare.fil(u, "csv").data).values():
        for cell in (cell for rad in rader for cell in rad):
            tal = cell.lstrip("-").replace(",", "").isdecimal()
            assert tal or not cell.lstrip(' \t\r\n\u200b"').startswith(tuple("=+-@|%＝＋"))


def test_styrtecken_tas_bort_och_resten_star_kvar() -> None:
    rent, smutsigt = (
        # Its address holds the fingerprint, which differs.
        replace(lasare.underlag(replace(rapport(med), adress="")), fingeravtryck="ett")
        for med in ("Å ", f"Å {STYR}")
    )
    for form in ("excel", "csv", "word"):
        ett, annat = lasare.fil(rent, form), lasare.fil(smutsigt, form)
        las = {"excel": lasare.ur_excel, "csv": lasare.ur_csv, "word": lasare.ur_word}[form]
        assert las(ett.data) == las(annat.data)


@pytest.mark.parametrize("tecken", [30_000, 40_000])
def test_en_mycket_lang_text_star_hel_dar_den_far_plats(tecken: int) -> None:
    lang = "ord " * (tecken // 4 - 1) + "slut"
    full = rapportexempel.full()
    u = replace(full, mal=(replace(full.mal[0], motivering=lang),))
    texter = lasare.ur_csv(lasare.fil(u, "csv").data)["text"]
    assert lang in [rad[-1] for rad in texter]
    assert lang in [s for a in lasare.ur_word(lasare.fil(u, "word").data) for s in a.stycken]
    i_excel = [rad[-1] for rad in lasare.ur_excel(lasare.fil(u, "excel").data)["Text"]]
    if tecken <= CELL:
        assert lang in i_excel
    else:
        (klippt,) = [text for text in i_excel if text.endswith(FORTSATTER)]
        assert len(klippt) == CELL
        assert lang.startswith(klippt.removesuffix(FORTSATTER))


def test_radbrytningar_och_uppmarkning_ar_text() -> None:
    text = "<w:p>&amp; en\nrad till]]>"
    full = rapportexempel.full()
    u = replace(full, uppdrag=(replace(full.uppdrag[0], rubrik=text, forslag=text),))
    (tabell,) = [
        t
        for a in lasare.ur_word(lasare.fil(u, "word").data)
        for t in a.tabeller
        if t[0][0] == "Uppdrag"
    ]
    assert tabell[1][0] == text
    assert lasare.ur_csv(lasare.fil(u, "csv").data)["uppdrag"][1][0] == text
    assert lasare.ur_excel(lasare.fil(u, "excel").data)["Öppna uppdrag"][1][0] == text


def test_trehundra_rader_ar_med_allihop() -> None:
    full = rapportexempel.full()
    ett = full.atgarder[0]
    u = replace(
        full, atgarder=tuple(replace(ett, rubrik=f"Åtgärd {n}", alder_dagar=n) for n in range(300))
    )
    sokta = {f"Åtgärd {n}" for n in range(300)}
    excel = lasare.ur_excel(lasare.fil(u, "excel").data)["Åtgärder"]
    csv = lasare.ur_csv(lasare.fil(u, "csv").data)["atgarder"]
    word = max((t for a in lasare.ur_word(lasare.fil(u, "word").data) for t in a.tabeller), key=len)
    for rader in (excel, csv, word):
        assert {rad[0] for rad in rader[1:]} == sokta


def test_fyrtio_mal_ger_inte_fler_blad() -> None:
    full = rapportexempel.full()
    alla = (full.mal * 7)[:40]
    u = replace(
        full, mal=tuple(replace(m, id=f"m{n}", nummer=str(n)) for n, m in enumerate(alla, 1))
    )
    bladen = lasare.ur_excel(lasare.fil(u, "excel").data)
    assert list(bladen) == list(lasare.ur_excel(lasare.fil(full, "excel").data))
    assert {rad[0] for rad in bladen["Indikatorer"][1:]} == {str(n) for n in range(1, 41)}


def test_ingen_enum_blir_smittad() -> None:
    assert isinstance(rapport("=1").mal[0].trend, StrEnum)
