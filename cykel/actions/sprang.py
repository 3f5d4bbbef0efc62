"""Business acts on a förbättringssprång: write the idea, try it, evaluate, decide."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from cykel.actions.lardom import rutiner_for
from cykel.models import Forbattringssprang
from cykel.tillstand import SPRANG, Spranglage
from cykel.villkor.sprang import levande_plan
from kvalitet import klocka, logg
from kvalitet.behorighet import prova
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare, Enhet, Namnd
from kvalitet.overgang import overga
from kvalitet.roller import Rattighet

MANGA = ("mal", "ovriga_indikatorer", "pilotenheter")
ALLTID = ("agare", "rutin", "kostnad")
UNDER_PROVET = (*ALLTID, "pilot_till", *MANGA)
IDEN = (
    *UNDER_PROVET,
    "rubrik",
    "problem",
    "hypotes",
    "indikator",
    "pilot_fran",
    "baslinje",
    "baslinje_k",
    "baslinje_m",
    "baslinje_datum",
    "vantad_niva",
    "stoppkriterium",
)
FAR_ANDRAS: dict[str, tuple[str, ...]] = {
    Spranglage.IDE: IDEN,
    Spranglage.PROV: UNDER_PROVET,
    Spranglage.UTVARDERING: ALLTID,
}
"""What may change in which state: what a trial is measured by stands once it has begun."""
HAR_ETT_PROV = ("agare", "pilot_till")
"""What may change during the trial but not be taken away."""


@transaction.atomic
def skapa(
    *,
    enhet: Enhet,
    namnd: Namnd,
    rubrik: str,
    problem: str,
    ursprung: str,
    ursprung_mening: str,
    av: Anvandare,
) -> Forbattringssprang:
    """Write an idea. The same words again in the unit are the same idea."""
    enhet = Enhet.objects.select_for_update(of=("self",), no_key=True).get(pk=enhet.pk)
    ord_ = {
        "rubrik": rubrik.strip(),
        "problem": problem.strip(),
        "ursprung_mening": ursprung_mening.strip(),
    }
    nytt = Forbattringssprang(
        enhet=enhet,
        namnd=namnd,
        ursprung=ursprung,
        skapad=klocka.nu(),
        skapad_av=av,
        **ord_,
    )
    prova(av, Rattighet.SPRANG_SKRIVA, nytt)
    if not all(ord_.values()) or ursprung not in Forbattringssprang.Ursprung.values:
        raise Regelbrott("Skriv vad idén är, vilket problem den löser och var den kom ifrån.")
    fanns = Forbattringssprang.objects.pagaende().filter(enhet=enhet, namnd=namnd, **ord_).first()
    if fanns is not None:
        return fanns
    nytt.plan = levande_plan(nytt)
    nytt.save()
    data = {"ursprung": ursprung, **nytt.loggdata()}
    logg.skriv("sprang.skapad", nytt, av=av, nu=nytt.skapad, data=data)
    return nytt


@transaction.atomic
def andra(sprang: Forbattringssprang, *, av: Anvandare, **falt: Any) -> Forbattringssprang:
    """Change the fields given. Once the trial has begun, what it is measured by stands."""
    sprang = Forbattringssprang.objects.select_for_update(of=("self",)).get(pk=sprang.pk)
    prova(av, Rattighet.SPRANG_SKRIVA, sprang)
    far_andras = FAR_ANDRAS.get(sprang.lage, ())
    if okanda := set(falt) - set(IDEN):
        raise TypeError(f"{okanda} are not fields that change")
    if not far_andras:
        raise Regelbrott(f"Språnget är {sprang.get_lage_display().lower()} och ändras inte mer.")
    for namn, varde in falt.items():
        if namn not in far_andras and getattr(sprang, namn) != varde:
            raise Regelbrott(
                "Provet har börjat. Hypotes, indikator, baslinje, väntad nivå och stoppkriterium "
                "står fast, så att resultatet går att lita på."
            )
        if namn in far_andras and namn not in MANGA:
            setattr(sprang, namn, varde.strip() if isinstance(varde, str) else varde)
    _prova_falt(sprang, falt)
    sprang.save()
    for namn in MANGA:
        if namn in falt and namn in far_andras:
            getattr(sprang, namn).set(falt[namn])
    logg.skriv("sprang.andrad", sprang, av=av, nu=klocka.nu(), data=sprang.loggdata())
    return sprang


def _prova_falt(sprang: Forbattringssprang, falt: dict[str, Any]) -> None:
    """Say in words what would make the trial impossible to judge."""
    if not sprang.rubrik or not sprang.problem:
        raise Regelbrott("Skriv vad idén är och vilket problem den löser.")
    fran, till = sprang.pilot_fran, sprang.pilot_till
    if fran and till and till <= fran:
        raise Regelbrott("Provet ska sluta efter att det har börjat.")
    if sprang.lage != Spranglage.IDE and not (sprang.agare_id and till):
        raise Regelbrott("Ett prov har en ägare och en dag då det slutar. Fyll i båda.")
    if sprang.baslinje_datum and sprang.baslinje_datum > klocka.idag():
        raise Regelbrott("Baslinjens datum ligger i framtiden. Skriv dagen då värdet mättes.")
    if falt.get("agare") and not falt["agare"].is_active:
        raise Regelbrott(f"{falt['agare']} har slutat. Välj en annan ägare.")
    if sprang.rutin and not rutiner_for(sprang.enhet).filter(pk=sprang.rutin.pk).exists():
        raise Regelbrott("Rutinen gäller inte språngets enhet. Välj en annan.")
    for enhet in falt.get("pilotenheter", ()):
        if not enhet.sokvag.startswith(sprang.enhet.sokvag):
            raise Regelbrott(f"{enhet} ligger inte under {sprang.enhet}. Välj enheter där under.")


def starta_prov(sprang: Forbattringssprang, *, av: Anvandare) -> Forbattringssprang:
    """Begin the trial."""
    return overga(SPRANG, sprang, "starta_prov", av=av)


def utvardera(
    sprang: Forbattringssprang, *, stopp_natt: str = "", av: Anvandare
) -> Forbattringssprang:
    """Go on to evaluation: the trial has ended, or `stopp_natt` says how it was stopped."""
    return overga(SPRANG, sprang, "utvardera", av=av, data={"stopp_natt": stopp_natt.strip()})


@transaction.atomic
def infor(
    sprang: Forbattringssprang,
    *,
    ny_niva: Decimal,
    effekt_motivering: str = "",
    beslut_datum: date,
    beslut_paragraf: str = "",
    dnr: str,
    av: Anvandare,
) -> Forbattringssprang:
    """Decide to adopt the leap; the unit's level is raised from the day of the decision."""
    # Two leaps that raise the same level wait for each other: the second starts from the first's.
    Enhet.objects.select_for_update(of=("self",), no_key=True).get(pk=sprang.enhet_id)
    data = {
        "ny_niva": ny_niva,
        "effekt_motivering": effekt_motivering.strip(),
        "beslut_datum": beslut_datum,
        "beslut_paragraf": beslut_paragraf.strip(),
        "dnr": dnr.strip(),
    }
    return overga(SPRANG, sprang, "infor", av=av, data=data)


def avsluta(
    sprang: Forbattringssprang, *, skal: str, lardom: str, av: Anvandare
) -> Forbattringssprang:
    """End it without adopting it; what was learnt becomes a draft in the unit's plan."""
    data = {"skal": skal.strip(), "lardom": lardom.strip()}
    return overga(SPRANG, sprang, "avsluta", av=av, data=data)
