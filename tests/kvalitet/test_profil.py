"""The municipality's settings block: what is refused, its colour, its logo, its places."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client, override_settings

from kvalitet import farg, logga
from kvalitet.miljo import Miljo
from kvalitet.profil import Organisation, kammarratt, koladakommun, organisation
from tests.factories import Kommun
from tests.kvalitet.test_installningar import DRIFT, manage, meningar

EGEN = {
    "KVALITET_ORGANISATION": "Linköpings kommun",
    "KVALITET_EPOST": "kommunen@linkoping.example",
    "KVALITET_KAMMARRATT": "Kammarrätten i Jönköping",
}
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 100">{}</svg>'


def las(tmp_path: Path, **varden: str) -> tuple[Organisation, list[str]]:
    miljo = Miljo({**EGEN, **varden})
    org = organisation(miljo, drift=False, mapp=tmp_path)
    kammarratt(miljo, org, drift=False)
    return org, miljo.fel


def test_another_municipality_takes_nothing_of_the_demos(tmp_path: Path) -> None:
    org, fel = las(tmp_path)
    assert fel == []
    assert (org.telefon, org.oppettider, org.postadress, org.webb) == ("", "", (), "")
    _, fel = las(tmp_path, KVALITET_EPOST="", KVALITET_KAMMARRATT="")
    assert [mening.split()[0] for mening in fel] == ["KVALITET_EPOST", "KVALITET_KAMMARRATT"]


def test_a_site_in_production_names_its_municipality() -> None:
    utan = {n: v for n, v in DRIFT.items() if n != "KVALITET_ORGANISATION"}
    assert meningar(manage(utan, "check")) == [
        "KVALITET_ORGANISATION saknas. Ange kommunens namn, till exempel Linköpings kommun."
    ]


def test_every_fault_of_the_block_is_told_at_once(tmp_path: Path) -> None:
    org, fel = las(
        tmp_path,
        KVALITET_TELEFON="ring oss",
        KVALITET_EPOST="kommunen",
        KVALITET_WEBB="www.linkoping.example",
        KVALITET_FARG="#FFCC00",
        KVALITET_LOGGA="finns-inte.svg",
        KVALITET_ORGANISATION="L" * 81,
    )
    assert len(fel) == 6
    assert all(mening.endswith(".") and mening.startswith("KVALITET_") for mening in fel)
    assert (org.telefon, org.epost, org.webb, org.farg) == ("", "", "", farg.FORVAL)


@pytest.mark.parametrize(
    ("namn", "kod"),
    [
        ("Linköpings kommun", "0580"),
        ("Norrköpings kommun", "0581"),
        ("Borås stad", "1490"),
        ("Höganäs kommun", "1284"),
        ("Malmö stad", "1280"),
    ],
)
def test_kolada_knows_the_municipality_by_its_name(namn: str, kod: str) -> None:
    miljo = Miljo({})
    org = replace(settings.ORGANISATION, namn=namn)
    assert koladakommun(miljo, org, settings.ROT) == kod
    assert miljo.fel == []


def test_a_municipality_that_kolada_does_not_know_gives_its_code() -> None:
    org = replace(settings.ORGANISATION, namn="Ekköpings kommun")
    for angiven, borjan in (("", "KVALITET_KOLADA_KOMMUN saknas."), ("58", "KVALITET_KOLADA_KOM")):
        miljo = Miljo({"KVALITET_KOLADA_KOMMUN": angiven})
        koladakommun(miljo, org, settings.ROT)
        (mening,) = miljo.fel
        assert mening.startswith(borjan)


@pytest.mark.parametrize(
    ("namn", "genitiv"), [("Växjö kommun", "Växjö kommuns"), ("Västerås", "Västerås")]
)
def test_the_genitive(namn: str, genitiv: str) -> None:
    assert replace(settings.ORGANISATION, namn=namn).genitiv == genitiv


# --- The colour ---------------------------------------------------------------------------------


@pytest.mark.parametrize("vald", ["röd", "#12345", "rgb(1,2,3)", "#1C4462;}"])
def test_a_colour_that_is_none_is_refused(vald: str) -> None:
    assert farg.fel("KVALITET_FARG", vald).endswith("till exempel #1C4462.")


@pytest.mark.parametrize("vald", ["#FFCC00", "#FFFFFF", "#00AEEF", "#F47B20"])
def test_a_colour_that_is_too_light_is_refused_with_one_that_is_not(vald: str) -> None:
    mening = farg.fel("KVALITET_FARG", vald)
    assert "minst 4,5 till 1" in mening
    assert farg.fel("KVALITET_FARG", mening[-8:-1]) == ""


def skalor(vald: str) -> tuple[dict[str, str], dict[str, str]]:
    ljus, _, mork = farg.stilmall(vald).splitlines()
    return tuple(  # type: ignore[return-value]
        dict(rad.split(":") for rad in blad[blad.index("{") + 1 : -1].split(";"))
        for blad in (ljus, mork)
    )


@pytest.mark.parametrize("vald", ["#1C4462", "#9B1B30", "#000000", "#0B6E4F", "#6D2E8C", "#7A5C00"])
def test_every_accepted_colour_reaches_aa_in_light_and_dark(vald: str) -> None:
    assert farg.fel("KVALITET_FARG", vald) == ""
    for skala in skalor(vald):
        steg = {n.removeprefix("--ds-color-accent-"): f for n, f in skala.items()}
        for bas in ("base-default", "base-hover", "base-active"):
            assert farg.kontrast(steg[bas], steg["base-contrast-default"]) >= farg.AA, (vald, bas)
        for botten in ("background-default", "background-tinted", "surface-tinted"):
            assert farg.kontrast(steg["text-subtle"], steg[botten]) >= farg.AA, (vald, botten)
            assert farg.kontrast(steg["text-default"], steg[botten]) >= 7, (vald, botten)
            assert farg.kontrast(steg["border-default"], steg[botten]) >= 3, (vald, botten)
        assert farg.kontrast(steg["base-default"], steg["surface-tinted"]) >= 3


# --- The logo -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "inre",
    [
        "<script>alert(1)</script>",
        '<rect onload="x()"/>',
        '<a href="https://x.example"><rect/></a>',
        '<image href="javascript:x()"/>',
        "<foreignObject/>",
        '<rect fill="url(https://x.example/a)"/>',
        "<style>@import 'x.css'</style>",
        "<style>rect{fill:url(//x.example)}</style>",
        "<style>@IMPORT 'x.css'</style>",
        '<rect fill="URL(https://x.example/a)"/>',
        "<rect>",
    ],
)
def test_a_logo_that_does_or_fetches_something_is_refused(tmp_path: Path, inre: str) -> None:
    (tmp_path / "logga.svg").write_text(SVG.format(inre), encoding="utf-8")
    org, fel = las(tmp_path, KVALITET_LOGGA="logga.svg")
    assert org.logga is None
    assert len(fel) == 1
    assert fel[0].startswith("KVALITET_LOGGA pekar på logga.svg, som ")


@pytest.mark.parametrize(
    "innehall",
    [
        b"",
        b"GIF89a",
        logga.PNG,
        b"<!DOCTYPE svg><svg/>",
        b"<html/>",
        b"<svg/>",
        b'<svg width="inf" height="9"/>',
        b'<svg width="nan" height="9"/>',
        b"x" * 200_001,
    ],
)
def test_a_logo_that_is_no_picture_is_refused(tmp_path: Path, innehall: bytes) -> None:
    (tmp_path / "logga").write_bytes(innehall)
    with pytest.raises(logga.Loggfel):
        logga.las(tmp_path / "logga")


def test_a_plain_logo_is_served_as_a_picture_and_nothing_else(
    tmp_path: Path, kommun: Kommun, client: Client
) -> None:
    svg = SVG.format('<style>rect{fill:url(#a)}</style><rect fill="url(#a)" width="9"/>')
    (tmp_path / "logga.svg").write_text(svg, encoding="utf-8")
    org, fel = las(tmp_path, KVALITET_LOGGA="logga.svg", KVALITET_LOGGA_TEXT="Linköping <3")
    assert fel == []
    assert org.logga is not None
    assert (org.logga.bredd, org.logga.hojd) == (132, 44)
    with override_settings(ORGANISATION=org):
        sida = client.get("/").content.decode()
        vag = f"/profil/{org.logga.summa}/logga.svg"
        assert f'src="{vag}" alt="Linköping &lt;3" width="132" height="44"' in sida
        svar = client.get(vag)
        assert client.get("/profil/0/logga.svg").status_code == 404
    assert svar.content.decode() == svg
    assert svar["Content-Type"] == "image/svg+xml"
    assert svar["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in svar["Content-Security-Policy"]
    assert "sandbox" in svar["Content-Security-Policy"]
    assert "immutable" in svar["Cache-Control"]


# --- The pages ----------------------------------------------------------------------------------


def test_the_colour_is_a_style_sheet_that_a_browser_keeps(kommun: Kommun, client: Client) -> None:
    assert "/profil/" not in client.get("/").content.decode()  # the design's own needs none
    org = replace(settings.ORGANISATION, farg="#9B1B30")
    with override_settings(ORGANISATION=org):
        vag = f"/profil/{org.stilsumma}/farg.css"
        assert f'<link rel="stylesheet" href="{vag}">' in client.get("/").content.decode()
        svar = client.get(vag)
        assert client.get("/profil/0/farg.css").status_code == 404
    assert svar["Content-Type"].startswith("text/css")
    assert "immutable" in svar["Cache-Control"]
    assert "--ds-color-accent-base-default:#9B1B30" in svar.content.decode()
    assert not svar.cookies


def test_the_foot_says_where_the_municipality_is(kommun: Kommun, client: Client) -> None:
    org = replace(
        settings.ORGANISATION,
        postadress=("Storgatan 1", "581 81 Linköping"),
        webb="https://www.linkoping.example/",
    )
    with override_settings(ORGANISATION=org):
        sida = client.get("/").content.decode()
    assert "<br>Storgatan 1<br>581 81 Linköping</address>" in sida
    assert '<a href="https://www.linkoping.example/">linkoping.example</a>' in sida
    assert "<address" not in client.get("/").content.decode()


# --- The statement of accessibility -------------------------------------------------------------


@pytest.mark.parametrize("forled", ["", "/en", "/sv-lattlast"])
def test_the_statement_says_what_the_law_asks_for(
    kommun: Kommun, client: Client, forled: str
) -> None:
    """Status, how to reach us, the way to Digg, when it was gone through (MDFFS 2019:2)."""
    sida = client.get(f"{forled}/tillganglighet/").content.decode()
    status = {"": "delvis förenlig med lagen", "/en": "partly meets the act"}
    assert status.get(forled, "följer lagen delvis") in sida
    assert f'href="mailto:{settings.ORGANISATION.epost}"' in sida
    assert f'href="{forled}/synpunkter/lamna/"' in sida
    assert 'href="https://www.digg.se/tdosanmalan"' in sida
    assert settings.ADRESS in sida
    assert ("27\N{NO-BREAK SPACE}November 2026" if forled == "/en" else "november 2026") in sida
