"""The making of a report's file, so that it is made once whatever dies on the way.

The truth stands in `Rapportjobb`; Celery carries only the id, and may carry it twice. A worker
borrows the job under a token, renews the loan while it works (`Hjartslag`), and writes the
result only while the loan is still its own. Who dies lets the loan run out, and the sweep
(`sopa`) hands the job to another. The loan is measured by the database's clock alone.
"""

from __future__ import annotations

import logging
import threading
import uuid
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from types import TracebackType

from billiard.exceptions import SoftTimeLimitExceeded
from celery import current_app
from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import F, Q
from django.db.models.functions import Now
from kombu import pools

from kvalitet import klocka, logg, notiser
from kvalitet.fel import Regelbrott
from kvalitet.felpunkter import felpunkt
from kvalitet.pdf import Pdf
from kvalitet.pdf_typsnitt import Typsnittsfel
from uppfoljning import lager
from uppfoljning.lager import Lagringsfel
from uppfoljning.models import Rapport, Rapportfil, Rapportjobb
from uppfoljning.models.rapport import RapportjobbQuerySet
from uppfoljning.rapport.alla import SLAG
from uppfoljning.rapport.kanon import FelForm
from uppfoljning.rapport.modell import OkantSchema, Rapportlage
from uppfoljning.rapport.tryck import rapport_pdf
from uppfoljning.rapportverktyg import mallversion, verktyg

journal = logging.getLogger(__name__)

LAN = timedelta(seconds=10)
"""How long a silent worker keeps its job."""
PULS = 2.0
"""Seconds between renewals of the loan."""
MEST = 3
"""Attempts before the job is handed to a person."""
VANTAN = (timedelta(seconds=10), timedelta(seconds=60))
"""How long a job waits before its second and third attempt, when what failed may heal by itself."""
TIDSGRANS = 120
"""Seconds that a report may take to make."""
BUDFRIST = 30
"""Seconds after which a message is void. The sweep sends new ones meanwhile, so a long queue
holds a few for each job; all but the first cost a look in the table and nothing more."""
UPPGIFT = "uppfoljning.tasks.skapa_rapport"

STEG: tuple[tuple[str, int], ...] = (
    ("Väntar på sin tur", 0),
    ("Hämtar de låsta siffrorna", 10),
    ("Ritar diagram och tabeller och sätter ihop pdf", 25),
    ("Sparar filen", 90),
)
"""What a job goes through, and how far it has come when the step begins, in percent."""
KOAD, HAMTAR, RITAR, SPARAR = range(4)

UTTROTTAD = (
    f"Arbetet avbröts {MEST} gånger innan det blev klart. Försök igen. Händer det på nytt, "
    "be driften titta i serverns logg."
)
FOR_LANGSAM = (
    f"Rapporten tog för lång tid att göra, mer än {TIDSGRANS // 60} minuter, och stoppades. "
    "Försök igen när det är lugnare."
)
OLASLIG = (
    "Underlaget är sparat i en form som den här versionen inte kan läsa. Skapa rapporten på nytt."
)
LAGRET = (
    "Filen kunde inte sparas på servern. Be driften kontrollera att det finns plats i lagret, "
    "och försök sedan igen."
)
DATABASEN = (
    "Databasen svarade inte medan rapporten gjordes. Försök igen. Händer det på nytt, be driften "
    "titta i serverns logg."
)
MALLFEL = (
    "Ett fel i rapportens mall stoppade arbetet. Felet står i serverns logg. Inget annat har "
    "ändrats."
)


@dataclass(frozen=True)
class Lan:
    """A borrowed job."""

    jobb_id: int
    token: uuid.UUID


class Overtagen(Exception):
    """The loan has run out or the job is another worker's: what was made is thrown away."""


GAR_KANSKE_OVER = (Lagringsfel, Typsnittsfel, OperationalError, InterfaceError)
"""Faults that another attempt may not meet. A template is as wrong the second time."""


# --- asking for work -------------------------------------------------------------------------


def nyckel(rapport: Rapport) -> str:
    """The same kind, scope, round, snapshot, status and template version: the same job."""
    delar = (
        *(rapport.slag, rapport.namnd_id, rapport.enhet_id, rapport.tillfalle_id),
        *(rapport.period_fran, rapport.period_till),
        *(rapport.ogonblick.sha256, rapport.beslutad, mallversion()),
    )
    return sha256("|".join(map(str, delar)).encode()).hexdigest()


