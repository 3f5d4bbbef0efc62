"""What the components in templates/komponenter take: small frozen dataclasses, filled by views."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from kvalitet import texter

Lage = Literal["klar", "nu", "kommer"]


@dataclass(frozen=True)
class Steg:
    """A step of a timeline: a case on its way (tidslinje.html), or a job (framsteg.html)."""

    namn: str
    text: str = ""
    lage: Lage = "klar"


@dataclass(frozen=True)
class Utfall:
    """How many goals got a grade, for utfallsrad.html. `forut` is a sentence of the last time."""

    grad: str
    antal: int
    forut: str = ""


def utfallsrad(antal: dict[str, int], forut: dict[str, int] | None = None) -> list[Utfall]:
    """Return all four counts in their order; `antal` maps a grade to how many got it."""
    return [
        Utfall(
            grad,
            antal.get(grad, 0),
            f"förra gången {forut.get(grad, 0)}" if forut else "",
        )
        for grad in ("uppfyllt", "delvis", "ej", "okant")
    ]


@dataclass(frozen=True)
class Knapp:
    """A button of knapprad.html: an act (posted with the CSRF token) or a link."""

    namn: str
    url: str
    slag: Literal["post", "lank"] = "post"
    variant: Literal["primary", "secondary", "tertiary"] = "primary"
    ikon: str = ""
    namn_mer: str = ""
    """Said aloud after the name, where several buttons on the page bear the same one."""


@dataclass(frozen=True)
class Blad:
    """A page of a list by key (blad.html): addresses of its neighbours, empty when none."""

    foregaende: str = ""
    nasta: str = ""
    text: str = ""


@dataclass(frozen=True)
class Filterval:
    """A choice in a list's filter (filterval.html): in words, and the list without it."""

    text: str
    utan: str


@dataclass(frozen=True)
class Urvalsknapp:
    """A ready-made selection of a list (urvalsknappar.html); `antal` may be left out, and may be
    what there are more than (`over`)."""

    namn: str
    url: str
    vald: bool
    antal: int | None = None
    over: bool = False


@dataclass(frozen=True)
class Sorthuvud:
    """A column heading that orders its list (sorthuvud.html)."""

    namn: str
    lank: str
    riktning: Literal["ascending", "descending", ""] = ""
    """How the list is ordered by it now; empty when it is ordered by another."""


@dataclass(frozen=True)
class Traffar:
    """How many rows a list shows (traffar.html); written as a sentence."""

    antal: int
    ett: str
    flera: str
    blad: Blad = Blad()
    ordning: str = ""
    """How they are ordered, as it ends a sentence: "den senaste först"."""

    def __str__(self) -> str:
        if not self.antal:
            return f"Inga {self.flera} att visa."
        antal = f"{texter.tal(self.antal)} {self.ett if self.antal == 1 else self.flera}"
        if self.blad.nasta:
            visas = f"{antal} på den här sidan, det finns fler"
        else:
            visas = f"{antal} på den sista sidan" if self.blad.foregaende else antal
        return (
            f"{visas}. {self.ordning[0].upper()}{self.ordning[1:]}."
            if self.ordning
            else f"{visas}."
        )


@dataclass(frozen=True)
class Framsteg:
    """How far a job has come, for framsteg.html. Polled until `klar` or `fel`."""

    id: str
    url: str
    """Where the component fetches itself; answers with the component alone for htmx."""
    steg: Sequence[Steg]
    klar: bool = False
    fel: str = ""

    @property
    def nummer(self) -> int:
        """The step at work, from 1; the last when all is done."""
        return min(self.gjorda + 1, len(self.steg))

    @property
    def gjorda(self) -> int:
        return sum(steg.lage == "klar" for steg in self.steg)

    @property
    def nu(self) -> Steg:
        return self.steg[self.nummer - 1]

    @property
    def pagar(self) -> bool:
        return not (self.klar or self.fel)


@dataclass(frozen=True)
class Tomt:
    """An empty list, for tabell_tom.html: what is empty, why, and the way on."""

    rubrik: str
    text: str
    ikon: str = "CheckmarkCircle"
    lank: str = ""
    lanktext: str = ""


@dataclass(frozen=True)
class Svarslage:
    """The last year's figures, "Så svarar vi just nu" on the start page; None leaves one out."""

    i_tid_procent: int | None = None
    mediandagar: int | None = None
    andrade: int | None = None
    forklarade: int | None = None
    nojdhet: int | None = None
    """SKR's index 0–100 of those whose case was closed: on time is not the same as content."""


@dataclass(frozen=True)
class NiSa:
    """A row of "Ni sa – vi gjorde", in the municipality's own words, never a quotation."""

    antal: int
    sade: str
    gjorde: str
    nar: str = ""
    gjordes: bool = True
