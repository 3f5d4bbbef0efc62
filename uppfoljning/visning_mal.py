"""The page of one goal: what the judgement sees, drawn from the snapshot's own shape. Pure.

Live and frozen pages are made here from the same `modell.Mal`, so that every section has its twin.
Where a figure leads is decided here too: `Lankar` knows the addresses of the rows behind it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.urls import reverse

from cykel.irad import flagga
from kvalitet.texter import procent, rakneord, tal
from uppfoljning.externa import EXTERN
from uppfoljning.fryst import mal_pk
from uppfoljning.rapport import modell
from uppfoljning.rapport.mening import EFFEKT, PROGNOS, STATUS, TRENDORD
from uppfoljning.visning import Stapel, staplar
from uppfoljning.visning_enkat import Enkatvy, enkatvy
from uppfoljning.visning_indikator import Indikatorvy, indikatorvy


@dataclass(frozen=True)
class Lankar:
    """Where each figure's rows are, for the person who reads. "" where they may not go."""

    varv: int
    mal: int
    plan: int
    synpunkter: bool
    """Whether the person may read cases of the unit."""

    def rader(self, indikator: str) -> str:
        if not indikator:
            return ""
        return reverse("uppfoljning:matrader", args=[self.varv, self.mal, indikator])

    def fall(self, **urval: str | int) -> str:
        if not self.synpunkter:
            return ""
        adress = reverse("uppfoljning:synpunktsrader", args=[self.varv])
        return f"{adress}?{urlencode(urval)}" if urval else adress

    def aktivitet(self, nyckel: str) -> str:
        sida = reverse("cykel:aktiviteter", args=[self.plan])
        return f"{sida}#a-{nyckel}" if nyckel else ""

    def i_plan(self, vy: str, ident: str) -> str:
        plan, _, pk = ident.partition("/")
        return reverse(f"cykel:{vy}", args=[plan, pk]) if pk else ""

    def undersokning(self, ident: str) -> str:
        if ident.startswith(EXTERN):
            return reverse("uppfoljning:extern", args=[ident.removeprefix(EXTERN)])
        return reverse("uppfoljning:undersokning", args=[ident]) if ident else ""

    def bedomning(self, varv: str, mal: str) -> str:
        if not varv:
            return ""
        return reverse("uppfoljning:bedom", args=[varv, mal_pk(mal)])

    @property
    def roster(self) -> str:
        return reverse("uppfoljning:roster", args=[self.varv])

    @property
    def historik(self) -> str:
        return reverse("cykel:mal_historik", args=[self.plan, self.mal])

    @property
    def ny_brist(self) -> str:
        fraga = urlencode({"mal": self.mal, "kalla": "bedomning"})
        return f"{reverse('cykel:brist_ny', args=[self.plan])}?{fraga}"


@dataclass(frozen=True)
class Tal:
    """A figure in words, the way to its rows, and what was counted."""

    text: str
    lank: str = ""
    namn: str = ""


@dataclass(frozen=True)
class Synpunktsvy:
    """The period's synpunkter to the unit, and those behind brister of the goal."""

    antal: Tal
    staplar: tuple[tuple[Stapel, str], ...]
    jamfor_med: str
    frist: str
    i_tid: Tal | None
    i_tid_forra: str
    utan_svar: str
    median: Tal | None
    median_forra: str
    teman: tuple[Tal, ...]
    malets: Tal | None
    malets_typer: tuple[Tal, ...]
    malets_teman: tuple[Tal, ...]
    monster: tuple[Tal, ...]
    dolda_monster: int
    """How many, when the person may not read what they say."""


@dataclass(frozen=True)
class Aktivitetsrad:
    post: modell.Aktivitet
    lank: str

    @property
    def status(self) -> str:
        return STATUS[self.post.status]


@dataclass(frozen=True)
class Bristrad:
    post: modell.Malbrist
    lank: str

    @property
    def underlag(self) -> str:
        return f"{self.post.kalla}: {self.post.kalla_mening.rstrip('.')}."


@dataclass(frozen=True)
class Provrad:
    post: modell.Malprov
    lank: str

    @property
    def status(self) -> str:
        return STATUS[self.post.status]

    @property
    def effekt(self) -> str:
        return EFFEKT[self.post.effekt]


