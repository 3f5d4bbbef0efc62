"""The form by which a file is let out of quarantine."""

from __future__ import annotations

from django import forms


class SlappFriForm(forms.Form):
    skal = forms.CharField(
        label="Hur vet du att filen är säker?",
        help_text="Till exempel vem som har kontrollerat den, och hur. Sparas i ärendets historik.",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=400,
        error_messages={
            "required": "Skriv hur du vet att filen är säker.",
            "max_length": "Texten är för lång. Korta den till högst 400 tecken.",
        },
    )
