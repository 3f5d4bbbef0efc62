"""What a survey says: its questions with their intervals, response rate, women and men.

The whole result is hidden as long as the survey is open, since each new answer could be read as
the difference from a moment before. What is too small is hidden by `enkatresultat`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from django.db import connection
from django.db.models import Count, Q

from kvalitet.statistik import Forandring, Skattning, Svarsfrekvens, som_decimal, svarsfrekvens
from kvalitet.texter import tal
from uppfoljning import enkatresultat
from uppfoljning.enkatresultat import Frageresultat, Matt, Varde
from uppfoljning.fritext import Temaantal
from uppfoljning.models import Fraga, Svar, Undersokning
from uppfoljning.rapport import modell

Fritt = tuple[str, tuple[Temaantal, ...]]
"""What may be told of the free texts: the summary, and how many wrote of each theme."""

Fordelningar = Mapping[int, Counter[tuple[str, Varde]]]
"""Answers by `Fraga.pk`."""


@dataclass(frozen=True)
class Resultat:
    """`n` answers to the survey; `fragor` in the order they are asked.

    `pagar`: more answers can come, so only their number and the response rate are told.
    """

    undersokning: Undersokning
    n: int
    fragor: tuple[Frageresultat, ...] = ()
    frekvens: Svarsfrekvens | None = None
    forra: Undersokning | None = None
    pagar: bool = False

    @property
    def visas(self) -> bool:
        """Whether enough have answered for anything to be told."""
        return not self.pagar and self.n >= self.undersokning.troskel

    @cached_property
    def huvud(self) -> Frageresultat | None:
        """The question that speaks for the survey: the NKI, or the first with a number."""
        med_tal = [f for f in self.fragor if len(f.matt) == 1 and not f.gammal]
        nki = [f for f in med_tal if f.fraga.slag == Fraga.Slag.NKI]
        return next(iter(nki or med_tal), None)

    @property
    def huvudmatt(self) -> Matt:
        return self.huvud.matt[0] if self.huvud else Matt()

    @property
    def totalt(self) -> Skattning | None:
        return self.huvudmatt.totalt

    @property
    def kvinnor(self) -> Skattning | None:
        return self.huvudmatt.kvinnor

    @property
    def man(self) -> Skattning | None:
        return self.huvudmatt.man

    @property
    def forandring(self) -> Forandring:
        return self.huvudmatt.forandring

    @property
    def kon_visas(self) -> bool:
        return self.kvinnor is not None and self.man is not None

    @property
    def kort(self) -> str:
        """The survey's number with its name: NKI 66,7. Empty when there is none to show."""
        if self.huvud is None or self.totalt is None:
            return ""
        namn = self.huvud.enhet
        return f"{namn[0].upper()}{namn[1:]} {tal(self.totalt.varde, 1)}"

    def om(self, mal: int) -> Resultat | None:
        """Return what of it says something of a goal: its questions of that goal alone."""
        fragor = tuple(
            f for f in self.fragor if (f.fraga.mal_id or self.undersokning.mal_id) == mal
        )
        if fragor:
            return replace(self, fragor=fragor)
        return self if not self.fragor and self.undersokning.mal_id == mal else None


def resultat(undersokningar: Iterable[Undersokning], dag: date) -> dict[int, Resultat]:
    """Return the result of each survey as it may be shown that day, with its change since the
    one before; a constant number of queries."""
    nu = list(undersokningar)
    forra = _foregangare(nu)
    alla = {u.pk: u for u in (*forra.values(), *nu)}
    antal = _antal(alla)
    fragor = _fragor(alla)
    svar = _svar([u.pk for u in alla.values() if u.har_stangt(dag)])
    egna = {
        u.pk: rakna(u, antal[u.pk], fragor[u.pk], svar, pagar=not u.har_stangt(dag))
        for u in alla.values()
    }
    return {
        u.pk: _mot(egna[u.pk], egna[forra[u.pk].pk]) if u.pk in forra else egna[u.pk] for u in nu
    }


