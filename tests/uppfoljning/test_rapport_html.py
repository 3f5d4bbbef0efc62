import re
from dataclasses import replace
from decimal import Decimal
from html.parser import HTMLParser

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.template.loader import render_to_string

from tests.uppfoljning import rapportexempel
from uppfoljning.bedomning import Bedomning, Lage
from uppfoljning.rapport.html import _motor, rapport_html, tvilling_vy
from uppfoljning.rapport.maldokument import dokument
from uppfoljning.rapport.modell import (
    Konsvarde,
    Maluppfyllelserapport,
    Punkt,
    Rapportlage,
    fingeravtryck,
)

TOMMA = {"meta", "link", "br", "img", "input"}


class Text(HTMLParser):
    """The text, the ids and links, and whether every element is closed."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.delar: list[str] = []
        self.oppna: list[str] = []
        self.idn: list[str] = []
        self.lankar: set[str] = set()
        self.rubriker: list[int] = []
        self.feed(html)
        assert not self.oppna

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        a = dict(attrs)
        if a.get("id"):
            self.idn.append(str(a["id"]))
        if str(a.get("href", "")).startswith("#"):
            self.lankar.add(str(a["href"])[1:])
        if re.fullmatch("h[1-6]", tag):
            self.rubriker.append(int(tag[1]))
        if tag not in TOMMA:
            self.oppna.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        pass

    def handle_endtag(self, tag: str) -> None:
        assert self.oppna.pop() == tag

    def handle_data(self, data: str) -> None:
        self.delar.append(data)

    @property
    def text(self) -> str:
        return " ".join("".join(self.delar).split())


def tryckt(u: Maluppfyllelserapport) -> Text:
    return Text(rapport_html(u, utkast=u.status.lage is not Rapportlage.FASTSTALLD))


def tvilling(u: Maluppfyllelserapport) -> str:
    vy = tvilling_vy(u, utkast=u.status.lage is not Rapportlage.FASTSTALLD)
    return render_to_string("rapport/tvilling.html", {"r": vy, "u": u})


@pytest.mark.parametrize("namn", rapportexempel.ALLA)
def test_varje_form_ar_hel(namn: str) -> None:
    u = rapportexempel.ALLA[namn]()
    for html in (rapport_html(u, utkast=True), tvilling(u)):
        sida = Text(html)
        assert len(sida.idn) == len(set(sida.idn))
        assert sida.lankar <= set(sida.idn)
        assert "None" not in sida.text
        for fore, efter in zip(sida.rubriker, sida.rubriker[1:], strict=False):
            assert efter <= fore + 1


@pytest.mark.parametrize("html", [rapport_html(rapportexempel.full(), utkast=False)])
def test_hela_rapporten(html: str) -> None:
    text = Text(html).text
    for del_ in (
        "Läs detta först",
        "Mål som inte är uppfyllda",
        "Sämre än förra gången",
        "Det här gör kontoret nu",
        "Detta behöver nämnden ta ställning till",
        "Så säker är rapporten",
        "387 synpunkter efter typ",
        "NKI",
        "72,4",
        "71,3–73,5",
        "Bedömningen avviker från indikatorerna,",
        "Ni sa – vi gjorde",
        "Säkrad",
        "Ny nivå 10,8",
        "Ej uppfyllt andra året i rad.",
        "Saknas – ansvarig: Måltidschef",
        "Svarstiden för trygghetslarm",
        "Påhittade exempelvärden",
    ):
        assert del_ in text, del_
    assert fingeravtryck(rapportexempel.full())[:8] in text


def test_titeln_star_forst_och_ensam() -> None:
    html = rapport_html(rapportexempel.full(), utkast=False)
    assert html.count("<h1") == 1
    assert html.index("<h1") < html.index("<h2")


def test_fa_svar_visas_aldrig() -> None:
    for html in (
        rapport_html(rapportexempel.full(), utkast=False),
        tvilling(rapportexempel.full()),
    ):
        rad = re.search(r"Får bestämma, personlig assistans.*?</tr>", html, re.S)
        assert rad is not None
        celler = re.sub("<[^>]+>", " ", rad[0]).split("%")[-1].split()
        assert celler == ["under", "30", *[".."] * 5]


def test_utkast_sager_det_pa_varje_sida() -> None:
    html = rapport_html(rapportexempel.utkast(), utkast=True)
    assert "utkast.css" in html
    assert "UTKAST" in html
    klar = rapport_html(rapportexempel.full(), utkast=False)
    assert "utkast" not in klar.lower()
    assert "Fastställd 22\u00a0oktober\u00a02026, §\u00a0112" in klar


def test_det_som_saknas_har_en_ansvarig() -> None:
    text = tryckt(rapportexempel.allt_saknas()).text
    assert "Saknas – ansvarig: VA-chef" in text
    assert "Saknas – ansvarig: inte utsedd" in text
    assert "Saknas – ansvarig: Kvalitetssamordnaren" in text
    assert "Inte bedömt än" in text


def test_saknat_skal_till_avvikelse_syns() -> None:
    u = rapportexempel.full()
    mal = replace(u.mal[1], bedomning=Bedomning.EJ, avviker_skal="")
    html = rapport_html(replace(u, mal=(mal,)), utkast=True)
    assert "Bedömningen avviker" in html
    assert "Saknas – ansvarig: Verksamhetschef trygghet" in html


def test_text_fran_andra_skyddas() -> None:
    u = rapportexempel.full()
    ond = replace(u.mal[0], motivering="<script>alert(1)</script> & sånt", kort="<b>x</b>")
    u = replace(u, mal=(ond,), namnd="A & B <i>")
    for html in (rapport_html(u, utkast=True), tvilling(u)):
        assert "<script" not in html
        assert "<b>x" not in html
        assert "&lt;script&gt;" in html


def test_tvillingen_sager_samma_sak() -> None:
    """Every word of page 1 and every judgement is on the web too."""
    u = rapportexempel.full()
    webb = Text(tvilling(u)).text
    vy = tvilling_vy(u, utkast=False)
    for lista in (
        vy.forst.ej_uppfyllda,
        vy.forst.samre,
        vy.forst.gor,
        vy.forst.beslut,
        vy.forst.sakerhet,
    ):
        for m in lista:
            assert " ".join(m.text.split()) in webb
    for m in u.mal:
        assert m.motivering in webb
    for i in u.indikatorer:
        assert f"{i.nummer} {i.namn}, {i.enhet}" in webb


def test_tvillingen_tal_strikt_csp() -> None:
    html = tvilling(rapportexempel.full())
    assert "style=" not in html
    assert "<style" not in html
    assert "<script" not in html


def test_okand_variabel_ar_ett_fel() -> None:
    mall = Template("{{ finns.inte }}", engine=_motor())
    with pytest.raises(TemplateSyntaxError, match="unknown variable"):
        mall.render(Context({}))


def test_kvalitativt_mal_visar_svaret() -> None:
    u = rapportexempel.full()
    k = u.mal[5].kriterier[2]
    i = replace(k.indikatorer[0], svar="Ja", lage=Lage.NATT, nu=Konsvarde(ej_uppdelad="beslut"))
    mal = replace(u.mal[5], kriterier=(replace(k, indikatorer=(i,)),))
    assert ">Ja</td>" in rapport_html(replace(u, mal=(mal,)), utkast=True)


def test_samma_underlag_samma_html() -> None:
    u = rapportexempel.full()
    assert rapport_html(u, utkast=False) == rapport_html(u, utkast=False)


def test_why_it_was_approved_with_gaps_stands_with_what_is_missing() -> None:
    full = rapportexempel.full()
    med = replace(full, status=replace(full.status, luckor_skal="Enkäten blev sen."))
    mening = "Uppföljningen godkändes fast något saknas. Skäl: Enkäten blev sen."
    for rita in (lambda u: rapport_html(u, utkast=False), lambda u: tvilling(u)):
        assert mening in rita(med)
        assert "godkändes fast något saknas" not in rita(full)


def test_en_dold_punkt_ar_tva_punkter_och_ritas_inte() -> None:
    """The table below a chart tells what is hidden from what is missing; the chart has neither."""
    u = rapportexempel.full()

    def i_stallet(punkt: Punkt) -> Maluppfyllelserapport:
        forsta = u.mal[0].kriterier[0]
        i = forsta.indikatorer[0]
        forst, sist = Punkt(etikett="a", varde=Decimal(61)), Punkt(etikett="c", varde=Decimal(63))
        i = replace(i, serie=(forst, punkt, sist))
        mal = replace(u.mal[0], kriterier=(replace(forsta, indikatorer=(i,)),))
        return replace(u, mal=(mal,), sprang=())

    dold = i_stallet(Punkt(etikett="b", dold=True))
    saknas = i_stallet(Punkt(etikett="b"))
    for rita in (lambda r: rapport_html(r, utkast=True), tvilling):
        assert "<td>..</td>" in rita(dold)
        assert "<td>..</td>" not in rita(saknas)
        ritade = [re.findall("<circle[^>]*>", rita(r)) for r in (dold, saknas)]
        assert ritade[0] == ritade[1]


def test_en_dold_punkt_har_inget_varde() -> None:
    with pytest.raises(ValueError, match="hidden"):
        Punkt(etikett="b", varde=Decimal(3), dold=True)


def test_laget_har_en_rubrik() -> None:
    html = tvilling(rapportexempel.utkast())
    assert html.count("<div><dt>Status</dt>") == 1
    assert "Utkast. Inte fastställd" in html.replace("\u00a0", " ")


def test_mittenvardet_galler_bara_dem_som_har_fatt_svar() -> None:
    u = rapportexempel.full()
    for html in (rapport_html(u, utkast=False), tvilling(u)):
        assert "Av dem som har fått svar fick hälften det inom 7 dagar" in Text(html).text


def test_few_answers_are_not_said_to_be_none() -> None:
    u = rapportexempel.full()
    assert u.synpunkter
    fa = replace(u.synpunkter, median_dagar=None, andel_i_tid=None, lovade=3, besvarade=3)
    u = replace(u, synpunkter=fa)
    exporten = str(dokument(u))
    for text in (rapport_html(u, utkast=True), tvilling(u), exporten):
        assert "För få har fått svar för att tiden ska visas (..)" in text
        assert "Ingen synpunkt är besvarad" not in text