def lagg_i_ko(jobb_id: int) -> None:
    """Send the id to a worker. A dead broker costs less than a second and fails nothing: the
    sweep finds the job. The line is kept for the next, since a new one costs more than a message;
    one that has failed is not."""
    forbindelse = current_app.connection_for_write()
    kort = {**(forbindelse.transport_options or {}), "socket_timeout": 0.5}
    forbindelse.transport_options = kort
    try:
        with pools.producers[forbindelse].acquire(block=True, timeout=0.5) as producent:
            current_app.send_task(
                UPPGIFT, (jobb_id,), producer=producent, expires=BUDFRIST, retry=False
            )
    except Exception as fel:
        for grupp in (pools.producers, pools.connections):
            with suppress(KeyError):
                del grupp[forbindelse]
        journal.warning("kön svarar inte, rapportjobb %s väntar: %s", jobb_id, type(fel).__name__)


def sopa() -> int:
    """Hand out what waits and what a silent worker has left; return how many."""
    kvar = list(Rapportjobb.objects.att_gora().order_by("skapad").values_list("pk"))
    for (jobb_id,) in kvar:
        lagg_i_ko(jobb_id)
    return len(kvar)


# --- the loan --------------------------------------------------------------------------------


@transaction.atomic
def lana(jobb_id: int) -> Lan | None:
    """Borrow the job, or None when it is done, is another's, or has been tried enough."""
    ledigt = Q(lage=Rapportjobb.Lage.KOAD) | Q(lage=Rapportjobb.Lage.PAGAR, lan_till__lt=Now())
    jobb = Rapportjobb.objects.select_for_update(skip_locked=True).filter(
        ledigt, Q(tidigast__isnull=True) | Q(tidigast__lte=Now()), pk=jobb_id
    )
    rad = jobb.first()
    if rad is None:
        return None
    if rad.forsok >= MEST:
        _ge_upp(rad, UTTROTTAD)
        return None
    lan = Lan(rad.pk, uuid.uuid4())
    jobb.update(
        lage=Rapportjobb.Lage.PAGAR,
        forsok=F("forsok") + 1,
        lan_till=Now() + LAN,
        lan_token=lan.token,
        steg=STEG[HAMTAR][0],
        andel=STEG[HAMTAR][1],
    )
    return lan


class Hjartslag:
    """Renews the loan from a thread of its own for as long as the block runs."""

    def __init__(self, lan: Lan) -> None:
        self._lan = lan
        self._slut = threading.Event()
        self._trad = threading.Thread(target=self._sla, name="hjartslag", daemon=True)

    def __enter__(self) -> None:
        self._trad.start()

    def __exit__(
        self,
        typ: type[BaseException] | None,
        fel: BaseException | None,
        spar: TracebackType | None,
    ) -> None:
        self._slut.set()
        self._trad.join()

    def _sla(self) -> None:
        try:
            while not self._slut.wait(PULS):
                try:
                    forlang(self._lan)
                except Exception:
                    # A lost line: the fenced commit decides what the work was worth.
                    journal.warning("lånet av rapportjobb %s förnyades inte", self._lan.jobb_id)
                    connection.close()
        finally:
            connection.close()


def forlang(lan: Lan) -> bool:
    """Renew the loan; False when it is no longer ours."""
    return bool(_mitt(lan).update(lan_till=Now() + LAN))


def _mitt(lan: Lan) -> RapportjobbQuerySet:
    return Rapportjobb.objects.filter(
        pk=lan.jobb_id,
        lage=Rapportjobb.Lage.PAGAR,
        lan_token=lan.token,
        lan_till__gte=Now(),
    )


# --- the work --------------------------------------------------------------------------------


def utfor(jobb_id: int) -> None:
    """Make the file, if the job is there to take. Harmless to call twice."""
    lan = lana(jobb_id)
    if lan is None:
        return
    try:
        with Hjartslag(lan):
            _gor(lan)
    except Overtagen:
        journal.warning("rapportjobb %s togs över av en annan arbetare", jobb_id)
    except Exception as fel:
        _misslyckas(lan, fel, _skal(fel), igen=isinstance(fel, GAR_KANSKE_OVER))


def _gor(lan: Lan) -> None:
    felpunkt("rapport.hamtat")
    jobb = Rapportjobb.objects.select_related("ogonblick", "rapport").get(pk=lan.jobb_id)
    slag = SLAG[jobb.rapport.slag]
    underlag = slag.las(jobb.ogonblick.innehall)
    utkast = underlag.status.lage is not Rapportlage.FASTSTALLD
    _ga_till(lan, RITAR)
    pdf = rapport_pdf(underlag, utkast=utkast, fingeravtryck=jobb.ogonblick.sha256, slag=slag)
    felpunkt("rapport.renderat")
    _ga_till(lan, SPARAR)
    summa = lager.lagra(pdf.bytes)
    felpunkt("rapport.lagrat")
    fardig(lan, pdf, summa)
    felpunkt("rapport.bokfort")


