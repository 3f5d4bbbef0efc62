"""Whom to ask about personal data: each nämnd answers for its own register."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from .anvandare import Anvandare
from .enhet import Namnd


class Personuppgiftsansvar(models.Model):
    """How a nämnd, and its data protection officer, are reached. Shown to residents."""

    namnd = models.OneToOneField(
        Namnd, models.PROTECT, primary_key=True, related_name="personuppgiftsansvar"
    )
    epost = models.EmailField("nämndens e-postadress", max_length=254)
    ombud = models.CharField("dataskyddsombud", max_length=120)
    """The function or the person, as the nämnd wants it to be shown."""
    ombud_epost = models.EmailField("dataskyddsombudets e-postadress", max_length=254)
    andrad = models.DateTimeField()
    andrad_av = models.ForeignKey(Anvandare, models.PROTECT, related_name="+", db_index=False)

    class Meta:
        verbose_name = "personuppgiftsansvar"
        verbose_name_plural = "personuppgiftsansvar"
        constraints = [
            models.CheckConstraint(
                condition=~Q(epost="") & ~Q(ombud="") & ~Q(ombud_epost=""),
                name="personuppgiftsansvar_gar_att_na",
                violation_error_message="Skriv hur nämnden och dataskyddsombudet nås.",
            )
        ]

    def __str__(self) -> str:
        return f"Personuppgiftsansvar: {self.namnd}"
