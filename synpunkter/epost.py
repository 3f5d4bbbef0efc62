"""The mails of a synpunkt: to its sender, who left an address, and to those who handle it.

The secret code is in none of them. The link to the case is signed when the mail is written. The
sender's mails are in the language that they wrote in (`Synpunkt.sprak`), but for the words of the
one who handles the case.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from kvalitet.ihop import Nyckel
from kvalitet.models import Anvandare, Utskick
from kvalitet.notiser import Brev, Notis, notifiera, notifiera_flera, skriv_brev, utskick
from synpunkter import lank
from synpunkter.models import Aterkoppling, Kontakt, Synpunkt
from synpunkter.villkor import sista_dag_att_ateroppna

ATERKOPPLING = "synpunkt_aterkoppling"
KVITTO, KVITTO_NYCKEL = "synpunkt_kvitto", "kvitto"
"""The receipt goes once, at the submit or when the case is let out of quarantine."""
LANK_I_FORHANDSVISNING = "(avsändarens egen länk)"


def till_avsandaren(
    mall: str, synpunkt: Synpunkt, *, nyckel: str, nu: datetime, **mer: Any
) -> None:
    """Write a mail to the sender; nothing when no address was left.

    The sender of a part is told of the whole case, which is the one they know.
    """
    synpunkt = synpunkt.avsandarens
    kontakt = Kontakt.objects.filter(synpunkt=synpunkt).exclude(epost_hmac="").first()
    if kontakt is not None:
        till_kontakt(mall, kontakt, synpunkt, nyckel=nyckel, nu=nu, **mer)


def till_avsandarna(
    mall: str, synpunkter: Collection[Synpunkt], *, nyckel: str, nu: datetime, **mer: Any
) -> None:
    """Write a mail to the sender of each case, who learns nothing of the others."""
    per_pk = {synpunkt.pk: synpunkt for synpunkt in synpunkter}
    kontakter = Kontakt.objects.filter(synpunkt__in=per_pk).exclude(epost_hmac="").order_by("pk")
    notifiera_flera(
        mall,
        (
            _notis(kontakt, per_pk[kontakt.pk], f"synpunkt-{kontakt.pk}-{nyckel}", **mer)
            for kontakt in kontakter
        ),
        nu=nu,
    )


def till_kontakt(
    mall: str, kontakt: Kontakt, synpunkt: Synpunkt, *, nyckel: str, nu: datetime, **mer: Any
) -> None:
    notis = _notis(kontakt, synpunkt, f"synpunkt-{synpunkt.pk}-{nyckel}", **mer)
    notifiera_flera(mall, [notis], nu=nu)


def kvitto(kontakt: Kontakt, synpunkt: Synpunkt, *, nu: datetime) -> Utskick:
    """Return the receipt of a case that is about to be written, to be written with it."""
    nyckel = Nyckel(f"synpunkt-{{}}-{KVITTO_NYCKEL}")
    return utskick(KVITTO, kvittonotis(kontakt, synpunkt, nyckel), nu)


def kvittonotis(kontakt: Kontakt, synpunkt: Synpunkt, nyckel: str | Nyckel) -> Notis:
    """Return the receipt to be written by the sweep, of what is so now: whoever sends the form
    does not wait for a letter to be written."""
    allt = _sammanhang(synpunkt, kontakt.namn)
    arendet = {
        "referens": synpunkt.referens,
        "typ": str(synpunkt.typ),
        "svar_senast": synpunkt.svar_senast,
        "namnd": str(synpunkt.namnd),
        "enhet": str(synpunkt.enhet),
    }
    sammanhang = {"synpunkt": arendet, **{f: allt[f] for f in ("fornamn", "lank", "lank_slutar")}}
    return Notis(kontakt.epost, nyckel, sammanhang, synpunkt.sprak, skrivs_sist=True)


def forhandsvisa(mall: str, synpunkt: Synpunkt, *, text: str, **mer: Any) -> Brev:
    """Return the mail as it will be sent, but for the link, which is the sender's alone."""
    synpunkt = synpunkt.avsandarens
    kontakt = Kontakt.objects.filter(synpunkt=synpunkt).first()
    return skriv_brev(
        mall,
        mottagare="",
        sammanhang={
            **_sammanhang(synpunkt, kontakt.namn if kontakt else "", text=text, **mer),
            "lank": LANK_I_FORHANDSVISNING,
        },
        sprak=synpunkt.sprak,
    )


def till_handlaggaren(
    mall: str, synpunkt: Synpunkt, *, nyckel: str, nu: datetime, **mer: Any
) -> None:
    """Tell the handler, if there is one, that something waits; without the case's contents."""
    if synpunkt.handlaggare is not None:
        _till_kollega(mall, synpunkt.handlaggare, synpunkt, nyckel, nu, **mer)


def aterkoppling(kontakt: Kontakt, besked: Aterkoppling, *, nu: datetime) -> None:
    """Tell a sender what came of it; once per address, however many cases it has."""
    nyckel = f"aterkoppling-{besked.pk}-{kontakt.epost_hmac}"
    notis = _notis(kontakt, kontakt.synpunkt, nyckel, text=besked.text)
    notifiera_flera(ATERKOPPLING, [notis], nu=nu)


def _till_kollega(
    mall: str, mottagare: Anvandare, synpunkt: Synpunkt, nyckel: str, nu: datetime, **mer: Any
) -> None:
    notifiera(
        mall,
        mottagare=mottagare.epost,
        nyckel=f"synpunkt-{synpunkt.pk}-{nyckel}",
        sammanhang={"synpunkt": synpunkt, **mer},
        nu=nu,
    )


def _notis(kontakt: Kontakt, synpunkt: Synpunkt, nyckel: str | Nyckel, **mer: Any) -> Notis:
    sammanhang = _sammanhang(synpunkt, kontakt.namn, **mer)
    return Notis(kontakt.epost, nyckel, sammanhang, synpunkt.sprak)


def _sammanhang(synpunkt: Synpunkt, namn: str, **mer: Any) -> dict[str, Any]:
    adress = lank.adress(synpunkt.referens, synpunkt.sprak)
    return {
        "synpunkt": synpunkt,
        # A protected sender's name is in no mail: whoever writes it reads it in the preview.
        "fornamn": namn.split()[0] if namn.split() and not synpunkt.skyddad else "",
        "lank": adress,
        "lank_slutar": lank.slutar(adress),
        "ateroppnas_senast": sista_dag_att_ateroppna(synpunkt),
        "filer": 0,
        **mer,
    }
