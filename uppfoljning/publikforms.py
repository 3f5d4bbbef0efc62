"""Forms of the public pages of reports."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kvalitet.databas import SvNyckel
from kvalitet.models import Namnd
from kvalitet.visning import Tomt
from uppfoljning import publicerade
from uppfoljning.models import Rapport


class Rapportfilter(forms.Form):
    """Nämnd, kind and year of what is published; a choice that is none is left alone."""

    visa_frivilligt = False
    namnd = forms.ModelChoiceField(
        label=gettext_lazy("Nämnd"),
        queryset=Namnd.objects.none(),
        to_field_name="kod",
        required=False,
        empty_label=gettext_lazy("Alla nämnder"),
    )
    slag = forms.ChoiceField(label=gettext_lazy("Slag av rapport"), required=False)
    ar = forms.ChoiceField(label=gettext_lazy("År"), required=False)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        finns = publicerade.publicerade().order_by()
        namnder = cast("forms.ModelChoiceField[Namnd]", self.fields["namnd"])
        namnder.queryset = Namnd.objects.filter(pk__in=finns.values("namnd")).order_by(
            SvNyckel("namn"), "pk"
        )
        slagen = set(finns.values_list("slag", flat=True).distinct())
        self._val("slag").choices = [
            ("", _("Alla slag")),
            *((str(slag), _(str(slag.label))) for slag in Rapport.Slag if slag in slagen),
        ]
        self._val("ar").choices = [
            ("", _("Alla år")),
            *((str(ar), str(ar)) for ar in publicerade.aren()),
        ]

    @property
    def valt(self) -> dict[str, Any]:
        """What is chosen, as conditions of the list."""
        self.is_valid()
        falt = {"namnd": "namnd", "slag": "slag", "ar": "period_till__year"}
        return {falt[namn]: varde for namn, varde in self.cleaned_data.items() if varde}

    def tomt(self) -> Tomt:
        if not self.valt:
            return Tomt(
                _("Inga rapporter än"),
                _("Den första rapporten publiceras här när nämnden har fastställt den."),
                "Files",
            )
        return Tomt(
            _("Inga rapporter passar ditt val"),
            _("Välj en annan nämnd, ett annat slag eller ett annat år."),
            "Files",
            reverse("uppfoljning:publicerade"),
            _("Visa alla rapporter"),
        )

    def _val(self, namn: str) -> forms.ChoiceField:
        return cast(forms.ChoiceField, self.fields[namn])


class Kodform(forms.Form):
    """What stands on the last page of a report, or a file's sum that somebody has counted."""

    kod = forms.CharField(
        label=gettext_lazy("Kod eller kontrollsumma"),
        help_text=gettext_lazy("Koden står på rapportens sista sida. Den är minst 12 tecken lång."),
        max_length=400,
        error_messages={"required": gettext_lazy("Skriv koden som står på rapportens sista sida.")},
    )

    def clean_kod(self) -> str:
        kod = publicerade.tolka(self.cleaned_data["kod"])
        if not kod:
            raise forms.ValidationError(
                _(
                    "Det där ser inte ut som en kod. Skriv minst 12 tecken. "
                    "En kod har bara siffror och bokstäverna a till f."
                )
            )
        return kod


class Filform(forms.Form):
    """A file that is summed while it comes, and kept nowhere."""

    fil = forms.FileField(
        label=gettext_lazy("Rapportens pdf-fil"),
        help_text=gettext_lazy("Bara pdf-filen går att kontrollera, inte Word eller Excel."),
        error_messages={
            "required": gettext_lazy("Välj den fil som du vill kontrollera."),
            "empty": gettext_lazy("Filen är tom. Välj en annan fil."),
        },
    )
