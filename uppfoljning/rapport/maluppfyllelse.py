"""The kind måluppfyllelserapport: what is its own on the common road. Pure."""

from collections.abc import Iterator

from kvalitet.fel import Punkt
from uppfoljning.bedomning import Bedomning
from uppfoljning.rapport.maldokument import dokument
from uppfoljning.rapport.modell import Mal, Maluppfyllelserapport, fran_json
from uppfoljning.rapport.sidbudget import malsidor
from uppfoljning.rapport.slag import Rapportslag
from uppfoljning.rapport.vy import rapportvy, titel


def krav(underlag: Maluppfyllelserapport) -> list[Punkt]:
    """A value that is missing is printed with its owner and stops nothing; an empty judgement
    does."""
    brister = [brist for mal in underlag.mal for brist in _i_malet(mal)]
    return [
        Punkt("Rapporten har minst ett mål", klar=bool(underlag.mal)),
        *(map(Punkt, brister) if brister else [Punkt("Varje mål är bedömt", klar=True)]),
        Punkt("Invånarnas röst är med", klar=underlag.synpunkter is not None),
    ]


def _i_malet(mal: Mal) -> Iterator[str]:
    if mal.bedomning is None:
        yield f"Mål {mal.nummer} saknar bedömning"
    elif not mal.motivering.strip():
        yield f"Mål {mal.nummer} saknar motivering"
    elif mal.bedomning in (Bedomning.DELVIS, Bedomning.EJ) and not mal.orsak.strip():
        yield f"Mål {mal.nummer} är inte uppfyllt och saknar orsak"


def luckor(underlag: Maluppfyllelserapport) -> int:
    return len(underlag.saknas) + sum(not delen.sha256 for delen in underlag.delunderlag)


MALUPPFYLLELSE = Rapportslag(
    nyckel="maluppfyllelse",
    namn="Måluppfyllelserapport",
    las=fran_json,
    titel=titel,
    vy=rapportvy,
    tryckmall="rapport/rapport.html",
    webbmall="rapport/tvilling.html",
    budget=malsidor,
    krav=krav,
    dokument=dokument,
    luckor=luckor,
)
