"""Forms in the markup of Designsystemet: label, hint, message, control, in that order.

The renderer stands in settings as FORM_RENDERER; the templates are komponenter/falt.html and
templates/django/forms/. Messages come from the server, in Swedish and in a summary with links;
so `required`, `maxlength` on text areas and the browser's own bubbles are left out, and a form
tag carries `novalidate`.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import deepcopy
from typing import Any, TypeVar

from django import forms
from django.forms.boundfield import BoundField
from django.forms.models import ModelChoiceIterator
from django.forms.renderers import BaseRenderer, TemplatesSetting
from django.http import HttpRequest
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from kvalitet.ritning import attribut, ritad, skriv

F = TypeVar("F", bound=forms.BaseForm)


class Faltrad(BoundField):
    """A field on a page: knows its ids, its hint and whether to say that it is optional."""

    def as_field_group(self) -> SafeString:
        """A field with nothing to mend and no counter, as komponenter/falt.html has it: a page
        may hold forty."""
        egen = self.is_hidden or self.use_fieldset or self.ar_kryssruta
        if egen or self.errors or self.grans or self.riktmarke:
            return super().as_field_group()
        frivilligt = f" {gettext('(frivilligt)')}" if self.frivilligt else ""
        tips = '<div data-field="description" id="{}_helptext">{}</div>'
        return skriv(
            '<div class="ds-field">\n<label for="{}">{}{}</label>\n{}\n\n\n{}\n\n</div>',
            self.id_for_label,
            self.label,
            frivilligt,
            skriv(tips, self.auto_id, self.field.help_text) if self.field.help_text else "",
            self.as_widget(),
        )

    @property
    def ar_kryssruta(self) -> bool:
        return isinstance(self.field.widget, forms.CheckboxInput)

    @property
    def frivilligt(self) -> bool:
        """Tell whether the label says "(frivilligt)"; a form opts out with `visa_frivilligt`.

        A single box is free to leave alone by nature, and a search form says nothing.
        """
        visa = getattr(self.form, "visa_frivilligt", True)
        return bool(visa and not self.field.required and not self.ar_kryssruta)

    @property
    def legendklass(self) -> str:
        return "stor" if getattr(self.field.widget, "stor", False) else ""

    @property
    def grans(self) -> int | None:
        """The most characters that a text area takes, for the counter."""
        if isinstance(self.field.widget, forms.Textarea):
            return getattr(self.field, "max_length", None)
        return None

    @property
    def riktmarke(self) -> int | None:
        """Characters to aim at, for the counter; more are taken too."""
        return getattr(self.field, "riktmarke", None)

    @property
    def lank_id(self) -> str:
        """Return the id that the error summary links to: the control, or its first choice."""
        if self.use_fieldset and isinstance(self.field.widget, forms.widgets.ChoiceWidget):
            return f"{self.auto_id}_0"
        return self.id_for_label or self.auto_id

    @property
    def meningar(self) -> list[str]:
        """List the field's messages. Django's own "required" names no field; ours does.

        The summary shows the messages away from their fields, where "This field is required"
        twice says nothing.
        """
        tyst = str(forms.Field.default_error_messages["required"])
        verb = "Välj" if isinstance(self.field, forms.ChoiceField) else "Fyll i"
        egen = f"{verb} ”{self.label}”."
        return [egen if mening == tyst else str(mening) for mening in self.errors]

    @property
    def aria_describedby(self) -> str | None:
        if self.field.widget.attrs.get("aria-describedby") or not self.auto_id or self.is_hidden:
            return None
        delar = [
            (self.help_text, "helptext"),
            (self.grans, "raknare"),
            (self.errors, "error"),
        ]
        return " ".join(f"{self.auto_id}_{namn}" for finns, namn in delar if finns)

    def build_widget_attrs(
        self, attrs: dict[str, Any], widget: forms.Widget | None = None
    ) -> dict[str, Any]:
        widget = widget or self.field.widget
        byggda = super().build_widget_attrs(attrs, widget)
        byggda.pop("required", None)
        if widget.is_hidden:
            return byggda
        egen = byggda.get("class") or widget.attrs.get("class", "")
        byggda["class"] = f"ds-input {egen}".strip()
        if isinstance(widget, forms.Textarea):
            byggda["cols"] = False  # as wide as its column, not forty letters
        if self.grans:
            byggda["maxlength"] = False  # would cut a pasted text without a word
            byggda["data-max"] = str(self.riktmarke or self.grans)
            byggda["data-raknare"] = f"{self.auto_id}_raknare"
        return byggda


class Renderare(TemplatesSetting):
    """Renders forms, fields and widgets from the project's templates."""

    form_template_name = "komponenter/formular.html"
    field_template_name = "komponenter/falt.html"
    bound_field_class = Faltrad

    def render(
        self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None
    ) -> str:
        rakt = ritad(template_name, context)
        return super().render(template_name, context, request) if rakt is None else rakt


