"""How the site fares: each thing that it stands on, tried and told in plain words.

A higher room hangs its own on `settings.DRIFTPROV`. A check never raises and never waits long: what
it cannot find out is a fault that it tells.
"""

from __future__ import annotations

import json
import shutil
import smtplib
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import IntEnum

from celery import current_app
from django.conf import settings
from django.core.mail import get_connection
from django.db import DatabaseError, InterfaceError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Count, Min, Sum
from django.utils.module_loading import import_string
from kombu.exceptions import KombuError
from redis.exceptions import RedisError

from kvalitet import klocka, matt
from kvalitet.models import Handelse, Jobbfel, Loggsigill, Puls, Utskick

TYST = timedelta(seconds=60)
"""How long a worker may be silent before it counts as gone (its pulse comes every 5 s)."""
VANTAR_LANGE = timedelta(minutes=10)
LANG_KO = 500
SNED = timedelta(seconds=5)
"""How far two clocks may be apart."""
FULL, NARA_FULL = 0.95, 0.85
"""Of the disk."""
NYSS = timedelta(days=1)
KOPIA_GAMMAL = SIGILL_GAMMALT = timedelta(hours=30)
SVARSTID = 3
"""Seconds that the mail server has to answer in."""


class Lage(IntEnum):
    """How something fares; the worst last."""

    BRA = 0
    VARNING = 1
    FEL = 2

    @property
    def ord(self) -> str:
        return ("Fungerar", "Varning", "Fel")[self]

    @property
    def farg(self) -> str:
        return ("success", "warning", "danger")[self]


@dataclass(frozen=True)
class Prov:
    """One thing that was tried: what it is, how it fares, what that means and what to do."""

    namn: str
    lage: Lage
    mening: str
    gor: str = ""


@dataclass
class Laget:
    """The whole page."""

    prov: list[Prov] = field(default_factory=list)

    @property
    def varst(self) -> Lage:
        return max((ett.lage for ett in self.prov), default=Lage.BRA)

    @property
    def varst_forst(self) -> list[Prov]:
        """Everything, the worst first and else in the order that it was tried."""
        return sorted(self.prov, key=lambda ett: -ett.lage)

    @property
    def brister(self) -> str:
        """What fares worst, by name; empty when all is well."""
        return ", ".join(ett.namn for ett in self.prov if ett.lage == self.varst != Lage.BRA)


def laget() -> Laget:
    """Try everything. Without a database, only what needs none."""
    fristaende = [databas(), ko(), disk(), epost(), kopia()]
    if fristaende[0].lage is Lage.FEL:
        return Laget(fristaende)
    alla: list[Callable[[], Prov]] = [puls, utkorg, jobbfel, klockor, migrationer, loggen]
    alla += [import_string(stig) for stig in settings.DRIFTPROV]
    return Laget([*fristaende, *(_provat(ett) for ett in alla)])


def _provat(prova: Callable[[], Prov]) -> Prov:
    try:
        return prova()
    except (DatabaseError, InterfaceError) as fel:
        mening = f"Databasen svarade inte när det här skulle läsas ({type(fel).__name__})."
        return Prov("Kontroll", Lage.FEL, mening, "Ladda om sidan.")


# --- what /halsa/redo/ asks too --------------------------------------------------------------


def databas() -> Prov:
    namn = "Databas"
    try:
        with connection.cursor() as markor:
            markor.execute("select 1")
    except (DatabaseError, InterfaceError):
        return Prov(
            namn, Lage.FEL, "Databasen svarar inte.", "Starta databasen. Inget går förlorat."
        )
    return Prov(namn, Lage.BRA, "Databasen svarar.")


def ko() -> Prov:
    """The queue, and how much waits in it."""
    namn = "Meddelandekö"
    try:
        antal = kolangd()
    except (KombuError, RedisError, OSError):
        return Prov(
            namn,
            Lage.FEL,
            "Meddelandekön svarar inte.",
            "Starta Valkey. Synpunkter tas emot ändå, och det som väntar görs när kön är tillbaka.",
        )
    if antal > LANG_KO:
        gor = "Se efter att arbetaren är igång. Är den det: starta en till."
        return Prov(namn, Lage.VARNING, f"{antal} uppgifter väntar i kön.", gor)
    return Prov(namn, Lage.BRA, f"Kön svarar. {antal} uppgifter väntar.")


def kolangd() -> int:
    with current_app.connection_for_write() as forbindelse:
        forbindelse.ensure_connection(max_retries=0, timeout=1)
        with forbindelse.channel() as kanal:
            return matt.vantande(kanal.client)  # type: ignore[attr-defined]  # Valkey's own