def rakna(
    u: Undersokning, n: int, fragor: Sequence[Fraga], svar: Fordelningar, *, pagar: bool = False
) -> Resultat:
    """Compute a survey's result from the number of answers, its questions (of the version in
    use first) and what was answered to each."""
    return Resultat(
        undersokning=u,
        n=n,
        fragor=() if pagar else tuple(_lika(u, fragor, svar)),
        frekvens=_frekvens(u, n),
        pagar=pagar,
    )


def likhet(fraga: Fraga) -> tuple[str, ...]:
    """What must be the same for answers to be of one question: key, kind, words and choices.

    A translation that is added, or another place in the order, makes no new question.
    """
    val = sorted(f"{a.nyckel}: {a.text}" for a in fraga.alternativ.all())
    return (fraga.nyckel, fraga.slag, fraga.text, fraga.lagst, fraga.hogst, *val)


def _lika(u: Undersokning, fragor: Sequence[Fraga], svar: Fordelningar) -> Iterable[Frageresultat]:
    """Join the answers of versions only to what is the same question in them."""
    grupper: dict[tuple[str, ...], list[Fraga]] = defaultdict(list)
    for fraga in fragor:
        grupper[likhet(fraga)].append(fraga)
    nu = fragor[0].version_id if fragor else None
    for lika in grupper.values():
        hop: Counter[tuple[str, Varde]] = Counter()
        for fraga in lika:
            hop.update(svar.get(fraga.pk, Counter()))
        yield replace(
            enkatresultat.rakna(lika[0], hop, troskel=u.troskel, ram=u.ram),
            versioner=tuple(sorted(fraga.version.nummer for fraga in lika)),
            gammal=lika[0].version_id != nu,
        )


def _mot(r: Resultat, fore: Resultat) -> Resultat:
    """Compare with the survey before, question by question where it was asked the same."""
    if r.pagar:
        return r
    matt = {(likhet(f.fraga), m.nyckel): m for f in fore.fragor for m in f.matt}

    def jamford(f: Frageresultat, m: Matt) -> Matt:
        hur, spann = enkatresultat.jamfor(m, matt.get((likhet(f.fraga), m.nyckel)))
        return replace(m, forandring=hur, skillnad=spann)

    fragor = tuple(replace(f, matt=tuple(jamford(f, m) for m in f.matt)) for f in r.fragor)
    return replace(r, fragor=fragor, forra=fore.undersokning)


def som_post(r: Resultat, fritt: Fritt = ("", ())) -> modell.Undersokning:
    """Return the survey as a snapshot keeps it; `fritt` is what may be told of the free texts."""
    u = r.undersokning
    return modell.Undersokning(
        namn=u.namn,
        troskel=u.troskel,
        urval=u.urval,
        overtackning=u.overtackning,
        svar=r.n,
        svarsfrekvens=som_decimal(r.frekvens.procent) if r.frekvens else None,
        jamfor_med=r.forra.namn if r.forra else "",
        fragor=tuple(_fragepost(f, m) for f in r.fragor for m in f.matt),
        pagar_till=u.stanger if r.pagar else None,
        sammanfattning=fritt[0],
        teman=tuple(modell.Tema(namn=t.tema, antal=t.antal) for t in fritt[1]),
        id=str(u.pk),
        ram=u.ram if u.ram is not None and u.ram >= r.n else None,
        mal=f"m{u.mal_id}" if u.mal_id else "",
    )


def fragetext(f: Frageresultat, m: Matt) -> str:
    """The question as it is read beside its number; of a choice, with the alternative."""
    if f.fraga.slag == Fraga.Slag.NKI:
        return f"Hur nöjd är du med {f.fraga.text}?"
    return f"{f.fraga.text} {m.namn}" if m.namn else f.fraga.text


def _fragepost(f: Frageresultat, m: Matt) -> modell.Fraga:
    t = m.totalt
    return modell.Fraga(
        text=fragetext(f, m),
        matt=f.enhet,
        n=f.n if t else None,
        varde=modell.Konsvarde(
            t=som_decimal(t.varde) if t else None,
            k=som_decimal(m.kvinnor.varde) if m.kvinnor else None,
            m=som_decimal(m.man.varde) if m.man else None,
            dolda=tuple(sorted(m.dolda)),
        ),
        undre=som_decimal(t.undre) if t else None,
        ovre=som_decimal(t.ovre) if t else None,
        # More of an alternative is neither better nor worse.
        forandring=_varderad(m.forandring) if m.namn else m.forandring,
        mal=f"m{f.fraga.mal_id}" if f.fraga.mal_id else "",
    )


