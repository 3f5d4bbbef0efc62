"""Reading in people and their roles from a spreadsheet: one row for each role."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from kvalitet import klocka, logg
from kvalitet.actions.konton import SJALV, bjud_in
from kvalitet.behorighet import far, far_ge_roll, omfang
from kvalitet.enhetsnamn import Enhetsregister, Namndregister, Namnfel
from kvalitet.inlasning import Felsamling, Utfall
from kvalitet.kalkyl import Kolumn, Rad, hogst, som_datum, val
from kvalitet.models import Anvandare, Enhet, Namnd, Rolltilldelning
from kvalitet.roller import Rattighet, Roll

KOLUMNER = (
    Kolumn(
        "namn",
        "Namn",
        ("för- och efternamn", "person", "medarbetare", "användare"),
        kravs=True,
        tolk=hogst(120),
        hjalp="För- och efternamn.",
        exempel=("Karin Öberg", "Karin Öberg", "Per Ek"),
    ),
    Kolumn(
        "epost",
        "E-post",
        ("e-postadress", "mejl", "mail", "e-mail", "email", "mejladress"),
        kravs=True,
        tolk=hogst(254),
        hjalp="Adressen i tjänsten. Den är personens inloggning.",
        exempel=(
            "karin.oberg@kommun.example",
            "karin.oberg@kommun.example",
            "per.ek@kommun.example",
        ),
    ),
    Kolumn(
        "roll",
        "Roll",
        ("roller", "behörighet"),
        tolk=val(dict(Roll.choices)),
        hjalp="En roll på varje rad. Den som har flera roller har flera rader. Tomt ger bara "
        "ett konto.",
        exempel=("Planansvarig", "Handläggare av synpunkter", "Chef"),
    ),
    Kolumn(
        "enhet",
        "Enhet",
        ("organisation", "organisationsenhet", "gäller enhet"),
        tolk=hogst(250),
        hjalp="Enheten där rollen gäller, och allt under den. Heter flera likadant, skriv Kontor "
        "/ Enhet.",
        exempel=("Hemtjänst", "Hemtjänst", "Vård- och omsorgskontoret"),
    ),
    Kolumn(
        "namnd",
        "Nämnd",
        ("gäller nämnd",),
        tolk=hogst(120),
        hjalp="Fylls i om rollen bara gäller en nämnd.",
        exempel=(None, None, "VON"),
    ),
    Kolumn(
        "fran",
        "Gäller från",
        ("från", "startdatum", "från och med"),
        tolk=som_datum,
        hjalp="Tomt betyder i dag.",
        exempel=(date(2026, 1, 1), date(2026, 1, 1), date(2026, 1, 1)),
    ),
    Kolumn(
        "till",
        "Gäller till",
        ("till", "slutdatum", "till och med", "sista dag"),
        tolk=som_datum,
        hjalp="Sista dagen. Tomt betyder tills vidare.",
        exempel=(None, None, date(2027, 12, 31)),
    ),
)


@dataclass(frozen=True)
class _Roll:
    rad: Rad
    epost: str
    roll: str
    enhet: Enhet
    namnd: Namnd | None


@dataclass
class _Fil:
    av: Anvandare
    enheter: Enhetsregister
    namnder: Namndregister
    finns: dict[str, Anvandare]
    andras: set[int]
    """Those of them who have a role where `av` manages no accounts."""
    fel: Felsamling = field(default_factory=Felsamling)
    namn: dict[str, str] = field(default_factory=dict)
    """The name of each person in the file, by address."""
    roller: list[_Roll] = field(default_factory=list)


@transaction.atomic
def las_in_anvandare(rader: Sequence[Rad], *, av: Anvandare) -> list[Utfall]:
    """Add the people and roles that are not there; a name that is spelt anew is changed.

    A person is known by the address. No role is taken away by a file. Whoever has a new account is
    mailed where to choose a password.
    """
    adresser = {str(rad["epost"]).casefold() for rad in rader}
    finns = Anvandare.objects.select_for_update(of=("self",)).filter(epost__in=adresser)
    kanda = {a.epost: a for a in finns.order_by("pk")}
    fil = _Fil(av, Enhetsregister.verksamma(), Namndregister.alla(), kanda, _andras(kanda, av))
    for rad in rader:
        _las_rad(fil, rad)
    fil.fel.avbryt()
    personer = _skapa_personer(fil)
    return [personer, _skapa_roller(fil)]


def _andras(kanda: dict[str, Anvandare], av: Anvandare) -> set[int]:
    i_omfang = omfang(av, Rattighet.KONTO_ANDRA)
    roller = Rolltilldelning.objects.filter(anvandare__in=kanda.values()).giltiga(klocka.idag())
    return set(roller.exclude(i_omfang).values_list("anvandare", flat=True))


def _las_rad(fil: _Fil, rad: Rad) -> None:
    epost = rad["epost"].lower()
    try:
        validate_email(epost)
    except ValidationError:
        fil.fel.lagg(rad, f"”{rad['epost']}” är ingen e-postadress.")
    forut = fil.namn.setdefault(epost, rad["namn"])
    if forut != rad["namn"]:
        fil.fel.lagg(rad, f"{epost} heter {forut} på en annan rad. Skriv samma namn på båda.")
    if (person := fil.finns.get(epost)) and not person.is_active:
        fil.fel.lagg(rad, f"{person} har slutat och får ingen ny roll.")
    if person and person.namn != rad["namn"] and person.pk in fil.andras:
        fil.fel.lagg(rad, f"{person} har roller där du inte sköter konton. Låt namnet stå kvar.")
    if rad["till"] and rad["till"] < (rad["fran"] or klocka.idag()):
        fil.fel.lagg(rad, "”Gäller till” ska vara samma dag som ”Gäller från” eller senare.")
    if not rad["roll"]:
        _prova_utan_roll(fil, rad)
    elif not rad["enhet"]:
        fil.fel.lagg(rad, "Skriv i vilken enhet rollen gäller.")
    else:
        _las_roll(fil, rad, epost)


def _prova_utan_roll(fil: _Fil, rad: Rad) -> None:
    if rad["enhet"] or rad["namnd"]:
        fil.fel.lagg(rad, "Skriv vilken roll personen har, eller lämna enhet och nämnd tomma.")
    if not far(fil.av, Rattighet.KONTO_ANDRA):
        fil.fel.lagg(rad, "Du sköter inga konton.")


def _las_roll(fil: _Fil, rad: Rad, epost: str) -> None:
    try:
        enhet = fil.enheter.hitta(rad["enhet"])
        namnd = fil.namnder.hitta(rad["namnd"]) if rad["namnd"] else None
    except Namnfel as fel:
        fil.fel.lagg(rad, fel.mening[0].upper() + fel.mening[1:])
        return
    if not far(fil.av, Rattighet.KONTO_ANDRA, enhet):
        fil.fel.lagg(rad, f"Du sköter inte konton i {enhet}.")
    elif not far_ge_roll(fil.av, enhet, namnd.pk if namnd else None):
        fil.fel.lagg(rad, f"Du sköter inte konton för {namnd or 'alla nämnder'} i {enhet}.")
    if epost == fil.av.epost and not _egen(fil.av, rad, enhet, namnd):
        fil.fel.lagg(rad, SJALV)
    fil.roller.append(_Roll(rad, epost, rad["roll"], enhet, namnd))


def _egen(av: Anvandare, rad: Rad, enhet: Enhet, namnd: Namnd | None) -> bool:
    """Say whether it is a role that who reads the file already has: then nothing is given."""
    har = av.tilldelningar.filter(roll=rad["roll"], enhet=enhet, namnd=namnd)
    tid = (rad["fran"] or klocka.idag(), _dagen_efter(rad["till"]))
    return har.filter(giltig__overlap=tid).exists()


def _skapa_personer(fil: _Fil) -> Utfall:
    nu, stangt = klocka.nu(), make_password(None)
    nya = Anvandare.objects.bulk_create(
        Anvandare(epost=epost, namn=namn, password=stangt)
        for epost, namn in fil.namn.items()
        if epost not in fil.finns
    )
    andrade = [a for epost, a in fil.finns.items() if a.namn != fil.namn[epost]]
    for person in andrade:
        person.namn = fil.namn[person.epost]
    Anvandare.objects.bulk_update(andrade, ["namn"])
    fil.finns |= {person.epost: person for person in nya}
    logg.skriv_flera("anvandare.inlast", ((a, {}) for a in nya), av=fil.av, nu=nu)
    bjud_in(nya)
    logg.skriv_flera("anvandare.andrad", ((a, {}) for a in andrade), av=fil.av, nu=nu)
    lika = len(fil.namn) - len(nya) - len(andrade)
    return Utfall("Personer", nya=len(nya), andrade=len(andrade), oforandrade=lika)


def _skapa_roller(fil: _Fil) -> Utfall:
    rader: list[Rolltilldelning] = []
    har = _redan(fil)
    for roll in fil.roller:
        person = fil.finns[roll.epost]
        fran, till = roll.rad["fran"] or klocka.idag(), _dagen_efter(roll.rad["till"])
        plats = (person.pk, roll.roll, roll.enhet.pk, roll.namnd.pk if roll.namnd else None)
        if any(_krockar(fran, till, *tid) for tid in har.setdefault(plats, [])):
            continue  # the person has it already for some of the time
        har[plats].append((fran, till))
        rader.append(
            Rolltilldelning(
                anvandare=person,
                roll=roll.roll,
                enhet=roll.enhet,
                namnd=roll.namnd,
                giltig=(fran, till),
            )
        )
    nya = Rolltilldelning.objects.bulk_create(rader)
    poster = (
        (r, {"anvandare": r.anvandare_id, "roll": r.roll, "fran": r.giltig[0].isoformat()})
        for r in nya
    )
    logg.skriv_flera("roll.given", poster, av=fil.av, nu=klocka.nu())
    return Utfall("Roller", nya=len(nya), oforandrade=len(fil.roller) - len(nya))


Plats = tuple[int, str, int, int | None]
Tid = tuple[date, date | None]


def _redan(fil: _Fil) -> dict[Plats, list[Tid]]:
    har: dict[Plats, list[Tid]] = {}
    for rad in Rolltilldelning.objects.filter(anvandare__in=fil.finns.values()).order_by("pk"):
        plats = (rad.anvandare_id, rad.roll, rad.enhet_id, rad.namnd_id)
        har.setdefault(plats, []).append((rad.giltig.lower, rad.giltig.upper))
    return har


def _krockar(fran: date, till: date | None, annan_fran: date, annan_till: date | None) -> bool:
    return (annan_till is None or fran < annan_till) and (till is None or annan_fran < till)


def _dagen_efter(dag: date | None) -> date | None:
    """The range is closed-open; the file says the last day."""
    return date.fromordinal(dag.toordinal() + 1) if dag else None
