"""Business acts of a sign-in through the municipality's identity provider."""

from __future__ import annotations

from dataclasses import dataclass

from allauth.socialaccount.models import SocialAccount
from django.db import transaction

from kvalitet import klocka, logg
from kvalitet.actions.grupper import folj_grupper
from kvalitet.models import Anvandare, Grupproll


@dataclass(frozen=True)
class Identitet:
    """What the provider says of who signs in."""

    sub: str
    epost: str
    verifierad: bool
    namn: str
    grupper: frozenset[str] | None
    """None when the provider could not name them all: then no role is changed."""


class Nekad(Exception):
    """The person is known to the provider but is not let in; `skal` says which sentence to show."""

    def __init__(self, skal: str, anvandare: Anvandare | None = None) -> None:
        super().__init__(skal)
        self.skal = skal
        self.anvandare = anvandare


@transaction.atomic
def ta_emot(identitet: Identitet, *, konto: SocialAccount) -> Anvandare:
    """Return the account to sign in to: the one that has the provider's key (`konto` is then
    saved), else the one of a verified address, else a new one for whoever is in a group that gives
    a role. The key is kept under the lock on the account, so that two never come to the same.

    Name and address follow the provider, roles follow its groups. Raises `Nekad`.
    """
    nu = klocka.nu()
    anvandare = _las(konto.user) if konto.pk else _med_adressen(identitet, konto)
    if anvandare is None:
        anvandare = _skapa(identitet)
        logg.skriv("konto.skapat", anvandare, av=None, nu=nu)
    if not anvandare.is_active:
        raise Nekad("stangt", anvandare)
    if _folj_uppgifter(anvandare, identitet):
        logg.skriv("konto.foljer", anvandare, av=None, nu=nu)
    if identitet.grupper is not None:
        folj_grupper(anvandare, identitet.grupper, nu=nu)
    konto.user = anvandare
    konto.save()
    return anvandare


@transaction.atomic
def anteckna_nekad(nekad: Nekad) -> None:
    """Log that a person with an account was not let in."""
    if nekad.anvandare is not None:
        data = {"skal": nekad.skal}
        logg.skriv("konto.nekad", nekad.anvandare, av=None, nu=klocka.nu(), data=data)


def _las(anvandare: Anvandare) -> Anvandare:
    return Anvandare.objects.select_for_update(of=("self",)).get(pk=anvandare.pk)


def _med_adressen(identitet: Identitet, konto: SocialAccount) -> Anvandare | None:
    """The first time. An address that another key has had is not handed on: it may be another
    person of the same name. A break-glass account is nobody's own."""
    med = Anvandare.objects.select_for_update(of=("self",)).filter(epost=identitet.epost)
    anvandare = med.first() if identitet.epost else None
    if not identitet.epost or not identitet.verifierad:
        raise Nekad("overifierad", anvandare)
    if anvandare is None:
        return None
    annan = SocialAccount.objects.filter(user=anvandare).first()
    if anvandare.nodkonto or (annan and annan.uid != konto.uid):
        raise Nekad("upptagen", anvandare)
    if annan:  # the same key, which came a moment before through another door
        konto.pk, konto.date_joined = annan.pk, annan.date_joined
    return anvandare


def _skapa(identitet: Identitet) -> Anvandare:
    grupper = identitet.grupper or frozenset()
    if not Grupproll.objects.filter(grupp__in=grupper).exists():
        raise Nekad("ingen_grupp")
    return Anvandare.objects.skapa(epost=identitet.epost, namn=identitet.namn or identitet.epost)


def _folj_uppgifter(anvandare: Anvandare, identitet: Identitet) -> bool:
    """Take over name and address; an address that is another account's is left to it."""
    forut = (anvandare.namn, anvandare.epost)
    anvandare.namn = identitet.namn or anvandare.namn
    if identitet.epost and identitet.verifierad:
        tagen = Anvandare.objects.filter(epost=identitet.epost).exclude(pk=anvandare.pk)
        anvandare.epost = anvandare.epost if tagen.exists() else identitet.epost
    if (anvandare.namn, anvandare.epost) == forut:
        return False
    anvandare.save(update_fields=["namn", "epost"])
    return True