@dataclass(frozen=True)
class Malsida:
    """Everything that stands beside the form, live or frozen."""

    post: modell.Mal
    indikatorer: tuple[Indikatorvy, ...]
    enkater: tuple[Enkatvy, ...]
    synpunkter: Synpunktsvy
    aktiviteter: tuple[Aktivitetsrad, ...]
    brister: tuple[Bristrad, ...]
    prov: tuple[Provrad, ...]
    fore: str
    """That the goal was ej uppfyllt in the years before this one; "" when it was not."""
    flagga: str
    """"Ej uppfyllt tredje året i rad", with this judgement."""
    forra_lank: str
    lankar: Lankar
    fryst: bool
    fullstandig: bool
    """False of a snapshot from before everything that the judgement saw was kept."""

    @property
    def prognos(self) -> str:
        return PROGNOS[self.post.prognos] if self.post.prognos else ""

    @property
    def trend(self) -> str:
        return TRENDORD[self.post.trend]

    @property
    def forra_prognos(self) -> str:
        forra = self.post.forra
        return PROGNOS[forra.prognos] if forra and forra.prognos else ""

    @property
    def forra_trend(self) -> str:
        return TRENDORD[self.post.forra.trend] if self.post.forra else ""


def malsida(
    post: modell.Mal,
    synpunkter: modell.Synpunkter,
    undersokningar: Sequence[modell.Undersokning],
    lankar: Lankar,
    *,
    fryst: bool = False,
    fullstandig: bool = True,
) -> Malsida:
    enkater = [
        replace(u, fragor=u.om(post.id))
        for u in undersokningar
        if u.om(post.id) or (not u.fragor and u.mal == post.id)
    ]
    return Malsida(
        post=post,
        indikatorer=tuple(indikatorvy(i, lank=lankar.rader(i.id)) for i in post.indikatorer),
        enkater=tuple(enkatvy(u, n, lankar.undersokning(u.id)) for n, u in enumerate(enkater, 1)),
        synpunkter=_synpunkter(synpunkter, post.rost, lankar),
        aktiviteter=tuple(Aktivitetsrad(a, lankar.aktivitet(a.id)) for a in post.aktiviteter),
        brister=tuple(Bristrad(b, lankar.i_plan("brist", b.id)) for b in post.brister),
        prov=tuple(Provrad(p, lankar.i_plan("atgard", p.id)) for p in post.prov),
        fore=_fore(post.i_rad_fore),
        flagga=flagga(post.i_rad),
        forra_lank=lankar.bedomning(post.forra.varv, post.forra.mal) if post.forra else "",
        lankar=lankar,
        fryst=fryst,
        fullstandig=fullstandig,
    )


def _fore(ar: int) -> str:
    if not ar:
        return ""
    fore = "året före" if ar == 1 else f"{rakneord(ar)} år i rad före"
    return f"Målet var ej uppfyllt {fore} det här."


def _synpunkter(s: modell.Synpunkter, rost: modell.Malrost, lankar: Lankar) -> Synpunktsvy:
    mal = lankar.mal
    return Synpunktsvy(
        antal=Tal(tal(s.antal or 0), lankar.fall() if s.antal else ""),
        staplar=tuple(
            (stapel, lankar.fall(typ=typ.nyckel) if typ.nyckel else "")
            for stapel, typ in zip(staplar(s.per_typ), s.per_typ, strict=True)
        ),
        jamfor_med=s.jamfor_med,
        frist=s.frist,
        i_tid=_i_tid(s, lankar),
        i_tid_forra="" if s.andel_i_tid_forra is None else procent(s.andel_i_tid_forra, 0),
        utan_svar="" if s.andel_i_tid is not None else _utan_svar(s),
        median=_median(s, lankar),
        median_forra="" if s.median_dagar_forra is None else tal(s.median_dagar_forra),
        teman=tuple(_antal(t, lankar.fall(tema=t.nyckel)) for t in s.teman),
        malets=Tal(tal(rost.antal), lankar.fall(mal=mal)) if rost.antal else None,
        malets_typer=tuple(_antal(t, lankar.fall(mal=mal, typ=t.nyckel)) for t in rost.per_typ),
        malets_teman=tuple(_antal(t, lankar.fall(mal=mal, tema=t.nyckel)) for t in rost.teman),
        monster=tuple(_antal(m, lankar.fall(mal=mal, monster=m.nyckel)) for m in rost.monster)
        if lankar.synpunkter
        else (),
        dolda_monster=0 if lankar.synpunkter else len(rost.monster),
    )


def _antal(rad: modell.Antal, lank: str) -> Tal:
    return Tal(tal(rad.antal or 0), lank, rad.namn)


def _i_tid(s: modell.Synpunkter, lankar: Lankar) -> Tal | None:
    if s.andel_i_tid is None:
        return None
    return Tal(procent(s.andel_i_tid, 0), lankar.fall(urval="lovade") if s.lovade else "")


def _utan_svar(s: modell.Synpunkter) -> str:
    if s.lovade:
        return f"För få svar har hunnit förfalla för att visas. Löftet är svar {s.frist}."
    return f"Inget svar har hunnit förfalla under perioden. Löftet är svar {s.frist}."


def _median(s: modell.Synpunkter, lankar: Lankar) -> Tal | None:
    if s.median_dagar is None:
        return None
    return Tal(tal(s.median_dagar), lankar.fall(urval="besvarade") if s.besvarade else "")
