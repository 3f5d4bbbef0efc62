"""What the inbox holds: scope, choice, order, and pages by key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Value, When

from kvalitet import klocka
from kvalitet.behorighet import synliga_enheter, tilldelningar
from kvalitet.kalender import midnatt
from kvalitet.models import Anvandare, Enhet, Namnd
from kvalitet.roller import ROLLER, Rattighet
from kvalitet.visning import Blad
from synpunkter import kod, sekretess, sokvektor
from synpunkter.models import Meddelande, Signalbedomning, Synpunkt
from synpunkter.tillstand import OPPNA, SLUTNA, Lage

PER_SIDA = 50
FORSTA_ARET = 2020
"""No reference is older."""
PAGAR = (Lage.TILLDELAD, Lage.UNDER_HANDLAGGNING, Lage.VANTAR_KOMPLETTERING)
OTILLDELADE = (Lage.INKOMMEN, Lage.KARANTAN, Lage.ATEROPPNAD)
KLAR = Case(
    When(besvarad=None, avslutad=None, then=Value(0)), default=Value(1), output_field=IntegerField()
)
"""0 while an answer is owed: what is answered or closed is in no hurry."""


def synliga(anvandare: Anvandare) -> QuerySet[Synpunkt]:
    """Return the synpunkter that the person may read: in their units, for their nämnd, and of
    those marked as secret the ones that are theirs."""
    return _med_plats().filter(sekretess.synlig(anvandare))


def _med_plats() -> QuerySet[Synpunkt]:
    """Return the synpunkter with what a list shows of them."""
    annat = ("enhet", "namnd", "handlaggare", "foralder", "huvud")
    return Synpunkt.objects.select_related(*annat).defer("sokvektor")


def namnder(anvandare: Anvandare) -> QuerySet[Namnd]:
    """Return the nämnder whose synpunkter the person may read."""
    egna = {t.namnd_id for t in tilldelningar(anvandare) if Rattighet.SYNPUNKT_SE in ROLLER[t.roll]}
    alla = Namnd.objects.order_by("namn", "pk")
    return alla if None in egna else alla.filter(pk__in=[pk for pk in egna if pk is not None])


def enheter(anvandare: Anvandare) -> QuerySet[Enhet]:
    return synliga_enheter(anvandare, Rattighet.SYNPUNKT_SE).verksamma().i_ordning()  # type: ignore[attr-defined, no-any-return]


def urval(anvandare: Anvandare, dag: date) -> dict[str, tuple[str, Q]]:
    """Return the ready-made choices: key, words, condition. The empty key is the first one."""
    oppna = Q(lage__in=OPPNA)
    return {
        "": ("Alla öppna", oppna),
        "mina": ("Mina att svara på", oppna & Q(handlaggare=anvandare, besvarad=None)),
        "sena": ("Sena", oppna & Q(besvarad=None, stannad=None, svar_senast__lt=dag)),
        "vantar": ("Väntar på komplettering", Q(lage=Lage.VANTAR_KOMPLETTERING)),
        "karantan": ("Misstänkt skräppost", Q(lage=Lage.KARANTAN)),
        "utan": ("Utan handläggare", Q(lage__in=PAGAR, handlaggare=None)),
        "bedom": ("Att bedöma", Q(pk__in=Signalbedomning.objects.oppna().values("synpunkt"))),
        "otilldelade": ("Otilldelade", Q(lage__in=OTILLDELADE)),
        "avslutade": ("Avslutade", Q(lage__in=SLUTNA)),
    }


def rakna(synpunkter: QuerySet[Synpunkt], val: Mapping[str, tuple[str, Q]]) -> dict[str, int]:
    """Count each ready-made choice and each state, in one query."""
    rakningar = {f"urval_{namn}": Count("pk", filter=q) for namn, (_, q) in val.items()}
    rakningar |= {f"lage_{lage}": Count("pk", filter=Q(lage=lage)) for lage in Lage}
    return synpunkter.order_by().aggregate(**rakningar)


def filtrera(
    synpunkter: QuerySet[Synpunkt], data: Mapping[str, Any], grund: Q
) -> QuerySet[Synpunkt]:
    """Keep what the filter's cleaned `data` asks for; a chosen state replaces the ground."""
    lage = data.get("lage")
    if lage != "alla":
        synpunkter = synpunkter.filter(Q(lage=lage) if lage else grund)
    if data.get("typ"):
        synpunkter = synpunkter.filter(typ=data["typ"])
    if data.get("namnd"):
        synpunkter = synpunkter.filter(namnd=data["namnd"])
    if data.get("enhet"):
        synpunkter = synpunkter.filter(enhet__sokvag__startswith=data["enhet"].sokvag)
    if data.get("fran"):
        synpunkter = synpunkter.filter(inkom__gte=midnatt(data["fran"]))
    if data.get("till"):
        synpunkter = synpunkter.filter(inkom__lt=midnatt(data["till"] + timedelta(days=1)))
    if data.get("q"):
        synpunkter = synpunkter.filter(_sok(data["q"]))
    return synpunkter


