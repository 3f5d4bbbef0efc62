"""What residents say: synpunkter in figures, and what surveys gave."""

from __future__ import annotations

from uppfoljning.rapport import celler, skrift
from uppfoljning.rapport.dokument import Avsnitt, Cell, Samling, Tabell
from uppfoljning.rapport.modell import (
    Antal,
    Fraga,
    Maluppfyllelserapport,
    Synpunkter,
    Undersokning,
)
from uppfoljning.templatetags.rapport import fragetrend

UNDERSOKNINGAR = Samling(
    namn="undersokningar", rubrik="Undersökningarnas svar", kolumn="Undersökning"
)
DOLDA = "Två punkter (..): för få synpunkter för att visas."
_FRAGA = (
    "Fråga", "Mått", "Svar", "Alla", "95 % intervall, från", "95 % intervall, till", "Kvinnor",
    "Män", "Förändring",
)  # fmt: skip


def rost(u: Maluppfyllelserapport) -> list[Avsnitt]:
    ingress = "Invånarnas synpunkter och svar är en egen källa, vid sidan av indikatorerna."
    saknas = celler.saknas(u.kontakt)
    avsnitt = [Avsnitt(rubrik="Invånarnas röst", stycken=(ingress,))]
    if u.synpunkter:
        avsnitt.append(_synpunkter(u.synpunkter))
    else:
        text = f"{saknas}. Rapporten har inga uppgifter om synpunkter."
        avsnitt.append(Avsnitt(rubrik="Synpunkter", niva=2, stycken=(text,)))
    avsnitt += [_undersokning(x, n) for n, x in enumerate(u.undersokningar, 1)]
    if not u.undersokningar:
        text = f"{saknas}. Ingen undersökning hör till det här tillfället."
        avsnitt.append(Avsnitt(rubrik="Undersökningar", niva=2, stycken=(text,)))
    return avsnitt + _ni_sa(u.synpunkter)


# --- synpunkter ---------------------------------------------------------------------------


def _synpunkter(s: Synpunkter) -> Avsnitt:
    hur_manga = "Synpunkter" if s.antal is None else f"{s.antal} synpunkter"
    hur_manga = "En synpunkt" if s.antal == 1 else hur_manga
    alla: tuple[Cell, ...] = ("Alla", *celler.antal(s.summa))
    tabeller = [_antal(s, "synpunkter-typ", f"{hur_manga} efter typ", "Typ", s.per_typ, alla)]
    if s.vanligaste:
        tabeller.append(
            _antal(s, "synpunkter-omrade", "Vanligaste områdena", "Område", s.vanligaste)
        )
    utan = () if s.vanligaste else ("Synpunkterna är inte ordnade efter område.",)
    dolt = (DOLDA,) if s.dolt else ()
    return Avsnitt(
        rubrik="Synpunkter", niva=2, stycken=(*utan, _svarstid(s), *dolt), tabeller=tuple(tabeller)
    )


def _antal(
    s: Synpunkter,
    namn: str,
    rubrik: str,
    vad: str,
    rader: tuple[Antal, ...],
    *sist: tuple[Cell, ...],
) -> Tabell:
    celler_ = [(a.namn, *celler.antal(a)) for a in rader]
    return Tabell(
        namn=namn,
        rubrik=rubrik,
        kolumner=(vad, skrift.upp(s.jamfor_med), "Nu", "Skillnad"),
        rader=(*celler_, *sist),
        tecken=("Skillnad",),
    )


