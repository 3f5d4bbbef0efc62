"""Business acts on an account as such: closed and opened, its sign-ins ended, its second step
taken away, what is left in its name. Sessions go by the clock of the wall, as Django's own."""

from __future__ import annotations

from datetime import timedelta

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.module_loading import import_string

from kvalitet import klocka, logg
from kvalitet.actions.grupper import avsluta_roller
from kvalitet.behorighet import far, prova, skoter_alla_konton
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare
from kvalitet.roller import Rattighet


def skoter(av: Anvandare, anvandare: Anvandare) -> bool:
    """Say whether `av` manages the account: the accounts of the whole municipality, or every role
    that the person has today or later."""
    if skoter_alla_konton(av):
        return True
    pagar = Q(giltig__contains=klocka.idag()) | Q(giltig__startswith__gt=klocka.idag())
    roller = list(anvandare.tilldelningar.filter(pagar).select_related("enhet").order_by())
    return bool(roller) and all(far(av, Rattighet.KONTO_ANDRA, roll) for roll in roller)


@transaction.atomic
def stang_konto(anvandare: Anvandare, *, av: Anvandare | None, skal: str = "administrator") -> None:
    """Close the account: no way in, no role from today, every sign-in ended. `av` is None when
    nobody has been seen for so long; `skal` is a code."""
    anvandare = _las(anvandare, av)
    if av is not None:
        prova_stanga(anvandare, av=av)
    if not anvandare.is_active:
        return
    nu = klocka.nu()
    anvandare.is_active = False
    anvandare.save(update_fields=["is_active"])
    avsluta_roller(anvandare.tilldelningar.all(), av=av, nu=nu)
    _bort(UserSession.objects.filter(user=anvandare))
    logg.skriv("konto.stangt", anvandare, av=av, nu=nu, data={"skal": skal})


def prova_stanga(anvandare: Anvandare, *, av: Anvandare) -> None:
    if not skoter(av, anvandare):
        raise PermissionDenied(f"{Rattighet.KONTO_ANDRA} saknas")
    if av.pk == anvandare.pk:
        raise Regelbrott("Du kan inte stänga ditt eget konto. Be en annan administratör.")


@transaction.atomic
def oppna_konto(anvandare: Anvandare, *, av: Anvandare) -> None:
    """Let the person in again. The roles that ended are given anew, and the days until it is
    closed unseen begin again."""
    anvandare = _las(anvandare, av)
    if not anvandare.is_active:
        SocialAccount.objects.filter(user=anvandare).update(last_login=timezone.now())
        anvandare.is_active = True
        anvandare.save(update_fields=["is_active"])
        logg.skriv("konto.oppnat", anvandare, av=av, nu=klocka.nu())


@transaction.atomic
def satt_nodkonto(anvandare: Anvandare, *, ja: bool, av: Anvandare | None) -> None:
    """Let the person sign in with a password though the municipality has a sign-in of its own, or
    no longer. One who comes through the provider is not made into one: it would be two ways in.
    Only who manages the whole municipality does, or the server (`av` is None)."""
    anvandare = _las(anvandare, av)
    if av is not None:
        prova(av, Rattighet.KONTO_ANDRA, anvandare)
    if ja and SocialAccount.objects.filter(user=anvandare).exists():
        raise Regelbrott(
            "Personen loggar in med kommunens konto. Lägg upp ett eget konto som nödkonto."
        )
    if anvandare.nodkonto != ja:
        anvandare.nodkonto = ja
        anvandare.save(update_fields=["nodkonto"])
        slag = "konto.nodkonto" if ja else "konto.inte_nodkonto"
        logg.skriv(slag, anvandare, av=av, nu=klocka.nu())


