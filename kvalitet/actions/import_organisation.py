"""Reading in the organisation from a spreadsheet: units, where they lie, and their nämnder."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction

from kvalitet import klocka, logg
from kvalitet.actions.organisation import bygg_sokvagar
from kvalitet.behorighet import far
from kvalitet.enhetsnamn import SKILJE, Enhetsregister, Namndregister, Namnfel, nyckel
from kvalitet.inlasning import Felsamling, Utfall
from kvalitet.kalkyl import Kolumn, Rad, hogst, som_datum, val
from kvalitet.models import Anvandare, Enhet, EnhetPlacering, Namnd, NamndAnsvar
from kvalitet.roller import Rattighet

KOLUMNER = (
    Kolumn(
        "enhet",
        "Enhet",
        ("namn", "enhetsnamn", "enhetens namn", "organisationsenhet", "organisation"),
        kravs=True,
        tolk=hogst(120),
        hjalp="Enhetens namn.",
        exempel=("Vård- och omsorgskontoret", "Hemtjänst", "Hemtjänst Centrum"),
    ),
    Kolumn(
        "slag",
        "Slag",
        ("typ", "enhetstyp", "nivå", "organisationsnivå"),
        kravs=True,
        tolk=val(dict(Enhet.Slag.choices) | {"förvaltning": "Förvaltning", "område": "Område"}),
        hjalp="Kontor, Bolag, Verksamhetsområde eller Enhet. Förvaltning är samma som Kontor.",
        exempel=("Kontor", "Verksamhetsområde", "Enhet"),
    ),
    Kolumn(
        "under",
        "Ligger under",
        ("överordnad", "överordnad enhet", "tillhör", "förälder", "moderenhet"),
        tolk=hogst(250),
        hjalp="Namnet på enheten ovanför. Tomt betyder direkt under kommunen. Heter flera "
        "likadant, skriv även vad den ligger under: Kontor / Enhet.",
        exempel=(None, "Vård- och omsorgskontoret", "Hemtjänst"),
    ),
    Kolumn(
        "namnd",
        "Nämnd",
        ("ansvarig nämnd", "nämndnamn"),
        tolk=hogst(120),
        hjalp="Nämnden som ansvarar för enheten och allt under den. Tomt om det är samma som "
        "ovanför.",
        exempel=("Vård- och omsorgsnämnden", None, None),
    ),
    Kolumn(
        "namndkod",
        "Nämndkod",
        ("kod", "nämndens kod", "förkortning"),
        tolk=hogst(10),
        hjalp="Nämndens förkortning. Behövs bara när nämnden inte finns i systemet.",
        exempel=("VON", None, None),
    ),
    Kolumn(
        "fran",
        "Gäller från",
        ("från", "startdatum", "från och med"),
        tolk=som_datum,
        hjalp="Från vilken dag enheten finns. Tomt betyder i dag.",
        exempel=(date(2026, 1, 1), date(2026, 1, 1), date(2026, 1, 1)),
    ),
)
SLAG = {"förvaltning": Enhet.Slag.KONTOR, "område": Enhet.Slag.OMRADE}
"""Other words for the same kinds."""


@dataclass
class _Post:
    """A unit as the file has it."""

    rad: Rad
    namn: str
    slag: str
    fran: date
    over: _Post | None = None
    """The one above, when it too is in the file and new."""
    foralder: Enhet | None = None
    enhet: Enhet | None = None
    """The unit itself: one that exists, or the one made."""
    ny: bool = True


@dataclass
class _Fil:
    """The file as it is gone through, with what exists already."""

    av: Anvandare
    rot: Enhet
    finns: dict[tuple[str, int], Enhet]
    """By name and the unit above."""
    register: Enhetsregister
    fel: Felsamling = field(default_factory=Felsamling)
    poster: list[_Post] = field(default_factory=list)


@transaction.atomic
def las_in_organisation(rader: Sequence[Rad], *, av: Anvandare) -> list[Utfall]:
    """Add the units and nämnder that are not there; what is there already is left as it is.

    A unit is known by its name and what it lies under. None is moved or ended by a file.
    """
    bygg_sokvagar()  # takes the lock on the tree, and today's places are then sure
    fil = _fil(av)
    for rad in rader:
        _las_rad(fil, rad)
    _satt_platser(fil)
    fil.fel.avbryt()
    _prova(fil)
    fil.fel.avbryt()
    ansvar = _las_namnder(fil)
    fil.fel.avbryt()
    nya = _skapa(fil)
    namnder = _skapa_namnder(fil, ansvar)
    return [
        Utfall("Enheter", nya=nya, oforandrade=len(fil.poster) - nya),
        namnder,
    ]


def _fil(av: Anvandare) -> _Fil:
    enheter = list(Enhet.objects.verksamma().order_by("pk"))
    rot = next(enhet for enhet in enheter if enhet.slag == Enhet.Slag.KOMMUN)
    finns = {(nyckel(e.namn), e.foralder_id or 0): e for e in enheter}
    return _Fil(av, rot, finns, Enhetsregister.av(enheter))


def _las_rad(fil: _Fil, rad: Rad) -> None:
    slag = SLAG.get(rad["slag"], rad["slag"])
    fran = rad["fran"] or klocka.idag()
    post = _Post(rad, rad["enhet"], slag, fran)
    if slag == Enhet.Slag.KOMMUN:
        post.enhet, post.ny = fil.rot, False  # the root is there; its name is not changed here
    fil.poster.append(post)


# --- Where each lies ------------------------------------------------------------------------------


def _satt_platser(fil: _Fil) -> None:
    """Find what each unit lies under: in the file first, then among those that exist."""
    per_namn: dict[str, list[_Post]] = {}
    for post in fil.poster:
        per_namn.setdefault(nyckel(post.namn), []).append(post)
    for post in fil.poster:
        if post.enhet is not None:
            continue
        text = post.rad["under"]
        if not text or nyckel(text) == nyckel(fil.rot.namn):
            post.foralder = fil.rot
            continue
        try:
            post.over = _i_filen(per_namn, text)
            if post.over is None:
                post.foralder = fil.register.hitta(text)
        except Namnfel as fel:
            fil.fel.lagg(post.rad, f"Ligger under: {fel.mening}")


def _i_filen(per_namn: dict[str, list[_Post]], text: str) -> _Post | None:
    """The unit of the file that goes by the name, with what lies above it when that is written."""
    *ovan, namn = [nyckel(del_) for del_ in text.split(SKILJE)]
    traffar = per_namn.get(nyckel(text)) or [
        post
        for post in per_namn.get(namn, ())
        if not ovan or nyckel((post.rad["under"] or "").split(SKILJE)[-1]) == ovan[-1]
    ]
    if len({nyckel(post.rad["under"] or "") for post in traffar}) > 1:
        under = traffar[0].rad["under"] or "Kommunen"
        raise Namnfel(
            f"flera enheter i filen heter ”{text}”. Skriv även vad den ligger under, till "
            f"exempel {under} {SKILJE} {traffar[0].namn}."
        )
    return traffar[0] if traffar else None


def _prova(fil: _Fil) -> None:
    """See that no unit lies under itself, and tell apart what is new from what exists."""
    sedda: dict[tuple[str, int], _Post] = {}
    for post in fil.poster:
        if _i_ring(post):
            fil.fel.lagg(post.rad, f"{post.namn} ligger under sig själv. Rätta ”Ligger under”.")
    fil.fel.avbryt()
    for post in _uppifran(fil.poster):
        if post.enhet is not None:
            continue
        over = post.over.enhet if post.over else post.foralder
        if over is not None:
            post.foralder, post.enhet = over, fil.finns.get((nyckel(post.namn), over.pk))
        post.ny = post.enhet is None
        plats = (nyckel(post.namn), over.pk if over else -id(post.over))
        forsta = sedda.setdefault(plats, post)
        if forsta is not post:
            post.over, post.foralder, post.enhet, post.ny = forsta, None, forsta.enhet, False
    utan_rad = {namn for namn, _ in fil.finns} - {
        nyckel(post.namn) for post in fil.poster if post.enhet is not None
    }
    for post in fil.poster:
        _prova_en(fil, post, utan_rad)


def _prova_en(fil: _Fil, post: _Post, utan_rad: set[str]) -> None:
    """`utan_rad` are names of units that exist and that no row of the file is about."""
    if post.enhet is not None and post.slag not in (post.enhet.slag, Enhet.Slag.KOMMUN):
        fil.fel.lagg(
            post.rad,
            f"{post.namn} finns redan som {post.enhet.get_slag_display().lower()}. "
            "Ändra ”Slag”, eller ge enheten ett annat namn.",
        )
    if not post.ny:
        return
    if nyckel(post.namn) in utan_rad:
        fil.fel.lagg(
            post.rad,
            f"{post.namn} finns redan på en annan plats. Flytta enheten på dess egen sida, eller "
            "ge den nya ett eget namn.",
        )
    topp = post
    while topp.over is not None:
        topp = topp.over
    if not far(fil.av, Rattighet.ORGANISATION_ANDRA, topp.enhet or topp.foralder or fil.rot):
        fil.fel.lagg(post.rad, f"Du sköter inte organisationen där {post.namn} ska ligga.")


def _i_ring(post: _Post) -> bool:
    sedda: set[int] = set()
    ett: _Post | None = post
    while ett is not None:
        if id(ett) in sedda:
            return True
        sedda.add(id(ett))
        ett = ett.over
    return False


def _uppifran(poster: Sequence[_Post]) -> list[_Post]:
    """Each unit after the one it lies under."""
    return [post for lager in _lager(poster) for post in lager]


def _lager(poster: Sequence[_Post]) -> list[list[_Post]]:
    djup: dict[int, list[_Post]] = {}
    for post in poster:
        antal, ett = 0, post.over
        while ett is not None:
            antal, ett = antal + 1, ett.over
        djup.setdefault(antal, []).append(post)
    return [djup[nr] for nr in sorted(djup)]


# --- Making what is new ---------------------------------------------------------------------------


def _skapa(fil: _Fil) -> int:
    nya = [post for post in _uppifran(fil.poster) if post.ny]
    skapade = Enhet.objects.bulk_create(Enhet(namn=post.namn, slag=post.slag) for post in nya)
    for post, enhet in zip(nya, skapade, strict=True):
        post.enhet = enhet
    for post in fil.poster:
        if post.enhet is None and post.over is not None:
            post.enhet = post.over.enhet  # told twice in the file
    placeringar = [
        EnhetPlacering(enhet=post.enhet, foralder=_foralder(post), giltig=(post.fran, None))
        for post in nya
    ]
    EnhetPlacering.objects.bulk_create(placeringar)
    bygg_sokvagar()
    poster = [(p.enhet, {"under_enhet": p.foralder_id}) for p in placeringar]
    logg.skriv_flera("enhet.inlast", poster, av=fil.av, nu=klocka.nu())
    return len(nya)


def _foralder(post: _Post) -> Enhet:
    over = post.over.enhet if post.over else post.foralder
    assert over is not None  # noqa: S101  (the units come from above)
    return over


@dataclass
class _Ansvar:
    post: _Post
    namnd: str
    kod: str


def _las_namnder(fil: _Fil) -> list[_Ansvar]:
    """Which nämnd each row names; a new one needs a code."""
    register = Namndregister.alla()
    ansvar: list[_Ansvar] = []
    koder: dict[str, str] = {}
    for post in fil.poster:
        namn, kod = post.rad["namnd"], post.rad["namndkod"]
        if not namn:
            continue
        if not register.finns(namn):
            kod = koder.setdefault(nyckel(namn), kod)
            if not kod:
                fil.fel.lagg(post.rad, f"{namn} finns inte än. Skriv dess kod i ”Nämndkod”.")
            elif register.finns(kod):
                fil.fel.lagg(post.rad, f"Koden {kod} hör redan till en annan nämnd.")
            elif list(koder.values()).count(kod) > 1:
                fil.fel.lagg(post.rad, f"Koden {kod} står för två nämnder i filen.")
        ansvar.append(_Ansvar(post, namn, kod))
    return ansvar


def _skapa_namnder(fil: _Fil, ansvar: list[_Ansvar]) -> Utfall:
    register = Namndregister.alla()
    nya = {nyckel(a.namnd): a for a in ansvar if not register.finns(a.namnd)}
    for namnd in Namnd.objects.bulk_create(Namnd(kod=a.kod, namn=a.namnd) for a in nya.values()):
        register.lagg_till(namnd)
    idag = klocka.idag()
    finns = set(
        NamndAnsvar.objects.filter(giltig__endswith__isnull=True).values_list("enhet", "namnd")
    )
    finns |= set(NamndAnsvar.objects.filter(giltig__contains=idag).values_list("enhet", "namnd"))
    rader: list[NamndAnsvar] = []
    for ett in ansvar:
        enhet, namnd = ett.post.enhet, register.hitta(ett.namnd)
        assert enhet is not None  # noqa: S101  (made just before)
        if (enhet.pk, namnd.pk) not in finns:
            finns.add((enhet.pk, namnd.pk))
            rader.append(NamndAnsvar(enhet=enhet, namnd=namnd, giltig=(ett.post.fran, None)))
    NamndAnsvar.objects.bulk_create(rader)
    return Utfall("Nämnder som ansvarar", nya=len(rader), oforandrade=len(ansvar) - len(rader))
