"""Surveys of the demo: one closed with answers and words, one open, one that takes codes."""

from __future__ import annotations

import secrets
from datetime import date
from itertools import cycle, islice

from cykel.models import Mal
from kvalitet import klocka
from kvalitet.demo import egna_ord
from kvalitet.demo.tid import den
from kvalitet.models import Anvandare, Enhet, Namnd
from uppfoljning.actions import svarskod
from uppfoljning.actions.enkatsvar import Besvarad, ny_token, svara
from uppfoljning.actions.undersokning import skapa
from uppfoljning.models import Undersokning

# Answers repeat this pattern: (nöjd, förväntan, ideal, kön).
MONSTER = (
    (8, 7, 7, "K"),
    (9, 8, 8, "M"),
    (6, 5, 6, "K"),
    (10, 9, 8, "K"),
    (7, 7, 6, "M"),
    (8, 8, 7, "A"),
    (4, 3, 4, "K"),
    (9, 9, 9, "M"),
)
ANTAL = 64


def ladda() -> None:
    leila = Anvandare.objects.get(epost="leila.nordin@kommun.example")
    hemtjanst = Enhet.objects.get(namn="Hemtjänst", slag="omrade")
    namnd = Namnd.objects.get(kod="VON")
    mal = Mal.objects.get(namnd=namnd, nummer=1, niva__styrmodell__status="gallande")
    gemensamt = {
        "om": "hemtjänsten",
        "enhet": hemtjanst,
        "namnd": namnd,
        "mal": mal,
        "inledning": "Vi vill veta hur hjälpen fungerar, så att vi kan göra den bättre.",
        "av": leila,
    }
    with den(date(2026, 5, 4)):
        stangd = skapa(
            namn="Hemtjänsten våren 2026",
            slug="hemtjansten-varen-2026",
            oppnar=date(2026, 5, 4),
            stanger=date(2026, 5, 29),
            urval=140,
            overtackning=4,
            ram=1900,
            **gemensamt,  # type: ignore[arg-type]
        )
    with den(date(2026, 5, 12)):
        _svar(stangd)
    with den(date(2026, 6, 2)):
        egna_ord.sortera(stangd, leila)
    skapa(
        namn="Hemtjänsten just nu",
        slug="hemtjansten-just-nu",
        oppnar=date(2026, 9, 1),
        stanger=date(klocka.idag().year + 1, 12, 31),
        urval=1900,
        **gemensamt,  # type: ignore[arg-type]
    )
    _med_kod(hemtjanst, namnd, leila)


def _med_kod(hemtjanst: Enhet, namnd: Namnd, leila: Anvandare) -> None:
    """One that takes codes: two hundred asked, some of whom have answered."""
    with den(date(2026, 9, 1)):
        u = skapa(
            namn="Trygghetslarm 2026",
            slug="trygghetslarm-2026",
            om="trygghetslarmet",
            enhet=hemtjanst,
            namnd=namnd,
            oppnar=date(2026, 9, 1),
            stanger=date(klocka.idag().year + 1, 6, 30),
            urval=200,
            kraver_kod=True,
            av=leila,
        )
        slump = secrets.token_urlsafe(18)
        koder = svarskod.bestall(u, token=slump, antal=200, av=leila)
    version = u.versioner.get()
    with den(date(2026, 9, 8)):
        for kod, (*tre, kon) in zip(koder, islice(cycle(MONSTER), 37), strict=False):
            svar = {"nki": Besvarad(tal=tre)}
            svara(u, token=ny_token(version), svar=svar, kon=kon, kod=kod)


def _svar(undersokning: Undersokning) -> None:
    version, ord_ = undersokning.versioner.get(), egna_ord.texter()
    for nojd, forvantan, ideal, kon in islice(cycle(MONSTER), ANTAL):
        svar = {"nki": Besvarad(tal=(nojd, forvantan, ideal))}
        svar["beratta"] = Besvarad(text=next(ord_, ""))
        svara(undersokning, token=ny_token(version), svar=svar, kon=kon)
