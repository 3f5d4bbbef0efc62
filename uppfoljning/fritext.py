"""What residents wrote in their own words: masked for who reads, and as themes with counts.

Nothing is readable while the survey is open or when too few have answered. A text never leaves
the reading page: what is published is the names of the themes, how many wrote of each, and the
staff's own summary.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Prefetch, QuerySet

from synpunkter.maskning import Maskat, Sok, maska
from synpunkter.signaler import fraser_i, omrade, signaler
from uppfoljning.models import (
    Fraga,
    Fragesvar,
    Temamarkning,
    Textsammanfattning,
    Texttema,
    Undersokning,
)

FARA = (
    *("självmord*", "ta livet av", "tar livet av", "tog livet av", "ta mitt liv", "ta sitt liv"),
    *("ta mitt eget liv", "ta sitt eget liv", "vill dö"),
    *("vill inte leva", "inte vill leva", "orkar inte leva", "inte orkar leva"),
    *("självskad*", "skär mig", "skär sig", "skadar mig själv", "skadar sig själv"),
    *("hotar att döda", "ska döda", "mordhot*", "dödshot*", "våldtag*", "våldtäkt*"),
)
"""Phrases that may mean danger to someone's life; as in `synpunkter.signaler` a star is any
ending. What may be a matter of other laws is found by that table."""
PERSONER = Count("markningar__fragesvar__svar", distinct=True)
"""Of a theme. Who writes of it in answer to two questions is one."""


@dataclass(frozen=True)
class Text:
    """A text as it is read: masked, with what the reader should notice."""

    nyckel: str
    fraga: str
    """Empty where so few were asked it that it would point at them."""
    text: str
    teman: tuple[Temamarkning, ...]
    personnummer: bool
    fara: tuple[str, ...]
    """What it may be about, each as a sentence."""

    @property
    def uppmarksammas(self) -> bool:
        return self.personnummer or bool(self.fara)


@dataclass(frozen=True)
class Temaantal:
    """How many wrote of a theme; None is too few to be told."""

    tema: str
    antal: int | None


def sparr(u: Undersokning, dag: date) -> str:
    """Say why the texts cannot be read; "" when they can."""
    if not u.har_stangt(dag):
        return "Texterna går att läsa när undersökningen har stängt."
    if u.svar.count() < u.troskel:
        return f"Färre än {u.troskel} har svarat, så texterna visas inte för någon."
    return ""


def texter(u: Undersokning) -> QuerySet[Fragesvar]:
    """The texts of a survey, by their random keys when in order: nothing tells when or who."""
    markningar = Temamarkning.objects.select_related("tema", "av").order_by("tema__namn", "pk")
    return (
        Fragesvar.objects.filter(svar__undersokning=u.pk)
        .exclude(text="")
        .prefetch_related(Prefetch("temamarkningar", queryset=markningar))
    )


def fragor_att_visa(u: Undersokning) -> dict[int, str]:
    """Return the words of the questions, by their key, of those that at least the threshold were
    asked. A version that was in use for an hour would otherwise say of its texts when they came."""
    rader = (
        Fraga.objects.filter(version__undersokning=u.pk, slag=Fraga.Slag.FRITEXT)
        .annotate(antal=Count("version__svar"))
        .values_list("pk", "text", "antal")
        .order_by("pk")
    )
    per_text: Counter[str] = Counter()
    for _, text, antal in rader:
        per_text[text] += antal
    return {pk: text for pk, text, _ in rader if per_text[text] >= u.troskel}


def las(rad: Fragesvar, fragor: Mapping[int, str]) -> Text:
    """Return a text as it may be read, below its question when that is among `fragor`."""
    maskat = maska(rad.text, Sok(adresser=True))
    return Text(
        nyckel=str(rad.pk),
        fraga=fragor.get(rad.fraga_id, ""),
        text=maskat.text,
        teman=tuple(rad.temamarkningar.all()),
        personnummer=_har_personnummer(maskat),
        fara=fara(rad.text),
    )


def fara(text: str) -> tuple[str, ...]:
    """Return what a text may be about that someone must act on."""
    vikt = " ".join(text.casefold().split())
    ut = ["Kan handla om fara för någons liv"] if fraser_i(FARA, vikt) else []
    return (*ut, *(omrade(kod).namn for kod in signaler(text)))


def antal_per_tema(u: Undersokning) -> list[tuple[Texttema, int | None]]:
    """Return each theme of the survey and how many wrote of it, None below its threshold."""
    teman = list(u.teman.annotate(antal=PERSONER).order_by("namn", "pk"))
    visas = dolj_teman({t.pk: t.antal for t in teman}, u.troskel)
    return [(tema, visas[tema.pk]) for tema in teman]


def dolj_teman(antal: Mapping[int, int], troskel: int) -> dict[int, int | None]:
    """Hide the counts below the threshold. When that is one alone, the least of the others goes
    too: where each text has one theme, it could be reckoned from how many texts there are."""
    dolda = {nyckel for nyckel, n in antal.items() if n < troskel}
    andra = sorted((n, nyckel) for nyckel, n in antal.items() if nyckel not in dolda)
    if len(dolda) == 1 and andra:
        dolda.add(andra[0][1])
    return {nyckel: None if nyckel in dolda else n for nyckel, n in antal.items()}


def publikt(
    undersokningar: Iterable[Undersokning], dag: date
) -> dict[int, tuple[str, tuple[Temaantal, ...]]]:
    """Return the summary and the themes of each survey as a snapshot may keep them, the most
    common first; two queries. Of an open survey nothing."""
    stangda = {u.pk: u for u in undersokningar if u.har_stangt(dag)}
    per: dict[int, list[Texttema]] = {pk: [] for pk in stangda}
    teman = Texttema.objects.filter(undersokning__in=stangda).annotate(antal=PERSONER)
    for tema in teman.order_by("-antal", "namn", "pk"):
        per[tema.undersokning_id].append(tema)
    ord_ = dict(
        Textsammanfattning.objects.filter(undersokning__in=stangda).values_list(
            "undersokning", "text"
        )
    )
    return {pk: (ord_.get(pk, ""), _som_antal(per[pk], u.troskel)) for pk, u in stangda.items()}


def _som_antal(teman: Sequence[Texttema], troskel: int) -> tuple[Temaantal, ...]:
    """The themes with their counts; those hidden come last and by name, so that no order tells."""
    visas = dolj_teman({t.pk: t.antal for t in teman}, troskel)  # type: ignore[attr-defined]
    synliga = [Temaantal(t.namn, visas[t.pk]) for t in teman if visas[t.pk] is not None]
    dolda = sorted(t.namn for t in teman if visas[t.pk] is None)
    return (*synliga, *(Temaantal(namn, None) for namn in dolda))


def _har_personnummer(maskat: Maskat) -> bool:
    return any(t.slag == "personnummer" for t in maskat.traffar)
