"""A nämnd's member asks about a report, and the kontor answers before the meeting."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction

from kvalitet import klocka, logg
from kvalitet.behorighet import prova
from kvalitet.fel import Regelbrott
from kvalitet.kalender import plus_arbetsdagar
from kvalitet.models import Anvandare, Namnd
from kvalitet.notiser import Notis, notifiera_flera
from kvalitet.overgang import overga
from kvalitet.roller import Rattighet
from uppfoljning.fragesvarare import svarande
from uppfoljning.malval import malen_i
from uppfoljning.models import Namndfraga, Rapport, Sammantrade
from uppfoljning.models.namndfraga import LANGST_FRAGA, LANGST_SVAR
from uppfoljning.tillstand_namndfraga import NAMNDFRAGA

MEST_PER_DYGN = 20
"""Questions from one person in a day and a night: more than anyone asks before a meeting."""
UTAN_SAMMANTRADE = 10
"""Working days that the kontor has when no meeting is known."""


@transaction.atomic
def stall(rapport: Rapport, *, text: str, mal_nummer: str = "", av: Anvandare) -> Namndfraga:
    """Ask about the report, or about one goal in it. Pressed twice it is one question."""
    nu = klocka.nu()
    text = text.strip()
    fraga = Namndfraga(
        namnd=rapport.namnd,
        enhet=rapport.enhet,
        rapport=rapport,
        text=text,
        stalld=nu,
        stalld_av=av,
    )
    prova(av, Rattighet.NAMNDFRAGA_STALLA, fraga)
    _prova_text(text, LANGST_FRAGA, "Skriv din fråga.")
    # One question at a time, and no meeting goes away meanwhile.
    Namnd.objects.select_for_update(no_key=True, of=("self",)).get(pk=rapport.namnd_id)
    fraga.mal_nummer, fraga.mal_namn = _malet(rapport, mal_nummer)
    if redan := _samma(fraga):
        return redan
    if av.namndfragor.filter(stalld__gt=nu - timedelta(days=1)).count() >= MEST_PER_DYGN:
        raise Regelbrott(
            f"Du har ställt {MEST_PER_DYGN} frågor det senaste dygnet. Vänta till i morgon, "
            "eller ta upp frågan på sammanträdet. Det du har skrivit är kvar här."
        )
    fraga.sammantrade = nasta_sammantrade(rapport.namnd_id, klocka.idag())
    fraga.besvaras_senast = sista_dag(fraga.sammantrade, klocka.idag())
    fraga.save()
    logg.skriv("namndfraga.stalld", fraga, av=av, nu=nu, data=fraga.loggdata())
    _beratta_for_kontoret(fraga, nu)
    return fraga


def besvara(fraga: Namndfraga, *, text: str, av: Anvandare) -> Namndfraga:
    """Answer; of two at once the second is told that it is done."""
    _prova_text(text.strip(), LANGST_SVAR, "Skriv svaret.")
    return overga(NAMNDFRAGA, fraga, "besvara", av=av, data={"text": text})


def ratta_svar(fraga: Namndfraga, *, text: str, av: Anvandare) -> Namndfraga:
    """Put the answer right; the old one stays and can be read."""
    _prova_text(text.strip(), LANGST_SVAR, "Skriv svaret.")
    return overga(NAMNDFRAGA, fraga, "ratta_svar", av=av, data={"text": text})


def ta_tillbaka(fraga: Namndfraga, *, av: Anvandare) -> Namndfraga:
    return overga(NAMNDFRAGA, fraga, "ta_tillbaka", av=av)


def nasta_sammantrade(namnd: int, dag: date) -> Sammantrade | None:
    """Return the meeting before which a question of that day is answered: not one the same day."""
    return Sammantrade.objects.efter(dag).filter(namnd=namnd).first()


def sista_dag(sammantrade: Sammantrade | None, dag: date) -> date:
    """Return the last working day before the meeting, and never one that has passed."""
    if sammantrade is None:
        return plus_arbetsdagar(dag, UTAN_SAMMANTRADE)
    return max(dag, plus_arbetsdagar(sammantrade.dag, -1))


def _prova_text(text: str, langst: int, tomt: str) -> None:
    if not text:
        raise Regelbrott(tomt)
    if len(text) > langst:
        raise Regelbrott(f"Texten är för lång: {len(text)} tecken. Korta den till högst {langst}.")


def _malet(rapport: Rapport, nummer: str) -> tuple[str, str]:
    if not nummer:
        return "", ""
    namn = malen_i(rapport).get(nummer)
    if namn is None:
        raise Regelbrott("Målet finns inte i rapporten. Välj ett mål i listan.")
    return nummer, namn


def _samma(fraga: Namndfraga) -> Namndfraga | None:
    """Return the question when the person has asked it already and waits for the answer."""
    return (
        Namndfraga.objects.obesvarade()
        .filter(
            rapport=fraga.rapport,
            stalld_av=fraga.stalld_av,
            text=fraga.text,
            mal_nummer=fraga.mal_nummer,
        )
        .order_by("pk")
        .first()
    )


def _beratta_for_kontoret(fraga: Namndfraga, nu: datetime) -> None:
    """What is asked stands behind the link, not in the mail."""
    personer = svarande([fraga], klocka.idag())[fraga.pk]
    notifiera_flera(
        "namndfraga_ny",
        [
            Notis(p.epost, f"namndfraga-{fraga.pk}-{p.pk}", {"fraga": fraga, "person": p})
            for p in personer
        ],
        nu=nu,
    )
