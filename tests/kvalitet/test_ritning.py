"""What is written as text is what the templates would have written."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django import forms
from django.forms.renderers import TemplatesSetting
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy, override

from kvalitet.formular import Datumvaljare, Kryssval, Radioval, Renderare
from kvalitet.ritning import ritad, skriv, skriv_alla

VAL = [("", "---------"), (1, 'Åsa <b> & "Bo"'), ("Fler & 'andra'", [(2, "Å"), ("tre", "Tre")])]
RUTOR = (
    *(forms.TextInput(), forms.EmailInput(), forms.NumberInput(), forms.URLInput()),
    *(forms.HiddenInput(), Datumvaljare({"class": "smalt"}), forms.Textarea(attrs={"rows": 3})),
    *(forms.Select(choices=VAL), forms.Select(attrs={"size": 3}, choices=[])),
)
JANEJ = [(True, "Ja & <b>"), (False, "Nej"), (1, "Ett")]


def med_val(ruta: Any, val: Any) -> Any:
    ruta.choices = val
    return ruta


VALKNAPPAR = (
    *(forms.RadioSelect(choices=VAL), forms.CheckboxSelectMultiple(choices=VAL)),
    med_val(Radioval(skala=True), JANEJ),
    med_val(Kryssval(rad=True, beskrivningar={"1": "Så <här>", "tre": "&"}), VAL),
)
ATTRS = {"id": "id_x", "data-a": "'\"<", "hidden": True, "cols": False, "maxlength": 5}


@pytest.mark.parametrize("ruta", [*RUTOR, *VALKNAPPAR], ids=lambda ruta: type(ruta).__name__)
@pytest.mark.parametrize("varde", [None, "", 0, 1, "2", "tre", "<i>'\"&\n å", "---------"])
@pytest.mark.parametrize("attrs", [{}, ATTRS])
def test_a_control_is_what_its_template_makes(ruta: Any, varde: Any, attrs: Any) -> None:
    if ruta in VALKNAPPAR:
        attrs = ATTRS  # their labels need a key
    sammanhang = ruta.get_context('x"<', varde, attrs)
    assert ritad(ruta.template_name, sammanhang) is not None
    mall = TemplatesSetting().render(ruta.template_name, sammanhang)
    assert Renderare().render(ruta.template_name, sammanhang) == mall


def test_another_control_has_its_template() -> None:
    grader = med_val(Radioval(grader=True), [("god", "God")])
    for ruta in (grader, forms.CheckboxInput(), forms.PasswordInput()):
        assert ritad(ruta.template_name, ruta.get_context("x", None, {"id": "x"})) is None


class Formular(forms.Form):
    kort = forms.CharField(label="Kort & <gott>", max_length=10)
    frivillig = forms.CharField(required=False, help_text="Så <här>: ”&”")
    lang = forms.CharField(widget=forms.Textarea)
    raknad = forms.CharField(widget=forms.Textarea, max_length=10)
    en_av = forms.ChoiceField(choices=VAL)
    knappar = forms.ChoiceField(choices=VAL[:2], widget=forms.RadioSelect, help_text="Välj")
    kryss = forms.BooleanField(required=False, help_text="Eller inte")
    dold = forms.CharField(widget=forms.HiddenInput)


@pytest.mark.parametrize("data", [None, {}, {"kort": "för många tecken", "lang": "<b>"}])
@pytest.mark.parametrize("sprak", ["sv", "en"])
def test_a_field_is_what_its_template_makes(data: Any, sprak: str) -> None:
    form = Formular(data)
    with override(sprak):
        for falt in form:
            assert falt.as_field_group().strip() == falt.render().strip()


DELAR = ("<b> & \"Bo\" 'Å'", mark_safe("<i>"), 7, None, Decimal("1.50"), gettext_lazy("Ja"))


def test_what_is_written_in_one_go_is_what_django_would_write() -> None:
    mall = "<p>{}|{}|{}|{}|{}|{}</p>"
    assert skriv(mall, *DELAR) == format_html(mall, *DELAR)
    assert skriv("{a}{b}{a}", a="<", b=DELAR[1]) == format_html("{a}{b}{a}", a="<", b=DELAR[1])
    rader = [DELAR, DELAR[::-1]]
    assert skriv_alla(", ", mall, rader) == format_html_join(", ", mall, rader)
    assert isinstance(skriv(mall, *DELAR), SafeString)
    assert isinstance(skriv_alla("", mall, rader), SafeString)