def puls() -> Prov:
    namn = "Bakgrundsarbete"
    rad = Puls.objects.filter(namn="arbetare").first()
    if rad is not None and klocka.nu() - rad.tid <= TYST:
        return Prov(namn, Lage.BRA, "Arbetaren och tidtagaren har hörts av den senaste minuten.")
    return Prov(
        namn,
        Lage.FEL,
        "Ingen bakgrundsarbetare har hörts av den senaste minuten.",
        "Starta arbetaren (worker) och tidtagaren (beat). Växer kön är det arbetaren som står "
        "stilla, annars tidtagaren. Mejl och rapporter väntar så länge.",
    )


# --- what waits, and what went wrong ---------------------------------------------------------


def utkorg() -> Prov:
    namn, nu = "Utkorg", klocka.nu()
    misslyckade = Utskick.objects.filter(status=Utskick.Status.MISSLYCKAD).count()
    vantar = Utskick.objects.filter(status=Utskick.Status.VANTAR)
    antal, aldst = vantar.count(), vantar.aggregate(tid=Min("skapad"))["tid"]
    if misslyckade:
        mening = f"{antal_ord(misslyckade, 'mejl')} gick inte att skicka. {antal} väntar."
        gor = "Rätta felet, ofta e-postservern eller en adress som inte finns, och försök igen."
        return Prov(namn, Lage.FEL, mening, gor)
    if aldst and nu - aldst > VANTAR_LANGE:
        mening = f"{antal_ord(antal, 'mejl')} väntar, det äldsta sedan {_sedan(aldst, nu)}."
        return Prov(namn, Lage.VARNING, mening, "Se efter e-postservern och arbetaren.")
    return Prov(namn, Lage.BRA, f"{antal_ord(antal, 'mejl')} väntar på att skickas.")


def jobbfel() -> Prov:
    namn = "Uppgifter som gått fel"
    fran = klocka.nu() - NYSS
    nya = Jobbfel.objects.filter(senast__gte=fran).aggregate(
        sorter=Count("pk"), antal=Sum("antal"), forst=Min("forst")
    )
    if nya["sorter"]:
        sorter = antal_ord(nya["sorter"], "sorts fel", "sorters fel")
        ganger = antal_ord(nya["antal"], "gång", "gånger")
        mening = f"{sorter}, {ganger} det senaste dygnet."
        if nya["forst"] < fran:  # how many of them are old is not known
            mening = f"{sorter} det senaste dygnet, {ganger} sedan det först hände."
        return Prov(namn, Lage.VARNING, mening, "De står nedanför. Serverns logg säger mer.")
    return Prov(namn, Lage.BRA, "Ingen uppgift har gått fel det senaste dygnet.")


# --- what it runs on -------------------------------------------------------------------------


def disk() -> Prov:
    namn = "Plats på disken"
    try:
        plats = shutil.disk_usage(settings.VAR)
    except OSError:
        return Prov(namn, Lage.FEL, "Mappen för filer går inte att läsa.", "Kontrollera volymen.")
    andel, kvar = fylld(plats), f"{plats.free / 1024**3:.1f} GB".replace(".", ",")
    if andel < NARA_FULL:
        return Prov(namn, Lage.BRA, f"{kvar} ledigt.")
    gor = "Utöka disken eller frigör plats. Är den full kan inga filer och rapporter sparas."
    return Prov(namn, Lage.FEL if andel >= FULL else Lage.VARNING, f"Bara {kvar} ledigt.", gor)


def fylld(plats: shutil._ntuple_diskusage) -> float:
    return plats.used / plats.total


def klockor() -> Prov:
    """The web server's and the worker's clocks against the database's."""
    namn = "Klockor"
    with connection.cursor() as markor:
        markor.execute("select clock_timestamp()")
        webb = klocka.nu() - markor.fetchone()[0]
    rad = Puls.objects.filter(namn="arbetare", databastid__isnull=False).first()
    arbetare = rad.tid - rad.databastid if rad and rad.databastid else timedelta()
    sneda = [
        f"{vem} klocka går {_s(abs(skillnad))} {'före' if skillnad > timedelta() else 'efter'}"
        for vem, skillnad in (("webbserverns", webb), ("arbetarens", arbetare))
        if abs(skillnad) > SNED
    ]
    if not sneda:
        return Prov(namn, Lage.BRA, "Servrarnas klockor går lika.")
    mening = " och ".join(sneda)
    gor = "Slå på tidssynkronisering (NTP) på servern. Frister och länkar räknas efter klockan."
    return Prov(namn, Lage.FEL, f"{mening[0].upper()}{mening[1:]} databasens.", gor)


