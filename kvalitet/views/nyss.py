"""What asks for a fresh sign-in: a way in opened, or what someone may do changed. The page says so
before anything is written (komponenter/gammal_inloggning.html); what is posted anyway changes
nothing."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from kvalitet.inloggningstid import gammal
from kvalitet.typer import InloggadRequest


def inte_nyss(request: InloggadRequest, till: str, *args: object) -> HttpResponse | None:
    """Lead back to the page named `till`, unless the sign-in is fresh."""
    if not gammal(request):
        return None
    messages.error(request, "Inget är ändrat.")
    return redirect(till, *args)
