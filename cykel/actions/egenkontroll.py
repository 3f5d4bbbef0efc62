"""Business acts on checklists and egenkontroll."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django.db import transaction
from django.utils import timezone

from cykel.models import Checklista, Checklistepunkt, Egenkontroll, Egenkontrollsvar
from kvalitet import klocka, logg
from kvalitet.behorighet import prova
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare, Enhet, Namnd
from kvalitet.roller import Rattighet
from kvalitet.texter import datum as datumtext

Punktsvar = tuple[str, str]
"""The answer to one point, and its comment."""


@transaction.atomic
def skapa_checklista(
    *, enhet: Enhet, namn: str, punkter: Sequence[str], av: Anvandare
) -> Checklista:
    """Write a checklist for a unit and those below it. The same again is the one there."""
    enhet = Enhet.objects.select_for_update(of=("self",)).get(pk=enhet.pk)
    prova(av, Rattighet.KONTROLL_SKRIVA, enhet)
    namn, texter = namn.strip(), [text.strip() for text in punkter if text.strip()]
    if not namn or not texter:
        raise Regelbrott("Skriv vad checklistan heter och minst en punkt.")
    if fanns := enhet.checklistor.filter(namn=namn, avslutad=None).first():
        if list(fanns.punkter.order_by("ordning").values_list("text", flat=True)) == texter:
            return fanns
        raise Regelbrott(
            f"Checklistan ”{namn}” finns redan. Avsluta den, eller ge den nya ett annat namn."
        )
    nu = klocka.nu()
    lista = Checklista.objects.create(enhet=enhet, namn=namn, skapad=nu)
    Checklistepunkt.objects.bulk_create(
        Checklistepunkt(checklista=lista, ordning=ordning, text=text)
        for ordning, text in enumerate(texter, start=1)
    )
    logg.skriv("checklista.skapad", lista, av=av, nu=nu, data={"punkter": len(texter)})
    return lista


@transaction.atomic
def avsluta_checklista(checklista: Checklista, *, av: Anvandare) -> Checklista:
    """Stop using a checklist; what was done by it stays."""
    checklista = _las(checklista)
    prova(av, Rattighet.KONTROLL_SKRIVA, checklista.enhet)
    if checklista.avslutad is not None:
        return checklista
    nu = klocka.nu()
    checklista.avslutad = timezone.localdate(nu)
    checklista.save(update_fields=["avslutad"])
    logg.skriv("checklista.avslutad", checklista, av=av, nu=nu)
    return checklista


@transaction.atomic
def utfor(
    checklista: Checklista,
    *,
    enhet: Enhet,
    namnd: Namnd,
    datum: date,
    svar: Mapping[int, Punktsvar],
    av: Anvandare,
) -> Egenkontroll:
    """Fill in a checklist for a unit and day; `svar` maps `Checklistepunkt.pk` to its answer.

    The same answers the same day are the egenkontroll that is there.
    """
    checklista = _las(checklista)
    prova(av, Rattighet.KONTROLL_SKRIVA, Egenkontroll(enhet=enhet, namnd=namnd))
    rena = {punkt: (varde, text.strip()) for punkt, (varde, text) in svar.items()}
    gjord = {"enhet": enhet, "namnd": namnd, "datum": datum}
    if fanns := checklista.egenkontroller.filter(**gjord).first():
        if _svaren(fanns) == rena:
            return fanns
        raise Regelbrott(f"Egenkontrollen är redan gjord för {enhet} {datumtext(datum)}.")
    nu = klocka.nu()
    _prova_plats(checklista, enhet, datum, timezone.localdate(nu))
    _prova_svar(checklista, rena)
    kontroll = Egenkontroll.objects.create(checklista=checklista, av=av, tid=nu, **gjord)
    Egenkontrollsvar.objects.bulk_create(
        Egenkontrollsvar(egenkontroll=kontroll, punkt_id=punkt, svar=varde, kommentar=text)
        for punkt, (varde, text) in rena.items()
    )
    nej = sum(varde == Egenkontrollsvar.Svar.NEJ for varde, _ in rena.values())
    logg.skriv("egenkontroll.utford", kontroll, av=av, nu=nu, data={"nej": nej})
    return kontroll


def _las(checklista: Checklista) -> Checklista:
    rader = Checklista.objects.select_for_update(of=("self",)).select_related("enhet")
    return rader.get(pk=checklista.pk)


def _svaren(kontroll: Egenkontroll) -> dict[int, Punktsvar]:
    rader = kontroll.svar.values_list("punkt", "svar", "kommentar")
    return {punkt: (svar, kommentar) for punkt, svar, kommentar in rader}


def _prova_plats(checklista: Checklista, enhet: Enhet, datum: date, idag: date) -> None:
    if checklista.avslutad is not None:
        raise Regelbrott("Checklistan används inte längre. Välj en annan.")
    if not (checklista.enhet.sokvag and enhet.sokvag.startswith(checklista.enhet.sokvag)):
        raise Regelbrott(
            f"Checklistan gäller {checklista.enhet} och enheterna under. Välj en av dem."
        )
    if datum > idag:
        raise Regelbrott("Dagen har inte varit än. Skriv dagen då egenkontrollen gjordes.")


def _prova_svar(checklista: Checklista, svar: Mapping[int, Punktsvar]) -> None:
    punkter = set(checklista.punkter.values_list("pk", flat=True))
    giltiga = all(varde in Egenkontrollsvar.Svar.values for varde, _ in svar.values())
    if set(svar) != punkter or not giltiga:
        raise Regelbrott("Svara ja, nej eller ej aktuellt på varje punkt.")
    if any(varde == Egenkontrollsvar.Svar.NEJ and not text for varde, text in svar.values()):
        raise Regelbrott("Skriv vad som inte stämmer vid varje nej.")