def _sok(skriven: str) -> Q:
    """Return what holds the words, in the synpunkt or in what has been said in its case.

    A note is found in the nämnd that wrote it alone, which is where it can be read. A reference is
    found whole, or by its last four characters.
    """
    referenser = _mojliga_referenser(skriven)
    fraga = sokvektor.fraga(skriven)
    if fraga is None:
        return Q(referens__in=referenser)
    # Each is asked by its own index; an "or" over the two tables would read every row.
    # The words of a protected sender are found by no search; the reference is.
    egna = Synpunkt.objects.filter(sokvektor=fraga, skyddad=False)
    sagda = Meddelande.objects.filter(
        Q(namnd=None) | Q(namnd=F("synpunkt__namnd")), sokvektor=fraga, synpunkt__skyddad=False
    )
    namngivna = Synpunkt.objects.filter(referens__in=referenser)
    traffar = egna.values("pk").union(
        sagda.order_by().values("synpunkt"), namngivna.values("pk"), all=True
    )
    return Q(pk__in=traffar)


def _mojliga_referenser(skriven: str) -> list[str]:
    hel = kod.tolka_referens(skriven)
    if hel:
        return [hel]
    slut = kod.tolka_slut(skriven)
    ar = klocka.idag().year
    return [f"SP-{ett}-{slut}" for ett in range(FORSTA_ARET, ar + 1)] if slut else []


@dataclass(frozen=True)
class Sida:
    """One page of the list, and the keys of its neighbours."""

    rader: list[Synpunkt]
    fore: str = ""
    efter: str = ""

    def blad(self, adress: str) -> Blad:
        """`adress` is the list's address with its filter, ending in ? or &."""
        return Blad(
            foregaende=f"{adress}fore={self.fore}" if self.fore else "",
            nasta=f"{adress}efter={self.efter}" if self.efter else "",
        )


def sida(
    synpunkter: QuerySet[Synpunkt],
    *,
    nyast: bool = False,
    efter: str = "",
    fore: str = "",
    antal: int = PER_SIDA,
) -> Sida:
    """Return a page by key, never by offset: as fast far down as at the top."""
    falt = ("inkom", "pk") if nyast else ("klar", "svar_senast", "pk")
    nyckel = _las(fore or efter, nyast)
    bakat = bool(fore) and nyckel is not None
    stigande = nyast == bakat
    synpunkter = synpunkter.annotate(klar=KLAR)
    if nyckel is not None:
        synpunkter = synpunkter.filter(_bortom(falt, nyckel, stigande))
    ordning = falt if stigande else tuple(f"-{namn}" for namn in falt)
    # Their keys first: to sort whole rows is dear when a word is in most of them.
    nycklar = synpunkter.order_by(*ordning).values("pk")[: antal + 1]
    rader: list[Synpunkt] = [
        *_med_plats().annotate(klar=KLAR).filter(pk__in=nycklar).order_by(*ordning)
    ]
    fler = len(rader) > antal
    rader = rader[:antal]
    if bakat:
        rader.reverse()
    har_fore = fler if bakat else nyckel is not None
    har_efter = bakat or fler
    return Sida(
        rader,
        fore=_skriv(rader[0], falt) if rader and har_fore else "",
        efter=_skriv(rader[-1], falt) if rader and har_efter else "",
    )


Nyckel = tuple[date | datetime | int, ...]


def _bortom(falt: tuple[str, ...], nyckel: Nyckel, stigande: bool) -> Q:
    """Beyond the key: the first field that differs decides."""
    jamfor = "gt" if stigande else "lt"
    bortom, lika = Q(), Q()
    for namn, varde in zip(falt, nyckel, strict=True):
        bortom |= lika & Q(**{f"{namn}__{jamfor}": varde})
        lika &= Q(**{namn: varde})
    return bortom


def _skriv(rad: Synpunkt, falt: tuple[str, ...]) -> str:
    varden = [getattr(rad, namn) for namn in falt]
    delar = [str(v) if isinstance(v, int) else v.isoformat() for v in varden]
    return "_".join(delar).replace("+00:00", "Z")


def _las(skriven: str, nyast: bool) -> Nyckel | None:
    delar = skriven.split("_")
    try:
        if nyast:
            inkom, pk = delar
            return datetime.fromisoformat(inkom), int(pk)
        klar, senast, pk = delar
        return int(klar), date.fromisoformat(senast), int(pk)
    except ValueError:
        return None
