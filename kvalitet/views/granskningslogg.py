"""The log as an auditor reads it: which events, what they are about, and the same as a file.

What a case holds is read on its own page, where secrecy is tried and each reading is put on
record; so the free words written about a case are not told here.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from functools import cache
from typing import Any

from django import forms
from django.apps import apps
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Q, QuerySet
from django.urls import reverse

from kvalitet import handelser
from kvalitet.behorighet import omfang
from kvalitet.exportcell import ofarlig
from kvalitet.filterform import Filterform, namndfalt
from kvalitet.forms import Datumfalt
from kvalitet.kalender import midnatt
from kvalitet.models import Anvandare, Handelse, Namnd
from kvalitet.roller import Rattighet, Roll
from synpunkter.sekretess import LASNINGAR

LAST, HAMTAD = "granskning.last", "granskning.hamtad"
REVISORNS = Q(slag__in=("synpunkt.last", "synpunkt.lista_last", "gallring.last", LAST, HAMTAD)) | Q(
    slag__in=(*LASNINGAR, "synpunkt.exporterade", "utlamnande.fil_hamtad"), roll=Roll.REVISOR
)
STYCKE = 500
"""Events told at a time in a file: as many as are held in memory."""

SIDOR = {
    "kvalitet.enhet": "enhet",
    "cykel.styrmodell": "cykel:styrmodell",
    "cykel.mal": "cykel:ett_mal",
    "cykel.uppdrag": "cykel:ett_uppdrag",
    "cykel.verksamhetsplan": "cykel:plan",
    "cykel.indikator": "cykel:indikator",
    "cykel.lardom": "cykel:lardom_las",
    "cykel.risk": "cykel:risk",
    "cykel.internkontrollplan": "cykel:internkontroll",
    "cykel.checklista": "cykel:checklista",
    "cykel.egenkontroll": "cykel:egenkontroll",
    "cykel.rutin": "cykel:rutin",
    "cykel.forbattringssprang": "cykel:sprang",
    "synpunkter.synpunkt": "synpunkter:arende",
    "synpunkter.monster": "synpunkter:monster",
    "synpunkter.utlamnande": "synpunkter:utlamnande",
    "uppfoljning.undersokning": "uppfoljning:undersokning",
    "uppfoljning.externundersokning": "uppfoljning:extern",
    "uppfoljning.rapport": "uppfoljning:rapport",
    "uppfoljning.namndfraga": "uppfoljning:namndfraga",
}
"""Where a kind of object has a page that its number alone leads to."""
UTAN_SIDA = (
    *("kvalitet.anvandare", "kvalitet.namnd", "kvalitet.gallring"),
    *("cykel.uppfoljningstillfalle", "cykel.brist", "cykel.atgard"),
    *("synpunkter.gallringsregel", "synpunkter.aterkoppling", "synpunkter.publicering"),
)


class GranskningForm(Filterform):
    fritext = "person"
    VISA = (
        ("", "Allt som har hänt"),
        ("lasningar", "Vem som har läst det som är hemligt"),
        ("revisor", "Vad revisorer har läst"),
    )

    person = forms.CharField(label="Vem som gjorde det", max_length=200, required=False)
    visa = forms.ChoiceField(label="Slag av händelser", choices=VISA, required=False)
    om = forms.ChoiceField(label="Vad det gäller", required=False)
    nummer = forms.IntegerField(
        label="Nummer",
        required=False,
        validators=[MinValueValidator(1), MaxValueValidator(2**63 - 1)],
        widget=forms.NumberInput(attrs={"class": "smalt"}),
    )
    namnd = namndfalt()
    fran = Datumfalt(label="Från och med", required=False)
    till = Datumfalt(label="Till och med", required=False)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.satt("namnd", Namnd.objects.order_by("namn", "pk"))
        slag = sorted((slagnamn(objekttyp), objekttyp) for objekttyp in (*SIDOR, *UTAN_SIDA))
        val = [("", "Allt"), *((objekttyp, namn) for namn, objekttyp in slag)]
        self.fields["om"].choices = val  # type: ignore[attr-defined]

    def filtrera(self, rader: QuerySet[Handelse]) -> QuerySet[Handelse]:
        villkor = Q()
        for namn, varde in self.valt.items():
            villkor &= _villkor(namn, varde)
        return rader.filter(villkor)


def _villkor(namn: str, varde: Any) -> Q:
    match namn:
        case "person":
            return Q(av__namn__icontains=varde)
        case "visa":
            return Q(slag__in=LASNINGAR) if varde == "lasningar" else REVISORNS
        case "om":
            return Q(objekttyp=varde)
        case "nummer":
            return Q(objekt_id=varde)
        case "fran":
            return Q(tid__gte=midnatt(varde))
        case "till":
            return Q(tid__lt=midnatt(varde + timedelta(days=1)))
    return Q(**{namn: varde})


def slagnamn(objekttyp: str) -> str:
    """Return what a kind of object is called; its code when the log is older than the model."""
    if objekttyp not in _modeller():
        return objekttyp
    return str(apps.get_model(objekttyp)._meta.verbose_name).capitalize()


@cache
def _modeller() -> frozenset[str]:
    return frozenset(modell._meta.label_lower for modell in apps.get_models())


def synliga(anvandare: Anvandare) -> QuerySet[Handelse]:
    return Handelse.objects.filter(omfang(anvandare, Rattighet.HISTORIK_SE)).select_related(
        "av", "text", "enhet", "namnd"
    )


@dataclass(frozen=True)
class Rad:
    """One event, and the ways on: to what it is about, and to all that has happened to that."""

    handelse: Handelse
    text: handelser.Rad
    om: str
    roll: str
    sida: str
    allt: str


def rader(rader: Iterable[Handelse]) -> list[Rad]:
    """Return the events in words; the queries depend on the kinds of objects alone."""
    lista = list(rader)
    texter = handelser.beratta(lista)
    return [_rad(rad, text) for rad, text in zip(lista, texter, strict=True)]


def _rad(handelse: Handelse, text: handelser.Rad) -> Rad:
    objekttyp, nummer = handelse.objekttyp, handelse.objekt_id
    if objekttyp.startswith("synpunkter."):
        text = replace(text, kommentar="")
    vy = SIDOR.get(objekttyp)
    return Rad(
        handelse=handelse,
        text=text,
        om=f"{slagnamn(objekttyp)} {nummer}",
        roll=str(dict(Roll.choices).get(handelse.roll, handelse.roll)),
        sida=reverse(vy, args=[nummer]) if vy else "",
        allt=f"?om={objekttyp}&nummer={nummer}" if vy or objekttyp in UTAN_SIDA else "",
    )


# --- As a file -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Filrad:
    """What a file tells of an event: what the page tells, without the comments."""

    nummer: int
    tid: str
    slag: str
    mening: str
    vem: str
    roll: str
    objekttyp: str
    objekt: int
    enhet: str
    namnd: str
    andringar: list[str]
    data: dict[str, Any]
    transaktion: str


RUBRIKER = (
    *("Nummer", "Tid", "Slag", "Händelse", "Vem", "Roll", "Gäller", "Gäller nummer"),
    *("Enhet", "Nämnd", "Ändringar", "Uppgifter", "Transaktion"),
)


def filrader(urval: QuerySet[Handelse], till: int) -> Iterator[Filrad]:
    """Give the events up to number `till`, the latest first, some at a time."""
    kvar = urval.filter(pk__lte=till).order_by("-pk")
    while stycke := list(kvar[:STYCKE]):
        yield from (_filrad(rad) for rad in rader(stycke))
        kvar = kvar.filter(pk__lt=stycke[-1].pk)


def _filrad(rad: Rad) -> Filrad:
    h = rad.handelse
    return Filrad(
        nummer=h.pk,
        tid=h.tid.isoformat(),
        slag=h.slag,
        mening=rad.text.mening,
        vem=rad.text.vem,
        roll=h.roll,
        objekttyp=h.objekttyp,
        objekt=h.objekt_id,
        enhet=h.enhet.namn if h.enhet else "",
        namnd=h.namnd.namn if h.namnd else "",
        andringar=list(rad.text.andringar),
        data=h.data,
        transaktion=str(h.transaktion),
    )


def som_jsonl(alla: Iterable[Filrad]) -> Iterator[bytes]:
    for rad in alla:
        yield json.dumps(asdict(rad), ensure_ascii=False).encode() + b"\n"


def celler(alla: Iterable[Filrad]) -> Iterator[list[str]]:
    """Give the rows of a spreadsheet, with nothing that it would read as a formula."""
    yield list(RUBRIKER)
    for rad in alla:
        falt = asdict(rad) | {
            "andringar": "; ".join(rad.andringar),
            "data": json.dumps(rad.data, ensure_ascii=False),
        }
        yield [ofarlig(str(varde)) for varde in falt.values()]