def _svarstid(s: Synpunkter) -> str:
    meningar = ["Ingen synpunkt är besvarad under perioden."]
    if s.besvarade:
        meningar = [f"För få har fått svar för att tiden ska visas ({skrift.DOLT})."]
    if s.median_dagar is not None:
        mot = (
            f", mot {skrift.dagtal(s.median_dagar_forra)} dagar {s.jamfor_med}"
            if s.median_dagar_forra is not None
            else ""
        )
        dagar = skrift.dagtal(s.median_dagar)
        meningar = [f"Av dem som har fått svar fick hälften det inom {dagar} dagar{mot} (median)."]
    if s.andel_i_tid is not None:
        frist = f", {s.frist}" if s.frist else ""
        mot = (
            f", mot {skrift.tal(s.andel_i_tid_forra, 0)} procent {s.jamfor_med}"
            if s.andel_i_tid_forra is not None
            else ""
        )
        meningar.append(f"{skrift.tal(s.andel_i_tid, 0)} procent fick svar i tid{frist}{mot}.")
    if s.andel_i_tid_mal is not None:
        meningar.append(f"Målet är {skrift.tal(s.andel_i_tid_mal, 0)} procent.")
    return " ".join(meningar)


def _ni_sa(s: Synpunkter | None) -> list[Avsnitt]:
    if s is None or not s.ni_sa:
        return []
    tabell = Tabell(
        namn="ni-sa-vi-gjorde",
        rubrik="Ni sa – vi gjorde, i våra egna ord",
        kolumner=("Ni sa", "Vi gjorde"),
        rader=tuple((x.ni_sa, x.vi_gjorde) for x in s.ni_sa),
    )
    return [Avsnitt(rubrik="Ni sa – vi gjorde", niva=2, tabeller=(tabell,))]


# --- surveys ------------------------------------------------------------------------------


def _undersokning(x: Undersokning, nummer: int) -> Avsnitt:
    if x.pagar_till:
        frekvens = (
            f", svarsfrekvens {skrift.tal(x.svarsfrekvens)} procent"
            if x.svarsfrekvens is not None
            else ""
        )
        text = (
            f"Pågår, resultatet visas när den har stängt {skrift.datum(x.pagar_till)}. "
            f"Hittills {skrift.heltal(x.svar)} svar{frekvens}."
        )
        return Avsnitt(rubrik=x.namn, niva=2, stycken=(text,))
    tabell = Tabell(
        namn=f"undersokning-{nummer}",
        rubrik=f"Förändring sedan {x.jamfor_med}" if x.jamfor_med else x.namn,
        kolumner=_FRAGA,
        rader=tuple(_fraga(f, x.troskel) for f in x.fragor),
        samling=UNDERSOKNINGAR,
        del_=x.namn,
    )
    return Avsnitt(
        rubrik=x.namn, niva=2, stycken=(_svarsfrekvens(x), *_egna_ord(x)), tabeller=(tabell,)
    )


def _fraga(f: Fraga, troskel: int) -> tuple[Cell, ...]:
    return (
        f.text,
        f.matt,
        celler.antal_svar(f, troskel),
        celler.kon(f.varde, "T"),
        celler.grans(f, f.undre),
        celler.grans(f, f.ovre),
        celler.kon(f.varde, "K"),
        celler.kon(f.varde, "M"),
        fragetrend(f),
    )


def _svarsfrekvens(x: Undersokning) -> str:
    svar = f"{skrift.heltal(x.svar)} svar."
    if x.svarsfrekvens is not None:
        bort = (
            f", varav {skrift.heltal(x.overtackning)} inte längre hörde dit"
            if x.overtackning
            else ""
        )
        svar = (
            f"Svarsfrekvens {skrift.tal(x.svarsfrekvens)} procent: {svar} "
            f"{skrift.heltal(x.urval)} tillfrågade{bort}."
        )
    elif x.urval:
        svar += " Svarsfrekvens går inte att räkna, enkäten var öppen för alla."
    return f"{svar} Färre än {x.troskel} svar visas inte (..). Döljs ett kön döljs även det andra."


def _egna_ord(x: Undersokning) -> tuple[str, ...]:
    teman = [
        f"{t.namn} ({'.., för få svar' if t.antal is None else skrift.heltal(t.antal)})"
        for t in x.teman
    ]
    return (
        *((f"Med egna ord: {x.sammanfattning}",) if x.sammanfattning else ()),
        *((f"Teman: {', '.join(teman)}.",) if teman else ()),
    )