@transaction.atomic
def nollstall_tvasteg(anvandare: Anvandare, *, av: Anvandare) -> None:
    """Take away the second step of who has lost it, and end their sign-ins; they choose a new one
    at the next. Never one's own: it would be the password alone that is needed."""
    anvandare = _las(anvandare, av)
    if av.pk == anvandare.pk:
        raise Regelbrott(
            "Du kan inte nollställa din egen tvåstegsinloggning. Be en annan administratör."
        )
    Authenticator.objects.filter(user=anvandare).delete()
    _bort(UserSession.objects.filter(user=anvandare))
    logg.skriv("konto.tvasteg_nollstallt", anvandare, av=av, nu=klocka.nu())


@transaction.atomic
def avsluta_inloggningar(
    anvandare: Anvandare, *, av: Anvandare, bara: int | None = None, utom: str = ""
) -> int:
    """End the person's sign-ins: all, or the one with the key `bara`, or all but the session
    `utom`. Return how many."""
    if av.pk != anvandare.pk:
        anvandare = _las(anvandare, av)
    rader = UserSession.objects.filter(user=anvandare).exclude(session_key=utom)
    antal = _bort(rader if bara is None else rader.filter(pk=bara))
    if antal:
        data = {"antal": antal}
        logg.skriv("konto.inloggningar_avslutade", anvandare, av=av, nu=klocka.nu(), data=data)
    return antal


def stang_osedda() -> int:
    """Close the accounts that the provider has not signed in for so long that the person must be
    gone. Never an account with a password of its own. Return how many."""
    sedan = timezone.now() - timedelta(days=settings.INLOGGNING.stang_efter)
    if not settings.INLOGGNING.oidc:
        return 0
    sedda = SocialAccount.objects.filter(user=OuterRef("pk"), last_login__gte=sedan)
    kanda = SocialAccount.objects.filter(user=OuterRef("pk"))
    osedda = Anvandare.objects.filter(Exists(kanda), ~Exists(sedda), is_active=True, nodkonto=False)
    return sum(
        _stang_osedd(osedda, pk) for pk in osedda.values_list("pk", flat=True).order_by("pk")
    )


@transaction.atomic
def _stang_osedd(osedda: QuerySet[Anvandare], pk: int) -> bool:
    """Close the account, unless the person has come, or it has become another kind, meanwhile."""
    las = Anvandare.objects.select_for_update(of=("self",)).filter(pk=pk).first()
    if las is None or not osedda.filter(pk=pk).exists():
        return False
    stang_konto(las, av=None, skal="inte_sedd")
    return True


def stada_inloggningar() -> None:
    """Throw away sessions that have ended, and what is kept of them."""
    Session.objects.filter(expire_date__lt=timezone.now()).delete()
    UserSession.objects.filter(~Exists(_sessionen())).delete()


def levande(anvandare: Anvandare) -> list[UserSession]:
    """Return the person's sign-ins that hold, the last seen first."""
    finns = _sessionen().filter(expire_date__gt=timezone.now())
    rader = UserSession.objects.filter(Exists(finns), user=anvandare)
    return list(rader.order_by("-last_seen_at", "-pk"))


def oppet_hos(anvandare: Anvandare) -> list[str]:
    """Return what is open in the person's name, as sentences without content."""
    return [
        mening for stig in settings.OPPET_HOS_PERSON for mening in import_string(stig)(anvandare)
    ]


def _sessionen() -> QuerySet[Session]:
    return Session.objects.filter(session_key=OuterRef("session_key"))


def _bort(rader: QuerySet[UserSession]) -> int:
    nycklar = [rad.session_key for rad in rader]
    Session.objects.filter(session_key__in=nycklar).delete()
    return UserSession.objects.filter(session_key__in=nycklar).delete()[0]


def _las(anvandare: Anvandare, av: Anvandare | None) -> Anvandare:
    anvandare = Anvandare.objects.select_for_update(of=("self",)).get(pk=anvandare.pk)
    if av is not None and not skoter(av, anvandare):
        raise PermissionDenied(f"{Rattighet.KONTO_ANDRA} saknas")
    return anvandare
