"""People who sign in, and the roles they hold."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Coalesce, Lower

from kvalitet.databas import LIKA, OVERLAPPAR
from kvalitet.roller import Roll

from .enhet import Enhet, Namnd


class AnvandareManager(BaseUserManager["Anvandare"]):
    def skapa(self, *, epost: str, namn: str, losenord: str | None = None) -> Anvandare:
        anvandare = self.model(epost=epost, namn=namn)
        anvandare.set_password(losenord)
        anvandare.save(using=self._db)
        return anvandare

    def get_by_natural_key(self, username: str | None) -> Anvandare:
        return self.get(epost__iexact=username)


class Anvandare(AbstractBaseUser):
    """A member of staff, a politician or an auditor.

    There is no superuser and no staff flag: what a person may do comes from roles alone
    (domain.md section 11).
    """

    epost = models.EmailField("e-post", max_length=254, unique=True)
    namn = models.CharField("namn", max_length=120)
    is_active = models.BooleanField("aktiv", default=True)
    nodkonto = models.BooleanField(
        "nödkonto",
        default=False,
        db_default=False,
        help_text="Loggar in med lösenord också när kommunens inloggning inte fungerar.",
    )

    objects: ClassVar[AnvandareManager] = AnvandareManager()

    USERNAME_FIELD = "epost"
    EMAIL_FIELD = "epost"
    REQUIRED_FIELDS = ["namn"]

    class Meta:
        verbose_name = "användare"
        verbose_name_plural = "användare"
        constraints = [
            models.CheckConstraint(
                condition=Q(epost=Lower("epost")),
                name="anvandare_epost_sma_bokstaver",
                violation_error_message="Skriv e-postadressen med små bokstäver.",
            )
        ]

    def __str__(self) -> str:
        return self.namn

    @property
    def fornamn(self) -> str:
        return self.namn.partition(" ")[0]

    def clean(self) -> None:
        self.epost = self.epost.strip().lower()


class RolltilldelningQuerySet(models.QuerySet["Rolltilldelning"]):
    def giltiga(self, dag: date) -> Self:
        return self.filter(giltig__contains=dag)


class Rolltilldelning(models.Model):
    """A role held in a unit and its subtree, from a date until a date.

    With a nämnd the role reaches only what belongs to that nämnd. One that a group gives
    (`Grupproll`) ends when the group is gone; one given by hand is left alone.
    """

    class Kalla(models.TextChoices):
        HAND = "hand", "Given för hand"
        GRUPP = "grupp", "Följer en grupp"

    anvandare = models.ForeignKey(Anvandare, models.PROTECT, related_name="tilldelningar")
    roll = models.CharField("roll", max_length=3, choices=Roll.choices)
    enhet = models.ForeignKey(Enhet, models.PROTECT, related_name="tilldelningar")
    namnd = models.ForeignKey(Namnd, models.PROTECT, null=True, blank=True, related_name="+")
    giltig = DateRangeField("giltig")
    kalla = models.CharField(
        "källa", max_length=5, choices=Kalla.choices, default=Kalla.HAND, db_default="hand"
    )

    objects = RolltilldelningQuerySet.as_manager()

    class Meta:
        verbose_name = "rolltilldelning"
        verbose_name_plural = "rolltilldelningar"
        constraints = [
            ExclusionConstraint(
                name="rolltilldelning_en_gang",
                expressions=[
                    ("anvandare", LIKA),
                    ("roll", LIKA),
                    ("enhet", LIKA),
                    (Coalesce("namnd", Value(0)), LIKA),
                    ("giltig", OVERLAPPAR),
                ],
                violation_error_message="Personen har redan den rollen under den tiden.",
            ),
            models.CheckConstraint(
                condition=Q(roll__in=Roll.values),
                name="rolltilldelning_kand_roll",
                violation_error_message="Välj en roll i listan.",
            ),
            models.CheckConstraint(
                condition=Q(giltig__isempty=False) & Q(giltig__lower_inf=False),
                name="rolltilldelning_har_borjan",
                violation_error_message="Ange från vilket datum rollen gäller.",
            ),
            models.CheckConstraint(
                condition=Q(kalla__in=["hand", "grupp"]),
                name="rolltilldelning_kand_kalla",
                violation_error_message="Rollen ges för hand eller av en grupp.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_roll_display()} i {self.enhet}"


class Grupproll(models.Model):
    """What the members of a group at the identity provider may do: a role in a unit."""

    grupp = models.CharField("grupp", max_length=200)
    roll = models.CharField("roll", max_length=3, choices=Roll.choices)
    enhet = models.ForeignKey(Enhet, models.PROTECT, related_name="+")
    namnd = models.ForeignKey(Namnd, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "grupproll"
        verbose_name_plural = "grupproller"
        constraints = [
            models.UniqueConstraint(
                fields=["grupp", "roll", "enhet", "namnd"],
                nulls_distinct=False,
                name="grupproll_en_gang",
                violation_error_message="Gruppen ger redan den rollen där.",
            ),
            models.CheckConstraint(
                condition=Q(roll__in=Roll.values),
                name="grupproll_kand_roll",
                violation_error_message="Välj en roll i listan.",
            ),
            models.CheckConstraint(
                condition=~Q(grupp=""),
                name="grupproll_har_grupp",
                violation_error_message="Skriv vad gruppen heter.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.grupp}: {self.get_roll_display()} i {self.enhet}"
