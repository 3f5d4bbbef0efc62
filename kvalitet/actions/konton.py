"""Business acts on accounts and roles."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from kvalitet import klocka, logg
from kvalitet.actions.grupper import avsluta_roller
from kvalitet.behorighet import prova
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare, Enhet, Namnd, Rolltilldelning
from kvalitet.notiser import Notis, notifiera, notifiera_flera
from kvalitet.roller import Rattighet, Roll
from kvalitet.signering import losenord_slutar

from .organisation import bygg_sokvagar, las_tradet


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
    if av is not None:
        prova(av, Rattighet.KONTO_ANDRA, enhet)
    tilldelning = Rolltilldelning.objects.create(
        anvandare=anvandare, roll=roll, enhet=enhet, namnd=namnd, giltig=(fran, till)
    )
    data = {"anvandare": anvandare.pk, "roll": roll.value, "fran": fran.isoformat()}
    logg.skriv("roll.given", tilldelning, av=av, nu=klocka.nu(), data=data)
    return tilldelning


@transaction.atomic
def avsluta_roll(tilldelning: Rolltilldelning, *, av: Anvandare) -> None:
    """End a role from today. One that follows a group ends with the group: it would come back."""
    prova(av, Rattighet.KONTO_ANDRA, tilldelning.enhet)
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
    sign-in of its own here, else the break-glass accounts."""
    return settings.DEMO or settings.INLOGGNING.lokala or anvandare.nodkonto


def bjud_in(nya: Iterable[Anvandare]) -> None:
    """Mail everyone who has a new account where to choose a password, or to sign in."""
    alla = list(nya)
    med = [a for a in alla if far_losenord(a)]
    utan = [a for a in alla if not far_losenord(a)]
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
