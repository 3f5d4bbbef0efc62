"""Forms of accounts: the list's filter, roles, groups, the second step."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

from allauth.account.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import validate_totp_code
from allauth.mfa.webauthn.forms import AddWebAuthnForm, AuthenticateWebAuthnForm
from django import forms
from django.db.models import QuerySet

from kvalitet import klocka
from kvalitet.actions.inloggning import for_manga_forsok
from kvalitet.behorighet import far_ge_roll
from kvalitet.filterform import Filterform
from kvalitet.forms import Datumfalt, EnhetValj
from kvalitet.models import Anvandare, Enhet, Grupproll, Namnd
from kvalitet.roller import Roll

URVAL = [
    ("", "Öppna konton"),
    ("stangda", "Stängda konton"),
    ("utan", "Öppna konton utan roll"),
    ("nod", "Nödkonton"),
    ("alla", "Alla konton"),
]


class KontofilterForm(Filterform):
    q = forms.CharField(
        label="Sök på namn eller e-post",
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    visa = forms.ChoiceField(label="Visa", choices=URVAL, required=False)


class _Plats(forms.Form):
    """A role in a unit, for a nämnd or for all."""

    roll = forms.ChoiceField(
        label="Roll",
        choices=[("", "Välj roll"), *Roll.choices],
        error_messages={"required": "Välj vilken roll."},
    )
    enhet = EnhetValj(
        label="Enhet",
        help_text="Rollen gäller enheten och allt under den.",
        queryset=Enhet.objects.none(),
        empty_label="Välj enhet",
        error_messages={
            "required": "Välj i vilken enhet rollen gäller.",
            "invalid_choice": "Välj en enhet i listan.",
        },
    )
    namnd = forms.ModelChoiceField(
        label="Nämnd",
        help_text="Välj en nämnd om rollen bara gäller den.",
        queryset=Namnd.objects.none(),
        empty_label="Alla nämnder",
        required=False,
    )

    def __init__(self, data: Any = None, *, enheter: QuerySet[Enhet], av: Anvandare) -> None:
        super().__init__(data)
        self.av = av
        falt = cast(EnhetValj, self.fields["enhet"])
        falt.queryset = enheter.verksamma().i_ordning()  # type: ignore[attr-defined]
        namnder = cast("forms.ModelChoiceField[Namnd]", self.fields["namnd"])
        namnder.queryset = Namnd.objects.order_by("namn")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        enhet, namnd = data.get("enhet"), data.get("namnd")
        if enhet and not far_ge_roll(self.av, enhet, namnd.pk if namnd else None):
            self.add_error("namnd", "Du sköter inte roller för den nämnden. Välj en som du sköter.")
        return data


class RollForm(_Plats):
    fran = Datumfalt(
        label="Gäller från och med", error_messages={"required": "Skriv från vilket datum."}
    )
    till = Datumfalt(label="Sista dagen", help_text="Tomt betyder tills vidare.", required=False)

    def __init__(self, data: Any = None, *, enheter: QuerySet[Enhet], av: Anvandare) -> None:
        super().__init__(data, enheter=enheter, av=av)
        self.fields["fran"].initial = klocka.idag()

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("fran") and data.get("till") and data["till"] < data["fran"]:
            self.add_error(
                "till", "Sista dagen ska vara samma dag som rollen börjar, eller senare."
            )
        return data


class NyttKontoForm(RollForm):
    namn = forms.CharField(
        label="Namn",
        max_length=Anvandare._meta.get_field("namn").max_length,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Skriv vad personen heter."},
    )
    epost = forms.EmailField(
        label="E-post",
        help_text="Adressen i arbetet. Dit skickas hur man loggar in.",
        max_length=Anvandare._meta.get_field("epost").max_length,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": "Skriv personens e-postadress.",
            "invalid": "Skriv en hel e-postadress, till exempel namn@kommun.se.",
        },
    )
    field_order = ("namn", "epost", "roll", "enhet", "namnd", "fran", "till")


class GrupprollForm(_Plats):
    grupp = forms.CharField(
        label="Gruppen",
        help_text="Som den heter i kommunens inloggning. Entra ID skickar gruppens objekt-id.",
        max_length=Grupproll._meta.get_field("grupp").max_length,
        error_messages={"required": "Skriv vad gruppen heter."},
    )
    field_order = ("grupp", "roll", "enhet", "namnd")


class KodForm(AuthenticateForm):
    """A code from the app, or one of the spare codes."""

    code = forms.CharField(
        label="Kod",
        help_text="Sex siffror ur appen, eller en av dina reservkoder.",
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "class": "smalt"}
        ),
        error_messages={"required": "Skriv koden."},
    )

    def clean_code(self) -> str:
        if for_manga_forsok("konto.fel_kod", self.user.epost):
            raise get_adapter().validation_error("too_many_login_attempts")
        kod: str = super().clean_code()
        return kod


class _Nyckelsvar(forms.JSONField):
    """What a passkey answers. Text made to choke the parser is no answer either."""

    widget = forms.HiddenInput

    def to_python(self, value: Any) -> Any:
        try:
            return super().to_python(value)
        except (ValueError, RecursionError) as fel:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from fel


@contextmanager
def _lasbart() -> Iterator[None]:
    """What the library cannot read of an answer is none: it looks for keys that are not there."""
    try:
        yield
    except (AttributeError, LookupError, TypeError, ValueError) as fel:
        raise forms.ValidationError("Svaret går inte att läsa.", code="invalid") from fel


class NyNyckelForm(AddWebAuthnForm):
    credential = _Nyckelsvar()

    def clean(self) -> dict[str, Any]:
        with _lasbart():
            return super().clean()


class NyckelForm(AuthenticateWebAuthnForm):
    credential = _Nyckelsvar()

    def clean_credential(self) -> Authenticator:
        with _lasbart():
            return super().clean_credential()


class ValjAppForm(forms.Form):
    """The first code shows that the app has the secret."""

    code = forms.CharField(
        label="Koden som appen visar",
        help_text="Sex siffror.",
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "class": "smalt"}
        ),
        error_messages={"required": "Skriv koden."},
    )

    def __init__(self, data: Any = None, *, hemlighet: str) -> None:
        super().__init__(data)
        self.hemlighet = hemlighet

    def clean_code(self) -> str:
        kod: str = self.cleaned_data["code"].replace(" ", "")
        if not validate_totp_code(self.hemlighet, kod):
            raise forms.ValidationError("Koden stämmer inte. Skriv den som visas just nu.")
        return kod
