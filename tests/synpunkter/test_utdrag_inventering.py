"""The register extract holds all that the inventory says is kept of a resident, or says why not."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db.models import Q

from kvalitet import klocka
from kvalitet.models import Anvandare
from kvalitet.personuppgifter import Om, alla
from synpunkter.actions import utdrag as akter
from synpunkter.models import Synpunkt
from synpunkter.utdrag import Sokning
from tests.factories import Kommun
from tests.synpunkter.conftest import ONSDAG
from tests.synpunkter.exempel import Personal
from tests.synpunkter.gallringsfall import EPOST, ordrikt

MED = {
    "synpunkter.Synpunkt.referens",
    "synpunkter.Synpunkt.dnr",
    "synpunkter.Synpunkt.text",
    "synpunkter.Synpunkt.plats",
    "synpunkter.Synpunkt.utfall_skal",
    "synpunkter.Kontakt.epost",
    "synpunkter.Kontakt.namn",
    "synpunkter.Meddelande.text",
    "synpunkter.Diarieforing.dnr",
}
"""Each is looked for in the extract of a case that has it."""
DELAR = {
    "synpunkter.Bilaga.namn": "räknas upp med namn, slag och storlek",
    "synpunkter.Aterkoppling.text": "skickas till avsändaren som ett brev, som räknas upp",
}
UTANFOR = {
    "kvalitet.Utskick.innehall": "brevet räknas upp; innehållet tas bort när det har skickats",
    "synpunkter.Kontakt.epost_hmac": "en summa av adressen, som står i klartext i utdraget",
    "synpunkter.Synpunkt.kod_hmac": "en summa som inte går att läsa",
    "synpunkter.Synpunkt.token_hmac": "en summa som inte går att läsa",
    "synpunkter.Synpunkt.tidigare_referens": "ärendets nummer i ett annat system",
    "synpunkter.Bilaga.nyckel": "filens slumpade namn i lagret; filen lämnas ut för sig",
    "synpunkter.Overlamnande.till": "står som en händelse i ärendet",
    "synpunkter.Overlamnande.skal": "står som en händelse i ärendet",
    "synpunkter.Sekretessmarkering.skal": "prövas för sig: kan röra någon annan (OSL)",
    "synpunkter.Sekretessprovning.skal": "prövas för sig: kan röra någon annan (OSL)",
    "synpunkter.Signalbedomning.fraser": "ord ur texten, som står i sin helhet",
    "synpunkter.Signalbedomning.skal": "prövas för sig: gäller verksamheten (lex Sarah)",
    "synpunkter.Maskval.skal": "gäller en kopia till någon annan",
    "synpunkter.Maskval.text": "ord ur texten, som står i sin helhet",
    "synpunkter.Utlamnande.sokande": "en annan person, som hittar det i ett utdrag om sig",
    "synpunkter.Utlamnande.begaran": "en annan persons ord",
    "synpunkter.Utlamnandefil.innehall": "en maskad kopia av samma ärende",
    "uppfoljning.Fragesvar.text": "anonymt: går inte att hitta vems det är",
    "uppfoljning.Svar.token_hmac": "anonymt: går inte att hitta vems det är",
    "uppfoljning.Kodomgang.token_hmac": "anonymt: går inte att hitta vems det är",
    "uppfoljning.Svarskod.kod_hmac": "anonymt: går inte att hitta vems det är",
}
"""Why what is kept of a resident is not in the extract of the sender's case."""


def om_invanare() -> set[str]:
    return {falt for falt, uppgift in alla().items() if uppgift.om is Om.INVANARE}


def test_every_field_about_residents_is_in_the_extract_or_says_why_not() -> None:
    provade = {*MED, *DELAR, *UTANFOR}
    assert om_invanare() - provade == set(), "visa dem i utdraget, eller skriv här varför inte"
    assert provade - om_invanare() == set()


@pytest.fixture
def utdraget(
    kommun: Kommun, nina_namndsekreterare: Anvandare, settings: Any, tmp_path: Path
) -> tuple[Synpunkt, str]:
    settings.VAR = tmp_path
    s = ordrikt(kommun, Personal(kommun), nar=ONSDAG)
    with klocka.stalld(ONSDAG):
        sokning = Sokning(epost=EPOST)
        fil, _ = akter.lamna_ut(kommun.von, sokning, [s.pk], av=nina_namndsekreterare)
    with zipfile.ZipFile(io.BytesIO(fil)) as zip_:
        return s, json.dumps(json.loads(zip_.read("utdrag.json")), ensure_ascii=False)


def test_the_sender_gets_every_value_of_the_case(utdraget: tuple[Synpunkt, str]) -> None:
    s, text = utdraget
    for nyckel in sorted(MED):
        app, modell, falt = nyckel.split(".")
        klass = apps.get_model(app, modell)
        egna = Q(pk=s.pk) if klass is Synpunkt else Q(synpunkt=s.pk)
        varden = list(klass._default_manager.filter(egna).values_list(falt, flat=True))
        assert any(varden), f"provet fyller inte {nyckel}"
        saknas = [varde for varde in varden if varde not in text]
        assert saknas == [], nyckel