def _varderad(hur: Forandring) -> Forandring:
    return hur if hur is Forandring.OFORANDRAT else Forandring.SAKNAS


def _frekvens(u: Undersokning, n: int) -> Svarsfrekvens | None:
    """None when more have answered than were asked: no rate can be told then."""
    if n > u.urval - u.overtackning:
        return None
    return svarsfrekvens(n, u.urval, u.overtackning)


def _foregangare(nu: Sequence[Undersokning]) -> dict[int, Undersokning]:
    """The latest earlier survey about the same thing, of the same unit and nämnd."""
    villkor = Q(pk__in=[])
    for u in nu:
        villkor |= Q(enhet=u.enhet_id, namnd=u.namnd_id, om=u.om, stanger__lt=u.oppnar)
    kandidater = Undersokning.objects.filter(villkor).order_by("stanger", "pk")
    ut: dict[int, Undersokning] = {}
    for k in kandidater:
        for u in nu:
            samma = (k.enhet_id, k.namnd_id, k.om) == (u.enhet_id, u.namnd_id, u.om)
            if samma and k.stanger < u.oppnar:
                ut[u.pk] = k
    return ut


def _antal(nycklar: Iterable[int]) -> Mapping[int, int]:
    rader = (
        Svar.objects.filter(undersokning__in=list(nycklar))
        .values_list("undersokning")
        .annotate(antal=Count("pk"))
        .order_by("undersokning")
    )
    return defaultdict(int, rader)


def _fragor(nycklar: Iterable[int]) -> Mapping[int, list[Fraga]]:
    """The questions that are or were asked, of the latest version first."""
    ut: dict[int, list[Fraga]] = defaultdict(list)
    rader = (
        Fraga.objects.filter(version__undersokning__in=list(nycklar), version__utkast=False)
        .exclude(slag=Fraga.Slag.FRITEXT)
        .select_related("version")
        .prefetch_related("alternativ")
        .order_by("-version__nummer", "ordning")
    )
    for fraga in rader:
        ut[fraga.version.undersokning_id].append(fraga)
    return ut


_FORDELNING = """
    select fraga_id, kon, tal, val, vet_inte, count(*) from (
        select
            f.fraga_id, s.kon,
            array_agg(f.tal order by f.del_nr) filter (where f.tal is not null) as tal,
            array_agg(a.nyckel order by a.nyckel) filter (where a.id is not null) as val,
            bool_or(f.vet_inte) as vet_inte
        from uppfoljning_fragesvar f
        join uppfoljning_svar s on s.nyckel = f.svar_id
        left join uppfoljning_svarsalternativ a on a.id = f.alternativ_id
        where s.undersokning_id = any(%s) and f.text = ''
        group by f.fraga_id, s.nyckel, s.kon
    ) per_person
    group by fraga_id, kon, tal, val, vet_inte
"""


def _svar(nycklar: Sequence[int]) -> Fordelningar:
    """Answers per question. Counted by the database: few different ones exist."""
    ut: dict[int, Counter[tuple[str, Varde]]] = defaultdict(Counter)
    if not nycklar:
        return ut
    with connection.cursor() as markor:
        markor.execute(_FORDELNING, [list(nycklar)])
        for fraga, kon, tal, val, vet_inte, antal in markor.fetchall():
            ut[fraga][kon, _varde(tal, val, vet_inte=vet_inte)] += antal
    return ut


def _varde(tal: list[int] | None, val: list[str] | None, *, vet_inte: bool) -> Varde:
    """One person's answer. Who does not know all three of the NKI has no opinion in it."""
    if vet_inte:
        return None
    if val is not None:
        return frozenset(val)
    if tal is None:
        return None
    return (tal[0], tal[1], tal[2]) if len(tal) > 1 else tal[0]
