"""What follows in the closed loop, in the same transaction as what causes it."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from django.db.models import Q

from cykel.models import Atgard, Brist
from kvalitet import logg
from kvalitet.kalender import plus_arbetsdagar, svensk_dag
from kvalitet.models import Anvandare
from kvalitet.overgang import Steg
from synpunkter import epost
from synpunkter.effekter_lagen import gar_med
from synpunkter.models import (
    Aterkoppling,
    Kontakt,
    Meddelande,
    Monster,
    Monsterkoppling,
    Publicering,
    Synpunkt,
)
from synpunkter.plats import gemensam_enhet

GODKANNS_INOM = 5
"""Working days within which a draft is to be approved or struck."""
HJALPTE = {
    Atgard.Effekt.JA: "Det hjälpte.",
    Atgard.Effekt.DELVIS: "Det hjälpte delvis.",
    Atgard.Effekt.NEJ: "Det hjälpte inte.",
}


def lamna_monster(steg: Steg) -> None:
    """Cut the case, and those merged into it, from the mönster of a nämnd that they leave (OSL 8
    kap.)."""
    synpunkt: Synpunkt = steg.objekt
    kopplingar = Monsterkoppling.objects.filter(gar_med(synpunkt))
    for koppling in kopplingar.exclude(monster__namnd=synpunkt.namnd).order_by("pk"):
        data = {"monster": koppling.monster_id}
        koppling.delete()
        logg.skriv("synpunkt.ur_monster", koppling.synpunkt, av=steg.av, nu=steg.nu, data=data)


def folj_monstret(brist: Brist, ny: Brist, *, av: Anvandare | None, nu: datetime) -> None:
    """The mönster follows its brist to the plan that goes on with it (settings.EFTER_FLYTT)."""
    Monster.objects.filter(brist=brist).update(brist=ny)


def forbered_besked(atgard: Atgard, *, av: Anvandare, nu: datetime) -> None:
    """Propose what the senders are told of an åtgärd whose effect is decided.

    Runs in the transaction that records the effect (settings.EFTER_EFFEKT). Nothing is sent:
    a handler approves the text first.
    """
    if atgard.effekt not in Atgard.AVGJORD:
        return
    text = (
        "Din synpunkt är en av dem som ledde till att vi gjorde något.\n\n"
        f"Det här gjorde vi: {_mening(atgard.rubrik)}\n\n"
        f"{HJALPTE[Atgard.Effekt(atgard.effekt)]} {_mening(atgard.effekt_text)}"
    )
    _forbered(atgard.brist, atgard, text, av=av, nu=nu)


def forbered_forklaring(brist: Brist, *, av: Anvandare, nu: datetime) -> None:
    """Propose what the senders are told when nothing is done (settings.EFTER_INGEN_ATGARD)."""
    text = (
        "Din synpunkt är en av dem som fick oss att se att något inte fungerade. Vi har gått "
        "igenom det och beslutat att inte göra någon åtgärd.\n\n"
        f"Vi gjorde inte något, därför att: {_mening(brist.ingen_atgard_skal)}"
    )
    _forbered(brist, None, text, av=av, nu=nu)


def _forbered(
    brist: Brist, atgard: Atgard | None, text: str, *, av: Anvandare, nu: datetime
) -> None:
    bakom = list(
        Synpunkt.objects.filter(bristkopplingar__brist=brist)
        .select_related("enhet", "handlaggare")
        .order_by("pk")
    )
    if not bakom:
        return
    enheter = [s.enhet for s in bakom if s.enhet.sokvag] or [brist.enhet]
    besked = Aterkoppling.objects.create(
        brist=brist,
        atgard=atgard,
        namnd_id=brist.namnd_id,
        enhet=gemensam_enhet(enheter),
        handlaggare=_flest([s.handlaggare for s in bakom]),
        text=text,
        senast=plus_arbetsdagar(svensk_dag(nu), GODKANNS_INOM),
        skapad=nu,
    )
    data = {"brist": brist.pk, "atgard": atgard.pk if atgard else None}
    logg.skriv("aterkoppling.forberedd", besked, av=av, nu=nu, data=data)


def _mening(text: str) -> str:
    text = text.strip()
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _flest(handlaggare: list[Anvandare | None]) -> Anvandare | None:
    """Who handled the most of the cases, among those who still work here."""
    raknade = Counter(person for person in handlaggare if person and person.is_active)
    return raknade.most_common(1)[0][0] if raknade else None


def beskedet_skickat(steg: Steg) -> None:
    """Write the text in each case whose sender wanted an answer, and mail each address once."""
    besked: Aterkoppling = steg.objekt
    mottagare = mottagare_av(besked.brist)
    Meddelande.objects.bulk_create(
        Meddelande(
            synpunkt=synpunkt,
            riktning=Meddelande.Riktning.TILL,
            text=besked.text,
            av=steg.av,
            tid=steg.nu,
        )
        for synpunkt in mottagare
    )
    kontakter = (
        # The sender of a part is reached through the whole.
        Kontakt.objects.filter(Q(synpunkt__in=mottagare) | Q(synpunkt__delar__in=mottagare))
        .exclude(epost_hmac="")
        .distinct()
        .select_related("synpunkt__namnd", "synpunkt__enhet")
    )
    for kontakt in kontakter.order_by("pk"):
        epost.aterkoppling(kontakt, besked, nu=steg.nu)
    besked.antal = len(mottagare)
    besked.skickad, besked.godkand_av = steg.nu, steg.av


def mottagare_av(brist: Brist) -> list[Synpunkt]:
    """Return the cases behind the brist, and those merged into them, whose senders want to know.

    What is disposed of takes no more words (`inte_i_gallrat`), and nobody reads it.
    """
    kopplad = Q(bristkopplingar__brist=brist) | Q(huvud__bristkopplingar__brist=brist)
    bakom = Synpunkt.objects.filter(kopplad, gallrad=None).distinct()
    return list(bakom.exclude(svarsval=Synpunkt.Svarsval.NEJ).order_by("pk"))


def texten_inlamnad(steg: Steg) -> None:
    steg.objekt.inlamnad = steg.nu


def texten_publicerad(steg: Steg) -> None:
    p: Publicering = steg.objekt
    p.antal = p.aterkoppling.brist.synpunktskopplingar.count()
    p.godkand_av, p.publicerad = steg.av, steg.nu


def texten_tillbakadragen(steg: Steg) -> None:
    steg.objekt.tillbakadragen = steg.nu
