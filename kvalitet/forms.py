"""Forms of the core."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, cast

from allauth.account.adapter import get_adapter
from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import QuerySet

from kvalitet import klocka
from kvalitet.actions.konton import valj_losenord
from kvalitet.enhetsval import INDRAG, Enhetsvaljare, Tradval, skriven, skrivs
from kvalitet.formular import Datumvaljare
from kvalitet.models import Anvandare, Enhet, Omorganisation


class InloggningForm(AuthenticationForm):
    username = forms.EmailField(
        label="E-post", widget=forms.EmailInput(attrs={"autocomplete": "username"})
    )
    password = forms.CharField(
        label="Lösenord",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    error_messages = {
        "invalid_login": "E-postadressen eller lösenordet stämmer inte. Försök igen.",
        "inactive": "Kontot är stängt. Kontakta den som sköter konton hos er.",
    }

    def clean(self) -> dict[str, Any]:
        """Try the words through django-allauth, which counts attempts (Kontoadapter)."""
        epost, losenord = self.cleaned_data.get("username"), self.cleaned_data.get("password")
        if epost is not None and losenord:
            med = get_adapter(self.request)
            self.user_cache = med.authenticate(self.request, username=epost, password=losenord)
            if self.user_cache is None:
                raise self.get_invalid_login_error()
        return self.cleaned_data


class LosenordBeForm(forms.Form):
    epost = forms.EmailField(
        label="E-post",
        help_text="Adressen som du loggar in med.",
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
        error_messages={
            "required": "Skriv din e-postadress.",
            "invalid": "Skriv en hel e-postadress, till exempel namn@kommun.se.",
        },
    )


class LosenordValjForm(forms.Form):
    nytt = forms.CharField(
        label="Nytt lösenord",
        help_text="Minst 12 tecken. Några ord i rad är lätta att minnas och svåra att gissa.",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": "Skriv ett lösenord."},
    )
    igen = forms.CharField(
        label="Samma lösenord en gång till",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": "Skriv lösenordet en gång till."},
    )

    def __init__(self, user: Anvandare, data: Any = None, **val: Any) -> None:
        super().__init__(data, **val)
        self.user = user

    def clean_nytt(self) -> str:
        nytt: str = self.cleaned_data["nytt"]
        validate_password(nytt, self.user)
        return nytt

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if data.get("nytt") and data.get("igen") and data["nytt"] != data["igen"]:
            self.add_error("igen", "Lösenorden är inte lika. Skriv samma i båda rutorna.")
        return data

    def save(self) -> Anvandare:
        valj_losenord(self.user, losenord=self.cleaned_data["nytt"])
        return self.user


class SokForm(forms.Form):
    """The search over plans, goals, units, cases and indicators."""

    visa_frivilligt = False
    q = forms.CharField(
        label="Vad letar du efter?",
        help_text="Namn på en plan, ett mål, en enhet eller en indikator, eller ord eller "
        "referens i en synpunkt.",
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
        error_messages={"max_length": "Skriv högst 100 tecken."},
    )


class EnhetValj(forms.ModelChoiceField[Enhet]):
    """A choice of unit: in the order of the tree and indented as it, or written by name."""

    iterator = Tradval
    widget = Enhetsvaljare

    def label_from_instance(self, obj: Enhet) -> str:
        return f"{INDRAG * obj.djup}{obj.namn}"

    def to_python(self, value: Any) -> Enhet | None:
        if value in self.empty_values or isinstance(value, Enhet):
            return super().to_python(value)
        text, enheter = " ".join(str(value).split()), cast("QuerySet[Enhet]", self.queryset)
        try:
            return super().to_python(text)
        except ValidationError:
            if not skrivs(enheter):
                raise
        return skriven(text, enheter, self.widget)


ARTAL = (date(1900, 1, 1), date(2999, 12, 31))
"""The first and the last day that may be written: beyond them a year is mistyped, and the ends of
the calendar have no day before or after them to reckon with."""


class Datumfalt(forms.DateField):
    """A date with the browser's own picker; the value is always ISO in the page."""

    def __init__(self, **val: Any) -> None:
        val.setdefault("widget", Datumvaljare({"class": "smalt"}))
        val.setdefault("error_messages", {})
        val["error_messages"] |= {
            "invalid": "Skriv datumet som år-månad-dag, till exempel 2026-09-01."
        }
        super().__init__(input_formats=["%Y-%m-%d"], **val)
        ord_ = "Kontrollera årtalet."
        self.validators += [MinValueValidator(ARTAL[0], ord_), MaxValueValidator(ARTAL[1], ord_)]


