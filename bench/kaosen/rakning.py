"""What is in the database, the storage and the mailbox when all is over, against what people saw.

Lost: acknowledged and not there. Doubled: there twice. Both are counted for every kind of trace
that an act leaves.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256

from bench.kaosen.folk import Utfall, epost
from bench.kaosen.post import Brevlada


@dataclass(frozen=True)
class Rad:
    """One kind of trace: how many there should be, how many are lost and doubled."""

    namn: str
    vantade: int
    forlorade: int
    dubbla: int


def jamfor(namn: str, vantade: Iterable[object], funna: Mapping[object, int]) -> Rad:
    """`funna`: how many times each is there."""
    ska = list(vantade)
    forlorade = sum(not funna.get(ett) for ett in ska)
    return Rad(namn, len(ska), forlorade, sum(n - 1 for n in funna.values() if n > 1))


def kvar() -> int:
    """How much waits to be sent or made."""
    from kvalitet.models import Utskick
    from uppfoljning.models import Rapportjobb

    vantar = Utskick.objects.filter(status=Utskick.Status.VANTAR).count()
    return vantar + Rapportjobb.objects.pa_vag().count()


def senaste_rapport() -> int:
    """The last report there is before the run: the demo has some of its own."""
    from uppfoljning.models import Rapport

    return Rapport.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def rakna(utfall: Utfall, post: Brevlada, bestallare: str, *, efter: int) -> list[Rad]:
    """`efter`: the last report that is not the run's."""
    rapporter = _rapporter(utfall, post, bestallare, efter)
    return [*_synpunkter(utfall, post), *rapporter, _utkorgen()]


def brev_igen(post: Brevlada) -> int:
    """Mails that were handed over once more under the same Message-ID: a mail program shows
    one. That is how an outbox works whose server may die between taking and saying so."""
    return sum(len(alla) - len(set(alla)) for alla in post.mottagna.values())


def _synpunkter(utfall: Utfall, post: Brevlada) -> list[Rad]:
    from kvalitet.models import Handelse, Utskick
    from synpunkter.models import Synpunkt

    nummer: dict[int, int] = {}
    referenser: Counter[object] = Counter()
    funna: Counter[object] = Counter()
    rader = Synpunkt.objects.filter(text__startswith="Kaosprov ")
    for pk, text, referens in rader.values_list("pk", "text", "referens"):
        traff = re.match(r"Kaosprov (\d+)\.", text)
        assert traff
        nummer[pk] = int(traff[1])
        funna[int(traff[1])] += 1
        referenser[int(traff[1]), referens] += 1
    handelser = Handelse.objects.filter(slag="synpunkt.inkom", objekt_id__in=list(nummer))
    inkomna = Counter(nummer[int(pk)] for pk in handelser.values_list("objekt_id", flat=True))
    kvitton = Utskick.objects.filter(nyckel__regex=r"^synpunkt-\d+-kvitto$")
    nycklar = kvitton.values_list("nyckel", flat=True)
    mottagna = Counter({e: len(set(alla)) for e, alla in post.mottagna.items()})
    egna = {epost(nr): mottagna[epost(nr)] for nr in nummer.values()}
    return [
        jamfor("synpunkter med kvittens", utfall.kvitterade, funna),
        jamfor("synpunkter med kvittensens referens", utfall.kvitterade.items(), referenser),
        jamfor("händelser: synpunkten kom in", funna, inkomna),
        jamfor(
            "kvitton i utkorgen",
            nummer,
            Counter(int(n.split("-")[1]) for n in nycklar if _i(n, nummer)),
        ),
        jamfor("kvitton hos mottagaren", egna, egna),
    ]


def _i(nyckel: str, nummer: Mapping[int, int]) -> bool:
    return int(nyckel.split("-")[1]) in nummer


def _rapporter(utfall: Utfall, post: Brevlada, bestallare: str, efter: int) -> list[Rad]:
    from kvalitet.models import Handelse
    from uppfoljning.models import Rapport, Rapportjobb

    bestallda = {int(re.findall(r"\d+", adress)[-1]): v for v, adress in utfall.bestallda.items()}
    rapporter = Rapport.objects.filter(bestalld_av__epost=bestallare, pk__gt=efter)
    omfang: Counter[object] = Counter()
    pk_till: dict[int, tuple[str, str]] = {}
    for r in rapporter:
        pk_till[r.pk] = (str(r.namnd_id), f"{r.period_fran}_{r.period_till}")
        omfang[pk_till[r.pk]] += 1
    klara = Rapportjobb.objects.filter(rapport__in=pk_till, lage="klar").select_related("fil")
    filer = Counter(jobb.rapport_id for jobb in klara if jobb.fil and _hel(jobb.fil))

    def handelser(slag: str) -> Counter[object]:
        rader = Handelse.objects.filter(slag=slag, objekt_id__in=list(pk_till))
        return Counter(int(pk) for pk in rader.values_list("objekt_id", flat=True))

    mottagna = post.mottagna.get(bestallare, [])
    besked = Counter(range(len(set(mottagna))))
    return [
        jamfor("rapporter som beställts", bestallda.values(), omfang),
        jamfor("rapportfiler, hela", pk_till, filer),
        jamfor("händelser: rapporten beställd", pk_till, handelser("rapport.bestalld")),
        jamfor("händelser: rapporten färdig", pk_till, handelser("rapport.fardig")),
        Rad(
            "besked till beställaren",
            len(pk_till),
            max(0, len(pk_till) - len(besked)),
            max(0, len(besked) - len(pk_till)),
        ),
    ]


def _hel(fil: object) -> bool:
    """Whether the storage has the whole file: the bytes that its name is the hash of."""
    from uppfoljning import lager
    from uppfoljning.models import Rapportfil

    assert isinstance(fil, Rapportfil)
    with lager.oppna(fil) as oppen:
        return sha256(oppen.read()).hexdigest() == fil.sha256


def _utkorgen() -> Rad:
    """Every row of the outbox has left, or it is told as lost."""
    from kvalitet.models import Utskick

    alla = Utskick.objects.count()
    return Rad("rader i utkorgen", alla, Utskick.objects.exclude(status="skickad").count(), 0)
