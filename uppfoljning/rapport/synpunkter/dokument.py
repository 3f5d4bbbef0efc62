"""A synpunktsrapport as plain parts, for Word, Excel and CSV: the same figures. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from uppfoljning.rapport.dokument import Avsnitt, Cell, Dokument, Tabell
from uppfoljning.rapport.lasforst_dokument import lasforst_avsnitt
from uppfoljning.rapport.mening import EFFEKT
from uppfoljning.rapport.perioddelar import Text
from uppfoljning.rapport.skrift import DOLT, avrundat
from uppfoljning.rapport.synpunkter.forst import forst
from uppfoljning.rapport.synpunkter.modell import Rad, Svarstid, Synpunktsrapport, Synpunktstal

NAMN = "Synpunktsrapport"


def dokument(u: Synpunktsrapport) -> Dokument:
    t = u.tal
    return Dokument(
        titel=f"{NAMN} {t.nu.namn}, {u.namnd}",
        huvud=(u.namnd, f"Avser {t.nu.namn}", u.status.dnr or "Inget diarienummer"),
        avsnitt=(
            *lasforst_avsnitt(forst(u)),
            Avsnitt(rubrik="Synpunkter i siffror", tabeller=(*talen(t), utan_svar(t))),
            Avsnitt(rubrik="Teman", tabeller=(teman(t),)),
            Avsnitt(rubrik="Vad det ledde till", tabeller=(foljder(t), _ni_sa(u))),
            *texter(u.texter),
            Avsnitt(rubrik="Enheterna", tabeller=(enheter(t),)),
        ),
    )


def texter(alla: Sequence[Text]) -> tuple[Avsnitt, ...]:
    return tuple(
        Avsnitt(
            rubrik=t.rubrik,
            stycken=t.stycken or (f"Saknas – ansvarig: {t.ansvarig or 'inte utsedd'}",),
        )
        for t in alla
    )


def talen(t: Synpunktstal) -> tuple[Tabell, ...]:
    """Types, outcomes and times, in each of the periods."""
    perioder = ("Nu", t.forra.namn, t.fjol.namn if t.fjol else "Samma tid förra året")
    tider = (
        ("Fick svar i tid, procent", *(_hela(s.andel_i_tid) for s in _svaren(t))),
        ("Median till svar, dagar", *(s.median_dagar for s in _svaren(t))),
    )
    return (
        Tabell(
            namn="typ",
            rubrik="Antal efter typ",
            kolumner=("Typ", *perioder),
            rader=tuple(_rad(r) for r in (t.alla, *t.per_typ)),
        ),
        Tabell(
            namn="utfall",
            rubrik="Vad det blev av dem",
            kolumner=("Utfall", *perioder),
            rader=tuple(_rad(r) for r in t.per_utfall),
        ),
        Tabell(namn="svarstid", rubrik="Svarstider", kolumner=("Mått", *perioder), rader=tider),
    )


def _svaren(t: Synpunktstal) -> tuple[Svarstid, ...]:
    return (t.svar, t.svar_forra, t.svar_fjol)


def _hela(v: Decimal | None) -> Decimal | None:
    return None if v is None else avrundat(v, 0)


def _rad(r: Rad) -> tuple[Cell, ...]:
    return (r.namn, r.nu.cell, r.forra.cell, r.fjol.cell)


def utan_svar(t: Synpunktstal) -> Tabell:
    v = t.utan_svar
    return Tabell(
        namn="utan-svar",
        rubrik="Klagomål som väntar på svar",
        kolumner=("Ålder", "Antal"),
        rader=(*((r.namn, r.nu.cell) for r in v.alder), ("Alla", v.alla.cell)),
    )


def teman(t: Synpunktstal) -> Tabell:
    return Tabell(
        namn="teman",
        rubrik="Teman",
        kolumner=("Tema", "Nu", "Förra perioden", "Mönster", "Brister"),
        rader=tuple((r.namn, r.nu.cell, r.forra.cell, r.monster, r.brister) for r in t.teman),
    )


def foljder(t: Synpunktstal) -> Tabell:
    return Tabell(
        namn="atgarder",
        rubrik="Åtgärder efter synpunkter",
        kolumner=("Brist", "Åtgärd", "Klart senast", "Hjälpte den?"),
        rader=tuple(
            (f.brist, f.atgard or None, f.klar_senast, EFFEKT[f.effekt]) for f in t.kedja.foljder
        ),
    )


def _ni_sa(u: Synpunktsrapport) -> Tabell:
    return Tabell(
        namn="ni-sa-vi-gjorde",
        rubrik="Ni sa – vi gjorde",
        kolumner=("Ni sa", "Vi gjorde", "Tema", "Enhet"),
        rader=tuple((x.ni_sa, x.vi_gjorde, x.tema, x.enhet) for x in u.ni_sa),
    )


def enheter(t: Synpunktstal) -> Tabell:
    return Tabell(
        namn="enheter",
        rubrik="Synpunkter per enhet",
        kolumner=(
            "Enhet",
            "Klagomål",
            "Alla",
            "Förra perioden",
            "Samma tid förra året",
            "I tid, %",
        ),
        rader=tuple(
            (
                e.namn,
                *(x.cell for x in (e.klagomal, e.nu, e.forra, e.fjol)),
                DOLT if e.nu.dold else _hela(e.andel_i_tid),
            )
            for e in t.enheter
        ),
    )
