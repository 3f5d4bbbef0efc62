"""What the handler's pages show beside the case itself: who has it, templates, ways on."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from kvalitet.behorighet import far
from kvalitet.models import Anvandare
from kvalitet.nyckel import nyckel
from kvalitet.roller import Rattighet
from kvalitet.typer import InloggadRequest
from kvalitet.visning import Knapp
from synpunkter import svarsmall
from synpunkter.actions.fordelningsregel import far_styra
from synpunkter.actions.franvaro import BYTER
from synpunkter.actions.mottagning import SKRIVA_IN
from synpunkter.actions.synpunkt import KOPPLA, far_nagon
from synpunkter.models import Kontakt, Svarsmall, Synpunkt


def lankar(request: InloggadRequest) -> list[Knapp]:
    """Return the ways on from the inbox that the person may take."""
    val: list[tuple[str, str, bool]] = [
        ("Skriv in flera muntliga", "mangd", any(far(request.user, r) for r in SKRIVA_IN)),
        ("Frånvaro", "franvaro", True),
        ("Fördelningsregler", "regler", far_styra(request.user)),
        (
            "Svarstider och svarsmallar",
            "installningar",
            far(request.user, Rattighet.SYNPUNKT_INSTALLA),
        ),
    ]
    return [Knapp(namn, reverse(f"synpunkter:{vy}"), slag="lank") for namn, vy, far_ in val if far_]


def handlagg(synpunkt: Synpunkt, anvandare: Anvandare) -> dict[str, Any]:
    """Return what the case's page shows of this: who has it, why it came here, templates."""
    far_byta = synpunkt.lage in BYTER and far_nagon(anvandare, synpunkt, *KOPPLA)
    return {
        "regel": synpunkt.regel,
        "far_byta": far_byta,
        "utan": synpunkt.lage in BYTER and synpunkt.handlaggare_id is None,
        "mallar": list(mallar(synpunkt)) if far_byta else [],
    }


def mallar(synpunkt: Synpunkt) -> QuerySet[Svarsmall]:
    return Svarsmall.objects.i_bruk().filter(namnd=synpunkt.namnd_id).order_by("namn", "pk")


def med_mall(synpunkt: Synpunkt, skriven: str, mall: str, av: Anvandare) -> str:
    """Return what is written with the chosen template's text after it, filled in."""
    vald = mallar(synpunkt).filter(pk=nyckel(mall) or 0).first()
    if vald is None:
        return skriven
    kontakt = Kontakt.objects.filter(synpunkt=synpunkt).first()
    # A protected sender's name is in no mail, and for the named few to see.
    fornamn = next(iter(kontakt.namn.split()), "") if kontakt and not synpunkt.skyddad else ""
    text = svarsmall.fyll(vald.text, synpunkt, fornamn=fornamn, av=av)
    return f"{skriven.rstrip()}\n\n{text}" if skriven.strip() else text