class _Delade(dict[str, forms.Field]):
    def __init__(self, falt: Mapping[str, forms.Field], egna: tuple[str, ...]) -> None:
        super().__init__(falt)
        self._egna = egna

    def __deepcopy__(self, memo: dict[int, Any]) -> dict[str, forms.Field]:
        return {**self, **{namn: deepcopy(self[namn], memo) for namn in self._egna}}


def delar_falt(*egna: str) -> Callable[[type[F]], type[F]]:
    """Let all forms of the class share its fields, but for those of its own: Django copies each
    field, with its choices and its widget, for a form that only reads it."""

    def dela(klass: type[F]) -> type[F]:
        # Django's documented name, which django-stubs leaves out.
        klass.base_fields = _Delade(klass.base_fields, egna)  # type: ignore[attr-defined]
        return klass

    return dela


class _MedBeskrivning(forms.widgets.ChoiceWidget):
    """Choices with a line of explanation each.

    `beskrivningar` maps a value to its line; `rad` sets the choices side by side where there is
    room; `skala` is the survey's tall rows; `grader` writes each value as a grade with symbol;
    `stor` makes the legend a heading.
    """

    def __init__(
        self,
        attrs: dict[str, Any] | None = None,
        *,
        beskrivningar: Mapping[str, object] | None = None,
        rad: bool = False,
        skala: bool = False,
        grader: bool = False,
        stor: bool = False,
    ) -> None:
        super().__init__(attrs)
        self.beskrivningar = dict(beskrivningar or {})
        self.rad, self.skala, self.grader, self.stor = rad, skala, grader, stor

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        sammanhang = super().get_context(name, value, attrs)
        bred = "val val--rad" if self.rad else "val"
        sammanhang["widget"]["valklass"] = "skala" if self.skala else bred
        return sammanhang

    def create_option(
        self,
        name: str,
        value: Any,
        label: int | str,
        selected: bool,
        index: int,
        subindex: int | None = None,
        attrs: dict[str, Any] | None = None,
    ) -> dict[str, Any]:
        val = super().create_option(name, value, label, selected, index, subindex, attrs)
        val["grad"] = str(value) if self.grader and value else ""
        if text := self.beskrivningar.get(str(value)):
            val["beskrivning"] = text
            val["attrs"]["aria-describedby"] = f"{val['attrs'].get('id', name)}_hjalp"
        return val


class Radioval(_MedBeskrivning, forms.RadioSelect):
    """Large radio choices."""


class Kryssval(_MedBeskrivning, forms.CheckboxSelectMultiple):
    """Large check boxes, any number of them."""


class Langval(forms.Select):
    """A choice among thousands (units, people), in the markup of `forms.Select` and written in one
    go: Django makes a dict for each option and renders two templates with it."""

    def use_required_attribute(self, initial: Any) -> bool:
        """Never (`Faltrad`); Django would read the choices to see whether the first is empty."""
        return False

    def render(
        self,
        name: str,
        value: Any,
        attrs: dict[str, Any] | None = None,
        renderer: BaseRenderer | None = None,
    ) -> SafeString:
        valda = set(self.format_value(value))
        rader = "".join(_rad(nyckel, text, valda) for nyckel, text in self.choices)
        egna = self.build_attrs(self.attrs, attrs)
        falt = "".join(map(attribut, ("name", *egna), (name, *egna.values())))
        return mark_safe(f"<select{falt}>{rader}\n</select>")  # noqa: S308 - each part is escaped


def _rad(nyckel: Any, text: Any, valda: set[str]) -> str:
    if isinstance(text, list | tuple):
        grupp = "".join(_rad(n, t, valda) for n, t in text)
        return f'\n  <optgroup label="{escape(str(nyckel))}">{grupp}\n  </optgroup>'
    vald = " selected" if str(nyckel) in valda else ""
    return f'\n  <option value="{escape(str(nyckel))}"{vald}>{escape(str(text))}</option>'


class _Urvalet(ModelChoiceIterator[Any]):
    def __iter__(self) -> Iterator[Any]:
        if self.field.empty_label is not None:
            yield "", self.field.empty_label
        urval: Any = self.field
        yield from (self.choice(rad) for rad in urval.urval)


class UrvalsValj(forms.ModelChoiceField[Any]):
    """A choice that shows some (`urval`) of the rows that may be chosen (`queryset`), beside a
    search that shows others."""

    iterator = _Urvalet
    widget = Langval
    urval: Sequence[Any] = ()


class Datumvaljare(forms.DateInput):
    """The browser's own date picker, which reads and writes ISO dates."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


def fel_att_ratta(form: forms.BaseForm) -> list[tuple[str, str]]:
    """List a form's errors as (message, id of the field or ""), in the order of the page."""
    rader = [(str(mening), "") for mening in form.non_field_errors()]
    for namn in form.fields:
        falt = form[namn]
        if isinstance(falt, Faltrad):
            mal = "" if falt.is_hidden else falt.lank_id
            rader += [(mening, mal) for mening in falt.meningar]
    return rader
