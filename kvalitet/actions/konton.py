"""Business acts on accounts and roles."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from kvalitet import klocka, logg
from kvalitet.actions.grupper import avsluta_roller
from kvalitet.behorighet import far_ge_roll
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare, Enhet, Namnd, Rolltilldelning
from kvalitet.notiser import Notis, notifiera, notifiera_flera
from kvalitet.roller import Roll
from kvalitet.signering import losenord_slutar

from .organisation import bygg_sokvagar, las_tradet

SJALV = "Du kan inte ge dig själv en roll. Be en annan administratör."


@transaction.atomic
def ge_roll(
    anvandare: Anvandare,
    *,
    roll: Roll,
    enhet: Enhet,
    namnd: Namnd | None = None,
    fran: date,
    till: date | None = None,
    av: Anvandare | None,
) -> Rolltilldelning:
    """Give a person a role in a unit and its subtree; `av` is None for the set-up."""
    anvandare = Anvandare.objects.select_for_update(of=("self",)).get(pk=anvandare.pk)
    if av is not None:
        _prova_ge(av, anvandare, enhet, namnd)
    plats = {"anvandare": anvandare, "roll": roll, "enhet": enhet, "namnd": namnd}
    if Rolltilldelning.objects.filter(**plats, giltig__overlap=(fran, till)).exists():
        raise Regelbrott("Personen har redan den rollen under den tiden.")
    tilldelning = Rolltilldelning.objects.create(**plats, giltig=(fran, till))
    data = {"anvandare": anvandare.pk, "roll": roll.value, "fran": fran.isoformat()}
    logg.skriv("roll.given", tilldelning, av=av, nu=klocka.nu(), data=data)
    return tilldelning


FINNS = (
    "Det finns redan ett konto med den adressen. Sök efter det under Konton och ge det rollen, "
    "eller be den som sköter alla konton."
)


@transaction.atomic
def lagg_upp(
    *,
    epost: str,
    namn: str,
    roll: Roll,
    enhet: Enhet,
    namnd: Namnd | None = None,
    fran: date,
    till: date | None = None,
    av: Anvandare,
) -> Anvandare:
    """Make a colleague's account with its first role; the mail tells how to sign in."""
    try:
        with transaction.atomic():
            anvandare = Anvandare.objects.skapa(epost=epost.strip().lower(), namn=namn.strip())
    except IntegrityError as fel:
        raise Regelbrott(FINNS) from fel
    logg.skriv("konto.upplagt", anvandare, av=av, nu=klocka.nu())
    ge_roll(anvandare, roll=roll, enhet=enhet, namnd=namnd, fran=fran, till=till, av=av)
    bjud_in([anvandare])
    return anvandare


def _prova_ge(av: Anvandare, anvandare: Anvandare, enhet: Enhet, namnd: Namnd | None) -> None:
    if not far_ge_roll(av, enhet, namnd.pk if namnd else None):
        raise PermissionDenied("roller sköts inte där")
    if av.pk == anvandare.pk:
        raise Regelbrott(SJALV)
    if not anvandare.is_active:
        raise Regelbrott("Kontot är stängt. Öppna det innan du ger en roll.")


@transaction.atomic
def avsluta_roll(tilldelning: Rolltilldelning, *, av: Anvandare) -> None:
    """End a role from today. One that follows a group ends with the group: it would come back."""
    if not far_ge_roll(av, tilldelning.enhet, tilldelning.namnd_id):
        raise PermissionDenied("roller sköts inte där")
    if tilldelning.kalla == Rolltilldelning.Kalla.GRUPP:
        raise Regelbrott("Rollen följer en grupp. Ta bort personen ur gruppen.")
    avsluta_roller(Rolltilldelning.objects.filter(pk=tilldelning.pk), av=av, nu=klocka.nu())


@transaction.atomic
def borja(*, epost: str, namn: str, kommun: str) -> Anvandare:
    """Give a new site its first administrator, and the top of its organisation; the mail leads to
    the choice of a password. Only while there is no account at all."""
    las_tradet()  # two who begin at once take turns
    try:
        validate_email(epost.strip())
    except ValidationError as fel:
        raise Regelbrott("Skriv en hel e-postadress, till exempel namn@kommun.se.") from fel
    if Anvandare.objects.exists():
        raise Regelbrott("Det finns redan konton. Den som är administratör läser in fler.")
    kommunen, _ = Enhet.objects.get_or_create(slag=Enhet.Slag.KOMMUN, defaults={"namn": kommun})
    bygg_sokvagar()
    anvandare = Anvandare.objects.skapa(epost=epost.strip().lower(), namn=namn)
    anvandare.nodkonto = not settings.INLOGGNING.lokala  # who sets the other way in up needs one
    anvandare.save(update_fields=["nodkonto"])
    ge_roll(anvandare, roll=Roll.ADMINISTRATOR, enhet=kommunen, fran=klocka.idag(), av=None)
    bjud_in([anvandare])
    return anvandare


def far_losenord(anvandare: Anvandare) -> bool:
    """Say whether the person signs in with a password: all do where the municipality has no
    sign-in of its own here, else the break-glass accounts. Who comes through the municipality's
    has no second way in."""
    if settings.DEMO or anvandare.nodkonto:
        return True
    val = settings.INLOGGNING
    via_kommunen = val.oidc and SocialAccount.objects.filter(user=anvandare).exists()
    return val.lokala and not via_kommunen


def bjud_in(nya: Iterable[Anvandare]) -> None:
    """Mail everyone who has a new account where to choose a password, or to sign in."""
    med: list[Anvandare] = []
    utan: list[Anvandare] = []
    for anvandare in nya:
        (med if far_losenord(anvandare) else utan).append(anvandare)
    notifiera_flera(
        "konto_inbjudan", (Notis(a.epost, f"inbjudan-{a.pk}", _sammanhang(a)) for a in med)
    )
    lank = settings.ADRESS + reverse("logga_in")
    notifiera_flera(
        "konto_inbjudan_idp",
        (Notis(a.epost, f"inbjudan-{a.pk}", {"person": a, "lank": lank}) for a in utan),
    )


@transaction.atomic
def be_om_losenord(epost: str) -> None:
    """Mail the way to a new password to the account of the address, if there is one; asked for
    again within the hour it is the same mail."""
    anvandare = Anvandare.objects.filter(epost=epost.strip().lower(), is_active=True).first()
    if anvandare is not None and far_losenord(anvandare):
        notifiera(
            "konto_losenord",
            mottagare=anvandare.epost,
            nyckel=f"losenord-{anvandare.pk}-{klocka.nu():%Y%m%d%H}",
            sammanhang=_sammanhang(anvandare),
        )


@transaction.atomic
def valj_losenord(anvandare: Anvandare, *, losenord: str) -> None:
    """Set the person's own password. The link that led here, and every other, is then used."""
    anvandare.set_password(losenord)
    anvandare.save(update_fields=["password"])
    logg.skriv("konto.losenord", anvandare, av=anvandare, nu=klocka.nu(), data={})


def _sammanhang(anvandare: Anvandare) -> dict[str, object]:
    uid = urlsafe_base64_encode(force_bytes(anvandare.pk))
    token = default_token_generator.make_token(anvandare)
    return {
        "person": anvandare,
        "lank": settings.ADRESS + reverse("losenord_valj", args=[uid, token]),
        "lank_slutar": losenord_slutar(token),
    }
