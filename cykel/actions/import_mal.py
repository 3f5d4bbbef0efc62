"""Reading in decided goals with criteria from a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction

from cykel.actions.malandring import andra_mal
from cykel.models import Mal, Malkriterium, Malniva, Styrmodell
from kvalitet import klocka, logg
from kvalitet.behorighet import far
from kvalitet.enhetsnamn import Namndregister, Namnfel, nyckel
from kvalitet.fel import Regelbrott
from kvalitet.inlasning import Felsamling, Utfall
from kvalitet.kalkyl import Kolumn, Rad, hogst, som_datum, som_ja, som_nummer, val
from kvalitet.models import Anvandare, Namnd
from kvalitet.roller import Rattighet

KODER = ("A", "B", "C", "D", "E")
KOLUMNER = (
    Kolumn(
        "niva",
        "Nivå",
        ("målnivå",),
        kravs=True,
        tolk=hogst(60),
        hjalp="Målnivåns namn, som det står i styrmodellen.",
        exempel=("Målområde", "Nämndens mål"),
    ),
    Kolumn(
        "nummer",
        "Nummer",
        ("nr", "målnummer", "mål nr"),
        kravs=True,
        tolk=som_nummer,
        hjalp="Målets nummer. Det får inte finnas två gånger på samma nivå i samma nämnd.",
        exempel=(2, 1),
    ),
    Kolumn(
        "kort",
        "Kort namn",
        ("namn", "rubrik", "målnamn", "mål kort"),
        kravs=True,
        tolk=hogst(80),
        hjalp="Några ord, för tabeller och rubriker.",
        exempel=("Välfärd och valfrihet", "Trygghet hemma"),
    ),
    Kolumn(
        "text",
        "Måltext",
        ("mål", "text", "målformulering", "beskrivning"),
        kravs=True,
        tolk=hogst(400),
        hjalp="Som den står i beslutet.",
        exempel=("Välfärd och valfrihet", "Äldre med hemtjänst ska känna sig trygga i sitt hem."),
    ),
    Kolumn(
        "namnd",
        "Nämnd",
        ("ansvarig nämnd",),
        tolk=hogst(120),
        hjalp="Nämnden vars mål det är. Tomt betyder hela kommunen.",
        exempel=(None, "Vård- och omsorgsnämnden"),
    ),
    Kolumn(
        "under",
        "Ligger under",
        ("överordnat mål", "förälder", "under mål"),
        tolk=hogst(80),
        hjalp="Det korta namnet på målet ovanför.",
        exempel=(None, "Välfärd och valfrihet"),
    ),
    Kolumn(
        "bedoms",
        "Bedöms",
        ("bedöms i planerna", "följs upp"),
        tolk=som_ja,
        hjalp="Ja eller nej. Nej för rubriker som målområden. Tomt betyder ja.",
        exempel=("nej", "ja"),
    ),
    Kolumn(
        "geh",
        "God ekonomisk hushållning",
        ("geh", "geh-mål", "mål för god ekonomisk hushållning"),
        tolk=som_ja,
        hjalp="Ja eller nej. Tomt betyder nej.",
        exempel=("nej", "ja"),
    ),
    Kolumn(
        "radighet",
        "Rådighet",
        (),
        tolk=val(dict(Mal.Radighet.choices)),
        hjalp="Egen, Delad eller Liten. Tomt betyder egen.",
        exempel=("Egen", "Delad"),
    ),
    Kolumn(
        "beslut_organ",
        "Beslutat av",
        ("beslutad av", "organ", "beslutsorgan", "beslutande organ"),
        kravs=True,
        tolk=hogst(80),
        hjalp="Till exempel Kommunfullmäktige.",
        exempel=("Kommunfullmäktige", "Vård- och omsorgsnämnden"),
    ),
    Kolumn(
        "beslut_datum",
        "Beslutsdatum",
        ("datum", "beslutat"),
        kravs=True,
        tolk=som_datum,
        hjalp="Till exempel 2025-10-20.",
        exempel=(date(2022, 12, 19), date(2025, 10, 20)),
    ),
    Kolumn(
        "beslut_paragraf",
        "Paragraf",
        ("§", "beslutsparagraf"),
        tolk=hogst(20),
        hjalp="Som den står i protokollet.",
        exempel=("§ 248", "§ 112"),
    ),
    Kolumn(
        "dnr",
        "Diarienummer",
        ("dnr", "diarienr"),
        tolk=hogst(40),
        hjalp="Beslutets diarienummer.",
        exempel=("KS 2022/0911", "VON 2025/0455"),
    ),
    *(
        Kolumn(
            f"kriterium_{kod.lower()}",
            f"Kriterium {kod}",
            (f"måluppfyllelse {kod}", f"indikation {kod}"),
            tolk=hogst(400),
            hjalp="Så vet vi att målet är nått." if kod == "A" else "",
            exempel=(None, "Andelen som känner sig trygga ska öka." if kod == "A" else None),
        )
        for kod in KODER
    ),
    Kolumn(
        "styrmodell",
        "Styrmodell",
        ("mandatperiod",),
        tolk=hogst(120),
        hjalp="Styrmodellens namn. Tomt betyder den som gäller.",
        exempel=(None, None),
    ),
)
FALT = ("kort", "text", "radighet", "geh", "beslut_organ", "beslut_datum", "beslut_paragraf", "dnr")
Nyckel = tuple[int, int | None, int]


@dataclass
class _Post:
    """A goal as the file has it; `mal` is unsaved until the parents above it are there."""

    rad: Rad
    mal: Mal
    foralder: Mal | None = None
    kriterier: list[tuple[str, str]] = field(default_factory=list)


@dataclass
class _Fil:
    av: Anvandare
    styrmodeller: dict[str, Styrmodell]
    nivaer: dict[tuple[int, str], Malniva]
    namnder: Namndregister
    finns: dict[Nyckel, Mal]
    fel: Felsamling = field(default_factory=Felsamling)
    poster: dict[Nyckel, _Post] = field(default_factory=dict)


@transaction.atomic
def las_in_mal(rader: Sequence[Rad], *, av: Anvandare) -> list[Utfall]:
    """Add the goals that are not there, and change those that the file tells otherwise.

    A goal is known by its level, nämnd and number. A change is recorded with what it said.
    """
    fil = _fil(av)
    for rad in rader:
        _las_rad(fil, rad)
    _satt_foraldrar(fil)
    fil.fel.avbryt()
    nya = _skapa(fil)
    andrade = _andra(fil)
    fil.fel.avbryt()
    lika = len(fil.poster) - nya - andrade
    return [Utfall("Mål", nya=nya, andrade=andrade, oforandrade=lika)]


def _fil(av: Anvandare) -> _Fil:
    modeller = list(Styrmodell.objects.select_for_update(of=("self",)).order_by("pk"))
    oppna = [m for m in modeller if m.status != Styrmodell.Status.AVSLUTAD]
    per_namn = {nyckel(m.namn): m for m in oppna}
    gallande = [m for m in oppna if m.status == Styrmodell.Status.GALLANDE]
    per_namn |= dict.fromkeys([""], gallande[0]) if gallande else {}
    nivaer = Malniva.objects.filter(styrmodell__in=oppna).select_related("styrmodell")
    malen = (
        Mal.objects.filter(niva__styrmodell__in=oppna)
        .select_related("niva__styrmodell", "namnd", "foralder")
        .prefetch_related("kriterier")
    )
    return _Fil(
        av,
        per_namn,
        {(n.styrmodell_id, nyckel(n.etikett)): n for n in nivaer.order_by("pk")},
        Namndregister.alla(),
        {_nyckel(m): m for m in malen.order_by("pk")},
    )


def _nyckel(mal: Mal) -> Nyckel:
    return mal.niva_id, mal.namnd_id, mal.nummer


def _las_rad(fil: _Fil, rad: Rad) -> None:
    styrmodell = fil.styrmodeller.get(nyckel(rad["styrmodell"]))
    if styrmodell is None:
        namn = rad["styrmodell"]
        fil.fel.lagg(
            rad,
            f"Det finns ingen öppen styrmodell som heter ”{namn}”."
            if namn
            else "Ingen styrmodell gäller. Skriv vilken målet hör till i ”Styrmodell”.",
        )
        return
    niva = fil.nivaer.get((styrmodell.pk, nyckel(rad["niva"])))
    if niva is None:
        fil.fel.lagg(rad, f"{styrmodell} har ingen nivå som heter ”{rad['niva']}”.")
        return
    namnd = _namnd(fil, rad)
    mal = Mal(niva=niva, nummer=rad["nummer"], namnd=namnd, bedoms=rad["bedoms"] is not False)
    for namn in FALT:
        setattr(mal, namn, rad[namn])
    mal.radighet, mal.geh = rad["radighet"] or Mal.Radighet.EGEN, bool(rad["geh"])
    texter = [(kod, rad[f"kriterium_{kod.lower()}"]) for kod in KODER]
    _lagg(fil, _Post(rad, mal, kriterier=[(kod, text) for kod, text in texter if text]))


def _namnd(fil: _Fil, rad: Rad) -> Namnd | None:
    try:
        return fil.namnder.hitta(rad["namnd"]) if rad["namnd"] else None
    except Namnfel as fel:
        fil.fel.lagg(rad, f"Nämnd: {fel.mening}")
        return None


def _lagg(fil: _Fil, post: _Post) -> None:
    forst = fil.poster.setdefault(_nyckel(post.mal), post)
    if forst is not post:
        fil.fel.lagg(post.rad, f"Målet står redan på rad {forst.rad.nummer}.")
    if not far(fil.av, Rattighet.MAL_REGISTRERA, post.mal):
        vems = post.mal.namnd or "hela kommunen"
        fil.fel.lagg(post.rad, f"Du registrerar inte mål för {vems}.")


def _satt_foraldrar(fil: _Fil) -> None:
    """Find the goal above by its short name, on a higher level of the same styrmodell."""
    alla = [*fil.finns.values(), *(p.mal for k, p in fil.poster.items() if k not in fil.finns)]
    per_namn: dict[str, list[Mal]] = {}
    for mal in alla:
        per_namn.setdefault(nyckel(mal.kort), []).append(mal)
    for post in fil.poster.values():
        if not (text := post.rad["under"]):
            continue
        traffar = [m for m in per_namn.get(nyckel(text), ()) if _ligger_over(m, post.mal)]
        if len(traffar) == 1:
            post.foralder = traffar[0]
        else:
            hur = "flera mål" if traffar else "inget mål"
            fil.fel.lagg(
                post.rad,
                f"Ligger under: det finns {hur} på en högre nivå som heter ”{text}”. "
                "Skriv det korta namnet på ett mål ovanför.",
            )


def _ligger_over(over: Mal, mal: Mal) -> bool:
    samma = over.niva.styrmodell_id == mal.niva.styrmodell_id
    vems = over.namnd_id in (None, mal.namnd_id)
    return samma and vems and over.niva.ordning < mal.niva.ordning


def _skapa(fil: _Fil) -> int:
    """Make the new goals, one level at a time from above, so that each has its parent."""
    nya = [post for nyckeln, post in fil.poster.items() if nyckeln not in fil.finns]
    for ordning in sorted({post.mal.niva.ordning for post in nya}):
        lager = [post for post in nya if post.mal.niva.ordning == ordning]
        for post in lager:
            post.mal.foralder = post.foralder
        Mal.objects.bulk_create(post.mal for post in lager)
    Malkriterium.objects.bulk_create(
        Malkriterium(mal=post.mal, kod=kod, text=text)
        for post in nya
        for kod, text in post.kriterier
    )
    logg.skriv_flera("mal.registrerat", map(_loggpost, nya), av=fil.av, nu=klocka.nu())
    return len(nya)


def _loggpost(post: _Post) -> tuple[Mal, dict[str, Any]]:
    mal = post.mal
    data = {"niva": mal.niva_id, "nummer": mal.nummer, "kriterier": len(post.kriterier)}
    return mal, data


def _andra(fil: _Fil) -> int:
    """Change those that the file tells otherwise, each by the act that records it."""
    antal = 0
    for post, finns in _andrade(fil):
        try:
            andra_mal(
                finns,
                skal="Inläst från en fil.",
                kriterier=post.kriterier,
                foralder=post.foralder,
                **{namn: getattr(post.mal, namn) for namn in FALT},
                av=fil.av,
            )
        except Regelbrott as fel:
            fil.fel.lagg(post.rad, fel.mening)
        antal += 1
    return antal


def _andrade(fil: _Fil) -> Iterator[tuple[_Post, Mal]]:
    for nyckeln, post in fil.poster.items():
        finns = fil.finns.get(nyckeln)
        if finns is None:
            continue
        kriterier = [(k.kod, k.text) for k in sorted(finns.kriterier.all(), key=lambda k: k.kod)]
        lika = all(getattr(finns, namn) == getattr(post.mal, namn) for namn in FALT)
        foralder = post.foralder.pk if post.foralder else None
        if not lika or kriterier != post.kriterier or finns.foralder_id != foralder:
            yield post, finns