def epost() -> Prov:
    """Whether the mail server answers; nothing is sent."""
    namn = "E-postserver"
    if not settings.EMAIL_BACKEND.endswith("smtp.EmailBackend"):
        return Prov(namn, Lage.BRA, "Ingen e-postserver är inkopplad i det här läget.")
    forbindelse = get_connection(timeout=SVARSTID)
    try:
        forbindelse.open()
        forbindelse.close()
    except (OSError, smtplib.SMTPException, socket.gaierror) as fel:
        mening = f"E-postservern svarar inte ({type(fel).__name__})."
        return Prov(namn, Lage.FEL, mening, "Mejlen väntar i utkorgen och går när den svarar.")
    return Prov(namn, Lage.BRA, "E-postservern svarar.")


def kopia() -> Prov:
    """The last backup, as its job has noted it in VAR/sakerhetskopia.json."""
    namn, okand = "Säkerhetskopia", "Ingen känd säkerhetskopia."
    alder = kopians_alder()
    if alder is None:
        return Prov(namn, Lage.VARNING, okand, "Slå på säkerhetskopiering enligt README.")
    mening = f"Den senaste togs för {_s(alder)} sedan."
    if alder > KOPIA_GAMMAL:
        return Prov(namn, Lage.FEL, mening, "Se efter varför ingen ny har tagits.")
    return Prov(namn, Lage.BRA, mening)


def kopians_alder() -> timedelta | None:
    """Return how long ago the last backup was made; None when there is none that is known."""
    try:
        data = json.loads((settings.VAR / "sakerhetskopia.json").read_text(encoding="utf-8"))
        return klocka.nu() - datetime.fromisoformat(str(data["tid"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def loggen() -> Prov:
    """Whether the event log is sealed each night."""
    namn = "Händelseloggens sigill"
    sista = Loggsigill.objects.order_by("-nummer").first()
    alder = oforseglat(sista)
    if alder <= SIGILL_GAMMALT:
        mening = f"Sigill {sista.nummer} är det senaste." if sista else "Inget att försegla än."
        return Prov(namn, Lage.BRA, mening)
    mening = f"Den äldsta händelsen har väntat på sitt sigill i {_s(alder)}."
    return Prov(
        namn, Lage.VARNING, mening, "Se efter arbetaren, eller kör manage.py logg forsegla."
    )


def oforseglat(sista: Loggsigill | None) -> timedelta:
    """Return how long the oldest event has waited for its seal. Not the age of the last seal: where
    nothing happens there is nothing to seal."""
    aldst = Handelse.objects.filter(pk__gt=sista.till_id if sista else 0).order_by("pk").first()
    return klocka.nu() - aldst.tid if aldst else timedelta()


def migrationer() -> Prov:
    namn = "Databasens tabeller"
    utforare = MigrationExecutor(connection)
    kvar = len(utforare.migration_plan(utforare.loader.graph.leaf_nodes()))
    if kvar:
        mening = f"{antal_ord(kvar, 'ändring', 'ändringar')} av tabellerna är inte gjorda."
        return Prov(namn, Lage.FEL, mening, "Kör manage.py migrate och starta om.")
    return Prov(namn, Lage.BRA, "Tabellerna är uppdaterade.")


# --- words -----------------------------------------------------------------------------------


def antal_ord(antal: int, ental: str, flertal: str = "") -> str:
    return f"{antal} {ental if antal == 1 else flertal or ental}"


def _sedan(tid: datetime, nu: datetime) -> str:
    return f"{_s(nu - tid)} tillbaka"


def _s(tid: timedelta) -> str:
    """3 sekunder, 12 minuter, 5 timmar, 2 dygn."""
    sekunder = int(tid.total_seconds())
    for langd, ental, flertal in _MATT:
        if sekunder >= 2 * langd:
            return antal_ord(sekunder // langd, ental, flertal)
    return antal_ord(sekunder, "sekund", "sekunder")


_MATT = ((86400, "dygn", "dygn"), (3600, "timme", "timmar"), (60, "minut", "minuter"))


def senaste_fel() -> Iterator[Jobbfel]:
    """The failures that the page lists, the latest first."""
    return Jobbfel.objects.order_by("-senast", "-pk")[:50].iterator()
