"""The outbox, the pulse of the background processes, and the tasks that failed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Self

from django.db import connections, models
from django.db.models import Q

from kvalitet.krypto import KrypteradText

LANGST_VANTAN = timedelta(hours=1)
"""No mail waits longer than this for its next attempt."""

_NASTA = """
select id, nyckel, mall, innehall, message_id, forsok from kvalitet_utskick
where status = 'vantar' and (nasta_forsok <= %(nu)s or nasta_forsok > %(langst)s)
order by nasta_forsok, id limit 1 for update skip locked
"""


class UtskickQuerySet(models.QuerySet["Utskick"]):
    def att_sanda(self, nu: datetime) -> Self:
        """What is due. A time further ahead than any wait was set by a clock that has been put
        right since: that mail is due too."""
        nar = Q(nasta_forsok__lte=nu) | Q(nasta_forsok__gt=nu + LANGST_VANTAN)
        return self.filter(nar, status=Utskick.Status.VANTAR).order_by("nasta_forsok", "pk")

    def las_nasta(self, nu: datetime) -> Utskick | None:
        """Lock the first of `att_sanda` that nobody else holds. Its contents stay as they lie in
        the table, in `krypterat`: whoever opens them meets a row that no key fits, and the
        question does not. Written out: the ORM took longer to put it than the database to answer.
        """
        with connections[self.db].cursor() as markor:
            markor.execute(_NASTA, {"nu": nu, "langst": nu + LANGST_VANTAN})
            rad = markor.fetchone()
        if rad is None:
            return None
        pk, nyckel, mall, krypterat, message_id, forsok = rad
        utskick = Utskick(pk, nyckel, mall, message_id=message_id, forsok=forsok)
        utskick.krypterat, utskick._state.adding, utskick._state.db = krypterat, False, self.db
        return utskick

    def kvar(self) -> Self:
        """What has not been sent, which an index holds; what has is most of the table."""
        return self.filter(status__in=(Utskick.Status.VANTAR, Utskick.Status.MISSLYCKAD))


class Utskick(models.Model):
    """An e-mail that waits to be sent, written in the transaction of the act that causes it.

    Handed to SMTP at least once with a stable Message-ID, and once in our own books. The
    contents (address, subject, text) are encrypted and wiped when sent: the case keeps what
    was said, the outbox only that it left.
    """

    class Status(models.TextChoices):
        VANTAR = "vantar", "Väntar"
        SKICKAD = "skickad", "Skickad"
        MISSLYCKAD = "misslyckad", "Misslyckad"

    nyckel = models.CharField(max_length=120, unique=True)
    """The same act asks for the same mail with the same key, so a repeat adds nothing."""
    mall = models.CharField(max_length=60)
    innehall = KrypteradText(blank=True)
    krypterat: str
    message_id = models.CharField(max_length=200)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.VANTAR)
    skapad = models.DateTimeField()
    nasta_forsok = models.DateTimeField()
    forsok = models.PositiveSmallIntegerField(default=0)
    skickad = models.DateTimeField(null=True, blank=True)
    fel = models.CharField(max_length=200, blank=True, default="")
    """A code of the last failure, never the server's answer (it may quote the address)."""

    objects = UtskickQuerySet.as_manager()

    class Meta:
        verbose_name = "utskick"
        verbose_name_plural = "utskick"
        indexes = [
            # The sweep reads only what waits; sent rows do not weigh on it.
            models.Index(
                fields=["nasta_forsok", "id"], condition=Q(status="vantar"), name="utskick_vantar"
            ),
            models.Index(
                fields=["status", "skapad"], condition=~Q(status="skickad"), name="utskick_kvar"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["message_id"],
                name="utskick_ett_message_id",
                violation_error_message="Ett annat utskick har samma Message-ID.",
            ),
            models.CheckConstraint(
                condition=Q(status="skickad", skickad__isnull=False, innehall="")
                | (~Q(status="skickad") & Q(skickad__isnull=True) & ~Q(innehall="")),
                name="utskick_skickad_eller_kvar",
                violation_error_message="Ett skickat utskick har en tid och inget innehåll kvar.",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["vantar", "skickad", "misslyckad"]),
                name="utskick_kant_lage",
                violation_error_message="Utskicket har ett läge som inte finns.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mall} {self.status}"


class Puls(models.Model):
    """When a background process was last seen, and when beat last sent what has its hour."""

    namn = models.CharField(max_length=40, primary_key=True)
    tid = models.DateTimeField()
    databastid = models.DateTimeField(null=True)
    """The same moment by the database's clock: what lies between them is how wrong one goes."""

    class Meta:
        verbose_name = "puls"
        verbose_name_plural = "pulser"

    def __str__(self) -> str:
        return self.namn


class Jobbfel(models.Model):
    """That a background task failed, once or many times for the same reason. No values: neither
    arguments nor the fault's own words, which may quote what someone has written."""

    uppgift = models.CharField(max_length=200)
    undantag = models.CharField(max_length=200)
    """The kind of the fault (its class)."""
    antal = models.PositiveIntegerField(default=1)
    forst = models.DateTimeField()
    senast = models.DateTimeField()

    class Meta:
        verbose_name = "jobbfel"
        verbose_name_plural = "jobbfel"
        constraints = [
            models.UniqueConstraint(
                fields=["uppgift", "undantag"],
                name="jobbfel_ett_per_slag",
                violation_error_message="Felet står redan i listan.",
            ),
            models.CheckConstraint(
                condition=Q(senast__gte=models.F("forst")),
                name="jobbfel_tider",
                violation_error_message="Felet hände senast innan det hände först.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.uppgift} {self.undantag}"
