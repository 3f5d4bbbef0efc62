"""The archive package of a closed plan: its snapshots and lists, with checksums.

The texts are frozen together in one snapshot when the plan is closed; the zip is made from that,
and the same snapshot gives the same bytes every time.
"""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from django.utils import timezone
from django.utils.text import slugify

from cykel.models import (
    Aktivitet,
    Aktivitetslage,
    Atgard,
    Lardom,
    Verksamhetsplan,
    med_ansvar,
    svarar_nu,
)
from cykel.villkor.varv import senaste_lagen
from kvalitet.exportcell import ofarlig
from kvalitet.models import Ogonblick

SCHEMA = 1
DATUM = (1980, 1, 1, 0, 0, 0)
"""Of every file in the zip: a clock would make other bytes of the same content."""
LAS_MIG = """Arkivpaket för {plan}
Nämnd: {namnd}

version-N.json      planens text som den fastställdes
varv-N.json         uppföljningen som den godkändes
varv-N-tidigare-M.json   en godkänd uppföljning som sedan öppnades igen
aktiviteter.csv, atgarder.csv, lardomar.csv, rattelser.csv   listor med semikolon, UTF-8
kontrollsummor.txt  SHA-256 för varje fil, i den form som sha256sum läser
"""


def arkivinnehall(plan: Verksamhetsplan) -> dict[str, Any]:
    """Return the package as data: the name and the text of every file."""
    filer = {
        "LASMIG.txt": LAS_MIG.format(plan=plan, namnd=plan.namnd),
        **_ogonblicken(plan),
        "aktiviteter.csv": _csv(_aktiviteter(plan)),
        "atgarder.csv": _csv(_atgarder(plan)),
        "lardomar.csv": _csv(_lardomar(plan)),
        "rattelser.csv": _csv(_rattelser(plan)),
    }
    summor = [f"{sha256(text.encode()).hexdigest()}  {namn}\n" for namn, text in filer.items()]
    filer["kontrollsummor.txt"] = "".join(summor)
    return {"plan": plan.pk, "filer": filer}


def zipa(arkiv: Ogonblick) -> bytes:
    """Return the package's bytes. Stored, not compressed: a compressor changes with its version."""
    ut = io.BytesIO()
    with zipfile.ZipFile(ut, "w", zipfile.ZIP_STORED) as paket:
        for namn, text in sorted(json.loads(arkiv.innehall)["filer"].items()):
            fil = zipfile.ZipInfo(namn, DATUM)
            fil.create_system, fil.external_attr = 3, 0o644 << 16
            paket.writestr(fil, text.encode())
    return ut.getvalue()


def filnamn(plan: Verksamhetsplan) -> str:
    """arkiv-hemtjanst-2026.zip"""
    return f"arkiv-{slugify(f'{plan.enhet} {plan.period_namn}')}.zip"


# --- What it holds ----------------------------------------------------------------------------


def _ogonblicken(plan: Verksamhetsplan) -> dict[str, str]:
    filer: dict[str, str] = {}
    versioner = plan.versioner.filter(ogonblick__isnull=False).select_related("ogonblick")
    for version in versioner.order_by("nummer"):
        assert version.ogonblick  # noqa: S101 - filtered
        filer[f"version-{version.nummer}.json"] = version.ogonblick.innehall
    for varv in plan.varv.select_related("ogonblick__ersatter").order_by("nummer"):
        for n, bild in enumerate(_kedja(varv.ogonblick or varv.fore_ateroppning)):
            filer[f"varv-{varv.nummer}{f'-tidigare-{n}' if n else ''}.json"] = bild.innehall
    return filer


def _kedja(bild: Ogonblick | None) -> Iterator[Ogonblick]:
    """The snapshot, and those that it replaced, the latest first."""
    while bild is not None:
        yield bild
        bild = bild.ersatter


def _aktiviteter(plan: Verksamhetsplan) -> Iterator[list[Any]]:
    yield ["aktivitet", "mål", "ansvarig", "rapporterar", "börjar", "klart", "läge", "kommentar",
           "framsteg i procent", "hinder"]  # fmt: skip
    version, lagen = plan.versioner.gallande().first(), senaste_lagen(plan)
    if version is None:
        return
    urval = version.aktiviteter.select_related("planmal__mal", "planmal__uppdrag")
    rader = list(med_ansvar(urval).order_by("pk"))
    svarar = svarar_nu(rader)
    for a in rader:
        yield [a.rubrik, a.planmal, *svarar[a.pk], a.start, a.slut, *_lage(lagen, a)]


def _lage(lagen: dict[str, Aktivitetslage], a: Aktivitet) -> list[Any]:
    lage = lagen.get(str(a.nyckel))
    if lage is None:
        return [""] * 4
    framsteg = "" if lage.framsteg is None else lage.framsteg
    return [lage.get_status_display(), lage.kommentar, framsteg, lage.hinder]


def _atgarder(plan: Verksamhetsplan) -> Iterator[list[Any]]:
    yield ["åtgärd", "brist", "källa", "ansvarig", "klar senast", "läge", "effekt", "så vet vi det",
           "verifierad av", "plan"]  # fmt: skip
    rader = Atgard.objects.filter(brist__plan=plan) | Atgard.objects.filter(
        brist__ursprung__plan=plan
    )
    for a in rader.select_related("brist__plan__enhet", "ansvarig", "verifierad_av").order_by("pk"):
        yield [a.rubrik, a.brist.rubrik, a.brist.kalla_mening, a.ansvarig, a.klar_senast,
               a.get_status_display(), a.get_effekt_display(), a.effekt_text,
               a.verifierad_av or "", a.brist.plan]  # fmt: skip


def _lardomar(plan: Verksamhetsplan) -> Iterator[list[Any]]:
    yield ["lärdom", "vad hände", "varför", "vad gör vi annorlunda", "rutin", "läge", "säkrad",
           "säkrad av"]  # fmt: skip
    rader = Lardom.objects.filter(plan=plan).select_related("rutin", "sakrad_av").order_by("pk")
    for rad in rader:
        yield [rad.rubrik, rad.hande, rad.orsak, rad.gor_annorlunda, rad.rutin or "",
               rad.get_lage_display(), rad.sakrad or "", rad.sakrad_av or ""]  # fmt: skip


def _rattelser(plan: Verksamhetsplan) -> Iterator[list[Any]]:
    yield ["datum", "gäller", "det här blev fel", "så här är det", "rättat av"]
    for rad in plan.rattelser.select_related("varv", "av").order_by("pk"):
        yield [rad.tid, rad.varv or "hela året", rad.fel, rad.ratt, rad.av]


# --- CSV --------------------------------------------------------------------------------------


def _csv(rader: Iterable[Iterable[Any]]) -> str:
    ut = io.StringIO()
    skrivare = csv.writer(ut, delimiter=";", lineterminator="\r\n")
    skrivare.writerows([_cell(varde) for varde in rad] for rad in rader)
    return ut.getvalue()


def _cell(varde: Any) -> str:
    if isinstance(varde, datetime):
        return timezone.localtime(varde).strftime("%Y-%m-%d %H:%M")
    if isinstance(varde, date):
        return varde.isoformat()
    return ofarlig(str(varde), hogst=None)
