"""Form fields, components and pages render as the design says, without a single loose end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.conf import settings
from django.core.management import call_command
from django.template import Template
from django.template.loader import get_template, render_to_string
from django.test import Client, RequestFactory, override_settings
from django.test.signals import template_rendered

from kvalitet import texter, visning
from kvalitet.fel import Punkt
from kvalitet.formular import Datumvaljare, Kryssval, Radioval, fel_att_ratta
from kvalitet.models import Anvandare
from kvalitet.templatetags.kvalitet import hjulmarke
from kvalitet.views.galleri import FELSVAR, Provformular, exempel

MALLAR = Path(settings.ROT) / "templates"


def _komponenter() -> list[str]:
    return sorted(str(fil.relative_to(MALLAR)) for fil in (MALLAR / "komponenter").rglob("*.html"))


class Odefinierad(str):
    """Stands in for an undefined variable and refuses to be written."""

    def __contains__(self, _del: object) -> bool:
        return True

    def __mod__(self, variabel: object) -> str:
        raise AssertionError(f"undefined in template: {variabel}")


@pytest.fixture(autouse=True)
def strikta_mallar() -> Iterator[None]:
    mallar = deepcopy(settings.TEMPLATES)
    mallar[0]["OPTIONS"]["string_if_invalid"] = Odefinierad("x")
    with override_settings(TEMPLATES=mallar):
        yield


class Formular(forms.Form):
    namn = forms.CharField(label="Namn", help_text="För- och efternamn", max_length=50)
    text = forms.CharField(label="Text", max_length=4000, widget=forms.Textarea, help_text="Hur?")
    epost = forms.EmailField(label="E-post", required=False)
    losen = forms.CharField(label="Lösenord", widget=forms.PasswordInput)
    enhet = forms.ChoiceField(label="Enhet", choices=[("", "Välj"), ("a", "A")])
    typ = forms.ChoiceField(
        label="Typ",
        help_text="En av dem",
        choices=[("a", "Klagomål"), ("b", "Beröm")],
        widget=Radioval(beskrivningar={"a": "Något blev fel"}, rad=True, stor=True),
    )
    vanlig = forms.ChoiceField(label="Vanlig", choices=[("1", "Ett")], widget=forms.RadioSelect)
    teman = forms.MultipleChoiceField(
        label="Teman", choices=[("t", "Tider")], required=False, widget=Kryssval
    )
    grad = forms.ChoiceField(choices=[("ej", "Ej uppfyllt")], widget=Radioval(grader=True))
    ja = forms.BooleanField(label="Jag vill ha svar", required=False, help_text="Går att ändra")
    dag = forms.DateField(label="Dag", widget=Datumvaljare)
    antal = forms.IntegerField(label="Antal", required=False)
    fil = forms.FileField(label="Fil", required=False)
    gomd = forms.CharField(widget=forms.HiddenInput, initial="x")


def falt(namn: str, data: dict[str, Any] | None = None) -> str:
    html = Formular(data)[namn].as_field_group()
    return re.sub(r"[ \n]+", " ", html)


def test_etikett_hjalp_fel_och_falt_i_den_ordningen() -> None:
    html = falt("namn", {})
    delar = ['<label for="id_namn">Namn</label>', "id_namn_helptext", "id_namn_error", "<input"]
    lagen = [html.index(d) for d in delar]
    assert lagen == sorted(lagen)
    assert 'aria-describedby="id_namn_helptext id_namn_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'class="ds-input"' in html
    assert '<p class="ds-validation-message">Fyll i ”Namn”.</p>' in html


def test_utan_fel_finns_inget_felmarke() -> None:
    html = falt("namn")
    assert "aria-invalid" not in html
    assert "_error" not in html
    assert 'aria-describedby="id_namn_helptext"' in html


@pytest.mark.parametrize("namn", list(Formular.base_fields))
def test_inget_falt_lamnar_kontrollen_till_webblasaren(namn: str) -> None:
    assert not re.search(r"\srequired\b", falt(namn))


@pytest.mark.parametrize("namn", list(Formular.base_fields))
@pytest.mark.parametrize("data", [None, {}])
def test_varje_aria_hanvisning_har_sitt_mal(namn: str, data: dict[str, Any] | None) -> None:
    html = falt(namn, data)
    for ids in re.findall(r'(?:aria-describedby|for|data-raknare)="([^"]+)"', html):
        for ett in ids.split():
            assert html.count(f' id="{ett}"') == 1, ett


def test_frivilligt_sags_i_etiketten() -> None:
    assert "E-post (frivilligt)</label>" in falt("epost")
    assert "Teman (frivilligt)</legend>" in falt("teman")
    assert "frivilligt" not in falt("namn") + falt("ja")


def test_sokformular_sager_inte_frivilligt() -> None:
    class Sok(forms.Form):
        visa_frivilligt = False
        q = forms.CharField(label="Sök", required=False)

    assert '<label for="id_q">Sök</label>' in Sok()["q"].as_field_group()


def test_textruta_raknar_tecken_i_stallet_for_att_klippa() -> None:
    html = falt("text", {})
    assert 'data-max="4000" data-raknare="id_text_raknare"' in html
    assert "Högst 4\N{NO-BREAK SPACE}000 tecken" in html
    assert 'aria-describedby="id_text_helptext id_text_raknare id_text_error"' in html
    assert "maxlength" not in html
    assert "cols" not in html


def test_radioval_ar_en_grupp_med_beskrivningar() -> None:
    html = falt("typ", {"typ": "b"})
    assert '<fieldset class="ds-fieldset" aria-describedby="id_typ_helptext">' in html
    assert '<legend class="stor">Typ</legend>' in html
    assert '<p id="id_typ_helptext">En av dem</p>' in html
    assert 'class="val val--rad"' in html
    assert 'aria-describedby="id_typ_0_hjalp"' in html
    assert '<div data-field="description" id="id_typ_0_hjalp">Något blev fel</div>' in html
    assert re.search(r'value="b"[^>]*id="id_typ_1"[^>]*checked', html)


def test_radioval_utan_svar_har_ett_fel_for_gruppen() -> None:
    html = falt("typ", {})
    assert 'aria-describedby="id_typ_helptext id_typ_error"' in html
    assert "Välj ”Typ”." in html


def test_djangos_egna_radioknappar_ser_likadana_ut() -> None:
    html = falt("vanlig")
    assert '<div class="val" id="id_vanlig">' in html
    assert '<label for="id_vanlig_0">Ett</label>' in html


def test_grader_valjs_med_symbol() -> None:
    assert '<span class="grad" data-grad="ej"><svg' in falt("grad")


def test_kryssruta_har_etiketten_efter_sig() -> None:
    html = falt("ja")
    assert html.index("<input") < html.index('<label for="id_ja">')
    assert 'aria-describedby="id_ja_helptext"' in html


def test_datum_ar_iso_i_webblasarens_valjare() -> None:
    html = Formular(initial={"dag": "2026-10-28"})["dag"].as_field_group()
    assert 'type="date"' in html
    assert 'value="2026-10-28"' in html


def test_gomt_falt_ar_bara_sig_sjalvt() -> None:
    assert falt("gomd") == '<input type="hidden" name="gomd" value="x" id="id_gomd">'


def test_hela_formularet_skrivs_i_faltens_ordning() -> None:
    html = str(Formular())
    lagen = [html.index(f'name="{namn}"') for namn in Formular.base_fields if namn != "gomd"]
    assert lagen == sorted(lagen)
    assert html.count('type="hidden"') == 1


def test_felsammanfattningen_raknar_i_ord_och_lankar_till_falten() -> None:
    html = render_to_string("komponenter/felsammanfattning.html", {"form": Provformular(FELSVAR)})
    assert "Två saker behöver rättas innan du kan gå vidare" in html
    assert 'href="#id_berattelse">Skriv vad du vill berätta. Några meningar räcker.' in html
    assert 'tabindex="-1" role="alert" aria-labelledby="felrubrik"' in html


def test_felsammanfattningen_lankar_till_forsta_valet_och_talar_i_singular() -> None:
    class Val(forms.Form):
        typ = forms.ChoiceField(label="Typ", choices=[("a", "A")], widget=forms.RadioSelect)

    html = render_to_string("komponenter/felsammanfattning.html", {"form": Val({})})
    assert "En sak behöver rättas" in html
    assert 'href="#id_typ_0"' in html


def test_fel_pa_hela_formularet_star_forst_utan_lank() -> None:
    form = Formular({})
    form.add_error(None, "Någon annan hann före.")
    assert fel_att_ratta(form)[0] == ("Någon annan hann före.", "")


def test_utan_fel_ingen_sammanfattning() -> None:
    html = render_to_string("komponenter/felsammanfattning.html", {"form": Formular()})
    assert html.strip() == ""


def test_aterstar_lankar_det_som_fattas_men_inte_det_som_ar_klart() -> None:
    punkter = [Punkt("Mål 3 saknar bedömning", lank="/m3/"), Punkt("Klar", klar=True, lank="/k/")]
    html = render_to_string("komponenter/aterstar.html", {"punkter": punkter})
    assert '<a href="/m3/">Mål 3 saknar bedömning</a>' in html
    assert "/k/" not in html
    assert "Det här återstår innan planen kan gå vidare" in html


@pytest.mark.parametrize(
    ("slut", "fragar"), [({}, True), ({"klar": True}, False), ({"fel": "Nej"}, False)]
)
def test_framsteg_slutar_fraga_nar_jobbet_ar_slut(slut: dict[str, Any], fragar: bool) -> None:
    jobb = visning.Framsteg("j", "/j/", [visning.Steg("Hämtar", lage="nu")], **slut)
    html = render_to_string("komponenter/framsteg.html", {"jobb": jobb})
    assert ("hx-get" in html) is fragar


def test_knapprad_skickar_handlingar_och_lankar_resten() -> None:
    knappar = [
        visning.Knapp("Fastställ", "/f/"),
        visning.Knapp("Tillbaka", "/t/", "lank", "tertiary"),
    ]
    html = render_to_string(
        "komponenter/knapprad.html", {"knappar": knappar}, RequestFactory().get("/")
    )
    assert '<form method="post" action="/f/">' in html
    assert "csrfmiddlewaretoken" in html
    assert '<a class="ds-button" data-variant="tertiary" href="/t/">Tillbaka</a>' in html


def test_utfallsraden_visar_alltid_alla_fyra() -> None:
    assert [u.antal for u in visning.utfallsrad({"ej": 2})] == [0, 0, 2, 0]


def test_bladet_ar_ingenting_nar_det_finns_ett_enda() -> None:
    assert render_to_string("komponenter/blad.html", {"blad": visning.Blad()}).strip() == ""


@pytest.mark.parametrize(("fas", "varv"), [("planera", None), ("atgarda", 3), ("avslutad", 12)])
def test_the_wheel_of_a_row_is_the_component_with_its_own_id(fas: str, varv: int | None) -> None:
    for id_ in ("hjul-1", "hjul-2"):
        delar = {"form": "marke", "id": id_, "fas": fas, "varv": varv}
        assert hjulmarke(id_, fas, varv) == render_to_string("komponenter/hjul.html", delar)


@pytest.mark.parametrize("fas", ["", "planera", "kvalitetssakra", "avslutad"])
@pytest.mark.parametrize("form", ["hero", "kort", "marke"])
def test_hjulet_tander_ett_skede(fas: str, form: str) -> None:
    html = render_to_string("komponenter/hjul.html", {"form": form, "id": "h", "fas": fas})
    assert html.count(" data-nu") == {"": 5, "avslutad": 0}.get(fas, 1)
    assert 'aria-labelledby="h-t h-b"' in html


UTAN_EXEMPEL = {"exempel": dict.fromkeys((*texter.FASER, "sprang"))}
"""The start page of a municipality whose wheel has no example to show."""


def test_galleriet_visar_varje_komponent() -> None:
    html = sida("galleri.html", exempel())
    ids = re.findall(r' id="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    rubriker = re.findall(r'<h2 id="(g-[a-z]+)">', html)
    assert re.findall(r'href="#(g-[a-z]+)">', html)[: len(rubriker)] == rubriker


def test_ingen_komponent_glomd_i_galleriet(client: Client, anna_administrator: Anvandare) -> None:
    visade: set[str] = set()

    def anteckna(template: Template, **_: object) -> None:
        visade.add(str(template.name))

    client.force_login(anna_administrator)
    template_rendered.connect(anteckna)
    try:
        client.get("/arbete/galleri/")
    finally:
        template_rendered.disconnect(anteckna)
    assert set(_komponenter()) - visade == set()


def test_galleriet_finns_inte_i_drift(client: Client, anna_administrator: Anvandare) -> None:
    client.force_login(anna_administrator)
    assert client.get("/arbete/galleri/").status_code == 200
    with override_settings(PRODUKTION=True):
        assert client.get("/arbete/galleri/").status_code == 404


@pytest.mark.parametrize("komponent", _komponenter())
def test_varje_komponent_anvands_utanfor_galleriet(komponent: str) -> None:
    anvands = [fil for fil in MALLAR.rglob("*.html") if "galleri" not in fil.stem]
    anvands += [*(Path(settings.ROT) / "kvalitet").rglob("*.py")]
    assert any(komponent in fil.read_text() for fil in anvands if fil != MALLAR / komponent)


@pytest.mark.parametrize("komponent", _komponenter())
def test_varje_komponent_sager_vad_den_tar(komponent: str) -> None:
    assert (MALLAR / komponent).read_text().startswith("{% comment %}")


@pytest.mark.parametrize(
    "mall", ["start.html", "404.html", "403.html", "403_csrf.html", "tillganglighet.html"]
)
def test_sidan_ar_hel(mall: str) -> None:
    html = sida(
        mall, {**UTAN_EXEMPEL, "webbplats": settings.ADRESS, "granskad": date(2026, 11, 27)}
    )
    assert html.count("<h1") == 1
    assert 'class="ds-skip-link" href="#innehall"' in html
    assert '<html lang="sv"' in html


@pytest.mark.parametrize("mall", ["400.html", "500.html"])
def test_felsidan_klarar_sig_utan_sammanhang(mall: str) -> None:
    html = get_template(mall).render()
    assert html.count("<h1") == 1
    assert 'href="/"' in html


def test_sidan_for_en_trog_databas_klarar_sig_utan_databas() -> None:
    html = get_template("503.html").render({"skrivet": [], "falt": [], "adress": ""})
    assert html.count("<h1") == 1
    assert "<form" not in html


def test_startsidan_hittar_inte_pa_siffror() -> None:
    html = sida("start.html", UTAN_EXEMPEL)
    assert "Så svarar vi just nu" not in html
    assert 'id="nisa"' not in html
    svarslage = visning.Svarslage(i_tid_procent=87)
    nisa = [visning.NiSa(1, "Det var mörkt.", "Lampor är bytta.", "klart i augusti")]
    html = sida("start.html", {**UTAN_EXEMPEL, "svarslage": svarslage, "nisa": nisa})
    assert "fick svar inom den tid vi lovat." in html
    assert "mittenvärdet" not in html
    assert "Ni sa, 1 synpunkt<" in html


def test_inget_star_inline_och_inget_hamtas_utifran() -> None:
    for fil in MALLAR.rglob("*.html"):
        i_tryck = "rapport" in fil.parts and "webb" not in fil.stem
        if i_tryck or fil.parent.name == "epost" or fil.stem.startswith("pdf_"):
            continue
        text = fil.read_text()
        assert not re.search(r"\sstyle=|<style|\son[a-z]+=|<script(?![^>]*\ssrc=)", text), fil
        assert not re.search(r'(?:src|<link[^>]*href)="(?:https?:)?//', text), fil


def test_statiska_filer_gar_att_frysa_med_namn_efter_innehall(tmp_path: Path) -> None:
    lager = deepcopy(settings.STORAGES)
    lager["staticfiles"]["BACKEND"] = "whitenoise.storage.CompressedManifestStaticFilesStorage"
    with override_settings(STORAGES=lager, STATIC_ROOT=tmp_path):
        call_command("collectstatic", interactive=False, verbosity=0)
    bas = next(fil for fil in (tmp_path / "css").glob("bas.*.css"))
    assert re.search(r'url\("\.\./fonts/inter-variabel\.[0-9a-f]{12}\.woff2"\)', bas.read_text())


def sida(mall: str, sammanhang: dict[str, Any]) -> str:
    return render_to_string(mall, sammanhang, RequestFactory().get("/"))
