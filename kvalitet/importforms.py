"""Forms of the imports: the file, and which of its columns holds what."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from openpyxl.utils import get_column_letter

from kvalitet.kalkyl import MAX_BYTE, Kolumn, Rubriker

SAKNAS = "-"


class FilForm(forms.Form):
    fil = forms.FileField(
        label="Fil",
        help_text=f"Excel (.xlsx) eller CSV, högst {MAX_BYTE // 1024 // 1024} MB. I Excel läses "
        "det första bladet.",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.txt"}),
        error_messages={
            "required": "Välj en fil.",
            "empty": "Filen är tom. Fyll i mallen och försök igen.",
            "missing": "Välj en fil.",
        },
    )

    def clean_fil(self) -> UploadedFile[bytes]:
        fil: UploadedFile[bytes] = self.cleaned_data["fil"]
        if (fil.size or 0) > MAX_BYTE:
            raise forms.ValidationError(
                f"Filen är större än {MAX_BYTE // 1024 // 1024} MB. Ta bort bilder och blad som "
                "inte behövs, eller dela upp den."
            )
        return fil


class KolumnForm(forms.Form):
    """One choice for each column that the import knows, filled in with what was recognised."""

    visa_frivilligt = False

    def __init__(self, data: Any = None, *, kolumner: Sequence[Kolumn], rubriker: Rubriker) -> None:
        super().__init__(data)
        self.kolumner, self.rubriker = kolumner, rubriker
        val = [(SAKNAS, "Finns inte i filen")]
        val += [
            (str(nr), f"{get_column_letter(nr + 1)}: {text or 'utan rubrik'}")
            for nr, text in enumerate(rubriker.texter)
        ]
        for kolumn in kolumner:
            funnen = rubriker.plats.get(kolumn.nyckel)
            self.fields[kolumn.nyckel] = forms.ChoiceField(
                label=f"{kolumn.namn} (måste finnas)" if kolumn.kravs else kolumn.namn,
                choices=val,
                required=False,
                initial=SAKNAS if funnen is None else str(funnen),
            )

    @property
    def valda(self) -> Rubriker:
        """The headings with what the person chose; what is not chosen is as recognised."""
        plats = dict(self.rubriker.plats)
        if self.is_bound and self.is_valid():
            for kolumn in self.kolumner:
                valt = self.cleaned_data[kolumn.nyckel]
                if valt == SAKNAS:
                    plats.pop(kolumn.nyckel, None)
                elif valt:
                    plats[kolumn.nyckel] = int(valt)
        return Rubriker(self.rubriker.radnummer, self.rubriker.texter, plats)