class FlyttForm(forms.Form):
    under = EnhetValj(
        label="Ny plats",
        help_text="Enheten och allt under den flyttar dit.",
        queryset=Enhet.objects.none(),
        empty_label="Välj enhet",
        error_messages={
            "required": "Välj vilken enhet den ska ligga under.",
            "invalid_choice": "Välj en enhet i listan.",
        },
    )
    fran = Datumfalt(
        label="Gäller från och med",
        help_text="Fram till den dagen ligger enheten kvar där den är.",
        error_messages={"required": "Skriv från vilket datum flytten gäller."},
    )

    def __init__(self, data: Any = None, *, enhet: Enhet, mal: QuerySet[Enhet]) -> None:
        super().__init__(data, initial={"fran": klocka.idag() + timedelta(days=1)})
        falt = cast(EnhetValj, self.fields["under"])
        falt.queryset = mal.verksamma().exclude(sokvag__startswith=enhet.sokvag).i_ordning()  # type: ignore[attr-defined]


class AvslutaEnhetForm(forms.Form):
    """How a unit ends: with what receiver, from when, and what becomes of its plans."""

    mottagare = EnhetValj(
        label="Enhet som tar över",
        help_text="Synpunkter, uppdrag och roller går dit.",
        queryset=Enhet.objects.none(),
        empty_label="Välj enhet",
        error_messages={
            "required": "Välj vilken enhet som tar över.",
            "invalid_choice": "Välj en enhet i listan.",
        },
    )
    fran = Datumfalt(
        label="Upphör från och med",
        help_text="Fram till den dagen är allt som förut, och beslutet går att ångra. "
        "Väljer du i dag gäller det genast.",
        error_messages={"required": "Skriv från vilket datum enheten upphör."},
    )
    planregel = forms.ChoiceField(
        label="Vad händer med planerna?",
        choices=Omorganisation.Planregel.choices,
        initial=Omorganisation.Planregel.FOLJER,
        widget=forms.RadioSelect,
        error_messages={"required": "Välj vad som händer med planerna."},
    )

    def __init__(self, data: Any = None, *, enhet: Enhet, mal: QuerySet[Enhet]) -> None:
        super().__init__(data, initial={"fran": klocka.idag() + timedelta(days=1)})
        if "mottagare" in self.fields:
            falt = cast(EnhetValj, self.fields["mottagare"])
            falt.queryset = mal.verksamma().exclude(sokvag__startswith=enhet.sokvag).i_ordning()  # type: ignore[attr-defined]


class SlaIhopForm(AvslutaEnhetForm):
    """The unit and others with the same place go into one that stays."""

    andra = forms.ModelMultipleChoiceField(
        label="Fler enheter som går upp i samma",
        help_text="Välj inga om det bara är den här.",
        queryset=Enhet.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    field_order = ("mottagare", "andra", "fran", "planregel")

    def __init__(self, data: Any = None, *, enhet: Enhet, mal: QuerySet[Enhet]) -> None:
        super().__init__(data, enhet=enhet, mal=mal)
        self.fields["mottagare"].label = "Går upp i"
        over = enhet.sokvag.removesuffix(f"{enhet.pk}.")
        syskon = mal.verksamma().filter(sokvag__regex=rf"^{over}\d+\.$").exclude(pk=enhet.pk)  # type: ignore[attr-defined]
        andra = cast("forms.ModelMultipleChoiceField[Enhet]", self.fields["andra"])
        andra.queryset = syskon.i_ordning()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("mottagare") in (data.get("andra") or ()):
            self.add_error("andra", "Den enhet som blir kvar kan inte själv upphöra.")
        return data


class DelaEnhetForm(AvslutaEnhetForm):
    """The unit is split; the first of the new ones takes over what is open."""

    namn = forms.CharField(
        label="De nya enheternas namn",
        help_text="Ett namn på varje rad, minst två. Den första tar över det som är öppet.",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=1000,
        error_messages={"required": "Skriv namnen på de nya enheterna, ett på varje rad."},
    )
    mottagare = None  # type: ignore[assignment]
    field_order = ("namn", "fran", "planregel")

    def clean_namn(self) -> list[str]:
        namn = [rad.strip() for rad in self.cleaned_data["namn"].splitlines() if rad.strip()]
        if len(namn) < 2:
            raise forms.ValidationError("Skriv minst två namn, ett på varje rad.")
        if len({ett.casefold() for ett in namn}) < len(namn):
            raise forms.ValidationError("Två av namnen är lika. Skriv olika namn.")
        if any(len(ett) > 120 for ett in namn):
            raise forms.ValidationError("Ett namn är längre än 120 tecken. Korta det.")
        return namn