def _ga_till(lan: Lan, steg: int) -> None:
    namn, andel = STEG[steg]
    if not _mitt(lan).update(steg=namn, andel=andel, lan_till=Now() + LAN):
        raise Overtagen


@transaction.atomic
def fardig(lan: Lan, pdf: Pdf, summa: str) -> None:
    """Write the result, only while the loan is ours; the file's row comes with it or not."""
    nu = klocka.nu()
    fil, _ = Rapportfil.objects.get_or_create(
        sha256=summa,
        defaults={
            "storlek": len(pdf.bytes),
            "sidor": pdf.sidor,
            "verktyg": verktyg(),
            "skapad": nu,
        },
    )
    antal = _mitt(lan).update(
        lage=Rapportjobb.Lage.KLAR,
        fil=fil,
        klar=nu,
        steg="",
        andel=100,
        fel="",
        varningar=[varning[:400] for varning in pdf.varningar],
        lan_till=None,
        lan_token=None,
    )
    if not antal:
        raise Overtagen
    jobb = Rapportjobb.objects.select_related("rapport", "bestalld_av").get(pk=lan.jobb_id)
    _folj_det_publicerade(jobb, fil)
    logg.skriv("rapport.fardig", jobb.rapport, av=None, nu=nu, data={"sidor": pdf.sidor})
    _beratta(jobb, "rapport_klar", {"fil": fil})


def _folj_det_publicerade(jobb: Rapportjobb, fil: Rapportfil) -> None:
    """A report that was published as a web page gets its file. Its row is held, so that one that is
    published meanwhile finds the finished job, or is found here."""
    rapport = Rapport.objects.select_for_update(of=("self",)).get(pk=jobb.rapport_id)
    publicerad = rapport.lage == Rapport.Lage.PUBLICERAD
    if publicerad and rapport.fil_id is None and rapport.ogonblick_id == jobb.ogonblick_id:
        rapport.fil = fil
        rapport.save(update_fields=["fil"])


def _skal(fel: Exception) -> str:
    if isinstance(fel, Regelbrott):
        return fel.mening
    if isinstance(fel, SoftTimeLimitExceeded):
        return FOR_LANGSAM
    if isinstance(fel, Lagringsfel):
        return LAGRET
    if isinstance(fel, OperationalError | InterfaceError):
        return DATABASEN
    return OLASLIG if isinstance(fel, OkantSchema | FelForm) else MALLFEL


def _misslyckas(lan: Lan, fel: Exception, skal: str, *, igen: bool = False) -> None:
    """Note the reason; with `igen` the job waits for another attempt while there is one left."""
    journal.error("rapportjobb %s misslyckades", lan.jobb_id, exc_info=fel)
    if isinstance(fel, OperationalError | InterfaceError) and not connection.is_usable():
        connection.close()  # a new one is opened below
    with transaction.atomic():
        jobb = _mitt(lan).select_for_update().first()
        if jobb is None:
            return
        if igen and jobb.forsok < MEST:
            _lamna_tillbaka(jobb, skal)
        else:
            _ge_upp(jobb, skal)


def _lamna_tillbaka(jobb: Rapportjobb, skal: str) -> None:
    """Let it wait its turn for the next attempt; the reason stands there meanwhile."""
    jobb.lage, jobb.lan_till, jobb.lan_token = Rapportjobb.Lage.KOAD, None, None
    jobb.steg, jobb.andel, jobb.fel = "", 0, skal[:400]
    jobb.save(update_fields=["lage", "lan_till", "lan_token", "steg", "andel", "fel"])
    Rapportjobb.objects.filter(pk=jobb.pk).update(tidigast=Now() + VANTAN[jobb.forsok - 1])


def _ge_upp(jobb: Rapportjobb, skal: str) -> None:
    nu = klocka.nu()
    jobb.lage, jobb.lan_till, jobb.lan_token = Rapportjobb.Lage.MISSLYCKAD, None, None
    jobb.fel, jobb.stannade = skal[:400], nu
    jobb.save(update_fields=["lage", "lan_till", "lan_token", "fel", "stannade"])
    logg.skriv("rapport.misslyckad", jobb.rapport, av=None, nu=nu)
    _beratta(jobb, "rapport_misslyckad", {"skal": jobb.fel})


def _beratta(jobb: Rapportjobb, mall: str, mer: dict[str, object]) -> None:
    if jobb.bestalld_av is None:
        return
    notiser.notifiera(
        mall,
        mottagare=jobb.bestalld_av.epost,
        nyckel=f"{mall}:{jobb.pk}:{klocka.nu().isoformat()}",
        sammanhang={"rapport": jobb.rapport, **mer},
    )
