"""A nämnd's register of processing (GDPR article 30), made of the inventory and its own rules."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.conf import settings
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font

from kvalitet.exportcell import ofarlig
from kvalitet.models import Namnd
from kvalitet.personuppgifter import Om, alla
from synpunkter.models import Gallringsregel

ALLA = "Den som begär ut en allmän handling, efter sekretessprövning"
MOTTAGARE = {
    Om.INVANARE: f"Handläggare, chefer och registratorer i nämnden. Revisorer enligt lag. {ALLA}",
    Om.NAMNDA: f"Den som har en roll i nämndens verksamhet. {ALLA}",
    Om.PERSONAL: "Den som har en roll i kommunen. Beslut och ansvariga är offentliga",
}
KOLUMNER = (
    "Vems uppgifter",
    "Uppgifter",
    "Ändamål",
    "Rättslig grund",
    "Mottagare",
    "Så länge sparas de",
    "Skydd",
)


@dataclass(frozen=True)
class Behandling:
    """A row of the register."""

    om: str
    kategori: str
    andamal: str
    rattslig_grund: str
    mottagare: str
    lagring: str
    skydd: str

    @property
    def celler(self) -> tuple[str, ...]:
        return (
            self.om,
            self.kategori,
            self.andamal,
            self.rattslig_grund,
            self.mottagare,
            self.lagring,
            self.skydd,
        )


def tredjeland() -> str:
    """Return the sentence on transfers. Where a service outside the site gets something, only the
    kommun knows where that service stands."""
    tjanster = [
        namn
        for namn, ar_vald in (
            ("felrapporter till Sentry (KVALITET_SENTRY)", settings.SPANING.sentry),
            ("spår till OpenTelemetry (OTEL_EXPORTER_OTLP_ENDPOINT)", settings.SPANING.otel),
            ("färdiga rapporter i S3 (KVALITET_LAGER)", _i_s3()),
        )
        if ar_vald
    ]
    if not tjanster:
        return "Inga uppgifter förs över till land utanför EU och EES."
    return (
        "[Ange i vilket land mottagaren finns, och stödet för överföringen om det är utanför EU "
        f"och EES: {'; '.join(tjanster)}]"
    )


def _i_s3() -> bool:
    return not settings.STORAGES["rapporter"]["BACKEND"].endswith(".FileSystemStorage")


@lru_cache(maxsize=1)
def behandlingar() -> tuple[Behandling, ...]:
    """Return what is processed, each kind once, residents' first."""
    unika = dict.fromkeys(
        Behandling(
            u.om.value,
            u.kategori,
            u.andamal,
            u.rattslig_grund,
            MOTTAGARE[u.om],
            u.lagring,
            u.skydd,
        )
        for om in Om
        for u in alla().values()
        if u.om is om
    )
    return tuple(unika)


def gallringsregler(namnd: Namnd, dag: date) -> list[str]:
    """Return the nämnd's decided times for keeping cases, in sentences."""
    regler = Gallringsregel.objects.filter(namnd=namnd).gallande(dag).select_related("namnd")
    return [
        f"{r.handlingstyp} ({r.galler}): {r.ar} år efter att ärendet avslutades. {r.beslut}."
        for r in regler
    ]


def som_bok(namnd: Namnd, huvud: Sequence[tuple[str, str]], dag: date) -> bytes:
    """Return the register as a workbook: who answers for it, then a row for each processing."""
    bok = Workbook()
    blad = bok.worksheets[0]
    blad.title = "Registerförteckning"
    for rubrik, varde in huvud:
        blad.append([rubrik, ofarlig(varde)])
    for nummer, regel in enumerate(gallringsregler(namnd, dag), start=1):
        blad.append([f"Gallringsregel {nummer}", ofarlig(regel)])
    blad.append([])
    blad.append(KOLUMNER)
    for cell in blad[blad.max_row]:
        cell.font = Font(bold=True)
    for rad in behandlingar():
        blad.append([ofarlig(cell) for cell in rad.celler])
    for bokstav in "ABCDEFG":
        blad.column_dimensions[bokstav].width = 38
    for cellrad in blad.iter_rows():
        for cell in cellrad:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    ut = io.BytesIO()
    bok.save(ut)
    return ut.getvalue()
