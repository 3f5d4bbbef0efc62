"""The business acts on routing rules. None is saved that has not been tried on real cases."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta
from typing import Any

from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.models import Max

from kvalitet import klocka, logg
from kvalitet.behorighet import far
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare
from kvalitet.roller import Rattighet
from synpunkter import fordelning
from synpunkter.models import Fordelningsregel

REGELLAS = 581_031
"""Advisory lock: the rules are one list, changed by one person at a time."""
PROVET_GALLER = timedelta(hours=2)
MEST_ORD = 20
_SALT = "synpunkter.fordelningsregel"
VILLKOR = ("typ", "kanal", "vid_enhet", "ord", "till_enhet", "till_namnd")
"""What a dry run tries; the name may change after it."""


def far_styra(av: Anvandare) -> bool:
    """Say whether the person may change the rules: who assigns cases for the whole municipality."""
    return far(av, Rattighet.SYNPUNKT_FORDELA, Fordelningsregel())


def bygg(regel: Fordelningsregel | None, data: dict[str, Any]) -> Fordelningsregel:
    """Return the rule as it would be, unsaved: to try, or to save."""
    if regel is None:
        sist = Fordelningsregel.objects.aggregate(sist=Max("ordning"))["sist"] or 0
        regel = Fordelningsregel(ordning=sist + 1)
    for namn in ("namn", *VILLKOR):
        if namn in data:
            setattr(regel, namn, data[namn])
    return regel


def provkvitto(regel: Fordelningsregel, *, av: Anvandare) -> str:
    """Return the receipt that lets the person save the rule with just these conditions."""
    return signing.dumps(_avtryck(regel, av), salt=_SALT)


@transaction.atomic
def spara_regel(
    regel: Fordelningsregel | None, *, data: dict[str, Any], kvitto: str, av: Anvandare
) -> Fordelningsregel:
    """Save the rule and put it in force. `kvitto` shows that it has been tried as it stands."""
    _las(av)
    if regel is not None:
        regel = Fordelningsregel.objects.select_for_update(of=("self",)).get(pk=regel.pk)
    ny = regel is None
    regel = bygg(regel, data)
    _prova(regel)
    if not _ar_provad(regel, kvitto, av):
        raise Regelbrott("Provkör regeln som den är nu, och spara sedan.")
    regel.aktiv = True
    regel.save()
    logg.skriv(
        f"fordelningsregel.{'skapad' if ny else 'andrad'}",
        regel,
        av=av,
        nu=klocka.nu(),
        data=regel.loggdata(),
    )
    return regel


@transaction.atomic
def stang_av(regel: Fordelningsregel, *, av: Anvandare) -> None:
    """Turn the rule off; it stays in the list and is turned on by trying it again."""
    _las(av)
    regel = Fordelningsregel.objects.select_for_update(of=("self",)).get(pk=regel.pk)
    if regel.aktiv:
        regel.aktiv = False
        regel.save(update_fields=["aktiv"])
        logg.skriv("fordelningsregel.avstangd", regel, av=av, nu=klocka.nu(), data=regel.loggdata())


@transaction.atomic
def flytta_upp(regel: Fordelningsregel, *, av: Anvandare) -> None:
    """Let the rule be tried before the one above it."""
    _las(av)
    rader = list(Fordelningsregel.objects.select_for_update().order_by("ordning"))
    plats = next(nr for nr, rad in enumerate(rader) if rad.pk == regel.pk)
    if plats == 0:
        return
    over, denna = rader[plats - 1], rader[plats]
    over.ordning, denna.ordning = denna.ordning, over.ordning
    Fordelningsregel.objects.bulk_update([over, denna], ["ordning"])
    logg.skriv("fordelningsregel.flyttad", denna, av=av, nu=klocka.nu(), data=denna.loggdata())


def _las(av: Anvandare) -> None:
    if not far_styra(av):
        raise PermissionDenied("får inte ändra fördelningsregler")
    with connection.cursor() as markor:
        markor.execute("select pg_advisory_xact_lock(%s)", [REGELLAS])


def _prova(regel: Fordelningsregel) -> None:
    if not regel.namn.strip():
        raise Regelbrott("Skriv ett namn på regeln.")
    if not (regel.typ or regel.kanal or regel.vid_enhet_id or regel.ord):
        raise Regelbrott("Välj minst ett villkor. Annars skulle regeln ta allt.")
    if len(regel.ord) > MEST_ORD:
        raise Regelbrott(f"Skriv högst {MEST_ORD} ord.")
    dag = klocka.idag()
    enhet = regel.till_enhet
    if enhet.upphorde is not None and enhet.upphorde <= dag:
        raise Regelbrott(f"{enhet} finns inte längre. Välj en annan enhet.")
    namnd = regel.till_namnd
    if namnd is not None and namnd.pk not in fordelning.svarar_for(enhet, dag=dag):
        raise Regelbrott(f"{namnd} ansvarar inte för {enhet}. Välj en annan nämnd, eller ingen.")


def _avtryck(regel: Fordelningsregel, av: Anvandare) -> str:
    villkor = [
        regel.typ,
        regel.kanal,
        regel.vid_enhet_id,
        list(regel.ord),
        regel.till_enhet_id,
        regel.till_namnd_id,
    ]
    return hashlib.sha256(json.dumps([av.pk, regel.pk, villkor]).encode()).hexdigest()


def _ar_provad(regel: Fordelningsregel, kvitto: str, av: Anvandare) -> bool:
    try:
        avtryck = signing.loads(kvitto, salt=_SALT, max_age=PROVET_GALLER)
    except signing.BadSignature:
        return False
    return bool(avtryck == _avtryck(regel, av))
