"""A report tells of few synpunkter no more than the synpunktsrapport does."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.template.loader import render_to_string

from tests.uppfoljning import rapportexempel
from tests.uppfoljning.rapporter import kommunexempel
from uppfoljning.rapport import modell
from uppfoljning.rapport.html import rapport_html, tvilling_vy
from uppfoljning.rapport.kommun.summor import summera
from uppfoljning.rapport.maldokument import dokument
from uppfoljning.rapport.modell import Antal, Belagg, Malrost, Synpunkter
from uppfoljning.rostdoljning import dolj_rost, dolj_synpunkter


def typer(*antal: tuple[int, int | None]) -> tuple[Antal, ...]:
    namn = ("Klagomål", "Förslag", "Beröm", "Fråga")
    return tuple(Antal(namn=n, antal=a, forra=b) for n, (a, b) in zip(namn, antal, strict=False))


def visat(s: Synpunkter) -> list[tuple[int | None, int | None]]:
    return [(t.antal, t.forra) for t in s.per_typ]


def test_few_of_a_type_are_hidden_and_one_more_that_gives_them_away() -> None:
    s = dolj_synpunkter(Synpunkter(per_typ=typer((41, 30), (17, 20), (13, 8), (3, 0))))
    assert visat(s) == [(41, 30), (17, 20), (None, 8), (None, 0)]
    assert (s.antal, s.antal_forra) == (74, 58)
    assert dolj_synpunkter(s) == s


def test_fewer_than_five_in_all_are_hidden_as_a_whole() -> None:
    s = dolj_synpunkter(Synpunkter(per_typ=typer((3, None), (0, None))))
    assert visat(s) == [(None, None), (0, None)]
    assert s.antal is None
    assert s.summa.dold
    assert not s.summa.forra_dold


def test_enough_are_left_as_they_are() -> None:
    s = Synpunkter(per_typ=typer((12, 7), (8, 9)), vanligaste=typer((12, 7), (8, 9)))
    assert dolj_synpunkter(s) == s


def test_units_of_an_old_snapshot_are_told_only_where_the_rest_is_enough() -> None:
    enheter = tuple(Antal(namn=f"E{n}", antal=n, forra=2) for n in (9, 7, 2, 1))
    s = dolj_synpunkter(
        Synpunkter(per_typ=typer((19, 8)), vanligaste=enheter, teman=typer((3, None)))
    )
    assert dolj_synpunkter(s) == s
    assert [(a.namn, a.antal, a.forra, a.forra_dold) for a in s.vanligaste] == [
        ("E9", 9, None, True)
    ]


def test_a_hidden_count_has_no_value() -> None:
    with pytest.raises(ValueError, match="hidden"):
        Antal(namn="Fråga", antal=3, dold=True)
    with pytest.raises(ValueError, match="hidden"):
        Antal(namn="Fråga", antal=None)
    with pytest.raises(ValueError, match="hidden"):
        Antal(namn="Fråga", antal=7, forra=3, forra_dold=True)


def liten() -> modell.Maluppfyllelserapport:
    u = rapportexempel.full()
    assert u.synpunkter
    rost = Malrost(antal=3, monster=(Antal(namn="Ett mönster", antal=3),))
    belagg = (Belagg(slag="Synpunkter", rubrik="Synpunkter bakom en brist", utfall="3"),)
    per_typ = typer((4713, 4600), (17, 20), (13, 11), (3, 2))
    s = replace(u.synpunkter, per_typ=per_typ, vanligaste=())
    return replace(u, synpunkter=s, mal=(replace(u.mal[0], rost=rost, belagg=belagg), *u.mal[1:]))


def test_nothing_hidden_lies_in_the_snapshot() -> None:
    u = dolj_rost(liten())
    assert u.mal[0].rost == Malrost()
    assert u.mal[0].belagg[0].utfall == "Färre än 5"
    assert modell.fran_json(modell.till_json(u)) == u
    text = modell.till_json(u)
    assert "Ett mönster" not in text
    assert '"antal":3' not in text
    assert '"antal":13' not in text


def test_print_web_and_export_hide_the_same() -> None:
    u = dolj_rost(liten())
    twin = render_to_string("rapport/tvilling.html", {"r": tvilling_vy(u, utkast=True), "u": u})
    tabell = next(t for t in dokument(u).datatabeller if t.namn == "synpunkter-typ")
    assert [rad[2] for rad in tabell.rader] == [4713, 17, "..", "..", 4746]
    for html in (rapport_html(u, utkast=True), twin):
        rader = html.split("efter typ</caption>")[1].split("</table>")[0].replace("\xa0", " ")
        assert rader.count(">..<") == 6
        assert "4 746" in rader
        assert "Två punkter (..)" in html


def test_the_sum_of_the_namnder_is_of_those_that_tell() -> None:
    u = kommunexempel.full()
    forst, andra, *_ = [n for n in u.namnder if n.synpunkter]
    a = dolj_synpunkter(Synpunkter(per_typ=typer((41, 30), (20, 10), (12, 9), (3, 12))))
    b = Synpunkter(per_typ=typer((10, 9), (20, 30), (7, 8), (9, 9)))
    s = summera(replace(u, namnder=(replace(forst, synpunkter=a), replace(andra, synpunkter=b))))
    assert [(t.namn, t.antal, t.forra) for t in s.per_typ] == [
        ("Klagomål", 51, 39),
        ("Förslag", 40, 40),
        ("Beröm", 7, 8),
        ("Fråga", 9, 9),
    ]
    assert (s.alla.antal, s.alla.forra) == (122, 117)
